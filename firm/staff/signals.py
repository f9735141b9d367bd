"""What happens to accounts, for whoever keeps the record."""

from django.dispatch import Signal

# Sent with `actor` (StaffMember or None), `action` ("staff.accept-invitation") and `member`.
account_event = Signal()
