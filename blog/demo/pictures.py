"""The pictures of the demo's updates, drawn when the demo is seeded: arches, a sun, evergreen on calm paper.

No photographs: a real face beside a page about removal orders would be somebody's. No words: one picture
serves every language.
"""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1000
FINER = 2  # drawn at twice the size and reduced, because Pillow's shapes have hard edges

PAPER, ART, LINE = "#FBFAF6", "#F1EEE2", "#DFDBCF"
BRAND, DEEP, TINT, LEAF = "#0E4F45", "#0A3A33", "#E3EFE9", "#8FBFB0"
SUN, SUN_TINT = "#F2C46D", "#FBF2DD"


class Sheet:
    """A sheet of paper measured in the finished picture's pixels."""

    def __init__(self, ground: str = ART) -> None:
        self.image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), ground)
        self.pen = ImageDraw.Draw(self.image)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str, round_by: float = 0) -> None:
        self.pen.rounded_rectangle(_finer(left, top, right, bottom), round_by * FINER, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        self.pen.ellipse(_finer(x - radius, y - radius, x + radius, y + radius), fill=colour)

    def shape(self, *corners: tuple[float, float], colour: str) -> None:
        self.pen.polygon([(x * FINER, y * FINER) for x, y in corners], fill=colour)

    def stroke(self, *points: tuple[float, float], colour: str, width: float) -> None:
        line = [(x * FINER, y * FINER) for x, y in points]
        self.pen.line(line, fill=colour, width=round(width * FINER), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, colour)

    def arch(self, x: float, foot: float, width: float, height: float, colour: str) -> None:
        """A doorway: a half circle on two straight sides, `height` tall in all."""
        radius = width / 2
        crown = foot - height + radius
        self.disc(x, crown, radius, colour)
        self.box(x - radius, crown, x + radius, foot, colour)

    def sun(self, x: float, y: float, radius: float) -> None:
        self.disc(x, y, radius * 1.7, SUN_TINT)
        self.disc(x, y, radius, SUN)

    def hill(self, x: float, top: float, breadth: float, colour: str) -> None:
        self.pen.ellipse(_finer(x - breadth, top, x + breadth, top + breadth), fill=colour)

    def png(self) -> bytes:
        """The finished picture, small enough to sit in a page."""
        out = BytesIO()
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return out.getvalue()


def _finer(*numbers: float) -> tuple[float, ...]:
    return tuple(number * FINER for number in numbers)


def _niche(sheet: Sheet, inside: str = PAPER) -> None:
    """The doorway most scenes stand in: a wide arch, its evergreen rim, and a floor."""
    sheet.arch(800, 900, 860, 840, TINT)
    sheet.arch(800, 900, 760, 785, BRAND)
    sheet.arch(800, 900, 712, 760, inside)
    sheet.box(0, 900, WIDTH, HEIGHT, LINE)


def envelope() -> Sheet:
    """A sealed letter: what was promised to stay closed."""
    sheet = Sheet()
    _niche(sheet)
    sheet.sun(800, 420, 112)
    sheet.box(520, 520, 1080, 900, BRAND, 18)
    sheet.box(532, 532, 1068, 888, TINT, 12)
    sheet.stroke((540, 545), (800, 735), (1060, 545), colour=BRAND, width=12)
    sheet.stroke((545, 878), (712, 690), colour=LEAF, width=7)
    sheet.stroke((1055, 878), (888, 690), colour=LEAF, width=7)
    sheet.disc(800, 735, 50, SUN)
    sheet.arch(800, 762, 32, 50, BRAND)
    return sheet


def door() -> Sheet:
    """A closed door with a paper on the step."""
    sheet = Sheet()
    sheet.sun(1260, 250, 92)
    sheet.hill(1350, 640, 620, LEAF)
    sheet.hill(180, 690, 560, TINT)
    sheet.box(0, 890, WIDTH, HEIGHT, LINE)
    sheet.arch(760, 890, 560, 790, PAPER)
    sheet.arch(760, 890, 470, 742, DEEP)
    sheet.arch(760, 890, 420, 715, BRAND)
    for left in (590, 775):
        sheet.box(left, 450, left + 155, 610, DEEP, 10)
        sheet.box(left, 640, left + 155, 845, DEEP, 10)
    sheet.disc(760, 330, 62, SUN)
    sheet.stroke((760, 268), (760, 392), colour=BRAND, width=8)
    sheet.stroke((698, 330), (822, 330), colour=BRAND, width=8)
    sheet.disc(925, 626, 17, SUN)
    sheet.box(430, 890, 1090, 925, LEAF, 8)
    sheet.shape((850, 902), (1010, 902), (1050, 962), (880, 962), colour=PAPER)
    for step in (0, 1, 2):
        sheet.stroke((880 + step * 10, 917 + step * 14), (985 + step * 12, 917 + step * 14), colour=LINE, width=5)
    return sheet


def ledger() -> Sheet:
    """An open register, its lines empty."""
    sheet = Sheet()
    sheet.arch(800, 1000, 1120, 900, TINT)
    sheet.sun(800, 300, 118)
    sheet.box(0, 860, WIDTH, HEIGHT, BRAND)
    sheet.shape((330, 480), (785, 520), (785, 880), (270, 850), colour=DEEP)
    sheet.shape((1270, 480), (815, 520), (815, 880), (1330, 850), colour=DEEP)
    sheet.shape((350, 462), (800, 510), (800, 862), (296, 828), colour=PAPER)
    sheet.shape((1250, 462), (800, 510), (800, 862), (1304, 828), colour=PAPER)
    for row in range(6):
        y = 545 + row * 47
        sheet.stroke((372 - row * 8, y), (752, y + 32), colour=LINE, width=6)
        sheet.stroke((848, y + 32), (1228 + row * 8, y), colour=LINE, width=6)
    sheet.stroke((800, 510), (800, 862), colour=LEAF, width=8)
    sheet.stroke((980, 700), (1190, 430), colour=BRAND, width=22)
    sheet.stroke((980, 700), (1000, 674), colour=SUN, width=22)
    return sheet


def courthouse() -> Sheet:
    """Three arches and a flight of steps."""
    sheet = Sheet()
    sheet.sun(800, 240, 108)
    sheet.hill(160, 640, 520, TINT)
    sheet.hill(1460, 620, 560, TINT)
    sheet.box(330, 330, 1270, 800, PAPER, 14)
    sheet.box(300, 330, 1300, 388, BRAND, 12)
    for x, height in ((500, 330), (800, 370), (1100, 330)):
        sheet.arch(x, 800, 220, height, LEAF)
        sheet.arch(x, 800, 168, height - 30, BRAND)
        sheet.arch(x, 800, 112, height - 66, DEEP)
    sheet.disc(800, 560, 26, SUN)
    for step in range(4):
        sheet.box(300 - step * 46, 800 + step * 50, 1300 + step * 46, 850 + step * 50, LINE if step % 2 else PAPER)
    return sheet


def calendar() -> Sheet:
    """A calendar leaf with one day marked."""
    sheet = Sheet()
    _niche(sheet, TINT)
    sheet.box(556, 330, 1056, 868, LEAF, 26)
    sheet.box(544, 314, 1044, 852, PAPER, 26)
    sheet.box(544, 314, 1044, 430, BRAND, 26)
    sheet.box(544, 400, 1044, 430, BRAND)
    for x in (660, 928):
        sheet.stroke((x, 280), (x, 352), colour=DEEP, width=20)
    for row in range(5):
        for column in range(6):
            x, y = 603 + column * 76, 482 + row * 78
            if (row, column) == (2, 4):
                sheet.disc(x, y, 33, SUN)
            else:
                sheet.box(x - 21, y - 21, x + 21, y + 21, LINE if (row + column) % 3 else TINT, 8)
    return sheet


def window() -> Sheet:
    """An aircraft window, the country below it."""
    sheet = Sheet(TINT)
    sheet.box(470, 90, 1130, 930, LINE, 300)
    sheet.box(500, 120, 1100, 900, PAPER, 270)
    mask = Image.new("L", sheet.image.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle(_finer(550, 170, 1050, 850), 230 * FINER, fill=255)
    view = Sheet(SUN_TINT)
    view.disc(880, 420, 92, SUN)
    view.hill(620, 560, 420, LEAF)
    view.hill(1010, 610, 460, BRAND)
    view.hill(700, 720, 520, DEEP)
    sheet.image.paste(view.image, mask=mask)
    for x in (250, 1350):
        sheet.box(x - 60, 250, x + 60, 770, PAPER, 60)
        sheet.box(x - 42, 268, x + 42, 752, LEAF, 42)
    return sheet


def bridge() -> Sheet:
    """Two arches over still water; the sun is halfway up."""
    sheet = Sheet(SUN_TINT)
    sheet.disc(800, 410, 290, ART)
    sheet.disc(800, 410, 176, SUN)
    sheet.hill(150, 330, 430, LEAF)
    sheet.hill(1470, 300, 480, LEAF)
    sheet.box(0, 430, WIDTH, 520, BRAND)
    sheet.box(0, 410, WIDTH, 438, DEEP)
    sheet.box(0, 520, WIDTH, 760, BRAND)
    for x in (440, 1160):
        sheet.arch(x, 760, 440, 222, LEAF)
        sheet.arch(x, 760, 400, 202, SUN_TINT)
    sheet.box(0, 760, WIDTH, HEIGHT, TINT)
    sheet.box(0, 760, WIDTH, 772, LEAF)
    for row, (left, right) in enumerate(((540, 1060), (620, 980), (700, 900))):
        sheet.stroke((left, 820 + row * 54), (right, 820 + row * 54), colour=SUN, width=16)
    for left, y in ((90, 850), (1240, 880), (230, 930), (1120, 955)):
        sheet.stroke((left, y), (left + 210, y), colour=LEAF, width=9)
    return sheet


def hourglass() -> Sheet:
    """An hourglass in a doorway, half run."""
    sheet = Sheet()
    _niche(sheet)
    sheet.box(590, 268, 1010, 318, DEEP, 16)
    sheet.box(590, 850, 1010, 900, DEEP, 16)
    sheet.shape((630, 318), (970, 318), (820, 584), (970, 850), (630, 850), (780, 584), colour=LEAF)
    sheet.shape((652, 330), (948, 330), (810, 580), (790, 580), colour=TINT)
    sheet.shape((790, 590), (810, 590), (948, 838), (652, 838), colour=TINT)
    sheet.shape((700, 420), (900, 420), (808, 582), (792, 582), colour=SUN)
    sheet.stroke((800, 575), (800, 780), colour=SUN, width=10)
    sheet.shape((800, 730), (930, 838), (670, 838), colour=SUN)
    return sheet


def cabinet() -> Sheet:
    """A filing cabinet in a doorway, every drawer closed."""
    sheet = Sheet()
    _niche(sheet)
    sheet.sun(800, 268, 74)
    sheet.box(590, 360, 1010, 900, DEEP, 18)
    for row in range(3):
        top = 384 + row * 170
        sheet.box(612, top, 988, top + 150, BRAND, 12)
        sheet.box(736, top + 30, 864, top + 70, TINT, 8)
        sheet.stroke((752, top + 108), (848, top + 108), colour=LEAF, width=16)
    sheet.disc(800, 604, 24, SUN)
    return sheet


SCENES: dict[str, Callable[[], Sheet]] = {
    scene.__name__: scene
    for scene in (envelope, door, ledger, courthouse, calendar, window, bridge, hourglass, cabinet)
}


def draw(scene: str) -> bytes:
    """PNG bytes of one scene, 1600 by 1000.

    Raises:
        KeyError: no scene of that name.
    """
    return SCENES[scene]().png()
