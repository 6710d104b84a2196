"""`manage.py index_register`: make the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from ...search.cards import rebuild


class Command(BaseCommand):
    help = "Make the search index of the register anew. Saving a record keeps it; this mends it after other work."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} records indexed")
