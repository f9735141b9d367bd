"""`/ask/` in every language of the site."""

from django.urls import path

from intake.ask import private_page, views

app_name = "ask"
urlpatterns = [
    path("", views.ask, name="form"),
    path("status/", private_page.status, name="status"),
    path("stamp/", views.new_stamp, name="stamp"),
]
