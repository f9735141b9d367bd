"""What the firm allows the crawlers of AI companies; the names of the crawlers are in `firm/crawlers.toml`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="globe", order=20)
class CrawlerRules(BaseGenericSetting):
    """One row. Search engines proper are always welcome."""

    training = models.BooleanField(
        _("models may be trained on our pages"),
        default=False,
        help_text=_(
            "Off: the crawlers that collect text to train models are asked to stay away. Search is not touched."
        ),
    )
    answers = models.BooleanField(
        _("assistants may answer with our pages"),
        default=True,
        help_text=_(
            "On: the crawlers that let an assistant find and quote a page, with a link to it, are let in. "
            "Off: people who ask an assistant may not find the firm there."
        ),
    )

    panels = [FieldPanel("training"), FieldPanel("answers")]

    class Meta:
        verbose_name = _("crawlers of AI companies")

    def __str__(self) -> str:
        return "robots.txt"
