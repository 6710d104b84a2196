"""Builds the files of /data/ before somebody asks for them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iom_portal.records.history.clock import BadDay, read_clock
from iom_portal.records.history.snapshots import BadMoment, as_recorded, read_moment

from ...downloads.building import build, find_manifest, folder
from ...downloads.editions import Edition, NothingToDownload


class Command(BaseCommand):
    help = "Make the files of the register that /data/ offers, where they are missing. For a nightly job."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--as-of", metavar="DAY", help="only what is or may be true on that day, and the undated")
        parser.add_argument(
            "--as-recorded", metavar="MOMENT", help="as it stood at a revision, or a time with its zone"
        )

    def handle(self, *, as_of: str | None, **options: Any) -> None:
        try:
            edition = _edition_of(as_of, options["as_recorded"])
        except (BadDay, BadMoment, NothingToDownload) as error:
            raise CommandError(str(error)) from None
        were_there = find_manifest(edition) is not None
        for file in build(edition)["files"]:
            self.stdout.write(f"{file['sha256']}  {folder(edition) / file['name']} ({file['bytes']} bytes)")
        outcome = "were there already" if were_there else "were made"
        self.stdout.write(f"The files of revision {edition.revision}, {edition.days_in_words}, {outcome}.")


def _edition_of(day: str | None, moment_text: str | None) -> Edition:
    """Return the edition for the texts of a day and a moment. Raises BadDay, BadMoment, NothingToDownload."""
    moment = read_moment(moment_text) if moment_text else None
    with as_recorded(moment):
        return Edition.of(read_clock(day, moment))
