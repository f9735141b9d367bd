"""The addresses of the updates, in every language."""

from django.urls import path, register_converter

from blog import feeds, views
from blog.cards.views import card


class TwoDigits:
    """A month as addresses write it: 04."""

    regex = "0[1-9]|1[0-2]"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02}"


class FourDigits:
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


register_converter(TwoDigits, "mm")
register_converter(FourDigits, "yyyy")

urlpatterns = [
    path("updates/", views.updates_index, name="updates"),
    path("updates/feed/", feeds.atom, name="feed"),
    path("updates/feed/<slug:topic>/", feeds.atom, name="feed"),
    path("updates/rss/", feeds.rss, name="rss"),
    path("updates/rss/<slug:topic>/", feeds.rss, name="rss"),
    path("updates/<yyyy:year>/<mm:month>/<slug:slug>/", views.update, name="update"),
    path("updates/<yyyy:year>/<mm:month>/<slug:slug>/card.png", card, name="card"),
]
