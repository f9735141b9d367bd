"""An update: what changed in immigration law, in plain words, with its date of checking."""

import datetime
import re
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Length
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from blog.advertising.panel import AdvertisingPanel
from blog.blocks import CorrectionsBlock, InShortBlock, MeansBlock, SourcesBlock
from blog.sign_off.panel import SignOffPanel
from firm.addresses import prefixed
from firm.blocks import RICH_LINE, BodyBlock
from firm.editing.panel import HowItReadsPanel
from firm.facts import today
from firm.models import Person, Picture
from firm.models.pages import DRAFT_FIELDS, PublicPage

INDEX_SLUG = "updates"


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
    content_panels = [*Page.content_panels, FieldPanel("dek", widget=AdminAutoHeightTextInput)]

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
    codes = UpdatePage.objects.filter(short_code__startswith="A").values_list("short_code", flat=True)
    highest = codes.order_by(Length("short_code").desc(), "-short_code").iterator()  # an import asks once a post
    return f"A{next((int(code[1:]) for code in highest if re.fullmatch('A[0-9]+', code)), 0) + 1}"


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
    responsible_attorney = models.ForeignKey(
        Person,
        verbose_name=_("responsible attorney"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: the one of the firm profile."),
    )
    responsible_office = models.ForeignKey(
        "firm.Office",
        verbose_name=_("their office"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    needs_sign_off = models.BooleanField(
        _("an attorney must sign"),
        default=False,
        help_text=_("Stays so once the update has been public. The firm may require it for every update."),
    )
    published_on = models.DateField(
        _("published on"),
        default=today,
        help_text=_("Part of the address, so it stays as it was at the first publication."),
    )
    checked_on = models.DateField(_("last checked on"), default=today)
    checked_by = models.ForeignKey(
        Person,
        verbose_name=_("checked by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The attorney who compared the page with its sources on that day."),
    )
    changed_on = models.DateField(
        _("materially changed on"),
        null=True,
        blank=True,
        help_text=_("When the page said something else than before. Not for a comma: say below what changed."),
    )
    corrections = StreamField(CorrectionsBlock(), blank=True, verbose_name=_("what changed since publication"))
    story = models.ForeignKey(
        "blog.Story", verbose_name=_("story"), null=True, blank=True, on_delete=models.PROTECT, related_name="updates"
    )
    superseded_by = models.ForeignKey(
        "blog.UpdatePage",
        verbose_name=_("superseded by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="supersedes",
    )
    review_by = models.DateField(_("review by"), null=True, blank=True)
    looked_after_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who looks after it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
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

    class Meta:
        indexes = [models.Index(fields=["topic", "-checked_on", "-published_on"], name="updates_of_a_topic")]

    template = "blog/update_page.html"
    parent_page_types = ["blog.UpdatesIndexPage"]
    subpage_types: list[str] = []
    override_translatable_fields = [
        SynchronizedField(name) for name in ("slug", "short_code", "published_on", "needs_sign_off", "story")
    ]
    content_panels = [
        SignOffPanel(),
        AdvertisingPanel(),
        *Page.content_panels,
        FieldPanel("dek", widget=AdminAutoHeightTextInput),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("topic"), FieldPanel("short_code")]),
                FieldRowPanel([FieldPanel("author"), FieldPanel("reviewer")]),
                FieldRowPanel([FieldPanel("responsible_attorney"), FieldPanel("responsible_office")]),
                FieldPanel("needs_sign_off"),
                FieldRowPanel([FieldPanel("checked_on"), FieldPanel("checked_by")]),
                FieldRowPanel([FieldPanel("published_on"), FieldPanel("changed_on")]),
                FieldPanel("corrections"),
            ],
            heading=_("Who and when"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("story"),
                FieldPanel("superseded_by"),
                FieldRowPanel([FieldPanel("review_by"), FieldPanel("looked_after_by")]),
            ],
            heading=_("The law it rests on"),
        ),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
        FieldPanel("in_short"),
        FieldPanel("body"),
        FieldPanel("means"),
        FieldPanel("unknown"),
        FieldPanel("sources"),
        HowItReadsPanel(),
    ]

    @property
    def superseded(self) -> bool:
        """A newer update of ours replaces this one, as marked in any language."""
        from blog.lists import superseded

        return any(older == self.translation_key for older, _newer in superseded())

    @property
    def dated_slug(self) -> str:
        return f"{self.published_on:%Y/%m}/{self.slug}"

    def in_month(self, year: int, month: int) -> bool:
        """Whether its address carries this month."""
        return (self.published_on.year, self.published_on.month) == (year, month)

    @property
    def address(self) -> str:
        """The path of the page, without asking the database."""
        return prefixed(self.locale.language_code, f"/{INDEX_SLUG}/{self.dated_slug}/")

    @property
    def materially_updated_on(self) -> datetime.date | None:
        """When a reader was last told something else: by this page, or by its story. None: as published."""
        days = [day for day in (self.changed_on, self.story and self.story.changed_on) if day]
        return max((day for day in days if day > self.published_on), default=None)

    @property
    def last_checked_by(self) -> Person | None:
        """The attorney who last compared it with its sources: `checked_by`, or who reviewed it at first."""
        return self.checked_by or self.reviewer

    @property
    def law_moved(self) -> bool:
        """True when the standing changed after somebody last checked these words."""
        return bool(self.story and self.story.changed_on and self.story.changed_on > self.checked_on)

    def set_url_path(self, parent: Page | None) -> str:
        self.url_path = f"{parent.url_path}{self.dated_slug}/" if parent else "/"
        return self.url_path

    def clean(self) -> None:
        super().clean()
        if self.corrections and not self.changed_on:
            raise ValidationError({"changed_on": _("Give the day of the last change you describe below.")})
        if self.superseded_by and self.superseded_by.translation_key == self.translation_key:
            raise ValidationError({"superseded_by": _("An update cannot supersede itself.")})
        if self.picture and not self.picture_alt:
            raise ValidationError({"picture_alt": _("Say what the picture shows.")})
        others = UpdatePage.objects.filter(short_code=self.short_code, alias_of=None).exclude(
            translation_key=self.translation_key
        )
        if self.short_code and not self.alias_of_id and others.exists():
            raise ValidationError({"short_code": _("Another update has this code.")})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """
        Raises:
            MayNotPublish: it would show the public words that still need an attorney's signature.
        """
        from blog.sign_off.gate import let_through

        fields = kwargs.get("update_fields")
        if self.locale_id is None:
            self.locale = self.get_default_locale()  # as Wagtail does later, but the rules are asked before
        if fields is None:
            self._keep_what_stays()
            self.short_code = self.short_code or next_short_code()
            if self.topic and self.topic.locale_id != self.locale_id:
                self.topic = self.topic.get_translation_or_none(self.locale) or self.topic
        with transaction.atomic():
            if self.live and (fields is None or not set(fields) <= DRAFT_FIELDS):
                let_through(self, fields)
            return super().save(*args, **kwargs)

    def save_revision(self, *args: Any, overwrite_revision: Any = None, **kwargs: Any) -> Any:
        """Autosave writes over its own last revision, but never over one that is being checked or was signed."""
        from blog.sign_off.signing import sealed

        if overwrite_revision is not None and sealed(overwrite_revision):
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    def _keep_what_stays(self) -> None:
        """A date once published stays: moving it would break every link shared since. So does the need of a signature."""
        if not self.pk:
            return
        stored = UpdatePage.objects.filter(pk=self.pk, first_published_at__isnull=False)
        if known := stored.values("published_on", "needs_sign_off").first():
            self.published_on = known["published_on"]
            self.needs_sign_off = self.needs_sign_off or known["needs_sign_off"]
        self.set_url_path(self.get_parent())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from blog.views import update_context

        return {**super().get_context(request, *args, **kwargs), **update_context(self)}
