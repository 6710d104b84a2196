"""Records named exactly: by a name, a former name or a code that they bear, in any language, and by nothing less."""

from collections.abc import Iterable, Sequence

from django.db import models
from django.utils.text import slugify

from ..models.entry import Entry, column
from ..text import fold


def name_key(text: str) -> str:
    """Return a name as it is compared: in the form of an address, so that “Côte d’Ivoire” is cote-divoire."""
    return slugify(fold(text).replace("_", " "))


def key_of(record: Entry) -> str:
    """Return what stands for a record in addresses: its slug or, without one, its id."""
    name = "slug" if record.has_slug() else "pk"
    return str(getattr(record, name))


def named_exactly(model: type[Entry], text: str, records: Sequence[Entry] | None = None) -> list[Entry]:
    """Return the records of which a name or code is just this text, in the order of the kind.

    Those that bear it now, or else those that bore it before. A query for the records, unless all of the kind are at
    hand, and one for each kind of former names.
    """
    key = name_key(text)
    if not key:
        return []
    names = text_columns(model)
    if records is None:
        records = list(model.objects.all())
    bearers = [record for record in records if _bears(record, names, key)]
    if bearers:
        return bearers
    owners: set[str] = set()
    for relation in model.about.other_names:
        related_model, owner_column = model.nested_rows(relation)
        columns = text_columns(related_model)
        owners.update(getattr(row, owner_column) for row in related_model.objects.all() if _bears(row, columns, key))
    return [record for record in records if record.pk in owners]


def text_columns(model: type[Entry]) -> list[str]:
    """Return the columns that hold the names and codes by which the search of the register finds a record."""
    if model.about.search is None:
        return []
    known = model.column_names()
    return [name for name in model.about.search.names if name in known and _holds_text(model, name)]


def _holds_text(model: type[Entry], name: str) -> bool:
    return isinstance(column(model, name), models.CharField | models.TextField)


def _bears(record: Entry, names: Iterable[str], key: str) -> bool:
    return any(name_key(str(getattr(record, name))) == key for name in names)
