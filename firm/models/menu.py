"""The site's menus, per language: kept in the CMS under Settings → Menus."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable

from firm.addresses import prefixed
from firm.models.profile import Language


@register_setting(icon="list-ul", order=2)
class Menus(ClusterableModel, BaseGenericSetting):
    """One row. A language without lines here gets the menu that needs no keeping: updates, pages, attorneys."""

    panels = [
        HelpPanel(_("Lines of one language make that language's menu; without any, the site makes it by itself.")),
        InlinePanel("items", heading=_("Lines"), label=_("Line")),
    ]

    class Meta:
        verbose_name = _("menus")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class MenuItem(Orderable, Language):
    """One line: a page of ours, which may move, or an address."""

    class Place(models.TextChoices):
        MAIN = "main", _("At the top")
        FOOTER = "footer", _("At the foot")

    menus = ParentalKey(Menus, on_delete=models.CASCADE, related_name="items")
    place = models.CharField(_("where"), max_length=6, choices=Place, default=Place.MAIN)
    label = models.CharField(_("words"), max_length=60, blank=True, help_text=_("Empty: the page's own title."))
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    address = models.CharField(
        _("or address"), max_length=300, blank=True, help_text=_("/attorneys/ without a language, or https://…")
    )

    panels = [
        FieldRowPanel([FieldPanel("place"), FieldPanel("language")]),
        FieldPanel("label"),
        PageChooserPanel("page"),
        FieldPanel("address"),
    ]

    def __str__(self) -> str:
        return self.label or str(self.page or self.address)

    def clean(self) -> None:
        super().clean()
        if bool(self.page_id) == bool(self.address):
            raise ValidationError({"page": _("Choose a page, or write an address; one of the two.")})
        if self.address and not self.label:
            raise ValidationError({"label": _("An address needs words.")})
        if (self.address and not self.address.startswith(("/", "https://"))) or self.address.startswith("//"):
            raise ValidationError({"address": _("Begin with / for a page here, or with https:// for another site.")})

    @property
    def words(self) -> str:
        return self.label or (self.page.title if self.page else "")

    @property
    def path(self) -> str | None:
        """Where it leads; None for a page that is not public."""
        if self.page is None:
            return prefixed(self.language, self.address) if self.address.startswith("/") else self.address
        if not self.page.live:
            return None
        return prefixed(self.page.locale.language_code, "/" + self.page.url_path.split("/", 2)[2])


def lines_of(language: str) -> list[Any]:
    """The lines of one language in their order."""
    return list(MenuItem.objects.filter(language=language).select_related("page__locale").order_by("sort_order", "pk"))
