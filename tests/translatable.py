"""Every string of the source that gettext translates, read from the source itself, not from a catalog."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parents[1]
# Which arguments of each function are context, singular and plural.
CALLS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(({LITERAL}(?:,\s*{LITERAL})*)", re.DOTALL)


class Translatable(NamedTuple):
    """One string and where it stands."""

    context: str | None
    text: str
    plural: str | None
    file: str


@cache
def translatable() -> tuple[Translatable, ...]:
    """All of them: Python files of the apps, and every template."""
    found: list[Translatable] = []
    for app in ("firm", "blog", "intake"):
        for path in sorted((HOUSE / app).rglob("*.py")):
            found += _in_python(path)
    for folder in (HOUSE / "templates", *HOUSE.glob("*/**/templates")):
        for path in sorted(folder.rglob("*.*")):
            if path.suffix in {".html", ".txt", ".xml"}:
                found += _in_template(path)
    return tuple(found)


def _in_python(path: Path) -> Iterator[Translatable]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
        if name in CALLS and words and isinstance(words[0], str):
            yield _string(name, words, path)


def _in_template(path: Path) -> Iterator[Translatable]:
    for name, arguments in CALL.findall(templatize(path.read_text(encoding="utf-8"), str(path))):
        yield _string(name, ast.literal_eval(f"[{arguments}]"), path)


def _string(name: str, words: list[str | None], path: Path) -> Translatable:
    context, text, plural = (words[at] if at is not None and at < len(words) else None for at in CALLS[name])
    assert text is not None, f"{path}: {name} without its words"
    return Translatable(context, text, plural, str(path.relative_to(HOUSE)))
