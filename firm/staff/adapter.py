"""How allauth signs our staff in: nobody signs up, and everybody lands at their own door."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from firm.models import StaffMember
from firm.staff import mail, second_factor
from firm.staff.doors import home_of


class StaffAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an administrator invites."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        assert isinstance(request.user, StaffMember)  # noqa: S101
        return home_of(request.user)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("staff_account")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whom the rate limits count: behind a proxy, the last address that it names. Never stored."""
        header = settings.TRUSTED_PROXY_ADDRESS_HEADER
        named: str = request.headers.get(header, "") if header else request.META.get("REMOTE_ADDR", "")
        return named.rpartition(",")[2].strip() or "unknown"

    def is_reauthentication_required(self, *, app: str | None = None) -> bool:
        """A sign-in five minutes ago is proof enough; nobody types a password twice in a row."""
        return not second_factor.signed_in_lately(self.request)

    def reauthenticate(self, user: StaffMember, password: str) -> bool:
        return user.is_active and user.check_password(password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the background, so that the answer takes as long for an unknown address as for a known one."""
        words = {"email": email, "base_url": settings.PUBLIC_BASE_URL, **context}
        mail.post_later(self.render_mail(template_prefix, email, words))

    def send_notification_mail(
        self, template_prefix: str, user: StaffMember, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tells the person what changed on their account, without the address it came from: none is kept."""
        self.send_mail(template_prefix, email or user.email, {"user": user, **(context or {})})


class StaffMFAAdapter(DefaultMFAAdapter):
    def build_totp_svg(self, url: str) -> str:
        """The QR code as inline markup: as a `data:` picture our content policy would refuse it."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def _get_site_name(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def generate_authenticator_name(self, user: StaffMember, type: Authenticator.Type) -> str:  # noqa: A002
        """What a key is called until its owner says better."""
        return _("Key %d") % (Authenticator.objects.filter(user=user, type=type).count() + 1)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last factor can be replaced (add the new one first) but not taken away."""
        return not settings.MFA_REQUIRED or not second_factor.last_of(authenticator)
