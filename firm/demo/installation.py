"""What the demo's server must find in its environment again: its secret key, its desk's public key.

Kept as NAME=value lines in `.demo/environment` (mode 0600, ignored by git). Needs no Django, because
`firm/demo/run.py` reads it before there is any.
"""

import os
import secrets
from pathlib import Path


class Installation:
    """The file of one demo folder, read and grown one value at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "environment"

    def values(self) -> dict[str, str]:
        """Every remembered value; empty before the first start."""
        if not self.path.exists():
            return {}
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))

    def remember(self, name: str, value: str) -> str:
        """Keeps `value` under `name`, readable by this user alone; returns it."""
        values = self.values() | {name: value}
        lines = ["# Made by `make run`, random on this machine. `make demo-reset` forgets it."]
        write_privately(self.path, "\n".join([*lines, *(f"{key}={kept}" for key, kept in values.items()), ""]))
        return value

    def secret_key(self) -> str:
        """The demo's SECRET_KEY, made at the first start."""
        return self.values().get("SECRET_KEY") or self.remember("SECRET_KEY", secrets.token_urlsafe(64))


def write_privately(path: Path, text: str) -> None:
    """Replaces `path` whole; nobody but this user can read it at any moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.replace(path)
