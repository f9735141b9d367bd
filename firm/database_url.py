"""Django's DATABASES and CACHES entries from one URL each."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# FULL: an acknowledged envelope survives a power cut. IMMEDIATE: two writers queue instead of
# failing half-way. secure_delete: a purged lead leaves no trace in freed pages.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;PRAGMA temp_store=MEMORY;",
}
# Opening SQLite and its four PRAGMAs cost a quarter of an uncached page, and the last connection to close
# copies the whole journal into the database: not once a request.
CONNECTION_SECONDS = 60


def database_from(url: str, data_dir: Path) -> dict[str, Any]:
    """A DATABASES entry for `sqlite:///path` or `postgres://user:pw@host:port/name`; "" is SQLite in `data_dir`.

    Raises:
        ImproperlyConfigured: another scheme.
    """
    if not url:
        url = f"sqlite:///{data_dir / 'amparo.sqlite3'}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = Path(unquote(parts.path[1:]))  # sqlite:///relative, sqlite:////absolute
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "CONN_MAX_AGE": CONNECTION_SECONDS,
            "OPTIONS": dict(SQLITE_OPTIONS),
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": CONNECTION_SECONDS,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    message = "DATABASE_URL: sqlite:///path or postgres://user:password@host/name"
    raise ImproperlyConfigured(message)


def cache_from(url: str) -> dict[str, Any]:
    """A CACHES entry: Redis when a URL is given, otherwise this process's memory."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
