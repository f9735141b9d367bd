"""The people readers meet: who writes, who reviews, who is admitted where."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.snippets.models import register_snippet

from firm.languages import site_languages

BIO_FEATURES = ["bold", "italic", "link", "ul"]


def validate_language_codes(value: object) -> None:
    """Refuses anything but a list of language codes.

    Raises:
        ValidationError: not a list of short strings.
    """
    if not isinstance(value, list) or not all(isinstance(code, str) and 2 <= len(code) <= 10 for code in value):
        raise ValidationError(_('Write a list of language codes: ["en", "es"].'))


@register_snippet
class Person(ClusterableModel):
    """Somebody at the firm, once, whatever the language; what is said of them is a `PersonText` per language."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), unique=True)
    portrait = models.ForeignKey("firm.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    languages = models.JSONField(_("languages spoken"), default=list, blank=True, validators=[validate_language_codes])
    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("signs in as"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
        help_text=_("Whose name readers see where this account checked or approved something."),
    )
    listed = models.BooleanField(_("shown under Our attorneys"), default=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("portrait"),
        FieldPanel("languages"),
        InlinePanel("texts", heading=_("Position and biography, per language")),
        InlinePanel("admissions", heading=_("Bar admissions")),
        FieldPanel("member"),
        FieldPanel("listed"),
        FieldPanel("sort_order"),
    ]

    class Meta:
        ordering = ["sort_order", "name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class PersonText(models.Model):
    """Position and biography in one language."""

    person = ParentalKey(Person, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10, choices=site_languages, default="en")
    position = models.CharField(_("position"), max_length=120, blank=True)
    bio = RichTextField(_("biography"), blank=True, features=BIO_FEATURES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "language"], name="one_text_a_person_and_language")]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.language}"


class BarAdmission(models.Model):
    """Where an attorney may practise; advertising rules want jurisdiction and number."""

    person = ParentalKey(Person, on_delete=models.CASCADE, related_name="admissions")
    jurisdiction = models.CharField(_("jurisdiction"), max_length=120)
    number = models.CharField(_("bar number"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("since"), null=True, blank=True)

    class Meta:
        ordering = ["year", "id"]

    def __str__(self) -> str:
        return self.jurisdiction
