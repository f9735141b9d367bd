"""An update: what changed in immigration law, in plain words, with its date of checking."""

import datetime
import re
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from blog.blocks import InShortBlock, MeansBlock, SourcesBlock, TrackBlock
from firm.addresses import prefixed
from firm.blocks import RICH_LINE, BodyBlock
from firm.models import Person, Picture
from firm.models.pages import PublicPage

INDEX_SLUG = "updates"


class Standing(models.TextChoices):
    """Where the law of an update stands today."""

    IN_EFFECT = "in_effect", _("In effect")
    WAITING = "waiting", _("Waiting for a ruling")
    PAUSED = "paused", _("Paused by a court")
    PARTLY_SUPERSEDED = "partly_superseded", _("Partly superseded")
    SUPERSEDED = "superseded", _("Superseded")
    DEADLINE = "deadline", _("Deadline")


class Heading(NamedTuple):
    """One line of the contents."""

    anchor: str
    text: str


class UpdatesIndexPage(PublicPage):
    """`/updates/`: all updates of one language, newest first, and the search."""

    dek = models.CharField(_("under the headline"), max_length=300, blank=True)

    template = "blog/updates_index_page.html"
    parent_page_types = ["firm.HomePage"]
    subpage_types = ["blog.UpdatePage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("dek")]

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Also `<yyyy>/<mm>/<slug>`: an update's address carries the month of its first publication."""
        if len(path_components) >= 3 and re.fullmatch(r"\d{4}", path_components[0]):
            year, month, slug, *rest = path_components
            page = UpdatePage.objects.child_of(self).filter(slug=slug).first()
            if page and page.dated_slug == f"{year}/{month}/{slug}":
                return page.route(request, rest)
            raise Http404
        if path_components:
            raise Http404  # an update answers at its dated address alone
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from blog.views import index_context

        return {**super().get_context(request, *args, **kwargs), **index_context(self, request.GET)}


def next_short_code() -> str:
    """The code after the highest one in use: "A42"."""
    codes = UpdatePage.objects.filter(short_code__regex=r"^A[0-9]+$").values_list("short_code", flat=True)
    return f"A{max((int(code[1:]) for code in codes), default=0) + 1}"


class UpdatePage(PublicPage):
    """One update in one language; its translations share `translation_key`, slug, dates and short code."""

    topic = models.ForeignKey(
        "blog.Topic", verbose_name=_("topic"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dek = models.CharField(_("under the headline"), max_length=300, blank=True)
    author = models.ForeignKey(
        Person, verbose_name=_("author"), null=True, blank=True, on_delete=models.PROTECT, related_name="written"
    )
    reviewer = models.ForeignKey(
        Person, verbose_name=_("reviewed by"), null=True, blank=True, on_delete=models.PROTECT, related_name="reviewed"
    )
    published_on = models.DateField(
        _("published on"),
        default=datetime.date.today,
        help_text=_("Part of the address, so it stays as it was at the first publication."),
    )
    checked_on = models.DateField(_("last checked on"), default=datetime.date.today)
    standing = models.CharField(_("where it stands"), max_length=20, choices=Standing, default=Standing.IN_EFFECT)
    standing_deadline = models.DateField(_("deadline"), null=True, blank=True)
    track = StreamField(TrackBlock(), blank=True, verbose_name=_("track of the case"))
    next_step = models.CharField(_("next step"), max_length=160, blank=True)
    in_short = StreamField(InShortBlock(), blank=True, verbose_name=_("in short"))
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    means = StreamField(MeansBlock(), blank=True, verbose_name=_("what this means for you"))
    unknown = RichTextField(_("what nobody knows yet"), blank=True, features=[*RICH_LINE, "ul"])
    sources = StreamField(SourcesBlock(), blank=True, verbose_name=_("sources"))
    picture = models.ForeignKey(
        Picture, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alt = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    short_code = models.CharField(
        _("short code"),
        max_length=12,
        blank=True,
        db_index=True,
        help_text=_("Stands in a reader's text message, so that the desk knows which update it is about."),
    )

    template = "blog/update_page.html"
    parent_page_types = ["blog.UpdatesIndexPage"]
    subpage_types: list[str] = []
    override_translatable_fields = [SynchronizedField(name) for name in ("slug", "short_code", "published_on")]
    content_panels = [
        *Page.content_panels,
        FieldPanel("dek"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("topic"), FieldPanel("short_code")]),
                FieldRowPanel([FieldPanel("author"), FieldPanel("reviewer")]),
                FieldRowPanel([FieldPanel("published_on"), FieldPanel("checked_on")]),
            ],
            heading=_("Who and when"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("standing"), FieldPanel("standing_deadline")]),
                FieldPanel("track"),
                FieldPanel("next_step"),
            ],
            heading=_("Where the case stands"),
        ),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
        FieldPanel("in_short"),
        FieldPanel("body"),
        FieldPanel("means"),
        FieldPanel("unknown"),
        FieldPanel("sources"),
    ]

    @property
    def dated_slug(self) -> str:
        return f"{self.published_on:%Y/%m}/{self.slug}"

    @property
    def address(self) -> str:
        """The path of the page, without asking the database."""
        return prefixed(self.locale.language_code, f"/{INDEX_SLUG}/{self.dated_slug}/")

    def set_url_path(self, parent: Page | None) -> str:
        self.url_path = f"{parent.url_path}{self.dated_slug}/" if parent else "/"
        return self.url_path

    def clean(self) -> None:
        super().clean()
        if self.standing == Standing.DEADLINE and not self.standing_deadline:
            raise ValidationError({"standing_deadline": _("A deadline needs its date.")})
        if self.picture and not self.picture_alt:
            raise ValidationError({"picture_alt": _("Say what the picture shows.")})
        others = UpdatePage.objects.filter(short_code=self.short_code).exclude(translation_key=self.translation_key)
        if self.short_code and others.exists():
            raise ValidationError({"short_code": _("Another update has this code.")})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("update_fields") is None:
            self._keep_the_address()
            self.short_code = self.short_code or next_short_code()
            if self.topic and self.topic.locale_id != self.locale_id:
                self.topic = self.topic.get_translation_or_none(self.locale) or self.topic
        return super().save(*args, **kwargs)

    def _keep_the_address(self) -> None:
        """A date once published stays: moving it would break every link shared since."""
        if not self.pk:
            return
        stored = UpdatePage.objects.filter(pk=self.pk).values("published_on", "first_published_at").first()
        if stored and stored["first_published_at"]:
            self.published_on = stored["published_on"]
        self.set_url_path(self.get_parent())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from blog.views import update_context

        return {**super().get_context(request, *args, **kwargs), **update_context(self)}
