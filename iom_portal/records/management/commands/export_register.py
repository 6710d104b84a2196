from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ...files.csv_files import write_files
from ...history.clock import BadDay, read_clock
from ...history.snapshots import BadMoment, as_recorded, read_moment


class Command(BaseCommand):
    help = "Write the register to a directory as the CSV files that load_register reads, byte for byte the same."

    def add_arguments(self, parser):
        parser.add_argument("directory")
        parser.add_argument("--as-of", metavar="DAY", help="only what is or may be true on that day, and the undated")
        parser.add_argument(
            "--as-recorded", metavar="MOMENT", help="as it stood at a revision, or a time with its zone"
        )

    def handle(self, *, directory, as_of, **options):
        if Path(directory).exists() and not Path(directory).is_dir():
            raise CommandError(f"{directory} is a file: name a directory.")
        try:
            written = self.write(directory, as_of, options["as_recorded"])
        except (BadDay, BadMoment) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"Cannot write to {directory}: {error.strerror}.") from error
        self.stdout.write(f"{sum(written.values())} rows in {len(written)} files written to {directory}")

    def write(self, directory, day, moment):
        moment = read_moment(moment) if moment else None
        with as_recorded(moment):
            return write_files(directory, read_clock(day, moment).asked)
