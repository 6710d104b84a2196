"""The app of the kernel: what it connects once all models are loaded."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    """The kernel, under the label that its tables bear."""

    name = "iom_portal.records"
    label = "records"
    verbose_name = "Sources and revisions"

    def ready(self) -> None:
        """Register the checks, and connect what follows a revision or a migration."""
        from . import checks  # noqa: F401 - registers itself
        from .models import recording
        from .models.revising import revision_closing
        from .permissions import grant_editors
        from .rules import judging  # the second declares its rules
        from .rules.register_rules import find_rules
        from .search.cards import mend, refresh

        recording.connect()
        judging.connect_rules()
        find_rules()
        revision_closing.connect(refresh, dispatch_uid="refresh_cards")
        post_migrate.connect(grant_editors, dispatch_uid="grant_editors")
        post_migrate.connect(mend, sender=self, dispatch_uid="mend_cards")
