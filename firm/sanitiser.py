"""HTML from elsewhere (an export of another system, a table pasted from Word): the one way in.

What comes out holds only what a rich text field of ours can hold, so an editor who opens it in the
CMS sees and keeps all of it. Our own rich text never passes here: the editor's toolbar limits it.
"""

import re
from html import unescape

import nh3

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
PAGE_SCHEME = "amparo-page"  # `amparo-page:7`, written by us, becomes a link that follows page 7 when it moves
TAGS = frozenset({"p", "b", "i", "a", "ul", "ol", "li", "h3", "br"})
# Their words go too: what stands in a script or a form is no text of the page.
WITH_THEIR_WORDS = frozenset(
    {"script", "style", "noscript", "template", "object", "applet", "form", "svg", "math", "select", "textarea"}
)
PAGE_LINK = re.compile(rf'<a href="{PAGE_SCHEME}:(\d+)">')
DEAD_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)
EMPTY = re.compile(r"<(p|h3|li|b|i|ul|ol)>(?:\s|&nbsp;|<br>)*</\1>")


def rich_text(html: str) -> str:
    """HTML with paragraphs, bold, italic, links, lists and h3 only; no attribute but a link's address."""
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(WITH_THEIR_WORDS),
        attributes={"a": {"href"}},
        url_schemes={*SCHEMES, PAGE_SCHEME},
        link_rel=None,
    )
    clean = PAGE_LINK.sub(r'<a linktype="page" id="\1">', clean)
    clean = DEAD_LINK.sub(r"\1", clean)
    before = ""
    while before != clean:
        before, clean = clean, EMPTY.sub("", clean)
    return clean.replace("<br>", "<br/>").strip()


def plain_text(html: str) -> str:
    """The words alone, in one line."""
    bare = nh3.clean(re.sub(r"<(?=[/a-zA-Z!])", " <", html), tags=set(), clean_content_tags=set(WITH_THEIR_WORDS))
    return " ".join(unescape(bare).split())


def is_safe_address(url: str) -> bool:
    """Whether a link to `url` survives `rich_text`."""
    return nh3.clean(f'<a href="{url}">x</a>', tags={"a"}, url_schemes=set(SCHEMES), link_rel=None) != "<a>x</a>"
