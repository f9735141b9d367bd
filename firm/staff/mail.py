"""Staff mail about their own accounts: links and notices, never anything a visitor said."""

import logging
from threading import Thread

from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)


def post_later(message: EmailMessage) -> None:
    """Sends without making the page wait, so that its answering time tells nothing."""
    Thread(target=post, args=(message,), daemon=True).start()


def post(message: EmailMessage) -> bool:
    """Sends now; False when the mail server refuses or is away."""
    try:
        message.send()
    except OSError:  # smtplib's errors are OSErrors; their text quotes addresses
        logger.warning("A staff mail could not be sent.")
        return False
    return True
