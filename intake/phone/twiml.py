"""The documents a call walks through. Pure builders: what they need comes in, TwiML goes out.

Every attribute here is checked against the library's own names in the tests: twilio-python writes any
keyword it is given, and Twilio ignores what it does not know. No document records a conversation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from firm.models import StaffMember
from intake.phone.retrying import RETRY
from intake.phone.spoken import NO_LANGUAGE, VOICES, WHISPER, WHISPER_URGENT, Voice, chosen

RING = 20  # seconds each phone rings
RING_OUTSIDE = 40  # seconds; at home a phone may be in another room
LONGEST_MESSAGE = 180  # seconds


@dataclass(frozen=True)
class Round:
    """One round of ringing: whose phones, in turn or together, and the number they show."""

    staff: Sequence[StaffMember]
    shown: str
    number: int = 1
    together: bool = False
    # A direct call is not answered until somebody takes it, unless a key had to be pressed to answer.
    answered: bool = True


def _say(node: VoiceResponse | Gather, voice: Voice, words: str) -> None:
    node.say(words, language=voice.language, voice=voice.voice)


def _ask(action: str, timeout: int) -> Gather:
    """One key; silence goes on to the same step."""
    return Gather(
        action=action, method="POST", input="dtmf", num_digits=1, timeout=timeout, action_on_empty_result=True
    )


def greeting(firm: str) -> str:
    """Both languages, then one key; silence goes on to the menu as well."""
    response = VoiceResponse()
    gather = _ask(reverse("twilio:call-menu"), 6)
    for voice in VOICES.values():
        _say(gather, voice, voice.greeting.format(firm=firm))
        _say(gather, voice, voice.detained)
    response.append(gather)
    return str(response)


def ring(language: str, ringing: Round) -> str:
    """Tells the caller to hold, then rings; each of the staff hears a whisper and must press 1."""
    response = VoiceResponse()
    for voice in chosen(language):
        _say(response, voice, voice.connecting if ringing.number == 1 else voice.holding)
    response.append(_dial(ringing))
    return str(response)


def ring_at_once(keys: str, ringing: Round) -> str:
    """For a direct line: no word, no menu; first the keys a facility asks whoever answers to press."""
    response = VoiceResponse()
    if keys:
        response.play(digits=keys)
    response.append(_dial(ringing))
    return str(response)


def _dial(ringing: Round) -> Dial:
    # `sequential`: whether a screened leg that picks up stops the others is not certain at Twilio.
    dial = Dial(
        action=reverse("twilio:call-dialled", args=[ringing.number]),
        method="POST",
        timeout=RING,
        sequential=not ringing.together,
        caller_id=ringing.shown,
        answer_on_bridge=not ringing.answered,
    )
    for member in ringing.staff:
        dial.number(member.notice_phone, url=reverse("twilio:call-whisper", args=[member.pk]), method="POST")
    return dial


def whisper(line: str, language: str, member_id: int, *, urgent: bool) -> str:
    """For the staff's ear: line and language, never who calls. Silence hangs up: an empty document would connect."""
    spoken = VOICES[language].name if language in VOICES else NO_LANGUAGE
    words = WHISPER.format(line=line, language=spoken)
    return press_1(reverse("twilio:call-accept", args=[member_id]), (WHISPER_URGENT if urgent else "") + words)


def press_1(action: str, words: str) -> str:
    """Asks whoever picked up for a key; a voicemail that picked up presses none, and is hung up on."""
    response = VoiceResponse()
    gather = Gather(action=action, method="POST", input="dtmf", num_digits=1, timeout=8)
    _say(gather, VOICES["en"], words)
    response.append(gather)
    response.hangup()
    return str(response)


def ring_path(step: str, call_id: UUID) -> str:
    """Where a step of a call that we placed is asked for: our own id, never a number."""
    return reverse(f"twilio:ring-{step}", args=[call_id])


def dial_out(number: str, shown: str, call_id: UUID) -> str:
    """Joins a member of staff with somebody on a lead, who sees the firm's number."""
    response = VoiceResponse()
    dial = Dial(action=ring_path("dialled", call_id), method="POST", timeout=RING_OUTSIDE, caller_id=shown)
    dial.number(number)
    response.append(dial)
    return str(response)


def connect() -> str:
    """An empty document joins the two."""
    return str(VoiceResponse())


def tell_staff(words: str) -> str:
    """One sentence to a member of staff, then the end."""
    response = VoiceResponse()
    _say(response, VOICES["en"], words)
    response.hangup()
    return str(response)


def hang_up() -> str:
    response = VoiceResponse()
    response.hangup()
    return str(response)


def offer_text(language: str, hours: dict[str, str] | None = None) -> str:
    """Why nobody answers; a key asks for a text, silence goes on to the voicemail.

    Args:
        hours: the printed hours per language when the office is closed; None when nobody could answer.
    """
    response = VoiceResponse()
    gather = _ask(reverse("twilio:call-text"), 3)
    _say_why(gather, language, hours)
    for voice in chosen(language):
        _say(gather, voice, voice.text_offer)
    response.append(gather)
    return str(response)


def voicemail(language: str, hours: dict[str, str] | None = None) -> str:
    """Why nobody answers, the recording notice, the tone, the message. `hours` as above."""
    response = VoiceResponse()
    _say_why(response, language, hours)
    return _record(response, language)


def message(language: str, *, text: str = "") -> str:
    """The recording notice, the tone, the message: for who has already heard why.

    Args:
        text: what became of the one they asked for: "waiting", "none" (it cannot leave), or "" for who asked for none.
    """
    response = VoiceResponse()
    for voice in chosen(language) if text else ():
        _say(response, voice, voice.texting if text == "waiting" else voice.not_texted)
    return _record(response, language)


def _say_why(node: VoiceResponse | Gather, language: str, hours: dict[str, str] | None) -> None:
    for code, voice in VOICES.items():
        if voice in chosen(language):
            closed = hours and hours.get(code)
            _say(node, voice, voice.closed.format(hours=closed) if closed else voice.nobody)


def _record(response: VoiceResponse, language: str) -> str:
    for voice in chosen(language):
        _say(response, voice, voice.record)
    response.record(
        action=reverse("twilio:call-recorded"),
        method="POST",
        max_length=LONGEST_MESSAGE,
        timeout=5,
        finish_on_key="#",
        play_beep=True,
        trim="do-not-trim",
        recording_status_callback=reverse("twilio:call-recording") + RETRY,
        recording_status_callback_method="POST",
        recording_status_callback_event="completed absent",
    )
    return _goodbye(response, [(voice, voice.nothing_heard) for voice in chosen(language)])


def texted(language: str, *, before: bool) -> str:
    """A text is on its way, or one left earlier today."""
    words = [(voice, voice.texted_before if before else voice.texted) for voice in chosen(language)]
    return _goodbye(VoiceResponse(), words)


def thanks(language: str) -> str:
    return _goodbye(VoiceResponse(), [(voice, voice.thanks) for voice in chosen(language)])


def fallback(*, recording: bool) -> str:
    """When our own answer failed: needs no database, no firm, no line.

    With `recording` False it also works on another host: docs/voice-fallback.xml is that document.
    """
    response = VoiceResponse()
    for voice in VOICES.values():
        _say(response, voice, voice.fallback)
    return _record(response, "") if recording else _goodbye(response, [])


def _goodbye(response: VoiceResponse, words: Iterable[tuple[Voice, str]]) -> str:
    for voice, sentence in words:
        _say(response, voice, sentence)
    response.hangup()
    return str(response)
