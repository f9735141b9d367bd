"""Addresses of public pages, by language."""

from django.conf import settings


def prefixed(language: str, path: str) -> str:
    """`/updates/` in the default language, `/es/updates/` in Spanish."""
    return path if language == settings.LANGUAGE_CODE else f"/{language.lower()}{path}"


def absolute(path: str) -> str:
    """With the site's own host, never the host of the request."""
    return f"{settings.PUBLIC_BASE_URL}{path}"
