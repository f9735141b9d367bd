"""Some carriers hand a long text on in base64. It is kept as it came, and read as it was written.

Source: Courier's Twilio integration, which met the same; unverified against a live account.
"""

import base64
import binascii
import re

SHORTEST = 80  # a text that fits into one segment is never joined from several, so never encoded
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def readable(body: str) -> str:
    """The words somebody wrote; `body` itself unless it is beyond doubt the base64 of words."""
    if len(body) < SHORTEST or len(body) % 4 or not BASE64.fullmatch(body):
        return body
    try:
        words = base64.b64decode(body, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return body
    spoken = all(char.isprintable() or char in "\n\r\t" for char in words)
    return words if spoken and " " in words else body
