"""The database's own full-text index over blog_searchrow."""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE blog_search USING fts5(
        title, words, content='blog_searchrow', content_rowid='page_id', prefix='4 6',
        tokenize="unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER blog_search_ai AFTER INSERT ON blog_searchrow BEGIN
        INSERT INTO blog_search(rowid, title, words) VALUES (new.page_id, new.title, new.words); END""",
    """CREATE TRIGGER blog_search_ad AFTER DELETE ON blog_searchrow BEGIN
        INSERT INTO blog_search(blog_search, rowid, title, words)
        VALUES ('delete', old.page_id, old.title, old.words); END""",
    """CREATE TRIGGER blog_search_au AFTER UPDATE ON blog_searchrow BEGIN
        INSERT INTO blog_search(blog_search, rowid, title, words)
        VALUES ('delete', old.page_id, old.title, old.words);
        INSERT INTO blog_search(rowid, title, words) VALUES (new.page_id, new.title, new.words); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION blog_search_vector(title text, words text) RETURNS tsvector LANGUAGE sql IMMUTABLE
       PARALLEL SAFE AS $$ SELECT setweight(to_tsvector('simple'::regconfig, title), 'A')
                               || setweight(to_tsvector('simple'::regconfig, words), 'B') $$""",
    "CREATE INDEX blog_search ON blog_searchrow USING gin (blog_search_vector(title, words))",
]
UNDO = {
    "sqlite": ["DROP TABLE blog_search", *(f"DROP TRIGGER blog_search_{when}" for when in ("ai", "ad", "au"))],
    "postgresql": ["DROP INDEX blog_search", "DROP FUNCTION blog_search_vector"],
}


def make(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def undo(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("blog", "0002_joined")]
    operations = [migrations.RunPython(make, undo)]
