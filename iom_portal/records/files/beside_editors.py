"""What the register files meet that editors have done: whether one changed a row, and what could stand in its way."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db import models

from ..models.entry import Entry, column
from ..models.facts import Record, Spell
from ..models.revision import Revised, Revision
from ..models.sources import DETAILED_POSITION, Citation
from .csv_files import FileRow, source_ids


def revision_of_editor(model: type[Entry], pk: str) -> Revision | None:
    """Return the revision of the latest change of a row, or of its plain citations, that came not from the files.

    None where the files made the latest change of each.
    """
    histories = [model.history.filter(id=pk)]
    if model.owes_citation:
        of_record = Citation.history.filter(content_type=ContentType.objects.get_for_model(model), object_id=pk)
        histories.append(of_record.exclude(position=DETAILED_POSITION))
    latest: list[Revised | None] = [
        history.order_by("-history_id").select_related("revision").first() for history in histories
    ]
    of_editors = [
        version.revision
        for version in latest
        if version is not None and version.revision.origin != Revision.Origin.FILES
    ]
    return max(of_editors, key=lambda revision: revision.number or 0, default=None)


def records_compared(entry: Entry) -> Iterator[Entry]:
    """Yield the records of the register with which an entry is compared when it is validated.

    They are the spells that it overlaps, those that have a value which may be there once, those to which it refers, up
    to the second step, and those that refer to it.
    """
    if isinstance(entry, Spell) and entry.set_bounds():
        yield from entry.certain_overlaps()
    for model_field in entry._meta.concrete_fields:
        value = getattr(entry, model_field.attname)
        if model_field.unique and not model_field.primary_key and value:
            yield from type(entry).objects.filter(**{model_field.attname: value}).exclude(pk=entry.pk)
    for constraint in entry._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            same = {name: getattr(entry, column(type(entry), name).attname) for name in constraint.fields}
            yield from type(entry).objects.filter(**same).exclude(pk=entry.pk)
    for referred in _referred_records(entry):
        yield referred
        yield from _referred_records(referred)
    for relation in entry._meta.related_objects:
        if issubclass(relation.related_model, Entry):
            yield from relation.related_model.objects.filter(**{relation.field.name: entry.pk})


def _referred_records(entry: Entry) -> Iterator[Entry]:
    """Yield the records to which an entry refers, as the register has them."""
    for model_field in entry._meta.concrete_fields:
        kind = model_field.related_model
        if isinstance(kind, type) and issubclass(kind, Entry):
            yield from kind.objects.filter(pk=getattr(entry, model_field.attname))
    if isinstance(entry, Citation):
        owner = entry.content_type.model_class()
        if owner is not None and issubclass(owner, Entry):
            yield from owner.objects.filter(pk=entry.object_id)


def is_as_in_file(entry: Entry, row: FileRow) -> bool:
    """Return whether an entry is as its row says.

    A mark that a citation was not rechecked stays where the file says nothing of it: leaving it out answers nothing.
    """
    stored, in_file = entry.as_row(), dict(row.cells)
    if isinstance(entry, Citation) and not in_file["not_rechecked"]:
        stored["not_rechecked"] = ""
    if isinstance(entry, Record):
        marked = {citation.source_id for citation in entry.cited if citation.is_of_the_row and not citation.is_plain}
        listed = source_ids(in_file["sources"])
        in_file["sources"] = ";".join(source for source in listed if source not in marked)
    return stored == in_file
