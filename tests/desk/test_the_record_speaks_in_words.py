"""The record page says what happened in words, beside the code that is stored."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from intake.desk import audit
from intake.desk.settings.audit_words import WORDS
from tests.markup import flat

HOUSE = Path(__file__).resolve().parents[2]
RECORDERS = {"record", "changing", "resealed", "send", "_tell", "AuditEvent"}
ACTION = re.compile(r"[a-z-]+\.[a-z-]+")


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def recorded() -> Iterator[str]:
    """Every action the code hands to something that writes the record."""
    for path in HOUSE.glob("[fi]*/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node) in RECORDERS:
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                for constant in (part for argument in given for part in ast.walk(argument)):
                    if isinstance(constant, ast.Constant) and ACTION.fullmatch(str(constant.value)):
                        yield str(constant.value)


def test_every_action_has_its_words() -> None:
    found = set(recorded())
    assert len(found) > 50, "the code is no longer read"
    assert sorted(found - set(WORDS)) == []


def test_the_page_says_the_words_and_keeps_the_code(client_for, administrator) -> None:  # type: ignore[no-untyped-def]
    audit.record(administrator, "staff.disable", 7)
    audit.record(administrator, "something.old", 7)
    html = flat(client_for(administrator).get("/desk/settings/audit/").content.decode())
    assert re.search(r"closed an account\s*<code[^>]*>staff.disable</code>", html)
    assert "something.old" in html
