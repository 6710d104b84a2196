"""What a citation supports gets the value that the record had as the citation was written, in every version.

Not where the source is a data set: what it codes is often right to the year only, and was not written down by value.
"""

from bisect import bisect_right
from collections import defaultdict

from django.db import migrations

BATCH = 500


def cell(row, name):
    """The text of a field in a file of the register."""
    value = getattr(row, row._meta.get_field(name).attname)
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


def fill_values(apps, schema_editor):
    Citation = apps.get_model("records", "Citation")
    History = apps.get_model("records", "HistoricalCitation")
    ContentType = apps.get_model("contenttypes", "ContentType")
    data_sets = list(apps.get_model("records", "Source").objects.filter(kind_of_source="dataset").values_list("pk", flat=True))
    for kind in ContentType.objects.filter(pk__in=History.objects.values("content_type_id").distinct()):
        speaking = History.objects.filter(content_type_id=kind.pk, stance="supports").exclude(field="")
        speaking = speaking.exclude(source_id__in=data_sets)
        versions = list(speaking.select_related("revision"))
        try:
            records = apps.get_model(kind.app_label, f"Historical{kind.model}")
        except LookupError:  # a kind that is no more
            continue
        of_record = defaultdict(list)
        cited = {version.object_id for version in versions}
        numbered = records.objects.filter(revision__number__isnull=False).select_related("revision")
        for row in numbered.order_by("revision__number", "history_id"):
            if row.id in cited:
                of_record[row.id].append(row)
        numbers = {pk: [row.revision.number for row in rows] for pk, rows in of_record.items()}
        latest = {}
        for version in sorted(versions, key=lambda version: version.history_id):
            place = bisect_right(numbers.get(version.object_id, []), version.revision.number or 0)
            if place:
                version.value = cell(of_record[version.object_id][place - 1], version.field)
            latest[version.id] = version
        History.objects.bulk_update(versions, ["value"], BATCH)
        present = list(Citation.objects.filter(pk__in=latest))
        for citation in present:
            if citation.stance == "supports" and citation.field:
                citation.value = latest[citation.pk].value
        Citation.objects.bulk_update(present, ["value"], BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0004_citation_values"),
        ("members", "0005_membership_indexes"),
        ("organs", "0004_words_of_fields"),
        ("strategy", "0002_words_of_fields"),
    ]
    operations = [migrations.RunPython(fill_values, migrations.RunPython.noop)]
