"""A place where the firm can be met; advertising rules want a real one named."""

from urllib.parse import quote

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet

from firm.models.profile import Language

MAP = "https://www.openstreetmap.org/search?query="


@register_snippet
class Office(ClusterableModel):
    name = models.CharField(_("name"), max_length=80)
    street = models.CharField(_("street"), max_length=120)
    city = models.CharField(_("city"), max_length=80)
    region = models.CharField(_("state"), max_length=80, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, default="US")
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        FieldPanel("name"),
        MultiFieldPanel(
            [
                FieldPanel("street"),
                FieldRowPanel([FieldPanel("city"), FieldPanel("region")]),
                FieldRowPanel([FieldPanel("postal_code"), FieldPanel("country")]),
            ],
            heading=_("Address"),
        ),
        InlinePanel("texts", heading=_("Visiting, per language")),
        FieldPanel("sort_order"),
    ]

    class Meta:
        ordering = ["sort_order", "id"]
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    def __str__(self) -> str:
        return self.name

    @property
    def line(self) -> str:
        """The address in one line."""
        place = " ".join(part for part in (self.region, self.postal_code) if part)
        return ", ".join(part for part in (self.street, self.city, place) if part)

    @property
    def map_address(self) -> str:
        """A map of somebody else's, as a link alone: nothing of it is loaded on our pages."""
        return MAP + quote(f"{self.line}, {self.country}")


class OfficeText(Language):
    """When to come and how to get in, in one language."""

    office = ParentalKey(Office, on_delete=models.CASCADE, related_name="texts")
    visiting = models.CharField(_("when to come"), max_length=200, blank=True)
    access = models.CharField(
        _("getting there and in"), max_length=300, blank=True, help_text=_("Bus and train, steps, lift, parking.")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "language"], name="one_text_an_office_and_language")]

    def __str__(self) -> str:
        return f"{self.office_id}/{self.language}"
