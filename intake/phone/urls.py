"""Twilio's addresses: POST only, ASCII paths, no query (a query breaks signatures and lands in logs)."""

from django.urls import path

from intake.phone import call_webhooks, ring_webhooks, webhooks

app_name = "twilio"
urlpatterns = [
    path("text/", webhooks.text_in, name="text"),
    path("text-status/<uuid:text_id>/", webhooks.text_status, name="text-status"),
    path("spent/", webhooks.spent, name="spent"),
    path("ring/<uuid:call_id>/", ring_webhooks.ring, name="ring"),
    path("ring/<uuid:call_id>/accept/", ring_webhooks.ring_accept, name="ring-accept"),
    path("ring/<uuid:call_id>/dialled/", ring_webhooks.ring_dialled, name="ring-dialled"),
    path("ring/<uuid:call_id>/status/", ring_webhooks.ring_status, name="ring-status"),
    path("call/in/", call_webhooks.call_in, name="call-in"),
    path("call/menu/", call_webhooks.call_menu, name="call-menu"),
    path("call/dialled/<int:round_number>/", call_webhooks.call_dialled, name="call-dialled"),
    path("call/text/", call_webhooks.call_text, name="call-text"),
    path("call/whisper/<int:member_id>/", call_webhooks.call_whisper, name="call-whisper"),
    path("call/accept/<int:member_id>/", call_webhooks.call_accept, name="call-accept"),
    path("call/recorded/", call_webhooks.call_recorded, name="call-recorded"),
    path("call/recording/", call_webhooks.call_recording, name="call-recording"),
    path("call/status/", call_webhooks.call_status, name="call-status"),
    path("call/fallback/", call_webhooks.call_fallback, name="call-fallback"),
    path("call/transcript/", call_webhooks.call_transcript, name="call-transcript"),
]
