"""The doors: desk, CMS, Twilio, and the public site in every language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from firm.health import health

urlpatterns = [
    path("health/", health, name="health"),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("allauth.urls")),
]
urlpatterns += i18n_patterns(
    path("ask/", include("intake.ask.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
