"""The short code a visitor writes down, and the firm files a lead under."""

import secrets

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: read aloud over a bad line, or copied by hand, it stays the same.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"


def new_reference() -> str:
    """A random code like "K7F-3MQ" (23^6, about 148 million)."""
    return reference_from(secrets.token_bytes(16))


def reference_from(seed: bytes) -> str:
    """The code that belongs to these (at least 16 random) bytes: the same ones give the same code."""
    number = int.from_bytes(seed, "big")
    code = ""
    for _ in range(6):
        number, digit = divmod(number, len(ALPHABET))
        code += ALPHABET[digit]
    return f"{code[:3]}-{code[3:]}"
