"""Says whether the register still reproduces what was cited."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from iom_portal.records.history.digests import BadDigest

from ...citing.citation import verify
from ...citing.stated import CannotCite


class Command(BaseCommand):
    help = "Say whether the register still reproduces what was cited. Exits with 1 if not, or if the revision was lost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="the address of the citation, with both clocks")
        parser.add_argument("digest", help="its digest, such as v1:9f86…")

    def handle(self, *, address: str, digest: str, **options: Any) -> None:
        try:
            verdict = verify(address, digest)
        except (BadDigest, CannotCite) as error:
            raise CommandError(str(error)) from None
        citation = verdict.cited
        if verdict.lost:
            now = "do" if verdict.current else "do not"
            raise CommandError(f"Lost: {verdict.lost} The facts at its address {now} stand now as they were cited.")
        if not verdict.reproduced:
            raise CommandError(f"Not reproduced: the digest of {citation.address} is {citation.digest}.")
        since = "They stand today as they did." if verdict.current else "Some have been corrected since."
        self.stdout.write(f"Reproduced: {len(citation.facts)} facts, {citation.both_clocks}. {since}")
