"""`manage.py export_register`: write the register as CSV files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...files.csv_files import write_files
from ...history.clock import BadDay, read_clock
from ...history.snapshots import BadMoment, as_recorded, read_moment


class Command(BaseCommand):
    help = "Write the register to a directory as the CSV files that load_register reads, byte for byte the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory")
        parser.add_argument("--as-of", metavar="DAY", help="only what is or may be true on that day, and the undated")
        parser.add_argument(
            "--as-recorded", metavar="MOMENT", help="as it stood at a revision, or a time with its zone"
        )

    def handle(self, *, directory: str, as_of: str | None, as_recorded: str | None, **options: Any) -> None:
        if Path(directory).exists() and not Path(directory).is_dir():
            raise CommandError(f"{directory} is a file: name a directory.")
        try:
            rows = write_as_recorded(directory, as_of, as_recorded)
        except (BadDay, BadMoment) as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"Cannot write to {directory}: {error.strerror}.") from error
        self.stdout.write(f"{sum(rows.values())} rows in {len(rows)} files written to {directory}")


def write_as_recorded(directory: str, day_text: str | None, moment_text: str | None) -> dict[str, int]:
    """Write the files as of a day and a moment, if those are given. Returns {file name: number of rows}.

    Raises BadDay and BadMoment.
    """
    moment = read_moment(moment_text) if moment_text else None
    with as_recorded(moment):
        return write_files(directory, read_clock(day_text, moment).asked)
