"""The simulated phone writes a text: the webhook goes out, and what our answer says comes back as a bubble."""

from datetime import UTC, datetime

from defusedxml.ElementTree import fromstring
from django.conf import settings

from intake.phone.gateway import Fetched
from intake.phone.keywords import UNCLEAR, keyword
from intake.phone.simulator import samples
from intake.phone.simulator.network import HOME, PhoneText, new_sid

# As Twilio's Advanced Opt-Out would answer. We never do.
CARRIER_SAYS = {
    "STOP": "You have been unsubscribed and will get no more texts. Reply START to resubscribe.",
    "START": "You have been resubscribed and will get texts from this number again. Reply STOP to unsubscribe.",
    "HELP": "Reply STOP to unsubscribe.",
}


def write(phone: str, line: str, body: str, picture_name: str = "") -> int:
    """Sends one text from the phone to a line; returns the status our webhook answered."""
    sid = new_sid("MM" if picture_name else "SM")
    params = {
        "MessageSid": sid,
        "SmsSid": sid,
        "SmsMessageSid": sid,
        "SmsStatus": "received",
        "From": phone,
        "To": line,
        "Body": body,
        "NumSegments": "1",
        "NumMedia": "0",
    }
    pictures: tuple[str, ...] = ()
    if picture_name:
        picture = new_sid("ME")
        HOME.keep_file(picture, Fetched("image/png", picture_name, samples.picture()))
        pictures = (picture,)
        account = f"https://api.twilio.com/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}"
        params |= {
            "NumMedia": "1",
            "MediaUrl0": f"{account}/Messages/{sid}/Media/{picture}",
            "MediaContentType0": "image/png",
        }
    HOME.from_phone(PhoneText(sid, phone, line, False, body, datetime.now(UTC), pictures=pictures))
    word = keyword(body).replace(UNCLEAR, "")  # Twilio blocks nothing then
    if word:
        params["OptOutType"] = word
    status, document = HOME.webhook("/twilio/text/", params)
    if word:
        _carrier_answers(word, phone, line)
    elif status == 200:
        for message in fromstring(document).iter("Message"):
            HOME.to_phone(line, phone, message.text or "", message.get("action", ""))
    return status


def _carrier_answers(word: str, phone: str, line: str) -> None:
    if word == "STOP":
        HOME.blocked.add(phone)
    elif word == "START":
        HOME.blocked.discard(phone)
    HOME.to_phone(line, phone, CARRIER_SAYS[word], "")
