"""What happened at the vault's doors, for whoever keeps the record: the vault itself imports no desk."""

from django.dispatch import Signal

# Sent with staff (StaffMember or None), action ("desk.unlock"), subject (an id) and facts (a dict, content-free),
# inside the transaction of what happened.
door_event = Signal()
