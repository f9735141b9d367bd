"""The pieces a page's text is made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from firm.tables import PastedTableBlock

RICH = ["bold", "italic", "link", "ul", "ol", "h3"]
RICH_LINE = ["bold", "italic", "link"]


class SectionBlock(blocks.StructBlock):
    """A heading that stands in the contents, and the text under it."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=160)
    text = blocks.RichTextBlock(label=_("Text"), features=RICH, required=False)

    class Meta:
        icon = "title"
        label = _("Section")
        template = "blocks/section.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(label=_("What it shows, for people who cannot see it"), max_length=300, required=False)
    decorative = blocks.BooleanBlock(
        label=_("Decoration only: it tells nothing that the text does not"), required=False
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=300, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"), rows=3)
    who = blocks.CharBlock(label=_("Who said it"), max_length=200, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quote.html"


class CalloutBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=160, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=[*RICH_LINE, "ul"])

    class Meta:
        icon = "warning"
        label = _("Callout")
        template = "blocks/callout.html"


class BodyBlock(blocks.StreamBlock):
    """The body of an update or a plain page."""

    section = SectionBlock()
    text = blocks.RichTextBlock(label=_("Text without a heading"), features=RICH, template="blocks/text.html")
    picture = PictureBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    table = PastedTableBlock(label=_("Table"), template="blocks/table.html")
