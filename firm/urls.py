"""The doors: desk, CMS, Twilio, and the public site in every language."""

from allauth.account.views import logout as account_logout
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from blog.sitemap import news_sitemap, sitemap
from firm.editing.previews import preview
from firm.health import health
from firm.media import media
from firm.robots import robots

urlpatterns = [
    path("health/", health, name="health"),
    path("sitemap.xml", sitemap),
    path("news-sitemap.xml", news_sitemap),
    path("robots.txt", robots),
    path("media/<path:path>", media),
    # Every way in is allauth's, with its second factor; Wagtail's own would let a password do.
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/logout/", account_logout),
    path("cms/account/", RedirectView.as_view(pattern_name="staff_account")),
    path("preview/<str:token>/", preview, name="preview"),
    path("twilio/", include("intake.phone.urls")),
    path("simulator/", include("intake.phone.simulator.urls")),
    path("desk/", include("intake.desk.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("firm.staff.urls")),
    path("staff/approvals/", include("blog.approvals.urls")),
]
urlpatterns += i18n_patterns(
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("ask/", include("intake.ask.urls")),
    path("", include("blog.urls")),
    path("", include("firm.site_urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
