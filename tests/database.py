"""The tests' database: migrated once, then copied, on SQLite as on PostgreSQL.

Migrating takes ten seconds and more; a copy takes none. A test that really commits (`transactional_db`)
gets a fresh copy after it instead of a flush, because a flush also takes Wagtail's root page, the
languages and the groups away from whoever comes next.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

HOUSE = Path(__file__).resolve().parent.parent
CACHE = HOUSE / ".cache"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
RUN = os.environ.setdefault("AMPARO_TEST_RUN", secrets.token_hex(4))  # the same in every worker of one run


def fingerprint() -> str:
    """Changes with anything a freshly migrated database depends on."""
    sources = [HOUSE / "requirements.txt", HOUSE / "firm" / "settings.py", HOUSE / "firm" / "apps.py"]
    for app in ("firm", "blog", "intake"):
        sources += sorted((HOUSE / app).glob("migrations/*.py"))
    sources += sorted((HOUSE / "firm" / "staff").rglob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources if path.exists())).hexdigest()[:12]


def migrate(url: str) -> None:
    """Runs the migrations in a process of its own, into the database at `url`."""
    with tempfile.TemporaryDirectory() as folder:
        variables = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": url,
            "DATA_DIR": folder,
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=HOUSE, env=variables, check=True)


class SqliteCopies:
    """One migrated file in `.cache`, copied to wherever a database is wanted."""

    def template(self) -> Path:
        path = CACHE / f"migrated-{fingerprint()}.sqlite3"
        with alone():
            if not path.exists():
                for old in CACHE.glob("migrated-*.sqlite3*"):
                    old.unlink()
                unfinished = path.with_suffix(".part")
                unfinished.unlink(missing_ok=True)
                migrate(f"sqlite:///{unfinished}")
                plain = sqlite3.connect(unfinished)
                plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                plain.execute("PRAGMA journal_mode=DELETE")
                plain.close()
                unfinished.rename(path)
        return path

    def create(self, name: str, like: str = "") -> str:
        """A database for `name`, migrated, or a copy of the one at `like`, which nobody uses; its DATABASE_URL."""
        path = Path(tempfile.mkdtemp(prefix=f"amparo-{name}-")) / "amparo.sqlite3"
        shutil.copyfile(like.removeprefix("sqlite:///") or self.template(), path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        shutil.rmtree(Path(url.removeprefix("sqlite:///")).parent, ignore_errors=True)

    def use(self, url: str) -> None:
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = url.removeprefix("sqlite:///")

    def restore(self) -> None:
        """The migrated content again, into the file the tests use."""
        connection.ensure_connection()
        source = sqlite3.connect(self.template())
        source.backup(connection.connection)
        source.close()


class PostgresCopies:
    """One migrated database beside the configured one, used as PostgreSQL's template."""

    def __init__(self) -> None:
        self.base = str(connection.settings_dict["NAME"])
        self.name = ""

    def url(self, name: str) -> str:
        known = connection.settings_dict
        login = quote(str(known["USER"]))
        if known["PASSWORD"]:
            login += f":{quote(str(known['PASSWORD']))}"
        port = f":{known['PORT']}" if known["PORT"] else ""
        return f"postgres://{login}@{known['HOST']}{port}/{name}"

    def run(self, *statements: str) -> None:
        with connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def exists(self, name: str) -> bool:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def template(self) -> str:
        name = f"{self.base}_migrated_{fingerprint()}"
        with alone():
            if not self.exists(name):
                unfinished = f"{name}_part"
                self.run(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)', f'CREATE DATABASE "{unfinished}"')
                migrate(self.url(unfinished))
                self.run(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
        return name

    def copy(self, name: str, like: str = "") -> None:
        template = like.rsplit("/", 1)[-1] or self.template()
        with alone():  # a template must have no other reader while it is copied
            self.run(
                f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{template}"'
            )

    def create(self, name: str, like: str = "") -> str:
        name = f"{self.base}_{name}_{WORKER}"
        self.copy(name, like)
        return self.url(name)

    def drop(self, url: str) -> None:
        name = url.rsplit("/", 1)[1]
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def use(self, url: str) -> None:
        self.name = url.rsplit("/", 1)[1]
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = self.name

    def restore(self) -> None:
        connections.close_all()
        self.copy(self.name)


Copies = SqliteCopies | PostgresCopies


def copies() -> Copies:
    """How this run's database is copied; the browser tests ask too."""
    return SqliteCopies() if connection.vendor == "sqlite" else PostgresCopies()


class alone:  # noqa: N801
    """One process at a time makes or copies the template, or whatever else `what` names."""

    def __init__(self, what: str = "template") -> None:
        self.what = what

    def __enter__(self) -> None:
        CACHE.mkdir(exist_ok=True)
        self.file = (CACHE / f"{self.what}.lock").open("w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Stands in for pytest-django's: a copy of the migrated database, and a fresh one after each committing test."""
    with django_db_blocker.unblock():
        connections.close_all()
        place = copies()
        url = place.create("tests")
        place.use(url)
    restore_instead_of_flush(place)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        place.use(url)
        if connection.vendor == "postgresql":
            connection.settings_dict["NAME"] = "postgres"
        place.drop(url)


def restore_instead_of_flush(place: Copies) -> None:
    """`TestCase` has its own teardown, a rollback, and keeps it; only committing tests come here."""
    TransactionTestCase._fixture_teardown = lambda _case: place.restore()  # type: ignore[method-assign]


@contextmanager
def lasting(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Rows written inside stay for every test of a module-scoped fixture, as `setUpTestData` keeps them for a class.

    Each test's own changes are taken back to here. Not for modules with tests that really commit.
    """
    block = transaction.atomic()
    block._from_testcase = True  # so that a durable block inside is allowed, as Django's TestCase does it
    with blocker.unblock(), block:
        yield
        transaction.set_rollback(True)
