"""Refuses TwiML that twilio-python would happily write but Twilio would not understand.

The library takes any keyword, so a misspelt attribute, a list or a control character goes out silently. The
known names come from the library's own signatures.
"""

import inspect
import re

from defusedxml.ElementTree import fromstring
from twilio.twiml import TwiML, lower_camel, messaging_response, voice_response

LEAKED = ("True", "False", "None")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def _attributes() -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for module in (voice_response, messaging_response):
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if not issubclass(kind, TwiML):
                continue
            for _, method in inspect.getmembers(kind, inspect.isfunction):
                nested = re.search(r"self\.nest\(\s*(\w+)\(", inspect.getsource(method))
                if nested:
                    names = {lower_camel(TwiML.MAP.get(name, name)) for name in inspect.signature(method).parameters}
                    known.setdefault(nested[1], set()).update(names)
    return known


KNOWN = _attributes()


def lint(document: str) -> str:
    """The document itself, when every verb and attribute is one that Twilio knows."""
    assert not CONTROLS.search(document), "a control character"
    root = fromstring(document)
    assert root.tag == "Response"
    for element in root.iter():
        if element.tag == "Response":
            continue
        assert element.tag in KNOWN, f"unknown verb {element.tag}"
        assert not set(element.attrib) - KNOWN[element.tag], f"unknown attribute of {element.tag}: {element.attrib}"
        for value in element.attrib.values():
            assert value not in LEAKED, f"a Python value leaked into {element.tag}"
            assert not value.startswith("["), f"a list leaked into {element.tag}"
    return document
