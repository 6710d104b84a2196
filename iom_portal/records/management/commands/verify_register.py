"""`manage.py verify_register`: whether history is as it was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...history.snapshots import BadMoment, is_named_for_good, read_moment
from ...history.verifying import verify_register


class Command(BaseCommand):
    help = (
        "Verify every revision against its hash, and the records against history. "
        "Exits with 1 and names the first revision that does not hold, and which row."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "names",
            nargs="*",
            help="names of revisions as they were cited or noted elsewhere, such as 12.3fa9c1d2e4b5a697: "
            "whether the chain still goes through them",
        )

    def handle(self, *, names: list[str], **options: Any) -> None:
        verified = verify_register()
        for name in names:
            if not is_named_for_good(name):
                raise CommandError(f"“{name}” is not the name of a revision: write its number, “.” and 8 to 64 digits.")
            try:
                read_moment(name)
            except BadMoment as error:
                verified.faults.append(str(error))
        held = f"{verified.revisions} revisions hold" if verified.revisions != 1 else "1 revision holds"
        if verified.faults:
            raise CommandError("\n".join([*verified.faults, f"Before that {held}."]))
        head = f" The head is {verified.head}." if verified.head else ""
        self.stdout.write(f"History holds: {held}, and the records are as it left them.{head}")
