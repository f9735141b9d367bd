from blog.models.search_row import SearchRow
from blog.models.topic import Topic
from blog.models.update import UpdatePage, UpdatesIndexPage

__all__ = ["SearchRow", "Topic", "UpdatePage", "UpdatesIndexPage"]
