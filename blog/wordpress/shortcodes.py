"""WordPress's bracket codes: the ones with something to read in them become HTML, the others are named.

Format: https://codex.wordpress.org/Shortcode_API
"""

import re
from collections.abc import Callable
from html import escape

ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))|"([^"]+)"|'([^']+)'|(\S+)""")
CODE = re.compile(r"\[(\[?)(/?)([a-zA-Z][\w-]*)((?:\s[^\[\]]*?)?)\s*/?\](\]?)")
MEDIA = frozenset(
    {"audio", "video", "embed", "youtube", "vimeo", "playlist", "wpvideo", "tweet", "soundcloud", "googlemaps"}
)
ADDRESSES = ("src", "url", "mp3", "m4a", "ogg", "mp4", "webm", "m4v", "href")

Attributes = dict[str, str]
Note = Callable[[str, str], None]


def attributes_of(text: str) -> Attributes:
    """`id="5" large` as {"id": "5", "0": "large"}."""
    found: Attributes = {}
    for match in ATTRIBUTE.finditer(text):
        name, *values = match.groups()
        value = next((value for value in values if value is not None), "")
        found[name.lower() if name else str(len(found))] = value
    return found


def resolve(html: str, note: Note) -> str:
    """The text without bracket codes. `note(what, detail)` is told of each that says nothing to a reader."""
    html = captions(html)
    html = re.sub(r"\[(embed|audio|video|youtube|soundcloud)([^\]]*)\](.*?)\[/\1\]", enclosed, html, flags=re.DOTALL)
    closed = {match[3] for match in CODE.finditer(html) if match[2]}
    return CODE.sub(lambda match: alone(match, closed, note), html)


def captions(html: str) -> str:
    """`[caption]<img> words[/caption]` as a figure."""

    def figure(match: re.Match[str]) -> str:
        words = attributes_of(match[1]).get("caption", "")
        picture = re.match(r"\s*((?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?)(.*)", match[2], re.DOTALL)
        if not picture:
            return match[2]
        return f"<figure>{picture[1]}<figcaption>{escape(words) or picture[2]}</figcaption></figure>"

    return re.sub(r"\[(?:wp_)?caption([^\]]*)\](.*?)\[/(?:wp_)?caption\]", figure, html, flags=re.DOTALL)


def enclosed(match: re.Match[str]) -> str:
    """`[embed]address[/embed]` as a link."""
    inside = re.search(r"https?://[^\s\"'<>\]]+", match[2] + " " + match[3])
    return link(inside[0]) if inside else ""


def link(address: str) -> str:
    return f'\n\n<p><a href="{escape(address)}">{escape(address)}</a></p>\n\n'


def alone(match: re.Match[str], closed: set[str], note: Note) -> str:
    """One bracket code that encloses nothing, or one end of a pair."""
    if match[1] and match[5]:
        return match[0][1:-1]  # [[written out]]
    name, attributes = match[3], attributes_of(match[4])
    if name == "gallery":
        ids = re.findall(r"\d+", attributes.get("ids") or attributes.get("include", ""))
        if not ids:
            note("gallery", "a gallery of everything attached to the post; place its pictures by hand")
        return "".join(f'<img data-id="{number}">' for number in ids)
    if name in MEDIA:
        address = next((attributes[key] for key in (*ADDRESSES, "0") if key in attributes), "")
        if address.lstrip("=").startswith("http"):
            return link(address.lstrip("="))
    elif name not in closed and not match[4].strip() and not set("_-") & set(name):
        return match[0]  # [sic], [emphasis added]: an author's bracket
    if not match[2]:
        note("shortcode", match[0][:200])
    return ""
