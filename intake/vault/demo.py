"""The demo firm's keys: a desk key, four people with six words each, and a paper key.

The words are kept in the demo's own folder, as if in people's heads and pockets; a copy of database,
disk and environment does not hold them.
"""

from collections.abc import Mapping
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pyrage import x25519

from firm.demo.installation import Installation
from firm.demo.logins import remembered
from firm.models import StaffMember
from firm.roles import LEAD_ROLES
from intake.models import DeskKey, PaperKey, StaffKey, Wrap
from intake.vault import key_holders, staff_key
from intake.vault.phrase import new_phrase

PAPER = "paper key"


def seed() -> None:
    """Makes what is missing, pins the public key for this process, and remembers it for the next."""
    roles = [role.value for role in LEAD_ROLES]
    staff = StaffMember.objects.filter(groups__name__in=roles, is_active=True).distinct().order_by("pk")
    phrases = {person.email: remembered("phrase", person.email, new_phrase)[0] for person in staff}
    paper, _fresh = remembered("identity", PAPER, lambda: str(x25519.Identity.generate()))
    public_key = seed_keys(phrases, paper)
    settings.DESK_PUBLIC_KEY = public_key
    Installation(settings.DEMO_DIR).remember("DESK_PUBLIC_KEY", public_key)


def seed_keys(phrases: Mapping[str, str], paper: str) -> str:
    """Desk, staff and paper keys for these e-mails and words; returns the desk's public key."""
    identity = x25519.Identity.from_str(paper)
    with transaction.atomic():
        desk_key = DeskKey.objects.order_by("-epoch").first()
        if desk_key is None:
            desk_key, secrets = key_holders.new_desk_key()
            paper_key = PaperKey.objects.create(public_key=str(identity.to_public()), proven_at=timezone.now())
            key_holders.wrap(secrets, paper_key)
        unwrap = partial(
            key_holders.unwrap, paper, Wrap.objects.filter(paper_key__public_key=str(identity.to_public()))
        )
        for person in StaffMember.objects.filter(email__in=phrases, staff_key=None):
            staff_key.make(person, phrases[person.email])
            StaffKey.objects.filter(staff=person).update(proven_at=timezone.now())
            key_holders.wrap(unwrap(), StaffKey.objects.get(staff=person))
    return desk_key.public_key
