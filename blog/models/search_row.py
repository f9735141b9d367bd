"""The words of one published update, as the search reads them."""

from django.db import models


class SearchRow(models.Model):
    """Kept by `blog.search` on publishing and unpublishing; the words are folded: lower case, no accents.

    The full-text index itself belongs to the database: an FTS5 table kept by triggers on SQLite, a
    GIN index on PostgreSQL, both made by a migration.
    """

    page = models.OneToOneField("blog.UpdatePage", on_delete=models.CASCADE, primary_key=True, related_name="+")
    language = models.CharField(max_length=10)
    title = models.TextField()
    words = models.TextField()
    text = models.TextField()  # as written, for the excerpt

    def __str__(self) -> str:
        return self.title
