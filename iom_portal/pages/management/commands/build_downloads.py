from django.core.management.base import BaseCommand, CommandError

from iom_portal.records.history.clock import BadDay, read_clock
from iom_portal.records.history.snapshots import BadMoment, as_recorded, read_moment

from ...downloads.building import build, folder, manifest
from ...downloads.editions import Edition, NothingToDownload


class Command(BaseCommand):
    help = "Make the files of the register that /data/ offers, where they are missing. For a nightly job."

    def add_arguments(self, parser):
        parser.add_argument("--as-of", metavar="DAY", help="only what is or may be true on that day, and the undated")
        parser.add_argument(
            "--as-recorded", metavar="MOMENT", help="as it stood at a revision, or a time with its zone"
        )

    def handle(self, *, as_of, **options):
        try:
            moment = read_moment(options["as_recorded"]) if options["as_recorded"] else None
            with as_recorded(moment):
                edition = Edition.of(read_clock(as_of, moment))
        except (BadDay, BadMoment, NothingToDownload) as error:
            raise CommandError(str(error)) from None
        there = manifest(edition) is not None
        found = build(edition)
        for file in found["files"]:
            self.stdout.write(f"{file['sha256']}  {folder(edition) / file['name']} ({file['bytes']} bytes)")
        made = "were there already" if there else "were made"
        self.stdout.write(f"The files of revision {edition.revision}, {edition.days_in_words}, {made}.")
