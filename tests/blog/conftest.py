"""A published update to look at, in English and, when asked, in Spanish."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker
from wagtail.models import Locale, TaskState

from blog import demo, substance
from blog.models import Story, Topic, UpdatePage, UpdatesIndexPage
from blog.sign_off.signing import check_facts, page_of, sign
from firm.demo import facts
from firm.models import ContactNumber, FirmProfile, Person, StaffMember
from tests.database import lasting

Publish = Callable[..., UpdatePage]
Submit = Callable[..., TaskState]

WORDS: dict[str, Any] = {
    "title": "ICE can ask the IRS where some people live",
    "dek": "What the agreement allows.",
    "in_short": [("point", "<p>Ask <b>first</b>.</p>")],
    "body": [("section", {"heading": "What it allows", "text": "<p>Tax returns are private by law.</p>"})],
    "means": [("case", {"situation": "You have an order", "action": "<p>Talk to us.</p>"})],
    "unknown": "<p>How many requests were made.</p>",
    "sources": [
        (
            "source",
            {"kind": "statute", "title": "26 U.S.C. § 6103", "url": "https://example.org/6103", "note": "The rule"},
        )
    ],
}


def tell() -> Story:
    """A story waiting for a ruling, told in English; Spanish has the next step alone."""
    made: Story = Story.objects.create(
        name="Addresses of taxpayers",
        standing="waiting",
        note={"en": "The judge has not ruled."},
        track=[
            (
                "entry",
                {
                    "date": date(2025, 4, 7),
                    "words": {"en": "The agreement is signed"},
                    "standing": "in_effect",
                    "source": "https://example.org/signed",
                },
            )
        ],
        next_step={"en": "The judge rules.", "es": "Falta la decisión."},
        checked_on=date(2025, 4, 22),
    )
    return made


def put_out(language: str = "en", of: UpdatePage | None = None, **fields: Any) -> UpdatePage:
    """Publishes an update under the index of its language; any field may be given."""
    locale = Locale.objects.get(language_code=language)
    person, _ = Person.objects.get_or_create(slug="ines", defaults={"name": "Inés Alvarado"})
    topic, _ = Topic.objects.get_or_create(slug="taxes", locale=locale, defaults={"name": f"Taxes {language}"})
    same = {"slug": "irs", "published_on": date(2025, 4, 18), "checked_on": date(2025, 4, 22)}
    page = UpdatePage(**{**WORDS, **same, "author": person, "topic": topic, **fields}, locale=locale)
    if of is not None:
        page.translation_key = of.translation_key
    UpdatesIndexPage.objects.get(locale=locale).add_child(instance=page)
    page.save_revision().publish()
    return UpdatePage.objects.get(pk=page.pk)


TINY = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def demo_firm(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demo firm and its updates for a whole file; the drawings left blank, because drawing takes most of the time."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with pytest.MonkeyPatch.context() as patch, media, lasting(django_db_blocker):
        patch.setattr("blog.demo.pictures.draw", lambda scene: TINY)
        facts.seed()
        demo.seed()
        yield


@pytest.fixture
def story(db: None) -> Story:
    return tell()


@pytest.fixture
def publish(db: None) -> Publish:
    return put_out


@pytest.fixture
def number(db: None) -> ContactNumber:
    return ContactNumber.objects.create(
        number="+12025550187",
        kind="both",
        label="Front desk",
        languages=["en", "es"],
        hours={"mon": [["08:00", "20:00"]]},
    )


@pytest.fixture
def strict(db: None) -> None:
    FirmProfile.objects.update_or_create(defaults={"sign_off_required": True})


@pytest.fixture
def draft(strict: None) -> UpdatePage:
    index = UpdatesIndexPage.objects.get(locale__language_code="en")
    page: UpdatePage = index.add_child(instance=UpdatePage(**WORDS, slug="irs", live=False))
    page.save_revision()
    return UpdatePage.objects.get(pk=page.pk)


@pytest.fixture
def submit(editor: StaffMember) -> Submit:
    def send(page: UpdatePage) -> TaskState:
        page.get_workflow().start(page, editor)
        return page.current_workflow_task_state

    return send


@pytest.fixture
def checked(draft: UpdatePage, submit: Submit, paralegal: StaffMember) -> TaskState:
    """The draft, sent by an editor and fact-checked by a paralegal."""
    state = submit(draft)
    check_facts(state.pk, paralegal, ticked=[1], seen=substance.digest(page_of(state)))
    return UpdatePage.objects.get(pk=draft.pk).current_workflow_task_state


@pytest.fixture
def signed(draft: UpdatePage, checked: TaskState, attorney: StaffMember) -> UpdatePage:
    sign(checked.pk, attorney, seen=substance.digest(page_of(checked)))
    return UpdatePage.objects.get(pk=draft.pk)
