"""The desk's addresses."""

from django.urls import include, path

app_name = "desk"
urlpatterns = [
    path("", include("intake.desk.door_urls")),
    path("settings/", include("intake.desk.settings_urls")),
]
