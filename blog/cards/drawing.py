"""One card as a PNG, in any script there is a font for; no card rather than a broken one.

Pillow falls back to no other font and draws an empty box instead, so every letter is looked up first.
Arabic needs Raqm and FriBiDi, which comes from the system (`apt install libfribidi0`).
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont, features

WIDTH, HEIGHT = 1200, 630
MARGIN = 70
ROOM = 700  # for the words, beside the arch
PAPER, SUNK, CARD, INK, INK2, BRAND, SUN = (
    "#FBFAF6", "#EFEDE2", "#FFFFFF", "#16211C", "#434F49", "#0E4F45", "#F2C46D"
)  # fmt: skip
LITERATA = [
    settings.BASE_DIR / "static" / "fonts" / f"literata-560-{part}.woff2"
    for part in ("latin", "latin-ext", "vietnamese", "cyrillic")
]
VAZIRMATN = [Path(__file__).parent / "fonts" / "vazirmatn-600.woff2"]
NOTHING = "\U0010ffff"  # a letter no font has: how this font draws what it lacks
TALLEST = 390  # the title: topic and firm stand below it
LARGEST, SMALLEST = 72, 40

Font = ImageFont.FreeTypeFont
Run = tuple[str, Font]


def draw(title: str, topic: str, firm: str, *, rtl: bool) -> bytes | None:
    """The card, 1200×630, paletted, without metadata; None when a letter has no font or the title no room."""
    if rtl and not features.check("raqm"):
        return None
    files = VAZIRMATN if rtl else LITERATA
    fitted = fit(title, files)
    small = [runs(text, files, size) for text, size in ((topic, 34), (firm, 32))]
    if fitted is None or None in small:
        return None
    size, lines = fitted
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    arch(pen, mirrored=rtl)
    top = 76
    for line in lines:
        write(pen, line, top, INK, rtl=rtl)
        top += leading(size, files)
    write(pen, small[0] or [], top + 14, BRAND, rtl=rtl)
    write(pen, small[1] or [], HEIGHT - 84, INK2, rtl=rtl)
    out = BytesIO()
    image.quantize(64, method=Image.Quantize.MEDIANCUT).save(out, "PNG", optimize=True)
    return out.getvalue()


def fit(title: str, files: list[Path]) -> tuple[int, list[list[Run]]] | None:
    """The largest size at which the title has room, and its lines."""
    for size in range(LARGEST, SMALLEST - 1, -4):
        lines = wrapped(title, files, size)
        if lines is None:
            return None
        if len(lines) * leading(size, files) <= TALLEST and all(width(line) <= ROOM for line in lines):
            return size, lines
    return None


def leading(size: int, files: list[Path]) -> int:
    """From line to line; Arabic needs more for its marks."""
    return round(size * (1.5 if files is VAZIRMATN else 1.2))


def wrapped(text: str, files: list[Path], size: int) -> list[list[Run]] | None:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        made = runs(longer, files, size)
        if made is None:
            return None
        if lines and width(made) <= ROOM:
            lines[-1] = longer
        else:
            lines.append(word)
    return [runs(line, files, size) or [] for line in lines]


def runs(text: str, files: list[Path], size: int) -> list[Run] | None:
    """The text in stretches of one font each; None when no font has one of its letters."""
    found: list[Run] = []
    for letter in text:
        fonts = [font(file, size) for file in files]
        its = next((each for each in fonts if letter.isspace() or has(each, letter)), None)
        if its is None:
            return None
        if found and found[-1][1] is its:
            found[-1] = (found[-1][0] + letter, its)
        else:
            found.append((letter, its))
    return found


def width(line: list[Run]) -> float:
    return sum(its.getlength(text) for text, its in line)


def write(pen: ImageDraw.ImageDraw, line: list[Run], top: int, colour: str, *, rtl: bool) -> None:
    """One line from its margin. A right-to-left line is one run: its font has Latin too."""
    left = WIDTH - MARGIN - width(line) if rtl else float(MARGIN)
    for text, its in line:
        pen.text((left, top), text, fill=colour, font=its, direction="rtl" if rtl else None)
        left += its.getlength(text)


def arch(pen: ImageDraw.ImageDraw, *, mirrored: bool) -> None:
    """The doorway with the sun in it, at the line's end."""
    left = 16 if mirrored else WIDTH - 396
    for inset, colour in ((0, SUNK), (24, PAPER), (44, CARD)):
        box = (left + inset, 106 + inset, left + 380 - inset, HEIGHT + 200)
        pen.rounded_rectangle(box, radius=190 - inset, fill=colour)
    pen.ellipse((left + 147, 208, left + 233, 294), fill=SUN)


@cache
def font(file: Path, size: int) -> Font:
    return ImageFont.truetype(file, size)


@cache
def has(its: Font, letter: str) -> bool:
    return bytes(its.getmask(letter)) != bytes(its.getmask(NOTHING))
