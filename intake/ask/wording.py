"""Words a visitor is bound by, or relies on: exact, per language, and versioned.

A request keeps the version that stood on the page when it was sent. Whoever changes a word here gives
the text a new version; a test holds the two together.
"""

from dataclasses import dataclass

NOTICE_VERSION = "2026-11-23"
CONSENT_VERSION = "2026-11-23"


@dataclass(frozen=True)
class Notice:
    """Stands before the first question (ABA Model Rule 1.18; Formal Opinion 10-457)."""

    title: str
    relationship: str
    leave_out: str
    urgent: str


NOTICES = {
    "en": Notice(
        title="Before you write",
        relationship="Sending this does not make us your lawyers yet. That begins when you and we both sign an "
        "agreement. What you write is for the people who work at our firm, and for nobody else.",
        leave_out="Please leave out A-numbers, photos of papers, and anything about arrests. We will talk about "
        "those in private.",
        urgent="If someone is detained, or agents are at the door, do not wait for our answer. Call now:",
    ),
    "es": Notice(
        title="Antes de escribir",
        relationship="Enviar esto todavía no nos hace sus abogados. Eso empieza cuando usted y nosotros firmamos un "
        "acuerdo. Lo que escriba es para las personas que trabajan en nuestro bufete, y para nadie más.",
        leave_out="Por favor, no ponga su número A, fotos de documentos ni nada sobre arrestos. De eso hablamos en "
        "privado.",
        urgent="Si hay alguien detenido, o hay agentes en la puerta, no espere nuestra respuesta. Llame ahora:",
    ),
}

# What choosing "text message" agrees to (CTIA Messaging Principles and Best Practices).
CONSENTS = {
    "en": "If you choose text message, {firm} may text this number about your question. How many texts depends on "
    "our talk with you. Message and data rates may apply. Reply STOP to end the texts, or HELP for help.",
    "es": "Si elige mensaje de texto, {firm} puede escribir a este número sobre su pregunta. La cantidad de "
    "mensajes depende de lo que hablemos. Su compañía puede cobrar por los mensajes y los datos. Responda STOP para que no "
    "le escribamos más, o HELP para pedir ayuda.",
}


# Read aloud by staff to somebody who called, before the firm may text them.
SPOKEN_CONSENTS = {
    "en": "May we text you at this number about your question? Message and data rates may apply. You can reply STOP "
    "at any time to end the texts.",
    "es": "¿Podemos mandarle mensajes de texto a este número sobre su pregunta? Su compañía puede cobrar por los "
    "mensajes y los datos. Puede responder STOP en cualquier momento para que no le escribamos más.",
}


def notice(language: str) -> Notice:
    """The notice in `language`, or in English."""
    return NOTICES.get(language, NOTICES["en"])


def spoken_consent(language: str) -> str:
    """What is read aloud to a caller in `language`, or in English."""
    return SPOKEN_CONSENTS.get(language.partition("-")[0], SPOKEN_CONSENTS["en"])


def consent(language: str, firm: str) -> str:
    """The exact words of the consent to texts in `language`, or in English."""
    return CONSENTS.get(language, CONSENTS["en"]).format(firm=firm)
