"""The demo's passwords and phrases: random per installation, kept where git and others cannot see them."""

import json
import secrets
from collections.abc import Callable

from django.conf import settings

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that reads like something else


def remembered(kind: str, who: str, make: Callable[[], str]) -> tuple[str, bool]:
    """The secret of this kind ("password", "phrase", "pin") for `who`, made once.

    Returns:
        The secret, and whether it was made just now.
    """
    known = all_logins()
    if secret := known.get(who, {}).get(kind):
        return secret, False
    secret = make()
    known.setdefault(who, {})[kind] = secret
    write(known)
    return secret, True


def all_logins() -> dict[str, dict[str, str]]:
    """Every demo login: e-mail → {"password": …, "phrase": …}. `make run` prints it."""
    try:
        known: dict[str, dict[str, str]] = json.loads((settings.DEMO_DIR / "logins.json").read_text())
    except FileNotFoundError:
        return {}
    return known


def write(known: dict[str, dict[str, str]]) -> None:
    settings.DEMO_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = settings.DEMO_DIR / "logins.json"
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(json.dumps(known, indent=1))


def new_password() -> str:
    """Three groups of five, 74 bits: long enough to be safe, short enough to type from a terminal."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(3))
