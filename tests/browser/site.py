"""One real site for the browser tests: granian, worker and demo firm on a database and folder of its own."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from firm.demo import run
from tests.database import CACHE, RUN, Copies, alone, copies

DOMAIN = "alvaradofinch.example"
KEPT = CACHE / "static"
Kind = TypeVar("Kind", bound="Site")


class Site:
    """Tests reach it as the world does: over HTTP, or with a management command on the same database.

    Never through the ORM: the test process has another database.
    """

    def __init__(self, database_url: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="amparo-browser-"))
        self.port = str(free_port())
        self.url = f"http://localhost:{self.port}"
        given = {
            name: value for name, value in os.environ.items() if not name.startswith(("TWILIO_", "DESK_", "DATA_"))
        }
        self.given = given | {
            "DJANGO_SETTINGS_MODULE": "firm.settings",
            "DEMO": "1",
            "DEMO_DIR": str(self.folder / "demo"),
            "DATA_DIR": str(self.folder / "data"),
            "DATABASE_URL": database_url,
            "PORT": self.port,
            "PUBLIC_BASE_URL": self.url,
            "TMPDIR": str(self.folder),
        }
        self.given.pop("SECRET_KEY", None)
        self.log = self.folder / "server.log"
        self.processes: run.Processes | None = None

    def seed(self) -> None:
        """The demo firm, from nothing."""
        self.borrow_static_files()
        self.manage("demo")
        self.lend_static_files()

    def start(self) -> None:
        """Starts both processes on what was seeded; returns once `/health/` is content.

        Raises:
            RuntimeError: it did not come up; the message holds its log.
        """
        self.processes = run.Processes(run.environment(self.given), log=self.log)
        self.processes.start(run.serve_command(self.port))
        self.processes.start(run.worker_command())
        until = time.monotonic() + 60
        while not self.healthy():
            if time.monotonic() > until or self.processes.first_to_end():
                self.stop()
                message = f"the site did not come up:\n{self.log.read_text()}"
                raise RuntimeError(message)
            time.sleep(0.2)

    def borrow_static_files(self) -> None:
        """Those another site collected: packing them takes longer than all else, and `demo` sees whether they still fit."""
        with alone():
            if KEPT.exists():
                shutil.copytree(KEPT, self.folder / "data" / "static")

    def lend_static_files(self) -> None:
        mine, theirs = (folder / ".collected" for folder in (self.folder / "data" / "static", KEPT))
        with alone():
            if not theirs.exists() or theirs.read_bytes() != mine.read_bytes():
                shutil.rmtree(KEPT, ignore_errors=True)
                shutil.copytree(mine.parent, KEPT)

    def stop(self) -> None:
        if self.processes:
            self.processes.stop()

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health/", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def manage(self, *arguments: str, given: str = "") -> str:
        """Runs `manage.py` with the site's environment; its output.

        Raises:
            RuntimeError: it failed; the message holds what it printed.
        """
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command,
            cwd=run.HOUSE,
            env=run.environment(self.given),
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            message = f"manage.py {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
            raise RuntimeError(message)
        return done.stdout

    def login_of(self, who: str) -> dict[str, str]:
        """`who` is the part before the @: mei, tomas, ines, daniel, ruth, noor. Keys: password, phrase, pin."""
        known: dict[str, dict[str, str]] = json.loads((self.folder / "demo" / "logins.json").read_text())
        return known[f"{who}@{DOMAIN}"]

    def login(self, page: Page, who: str) -> None:
        """Signs in with e-mail and password; ends on the page that follows."""
        page.goto(f"{self.url}/accounts/login/")
        page.fill("input[name=login]", f"{who}@{DOMAIN}")
        page.fill("input[name=password]", self.login_of(who)["password"])
        page.press("input[name=password]", "Enter")
        expect(page).not_to_have_url(re.compile("/accounts/login/"))

    def unlock(self, page: Page, who: str) -> None:
        """Signs in when need be and opens the desk with the six words."""
        page.goto(f"{self.url}/desk/")
        if "/accounts/login/" in page.url:
            self.login(page, who)
            page.goto(f"{self.url}/desk/")
        page.fill("[name=phrase]", self.login_of(who)["phrase"])
        page.press("[name=phrase]", "Enter")
        expect(page.locator("[name=phrase]")).to_have_count(0)


def seeded(place: Copies) -> tuple[Path, str]:
    """The folder and the database of a demo firm nobody lives in, to be copied; made once a run, by who asks first."""
    firm = CACHE / f"seeded-{RUN}"
    with alone("seeding"):
        if not firm.exists():
            site = Site(place.create("seeded"))
            site.seed()
            (site.folder / "database").write_text(site.given["DATABASE_URL"])
            shutil.move(site.folder, firm)
    return firm, (firm / "database").read_text()


def forget_seeded() -> None:
    """At the end of a run, by the one process that all the others came from."""
    firm = CACHE / f"seeded-{RUN}"
    if firm.exists():
        copies().drop((firm / "database").read_text())
        shutil.rmtree(firm)


@contextmanager
def living(kind: type[Kind], name: str, blocker: DjangoDbBlocker) -> Iterator[Kind]:
    """A running site of its own in a copy of the seeded firm; nothing is left of it afterwards."""
    with blocker.unblock():
        place = copies()
        firm, database = seeded(place)
        url = place.create(name, like=database)
    site = kind(url)
    try:
        shutil.copytree(firm, site.folder, dirs_exist_ok=True)
        site.start()
        yield site
    finally:
        site.stop()
        site.remove()
        with blocker.unblock():
            place.drop(url)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
