"""The index knows each row's language, PostgreSQL stores its vector, and words are kept for the misspelt."""

import re

from django.db import migrations, models

COLUMNS = "title, words, language"
NEW, OLD = (", ".join(f"{row}.{column}" for column in ("page_id", "title", "words", "language")) for row in ("new", "old"))
FORGET = f"INSERT INTO blog_search(blog_search, rowid, {COLUMNS}) VALUES ('delete', {OLD})"
LEARN = f"INSERT INTO blog_search(rowid, {COLUMNS}) VALUES ({NEW})"
DROP_SQLITE = [*(f"DROP TRIGGER blog_search_{when}" for when in ("ai", "ad", "au")), "DROP TABLE blog_search"]
SQLITE = [
    *DROP_SQLITE,
    f"""CREATE VIRTUAL TABLE blog_search USING fts5(
        {COLUMNS}, content='blog_searchrow', content_rowid='page_id', prefix='4 6',
        tokenize="unicode61 remove_diacritics 2")""",
    f"CREATE TRIGGER blog_search_ai AFTER INSERT ON blog_searchrow BEGIN {LEARN}; END",
    f"CREATE TRIGGER blog_search_ad AFTER DELETE ON blog_searchrow BEGIN {FORGET}; END",
    f"CREATE TRIGGER blog_search_au AFTER UPDATE ON blog_searchrow BEGIN {FORGET}; {LEARN}; END",
    "INSERT INTO blog_search(blog_search) VALUES ('rebuild')",
]
POSTGRESQL = [
    "DROP INDEX blog_search",
    "DROP FUNCTION blog_search_vector",
    """CREATE FUNCTION blog_search_vector(title text, words text, language text) RETURNS tsvector LANGUAGE sql
       IMMUTABLE PARALLEL SAFE AS $$ SELECT setweight(to_tsvector('simple'::regconfig, title), 'A')
       || setweight(to_tsvector('simple'::regconfig, words), 'B')
       || setweight(to_tsvector('simple'::regconfig,
              'language' || regexp_replace(lower(language), '[^a-z0-9]', '', 'g')), 'C') $$""",
    """ALTER TABLE blog_searchrow ADD COLUMN vector tsvector
       GENERATED ALWAYS AS (blog_search_vector(title, words, language)) STORED""",
    "CREATE INDEX blog_search ON blog_searchrow USING gin (vector)",
]


def make(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def learn(apps, schema_editor):
    row, word = apps.get_model("blog", "SearchRow"), apps.get_model("blog", "SearchWord")
    for known in row.objects.iterator():
        words = set(re.findall(r"[^\W\d_]{4,30}", f"{known.title} {known.words}"))
        word.objects.bulk_create([word(language=known.language, word=each) for each in words], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("blog", "0009_standing_is_the_storys")]
    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=10)),
                ("word", models.CharField(max_length=30)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("language", "word"), name="each_word_once_a_language")
                ],
            },
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
        migrations.RunPython(learn, migrations.RunPython.noop),
    ]
