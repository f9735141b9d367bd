"""Second-factor secrets at rest: sealed under SECRET_KEY, so that a dump of the database forges no sign-in."""

import logging
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from firm.staff.adapter import StaffMFAAdapter
from intake.vault.desk import NONCE

logger = logging.getLogger(__name__)


class SealingMFAAdapter(StaffMFAAdapter):
    """allauth passes every TOTP secret and recovery seed through these two before it stores or uses it."""

    def encrypt(self, text: str) -> str:
        nonce = os.urandom(NONCE)
        return urlsafe_b64encode(nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises: ValidationError, as for a wrong code: altered, or sealed under a key no setting names any more."""
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                sealed = urlsafe_b64decode(encrypted_text)
                return _cipher(key).decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()
            except (InvalidTag, ValueError):
                continue
        logger.error("a second factor does not open: was SECRET_KEY changed without keeping the old one as a fallback?")
        raise self.validation_error("incorrect_code")


def _cipher(secret: str) -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"amparo second factor v1").derive(secret.encode())
    return AESGCM(key)
