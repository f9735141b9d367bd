"""The documents a call walks through. Pure builders: what they need comes in, TwiML goes out.

Every attribute here is checked against the library's own names in the tests: twilio-python writes any
keyword it is given, and Twilio ignores what it does not know.
"""

from collections.abc import Sequence

from django.urls import reverse
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from firm.models import StaffMember
from intake.phone.spoken import TAKEN, VOICES, WHISPER, WHISPER_URGENT, Voice, chosen

RING = 20  # seconds each phone rings
MOST_PHONES = 5  # so a caller waits under two minutes before the voicemail
LONGEST_MESSAGE = 180  # seconds


def _say(node: VoiceResponse | Gather, voice: Voice, words: str) -> None:
    node.say(words, language=voice.language, voice=voice.voice)


def greeting(firm: str) -> str:
    """Both languages, then one key; silence goes on to the menu as well."""
    response = VoiceResponse()
    gather = Gather(
        action=reverse("twilio:call-menu"),
        method="POST",
        input="dtmf",
        num_digits=1,
        timeout=6,
        action_on_empty_result=True,
    )
    for voice in VOICES.values():
        _say(gather, voice, voice.greeting.format(firm=firm))
        _say(gather, voice, voice.detained)
    response.append(gather)
    return str(response)


def ring(language: str, staff: Sequence[StaffMember], line: str) -> str:
    """Rings the staff one after the other; each hears a whisper and must press 1."""
    response = VoiceResponse()
    for voice in chosen(language):
        _say(response, voice, voice.connecting)
    # `sequential`: whether a screened leg that picks up stops the others is not certain at Twilio.
    dial = Dial(action=reverse("twilio:call-dialled"), method="POST", timeout=RING, sequential=True, caller_id=line)
    for member in staff[:MOST_PHONES]:
        dial.number(member.notice_phone, url=reverse("twilio:call-whisper", args=[member.pk]), method="POST")
    response.append(dial)
    return str(response)


def whisper(firm: str, language: str, member_id: int, *, urgent: bool) -> str:
    """For the staff's ear: never who calls. Silence must hang up, for an empty document would connect."""
    response = VoiceResponse()
    gather = Gather(
        action=reverse("twilio:call-accept", args=[member_id]), method="POST", input="dtmf", num_digits=1, timeout=8
    )
    spoken = VOICES[language].name if language in VOICES else "language not chosen"
    words = WHISPER.format(firm=firm, language=spoken)
    _say(gather, VOICES["en"], (WHISPER_URGENT if urgent else "") + words)
    response.append(gather)
    response.hangup()
    return str(response)


def connect() -> str:
    """An empty document joins the two."""
    return str(VoiceResponse())


def taken() -> str:
    response = VoiceResponse()
    _say(response, VOICES["en"], TAKEN)
    response.hangup()
    return str(response)


def hang_up() -> str:
    response = VoiceResponse()
    response.hangup()
    return str(response)


def voicemail(language: str, hours: dict[str, str] | None = None) -> str:
    """Why nobody answers, the recording notice, the tone, the message.

    Args:
        hours: the printed hours per language when the office is closed; None when nobody could answer.
    """
    response = VoiceResponse()
    for voice in chosen(language):
        code = next(code for code, known in VOICES.items() if known is voice)
        closed = voice.closed.format(hours=hours[code]) if hours and hours.get(code) else voice.nobody
        _say(response, voice, closed)
        _say(response, voice, voice.record)
    response.record(
        action=reverse("twilio:call-recorded"),
        method="POST",
        max_length=LONGEST_MESSAGE,
        timeout=5,
        finish_on_key="#",
        play_beep=True,
        trim="do-not-trim",
        recording_status_callback=reverse("twilio:call-recording"),
        recording_status_callback_method="POST",
        recording_status_callback_event="completed absent",
    )
    for voice in chosen(language):
        _say(response, voice, voice.nothing_heard)
    response.hangup()
    return str(response)


def thanks(language: str) -> str:
    response = VoiceResponse()
    for voice in chosen(language):
        _say(response, voice, voice.thanks)
    response.hangup()
    return str(response)
