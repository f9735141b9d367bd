"""`blog.minor_fix`: which change of a signed page may go out without a new signature."""

import pytest

from blog.minor_fix import Fix, NotMinor, fixes
from blog.substance import EXACT, WORDS, Statement, digest_of, squeezed

PUBLISHED = (
    "You receive a notice. Address, filing, deportation, deported, reported, statute. The judge granted the country "
    "a hearing. The court believes the address. Solicitud, presentó, audiencia, declaración."
)


def page(text: str, kind: str = WORDS) -> list[Statement]:
    return [Statement("title", WORDS, "A title"), Statement("body 1 section text", kind, squeezed(text))]


def mended(before: str, after: str) -> list[Fix]:
    return fixes(page(before), page(after), [PUBLISHED], "en")


def test_a_misspelled_word_may_be_mended() -> None:
    assert mended("You recieve a notice.", "You receive a notice.") == [
        Fix("body 1 section text", "recieve", "receive")
    ]
    assert mended("Write your adress here.", "Write your address here.")
    assert mended("Falta la audeincia.", "Falta la audiencia.")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A judge’s order — “final”", 'A judge\'s order - "final"'),
        ("First,  ask.", "First ask"),
        ("ask first", "Ask first."),
        ("One\u00a0thing\u200b more", "One thing more"),
    ],
)
def test_type_is_not_substance(before: str, after: str) -> None:
    assert digest_of(page(before)) == digest_of(page(after))
    assert mended(before, after) == []


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("He was reported.", "He was deported.", "another word"),
        ("You must not file.", "You must now file.", "a negation"),
        ("You must file.", "You must file?", "a question"),
        ("within 30 days", "within 80 days", "a number"),
        ("pay $1,500", "pay $1.500", "a sign in a number"),
        ("by May 15", "by May 16", "a date"),
        ("ask ICE first", "ask ice first", "a name in capitals"),
        ("Judge Roberts ruled", "Judge Robarts ruled", "a name"),
        ("recieve a notice", "receive the notice", "two words at once, one short"),
        ("you recieve a notice", "you receive a written notice", "a word more"),
        ("the county hears it", "the country hears it", "the old word stands elsewhere: county"),
        ("withuot a lawyer", "without a lawyer", "a word law turns on"),
        ("the courts believes", "the court believes", "the end of a word: number and tense live there"),
        ("unlawful stay is filing", "lawful stay is filing", "the beginning of a word"),
        ("a fliing fee", "a fxiing fee", "the new word is no word"),
        ("presento la solicitud", "presentó la solicitud", "an accent at the end: another person, another time"),
    ],
)
def test_whatever_could_change_a_meaning_is_not_minor(before: str, after: str, why: str) -> None:
    known = [f"{PUBLISHED} county"]
    with pytest.raises(NotMinor):
        fixes(page(before), page(after), known, "en")
    assert digest_of(page(before)) != digest_of(page(after)), why


def test_exact_text_is_kept_to_the_letter() -> None:
    with pytest.raises(NotMinor, match="to the letter"):
        fixes(page("recieve", EXACT), page("receive", EXACT), [PUBLISHED], "en")


def test_nothing_may_be_moved_added_or_removed() -> None:
    said = page("You receive a notice.")
    for changed in (said[:1], said[::-1], [*said, Statement("unknown", WORDS, "More")]):
        with pytest.raises(NotMinor, match="added, removed or moved"):
            fixes(said, changed, [PUBLISHED], "en")


def test_a_language_without_its_list_of_weighty_words_has_no_minor_fixes() -> None:
    with pytest.raises(NotMinor, match="no list"):
        fixes(page("You recieve a notice."), page("You receive a notice."), [PUBLISHED], "ht")


def test_many_small_mends_are_a_rewriting() -> None:
    wrong = "recieve adress filling statuute countrry declartion"
    right = "receive address filing statute country declaration"
    with pytest.raises(NotMinor, match="more than 5"):
        fixes(page(wrong), page(right), [PUBLISHED], "en")


def test_mends_are_counted_against_what_was_signed_so_they_never_add_up() -> None:
    """Two permitted steps in a row are one step from the signature, and refused when that is too far."""
    known = [PUBLISHED, "the receeve is known too"]
    assert fixes(page("You recieve it"), page("You receive it"), known, "en")
    with pytest.raises(NotMinor):
        fixes(page("You receive it"), page("You receeve it"), known, "en")
