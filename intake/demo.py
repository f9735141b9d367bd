"""Who wrote to the demo firm this morning: real sealed envelopes, dropped through the mailbox.

Nobody can read them but at an unlocked desk, which files them. The people are invented; every number is
of the 555-01xx block that is reserved for fiction.
"""

import io
import math
import struct
import uuid
import wave
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.models import Page

from firm.models import ContactNumber, StaffMember
from firm.roles import Role
from intake.ask import wording
from intake.mailbox import drop
from intake.mailbox.reference import new_reference
from intake.models import Bell, Duty, Envelope, OutgoingText, PreparedReply, SealedFile, Shift
from intake.phone.acknowledgements import body_for
from intake.phone.duty import set_duty
from intake.phone.outgoing import prepare
from intake.vault.files import seal_file

TEXT_LINE, DETAINED_LINE, DIRECT_LINE = "+12025550187", "+12025550142", "+12025550149"
SPACE = uuid.UUID("6f3b1c58-3d1e-4f0a-9c39-8a4f3f0f7d51")  # makes the demo's ids the same at every start

# (who, minutes ago, number, language, update's slug, question).
FORMS = (
    (
        "Rosa M.",
        9,
        "+12025550191",
        "es",
        "irs-ice-addresses",
        "Mi hermano fue detenido esta mañana saliendo del trabajo. Tiene una orden vieja de 2019 y declara con ITIN. ¿Lo encontraron por eso?",
    ),
    (
        "Linh T.",
        16,
        "+12025550136",
        "vi",
        "removal-order-check",
        "Em muốn biết cách kiểm tra xem mình có lệnh trục xuất hay không.",
    ),
    (
        "أحمد ك.",
        55,
        "+12025550138",
        "ar",
        "irs-ice-addresses",
        "هل أقدم إقراري الضريبي هذا العام؟ أخاف أن يصل عنواني إلى دائرة الهجرة.",
    ),
    (
        "Oksana P.",
        170,
        "+12025550147",
        "uk",
        "chnv-parole-paused",
        "Мій дозвіл за програмою U4U закінчується навесні. Коли подавати на продовження?",
    ),
    (
        "Wei C.",
        95,
        "+12025550151",
        "zh",
        "itin-renewal",
        "我的 ITIN 明年要续期吗？我一直用它报税，不知道现在还安不安全。",
    ),
    ("Lucía V.", 260, "+12025550153", "es", "", "Quisiera una consulta sobre la petición de mi esposo."),
    (
        "Joy R.",
        320,
        "+12025550158",
        "tl",
        "",
        "Puwede po bang magtanong tungkol sa petisyon ng kapatid ko? Matagal na po kaming naghihintay.",
    ),
    (
        "Jorge M.",
        5,
        "+12025550191",
        "es",
        "irs-ice-addresses",
        "Soy el cuñado de Rosa. ¿Cómo sabemos en qué condado lo tienen?",
    ),
    ("김지우", 410, "", "ko", "", "영주권을 갱신하는 동안 한국에 다녀와도 되나요?"),
    (
        "Marcos D.",
        205,
        "+12025550162",
        "pt",
        "",
        "Boa tarde. Espero a autorização de trabalho há oito meses. O que ainda posso fazer?",
    ),
)
# Asked to be called, so the firm texted nothing back. Jorge gives the phone he shares with Rosa.
WANT_A_CALL = {"Jorge M.", "Marcos D."}
# (number, minutes ago, words): what they wrote after the firm had acknowledged their form, or out of the blue.
TEXTS = (
    ("+12025550191", 3, "¿Me pueden llamar a las 10? Ahora estoy en el trabajo."),
    ("+12025550136", 4, "Chị có giấy tòa ngày mai, có cần đi không?"),
    ("+12025550147", 40, "Дякую, я надіслала копію листа."),
    ("+12025550153", 62, "¿A qué hora es la cita del jueves?"),
    ("+12025550171", 120, "Do you help with asylum? My year ends in March."),
)
# (number, minutes ago, line, language, seconds)
VOICEMAILS = (
    ("+12025550133", 23, DETAINED_LINE, "ht", 38),
    ("+12025550191", 6, TEXT_LINE, "es", 21),
    ("+12025550176", 150, TEXT_LINE, "pt", 72),
)

# (language, title, words). The Spanish avoids the accents that make a text cost twice.
REPLIES = (
    ("en", "When can we call", "Thank you for writing. When can we call you, and is this number safe for you?"),
    ("en", "Our hours", "{firm} answers at these hours: {hours}."),
    ("en", "Keep your papers", "Please keep every letter and its envelope. Do not text us photos of papers yet."),
    ("es", "Hora para llamar", "Gracias por escribir. ¿A qué hora le podemos llamar a este mismo celular?"),
    ("es", "Nuestro horario", "{firm} atiende en este horario: {hours}."),
    ("es", "Guarde sus papeles", "Por favor, guarde cada carta con su sobre. Por ahora no mande fotos por texto."),
)


# (line, who, weekdays, from, to, rung as number)
ROTA = (
    (TEXT_LINE, "mei", range(5), "08:00", "20:00", 1),
    (TEXT_LINE, "tomas", range(5), "12:00", "20:00", 2),
    (TEXT_LINE, "tomas", (5, 6), "08:00", "20:00", 1),
    (DETAINED_LINE, "ines", range(7), "00:00", "24:00", 1),
    (DETAINED_LINE, "daniel", (5, 6), "00:00", "24:00", 2),
    (DIRECT_LINE, "ines", range(7), "00:00", "24:00", 1),
    (DIRECT_LINE, "mei", range(5), "08:00", "20:00", 2),
)


def seed() -> None:
    """Drops what is not there yet; what was filed, answered or deleted stays as it is."""
    if not settings.DESK_PUBLIC_KEY:
        return  # nothing may be accepted that could not be sealed
    plan_the_week()
    put_on_duty()
    prepare_replies()
    now = timezone.now()
    for form in FORMS:
        send_form(now, *form)
    send_spam(now)
    for text in TEXTS:
        send_text(now, *text)
    for voicemail in VOICEMAILS:
        leave_voicemail(now, *voicemail)


def plan_the_week() -> None:
    """The main line by the two paralegals, the lines about and from detention by the attorneys, day and night."""
    if Shift.objects.exists():
        return
    people = {member.email.partition("@")[0]: member for member in StaffMember.objects.all()}
    lines = {line.number: line for line in ContactNumber.objects.all()}
    for number, name, days, begins, ends, position in ROTA:
        if number in lines and name in people:
            for weekday in days:
                Shift.objects.create(
                    line=lines[number],
                    staff=people[name],
                    weekday=weekday,
                    begins=begins,
                    ends=ends,
                    position=position,
                )


def put_on_duty() -> None:
    """Mei takes the first bells and calls; from then on they set themselves on and off."""
    if not Bell.objects.exists() and not Duty.objects.exists():
        for member in StaffMember.objects.filter(email="mei@alvaradofinch.example"):
            set_duty(member, True)


def prepare_replies() -> None:
    attorney = StaffMember.objects.filter(email__endswith="@alvaradofinch.example", groups__name=Role.ATTORNEY).first()
    if not PreparedReply.objects.exists():
        for language, title, body in REPLIES:
            PreparedReply.objects.create(
                language=language, title=title, body=body, approved_by=attorney, approved_at=timezone.now()
            )


def opaque(name: str) -> str:
    """An idempotency key that tells nothing: keys are not sealed, and these names have a person in them."""
    return f"demo:{salted_hmac('demo arrivals', name).hexdigest()[:32]}"


def same_id(name: str) -> uuid.UUID:
    return uuid.uuid5(SPACE, name)


def send_form(now: datetime, name: str, ago: int, phone: str, language: str, slug: str, question: str) -> None:  # noqa: PLR0913, PLR0917
    at, reference = now - timedelta(minutes=ago), new_reference()
    reach = "email" if not phone else "call" if name in WANT_A_CALL else "text"
    page_language = language if language in {"en", "es"} else "en"
    asked = wording.consent(page_language, "Alvarado & Finch")
    content = {
        "reference": reference,
        "detained": "detenido esta mañana" in question,
        "language": language,
        "page_language": page_language,
        "reach": reach,
        "phone": phone,
        "email": "" if phone else "jiwoo.kim@example.org",
        "name": name,
        "neutral": name != "Lucía V.",
        "question": question,
        "notice": wording.NOTICE_VERSION,
        "consent": {"text": asked, "version": wording.CONSENT_VERSION} if reach == "text" else None,
        **update(slug, page_language),
        "signs": [],
        "visitor_key": "",
    }
    key = opaque(f"form:{name}")
    receipt = drop(
        Envelope.Kind.FORM, content, key=key, urgent=bool(content["detained"]), envelope_id=same_id(key), at=at
    )
    if receipt.fresh and reach == "text":
        acknowledge(receipt.id, phone, body_for(page_language, content["neutral"], reference), at)


def update(slug: str, language: str) -> dict[str, Any]:
    """The update they asked from, when the demo has it."""
    pages = Page.objects.live().filter(slug=slug).select_related("locale") if slug else Page.objects.none()
    page = pages.filter(locale__language_code=language).first() or pages.first()
    if page is None:
        return {"page": None, "page_title": "", "page_path": ""}
    return {"page": page.pk, "page_title": page.title, "page_path": page.relative_url(None) or ""}


def acknowledge(envelope_id: uuid.UUID, phone: str, body: str, at: datetime) -> None:
    """The acknowledgement the firm texted back, delivered a moment later."""
    text = prepare(OutgoingText.Purpose.ACKNOWLEDGEMENT, TEXT_LINE, phone, body, f"demo:ack:{envelope_id}")
    text.envelope_id, text.state = envelope_id, OutgoingText.State.DELIVERED
    text.save(force_insert=True)
    OutgoingText.objects.filter(pk=text.pk).update(created_at=at, changed_at=at)


def send_spam(now: datetime) -> None:
    content = {
        "reference": new_reference(),
        "detained": False,
        "language": "en",
        "reach": "email",
        "phone": "",
        "email": "offers@example.net",
        "name": "Growth Team",
        "neutral": True,
        "question": "Rank your law firm first in 7 days, guaranteed! Visit our page for a free audit.",
        "signs": ["sent in two seconds", "filled the hidden field"],
    }
    key, at = "demo:form:spam", now - timedelta(minutes=88)
    drop(Envelope.Kind.FORM, content, key=key, suspect=True, envelope_id=same_id(key), at=at)


def send_text(now: datetime, phone: str, ago: int, body: str) -> None:
    key = opaque(f"text:{phone}")
    content = {"sid": key, "from": phone, "line": TEXT_LINE, "body": body, "media": [], "opt_out": ""}
    drop(Envelope.Kind.TEXT, content, key=key, envelope_id=same_id(key), at=now - timedelta(minutes=ago))


def leave_voicemail(now: datetime, phone: str, ago: int, line: str, language: str, seconds: int) -> None:
    key = opaque(f"voicemail:{phone}")
    at = now - timedelta(minutes=ago)
    content = {
        "recording_sid": key,
        "call_sid": f"demo:call:{phone}",
        "from": phone,
        "line": line,
        "language": language,
        "seconds": seconds,
    }
    urgent = line == DETAINED_LINE
    receipt = drop(Envelope.Kind.VOICEMAIL, content, key=key, urgent=urgent, envelope_id=same_id(key), at=at)
    if receipt.fresh:
        file_id = same_id(f"{key}:sound")
        sealed = seal_file(file_id, "audio/wav", "voicemail.wav", hum(seconds))
        SealedFile.objects.create(
            id=file_id, envelope_id=receipt.id, key=key, received_at=at, bucket=len(sealed), sealed=sealed
        )


def hum(seconds: int) -> bytes:
    """A quiet rising and falling tone, so that the player has something to play. Nobody speaks."""
    rate, out = 8000, io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        one = b"".join(
            struct.pack("B", 128 + int(18 * math.sin(t * 2 * math.pi * 180 / rate) * math.sin(t * math.pi / rate)))
            for t in range(rate)
        )
        sound.writeframes(one * seconds)
    return out.getvalue()
