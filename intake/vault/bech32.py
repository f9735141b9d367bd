"""Bech32 (BIP 173), the form in which age writes its keys: 32 bytes to text and back, with a checksum."""

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
IDENTITY_PREFIX = "age-secret-key-"


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, mask in enumerate(GENERATOR):
            if top >> bit & 1:
                checksum ^= mask
    return checksum


def _expanded(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def encode(prefix: str, data: bytes) -> str:
    """`data` in groups of five bits, after `prefix`, with the six checksum letters at the end."""
    number, bits = int.from_bytes(data, "big"), len(data) * 8
    spare = -bits % 5
    count = (bits + spare) // 5
    values = [(number << spare) >> 5 * place & 31 for place in reversed(range(count))]
    check = _polymod(_expanded(prefix) + values + [0] * 6) ^ 1
    values += [check >> 5 * place & 31 for place in reversed(range(6))]
    return f"{prefix}1{''.join(LETTERS[value] for value in values)}"


def identity(secret: bytes) -> str:
    """32 secret bytes as an age identity, `AGE-SECRET-KEY-1…`."""
    return encode(IDENTITY_PREFIX, secret).upper()


def is_identity(text: str) -> bool:
    """True when `text` is an age identity typed without a slip."""
    prefix, found, rest = text.lower().rpartition("1")
    if not found or prefix != IDENTITY_PREFIX or len(rest) != 58 or set(rest) - set(LETTERS):
        return False
    return _polymod(_expanded(prefix) + [LETTERS.index(letter) for letter in rest]) == 1
