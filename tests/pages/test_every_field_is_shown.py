"""What an editor can fill in, a reader can see: the page of a record tells every column of its kind.

Columns get other values past the write path, because only what the page says of them is asked for here.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.utils.html import escape

from iom_portal.records.dates.fields import PartialDateField
from iom_portal.records.kinds import kinds
from iom_portal.records.models.entry import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TRIED = 6  # records of a kind: a page may say something of some only, such as what followed an organ that ended
LONG = 30  # characters of a column that has room for a text of its own
HOME = "/"  # shows the kinds that have no page of their own
PARTS = {("citation", "content_type")}  # of what is cited, beside `object_id`
OTHER_VALUES = {  # of columns in which not any text may stand
    ("citation", "object_id"): "ORG-COUNCIL",
    ("citation", "field"): "note",
    ("citation", "other_value"): "Zebra",  # only where the source disagrees
    ("seedline", "represented_in"): "event:E002",
}
NOT_SHOWN = {  # columns that no page tells: the API and the files do
    "coverage": {"note"},
    "post": {"seats"},
    "statement": {"value", "unit"},  # the statement says them in words
    "theme": {"evidence", "note"},  # a theme is a word by which objectives are found
}


def columns_of(model: type[Entry]) -> list[models.Field]:
    """Return the columns of a kind that can be read: all but ids, and slugs, which stand in addresses."""
    fields = [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]
    return [
        field for field in fields if not isinstance(field, models.SlugField) and (model.kind, field.name) not in PARTS
    ]


def takes_a_text(field: models.Field) -> bool:
    """Whether any text may stand in a column, and one that is long enough to be found."""
    if field.choices or isinstance(field, PartialDateField) or (field.model.kind, field.name) in OTHER_VALUES:
        return False
    return isinstance(field, models.CharField | models.TextField) and (field.max_length or LONG) >= LONG


def text_for(field: models.Field) -> str:
    return f"Zebra {field.name}"[: field.max_length]


def another_value(field: models.Field, record: Entry) -> Any:
    """Return a value that the column of a record does not have."""
    old = getattr(record, field.attname)
    if (record.kind, field.name) in OTHER_VALUES:
        return OTHER_VALUES[record.kind, field.name]
    if field.is_relation:
        others = models.QuerySet(field.related_model).exclude(pk=old).order_by("-pk")
        return others.exclude(pk=record.pk).values_list("pk", flat=True).first()
    if isinstance(field, PartialDateField):
        return "1966-05-06" if old != "1966-05-06" else "1967-05-06"
    if field.choices:
        return next(value for value, _ in field.choices if value != old)
    if isinstance(field, models.BooleanField):
        return not old
    if isinstance(field, models.IntegerField):
        return 7731 if old != 7731 else 7732
    if isinstance(field, models.DateField):
        return old + timedelta(days=1)
    return text_for(field)


def records_tried(model: type[Entry], field: models.Field) -> list[Entry]:
    """Return some records with a value in the column, then some without one."""
    if isinstance(field, models.BooleanField | models.IntegerField | models.DateField):
        return list(model.objects.all()[:TRIED])
    empty = models.Q(**{field.name: None if field.null else ""})
    return [*model.objects.exclude(empty)[:TRIED], *model.objects.filter(empty)[:TRIED]]


def address_of(record: Entry) -> str:
    return (record.page_url or HOME).partition("#")[0]


class Pages:
    """The pages of records as they are stored, each asked for once."""

    def __init__(self, client: Client) -> None:
        self.client, self.stored = client, {}

    def of(self, record: Entry) -> str:
        address = address_of(record)
        if address not in self.stored:
            self.stored[address] = what_the_page_says(self.client, record)
        return self.stored[address]


def what_the_page_says(client: Client, shown: Entry, /, **changes: Any) -> str:
    """Return the page of a record as a visitor sees it, once with other values in some of its columns."""
    row = models.QuerySet(type(shown)).filter(pk=shown.pk)
    stored = {name: getattr(shown, name) for name in changes}
    if changes:
        row.update(**changes)
    html = client.get(address_of(shown)).content.decode()
    if changes:
        row.update(**stored)
    return re.sub(r"<script.*?</script>", "", html[html.index("<body") :], flags=re.DOTALL)


def not_found(client: Client, model: type[Entry]) -> Iterator[str]:
    """Yield the names of the columns of which no page says anything: texts all at once, the others one by one."""
    texts = [field for field in columns_of(model) if takes_a_text(field)]
    missing = {field.name for field in texts}
    for record in model.objects.all()[:TRIED]:
        missing -= _texts_shown(client, record, [field for field in texts if field.name in missing])
    for field in texts:  # those that cannot all be there at once
        for record in records_tried(model, field):
            if field.name in missing:
                missing -= _texts_shown(client, record, [field])
    yield from missing
    pages = Pages(client)
    for field in columns_of(model):
        if field not in texts and not _makes_a_difference(pages, model, field):
            yield field.name


def _texts_shown(client: Client, record: Entry, fields: list[models.Field]) -> set[str]:
    """The names of those of the fields whose text stands on the page of a record, when they all have one."""
    try:
        with transaction.atomic():
            page = what_the_page_says(client, record, **{field.attname: text_for(field) for field in fields})
    except IntegrityError:  # a text would contradict another column
        return set()
    return {field.name for field in fields if escape(text_for(field)) in page}


def _makes_a_difference(pages: Pages, model: type[Entry], field: models.Field) -> bool:
    """Whether the page of some record is another when the column has another value."""
    for record in records_tried(model, field):
        try:
            with transaction.atomic():
                changed = what_the_page_says(pages.client, record, **{field.attname: another_value(field, record)})
        except IntegrityError:  # the value would contradict another record
            continue
        if changed != pages.of(record):
            return True
    return False


@pytest.mark.parametrize("model", kinds(), ids=lambda model: model.kind)
def test_the_page_of_a_record_tells_every_column(model, register, client):
    missing = set(not_found(client, model))
    listed = NOT_SHOWN.get(model.kind, set())
    assert not missing - listed, (
        f"No page says of a {model.kind} what it has here. Show it in the template of its page "
        "(docs/how-to/add-a-field.md), or list it in NOT_SHOWN with the reason."
    )
    assert not listed - missing, "A page shows it by now: take it from NOT_SHOWN."
