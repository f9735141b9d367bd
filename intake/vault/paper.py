"""The recovery key that exists only on paper: how it is printed, and how it is typed back.

It is an ordinary age identity, so the stock `age` program opens with it whatever this one sealed. On
the sheet it stands in short groups, each line with two check letters, so that a slip is found in its line.
"""

import hashlib
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from pyrage import x25519

from intake.models import PaperKey, Wrap
from intake.vault import bech32, key_holders
from intake.vault.sealing import VaultError
from intake.vault.signals import door_event

HEAD = "AGE-SECRET-KEY-1"
GROUP, GROUPS = 5, 3
LINE = GROUP * GROUPS
CHECK = 2


class WrongPaper(VaultError):
    """What was typed is no paper key, or another one."""


def make() -> str:
    """A fresh identity. Print it, then forget it."""
    return str(x25519.Identity.generate())


def lines_of(identity: str) -> list[str]:
    """The sheet's four lines: "1  QQQQQ WWWWW EEEEE  /RT"."""
    letters = identity.removeprefix(HEAD)
    pieces = [letters[start : start + LINE] for start in range(0, len(letters), LINE)]
    return [
        f"{number}  {' '.join(piece[at : at + GROUP] for at in range(0, len(piece), GROUP)):<17}  /{check(number, piece)}"
        for number, piece in enumerate(pieces, 1)
    ]


def check(number: int, piece: str) -> str:
    """Two letters that change with any slip in a line, and with its place."""
    digest = hashlib.sha256(f"{number}{piece.upper()}".encode()).digest()
    return "".join(bech32.LETTERS[byte % 32] for byte in digest[:CHECK]).upper()


def piece_of(number: int, typed: str) -> str:
    """The letters of one typed line, without its check.

    Raises:
        WrongPaper: there is a slip in this line.
    """
    letters = "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    if letters[:1] == str(number) and len(letters) in {LINE + CHECK + 1, 13 + CHECK + 1}:
        letters = letters[1:]  # typed with the line's number
    piece, checked = letters[:-CHECK], letters[-CHECK:]
    if not piece or checked != check(number, piece):
        raise WrongPaper
    return piece


def identity_of(typed: str) -> str:
    """The identity on a sheet, typed as its four lines or as one AGE-SECRET-KEY-1… line.

    Raises:
        WrongPaper: it is none; a slip somewhere.
    """
    one = "".join(typed.split()).upper()
    if not one.startswith(HEAD):
        lines = [line for line in typed.splitlines() if line.strip()]
        one = HEAD + "".join(piece_of(number, line) for number, line in enumerate(lines, 1))
    if not bech32.is_identity(one):
        raise WrongPaper
    return one


def keep(identity: str, secrets: Mapping[int, str]) -> PaperKey:
    """Records a proven paper key, and retires the one before: its sheet opens nothing that comes after."""
    public_key = str(x25519.Identity.from_str(identity).to_public())
    with transaction.atomic():
        before = PaperKey.objects.filter(retired_at=None)
        Wrap.objects.filter(paper_key__in=before).delete()
        before.update(retired_at=timezone.now())
        paper_key = PaperKey.objects.create(public_key=public_key, proven_at=timezone.now())
        key_holders.wrap(secrets, paper_key)
        door_event.send(PaperKey, staff=None, action="paper.make", subject=paper_key.pk, facts={})
    return paper_key


def secrets_from(identity: str) -> dict[int, str]:
    """The desk secrets by epoch that a paper key opens.

    Raises:
        NoKey: this paper opens nothing here.
    """
    public_key = str(x25519.Identity.from_str(identity).to_public())
    return key_holders.unwrap(identity, Wrap.objects.filter(paper_key__public_key=public_key))


def sheet(identity: str, firm: str) -> str:
    """The page to print or copy by hand."""
    public_key = str(x25519.Identity.from_str(identity).to_public())
    return "\n".join(
        [
            "",
            f"  RECOVERY KEY of {firm}",
            f"  made {timezone.now():%Y-%m-%d}",
            "",
            *(f"      {line}" for line in lines_of(identity)),
            "",
            "  Whoever holds this sheet can read everything the firm's desk ever received.",
            "  Seal it in an envelope and keep it in a safe, away from the server and its backups.",
            "  It opens the desk when nobody has their six words any more:",
            "      manage.py desk_setup --from-paper --staff E-MAIL",
            "  It opens the backups:      manage.py restore BACKUP FOLDER",
            f"  With the age program: {HEAD} and the letters of the four lines,",
            "  without spaces and without the two letters after each /.",
            f"  It belongs to {public_key}",
            "",
        ]
    )
