"""`manage.py desk_setup`: the desk's first key, the first person's words, and the key on paper."""

from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from firm.models import StaffMember
from intake.management.asking import AskingCommand
from intake.models import DeskKey
from intake.vault import VaultError, go_live, key_holders, paper, staff_key
from intake.vault.phrase import canonical, new_phrase


class Command(AskingCommand):
    help = "Makes the desk key, the first key-holder's six words and the paper key, and proves that both open it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--staff", metavar="E-MAIL", help="whose words: a paralegal or an attorney; asked for if missing"
        )
        parser.add_argument(
            "--sheet", metavar="FILE", help="writes the paper key there (a printer, a USB stick) instead of showing it"
        )
        parser.add_argument(
            "--new-paper", action="store_true", help="prints a new paper key; the old sheet stops working"
        )
        parser.add_argument(
            "--from-paper",
            action="store_true",
            help="admits this person with the paper key, when nobody has their words",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        staff = self.holder(options["staff"] or self.ask("E-mail of the paralegal or attorney who will hold a key: "))
        if options["from_paper"]:
            self.admit_from_paper(staff)
        elif options["new_paper"]:
            self.replace_paper(staff, options["sheet"])
        else:
            self.begin(staff, options["sheet"])

    def begin(self, staff: StaffMember, sheet: str | None) -> None:
        """Everything or nothing: whoever stops half-way starts over, and no half-proven key stays."""
        if DeskKey.objects.exists():
            message = "The desk has its key. Admit colleagues at /desk/people/; see also --new-paper, --from-paper."
            raise CommandError(message)
        phrase, identity = self.prove_words(staff), self.prove_paper(sheet)
        with transaction.atomic():
            desk_key, secrets = key_holders.new_desk_key()
            self.admit(staff, phrase, secrets)
            paper.keep(identity, secrets)
        self.say("", "The desk has its key. Put this line into the server's environment and start it again:", "")
        self.say(f"DESK_PUBLIC_KEY={desk_key.public_key}", "")
        settings.DESK_PUBLIC_KEY = settings.DESK_PUBLIC_KEY or desk_key.public_key
        for line in go_live.missing():
            self.say(f"Still to do: {line}")

    def replace_paper(self, staff: StaffMember, sheet: str | None) -> None:
        secrets = self.until_right(
            "Your six words: ", lambda typed: key_holders.secrets_of(staff, typed), "These words do not open the desk."
        )
        paper.keep(self.prove_paper(sheet), secrets)
        self.say("The new sheet is proven. The old one opens nothing but older backups: keep it until they are gone.")

    def admit_from_paper(self, staff: StaffMember) -> None:
        secrets = paper.secrets_from(self.read_paper())
        phrase = self.prove_words(staff)
        with transaction.atomic():
            self.admit(staff, phrase, secrets)
        self.say(f"{staff.name} can open the desk. Put the sheet back into its safe.")

    def admit(self, staff: StaffMember, phrase: str, secrets: dict[int, str]) -> None:
        staff_key.make(staff, phrase)
        key_holders.wrap(secrets, staff_key.prove(staff, phrase))

    def prove_words(self, staff: StaffMember) -> str:
        """Shows six words and has them typed back. Nothing is written yet: a question must not lock the database."""
        phrase = new_phrase()
        self.say("", f"Six words for {staff.name}. They are shown this once and kept nowhere; write them down:", "")
        self.say(f"      {phrase}", "")
        self.ask("Press Enter when you have written them down; they leave the screen. ")
        self.wipe()

        def same(typed: str) -> None:
            if canonical(typed) != canonical(phrase):
                raise VaultError

        self.until_right("Type the six words from your paper: ", same, "Not these. Look at the paper again.")
        return phrase

    def prove_paper(self, sheet: str | None) -> str:
        """Prints a paper key and has it typed back."""
        identity = paper.make()
        text = paper.sheet(identity, settings.WAGTAIL_SITE_NAME)
        if sheet:
            self.write_sheet(Path(sheet), text)
        else:
            self.say(text)
        self.ask("Print the sheet, or copy it by hand; then press Enter. ")
        self.wipe()
        self.say("Now type it back from the paper, to show that it works.")
        if self.read_paper() != identity:
            message = "This is another sheet; nothing was kept. Start again."
            raise CommandError(message)
        return identity

    def read_paper(self) -> str:
        self.say("Type the four lines of the sheet, one by one.")
        wrong = "There is a slip in this line. Once more."
        pieces = [
            self.until_right(f"Line {number}: ", partial(paper.piece_of, number), wrong) for number in range(1, 5)
        ]
        try:
            return paper.identity_of(paper.HEAD + "".join(pieces))
        except VaultError:
            message = "These four lines are not one key."
            raise CommandError(message) from None

    def write_sheet(self, path: Path, text: str) -> None:
        if path.resolve().is_relative_to(Path(settings.DATA_DIR).resolve()):
            message = "Not into the data folder: a thief of the disk would have the key."
            raise CommandError(message)
        path.touch(mode=0o600)
        with path.open("w", encoding="utf-8") as file:
            file.write(text)
        self.say(f"The sheet is in {path}. Print it from there, then destroy the file.")
