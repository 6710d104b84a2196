"""`manage.py load_register`: load the register from its CSV files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from ...files.load_report import CHANGED, CREATED, DELETED, Report
from ...files.loading import ConsentNeeded, LoadFailed, RegisterLoad
from ...kinds import file_name, kinds
from ...models.entry import Entry
from ...models.revision import Revision


class Command(BaseCommand):
    help = (
        "Load the register from its CSV files: all of it, or nothing if one row is bad. What contradicts an editor is "
        "named and left. A second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", nargs="?", default=settings.FIXTURES, help="default: fixtures/")
        parser.add_argument("--if-empty", action="store_true", help="do nothing if the register has been loaded before")
        parser.add_argument("--overwrite", action="store_true", help="write the files' rows also over editors' changes")
        parser.add_argument("--prune", action="store_true", help="delete loaded rows that the files no longer hold")
        parser.add_argument(
            "--only",
            action="append",
            default=[],
            metavar="FILE",
            help="load this file alone, such as memberships.csv, against the register as it is; may be repeated",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
        parser.add_argument(
            "--yes", action="store_true", help="do it also where more than a tenth of a kind is changed or deleted"
        )
        parser.add_argument("--reason", default="Load of the register files", help="why, for the list of changes")

    def handle(
        self,
        *,
        directory: str | Path,
        if_empty: bool,
        overwrite: bool,
        prune: bool,
        only: list[str],
        dry_run: bool,
        yes: bool,
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

        load = RegisterLoad(
            directory,
            overwrite=overwrite,
            prune=prune,
            only=kinds_of_files(only),
            consent=yes,
            dry_run=dry_run,
            progress=progress,
        )
        try:
            report = load.run(reason=reason)
        except LoadFailed as failed:
            for problem in failed.problems:
                self.stderr.write(str(problem))
            number = "1 problem" if len(failed.problems) == 1 else f"{len(failed.problems)} problems"
            raise CommandError(f"{number} in the files; nothing was written.") from None
        except ValidationError as error:
            raise CommandError(f"{' '.join(error.messages)} Nothing was written.") from None
        except ConsentNeeded as needed:
            for line in needed.numbers:
                self.stderr.write(line)
            raise CommandError(
                "More than a tenth of a kind would be changed or deleted; nothing was written. See what with "
                "--dry-run; do it with --yes."
            ) from None
        self.tell(report, dry_run)

    def tell(self, report: Report, dry_run: bool) -> None:
        """Write what the load did, or would do, and what it left alone."""
        for line in [*report.remarks, *map(str, report.conflicts), *report.extra]:
            self.stdout.write(self.style.WARNING(line))
        if dry_run:
            for change in report.changes:
                self.stdout.write(f"would be {change.what}: {change}")
            for line in report.asked:
                self.stdout.write(self.style.WARNING(f"would need --yes: {line}"))
        if report.conflicts:
            number = "1 conflict" if len(report.conflicts) == 1 else f"{len(report.conflicts)} conflicts"
            self.stdout.write(f"{number} left alone; --overwrite lets the files win where they can.")
        created, changed = report.number(CREATED), report.number(CHANGED)
        changes = f"{created} new, {changed} changed, {report.number(DELETED)} removed"
        outcome = f"revision {report.revision.number}" if report.revision else "no revision: nothing changed"
        if dry_run:
            outcome = "dry run: nothing was written"
        self.stdout.write(self.style.SUCCESS(f"{report.rows.total()} rows: {changes}; {outcome}."))


def kinds_of_files(names: list[str]) -> list[type[Entry]]:
    """Return the kinds whose files are named, with or without “.csv”. Raises CommandError."""
    kind_of_file = {file_name(model): model for model in kinds()}
    models = []
    for name in names:
        file = name if name.endswith(".csv") else f"{name}.csv"
        if file not in kind_of_file:
            raise CommandError(
                f"--only {name}: there is no such file of the register; it has {', '.join(kind_of_file)}."
            )
        models.append(kind_of_file[file])
    return models
