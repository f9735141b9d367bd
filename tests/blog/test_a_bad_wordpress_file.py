"""A file that is damaged, cut off, hostile or huge: a clear error, nothing written, or bounded memory."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from blog.models import Origin
from blog.wordpress.reading import Export, UnreadableExport
from firm.demo.run import HOUSE
from tests.blog.wordpress import HEAD, TAIL, export, item, large_export

LIMIT = 24 * 1024 * 1024  # what reading may add, for a file of any size
MEASURE = """
import resource, sys
from pathlib import Path
from blog.wordpress.reading import Export
for item in Export(Path(sys.argv[1])): break
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for item in Export(Path(sys.argv[2])))
print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


def complaint(path: Path) -> str:
    with pytest.raises(CommandError) as error:
        call_command("import_wordpress", str(path), stdout=StringIO(), stderr=StringIO())
    return str(error.value)


@pytest.mark.django_db
@pytest.mark.parametrize("share", [0.4, 0.7, 0.99])
def test_a_file_cut_off_says_so_names_the_line_and_writes_nothing(tmp_path: Path, share: float) -> None:
    path = export(tmp_path, *(item(number) for number in range(1, 30)))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    pages = Page.objects.count()
    message = complaint(path)
    assert "ends in the middle, at line" in message and "Nothing was imported" in message
    assert (Page.objects.count(), Origin.objects.count()) == (pages, 0)


@pytest.mark.django_db
def test_a_damaged_file_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text(HEAD + item(1) + "<item><title>open</item>" + TAIL)
    assert f"line {HEAD.count(chr(10)) + 2}, column" in complaint(path)
    assert not Origin.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "line 1"),
        ("no xml at all", "line 1"),
        ("<?xml version='1.0'?><rss><channel><title>x</title></channel></rss>", "no WordPress export"),
        ("<?xml version='1.0' encoding='klingon'?><rss/>", "encoding"),
    ],
)
def test_what_is_no_export_is_said_plainly(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "x.xml"
    path.write_text(content)
    assert said in complaint(path)


def test_a_missing_file_and_a_missing_folder_are_said_plainly(tmp_path: Path) -> None:
    assert "no such file" in complaint(tmp_path / "nothing.xml")
    with pytest.raises(CommandError, match="no such folder"):
        call_command("import_wordpress", str(export(tmp_path)), "--uploads", str(tmp_path / "none"))


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://evil.example/x.dtd">',
    ],
)
def test_entities_and_document_types_are_refused(tmp_path: Path, declared: str) -> None:
    path = tmp_path / "bomb.xml"
    path.write_text('<?xml version="1.0"?>\n' + declared + HEAD.partition("?>")[2] + item(1, "&x;&b;") + TAIL)
    assert "refused" in complaint(path)


def test_control_characters_and_broken_bytes_do_not_stop_it(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes((HEAD + item(1, "one\x00\x0b\x1ftwo") + TAIL).encode().replace(b"Item 1", b"It\xe9m\x08 1"))
    (only,) = list(Export(path))
    assert only.text("content:encoded") == "onetwo"
    assert only.text("title") == "It�m 1"


def test_an_older_encoding_is_read_as_it_says(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_bytes((HEAD.replace("UTF-8", "ISO-8859-1") + item(1, "señal") + TAIL).encode("latin-1"))
    assert next(iter(Export(path))).text("content:encoded") == "señal"


def test_one_endless_text_is_cut_and_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog.wordpress.reading.MOST_TEXT", 100_000)
    (only,) = list(Export(export(tmp_path, item(1, "x" * 600_000))))
    assert only.too_long and len(only.text("content:encoded")) <= 100_000


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    small = export(tmp_path, item(1))
    large = large_export(tmp_path / "large.xml", 30, "A sentence of an old post, long enough to fill a file. " * 4)
    assert large.stat().st_size > 29 * 1024 * 1024
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(small), str(large)], cwd=HOUSE, capture_output=True, text=True, check=True
    )
    count, added = map(int, done.stdout.split())
    assert count > 300
    assert added < LIMIT, f"reading a {large.stat().st_size} byte file took {added} bytes more"


def test_reading_stops_at_the_first_error_without_an_item_half_read(tmp_path: Path) -> None:
    path = tmp_path / "x.xml"
    path.write_text(HEAD + item(1) + "<item><title>half")
    got = []
    with pytest.raises(UnreadableExport):
        got.extend(Export(path))
    assert len(got) <= 1
