"""Holds the real client's requests to Twilio's official OpenAPI description, in this process.

An HTTP client for twilio-python that checks every request against the description, names it does not know
included (Twilio silently drops those), and answers with the description's own example.
"""

import base64
import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from twilio.http import HttpClient
from twilio.http.response import Response

OFFICIAL = Path(__file__).parent / "official" / "description.json"  # see official/cut.py
ECHO = {"Body": "body", "To": "to", "From": "from", "MessagingServiceSid": "messaging_service_sid"}


class ContractViolation(AssertionError):
    pass


def description() -> dict[str, Any]:
    """The official description, with what would stand in a reader's way put right.

    A list in a form is a repeated key, as OpenAPI has it unless told: Prism must be told. And the next pages that
    its examples name break the description themselves, so each example is the last page.
    """
    loaded: dict[str, Any] = json.loads(OFFICIAL.read_text(encoding="utf-8"))
    for operation in (one for path in loaded["paths"].values() for one in path.values() if isinstance(one, dict)):
        for answer in operation["responses"].values():
            for example in answer.get("content", {}).get("application/json", {}).get("examples", {}).values():
                body = example["value"]
                body |= {"next_page_uri": None} if "next_page_uri" in body else {}
                body |= {"meta": body["meta"] | {"next_page_url": None}} if "meta" in body else {}
        form = operation.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded")
        for name, field in form["schema"].get("properties", {}).items() if form else ():
            if field.get("type") == "array":
                form.setdefault("encoding", {})[name] = {"style": "form", "explode": True}
    return loaded


class Described(HttpClient):
    """`errors` is a queue of (status, code) to answer instead; `calls` records what was asked."""

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__(None, False, 5)  # type: ignore[arg-type]
        from openapi_core import Config, OpenAPI

        self.document = document
        self.api = OpenAPI.from_dict(document, config=Config(spec_validator_cls=None))  # type: ignore[arg-type]
        self.routes = sorted(
            (
                (re.compile("^" + re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path)) + "$"), path)
                for path in document["paths"]
            ),
            key=lambda route: route[1].count("{"),
        )
        self.errors: list[tuple[int, int]] = []
        self.calls: list[tuple[str, str, dict[str, Any]]] = []

    def request(  # noqa: PLR0917
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        parts = urlsplit(url)
        operation = self._operation(method, parts.path)
        self._check_names(operation, data or {}, params or {})
        self._check_request(method, parts, data, params or {}, auth or ("", ""))
        self.calls.append((method.upper(), parts.path, dict(data or {})))
        if self.errors:
            status, code = self.errors.pop(0)
            told = {"code": code, "message": "quetzal +12025550133", "status": status, "more_info": ""}
            return Response(status, json.dumps(told))
        return self._example(operation, data or {})

    def _operation(self, method: str, path: str) -> dict[str, Any]:
        for pattern, template in self.routes:
            if pattern.match(path) and method.lower() in self.document["paths"][template]:
                found: dict[str, Any] = self.document["paths"][template][method.lower()]
                return found
        raise ContractViolation(f"no such operation: {method} {path}")

    @staticmethod
    def _check_names(operation: dict[str, Any], data: dict[str, object], params: dict[str, object]) -> None:
        body = operation.get("requestBody", {}).get("content", {}).get("application/x-www-form-urlencoded")
        known = set(body["schema"]["properties"]) if body else set()
        query = {found["name"] for found in operation.get("parameters", []) if found["in"] == "query"}
        unknown = (set(data) - known) | (set(params) - query - {"PageSize", "Page", "PageToken"})
        if unknown:
            raise ContractViolation(f"unknown parameters {sorted(unknown)}")

    def _check_request(
        self, method: str, parts: Any, data: dict[str, object] | None, params: dict[str, object], auth: tuple[str, str]
    ) -> None:
        from openapi_core.testing import MockRequest

        form = urlencode(data or {}, doseq=True)
        for name, value in parse_qsl(form, keep_blank_values=True):
            if value in {"True", "False"}:
                raise ContractViolation(f"{name}={value}: Twilio wants lower-case booleans")
        login = base64.b64encode(":".join(auth).encode()).decode()
        request = MockRequest(
            f"{parts.scheme}://{parts.netloc}",
            method.lower(),
            parts.path,
            args={**dict(parse_qsl(parts.query)), **{name: str(value) for name, value in params.items()}},
            headers={"Authorization": f"Basic {login}"},
            data=form.encode() if data is not None and method.upper() == "POST" else None,
            content_type="application/x-www-form-urlencoded",
        )
        try:
            self.api.validate_request(request)
        except Exception as error:
            cause = error.__cause__ or error
            detail = "; ".join(found.message for found in getattr(cause, "schema_errors", [])) or str(cause)
            raise ContractViolation(f"{method} {parts.path}: {detail}") from error

    def _example(self, operation: dict[str, Any], data: dict[str, object]) -> Response:
        status, answer = next((int(s), a) for s, a in sorted(operation["responses"].items()) if s[0] == "2")
        media = answer.get("content", {}).get("application/json")
        if not media:
            return Response(status, "")
        body = next(iter(media["examples"].values()))["value"]
        body = {**body, **{ECHO[name]: value for name, value in data.items() if ECHO.get(name) in body}}
        return Response(status, json.dumps(body))


if __name__ == "__main__":  # writes the description for Prism
    Path(sys.argv[1]).write_text(json.dumps(description()), encoding="utf-8")
