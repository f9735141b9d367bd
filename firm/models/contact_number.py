"""The numbers the firm publishes, and when somebody answers them."""

from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

REGION = "US"  # whose national numbers may be typed without a country code
# Digits, star, pound, and w for half a second's wait: what <Play digits> takes.
validate_keys = RegexValidator(r"\A[0-9*#wW]*\Z", _("Digits, * and #, and w for a wait of half a second: wwww5."))


def read_number(text: str) -> str:
    """A typed number as E.164: "(202) 555-0187" becomes +12025550187.

    Raises:
        ValidationError: what is wrong with it.
    """
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        raise ValidationError(_("This is no phone number. Write it as (202) 555-0187 or +1 202 555 0187.")) from None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    validate_e164(e164)
    return e164


def validate_e164(value: str) -> None:
    """Refuses a number typed wrong, saying what is wrong with it.

    Raises:
        ValidationError: not E.164, or not a number that can exist (ITU-T E.164; libphonenumber).
    """
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        raise ValidationError(_("Write the number with its country code, for example +1 202 555 0187.")) from None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == phonenumbers.ValidationResult.TOO_SHORT:
        raise ValidationError(_("This number has too few digits."))
    if reason == phonenumbers.ValidationResult.TOO_LONG:
        raise ValidationError(_("This number has too many digits."))
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(_("No phone can have this number; check the area code."))
    if phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) != value:
        raise ValidationError(_("Write the number as +12025550187, without spaces."))


def as_written(e164: str, abroad: int = phonenumbers.PhoneNumberFormat.INTERNATIONAL) -> str:
    """202-555-0187, as the firm's own country writes it; a number of another one in the format `abroad`.

    Raises:
        NumberParseException: it is no E.164.
    """
    number = phonenumbers.parse(e164, None)
    if number.country_code == 1:
        digits = str(number.national_number)
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return phonenumbers.format_number(number, abroad)


class ContactNumber(models.Model):
    """One published line. Kept at the desk by administrators, never by editors."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        CALL = "call", _("Call")
        BOTH = "both", _("Text and call")

    class Ring(models.TextChoices):
        TURN = "turn", _("One after the other")
        ALL = "all", _("All at once")

    number = models.CharField(_("number"), max_length=20, unique=True, validators=[validate_e164])
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    label = models.CharField(_("label"), max_length=80)
    languages = models.JSONField(_("languages answered"), default=list)  # ["en", "es"]
    urgent = models.BooleanField(_("for emergencies, any hour"), default=False)
    # {"mon": [["08:00", "20:00"]], …}; a missing day is closed. Times are the firm's own.
    hours = models.JSONField(_("opening hours"), default=dict, blank=True)
    holidays = models.JSONField(_("closed on"), default=list, blank=True)  # ["2026-12-25", …]
    ring = models.CharField(_("staff phones ring"), max_length=4, choices=Ring, default=Ring.TURN)
    # A caller who presses no key hears this one; "" is the first of `languages`.
    first_language = models.CharField(_("spoken to who presses no key"), max_length=12, blank=True)
    # For calls out of detention, whose phones hang up on menus: no greeting, people ring at once, any hour.
    direct = models.BooleanField(_("direct, without a menu"), default=False)
    # What a facility asks whoever answers to press.
    answer_keys = models.CharField(
        _("keys pressed on answering"), max_length=20, blank=True, validators=[validate_keys]
    )
    # One number stands in the call log of every staff phone, whichever line was called.
    shown_to_staff = models.BooleanField(_("the number staff phones show"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    texts_proven_at = models.DateTimeField(null=True, editable=False)  # a test text from it was delivered

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.national

    @property
    def texts(self) -> bool:
        return self.kind in {self.Kind.TEXT, self.Kind.BOTH}

    @property
    def calls(self) -> bool:
        return self.kind in {self.Kind.CALL, self.Kind.BOTH}

    @property
    def any_hour(self) -> bool:
        return self.urgent or self.direct

    @property
    def silent_language(self) -> str:
        """What a caller who presses no key is spoken to in; "" when the line names no language."""
        return self.first_language or next(iter(self.languages), "")

    @property
    def national(self) -> str:
        """As its country writes it: 202-555-0187."""
        return as_written(self.number, phonenumbers.PhoneNumberFormat.NATIONAL)


class NumberChange(models.Model):
    """A change to a published number that waits for a second person.

    Whoever changes a number diverts every frightened caller, so one person alone never can.
    """

    contact_number = models.ForeignKey(ContactNumber, null=True, blank=True, on_delete=models.SET_NULL)
    # Of a line that is there, the fields that would differ; of a new one, all; {} removes it, and becomes
    # {"removed": its fields} once it has.
    proposed: Any = models.JSONField()
    proposed_by = models.ForeignKey("firm.StaffMember", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey("firm.StaffMember", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        ordering = ["-proposed_at"]

    def __str__(self) -> str:
        return f"change {self.pk}"

    @property
    def removes(self) -> bool:
        """True when the line is to go, or went."""
        return not self.proposed or "removed" in self.proposed
