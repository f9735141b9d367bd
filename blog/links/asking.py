"""One polite question to an address: HEAD, then GET where HEAD is refused; public addresses only."""

import http.client
from dataclasses import dataclass
from urllib.parse import urljoin

from blog.models import SourceLink
from firm.public_web import MOST_REDIRECTS, MOVED, OutOfReach, asked

State = SourceLink.State
TRY_GET = {400, 403, 404, 405, 501}
ROBOTS_REFUSED = {401, 403, 429, 503}


@dataclass(frozen=True)
class Answer:
    state: str
    status: int | None = None
    moved_to: str = ""


def ask(url: str) -> Answer:
    """What is met at `url`, after at most a few redirects, each checked like the first address."""
    here = url
    for _hop in range(MOST_REDIRECTS + 1):
        try:
            status, location = answered(here)
            onward = urljoin(here, location) if location and status in MOVED else ""
        except OutOfReach:
            return Answer(State.FORBIDDEN)
        except (OSError, http.client.HTTPException, ValueError):
            return Answer(State.SILENT)
        if onward:
            here = onward
            continue
        return Answer(state_of(status, moved=here != url), status, here if here != url else "")
    return Answer(State.SILENT)


def state_of(status: int, *, moved: bool) -> str:
    if 200 <= status < 400:
        return State.MOVED if moved else State.ALIVE
    if status in ROBOTS_REFUSED:
        return State.REFUSED
    return State.DEAD if 400 <= status < 500 else State.SILENT


def answered(url: str) -> tuple[int, str]:
    """Status and Location.

    Raises:
        OutOfReach: not a public web address.
    """
    status, location = one(url, "HEAD")
    return one(url, "GET") if status in TRY_GET else (status, location)


def one(url: str, method: str) -> tuple[int, str]:
    with asked(url, method, agent="Amparo link check") as response:
        return response.status, response.headers.get("Location", "")
