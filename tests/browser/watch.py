"""Watches every page of a browser test for what must never happen on any page of ours."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

AXE = Axe()


class Watch:
    """Notes requests to anybody else, breaches of the content security policy, and script errors."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.origin = urlsplit(url).netloc
        self.seen: list[str] = []
        context.on("request", self.request)
        context.on("console", self.console)
        context.on("weberror", lambda error: self.seen.append(f"script error: {error.error}"))

    def request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.origin:
            self.seen.append(f"third-party request: {request.url}")

    def console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.seen.append(f"policy breach: {message.text}")


def axe(page: Page) -> str:
    """What axe finds on the page as it is now, readable; "" when it finds nothing."""
    found = AXE.run(page).response["violations"]
    return "\n".join(
        f"{violation['id']}: {violation['help']}\n  " + "\n  ".join(node["html"][:200] for node in violation["nodes"])
        for violation in found
    )
