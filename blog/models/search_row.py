"""The words of one published update, as the search reads them."""

from django.db import models


class SearchRow(models.Model):
    """Kept by `blog.search` on publishing and unpublishing.

    `words` is `text` folded letter for letter, so that a place in one is the same place in the other.
    The full-text index itself belongs to the database: an FTS5 table kept by triggers on SQLite, a
    stored `tsvector` with a GIN index on PostgreSQL, both made by a migration.
    """

    page = models.OneToOneField("blog.UpdatePage", on_delete=models.CASCADE, primary_key=True, related_name="+")
    language = models.CharField(max_length=10)
    title = models.TextField()
    words = models.TextField()
    text = models.TextField()  # as written, for the excerpt

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word some update of a language uses: what a misspelt one may have meant."""

    language = models.CharField(max_length=10)
    word = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="each_word_once_a_language")]

    def __str__(self) -> str:
        return self.word
