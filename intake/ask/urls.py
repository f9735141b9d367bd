"""`/ask/` in every language of the site."""

from django.urls import path

from intake.ask import views

app_name = "ask"
urlpatterns = [
    path("", views.ask, name="form"),
    path("stamp/", views.new_stamp, name="stamp"),
]
