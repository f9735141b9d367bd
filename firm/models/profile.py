"""What the firm is called, and the sentences every page repeats."""

from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from firm.languages import site_languages


def validate_time_zone(value: str) -> None:
    """Refuses a zone the tz database does not know.

    Raises:
        ValidationError: for example "Eastern".
    """
    if value not in available_timezones():
        raise ValidationError(_("Write a zone as America/New_York."))


def on_in_production() -> bool:
    """What a firm's site starts with; the demo asks for a signature page by page."""
    return not settings.DEMO


@register_setting(icon="home", order=1)
class FirmProfile(ClusterableModel, BaseGenericSetting):
    """One row: the firm. Its published numbers are kept at the desk (`ContactNumber`), not here."""

    name = models.CharField(_("full name"), max_length=120, default="Law firm")
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    tagline = models.CharField(_("tagline"), max_length=60, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="America/New_York", validators=[validate_time_zone]
    )
    leave_address = models.URLField(
        _("where the Leave button goes"), default="https://www.weather.gov/", help_text=_("A harmless page.")
    )
    responsible_attorney = models.ForeignKey(
        "firm.Person",
        verbose_name=_("responsible attorney"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Named at the foot of every page; an update may name another."),
    )
    responsible_office = models.ForeignKey(
        "firm.Office",
        verbose_name=_("their office"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A real office: advertising rules ask for its city."),
    )
    # Changed by attorneys at /staff/approvals/, never here: whom the rule binds cannot switch it off.
    sign_off_required = models.BooleanField(_("every update needs an attorney's signature"), default=on_in_production)
    record_years = models.PositiveSmallIntegerField(
        _("years the record is kept"),
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(6)],
        help_text=_("How long past versions of public pages are kept; states ask for one to six years."),
    )

    panels = [
        MultiFieldPanel([FieldPanel(name) for name in ("name", "short_name", "tagline", "time_zone", "leave_address")]),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("responsible_attorney"), FieldPanel("responsible_office")]),
                FieldPanel(
                    "sign_off_required",
                    read_only=True,
                    help_text=_("Attorneys change this at Approvals → The sign-off rule."),
                ),
                FieldPanel("record_years"),
            ],
            heading=_("Who answers for what is published"),
        ),
        InlinePanel("disclaimers", heading=_("Sentences on every page, one set per language")),
        InlinePanel("social_links", heading=_("The firm elsewhere")),
        InlinePanel("helpful_links", heading=_("Helpful links")),
    ]

    class Meta:
        verbose_name = _("firm profile")

    def __str__(self) -> str:
        return self.name


class Language(models.Model):
    """Mixin: a row that belongs to one language of the site."""

    language = models.CharField(_("language"), max_length=10, choices=site_languages, default="en")

    class Meta:
        abstract = True


class Disclaimers(Language):
    """The firm's own sentences in one language. Advertising rules ask for some of them on every page."""

    profile = ParentalKey(FirmProfile, on_delete=models.CASCADE, related_name="disclaimers")
    tagline = models.CharField(_("tagline"), max_length=60, blank=True)
    footer = models.TextField(_("footer"), blank=True)
    not_lawyers_yet = models.TextField(_("we are not your lawyers yet"), blank=True)
    contact_invitation = models.TextField(_("invitation to write or call"), blank=True)
    group_invitation = models.TextField(_("invitation to the firm's group"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "language"], name="one_set_of_disclaimers_a_language")
        ]

    def __str__(self) -> str:
        return self.get_language_display()


class SocialLink(models.Model):
    """Where the firm is found elsewhere; a Facebook group is invited to by its own sentence."""

    class Kind(models.TextChoices):
        FACEBOOK_GROUP = "facebook_group", _("Facebook group")
        FACEBOOK = "facebook", "Facebook"
        INSTAGRAM = "instagram", "Instagram"
        YOUTUBE = "youtube", "YouTube"
        TIKTOK = "tiktok", "TikTok"
        WHATSAPP = "whatsapp", "WhatsApp"
        OTHER = "other", _("Other")

    profile = ParentalKey(FirmProfile, on_delete=models.CASCADE, related_name="social_links")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    label = models.CharField(_("label"), max_length=80)
    url = models.URLField(_("address"))

    def __str__(self) -> str:
        return self.label


class HelpfulLink(Language):
    """A page of somebody else that helps the same readers, in one language."""

    profile = ParentalKey(FirmProfile, on_delete=models.CASCADE, related_name="helpful_links")
    label = models.CharField(_("label"), max_length=120)
    url = models.URLField(_("address"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.label
