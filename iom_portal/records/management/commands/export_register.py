from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from iom_portal.records.files import write_files


class Command(BaseCommand):
    help = "Write the register to a directory as the CSV files that load_register reads, byte for byte the same."

    def add_arguments(self, parser):
        parser.add_argument("directory")

    def handle(self, *, directory, **options):
        if Path(directory).exists() and not Path(directory).is_dir():
            raise CommandError(f"{directory} is a file: name a directory.")
        try:
            written = write_files(directory)
        except OSError as error:
            raise CommandError(f"Cannot write to {directory}: {error.strerror}.") from error
        self.stdout.write(f"{sum(written.values())} rows in {len(written)} files written to {directory}")
