"""Twilio's addresses: POST only, ASCII paths, no query (a query breaks signatures and lands in logs)."""

from django.urls import path

from intake.phone import webhooks

app_name = "twilio"
urlpatterns = [
    path("text/", webhooks.text_in, name="text"),
    path("text-status/<uuid:text_id>/", webhooks.text_status, name="text-status"),
]
