"""`/desk/settings/`; `intake/desk/urls.py` includes these."""

from django.urls import path

from intake.desk.settings import (
    audit_pages,
    duty_pages,
    front,
    kept_pages,
    number_pages,
    phone_pages,
    replies,
    rota_pages,
    staff_pages,
)

urlpatterns = [
    path("", front.front, name="settings"),
    path("numbers/", number_pages.overview, name="numbers"),
    path("numbers/new/", number_pages.edit, name="number-new"),
    path("numbers/<int:line_id>/", number_pages.edit, name="number-edit"),
    path("numbers/<int:line_id>/remove/", number_pages.remove, name="number-remove"),
    path("numbers/changes/<int:change_id>/", number_pages.decide, name="number-decide"),
    path("replies/", replies.overview, name="replies"),
    path("replies/new/", replies.edit, name="reply-new"),
    path("replies/count/", replies.counted, name="reply-count"),
    path("replies/<int:reply_id>/", replies.edit, name="reply-edit"),
    path("replies/<int:reply_id>/approve/", replies.approve, name="reply-approve"),
    path("replies/<int:reply_id>/remove/", replies.remove, name="reply-remove"),
    path("staff/", staff_pages.overview, name="staff"),
    path("staff/invite/", staff_pages.invite, name="staff-invite"),
    path("staff/<int:staff_id>/", staff_pages.member, name="staff-member"),
    path("staff/<int:staff_id>/invite/", staff_pages.invite_again, name="staff-invite-again"),
    path("staff/<int:staff_id>/disable/", staff_pages.disable, name="staff-disable"),
    path("staff/<int:staff_id>/enable/", staff_pages.enable, name="staff-enable"),
    path("staff/<int:staff_id>/second-factor/", staff_pages.reset_second_factor, name="staff-second-factor"),
    path("rota/", rota_pages.overview, name="rota"),
    path("rota/<int:line_id>/", rota_pages.edit, name="rota-edit"),
    path("phone/", phone_pages.overview, name="phone"),
    path("phone/check/", phone_pages.check, name="phone-check"),
    path("phone/<int:line_id>/set/", phone_pages.set_webhooks, name="phone-set"),
    path("phone/<int:line_id>/test/", phone_pages.send_test, name="phone-test"),
    path("phone/kept/", kept_pages.overview, name="phone-kept"),
    path("phone/kept/compare/", kept_pages.compare, name="phone-compare"),
    path("phone/kept/again/", kept_pages.again, name="phone-again"),
    path("duty/", duty_pages.overview, name="on-duty"),
    path("duty/mine/", duty_pages.set_mine, name="duty-mine"),
    path("audit/", audit_pages.overview, name="audit"),
]
