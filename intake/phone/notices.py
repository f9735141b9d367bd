"""A notice to a member of staff: by text where their phone is known, else by e-mail. Never a word of content.

It crosses carriers and mail servers in the clear, so it says that something waits at the desk, and where the desk is.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _

from firm.models import StaffMember
from intake.models import OutgoingText
from intake.phone import lines
from intake.phone.outgoing import send_now

State = OutgoingText.State
NOT_LEFT = frozenset({State.FAILED, State.OUTBOX, State.UNDELIVERED, State.CANCELED})
RECENT = timedelta(hours=1)  # later nobody is helped by a notice of a notice
logger = logging.getLogger(__name__)


def tell(member: StaffMember, words: str, key: str, *, path: str = "/desk/", twice: bool = False) -> bool:
    """True when a notice left. Call it outside any transaction.

    Args:
        key: of this notice; the same key texts the member once.
        twice: by e-mail as well as by text, for what must not be overlooked.
    """
    texted = bool(member.notice_phone) and _text(member, words, path, f"{key}:{member.pk}")
    mailed = mail(member, words, path) if twice or not texted else False
    return texted or mailed


def mail(member: StaffMember, words: str, path: str = "/desk/") -> bool:
    try:
        return bool(send_mail(words.rstrip("."), notice(words, path), None, [member.email]))
    except (SMTPException, OSError):
        logger.error("notice: no mail to staff %s", member.pk)
        return False


def mail_what_did_not_arrive() -> int:
    """Mails whom a carrier did not bring their notice, although Twilio had taken it; returns how many were told."""
    lost = OutgoingText.objects.filter(
        purpose=OutgoingText.Purpose.BELL,
        state__in=[State.FAILED, State.UNDELIVERED],
        changed_at__gt=timezone.now() - RECENT,
    ).exclude(sid="")
    words, told = _("A notice of ours did not reach your phone. Look at the desk, and check your number."), 0
    for text in lost:
        member = StaffMember.objects.filter(pk=text.key.rpartition(":")[2], is_active=True).first()
        if member is None or mail(member, words):
            text.delete()
            told += member is not None
    return told


def _text(member: StaffMember, words: str, path: str, key: str) -> bool:
    line = lines.text_line()
    if not line:
        return False
    body = notice(words, path)
    text = send_now(purpose=OutgoingText.Purpose.BELL, line=line, to=member.notice_phone, body=body, key=key)
    return text.state not in NOT_LEFT


def notice(words: str, path: str) -> str:
    return f"{words} {settings.PUBLIC_BASE_URL}{path}"
