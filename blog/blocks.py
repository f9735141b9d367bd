"""The small lists of an update and its story: track, points, situations, sources, changes."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from blog.standing import Standing
from blog.words import WordsBlock
from firm.blocks import RICH_LINE


class TrackEntryBlock(blocks.StructBlock):
    """One dated step of the case."""

    date = blocks.DateBlock(label=_("Date"))
    words = WordsBlock(required=False)
    standing = blocks.ChoiceBlock(
        label=_("Where it stood from then on"),
        choices=Standing.choices,
        required=False,
        help_text=_("Only when this step changed it. Languages without words show this and the date."),
    )
    source = blocks.URLBlock(label=_("Source"), required=False)

    class Meta:
        icon = "date"
        label = _("Step")


class TrackBlock(blocks.StreamBlock):
    entry = TrackEntryBlock()


class CorrectionBlock(blocks.StructBlock):
    """What changed on the page after it was published, for readers who saw it before."""

    date = blocks.DateBlock(label=_("Date"))
    note = blocks.CharBlock(label=_("What changed"), max_length=300)

    class Meta:
        icon = "edit"
        label = _("Change")


class CorrectionsBlock(blocks.StreamBlock):
    change = CorrectionBlock()


class InShortBlock(blocks.StreamBlock):
    point = blocks.RichTextBlock(label=_("Point"), features=RICH_LINE)


class SituationBlock(blocks.StructBlock):
    """If this is you, do that."""

    situation = blocks.CharBlock(label=_("If this is you"), max_length=160)
    action = blocks.RichTextBlock(label=_("What to do"), features=RICH_LINE)

    class Meta:
        icon = "user"
        label = _("Situation")


class MeansBlock(blocks.StreamBlock):
    case = SituationBlock()


class SourceBlock(blocks.StructBlock):
    """What a sentence rests on."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[
            ("statute", _("Statute")),
            ("rule", _("Rule")),
            ("docket", _("Court record")),
            ("agency", _("Agency page")),
            ("news", _("News")),
        ],
        default="agency",
    )
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    url = blocks.URLBlock(label=_("Address"), required=False)
    note = blocks.CharBlock(label=_("What it is"), max_length=300, required=False)
    words = blocks.TextBlock(
        label=_("The words we rely on"),
        rows=3,
        max_length=1200,
        required=False,
        help_text=_("Copied exactly, in the language of the source."),
    )
    seen_on = blocks.DateBlock(label=_("Seen on"), required=False)

    class Meta:
        icon = "link"
        label = _("Source")


class SourcesBlock(blocks.StreamBlock):
    source = SourceBlock()
