"""What a caller hears, per language. No promise of a time, and nothing about the matter.

Kept as data: one document speaks several languages at once, and a reviewer approves each sentence as said.
`{firm}` and `{hours}` are filled in; `key` is the digit that chooses the language.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    key: str
    language: str  # of <Say>
    voice: str
    name: str  # as the staff hear it
    greeting: str
    detained: str
    connecting: str
    closed: str
    nobody: str
    record: str
    thanks: str
    nothing_heard: str


VOICES = {
    "en": Voice(
        key="1",
        language="en-US",
        voice="Polly.Joanna-Neural",
        name="English",
        greeting="Thank you for calling {firm}. For English, press 1.",
        detained="If somebody is detained right now, press 9.",
        connecting="One moment, please.",
        closed="Our office is closed now. Our hours are: {hours}.",
        nobody="Nobody can come to the phone right now.",
        record=(
            "Please leave your name, your number and a good time to call. You will be recorded after the tone. "
            "Please leave no confidential details. When you finish, press the pound key."
        ),
        thanks="Thank you. We have your message. A person will listen to it. Goodbye.",
        nothing_heard="We heard no message. Goodbye.",
    ),
    "es": Voice(
        key="2",
        language="es-US",
        voice="Polly.Lupe-Neural",
        name="Spanish",
        greeting="Gracias por llamar a {firm}. Para español, oprima el 2.",
        detained="Si alguien está detenido en este momento, oprima el 9.",
        connecting="Un momento, por favor.",
        closed="La oficina está cerrada. Nuestro horario es: {hours}.",
        nobody="En este momento nadie puede contestar.",
        record=(
            "Deje su nombre, su número y una buena hora para llamarle. Después del tono, su voz será grabada. "
            "Por favor, no deje detalles confidenciales. Al terminar, oprima la tecla de número."
        ),
        thanks="Gracias. Tenemos su mensaje. Una persona lo va a escuchar. Adiós.",
        nothing_heard="No escuchamos ningún mensaje. Adiós.",
    ),
}
DETAINED_KEY = "9"
WHISPER = "A call for {firm}, {language}. To accept, press 1."
WHISPER_URGENT = "Urgent: somebody is detained. "
TAKEN = "Somebody else has taken this call. Goodbye."


def chosen(language: str) -> list[Voice]:
    """The voices to speak with: the caller's, or every one while they have not chosen."""
    return [VOICES[language]] if language in VOICES else list(VOICES.values())
