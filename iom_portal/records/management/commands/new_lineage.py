import uuid

from django.core.management.base import BaseCommand

from ...models.revision import Register


class Command(BaseCommand):
    help = "Give the register a new UUID: run it after restoring a backup, so that older snapshots are not read again."

    def handle(self, **options):
        register = Register.objects.get_or_create(pk=1)[0]
        register.uuid = uuid.uuid4()
        register.save()
        self.stdout.write(f"The register is now {register.uuid}, at revision {register.last_revision}.")
