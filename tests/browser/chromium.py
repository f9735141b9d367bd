"""Prints the path of a Chromium for the browser tests, fetching one when there is none.

In this order: `$CHROMIUM`; one on the PATH; `apt-get install` as root or through `sudo -n`; Debian's
packages unpacked under `.cache/chromium`, which needs no rights; otherwise it names the command to run.
What it does is said on standard error.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CACHE = Path(__file__).resolve().parent.parent.parent / ".cache" / "chromium"
UNPACKED = CACHE / "root" / "usr" / "lib" / "chromium" / "chromium"


def main() -> int:
    for find in (named, on_path, by_apt, unpacked):
        if path := find():
            print(path)  # noqa: T201
            return 0
    say("No Chromium for the browser tests. Install one: sudo apt install chromium; or set CHROMIUM to its path.")
    return 1


def named() -> str | None:
    path = os.environ.get("CHROMIUM", "")
    if path and not shutil.which(path):
        say(f"CHROMIUM={path} is no program; looking elsewhere.")
        return None
    return shutil.which(path) if path else None


def on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def by_apt() -> str | None:
    """Installs Debian's package when this user may."""
    apt = shutil.which("apt-get")
    if not apt:
        return None
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if rights and not runs(["sudo", "-n", "true"]):
        return None
    say("Installing Chromium with apt-get, once.")
    install = [*rights, apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    if not runs(install):
        runs([*rights, apt, "update", "-qq"])
        runs(install)
    return on_path()


def unpacked() -> str | None:
    """Downloads Debian's package and what it needs as an ordinary user, and unpacks them in `.cache`."""
    if UNPACKED.exists():
        return working(launcher())
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        return None
    say("Fetching Chromium's packages into .cache/chromium, once (no rights needed).")
    for folder in ("state/lists/partial", "archives/partial", "root"):
        (CACHE / folder).mkdir(parents=True, exist_ok=True)
    apt = [
        "apt-get",
        "-qq",
        "-o",
        f"Dir::State={CACHE / 'state'}",
        "-o",
        f"Dir::Cache={CACHE}",
        "-o",
        "Debug::NoLocking=1",
    ]
    apt += ["-o", "Dir::State::status=/var/lib/dpkg/status"]
    if not (
        runs([*apt, "update"])
        and runs([*apt, "install", "--download-only", "-y", "--no-install-recommends", "chromium", "fonts-liberation"])
    ):
        return None
    for package in (CACHE / "archives").glob("*.deb"):
        if not runs(["dpkg", "-x", str(package), str(CACHE / "root")]):
            return None
    return working(launcher()) if UNPACKED.exists() else None


def working(path: str) -> str | None:
    """The path, if it starts: a library that is missing is better named here than by every test."""
    return path if runs([path, "--version"]) else None


def launcher() -> str:
    """A script that starts the unpacked Chromium with the libraries and fonts beside it."""
    script, root = CACHE / "chromium", CACHE / "root"
    # Debian 12 unpacks libraries under /lib, /usr/lib and folders below them that only an installed one would find.
    libraries = ":".join(sorted({str(path.parent) for path in root.rglob("lib*.so*")}))
    fonts = CACHE / "fonts.conf"
    fonts.write_text(
        f"<fontconfig><dir>{root}/usr/share/fonts</dir><dir>/usr/share/fonts</dir><cachedir>{CACHE}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    script.write_text(
        f'#!/bin/sh\nexport LD_LIBRARY_PATH="{libraries}" FONTCONFIG_FILE="{fonts}"\nexec "{UNPACKED}" "$@"\n',
        encoding="utf-8",
    )
    script.chmod(0o755)
    return str(script)


def runs(command: list[str]) -> bool:
    """True when the command ends well; its output goes to standard error."""
    if not shutil.which(command[0]):
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, stdout=sys.stderr, stdin=subprocess.DEVNULL, env=quiet, check=False).returncode == 0


def say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
