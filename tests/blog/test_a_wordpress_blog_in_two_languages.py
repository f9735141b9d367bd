"""An old blog in two languages arrives with its translations linked, as far as its export tells which they are."""

from pathlib import Path

import pytest
from django.test import Client

from blog.models import UpdatePage
from firm.models import PlainPage
from tests.blog.test_a_wordpress_blog_moves_in import left, take
from tests.blog.wordpress import export, item

pytestmark = pytest.mark.django_db


def polylang(code: str, group: str) -> list[tuple[str, str, str]]:
    return [("language", code, code.upper()), ("post_translations", group, group)]


def wpml(code: str, group: str, source: str = "") -> list[tuple[str, str]]:
    return [
        ("_wpml_import_language_code", code),
        ("_wpml_import_translation_group", group),
        ("_wpml_import_source_language_code", source),
    ]


FEES = item(11, slug="fees", title="Fees", terms=polylang("en", "pll_1"))
TARIFAS = item(
    12, slug="tarifas", title="Tarifas", date="2019-04-02 10:00:00", terms=polylang("es", "pll_1"),
    link="https://old.example/es/2019/04/tarifas/",
)  # fmt: skip


def pages(slug: str = "fees") -> dict[str, UpdatePage]:
    return {page.locale.language_code: page for page in UpdatePage.objects.filter(slug=slug)}


def test_polylangs_pairs_are_each_others_translation_at_one_address(tmp_path: Path, client: Client) -> None:
    out = take(export(tmp_path, TARIFAS, FEES))  # the older one stands first in the file
    found = pages()
    assert found["en"].translation_key == found["es"].translation_key
    assert found["es"].address == "/es" + found["en"].address == "/es/updates/2019/05/fees/"
    assert found["en"].short_code == found["es"].short_code != ""
    assert "translations linked" in out
    assert 'href="/es/updates/2019/05/fees/"' in client.get(found["en"].address).content.decode()
    old = client.get("/es/2019/04/tarifas/")
    assert (old.status_code, old["Location"]) == (301, "/es/updates/2019/05/fees/"), "old links still arrive"


def test_wpmls_own_export_fields_are_understood(tmp_path: Path) -> None:
    english = item(21, slug="fees", title="Fees", meta=wpml("en", "7"))
    spanish = item(22, slug="tarifas", title="Tarifas", meta=wpml("es-mx", "7", "en"))
    take(export(tmp_path, english, spanish))
    found = pages()
    assert found.keys() == {"en", "es"} and found["es"].title == "Tarifas"


def test_a_copy_wpml_made_is_the_translation_of_what_it_names(tmp_path: Path) -> None:
    original = item(31, slug="fees", title="Fees")
    copy = item(32, slug="fees-2", title="Tarifas", link="https://old.example/es/fees/", meta=[("_icl_lang_duplicate_of", "31")])  # fmt: skip
    take(export(tmp_path, original, copy))
    assert pages().keys() == {"en", "es"}


def test_pages_are_linked_below_linked_parents(tmp_path: Path, client: Client) -> None:
    take(
        export(
            tmp_path,
            item(1, kind="page", slug="visit", link="https://old.example/visit/", terms=polylang("en", "a")),
            item(2, kind="page", slug="visita", link="https://old.example/es/visita/", terms=polylang("es", "a")),
            item(3, kind="page", slug="parking", parent=1, link="https://old.example/visit/parking/", terms=polylang("en", "b")),
            item(4, kind="page", slug="garaje", parent=2, link="https://old.example/es/visita/garaje/", terms=polylang("es", "b")),
        )
    )  # fmt: skip
    found = PlainPage.objects.filter(slug="parking")
    assert {page.locale.language_code for page in found} == {"en", "es"}
    assert len({page.translation_key for page in found}) == 1
    assert client.get("/es/visit/parking/").status_code == 200


def test_what_cannot_be_told_is_listed_and_stands_by_itself(tmp_path: Path) -> None:
    alone = item(41, slug="permiso", title="Permiso", link="https://old.example/es/permiso/")
    path = export(tmp_path, FEES, TARIFAS, alone)
    for options in (["--dry-run"], []):
        take(path, *options)
        assert [row["title"] for row in left(path) if row["what"] == "translation"] == ["Permiso"]
    page = UpdatePage.objects.get(slug="permiso")
    assert page.locale.language_code == "es" and page.live


def test_a_taken_address_leaves_the_two_apart_and_says_so(tmp_path: Path) -> None:
    other = item(51, slug="fees", title="Otra", terms=[("language", "es", "ES")])
    path = export(tmp_path, other, FEES)
    take(path)
    path = export(tmp_path, TARIFAS, FEES, name="later.xml")
    take(path)
    assert UpdatePage.objects.get(title="Tarifas").slug == "tarifas"
    assert [row["title"] for row in left(path) if row["what"] == "translation"] == ["Tarifas"]


def test_a_language_the_site_does_not_have_is_never_public_as_another(tmp_path: Path, client: Client) -> None:
    path = export(tmp_path, item(61, slug="frais", title="Frais", terms=[("language", "fr", "FR")]))
    take(path)
    page = UpdatePage.objects.get(slug="frais")
    assert not page.live and client.get(page.address).status_code == 404
    assert [row["title"] for row in left(path) if row["what"] == "language"] == ["Frais"]


def test_a_second_run_links_nothing_twice(tmp_path: Path) -> None:
    path = export(tmp_path, FEES, TARIFAS)
    take(path)
    assert "translations linked" not in take(path)
    assert UpdatePage.objects.count() == 2
