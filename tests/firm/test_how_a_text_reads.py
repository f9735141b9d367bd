"""Hints about plain language, measured by each language's own scale."""

import pytest
from django.utils import translation
from wagtail.models import Locale

from firm.editing import reading
from firm.editing.reading import Sentence, english_syllables, grade, hard_words, read, sentences_of, spanish_syllables
from firm.models import HomePage, PlainPage


@pytest.fixture(autouse=True)
def in_english() -> None:
    """The sentences are in the editor's language, whatever an earlier test looked at."""
    translation.activate("en")


@pytest.mark.parametrize(
    ("word", "count"),
    [("door", 1), ("open", 2), ("the", 1), ("time", 1), ("times", 1), ("table", 2), ("immigration", 4), ("agreed", 2)],
)
def test_english_syllables(word: str, count: int) -> None:
    assert english_syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("que", 1), ("guía", 2), ("abogado", 4), ("día", 2), ("ciudad", 2), ("leer", 2), ("inmigración", 4), ("muy", 1), ("pingüino", 3)],
)  # fmt: skip
def test_spanish_syllables(word: str, count: int) -> None:
    assert spanish_syllables(word) == count


def test_a_full_stop_inside_a_citation_ends_no_sentence() -> None:
    assert sentences_of("See 8 C.F.R. § 287.8 and Payton v. New York. Then call.") == [
        "See 8 C.F.R. § 287.8 and Payton v. New York.",
        "Then call.",
    ]
    assert len(sentences_of("¿Puedo irme? Sí. ¡Váyase con calma!")) == 3


EASY = {
    "en": "You do not have to open the door. Ask to see a paper. A judge must sign it. Stay calm and say no. " * 2,
    "es": "No tiene que abrir la puerta. Pida ver el papel. Lo firma un juez. Diga que no y quede en calma. " * 2,
}
HARD = {
    "en": "Notwithstanding the aforementioned jurisdictional considerations, administrative adjudicatory authorities "
    "may nevertheless promulgate supplementary determinations concerning inadmissibility and deportability. " * 2,
    "es": "No obstante las consideraciones jurisdiccionales anteriormente mencionadas, las autoridades "
    "administrativas competentes podrán promulgar determinaciones suplementarias relativas a la inadmisibilidad. " * 2,
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_easy_and_hard_texts_are_told_apart(language: str) -> None:
    def judged(text: str) -> bool:
        return grade([Sentence(each, "") for each in sentences_of(text)], language)[1]

    assert judged(EASY[language])
    assert not judged(HARD[language])


def test_a_language_without_a_scale_gets_no_score() -> None:
    assert grade([Sentence("слово " * 40, "")], "uk") == ("", True)


def test_lawyers_words_come_with_plain_ones() -> None:
    assert [(found.word, found.plain) for found in hard_words("Pursuant to the rule, we shall.", "en", "")] == [
        ("pursuant to", "under"),
        ("shall", "must"),
    ]
    assert hard_words("marshall", "en", "") == []
    assert hard_words("Deberá comparecer.", "es", "")[1].plain == "presentarse"


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_site_language_has_a_vocabulary(language: str) -> None:
    assert len(reading.vocabulary()[language]) >= 40


@pytest.mark.django_db
def test_a_page_is_read_in_its_own_language_with_places() -> None:
    long = "palabra " * 40 + "."
    home = HomePage.objects.get(locale__language_code="es")
    page = home.add_child(
        instance=PlainPage(
            title="Hola", slug="hola", locale=Locale.objects.get(language_code="es"),
            body=[("section", {"heading": "Uno", "text": f"<p>{long}</p><p>Deberá comparecer.</p>"})],
        )
    )  # fmt: skip
    found = read(page)
    assert "Fernández Huerta" in found.score
    assert (found.long[0].words, "block 1" in found.long[0].place) == (40, True)
    assert {each.word for each in found.hard} == {"deberá", "comparecer"}
