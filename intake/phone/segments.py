"""How many segments Twilio bills for a text, and which character made it so many.

GSM-7 (3GPP TS 23.038, default alphabet with its extension table): 160 units in one segment, 153 in each
of several. One character outside it turns the whole text into UCS-2: 70 and 67. Neither an extended
character nor a surrogate pair is split between two segments.
"""

from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
LIMIT = 1600  # characters in one request (Twilio error 21617)
SIZES = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True)
class Segments:
    """`units` are septets or UTF-16 code units; `left` is the room before the next segment begins."""

    encoding: str
    units: int
    segments: int
    culprits: tuple[str, ...]  # the characters that force UCS-2, each once, in order
    left: int


def count(body: str) -> Segments:
    """The price of `body` in segments."""
    culprits = tuple(dict.fromkeys(char for char in body if char not in BASIC and char not in EXTENDED))
    encoding = "UCS-2" if culprits else "GSM-7"
    widths = [_width(char, encoding) for char in body]
    alone, joined = SIZES[encoding]
    units = sum(widths)
    if units <= alone:
        return Segments(encoding, units, 1 if body else 0, culprits, alone - units)
    segments, filled = 1, 0
    for width in widths:
        if filled + width > joined:
            segments, filled = segments + 1, 0
        filled += width
    return Segments(encoding, units, segments, culprits, joined - filled)


def _width(char: str, encoding: str) -> int:
    if encoding == "GSM-7":
        return 2 if char in EXTENDED else 1
    return 2 if ord(char) > 0xFFFF else 1


def too_long(body: str) -> bool:
    """True when Twilio would refuse the text for its length."""
    return len(body.encode("utf-16-le", "surrogatepass")) // 2 > LIMIT
