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
    holding: str
    closed: str
    nobody: str
    text_offer: str  # what pressing 2 agrees to: kept word for word with the consent
    texted: str
    texting: str  # Twilio was busy: it waits, and may never leave
    texted_before: str
    not_texted: str
    text: str  # the text itself
    record: str
    thanks: str
    nothing_heard: str
    fallback: str


VOICES = {
    "en": Voice(
        key="1",
        language="en-US",
        voice="Polly.Joanna-Neural",
        name="English",
        greeting="Thank you for calling {firm}. For English, press 1.",
        detained="If somebody is detained right now, press 9.",
        connecting="One moment, please. We are calling somebody for you. Stay on the line.",
        holding="We are still calling. Please stay on the line.",
        closed="Our office is closed now. Our hours are: {hours}.",
        nobody="Nobody can come to the phone right now.",
        text_offer=(
            "If you would like us to text this phone, press 2. By pressing 2 you agree to get texts from us about "
            "your call. Message and data rates may apply. Reply STOP to end. To leave a message, stay on the line."
        ),
        texted="Thank you. We sent a text to this phone. You can write to us there. Goodbye.",
        texting="We will text this phone shortly. If no text comes, please call again. You can also leave a message now.",
        texted_before="We sent a text to this phone today. You can write to us there. Goodbye.",
        not_texted="We could not text this phone.",
        text="Thank you for calling. You can write to us here. A person will read it and reply. Reply STOP to end.",
        record=(
            "Please leave your name, your number and a good time to call. You will be recorded after the tone. "
            "Please leave no confidential details. When you finish, press the pound key."
        ),
        thanks="Thank you. We have your message. A person will listen to it. Goodbye.",
        nothing_heard="We heard no message. Goodbye.",
        fallback=(
            "Thank you for calling. Our phone is out of order at this moment. "
            "Please call again in a few minutes, or send a text to the number on our website."
        ),
    ),
    # `text` avoids the accents that GSM-7 lacks (á í ó ú): with one of them it costs twice.
    "es": Voice(
        key="2",
        language="es-US",
        voice="Polly.Lupe-Neural",
        name="Spanish",
        greeting="Gracias por llamar a {firm}. Para español, oprima el 2.",
        detained="Si alguien está detenido en este momento, oprima el 9.",
        connecting="Un momento, por favor. Estamos llamando a alguien para usted. No cuelgue.",
        holding="Seguimos llamando. Por favor, no cuelgue.",
        closed="La oficina está cerrada. Nuestro horario es: {hours}.",
        nobody="En este momento nadie puede contestar.",
        text_offer=(
            "Si quiere que le mandemos un mensaje de texto a este teléfono, oprima el 2. Al oprimir el 2, acepta "
            "recibir mensajes de texto nuestros sobre su llamada. Pueden aplicarse tarifas de mensajes y datos. "
            "Responda STOP para terminar. Para dejar un mensaje de voz, no cuelgue."
        ),
        texted="Gracias. Le mandamos un mensaje de texto a este teléfono. Puede escribirnos por ahí. Adiós.",
        texting=(
            "En breve le mandaremos un mensaje de texto a este teléfono. Si no le llega, llame otra vez. También puede "
            "dejar un mensaje de voz ahora."
        ),
        texted_before="Hoy le mandamos un mensaje de texto a este teléfono. Puede escribirnos por ahí. Adiós.",
        not_texted="No pudimos mandar un mensaje de texto a este teléfono.",
        text=(
            "Gracias por llamar. Puede escribirnos en este chat. Una persona lo va a leer y le va a responder. "
            "Responda STOP para terminar."
        ),
        record=(
            "Deje su nombre, su número y una buena hora para llamarle. Después del tono, su voz será grabada. "
            "Por favor, no deje detalles confidenciales. Al terminar, oprima la tecla numeral."
        ),
        thanks="Gracias. Tenemos su mensaje. Una persona lo va a escuchar. Adiós.",
        nothing_heard="No escuchamos ningún mensaje. Adiós.",
        fallback=(
            "Gracias por llamar. Nuestro teléfono no funciona en este momento. "
            "Por favor, llame otra vez en unos minutos, o mande un mensaje de texto al número de nuestra página."
        ),
    ),
}
DETAINED_KEY = "9"
TEXT_KEY = "2"
CONSENT_VERSION = "call-2026-11"
# For the staff's ear. Never who calls: the phone may lie on a table.
WHISPER = "A call on {line}, {language}. To accept, press 1."
WHISPER_URGENT = "Urgent. "
NO_LANGUAGE = "language not chosen"
DESK_WHISPER = "Your call from the desk. To be connected, press 1."
FORGOTTEN = "The desk was restarted meanwhile. Please press call again. Goodbye."
PAGE_WHISPER = "Something urgent arrived at the desk. To take it, press 1."
YOURS = "Thank you. It is yours. Please open the desk. Goodbye."
NOT_NEEDED = "Somebody has taken care of it. Goodbye."
TAKEN = "Somebody else has taken this call. Goodbye."
GONE = "The caller has hung up. Goodbye."


def chosen(language: str) -> list[Voice]:
    """The voices to speak with: the caller's, or every one while they have not chosen."""
    return [VOICES[language]] if language in VOICES else list(VOICES.values())


def consent_words(language: str) -> str:
    """What a caller was told before they pressed the key for a text."""
    return " ".join(voice.text_offer for voice in chosen(language))


def text_words(language: str) -> str:
    """The text they asked for; in every language while none is chosen."""
    return " / ".join(voice.text for voice in chosen(language))
