"""The register that the benchmarks ask: the real one, and a hundred times as much, in a directory of their own."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def set_up(directory):
    """Load the real register into a database in `directory`, and Django with it."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="iom_portal.settings",
        VAR_DIR=str(directory),
        ENV_FILE=f"{directory}/none",
        DEBUG="true",
        API_RATE="1000000/sec",
        LOG_LEVEL="ERROR",
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_register", verbosity=0)


def enlarge(times):
    """Repeat the members' room; (States, spells) that there are then."""
    from django.db import connection

    from members.models import FormerName, Membership, State
    from tests.support.repeating import repeat

    repeat(times, [State, Membership, FormerName])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return State.objects.count(), Membership.objects.count()
