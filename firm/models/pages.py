"""The home page and the plain pages of the site."""

from typing import Any

from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from firm import page_cache
from firm.blocks import BodyBlock
from firm.editing.form import PageForm
from firm.editing.panel import HowItReadsPanel

# Fields that saving a draft touches; the public page does not show them.
DRAFT_FIELDS = frozenset(
    {"latest_revision", "latest_revision_created_at", "draft_title", "has_unpublished_changes", "locked", "locked_at"}
)


class PublicPage(Page):
    """Mixin: saving what the public sees empties the page cache in the same transaction."""

    base_form_class = PageForm
    # The same address in every language, but for its prefix.
    override_translatable_fields = [SynchronizedField("slug")]
    # Every page here is for everyone: it is served and kept without asking who reads.
    private_page_options: list[str] = []

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        fields = kwargs.get("update_fields")
        if self.live and (fields is None or "live" in fields):
            self._refuse_what_stops()
        with transaction.atomic():
            saved = super().save(*args, **kwargs)
            if fields is None or not set(fields) <= DRAFT_FIELDS:
                page_cache.bump()
            return saved

    def _refuse_what_stops(self) -> None:
        """Whichever way a page goes live, it goes through here.

        Raises:
            Stopped: what an editor has to mend first.
        """
        from firm.editing.findings import Stopped, stops

        if found := stops(self):
            raise Stopped(self, found)


class HomePage(PublicPage):
    """The front door: three ways in, and what changed lately."""

    hero_title = models.CharField(_("headline"), max_length=160, blank=True)
    dek = models.CharField(_("under the headline"), max_length=300, blank=True)
    detained_title = models.CharField(_("first door"), max_length=60, blank=True)
    detained_text = models.CharField(_("text of the first door"), max_length=120, blank=True)
    ask_title = models.CharField(_("second door"), max_length=60, blank=True)
    ask_text = models.CharField(_("text of the second door"), max_length=120, blank=True)
    read_title = models.CharField(_("third door"), max_length=60, blank=True)
    read_text = models.CharField(_("text of the third door"), max_length=120, blank=True)

    template = "firm/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["blog.UpdatesIndexPage", "firm.PlainPage", "firm.RightsPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("hero_title"),
        FieldPanel("dek", widget=AdminAutoHeightTextInput),
        MultiFieldPanel(
            [FieldPanel(f"{door}_{part}") for door in ("detained", "ask", "read") for part in ("title", "text")],
            heading=_("Doors"),
        ),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from firm.views import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(self)}


class PlainPage(PublicPage):
    """A page of text: know your rights, how we help, privacy. *Show in menus* puts it in the main menu."""

    dek = models.CharField(_("under the headline"), max_length=300, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    template = "firm/plain_page.html"
    parent_page_types = ["firm.HomePage", "firm.PlainPage"]
    subpage_types = ["firm.PlainPage", "firm.RightsPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("dek", widget=AdminAutoHeightTextInput),
        FieldPanel("body"),
        HowItReadsPanel(),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from firm.views import plain_context

        return {**super().get_context(request, *args, **kwargs), **plain_context(self)}
