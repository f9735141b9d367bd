"""What our crispy-forms templates promise to people who cannot see the page."""

from collections import Counter

import pytest
from bs4 import BeautifulSoup
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from crispy_forms.utils import render_crispy_form
from django import forms


class Everything(forms.Form):
    colour = forms.ChoiceField(choices=[("r", "Red"), ("g", "Green")], widget=forms.RadioSelect, help_text="One.")
    days = forms.MultipleChoiceField(choices=[("m", "Monday"), ("t", "Tuesday")], widget=forms.CheckboxSelectMultiple)
    size = forms.ChoiceField(choices=[("", "Choose"), ("s", "Small")], help_text="Of the shirt.")
    words = forms.CharField(widget=forms.Textarea)
    phone = forms.CharField(widget=forms.TextInput(attrs={"type": "tel", "class": "tab"}), help_text="With area code.")
    nickname = forms.CharField(required=False)
    agree = forms.BooleanField(label="I agree")
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


def drawn(data: dict[str, str] | None) -> BeautifulSoup:
    helper = FormHelper()
    helper.disable_csrf = True
    helper.add_input(Submit("save", "Save"))
    return BeautifulSoup(render_crispy_form(Everything(data), helper), "html.parser")


@pytest.fixture(params=[None, {}], ids=["fresh", "with errors"])
def page(request: pytest.FixtureRequest) -> BeautifulSoup:
    return drawn(request.param)


def test_every_id_is_there_once(page: BeautifulSoup) -> None:
    assert max(Counter(tag["id"] for tag in page.select("[id]")).values()) == 1


def test_every_description_exists(page: BeautifulSoup) -> None:
    described = page.select("[aria-describedby], [aria-labelledby]")
    assert described
    for tag in described:
        for target in f"{tag.get('aria-describedby', '')} {tag.get('aria-labelledby', '')}".split():
            assert page.find(id=target), target


def test_every_control_has_a_label_and_every_group_a_legend(page: BeautifulSoup) -> None:
    for tag in page.select("input:not([type=hidden]), select, textarea"):
        assert page.find("label", attrs={"for": tag["id"]}), tag["id"]
    for name in ("colour", "days"):
        group = page.find(attrs={"name": name}).find_parent("fieldset")
        assert group.find("legend").get_text(strip=True)


def test_what_is_optional_says_so(page: BeautifulSoup) -> None:
    assert [tag.parent["for"] for tag in page.select(".optional")] == ["id_nickname"]


def test_an_error_is_marked_told_and_linked() -> None:
    page = drawn({})
    wrong = ["colour", "days", "size", "words", "phone", "agree"]
    for name in wrong:
        assert page.find(attrs={"name": name})["aria-invalid"] == "true"
        assert page.find(id=f"id_{name}_error").find(class_="sr").text == "Error:"
    links = [link["href"].removeprefix("#") for link in page.select(".summary[role=alert] a")]
    assert links == ["id_colour_0", "id_days_0", *(f"id_{name}" for name in wrong[2:])]
    assert all(page.find(id=link) for link in links)


def test_an_error_is_read_out_with_its_field() -> None:
    page = drawn({})
    assert page.find(id="id_phone")["aria-describedby"] == "id_phone_helptext id_phone_error"
    assert page.find(id="div_id_colour")["aria-describedby"] == "id_colour_helptext id_colour_error"


def test_no_style_no_script_no_token(page: BeautifulSoup) -> None:
    assert not page.select("[style], script, [onclick], [name=csrfmiddlewaretoken]")
