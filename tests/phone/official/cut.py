"""Cuts what the phone asks of Twilio out of Twilio's own OpenAPI files: `python -m tests.phone.official.cut FOLDER`.

FOLDER is `package/src/services/twilio-api` of the npm package @twilio/cli-core, published by Twilio under the MIT
licence beside this file (the files' own `info.license` says Apache 2.0). Version 8.3.2 was cut last. Nothing is
changed in what is kept; left out are other paths, descriptions, and what only documentation is made of.
"""

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ACCOUNT = "/2010-04-01/Accounts/{AccountSid}/"
ASKED = {
    "api_v2010": [
        ACCOUNT + path
        for path in (
            "Messages.json",
            "Messages/{Sid}.json",
            "Messages/{MessageSid}/Media.json",
            "Messages/{MessageSid}/Media/{Sid}.json",
            "Calls.json",
            "Calls/{Sid}.json",
            "Recordings.json",
            "Recordings/{Sid}.json",
            "IncomingPhoneNumbers.json",
            "IncomingPhoneNumbers/{Sid}.json",
            "Balance.json",
            "Usage/Triggers.json",
        )
    ],
    "messaging_v1": [
        "/v1/Services/{Sid}",
        "/v1/Services/{ServiceSid}/PhoneNumbers",
        "/v1/Services/{MessagingServiceSid}/Compliance/Usa2p",
    ],
    "voice_v1": ["/v1/DialingPermissions/Countries"],
    "accounts_v1": ["/v1/Messaging/GeoPermissions"],
}
DROPPED = {"headers", "x-twilio", "tags"}


def cut(folder: Path) -> dict[str, Any]:
    """One document of all that is asked; a path's own `servers` says which host it belongs to."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    whole: dict[str, Any] = {}
    for name, wanted in ASKED.items():
        whole = json.loads((folder / f"twilio_{name}.json").read_text(encoding="utf-8"))
        paths |= {path: bare(whole["paths"][path]) for path in wanted}
        for schema in needed(paths, whole["components"]["schemas"]):
            schemas.setdefault(schema, bare(whole["components"]["schemas"][schema]))
    components = {"securitySchemes": whole["components"]["securitySchemes"], "schemas": dict(sorted(schemas.items()))}
    info = {name: whole["info"][name] for name in ("title", "license", "version")} | {"title": "Twilio, as asked here"}
    return {
        "openapi": whole["openapi"],
        "info": info,
        "servers": [{"url": "https://api.twilio.com"}],
        "security": whole["security"],
        "paths": paths,
        "components": components,
    }


def bare(node: Any, *, answer: bool = False) -> Any:
    """Without documentation. A *property* may be called description or tags: those are objects, and stay; and an
    answer without a description is none (Prism says so of each 204)."""
    if isinstance(node, dict):
        return {
            key: {code: bare(one, answer=True) for code, one in value.items()} if key == "responses" else bare(value)
            for key, value in node.items()
            if not (key in DROPPED and not is_schema(value))
            and (answer or key != "description" or not isinstance(value, str))
        }
    return [bare(one) for one in node] if isinstance(node, list) else node


def is_schema(node: Any) -> bool:
    return isinstance(node, dict) and ("type" in node or "$ref" in node)


def needed(node: Any, schemas: dict[str, Any]) -> set[str]:
    """Names of the schemas `node` refers to, and those they refer to."""
    found: set[str] = set()
    ahead = [node]
    while ahead:
        one = ahead.pop()
        if isinstance(one, list):
            ahead += one
        elif isinstance(one, dict):
            name = str(one.get("$ref", "")).rpartition("/")[2]
            if name in schemas and name not in found:
                found.add(name)
                ahead.append(schemas[name])
            ahead += one.values()
    return found


if __name__ == "__main__":
    text = json.dumps(cut(Path(sys.argv[1])), indent=1, ensure_ascii=False)
    (HERE / "description.json").write_text(text + "\n", encoding="utf-8")
