"""`manage.py load_register`: load the register from its CSV files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ...files.loading import LoadFailed, RegisterLoad, Report
from ...models.revision import Revision


class Command(BaseCommand):
    help = (
        "Load the register from its CSV files: all of it, or nothing if one row is bad. A second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", nargs="?", default=settings.FIXTURES, help="default: fixtures/")
        parser.add_argument("--if-empty", action="store_true", help="do nothing if the register has been loaded before")
        parser.add_argument("--overwrite", action="store_true", help="write the files' rows also over editors' changes")
        parser.add_argument("--prune", action="store_true", help="delete loaded rows that the files no longer hold")
        parser.add_argument("--reason", default="Load of the register files", help="why, for the list of changes")

    def handle(
        self,
        *,
        directory: str | Path,
        if_empty: bool,
        overwrite: bool,
        prune: bool,
        reason: str,
        verbosity: int,
        **options: Any,
    ) -> None:
        if if_empty and Revision.objects.exists():
            self.stdout.write("The register is loaded already.")
            return
        if not reason.strip():
            raise CommandError("--reason must not be empty: every change says why.")

        def progress(name: str, rows: int) -> None:
            if verbosity:
                self.stdout.write(f"  {name:<24}{rows:>6} rows")
                self.stdout.flush()

        try:
            report = RegisterLoad(directory, overwrite=overwrite, prune=prune, progress=progress).run(reason=reason)
        except LoadFailed as failed:
            for problem in failed.problems:
                self.stderr.write(str(problem))
            number = "1 problem" if len(failed.problems) == 1 else f"{len(failed.problems)} problems"
            raise CommandError(f"{number} in the files; nothing was written.") from None
        self.tell(report)

    def tell(self, report: Report) -> None:
        """Write what the load did, and what it left alone."""
        for line in report.conflicts + report.extra:
            self.stdout.write(self.style.WARNING(line))
        if report.conflicts:
            self.stdout.write(f"{len(report.conflicts)} conflicts left alone; --overwrite lets the files win.")
        changes = f"{report.new.total()} new, {report.changed.total()} changed, {report.removed.total()} removed"
        revision = f"revision {report.revision.number}" if report.revision else "no revision: nothing changed"
        self.stdout.write(self.style.SUCCESS(f"{report.rows.total()} rows: {changes}; {revision}."))
