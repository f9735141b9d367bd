"""The small lists of an update: its track, its points, its situations, its sources."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from firm.blocks import RICH_LINE


class TrackEntryBlock(blocks.StructBlock):
    """One dated step of the case."""

    date = blocks.DateBlock(label=_("Date"))
    text = blocks.CharBlock(label=_("What happened"), max_length=160)

    class Meta:
        icon = "date"
        label = _("Step")


class TrackBlock(blocks.StreamBlock):
    entry = TrackEntryBlock()


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

    class Meta:
        icon = "link"
        label = _("Source")


class SourcesBlock(blocks.StreamBlock):
    source = SourceBlock()
