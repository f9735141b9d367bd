"""Which page a request came from: signed, so that the desk can believe it; the same for every reader."""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

SALT = "ask.source"


@dataclass(frozen=True)
class Source:
    page: int | None = None
    title: str = ""
    path: str = ""

    def signed(self) -> str:
        """For a hidden field of the form on that page."""
        return Signer(salt=SALT).sign_object([self.page, self.title, self.path])


def read(text: str) -> Source:
    """The page a posted field names; an empty Source when it is missing or not ours."""
    try:
        page, title, path = Signer(salt=SALT).unsign_object(text)
    except (BadSignature, ValueError, TypeError):
        return Source()
    return Source(page, title, path)
