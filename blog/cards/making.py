"""Keeps a card for every public update, drawn again when its words change."""

import hashlib

from django.utils.translation import get_language_info, override

from blog.cards.drawing import draw
from blog.models import SocialCard, UpdatePage
from firm.facts import facts
from firm.page_cache import watch

MOST_AT_ONCE = 20  # about four seconds of the worker

_seen = ""


def make_cards() -> None:
    """Draws what is missing or says something else than its update; nothing while nothing public changed."""
    global _seen  # noqa: PLW0603
    token = watch.current()
    if token == _seen:
        return
    drawn = {card.pk: card.fingerprint for card in SocialCard.objects.only("fingerprint")}
    pages = UpdatePage.objects.live().select_related("locale", "topic").only("title", "locale", "topic")
    wanting = [page for page in pages if drawn.get(page.pk) != fingerprint(page)]
    for page in wanting[:MOST_AT_ONCE]:
        make(page)
    if not wanting:
        _seen = token  # each card made is a change itself, so the next look is the last


def make(page: UpdatePage) -> SocialCard:
    title, topic, firm, code = words_on(page)
    png = draw(title, topic, firm, rtl=get_language_info(code)["bidi"])
    card, _new = SocialCard.objects.update_or_create(
        page=page, defaults={"fingerprint": fingerprint(page), "png": png or b""}
    )
    return card


def words_on(page: UpdatePage) -> tuple[str, str, str, str]:
    """Title, topic, firm and language. Not the standing: a shared picture outlives it."""
    code = page.locale.language_code
    with override(code):
        firm = facts(code)
    name = f"{firm.short_name}  {firm.tagline}" if not get_language_info(code)["bidi"] else firm.short_name
    return page.title, page.topic.name if page.topic else "", name.strip(), code


def fingerprint(page: UpdatePage) -> str:
    return hashlib.sha256("\n".join(words_on(page)).encode()).hexdigest()[:16]
