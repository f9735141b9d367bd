"""Reads one environment variable at a time, and refuses nonsense.

`firm/settings.py` is the only caller: every other module asks `django.conf.settings`.
"""

from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


class Environment:
    """Typed reads of environment variables; each `NAME` may instead be given as `NAME_FILE`."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """The value of `NAME`, or the content of the file `NAME_FILE` points at, stripped."""
        if path := self.variables.get(f"{name}_FILE"):
            try:
                return Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                self.problems.append(f"{name}_FILE: cannot be read ({error.strerror})")
        return self.variables.get(name, default).strip()

    def flag(self, name: str, *, default: bool = False) -> bool:
        """1/true/yes/on or 0/false/no/off; anything else is a problem, not a guess."""
        value = self.text(name).lower()
        if not value:
            return default
        if value in {"1", "true", "yes", "on"}:
            return True
        if value not in {"0", "false", "no", "off"}:
            self.problems.append(f"{name}: {value!r} is neither on nor off")
        return False

    def number(self, name: str, default: int) -> int:
        value = self.text(name)
        if value and not value.isdecimal():
            self.problems.append(f"{name}: {value!r} is not a whole number")
            return default
        return int(value or default)

    def words(self, name: str) -> list[str]:
        """A comma-separated list."""
        return [word.strip() for word in self.text(name).split(",") if word.strip()]

    def require(self, condition: object, problem: str) -> None:
        """Notes `problem` unless `condition` holds."""
        if not condition:
            self.problems.append(problem)

    def refuse_if_unsafe(self) -> None:
        """Stops the start with every problem at once.

        Raises:
            ImproperlyConfigured: the list of problems, one a line.
        """
        if self.problems:
            listed = "\n  - ".join(self.problems)
            message = f"These settings are unsafe or wrong, so nothing was started:\n  - {listed}"
            raise ImproperlyConfigured(message)
