"""An exported lead opens with the stock age program and nothing else."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pyrage
import pytest
from pyrage import x25519

from intake.vault.export import BadRecipient, seal_export
from intake.vault.sealing import open_with

FILES = {"lead.txt": "María: ¿pueden llamarme?".encode(), "voicemail.mp3": bytes(100_000)}


def unzip(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_a_one_off_key_opens_it() -> None:
    export = seal_export(FILES)
    assert unzip(open_with(export.identity, export.sealed)) == FILES
    assert "María".encode() not in export.sealed


def test_two_exports_have_two_keys() -> None:
    assert seal_export(FILES).identity != seal_export(FILES).identity


def test_a_recipient_of_ones_own_opens_it_and_no_key_is_shown() -> None:
    mine = x25519.Identity.generate()
    export = seal_export(FILES, f" {mine.to_public()}\n")
    assert export.identity == ""
    assert unzip(open_with(str(mine), export.sealed)) == FILES


@pytest.mark.parametrize("recipient", ["age1", "me@firm.example", "age1" + "q" * 58, "AGE-SECRET-KEY-1QQQ"])
def test_a_mistyped_recipient_is_refused(recipient: str) -> None:
    with pytest.raises(BadRecipient):
        seal_export(FILES, recipient)


def test_debians_age_opens_it(tmp_path: Path) -> None:
    age = shutil.which("age")
    if not age:
        pytest.skip("no age program here")
    export = seal_export(FILES)
    (tmp_path / "export.age").write_bytes(export.sealed)
    (tmp_path / "key.txt").write_text(export.identity + "\n")
    command = [age, "-d", "-i", tmp_path / "key.txt", tmp_path / "export.age"]
    assert unzip(subprocess.run(command, capture_output=True, check=True).stdout) == FILES


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(seal_export(FILES).sealed, [x25519.Identity.generate()])
