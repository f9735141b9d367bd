"""Know your rights: one card per situation, to read at home, print and carry."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import Page

from firm.blocks import RICH_LINE
from firm.editing.panel import HowItReadsPanel
from firm.models.pages import PublicPage


class CardBlock(blocks.StructBlock):
    """A situation, what to know, the words to say, and the law it rests on."""

    heading = blocks.CharBlock(label=_("Situation"), max_length=80)
    text = blocks.RichTextBlock(label=_("What to know"), features=[*RICH_LINE, "ul"])
    say = blocks.CharBlock(label=_("What to say"), max_length=300, required=False)
    say_in_english = blocks.CharBlock(
        label=_("The same in English"), max_length=300, required=False, help_text=_("For an agent who reads it.")
    )
    source = blocks.CharBlock(label=_("Source"), max_length=200)
    url = blocks.URLBlock(label=_("Address of the source"))

    class Meta:
        icon = "form"
        label = _("Card")


class CardsBlock(blocks.StreamBlock):
    card = CardBlock()


class RightsPage(PublicPage):
    """Cards with their sources, and the day somebody compared them with the law."""

    dek = models.CharField(_("under the headline"), max_length=300, blank=True)
    cards = StreamField(CardsBlock(), verbose_name=_("cards"))
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    reviewer = models.ForeignKey(
        "firm.Person", verbose_name=_("reviewed by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    template = "firm/rights_page.html"
    parent_page_types = ["firm.HomePage", "firm.PlainPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("dek", widget=AdminAutoHeightTextInput),
        FieldPanel("cards"),
        FieldRowPanel([FieldPanel("checked_on"), FieldPanel("reviewer")]),
        HowItReadsPanel(),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from firm.views import rights_context

        return {**super().get_context(request, *args, **kwargs), **rights_context(self)}
