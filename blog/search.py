"""What the search knows: title and text of the public updates, folded, kept as they are published.

Accents and case are folded in Python before anything is indexed, so `busqueda` finds `búsqueda` on
SQLite and PostgreSQL alike. `blog.finding` asks.
"""

import re
import unicodedata
from typing import Any

from django.utils.html import strip_tags

from blog.models import SearchRow, SearchWord, UpdatePage

MOST_TERMS = 8
SPELT = re.compile(r"[^\W\d_]{4,30}")  # words worth correcting somebody's spelling to


def fold(text: str) -> str:
    """Lower case without accents, letter for letter, so that positions in both texts agree."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in unicodedata.normalize("NFC", text)).lower()


def terms_of(query: str) -> list[str]:
    """The words looked for, folded; a plural's `s` is dropped, since longer words match by beginning."""
    words = re.findall(r"\w+", fold(query[:200]))[:MOST_TERMS]
    return [word.removesuffix("s") if len(word) > 4 else word for word in words]


def text_of(page: UpdatePage) -> str:
    """Everything a reader can read on the page, but its title, in one line."""
    pieces: list[str] = [page.dek]
    for stream in (page.in_short, page.body, page.means, page.corrections):
        for block in stream:
            pieces += words_in(block.value)
    pieces.append(str(page.unknown))
    pieces += page.story.words_in(page.locale.language_code) if page.story else []
    for source in page.sources:
        pieces += [source.value["title"], source.value.get("note") or ""]
    spaced = " ".join(pieces).replace("<", " <").replace("&nbsp;", " ")
    return unicodedata.normalize("NFC", " ".join(strip_tags(spaced).split()))


def words_in(value: Any) -> list[str]:
    """The texts inside a block's value, whatever its shape; pictures and dates have none."""
    if isinstance(value, str):
        return [value]
    if hasattr(value, "source"):
        return [value.source]
    if isinstance(value, dict):
        return [text for part in value.values() for text in words_in(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in words_in(part)]
    return []


def index(page: UpdatePage) -> None:
    """Makes a public page findable, and one that is not public no longer so."""
    if not page.live:
        forget(page.pk)
        return
    language, text = page.locale.language_code, text_of(page)
    title, words = fold(page.title), fold(text)
    SearchRow.objects.update_or_create(
        page_id=page.pk, defaults={"language": language, "title": title, "words": words, "text": text}
    )
    learn(language, f"{title} {words}")


def learn(language: str, words: str) -> None:
    """Remembers the words of a language. They stay when their page goes: a word is nobody's secret here."""
    known = [SearchWord(language=language, word=word) for word in set(SPELT.findall(words))]
    SearchWord.objects.bulk_create(known, ignore_conflicts=True)


def forget(page_id: int) -> None:
    SearchRow.objects.filter(page_id=page_id).delete()
