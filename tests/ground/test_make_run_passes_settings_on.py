"""`make run`: what the caller exported wins, what is missing is made once, secrets stay private."""

from pathlib import Path

from firm.demo import run


def test_a_fresh_folder_gets_a_random_key_that_stays(tmp_path: Path) -> None:
    first = run.environment({"DEMO_DIR": str(tmp_path / "demo")})
    second = run.environment({"DEMO_DIR": str(tmp_path / "demo")})
    other = run.environment({"DEMO_DIR": str(tmp_path / "other")})
    assert first["SECRET_KEY"] == second["SECRET_KEY"] != other["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) >= 50
    assert (tmp_path / "demo").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "demo" / "environment").stat().st_mode & 0o777 == 0o600


def test_what_the_caller_exported_wins(tmp_path: Path) -> None:
    given = {
        "DEMO_DIR": str(tmp_path),
        "SECRET_KEY": "mine",
        "TWILIO_ACCOUNT_SID": "AC1",
        "PUBLIC_BASE_URL": "https://tunnel.example",
        "PORT": "8123",
        "DATABASE_URL": "postgres://db/firm",
    }
    assert given.items() <= run.environment(given).items()


def test_an_empty_variable_counts_as_not_given(tmp_path: Path) -> None:
    made = run.environment({"DEMO_DIR": str(tmp_path), "SECRET_KEY": "", "PORT": "", "DEMO": ""})
    assert made["SECRET_KEY"]
    assert (made["PORT"], made["DEMO"]) == ("8000", "1")


def test_the_address_follows_the_port(tmp_path: Path) -> None:
    assert run.environment({"DEMO_DIR": str(tmp_path), "PORT": "8123"})["PUBLIC_BASE_URL"] == "http://localhost:8123"


def test_the_demo_listens_on_this_machine_alone() -> None:
    command = run.serve_command("8000")
    assert command[command.index("--host") + 1] == "127.0.0.1"
