"""Word to every attorney, by e-mail, of what the telephone cannot mend by itself."""

import logging

from django.conf import settings
from django.core.mail import send_mail

from intake.phone.duty import attorneys

logger = logging.getLogger(__name__)


def tell_every_attorney(subject: str, body: str, path: str) -> int:
    """Mails it with a link to `path`; returns how many were told. One address that fails keeps it from nobody else."""
    told = 0
    for attorney in attorneys():
        try:
            told += send_mail(subject, f"{body}\n\n{settings.PUBLIC_BASE_URL}{path}", None, [attorney.email])
        except OSError:  # smtplib's errors are OSErrors
            logger.error("no mail to attorney %s", attorney.pk)
    return told
