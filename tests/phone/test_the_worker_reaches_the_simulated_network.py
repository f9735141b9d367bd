"""The network lives in the web process; the worker, another process, reaches it through a local socket."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from intake.phone.gateway import Fetched, Gone, TextToSend, TryLater
from intake.phone.simulator import network as simulated

TEXT = TextToSend("+12025550187", "+12025550155", "quetzal", "https://firm.example/twilio/text-status/x/")


@pytest.fixture
def listening(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A server at home, while this process asks as the worker would."""
    settings.SIMULATOR_LISTENS = True
    settings.DATA_DIR = tmp_path
    link = simulated._link()
    server = link.get_server()
    threading.Thread(target=simulated.serve, args=(server,), daemon=True).start()
    yield
    server.stop_event.set()  # type: ignore[attr-defined]
    server.listener.close()  # type: ignore[attr-defined]


@pytest.mark.usefixtures("listening")
def test_a_text_file_and_error_cross_over(network: simulated.Network) -> None:
    far = simulated.network()
    assert far is not simulated.HOME
    sent = far.send_text(TEXT)
    assert simulated.HOME.texts[0].sid == sent.sid
    assert far.find_texts(TEXT.line, TEXT.to, datetime.fromtimestamp(0, UTC))[0].sid == sent.sid
    simulated.HOME.keep_file("RE1", Fetched("audio/wav", "a.wav", b"RIFF"))
    assert far.fetch("RE1", 100).data == b"RIFF"
    far.erase("RE1")
    with pytest.raises(Gone):
        far.fetch("RE1", 100)
    simulated.HOME.set_fault("429", 60)
    with pytest.raises(TryLater) as caught:
        far.send_text(TEXT)
    assert caught.value.code == 20429


@pytest.mark.usefixtures("listening")
def test_who_does_not_know_the_secret_gets_nothing() -> None:
    code = (
        "import sys\n"
        "from multiprocessing.managers import BaseManager\n"
        "class Link(BaseManager): pass\n"
        "Link.register('network')\n"
        "Link(address=sys.argv[1], authkey=b'guess').connect()\n"
    )
    command = [sys.executable, "-c", code, str(simulated._link().address)]
    stranger = subprocess.run(command, capture_output=True, text=True, check=False)
    assert stranger.returncode != 0
    assert "AuthenticationError" in stranger.stderr


def test_without_the_web_process_nothing_is_sent_and_nothing_lost(settings: Any, tmp_path: Path) -> None:
    settings.SIMULATOR_LISTENS = True
    settings.DATA_DIR = tmp_path
    with pytest.raises(TryLater):
        simulated.network()
