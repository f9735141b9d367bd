"""The phone on a web page: demo only, 404 beside real credentials."""

from typing import Any

app_name = "simulator"
urlpatterns: list[Any] = []
