"""The revisions of before get their hashes, once. A migration that fills columns of history has to come before it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from iom_portal.records.chain import chain_all


def chain(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    chain_all(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0008_revision_hashes"),
        ("members", "0006_states_exist_from_and_to"),
        ("organs", "0004_words_of_fields"),
        ("strategy", "0002_words_of_fields"),
    ]

    operations = [migrations.RunPython(chain, migrations.RunPython.noop)]
