"""Fetches a picture from the old site: public addresses only (an export is a stranger's file), within limits."""

import http.client
from urllib.parse import urljoin

from firm.public_web import MOST_REDIRECTS, MOVED, OutOfReach, asked

MOST_BYTES = 20 * 1024 * 1024


def fetch(url: str) -> bytes:
    """The bytes at `url`, at most 20 MB.

    Raises:
        OutOfReach: no public http(s) address, no answer in time, an error, too large, or no picture.
    """
    for _attempt in range(MOST_REDIRECTS + 1):
        answer = ask(url)
        if isinstance(answer, bytes):
            return answer
        url = answer
    raise OutOfReach(f"more than {MOST_REDIRECTS} redirects")


def ask(url: str) -> bytes | str:
    """The body, or the address it has moved to."""
    try:
        with asked(url, agent="Amparo import", accept="image/*") as response:
            return (
                read(response) if response.status not in MOVED else urljoin(url, response.headers.get("Location", ""))
            )
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise OutOfReach(f"no answer ({type(error).__name__})") from None


def read(response: http.client.HTTPResponse) -> bytes:
    if response.status != 200:
        raise OutOfReach(f"the old site answered {response.status}")
    if not response.headers.get_content_type().startswith(("image/", "application/octet-stream")):
        raise OutOfReach(f"no picture but {response.headers.get_content_type()}")
    body = response.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise OutOfReach(f"larger than {MOST_BYTES // 1024 // 1024} MB")
    return body
