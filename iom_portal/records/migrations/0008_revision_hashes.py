"""Each revision gets room for its hash, and a list of the rows that it wrote."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0007_rule_exceptions")]

    operations = [
        migrations.CreateModel(
            name="WrittenRows",
            fields=[
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="written_rows",
                        serialize=False,
                        to="records.revision",
                    ),
                ),
                (
                    "lines",
                    models.TextField(
                        blank=True, editable=False, help_text="What it did, digits of a hash, kind:id."
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="register",
            name="last_hash",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="The head of the chain of revisions.",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="hash",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="SHA-256 over what it wrote, its number, time, origin and reason, "
                "and the hash of the one before.",
                max_length=64,
            ),
        ),
    ]
