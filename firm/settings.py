"""Every setting, from the environment alone; `.env.example` explains each variable.

Demo mode (`DEMO=1`, what `make run` uses) is for trying the product on one machine. Without it the
process refuses to start until every value a law firm's safety hangs on is right.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from firm.database_url import cache_from, database_from
from firm.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

DEMO = env.flag("DEMO")
DEBUG = False  # A debug page prints what a visitor typed; there is no switch for it.
DATA_DIR = Path(env.text("DATA_DIR") or BASE_DIR / ".data")
DEMO_DIR = Path(env.text("DEMO_DIR") or BASE_DIR / ".demo")  # this installation's demo passwords and phrases
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
PUBLIC_BASE_URL = env.text("PUBLIC_BASE_URL", "http://localhost:8000" if DEMO else "").rstrip("/")
public = urlsplit(PUBLIC_BASE_URL)
ALLOWED_HOSTS = [host for host in (public.hostname,) if host]
if DEMO:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]

env.require(len(SECRET_KEY) >= 50, "SECRET_KEY: at least 50 random characters, or sessions can be forged")
if not DEMO:
    env.require(
        public.scheme == "https" and public.hostname and not public.path,
        "PUBLIC_BASE_URL: the https:// address of the site, without a path; Twilio's signatures are checked against it",
    )

# ---- Twilio ---------------------------------------------------------------------------------------
TWILIO_ACCOUNT_SID = env.text("TWILIO_ACCOUNT_SID")
TWILIO_AUTH_TOKEN = env.text("TWILIO_AUTH_TOKEN")
TWILIO_AUTH_TOKEN_OLD = env.text("TWILIO_AUTH_TOKEN_OLD")  # the other token, while rotating
TWILIO_API_BASE_URL = env.text("TWILIO_API_BASE_URL")
TWILIO_MESSAGING_SERVICE_SID = env.text("TWILIO_MESSAGING_SERVICE_SID")
# What speaks when this server does not: docs/voice-fallback.xml on another host. Empty: our own, without a database.
TWILIO_VOICE_FALLBACK_URL = env.text("TWILIO_VOICE_FALLBACK_URL")
env.require(
    not TWILIO_VOICE_FALLBACK_URL or TWILIO_VOICE_FALLBACK_URL.startswith("https://"),
    "TWILIO_VOICE_FALLBACK_URL: an https:// address; Twilio posts who calls to it",
)
# Where texts and calls may go at all, and how many automatic texts may leave in 24 hours.
PHONE_COUNTRIES = frozenset((env.text("PHONE_COUNTRIES") or "US").replace(",", " ").upper().split())
PHONE_DAILY_TEXTS = env.number("PHONE_DAILY_TEXTS", 500)
TWILIO_LIVE = bool(TWILIO_ACCOUNT_SID)
# Beside real credentials even a demo demands MFA, and its simulator is gone (404).
SIMULATOR = DEMO and not TWILIO_LIVE
SIMULATOR_LISTENS = SIMULATOR  # the web process is the simulated network's home; tests keep it in their own
MFA_REQUIRED = not SIMULATOR
if TWILIO_LIVE:
    env.require(
        TWILIO_ACCOUNT_SID.startswith("AC") and len(TWILIO_ACCOUNT_SID) == 34,
        "TWILIO_ACCOUNT_SID: AC and 32 hexadecimal digits",
    )
    env.require(
        TWILIO_AUTH_TOKEN, "TWILIO_AUTH_TOKEN: needed beside TWILIO_ACCOUNT_SID; without it no webhook can be believed"
    )
elif SIMULATOR:
    # The simulator signs its webhooks like Twilio does, with a secret nobody else has.
    TWILIO_ACCOUNT_SID = "AC" + "0" * 32
    TWILIO_AUTH_TOKEN = SECRET_KEY

# ---- Vault ----------------------------------------------------------------------------------------
# The public half of the desk key. Pinned here so that whoever can write the database cannot swap it.
DESK_PUBLIC_KEY = env.text("DESK_PUBLIC_KEY")
if DESK_PUBLIC_KEY:
    env.require(
        DESK_PUBLIC_KEY.startswith("age1"),
        "DESK_PUBLIC_KEY: an age recipient, age1…, as `manage.py desk_setup` prints it",
    )
# A second key that opens backups, beside the paper key: an age recipient whose identity is kept offline.
BACKUP_RECIPIENT = env.text("BACKUP_RECIPIENT")
if BACKUP_RECIPIENT:
    env.require(BACKUP_RECIPIENT.startswith("age1"), "BACKUP_RECIPIENT: an age recipient, age1…")
SPOOL_DIR = Path(env.text("SPOOL_DIR") or DATA_DIR / "spool")

# ---- Apps -----------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "firm",
    "blog",
    "intake",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "firm.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "firm.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # browsers too old for frame-ancestors
    "firm.headers.CmsPolicyMiddleware",
    "firm.cross_origin.CrossOriginMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "firm.language.UrlLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "blog.take_down.closed.ClosedSiteMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "firm.staff.doors.StaffDoorMiddleware",
    "blog.sign_off.cms_pages.RefusalMiddleware",
    "intake.vault.go_live.GoLiveMiddleware",
    "intake.vault.doorway.DeskMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "firm.redirects.OldAddressMiddleware",
]
ROOT_URLCONF = "firm.urls"
WSGI_APPLICATION = "firm.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "firm.facts.in_templates",
            ],
        },
    },
]

# ---- Database, cache, files -----------------------------------------------------------------------
DATABASES = {"default": database_from(env.text("DATABASE_URL"), DATA_DIR)}
CACHES = {"default": cache_from(env.text("REDIS_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Wagtail queues two small jobs a save; our own worker runs them (`manage.py worker`).
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

PAGE_CACHE_SECONDS = 0.5  # how old a process's knowledge of "something public changed" may be

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if S3_BUCKET := env.text("S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "firm.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.text("S3_ENDPOINT_URL") or None,
            "access_key": env.text("S3_ACCESS_KEY"),
            "secret_key": env.text("S3_SECRET_KEY"),
        },
    }

# ---- People ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "firm.StaffMember"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "firm.staff.adapter.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation went to it
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's inbox is not told that this firm exists
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False  # closing the browser signs out
ACCOUNT_FORMS = {
    "login": "firm.staff.forms.SignInForm",
    "reauthenticate": "firm.staff.forms.ReauthenticateForm",
    "change_password": "firm.staff.forms.ChangePasswordForm",
    "reset_password": "firm.staff.forms.ResetPasswordForm",
    "reset_password_from_key": "firm.staff.forms.ResetPasswordKeyForm",
}
MFA_ADAPTER = "intake.vault.second_factors.SealingMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True  # a passkey that asked for finger or PIN is two factors
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # phones whose clock is half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
MFA_FORMS = {
    "authenticate": "firm.staff.forms.CodeForm",
    "reauthenticate": "firm.staff.forms.CodeAgainForm",
    "activate_totp": "firm.staff.forms.ActivateForm",
    "add_webauthn": "firm.staff.forms.AddKeyForm",
    "edit_webauthn": "firm.staff.forms.RenameKeyForm",
}

# ---- Language and time ----------------------------------------------------------------------------
# The languages of the site, the first being the one without a prefix in its addresses. Each further one
# gets its tree of pages at the next `migrate`, and its interface from `locale/<code>/`.
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    (code, _(LANG_INFO[code]["name"])) for code in env.words("SITE_LANGUAGES") or ["en", "es"] if code in LANG_INFO
] or [("en", _("English"))]
env.require(
    set(env.words("SITE_LANGUAGES")) <= LANG_INFO.keys(),
    "SITE_LANGUAGES: codes as Django knows them, the first without a prefix: en,es",
)
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["firm.formats"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "UTC"  # The firm's own zone is a fact of the firm, kept in its profile.

# ---- Wagtail --------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Amparo"
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL or "http://localhost:8000"
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # An avatar service learns who works here.
WAGTAIL_ENABLE_UPDATE_CHECK = False  # So does an update check.
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILIMAGES_IMAGE_MODEL = "firm.Picture"
WAGTAILADMIN_COMMENTS_ENABLED = True
CHECK_LINKS = env.flag("CHECK_LINKS")  # whether the worker may ask the sources of updates if they still answer
WAGTAIL_FINISH_WORKFLOW_ACTION = "blog.sign_off.finish.finish"  # publishes what was signed, not the latest draft

# ---- Forms ----------------------------------------------------------------------------------------
CRISPY_TEMPLATE_PACK = "plain"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("plain",)

# ---- Headers and cookies --------------------------------------------------------------------------
SECURE_REFERRER_POLICY = "same-origin"  # `no-referrer` makes forms post `Origin: null`.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"  # the CMS alone frames its own previews (firm/staff/doors.py)
SESSION_COOKIE_NAME = "amparo-session" if DEMO else "__Host-session"
CSRF_COOKIE_NAME = "amparo-csrf" if DEMO else "__Host-csrf"
LANGUAGE_COOKIE_NAME = "amparo-language"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_AGE = 10 * 60 * 60
# The header in which a trusted proxy writes the visitor's address, for the rate limit; never kept or logged.
TRUSTED_PROXY_ADDRESS_HEADER = env.text("TRUSTED_PROXY_ADDRESS_HEADER")
if not DEMO:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 63072000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if proxy_header := env.text("TRUSTED_PROXY_PROTO_HEADER"):
        SECURE_PROXY_SSL_HEADER = (f"HTTP_{proxy_header.upper().replace('-', '_')}", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# ---- Mail and logs --------------------------------------------------------------------------------
ADMINS: list[tuple[str, str]] = []  # A mailed error report would carry what the visitor typed.
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "desk@localhost" if DEMO else "")
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
if DEMO and not EMAIL_HOST:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "outgoing-mail"
elif not DEMO:
    env.require(EMAIL_HOST, "EMAIL_HOST: the SMTP server that carries the bell to the staff on duty")
    env.require(DEFAULT_FROM_EMAIL, "EMAIL_FROM: the address the bell comes from")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "firm.logs.ContentFreeFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "twilio.http_client": {"level": "WARNING"},  # its INFO lines print query strings: numbers
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

env.refuse_if_unsafe()
