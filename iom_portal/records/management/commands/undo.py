"""`manage.py undo REVISION`: undo a revision by one inverse revision."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...history.undoing import CannotUndo, undo

LINES_TOLD = 40  # steps that are told one by one


class Command(BaseCommand):
    help = (
        "Undo a revision by one inverse revision, as far as nobody has changed since what it did. "
        "What cannot be undone is named, with the later revision that stands in the way."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("revision", type=int, help="the number of the revision")
        parser.add_argument("--reason", default="", help="why, for everyone to read; without one, that it is an undo")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument(
            "--all-or-nothing", action="store_true", help="undo nothing where not all of it can be undone"
        )

    def handle(self, *, revision: int, reason: str, dry_run: bool, all_or_nothing: bool, **options: Any) -> None:
        try:
            undoing = undo(revision, reason, all_or_nothing=all_or_nothing, trial=dry_run)
        except CannotUndo as error:
            raise CommandError(str(error)) from None
        for step in undoing.steps[:LINES_TOLD]:
            self.stdout.write(f"  {step}")
        if len(undoing.steps) > LINES_TOLD:
            self.stdout.write(f"  and {len(undoing.steps) - LINES_TOLD} more")
        if undoing.obstacles:
            self.stdout.write("Not undone:")
            for obstacle in undoing.obstacles:
                self.stdout.write(f"  {obstacle}")
        done = len(undoing.steps)
        records = "1 record" if done == 1 else f"{done} records"
        if undoing.revision is None:
            self.stdout.write(f"Nothing was written. Of revision {revision}, {records} would be put back.")
        else:
            self.stdout.write(f"Revision {undoing.revision.number} undoes revision {revision}: {records} put back.")
