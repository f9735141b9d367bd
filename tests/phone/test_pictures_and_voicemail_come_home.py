from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone

from intake.models import Envelope, InboundCall, OutgoingText, RemoteRecord, SealedFile
from intake.phone import fetching, remote
from intake.phone.fetching import erase_due, fetch_due, tidy
from intake.phone.gateway import Fetched, TryLater
from intake.phone.simulator.network import Network
from intake.phone.sniff import sniff
from intake.vault import OpenedDesk
from intake.vault.files import open_file
from tests.phone.conftest import ACCOUNT, TEXT_LINE, a_text, deliver

pytestmark = pytest.mark.usefixtures("lines", "desk")
MESSAGE, PICTURE = "MM" + "2" * 32, "ME" + "3" * 32
PNG = b"\x89PNG\r\n\x1a\n" + b"quetzal" * 100


def a_picture(network: Network, data: bytes = PNG, claimed: str = "image/png") -> None:
    network.keep_file(PICTURE, Fetched(claimed, "quetzal.png", data))
    url = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}/Media/{PICTURE}"
    form = a_text("", sid=MESSAGE, NumMedia="1", MediaUrl0=url, MediaContentType0=claimed)
    assert deliver("/twilio/text/", form).status_code == 200


def due_now() -> None:
    RemoteRecord.objects.update(not_before=timezone.now())


def test_a_picture_is_fetched_sealed_and_erased_at_twilio(network: Network, desk: OpenedDesk) -> None:
    a_picture(network)
    assert fetch_due() == 1
    file = SealedFile.objects.get()
    assert (file.key, file.envelope_id) == (PICTURE, Envelope.objects.get().id)
    assert open_file(desk, file) == ("image/png", "quetzal.png", PNG)
    assert b"quetzal" not in bytes(file.sealed)
    due_now()
    assert erase_due() == 2  # the picture, then its message
    assert {PICTURE, MESSAGE} <= network.erased
    assert remote.held() == 0


def test_the_message_is_erased_only_after_its_pictures_came_home(network: Network) -> None:
    a_picture(network)
    due_now()
    assert erase_due() == 0
    assert MESSAGE not in network.erased


def test_a_recording_not_ready_yet_is_asked_for_again(network: Network) -> None:
    remote.to_fetch("recording", "RE" + "6" * 32, envelope=Envelope(pk="0" * 32).pk)
    assert fetch_due() == 0
    record = RemoteRecord.objects.get()
    assert (record.state, record.attempts) == ("to-fetch", 1)
    assert record.not_before > timezone.now()


def test_an_empty_answer_is_not_the_file_and_nothing_is_erased_for_it(network: Network) -> None:
    a_picture(network, b"")
    assert fetch_due() == 0
    assert not SealedFile.objects.exists()
    record = RemoteRecord.objects.get(kind="media")
    assert (record.state, record.attempts) == ("to-fetch", 1)


def test_what_never_comes_is_given_up_and_shown(network: Network) -> None:
    remote.to_fetch("recording", "RE" + "6" * 32, envelope=Envelope(pk="0" * 32).pk)
    for _ in range(9):
        due_now()
        fetch_due()
    assert (RemoteRecord.objects.get().state, RemoteRecord.objects.get().refused) == ("failed", "gone")
    assert remote.held() == 1


@pytest.mark.parametrize("data", [b"<svg xmlns=''/>", b"  \n<!doctype html>", b"MZ\x90\x00", b"\x7fELF", b"#!/bin/sh"])
def test_what_could_run_is_never_kept_whatever_it_is_called(network: Network, data: bytes) -> None:
    a_picture(network, data, "image/jpeg")
    assert fetch_due() == 0
    assert not SealedFile.objects.exists()
    record = RemoteRecord.objects.get(kind="media")
    assert (record.state, record.refused) == ("to-erase", "type")


def test_what_is_too_big_is_not_kept(network: Network) -> None:
    with patch.object(fetching, "LARGEST", 100):
        a_picture(network)
        assert fetch_due() == 0
    assert not SealedFile.objects.exists()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF0000WAVEfmt ", "audio/wav"),
        (b"RIFF0000WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (b"%PDF-1.7", "application/pdf"),
        (b"ID3\x04", "audio/mpeg"),
        (b"#!AMR\n", "audio/amr"),
        (b"PK\x03\x04", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, expected: str) -> None:
    assert sniff(data) == expected


def test_an_erasure_twilio_refuses_is_tried_later_each_time() -> None:
    remote.to_erase("message", MESSAGE, after=timedelta())

    class Refusing:
        def erase(self, kind: str, sid: str, parent: str) -> None:
            raise TryLater(20009)

    with patch("intake.phone.fetching.gateway", Refusing):
        waits = []
        for _ in range(3):
            due_now()
            assert erase_due() == 0
            waits.append(RemoteRecord.objects.get().not_before - timezone.now())
    assert waits[0] < waits[1] < waits[2]


def test_what_is_gone_already_counts_as_erased(network: Network) -> None:
    network.erased.add(MESSAGE)
    remote.to_erase("message", MESSAGE, after=timedelta())
    assert erase_due() == 1
    assert remote.held() == 0


def test_a_crash_between_keeping_and_noting_makes_no_second_file(network: Network) -> None:
    a_picture(network)
    fetch_due()
    RemoteRecord.objects.filter(kind="media").update(state="to-fetch")
    assert fetch_due() == 0
    assert SealedFile.objects.count() == 1
    assert RemoteRecord.objects.get(kind="media").state == "to-erase"


def test_what_no_report_ever_finished_is_closed_after_a_day() -> None:
    old = timezone.now() - timedelta(days=2)
    OutgoingText.objects.create(purpose="reply", state="sent", line=TEXT_LINE, sid="SM" + "1" * 32, key="a", sealed=b"")
    OutgoingText.objects.create(purpose="bell", state="failed", line=TEXT_LINE, key="b", sealed=b"")
    OutgoingText.objects.update(changed_at=old, created_at=old)
    InboundCall.objects.create(call_sid="CA" + "4" * 32, line=TEXT_LINE)
    InboundCall.objects.update(started_at=old)
    tidy()
    assert set(RemoteRecord.objects.values_list("kind", flat=True)) == {"message", "call"}
    assert InboundCall.objects.get().ended_at
    assert not OutgoingText.objects.filter(purpose="bell").exists()


def test_what_went_through_the_spool_is_noted_when_it_is_filed() -> None:
    envelope = Envelope(pk="0" * 32).pk
    for _ in range(2):
        remote.expect("text", {"sid": MESSAGE, "media": [{"sid": PICTURE, "type": "image/png"}]}, envelope)
        remote.expect("voicemail", {"recording_sid": "RE" + "6" * 32}, envelope)
        remote.expect("form", {}, envelope)
        remote.expect("text", {"sid": "not a sid: +12025550133"}, envelope)
    assert set(RemoteRecord.objects.values_list("kind", "state")) == {
        ("media", "to-fetch"),
        ("message", "to-erase"),
        ("recording", "to-fetch"),
    }
    assert not RemoteRecord.objects.filter(sid__contains="+").exists()
