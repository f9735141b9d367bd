"""Swapped, truncated, flipped or of another epoch: a blob that is not exactly what was sealed does not open."""

import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyrage import x25519

from intake.models import SealedFile
from intake.vault import NoDeskKey, OpenedDesk, Tampered, VaultError, seal, seal_record
from intake.vault.files import open_file, seal_file
from intake.vault.sealing import pad, read_record, seal_to, unpad
from intake.vault.stretching import cost_from

FAST = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SECRETS = {epoch: str(x25519.Identity.generate()) for epoch in (1, 2)}
PUBLIC = str(x25519.Identity.from_str(SECRETS[2]).to_public())
OLD_PUBLIC = str(x25519.Identity.from_str(SECRETS[1]).to_public())
DESK = OpenedDesk(SECRETS, 7)
OLD_DESK = OpenedDesk({1: SECRETS[1]}, 7)
ROW, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)  # fixed: they are part of the names of tests
# Everything people paste, lone surrogates included.
TEXT = st.text(st.characters(codec=None), max_size=300)
CONTENT = st.dictionaries(st.sampled_from(["name", "body", "question"]), TEXT)


@pytest.fixture(autouse=True)
def pinned(settings: Any) -> None:
    settings.DESK_PUBLIC_KEY = PUBLIC


def flipped(blob: bytes, at: int, bit: int) -> bytes:
    at %= len(blob)
    return blob[:at] + bytes([blob[at] ^ 1 << bit]) + blob[at + 1 :]


@FAST
@given(CONTENT)
def test_what_was_sealed_opens_unchanged(content: dict[str, str]) -> None:
    assert DESK.open_record(seal_record(ROW, "text", content), ROW, "text") == content
    assert DESK.open_row(ROW, "card", 2, DESK.seal_row(ROW, "card", content)) == content


@FAST
@given(st.binary(max_size=5000), st.integers(1, 4096))
def test_padding_comes_off_and_tells_only_the_bucket(data: bytes, bucket: int) -> None:
    framed = pad(data, bucket)
    assert (unpad(framed), len(framed) % bucket) == (data, 0)
    assert len(framed) - len(data) < bucket + 8


@FAST
@given(st.integers(0, 10**6), st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_refused(at: int, bit: int) -> None:
    with pytest.raises(Tampered):
        DESK.open_record(flipped(seal_record(ROW, "text", {"body": "x"}), at, bit), ROW, "text")
    with pytest.raises(Tampered):
        DESK.open_row(ROW, "card", 2, flipped(DESK.seal_row(ROW, "card", {"name": "x"}), at, bit))


@FAST
@given(st.integers(0, 5000))
def test_a_truncated_blob_is_refused(keep: int) -> None:
    record, row = seal_record(ROW, "text", {"body": "x"}), DESK.seal_row(ROW, "card", {"name": "x"})
    with pytest.raises(Tampered):
        DESK.open_record(record[: keep % len(record)], ROW, "text")
    with pytest.raises(Tampered):
        DESK.open_row(ROW, "card", 2, row[: keep % len(row)])


@FAST
@given(st.binary(max_size=3000))
def test_bytes_from_anywhere_are_refused(noise: bytes) -> None:
    with pytest.raises(Tampered):
        DESK.open_record(noise, ROW, "text")
    with pytest.raises(Tampered):
        DESK.open_blob(noise)
    with pytest.raises(Tampered):
        DESK.open_row(ROW, "card", 2, noise)


@FAST
@given(st.binary(max_size=3000))
def test_anything_else_sealed_to_the_public_key_is_refused_as_a_record(noise: bytes) -> None:
    """Anybody can seal to the desk; only what names its own row is believed."""
    for sealed in (seal(noise), seal_to(PUBLIC, noise)):
        with pytest.raises(Tampered):
            DESK.open_record(sealed, ROW, "text")


MINE = f'"id":"{ROW}","kind":"text"'


@pytest.mark.parametrize(
    "record",
    [
        "[]",
        "1",
        "null",
        '"x"',
        "{}",
        '{"v":1}',
        f'{{"v":2,{MINE},"content":{{}}}}',
        f'{{"v":1,{MINE}}}',
        f'{{"v":1,{MINE},"content":"x"}}',
        "[" * 100_000,
    ],
)
def test_json_that_is_no_record_is_refused(record: str) -> None:
    with pytest.raises(Tampered):
        read_record(pad(record.encode(), 1024), ROW, "text")


def test_a_blob_swapped_with_another_rows_is_refused() -> None:
    with pytest.raises(Tampered):
        DESK.open_record(seal_record(OTHER, "text", {"body": "x"}), ROW, "text")
    with pytest.raises(Tampered):
        DESK.open_row(ROW, "card", 2, DESK.seal_row(OTHER, "card", {"name": "x"}))


def test_a_blob_of_another_kind_or_part_is_refused() -> None:
    with pytest.raises(Tampered):
        DESK.open_record(seal_record(ROW, "text", {"body": "x"}), ROW, "form")
    with pytest.raises(Tampered):
        DESK.open_row(ROW, "details", 2, DESK.seal_row(ROW, "card", {"name": "x"}))


def test_another_epoch_than_the_rows_is_refused(settings: Any) -> None:
    sealed = DESK.seal_row(ROW, "card", {"name": "x"})
    with pytest.raises(Tampered):
        DESK.open_row(ROW, "card", 1, sealed)
    with pytest.raises(VaultError):
        OLD_DESK.open_row(ROW, "card", 2, sealed)
    with pytest.raises(Tampered):
        OLD_DESK.open_record(seal_record(ROW, "text", {"body": "x"}), ROW, "text")
    with pytest.raises(Tampered):
        OLD_DESK.open_blob(seal(b"x"))


def test_what_an_earlier_key_sealed_still_opens(settings: Any) -> None:
    settings.DESK_PUBLIC_KEY = OLD_PUBLIC
    assert DESK.open_record(seal_record(ROW, "text", {"body": "x"}), ROW, "text") == {"body": "x"}
    assert DESK.open_blob(seal(b"x")) == b"x"
    assert DESK.open_row(ROW, "card", 1, OLD_DESK.seal_row(ROW, "card", {"name": "x"})) == {"name": "x"}


@FAST
@given(st.binary(max_size=70_000), TEXT)
def test_a_file_comes_back_with_its_name_and_type(data: bytes, name: str) -> None:
    sealed = seal_file(ROW, "audio/mpeg", name, data)
    assert open_file(DESK, SealedFile(id=ROW, sealed=sealed)) == ("audio/mpeg", name, data)


def test_a_file_tells_its_size_only_to_64_kib() -> None:
    sizes = [len(seal_file(ROW, "image/webp", "x", bytes(size))) for size in (0, 1, 1000, 60_000)]
    assert max(sizes) - min(sizes) < 400  # age itself adds a stanza of random length


@FAST
@given(st.integers(0, 10**6), st.integers(0, 7))
def test_an_altered_file_is_refused(at: int, bit: int) -> None:
    sealed = seal_file(ROW, "audio/mpeg", "x.mp3", b"sound" * 100)
    with pytest.raises(Tampered):
        open_file(DESK, SealedFile(id=ROW, sealed=flipped(sealed, at, bit)))
    with pytest.raises(Tampered):
        open_file(DESK, SealedFile(id=ROW, sealed=sealed[: at % len(sealed)]))


@FAST
@given(st.binary(max_size=300))
def test_a_file_that_is_another_rows_or_no_file_is_refused(noise: bytes) -> None:
    with pytest.raises(Tampered):
        open_file(DESK, SealedFile(id=ROW, sealed=seal_file(OTHER, "audio/mpeg", "x", b"")))
    with pytest.raises(Tampered):
        open_file(DESK, SealedFile(id=ROW, sealed=seal(noise)))


def test_ten_thousand_rows_have_ten_thousand_nonces() -> None:
    assert len({DESK.seal_row(ROW, "card", {})[:12] for _ in range(10_000)}) == 10_000


def test_an_opened_desk_never_leaves_the_process_or_a_log() -> None:
    import pickle

    with pytest.raises(TypeError):
        pickle.dumps(DESK)
    assert "SECRET" not in repr(DESK)
    assert not any(secret in repr(DESK) for secret in SECRETS.values())


def test_without_a_key_nothing_is_sealed(settings: Any) -> None:
    settings.DESK_PUBLIC_KEY = ""
    with pytest.raises(NoDeskKey):
        seal(b"x")


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"v": 2, "time": 3, "memory_kib": 131072, "lanes": 1},
        {"v": 1, "time": 3, "memory_kib": 10**9, "lanes": 1},
        {"v": 1, "time": 10**6, "memory_kib": 131072, "lanes": 1},
        {"v": 1, "time": 0, "memory_kib": 131072, "lanes": 1},
        {"v": 1, "time": "x", "memory_kib": 131072, "lanes": 1},
        {"v": 1, "time": 3, "memory_kib": 131072, "lanes": 99},
    ],
)
def test_altered_costs_are_refused_before_they_eat_the_memory(parameters: dict[str, Any]) -> None:
    with pytest.raises(Tampered):
        cost_from(parameters)


def test_real_keys_cost_what_the_threat_model_says() -> None:
    """In a process of its own, because the tests make it cheap."""
    import subprocess
    import sys

    asked = "from intake.vault.stretching import PHRASE_COST as c; print(c.time, c.memory_kib, c.lanes)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["3", "131072", "1"]
