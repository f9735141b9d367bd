"""Collects what a visitor or caller is told, sentence by sentence, and finds what sounds like a promise."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import polib

from firm.demo import text
from tests.test_spanish_is_complete import CATALOG, for_visitors
from tests.translatable import HOUSE, translatable

TABLE = HOUSE / "docs/promises.toml"
# Words said as data, not through gettext: a reviewer approves each sentence as it is sent or spoken.
SPOKEN = ("intake.ask.wording", "intake.phone.acknowledgements", "intake.phone.spoken")
# Labels of the CMS, and words that only staff read.
NOT_SAID = (
    "blog/models/",
    "blog/blocks.py",
    "blog/tree.py",
    "blog/sign_off/",
    "blog/take_down/",
    "blog/advertising/",
    "blog/ledger/",
    "blog/links/",
    "intake/phone/errors_in_words.py",
    "intake/phone/hand_over.py",
    "intake/phone/uncovered.py",
    "templates/firm/staff/",
    "templates/blog/approvals/",
    "templates/blog/cms/",
)
# Not know-your-rights, nor the updates: those say what the law is, not what the firm will do.
PAGES = ("how-we-help", "privacy")
# What a promise sounds like in English. Wide on purpose: what it catches wrongly is listed under
# `not_a_promise` with the reason, and what it misses may be marked with the gettext context "promise".
PROMISE = re.compile(
    r"\b(we|us|our|nobody else|a person|a paralegal|an attorney|somebody|someone|people|person)\b[^.?!:]*"
    r"\b(will|answers?|reads?|replies|reply|calls?|texts?|writes?|sends?|keeps?|deletes?|leaves?|finds?|sealed|"
    r"never|not|no|can(not)?|talks?|listens?|checks?|set|load|is at the desk)\b"
    r"|\byou (get|can|do not have to|decide|may)\b|\bprivate\b|\bconfiden|\bnobody\b|\bno (cookies|trackers|charge)\b"
    r"|\bwhat you (write|wrote)\b|\bdelete|\bsealed\b|\brecorded\b|\bno mobile information\b|\breply stop\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.?!:])\s+")


class Said(NamedTuple):
    """One sentence in English and where it stands; `spanish` is the whole text it must be found in."""

    english: str
    spanish: str
    where: str
    marked: bool


def said() -> Iterator[Said]:
    """Everything, in no order."""
    yield from _through_gettext()
    for name in SPOKEN:
        yield from _spoken(name)
    for name in PAGES:
        page = text.read(HOUSE / "firm/demo/pages" / f"{name}.toml")
        yield from _both(page["en"], page["es"], f"page {name}")
    facts = text.read(HOUSE / "firm/demo/facts.toml")
    sentences = ("footer", "not_lawyers_yet", "contact_invitation", "group_invitation")
    yield from _both(*({key: facts[language][key] for key in sentences} for language in ("en", "es")), "firm profile")
    yield from _both(facts["home"]["en"], facts["home"]["es"], "home page")


def sounds_like_a_promise(sentence: Said) -> bool:
    return sentence.marked or bool(PROMISE.search(sentence.english))


def _through_gettext() -> Iterator[Said]:
    catalog = {(entry.msgctxt, entry.msgid): entry.msgstr for entry in polib.pofile(str(CATALOG))}
    for string in translatable():
        if for_visitors(string) and not string.file.startswith(NOT_SAID):
            spanish = catalog.get((string.context, string.text), "")
            marked = string.context == "promise"
            yield from (Said(sentence, spanish, string.file, marked) for sentence in _sentences(string.text))


def _spoken(name: str) -> Iterator[Said]:
    try:
        module = import_module(name)
    except ModuleNotFoundError:
        return
    for constant in (value for key, value in vars(module).items() if key.isupper()):
        if isinstance(constant, dict) and {"en", "es"} <= constant.keys():
            yield from _both(constant["en"], constant["es"], name)


def _both(english: Any, spanish: Any, where: str) -> Iterator[Said]:
    whole = "\n".join(_strings(spanish))
    for words in _strings(english):
        yield from (Said(sentence, whole, where, marked=False) for sentence in _sentences(words))


def _sentences(words: str) -> list[str]:
    plain = words.replace("**", "").strip()
    return [sentence for paragraph in plain.split("\n\n") for sentence in SENTENCE.split(paragraph)]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)
    elif hasattr(value, "__dataclass_fields__"):
        yield from _strings(vars(value))


def names_a_test(reference: str) -> bool:
    """True when `tests/x/test_y.py::test_z` is a test that is there."""
    path, _, name = reference.partition("::")
    file = HOUSE / Path(path)
    return (
        bool(name)
        and file.is_file()
        and bool(re.search(rf"^\s*(async )?def {re.escape(name)}\(", file.read_text(), re.M))
    )
