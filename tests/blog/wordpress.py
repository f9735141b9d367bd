"""A WordPress export in our own words, as its exporter writes one; every test changes what it needs."""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.6" created="2026-01-02 03:04" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old blog</title><link>https://old.example</link><language>en-US</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://old.example</wp:base_site_url>
<wp:base_blog_url>https://old.example</wp:base_blog_url>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login><![CDATA[ines]]></wp:author_login>
<wp:author_email><![CDATA[ines@old.example]]></wp:author_email>
<wp:author_display_name><![CDATA[Inés Alvarado]]></wp:author_display_name></wp:author>
"""
TAIL = "</channel></rss>\n"


def item(number: int, body: str = "<p>Words.</p>", **given: Any) -> str:
    """One item. `meta` and `terms` are lists; the rest are fields without their prefix."""
    kind = given.get("kind", "post")
    slug = given.get("slug", f"item-{number}")
    fields = {
        "title": escape(given.get("title", f"Item {number}")),
        "link": given.get("link", f"https://old.example/2019/05/{slug}/"),
        "guid": f"https://old.example/?p={number}",
        "dc:creator": given.get("author", "ines"),
        "content:encoded": f"<![CDATA[{body}]]>",
        "excerpt:encoded": f"<![CDATA[{given.get('excerpt', '')}]]>",
        "wp:post_id": number,
        "wp:post_date": given.get("date", "2019-05-03 10:00:00"),
        "wp:post_modified": given.get("modified", "2019-06-04 10:00:00"),
        "wp:post_name": slug,
        "wp:status": given.get("status", "publish"),
        "wp:post_parent": given.get("parent", 0),
        "wp:post_type": kind,
        "wp:post_password": given.get("password", ""),
    }
    if url := given.get("url"):
        fields["wp:attachment_url"] = url
    parts = [f"<{name}>{value}</{name}>" for name, value in fields.items()]
    parts += [
        f'<category domain="{domain}" nicename="{slug}"><![CDATA[{name}]]></category>'
        for domain, slug, name in given.get("terms", [])
    ]
    parts += [
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in given.get("meta", [])
    ]
    return f"<item>{''.join(parts)}{given.get('more', '')}</item>\n"


def export(folder: Path, *items: str, name: str = "export.xml") -> Path:
    path = folder / name
    path.write_text(HEAD + "".join(items) + TAIL, encoding="utf-8")
    return path


def large_export(path: Path, megabytes: int, words: str) -> Path:
    """A file of about that size, written piece by piece."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number, piece in enumerate(posts(megabytes * 1024 * 1024, words), 1):
            file.write(item(number, piece))
        file.write(TAIL)
    return path


def posts(size: int, words: str) -> Iterable[str]:
    body = f"<p>{words}</p>\n" * 400
    for _number in range(size // len(body)):
        yield body
