"""`/accounts/`: only the pages we have made ours. What allauth offers beyond these does not exist here."""

from allauth.account import views as account
from django.urls import include, path, re_path

from firm.staff import views

urlpatterns = [
    path("", views.account, name="staff_account"),
    path("sessions/end/", views.end_others, name="staff_end_others"),
    re_path(
        r"^invitation/(?P<member_id>[0-9a-z]+)-(?P<token>[0-9a-z]+-[0-9a-f]+)/$",
        views.invitation,
        name="staff_invitation",
    ),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", include("allauth.mfa.urls")),
]
