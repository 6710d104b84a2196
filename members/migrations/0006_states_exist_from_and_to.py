"""States get the days from which and to which they exist. Of those at hand no day is known yet: States of today."""

from datetime import date

from django.db import migrations, models

import iom_portal.records.dates.fields

START_HELP = (
    "First day on which it was a State: of independence, union or dissolution. Empty: not found; it is a State of today."
)
END_HELP = "Last day on which it was a State. Empty: it is one."
BOUNDS = {
    "start_earliest": date.min,
    "start_latest": date.max,
    "end_earliest": date.max,
    "end_latest": date.max,
}


def bound_by_what_is_verified(apps, schema_editor):
    """Bring what is not dated to be certain from the day to which the register is verified, as saving it does."""
    coverage = apps.get_model("records", "Coverage").objects.filter(pk="register").first()
    if coverage is None:
        return
    for name in ("State", "HistoricalState"):
        apps.get_model("members", name).objects.update(start_latest=coverage.verified_to)


def fields():
    """Yield (name, field) of each new column."""
    yield (
        "start",
        iom_portal.records.dates.fields.PartialDateField(
            blank=True, default="", help_text=START_HELP, max_length=23, verbose_name="exists since"
        ),
    )
    yield (
        "end",
        iom_portal.records.dates.fields.PartialDateField(
            blank=True, default="", help_text=END_HELP, max_length=23, verbose_name="existed until"
        ),
    )
    for name, open_day in BOUNDS.items():
        yield name, models.DateField(blank=True, db_index=True, default=open_day, editable=False)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0005_membership_indexes"),
        ("records", "0003_words_of_fields"),
    ]

    operations = [
        *(
            migrations.AddField(model, name, field, preserve_default=name in ("start", "end"))
            for model in ("historicalstate", "state")
            for name, field in fields()
        ),
        migrations.AddConstraint(
            model_name="state",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("start_earliest__lte", models.F("start_latest")),
                    ("end_earliest__lte", models.F("end_latest")),
                    ("start_earliest__lte", models.F("end_latest")),
                ),
                name="state_begins_before_it_ends",
                violation_error_message="It cannot end before it begins.",
            ),
        ),
        migrations.RunPython(bound_by_what_is_verified, migrations.RunPython.noop),
    ]
