"""A table from Word or a spreadsheet ends in clean cells, with a caption and headers, and fits a phone."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from firm.models import HomePage, PlainPage
from firm.tables import PastedTableBlock, cleaned

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><style>p.MsoNormal{margin:0}</style>
<table class=MsoTableGrid border=1><tr><td width=208 style='border:solid'><p class=MsoNormal><b>Form</b><o:p></o:p></p></td>
<td colspan=2><p class=MsoNormal>Fee</p></td></tr><tr><td><p>N-400<script>alert(1)</script></p></td><td>$760</td>
<td>on paper</td></tr></table></html>"""


def sent(data: list[list[Any]], caption: str = "Fees", choice: str = "row") -> dict[str, Any]:
    """What the form sends, through the block."""
    block = PastedTableBlock()
    value = {
        "data": data,
        "cell": [{"row": 9, "col": 9}],
        "mergeCells": [],
        "table_caption": caption,
        "table_header_choice": choice,
    }
    result: dict[str, Any] = block.clean(block.value_from_form(json.dumps(value)))
    return result


def test_words_html_in_one_cell_is_spread_over_the_grid() -> None:
    assert sent([[WORD, None], [None, ""]])["data"] == [["Form", "Fee", ""], ["N-400", "$760", "on paper"]]


def test_tab_separated_lines_in_one_cell_are_spread_too() -> None:
    text = 'Form\tFee\nN-400\t"$760\non paper"\nI-90\t$465'
    assert cleaned([[text]]) == [["Form", "Fee"], ["N-400", "$760 on paper"], ["I-90", "$465"]]


def test_cells_hold_plain_words_and_empty_edges_go() -> None:
    given = [["  A ", "<b>B</b> &amp; c", None], ["1", "<img src=x onerror=alert(1)>2", ""], [None, "", None]]
    assert sent(given)["data"] == [["A", "B & c"], ["1", "2"]]


def test_a_cell_beside_others_is_never_taken_for_a_table() -> None:
    assert cleaned([["a\tb", "c"]]) == [["a b", "c"]]


@pytest.mark.parametrize(("caption", "choice"), [("", "row"), ("   ", "row"), ("Fees", "")])
def test_caption_and_headers_are_asked_for(caption: str, choice: str) -> None:
    with pytest.raises(ValidationError):
        sent([["a", "b"], ["c", "d"]], caption, choice)


def test_a_draft_may_be_without_them() -> None:
    block = PastedTableBlock()
    block.defer_required_validation()
    assert block.clean({"data": [["a"]], "table_caption": "", "table_header_choice": ""})["data"] == [["a"]]


@pytest.mark.django_db
def test_on_the_page_headers_have_their_scope_and_the_table_scrolls_by_itself(client: Client) -> None:
    home = HomePage.objects.get(locale__language_code="en")
    value = {"data": [["Form", "Fee"], ["N-400", "<i>760</i>"]], "table_caption": "Fees", "table_header_choice": "both",
             "first_row_is_table_header": True, "first_col_is_header": True}  # fmt: skip
    home.add_child(instance=PlainPage(title="Fees", slug="fees", body=[("table", value)]))
    html = " ".join(client.get("/fees/").content.decode().split())
    assert '<div class="table" tabindex="0" role="region" aria-label="Fees" >' in html
    assert "<caption>Fees</caption>" in html
    assert '<th scope="col">Form</th>' in html and '<th scope="row"> N-400 </th>' in html
    assert "&lt;i&gt;760" in html
