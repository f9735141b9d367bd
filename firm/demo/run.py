"""What `make run` starts: prepares the demo, serves it with its worker, and stops both on Ctrl-C.

Runs outside Django, like `manage.py`: it makes the environment that `firm/settings.py` then reads.
Whatever the caller's environment already holds wins over the demo's own values.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

from firm.demo.installation import Installation

HOUSE = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds for the server's first answer; it takes about three
GRACE = 8  # seconds between the polite signal and the other one


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """`given`, and under it what the demo needs and remembers. An empty variable counts as not given."""
    chosen = {name: value for name, value in given.items() if value}
    folder = Path(chosen.get("DEMO_DIR") or HOUSE / ".demo")
    installation = Installation(folder)
    installation.secret_key()
    port = chosen.get("PORT", "8000")
    defaults = {
        "DEMO": "1",
        "DEMO_DIR": str(folder),
        "DATA_DIR": str(folder / "data"),
        "PORT": port,
        "PUBLIC_BASE_URL": f"http://localhost:{port}",
        "LOG_LEVEL": "WARNING",
    }
    return defaults | installation.values() | chosen


def serve_command(port: str) -> list[str]:
    """One process with threads: limits and caches in memory are per process."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", port,
        "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "firm.wsgi:application",
    ]  # fmt: skip


def worker_command() -> list[str]:
    return [sys.executable, "manage.py", "worker"]


class Processes:
    """The server and the worker, each its own session so that Ctrl-C reaches only this program first."""

    def __init__(self, variables: Mapping[str, str], log: Path | None = None) -> None:
        """Their output goes to the terminal, or into the file `log`."""
        self.variables = dict(variables)
        self.log = log
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, command: list[str]) -> None:
        with self.log.open("ab") if self.log else nullcontext() as output:
            self.running.append(
                subprocess.Popen(  # noqa: S603
                    command, cwd=HOUSE, env=self.variables, start_new_session=True, stdout=output, stderr=output
                )
            )

    def first_to_end(self) -> subprocess.Popen[bytes] | None:
        return next((process for process in self.running if process.poll() is not None), None)

    def stop(self) -> None:
        """Asks, waits, then ends whole process groups: no server process is left on the port."""
        for process in self.running:
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + GRACE
        for process in self.running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass


class Stop(Exception):
    """Ctrl-C, a closed terminal, or `kill`."""


def stop(signum: int, _frame: object) -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # a second Ctrl-C must not interrupt the tidying up
    raise Stop(signum)


def port_is_free(port: str) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            return False
    return True


def answers(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True  # it says what is wrong, but it answers
    except OSError:
        return False


def await_answer(port: str, processes: Processes) -> bool:
    """True when the server answers; False when it ended, or `PATIENCE` ran out."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and not processes.first_to_end():
        if answers(port):
            return True
        time.sleep(0.1)
    return False


def welcome(port: str, logins: Path, *, simulator: bool) -> str:
    """The three doors, the simulator, and who may enter with which words."""
    here = f"http://localhost:{port}"
    lines = [
        "",
        f"  Visitors      {here}/            (Spanish: {here}/es/)",
        f"  The desk      {here}/desk/       paralegals, attorneys, administrators",
        f"  Editors       {here}/cms/",
    ]
    if simulator:
        lines.append(f"  A telephone   {here}/simulator/  texts and calls the firm, as a visitor would")
    lines += ["", logins.read_text(encoding="utf-8").rstrip() if logins.exists() else "", ""]
    lines += ["  Ctrl-C stops everything and keeps the data; `make demo-reset` starts over.", ""]
    return "\n".join(lines)


def prepare(variables: Mapping[str, str]) -> int:
    """Runs `manage.py demo`; its exit code."""
    return subprocess.run([sys.executable, "manage.py", "demo"], cwd=HOUSE, env=dict(variables), check=False).returncode


def steal(variables: Mapping[str, str]) -> int:
    """`make steal`: a thief's look at the demo's database, disk and environment; its exit code."""
    command = [sys.executable, "manage.py", "steal"]
    return subprocess.run(command, cwd=HOUSE, env=dict(variables), check=False).returncode  # noqa: S603


def main() -> int:
    variables = environment(os.environ)
    if sys.argv[1:] == ["steal"]:
        return steal(variables)
    port = variables["PORT"]
    if not port.isdecimal() or not port_is_free(port):
        say(f"Port {port} is taken or no port. Another one: PORT=8001 make run")
        return 1
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    processes = Processes(variables)
    try:
        say("Preparing the demo firm (the first time takes a minute)")
        if code := prepare(variables):
            return code
        processes.variables = variables = environment(os.environ)  # the desk's public key is known now
        processes.start(serve_command(port))
        processes.start(worker_command())
        if not await_answer(port, processes):
            say("The server did not start; its message is above.")
            return 1
        logins = Path(variables["DEMO_DIR"]) / "logins.txt"
        say(welcome(port, logins, simulator="TWILIO_ACCOUNT_SID" not in variables))
        while not processes.first_to_end():
            time.sleep(0.5)
        say("A process ended by itself; stopping the other.")
        return 1
    except Stop:
        say("\nStopping.")
        return 0
    finally:
        processes.stop()


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
