"""What stood in a WordPress post, as our blocks: read by people, harmless to browsers."""

from types import SimpleNamespace
from typing import Any

import pytest

from blog.wordpress.cleaning import Converted, Old, convert
from firm.editing.findings import is_description
from firm.sanitiser import plain_text, rich_text

OLD = Old("https://old.example", lambda url: 7 if url.rstrip("/").endswith("/fees") else None, lambda url, number: None)


def made(html: str, old: Old = OLD) -> Converted:
    return convert(html, old)


def text_of(html: str) -> str:
    return str(made(html).blocks[0][1])


def kinds(html: str) -> list[str]:
    return [kind for kind, _value in made(html).blocks]


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="JaVaScRiPt&#58;alert(1)">x</a>',
        '<a href=" java\tscript:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        '<a href="vbscript:x">x</a>',
        '<svg onload="alert(1)"><script>alert(1)</script></svg>',
        '<iframe src="javascript:alert(1)"></iframe>',
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
        '<object data="evil.swf"></object><embed src="data:text/html,x">',
        '<p style="background:url(javascript:x)" onclick="alert(1)">x</p>',
        "<form action='https://evil.example'><input name=a></form>",
        "<math><mtext></p><img src=1 onerror=alert(1)>",
        "<table><tr><td onclick=alert(1)><script>alert(1)</script></td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
        "<style>@import 'https://evil.example'</style>",
        '[caption]<img src=x onerror=alert(1)> <script>alert(1)</script>[/caption]',
        "<!-- wp:html --><img src=x onerror=alert(1)><!-- /wp:html -->",
        "<b><h2 onclick=alert(1)>x</h2></b>",
    ],
)  # fmt: skip
def test_nothing_that_runs_survives(evil: str) -> None:
    html = repr(made(f"before {evil} after").blocks).lower()
    for sign in (
        "<script",
        "onerror",
        "onclick",
        "onload",
        "javascript",
        "vbscript:",
        "data:",
        "srcdoc",
        "style",
        "<form",
        "<iframe",
        "<img",
        "<svg",
    ):
        assert sign not in html, html


def test_an_address_that_was_taken_out_is_named() -> None:
    assert ("unsafe link", "javascript:alert(1)") in made('<a href="javascript:alert(1)">x</a>').notes


def test_an_empty_line_starts_a_paragraph_in_the_classic_editor() -> None:
    assert text_of("One\ntwo.\n\n<b>Three</b> four.") == "<p>One<br/>two.</p><p><b>Three</b> four.</p>"


def test_the_block_editors_comments_go_and_its_paragraphs_stay() -> None:
    html = '<!-- wp:paragraph {"align":"left"} -->\n<p class="x">One.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:list --><ul><li>a</li></ul><!-- /wp:list -->'
    assert text_of(html) == "<p>One.</p><ul><li>a</li></ul>"


def test_headings_become_sections_whatever_level_the_post_began_with() -> None:
    blocks = made("<p>Intro</p><h3>First</h3><p>a</p><h5>Deeper</h5><p>b</p><h3></h3><h3>Second</h3><p>c</p>").blocks
    assert blocks == [
        ("text", "<p>Intro</p>"),
        ("section", {"heading": "First", "text": "<p>a</p><h3>Deeper</h3><p>b</p>"}),
        ("section", {"heading": "Second", "text": "<p>c</p>"}),
    ]


def test_a_link_inside_the_old_site_becomes_a_link_to_our_page() -> None:
    for href in ("https://old.example/2019/05/fees/", "http://www.old.example/2019/05/fees", "/2019/05/fees/"):
        assert '<a linktype="page" id="7">f</a>' in text_of(f'<p><a href="{href}">f</a></p>')


def test_a_link_that_says_only_here_says_where_it_leads() -> None:
    assert ">click here (uscis.gov)</a>" in text_of('<p><a href="https://www.uscis.gov/x">click here</a></p>')


def test_embeds_and_media_become_links() -> None:
    text = text_of(
        '<iframe src="https://www.youtube.com/embed/abc"></iframe>[audio mp3="https://old.example/a.mp3"]'
        "[embed]https://vimeo.com/1[/embed]\n\nhttps://youtu.be/2\n\n<video><source src='/v.mp4'></video>"
    )
    for address in (
        "https://www.youtube.com/watch?v=abc",
        "https://old.example/a.mp3",
        "https://vimeo.com/1",
        "https://youtu.be/2",
        "https://old.example/v.mp4",
    ):
        assert f'<a href="{address}">' in text


def test_a_block_editors_embed_becomes_a_link() -> None:
    html = '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://youtu.be/9\n</div><figcaption>Talk</figcaption></figure>'
    assert text_of(html) == '<p><a href="https://youtu.be/9">Talk</a></p>'


def test_a_shortcode_that_says_nothing_goes_and_is_named_and_an_authors_brackets_stay() -> None:
    result = made("He said [sic] it. [[gallery]] [contact-form-7 id=3] [box color=red]inside[/box]")
    assert str(result.blocks[0][1]) == "<p>He said [sic] it. [gallery]  inside</p>"
    assert [detail for what, detail in result.notes if what == "shortcode"] == [
        "[contact-form-7 id=3]",
        "[box color=red]",
    ]


def test_pictures_stand_where_they_stood_with_caption_and_description() -> None:
    old = Old("https://old.example", lambda url: None, lambda url, number: SimpleNamespace(title=url, pk=number))
    html = 'One [caption id="attachment_5"]<a href="x"><img class="wp-image-5" src="/a.jpg" alt="A door"></a> The door[/caption] two'
    blocks = made(html, old).blocks
    value: Any = blocks[1][1]
    assert [kind for kind, _value in blocks] == ["text", "picture", "text"]
    assert (value["image"].pk, value["alt"], value["caption"]) == (5, "A door", "The door")


@pytest.mark.parametrize("alt", ["", "family-6719424_1280", "IMG_2041", "photo.jpg", "DSC 0012", "1280x720"])
def test_a_files_name_is_no_description(alt: str) -> None:
    assert not is_description(alt)
    assert is_description("A family in front of a court house, 2019")


def test_a_table_keeps_its_cells_and_headers() -> None:
    html = "<table><caption>Fees</caption><thead><tr><th>Form</th><th colspan=2>Fee</th></tr></thead><tr><td>N-400</td><td>$760</td><td><b>x</b> y</td></tr></table>"
    value: Any = made(html).blocks[0][1]
    assert value["data"] == [["Form", "Fee", ""], ["N-400", "$760", "x y"]]
    assert (value["table_caption"], value["table_header_choice"]) == ("Fees", "row")


def test_a_table_that_only_arranged_things_is_text() -> None:
    assert kinds("<table><tr><td><h2>Left</h2><p>a</p></td></tr></table>") == ["section"]


def test_a_quotation_keeps_who_said_it() -> None:
    assert made("<blockquote><p>Firm line.</p><cite>Payton</cite></blockquote>").blocks == [
        ("quote", {"text": "Firm line.", "who": "Payton"})
    ]


def test_the_sanitiser_keeps_what_our_editor_writes_and_nothing_else() -> None:
    assert rich_text('<p class="a"><b>x</b> <i>y</i> <a href="tel:+1" target=_blank>z</a> <u>u</u></p>') == (
        '<p><b>x</b> <i>y</i> <a href="tel:+1">z</a> u</p>'
    )
    assert plain_text("<p>a &amp; b</p><script>x</script><p>c</p>") == "a & b c"


@pytest.mark.parametrize(
    "html",
    [
        '<a href="http://[your site]/fees">our page</a>',
        '<p>See <a href="//[x">this</a></p>',
        '<img src="http://[your site]/a.jpg" alt="A door in a wall">',
        '<iframe src="http://[your site]/video"></iframe>',
    ],
)
def test_an_address_that_is_none_is_named_and_stops_nothing(html: str) -> None:
    found = made(f"<p>Before.</p>{html}<p>After.</p>")
    words = repr(found.blocks)
    assert "Before." in words and "After." in words and "[your site]" not in words and "//[x" not in words
    assert found.notes
