"""Production starts with safe values or not at all, and says which value is wrong and why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent.parent
SAFE = {
    "SECRET_KEY": "s" * 64,
    "PUBLIC_BASE_URL": "https://www.firm.example",
    "EMAIL_HOST": "mail.firm.example",
    "EMAIL_FROM": "desk@firm.example",
    "DESK_PUBLIC_KEY": "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "t" * 32,
}


def manage(folder: Path, command: str = "check", **changes: str) -> subprocess.CompletedProcess[str]:
    """`manage.py <command>` in an environment that holds nothing but these settings."""
    variables = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), **SAFE, **changes}
    return subprocess.run(
        [sys.executable, "manage.py", command], cwd=HOUSE, env=variables, capture_output=True, text=True, check=False
    )


def test_safe_values_start(tmp_path: Path) -> None:
    answer = manage(tmp_path)
    assert answer.returncode == 0, answer.stderr


def test_a_demo_answers_on_this_machine_whatever_its_public_address(tmp_path: Path) -> None:
    answer = manage(tmp_path, "diffsettings", DEMO="1", PUBLIC_BASE_URL="https://tunnel.example")
    hosts = next(line for line in answer.stdout.splitlines() if line.startswith("ALLOWED_HOSTS"))
    assert "'tunnel.example'" in hosts and "'localhost'" in hosts and "'127.0.0.1'" in hosts
    live = manage(tmp_path, "diffsettings").stdout
    assert "ALLOWED_HOSTS = ['www.firm.example']" in live


def test_pictures_in_a_bucket_keep_the_sites_own_addresses(tmp_path: Path) -> None:
    ask = "from django.core.files.storage import default_storage as it; print(it.url('images/a door.webp'))"
    variables = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **SAFE, "S3_BUCKET": "pictures"}
    answer = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", ask],
        cwd=HOUSE, env=variables, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert answer.stdout.strip() == "/media/images/a%20door.webp"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"SITE_LANGUAGES": "en,xx-nowhere"}, "SITE_LANGUAGES: codes as Django knows them"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY: at least 50"),
        ({"PUBLIC_BASE_URL": "http://www.firm.example"}, "PUBLIC_BASE_URL: the https://"),
        ({"PUBLIC_BASE_URL": "https://www.firm.example/site"}, "without a path"),
        ({"EMAIL_HOST": ""}, "EMAIL_HOST: the SMTP server"),
        ({"EMAIL_FROM": ""}, "EMAIL_FROM: the address"),
        ({"DESK_PUBLIC_KEY": "AGE-SECRET-KEY-1"}, "DESK_PUBLIC_KEY: an age recipient"),
        ({"TWILIO_ACCOUNT_SID": "me"}, "TWILIO_ACCOUNT_SID: AC and 32"),
        ({"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN: needed"),
        ({"DEMO": "perhaps"}, "DEMO: 'perhaps' is neither on nor off"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT: 'smtp' is not a whole number"),
        ({"DATABASE_URL": "mysql://elsewhere/db"}, "DATABASE_URL: sqlite:///path or postgres://"),
        ({"SECRET_KEY_FILE": "/nowhere/at/all"}, "SECRET_KEY_FILE: cannot be read"),
    ],
)
def test_an_unsafe_value_is_refused_by_name_and_reason(tmp_path: Path, changes: dict[str, str], why: str) -> None:
    answer = manage(tmp_path, **changes)
    assert answer.returncode != 0
    assert why in answer.stderr
    assert "Traceback" not in answer.stderr


def test_all_problems_are_told_at_once_and_no_secret_is_repeated(tmp_path: Path) -> None:
    answer = manage(tmp_path, command="makemigrations", SECRET_KEY="tiny-secret", EMAIL_HOST="", PUBLIC_BASE_URL="")
    assert answer.stderr.count("\n  - ") == 3
    assert "tiny-secret" not in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_value_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("f" * 64 + "\n")
    assert manage(tmp_path, SECRET_KEY="", SECRET_KEY_FILE=str(secret)).returncode == 0


def test_the_demo_firm_never_moves_into_a_real_one(tmp_path: Path) -> None:
    answer = manage(tmp_path, command="demo")
    assert answer.returncode != 0
    assert "only with DEMO=1" in answer.stderr
