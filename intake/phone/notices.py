"""A notice to a member of staff: by text where their phone is known, else by e-mail. Never a word of content.

It crosses carriers and mail servers in the clear, so it says that something waits at the desk, and where the desk is.
"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from firm.models import StaffMember
from intake.models import OutgoingText
from intake.phone import lines
from intake.phone.outgoing import send_now

NOT_LEFT = frozenset({"failed", "outbox", "undelivered", "canceled"})
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


def _text(member: StaffMember, words: str, path: str, key: str) -> bool:
    line = lines.text_line()
    if not line:
        return False
    body = notice(words, path)
    text = send_now(purpose=OutgoingText.Purpose.BELL, line=line, to=member.notice_phone, body=body, key=key)
    return text.state not in NOT_LEFT


def notice(words: str, path: str) -> str:
    return f"{words} {settings.PUBLIC_BASE_URL}{path}"
