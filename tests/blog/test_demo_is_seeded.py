"""`blog.demo.seed` and `firm.demo.facts.seed`: whole, public, repeatable, and no enemy of an editor's work."""

import pytest
from django.conf import LazySettings

from blog import demo
from blog.models import Topic, UpdatePage
from blog.tree import ensure_tree
from firm.demo import facts
from firm.models import ContactNumber, FirmProfile, HomePage, Person, Picture, PlainPage, PracticeArea

COUNTED = (UpdatePage, Topic, Person, Picture, PlainPage, PracticeArea, ContactNumber)


@pytest.fixture
def seeded(demo_firm: None, db: None) -> None:
    """The demo firm, and what a test changes of it taken back."""


def test_every_update_is_public_in_both_languages_and_joined_to_its_translation(seeded: None) -> None:
    written = demo.updates()
    assert UpdatePage.objects.live().count() == 2 * len(written)
    for update in written:
        english = UpdatePage.objects.get(slug=update["slug"], locale__language_code="en")
        spanish = english.get_translation(english.locale.__class__.objects.get(language_code="es")).specific
        assert (english.title, spanish.title) == (update["en"]["title"], update["es"]["title"])
        assert spanish.topic.name != english.topic.name
        assert spanish.topic.translation_key == english.topic.translation_key
        assert english.short_code == spanish.short_code != ""
        assert str(english.unknown) and len(english.sources) == len(spanish.sources) == len(update["sources"])
        english.full_clean()
        spanish.full_clean()


def test_the_update_that_asks_for_a_signature_goes_on_asking_whatever_is_published(seeded: None) -> None:
    page = UpdatePage.objects.get(slug="irs-ice-addresses", locale__language_code="en")
    assert page.needs_sign_off and page.get_latest_revision_as_object().needs_sign_off


def test_a_second_seed_adds_nothing_and_undoes_nothing(seeded: None) -> None:
    before = [model.objects.count() for model in COUNTED]
    page = UpdatePage.objects.get(slug="itin-renewal", locale__language_code="en")
    page.title = "An editor wrote this"
    page.save()
    ContactNumber.objects.filter(urgent=True).update(label="Renamed at the desk")
    facts.seed()
    demo.seed()
    assert [model.objects.count() for model in COUNTED] == before
    page.refresh_from_db()
    assert page.title == "An editor wrote this"
    assert ContactNumber.objects.filter(label="Renamed at the desk").exists()


def test_the_firm_has_its_sentences_links_and_doors_in_both_languages(seeded: None) -> None:
    profile = FirmProfile.load()
    sentences = {row.language: row for row in profile.disclaimers.all()}
    assert sentences.keys() == {"en", "es"}
    for row in sentences.values():
        assert row.footer and row.not_lawyers_yet and row.contact_invitation and row.group_invitation
    links = profile.helpful_links.all()
    assert len([link for link in links if link.language == "en"]) == len(
        [link for link in links if link.language == "es"]
    )
    assert profile.social_links.filter(kind="facebook_group").exists()
    assert HomePage.objects.exclude(hero_title="").count() == 2
    assert {number.number: number.urgent for number in ContactNumber.objects.all()} == {
        "+12025550187": False,
        "+12025550142": True,
        "+12025550149": False,
    }


def test_a_page_no_block_is_known_for_is_refused() -> None:
    from firm.demo import text

    with pytest.raises(ValueError, match="No block for"):
        text.body([{"video": "x"}])


def test_text_of_the_demo_files_is_escaped_before_it_is_stressed() -> None:
    from firm.demo import text

    assert text.rich("Tom & **Ana**\n\n<b>no</b>") == "<p>Tom &amp; <b>Ana</b></p><p>&lt;b&gt;no&lt;/b&gt;</p>"


def test_a_demo_in_a_third_language_is_seeded_too(seeded: None, settings: LazySettings) -> None:
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    ensure_tree()
    demo.seed()
    assert UpdatePage.objects.filter(locale__language_code="ar").count() == 0
    assert UpdatePage.objects.live().count() == 2 * len(demo.updates())
