"""`manage.py check_records`: audit the register."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...rules.judging import audit
from ...rules.register_rules import ERROR


class Command(BaseCommand):
    help = "Audit the register: all that its rules say. Exits with 1 if there are errors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--errors-only", action="store_true", help="leave the warnings out")

    def handle(self, *, errors_only: bool, **options: Any) -> None:
        findings = audit()
        errors = [finding for finding in findings if finding.level == ERROR]
        for finding in errors if errors_only else findings:
            style = self.style.ERROR if finding.level == ERROR else self.style.WARNING
            self.stdout.write(style(str(finding)))
        summary = f"{len(errors)} errors, {len(findings) - len(errors)} warnings"
        if errors:
            raise CommandError(summary + ".")
        self.stdout.write(self.style.SUCCESS(summary + "."))
