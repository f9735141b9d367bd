"""What `{% kept %}` remembers stands on every page, so nothing of one page or one reader may be in it."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
KEPT = re.compile(r'{% kept "(?P<name>[\w-]+)"(?P<arguments>[^%]*)%}(?P<inside>.*?){% endkept %}', re.DOTALL)
QUOTED = re.compile(r'"[^"]*"')
INCLUDED = re.compile(r'{% include "([^"]+)"')
OF_ONE_PAGE = re.compile(r"{[{%][^}]*?\b(page|request|person|area|ruling|alternates)\b(?!\s*=)[^}]*}")


def with_includes(text: str) -> str:
    return text + "".join(with_includes((TEMPLATES / name).read_text()) for name in INCLUDED.findall(text))


def test_no_piece_that_pages_share_names_a_page_or_its_reader() -> None:
    pieces = {
        match["name"]: match["inside"]
        for path in TEMPLATES.rglob("*.html")
        for match in KEPT.finditer(path.read_text())
    }
    assert {"top", "foot", "update-end"} <= pieces.keys()
    found = {
        name: [m[0] for m in OF_ONE_PAGE.finditer(QUOTED.sub("", with_includes(inside)))]
        for name, inside in pieces.items()
    }
    assert not {name: named for name, named in found.items() if named}
