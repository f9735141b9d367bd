"""One short text per language in one column: what a story says in English, in Spanish, in whatever is added next.

Shape: `{"en": "…", "es": "…"}`; a language nobody has written yet is not in it.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

Words = dict[str, str]
LONGEST = 300


def said(words: Words | None, code: str) -> str:
    """The words in `code` or nothing: never another language's under this one's address."""
    return (words or {}).get(code, "")


def tidy(words: Any) -> Words:
    """Without empty languages and outer spaces."""
    return {code: text.strip() for code, text in dict(words or {}).items() if isinstance(text, str) and text.strip()}


def validate_words(value: object) -> None:
    """Refuses anything but short texts by language code.

    Raises:
        ValidationError: another shape, or a text too long for a card.
    """
    if not isinstance(value, dict) or not all(isinstance(part, str) for pair in value.items() for part in pair):
        raise ValidationError(_("One text per language is needed."))
    if any(len(text) > LONGEST for text in value.values()):
        raise ValidationError(_("At most %(most)d letters in each language."), params={"most": LONGEST})


class WordsWidget(forms.MultiWidget):
    """A box per language, each labelled with the language it is for."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        self.codes = [code for code, _name in settings.LANGUAGES]
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.Textarea(attrs={"rows": 2, "lang": code, "maxlength": LONGEST, "dir": "auto"})
            for code in self.codes
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: Words | None) -> list[str]:
        return [said(value, code) for code in self.codes]

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        lines = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        labels = dict(settings.LANGUAGES)
        rows = [
            (
                line["attrs"].get("id", ""),
                labels[code],
                box.render(line["name"], line["value"], line["attrs"], renderer),
            )
            for code, box, line in zip(self.codes, self.widgets, lines, strict=True)
        ]
        return format_html_join("", '<label class="words" for="{}">{}</label>{}', rows)


class WordsFormField(forms.MultiValueField):
    """Every language may be empty on its own; `required` asks for the site's first language."""

    widget = WordsWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        self.codes = [code for code, _name in settings.LANGUAGES]
        lines = [forms.CharField(required=False, max_length=LONGEST) for _code in self.codes]
        super().__init__(lines, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> Words:
        return tidy(zip(self.codes, data_list, strict=False))

    def clean(self, value: Any) -> Words:
        """The texts by language.

        Raises:
            ValidationError: required, and not said in the site's first language.
        """
        words: Words = super().clean(value) if any(value or []) else {}
        if self.required and not said(words, settings.LANGUAGE_CODE):
            raise ValidationError(
                _("Say it in %(language)s at least."),
                params={"language": dict(settings.LANGUAGES)[settings.LANGUAGE_CODE]},
            )
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        return tidy(initial) != self.compress(list(data or []))


class WordsField(models.JSONField):
    """A column of `Words`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("validators", [validate_words])
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("widget", None)  # Wagtail offers its own for JSON
        return super().formfield(**{**kwargs, "form_class": WordsFormField})


class WordsBlock(blocks.StructBlock):
    """The same inside a stream: a line per language, kept as `Words`."""

    def __init__(self, **kwargs: Any) -> None:
        lines = [
            (code, blocks.CharBlock(label=name, required=False, max_length=160)) for code, name in settings.LANGUAGES
        ]
        super().__init__(lines, **kwargs)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Without the languages: adding one is not a change of the table."""
        return "blog.words.WordsBlock", [], self._constructor_kwargs

    def deconstruct_with_lookup(self, lookup: Any) -> tuple[str, list[Any], dict[str, Any]]:
        return self.deconstruct()

    @classmethod
    def construct_from_lookup(cls, lookup: Any, *args: Any, **kwargs: Any) -> "WordsBlock":
        return cls(**kwargs)

    class Meta:
        icon = "openquote"
        label = _("What happened")
