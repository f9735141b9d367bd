"""The desk's addresses. None of them carries a word a visitor wrote."""

from django.urls import include, path

from intake.desk import files, leaving, pages, posts

app_name = "desk"
urlpatterns = [
    path("", pages.queue, name="queue"),
    path("queue/<slug:view>/", pages.queue, name="view"),
    path("poll/", pages.poll, name="poll"),
    path("find/", posts.find, name="find"),
    path("undo/", posts.undo, name="undo"),
    path("duty/", posts.duty, name="duty"),
    path("hand-over/", posts.hand_over, name="hand-over"),
    path("hand-over/<int:question_id>/", posts.answer_hand_over, name="hand-over-answer"),
    path("outbox/", posts.outbox, name="outbox"),
    path("file/<uuid:file_id>/", files.file, name="file"),
    path("lead/<uuid:lead_id>/", pages.lead, name="lead"),
    path("lead/<uuid:lead_id>/say/", posts.say, name="say"),
    path("lead/<uuid:lead_id>/draft/", posts.draft, name="draft"),
    path("lead/<uuid:lead_id>/assign/", posts.assign, name="assign"),
    path("lead/<uuid:lead_id>/call/", posts.call, name="call"),
    path("lead/<uuid:lead_id>/snooze/", posts.snooze, name="snooze"),
    path("lead/<uuid:lead_id>/done/", posts.done, name="done"),
    path("lead/<uuid:lead_id>/reopen/", posts.reopen, name="reopen"),
    path("lead/<uuid:lead_id>/release/", posts.release, name="release"),
    path("lead/<uuid:lead_id>/reveal/", posts.reveal, name="reveal"),
    path("lead/<uuid:lead_id>/export/", leaving.export, name="export"),
    path("lead/<uuid:lead_id>/keep/", leaving.keep, name="keep"),
    path("lead/<uuid:lead_id>/delete/", leaving.delete, name="delete"),
    path("lead/<uuid:lead_id>/safety/", posts.keep_safe, name="safety"),
    path("lead/<uuid:lead_id>/retry/<uuid:entry_id>/", posts.retry, name="retry"),
    path("lead/<uuid:lead_id>/replies/", posts.prepared, name="prepared"),
    path("lead/<uuid:lead_id>/replies/<int:reply_id>/", posts.insert, name="reply-insert"),
    path("lead/<uuid:lead_id>/move/<uuid:entry_id>/<uuid:other_id>/", posts.move, name="move"),
    path("lead/<uuid:lead_id>/texting/<slug:what>/", posts.texting, name="texting"),
    path("lead/<uuid:lead_id>/take-back/<uuid:entry_id>/", posts.take_back, name="take-back"),
    path("lead/<uuid:lead_id>/link/<uuid:other_id>/", posts.link, name="link"),
    path("lead/<uuid:lead_id>/dismiss/<uuid:other_id>/", posts.dismiss, name="dismiss"),
    path("", include("intake.desk.door_urls")),
    path("settings/", include("intake.desk.settings_urls")),
]
