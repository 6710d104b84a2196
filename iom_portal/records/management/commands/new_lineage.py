"""`manage.py new_lineage`: tell a restored register from the one that it was."""

import uuid
from typing import Any

from django.core.management.base import BaseCommand

from ...models.revision import Register


class Command(BaseCommand):
    help = "Give the register a new UUID: run it after restoring a backup, so that older snapshots are not read again."

    def handle(self, **options: Any) -> None:
        register, _ = Register.objects.get_or_create(pk=1)
        register.uuid = uuid.uuid4()
        register.save()
        self.stdout.write(f"The register is now {register.uuid}, at revision {register.last_revision}.")
