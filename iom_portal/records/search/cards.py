"""The catalogue that search looks through: one card a record, with the folded words by which it is found.

Cards are no records. They are made of records, in the revision that changes one (so a change that is rolled back leaves
none), and can be made anew at any time: `manage.py index_register`. modelsearch keeps their full-text index: FTS5 on
SQLite, text search vectors on PostgreSQL. What a card says is declared by each kind: its names in `called`, related
records in `beside`; its dates, choices, texts and notes, and the notes of its citations, are on the card anyway.
"""

import hashlib
import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from modelsearch.backends import get_search_backend
from modelsearch.conf import get_app_config

from ..dates.fields import PartialDateField
from ..history.snapshots import snapshot_being_read
from ..kinds import kinds
from ..models.card import Card
from ..models.entry import Entry
from ..models.revision import Revision
from ..models.sources import Citation
from ..text import words

FORM = 1  # raise when what is written on a card changes in another way than by a kind's declarations
NAME, CONTEXT, TEXT = "name", "context", "text"  # how much a passage says of what the record is, the most first
AT_ONCE = 500  # cards written together
OPEN_AT_MOST = 4  # past moments whose cards a process keeps


class Passage(NamedTuple):
    """A piece of what is said of a record: how much it tells, what it is ("" where that is plain), and its text."""

    weight: str
    label: str
    text: str


# What stands on a card


def catalogued():
    """The kinds that have cards. What a citation says stands on the card of the record that it is about."""
    return [model for model in kinds() if model.about.search is not None]


def with_passages(rows):
    """Records with all that their passages are made of: a fixed number of queries."""
    model = rows.model
    related = {name: model._meta.get_field(name) for name in (*model.about.search.names, *model.about.search.context)}
    rows = rows.select_related(*(name for name, field in related.items() if field.many_to_one))
    rows = rows.prefetch_related(*(name for name, field in related.items() if field.one_to_many))
    if model.owes_citation:
        saying = Citation.objects.exclude(locator="", other_value="", note="")
        rows = rows.prefetch_related(models.Prefetch("citations", queryset=saying, to_attr="saying"))
    return rows


def passages(record):
    """The Passages of a record, what names it first. Read it by `with_passages`."""
    yield Passage(NAME, "", record.heading)
    for name in record.about.search.names:
        field = record._meta.get_field(name)
        if field.one_to_many:
            for other in getattr(record, name).all():
                yield Passage(NAME, other.about.search.former, " · ".join(own_names(other)))
        else:
            yield Passage(NAME, f"{field.verbose_name}:", getattr(record, name))
    yield Passage(CONTEXT, "", record.caption)
    for name in record.about.search.context:
        field = record._meta.get_field(name)
        for other in getattr(record, name).all() if field.one_to_many else [getattr(record, name)]:
            yield Passage(CONTEXT, f"{name.replace('_', ' ')}:", " · ".join(own_names(other)) or other.heading)
    for field in _told(type(record)):
        yield _told_passage(record, field)
    for citation in record.saying if record.owes_citation else ():
        said = filter(None, [citation.locator, citation.other_value, citation.note])
        yield Passage(TEXT, "note of a source:", ": ".join(said))


def _told(model):
    """The columns that say something in words or numbers and are none of the names."""
    silent = (models.ForeignKey, models.BooleanField, models.SlugField)
    for field in model._meta.concrete_fields:
        quiet = field.primary_key or not field.editable or isinstance(field, silent) or field.name == "evidence"
        if not quiet and field.name not in model.about.search.names:
            yield field


def _told_passage(record, field):
    value, label = getattr(record, field.name), f"{field.verbose_name}:"
    if isinstance(field, PartialDateField):
        return Passage(CONTEXT, label, value.words())
    if field.choices:
        return Passage(CONTEXT, label, str(getattr(record, f"get_{field.name}_display")()))
    return Passage(TEXT, label, "" if value is None else str(value))


def own_names(record: Entry) -> list[str]:
    """Return the names that stand in the record's own columns, each once."""
    columns = [name for name in record.about.search.names if name in record.column_names()]
    names = dict.fromkeys(getattr(record, column) for column in columns)
    return [name for name in names if name]


def all_names(record):
    """Its own names, and its former ones."""
    found = dict.fromkeys(own_names(record))
    for name in record.about.search.names:
        if record._meta.get_field(name).one_to_many:
            found.update(dict.fromkeys(former for other in getattr(record, name).all() for former in own_names(other)))
    return list(found)


def _variants(name):
    """A name, and what it is without what is bracketed: a cell may hold “MC/1 (13 Oct 2003); MC/2 (Nov 2004)”."""
    yield name
    for part in name.split(";"):
        yield re.sub(r"\s*\(.*", "", part).strip()


def _keys_of(record: Entry) -> list[str]:
    """Return what stands for a record in addresses: its id, and its slug if it has one."""
    keys = [record.pk, record.slug] if record.has_slug() else [record.pk]
    return [key for key in keys if key]


def card_of(record):
    """The Card of a record that was read by `with_passages`; not saved."""
    weighed = {NAME: [], CONTEXT: [], TEXT: []}
    for weight, _, text in passages(record):
        weighed[weight] += words(text)
    keys = [" ".join(words(key)) for key in _keys_of(record)]
    names = {}
    for name in all_names(record):
        for variant in _variants(name):
            names.setdefault(" ".join(words(variant)), variant)
    names.pop("", None)
    weighed[CONTEXT] += " ".join(keys).split()
    earliest, latest = record.begun_days()
    return Card(
        kind=record.kind,
        key=record.pk,
        form=form(),
        place=_place(record),
        heading=record.heading,
        names=[[name, folded] for folded, name in names.items()],
        keys=keys,
        title=_once(weighed[NAME]),
        context=_once(weighed[CONTEXT]),
        text=" ".join(weighed[TEXT]),
        since_earliest=earliest,
        since_latest=latest,
    )


def _once(found):
    return " ".join(dict.fromkeys(found))


def _place(record):
    rung = 3 if not record.owes_citation else 1 if record.about.search.names else 2
    return 100 * rung + _order()[type(record)]


@cache
def _order():
    return {model: number for number, model in enumerate(kinds())}


@cache
def form():
    """A short text that changes with what is written on cards."""
    declared = [
        (model.kind, model.about.search.names, model.about.search.context, [field.name for field in _told(model)])
        for model in catalogued()
    ]
    return hashlib.sha256(repr((FORM, declared)).encode()).hexdigest()[:8]


# Writing cards


def refresh(touched, **kwargs):
    """Write anew the cards of the records {model: ids} and of those that show them; take away those of what is gone."""
    cards = []
    for model, keys in showing(touched).items():
        for some in _batches(sorted(keys)):
            records = list(with_passages(model.objects.filter(pk__in=some)))
            cards += [card_of(record) for record in records]
            gone = set(some) - {record.pk for record in records}
            if gone:
                Card.objects.filter(kind=model.kind, key__in=gone).delete()  # and, with them, their index entries
    for some in _batches(cards):
        _write(some)
    if len(cards) >= AT_ONCE:
        _take_stock()


def showing(touched):
    """{model: ids} of the records {model: ids} themselves and of those on whose cards they stand, now or before."""
    found = defaultdict(set)
    found.update({model: set(touched[model]) for model in catalogued() if model in touched})
    if Citation in touched:
        about = Citation.history.filter(id__in=touched[Citation]).order_by().values_list("content_type", "object_id")
        for content_type, key in about.distinct():
            found[ContentType.objects.get_for_id(content_type).model_class()].add(key)
    for model in catalogued():
        for field in map(model._meta.get_field, (*model.about.search.names, *model.about.search.context)):
            if not field.is_relation or field.related_model not in touched:
                continue
            keys = touched[field.related_model]
            if field.one_to_many:  # whomever its rows point to or pointed to before
                shown = field.related_model.history.filter(id__in=keys).values_list(field.field.attname, flat=True)
            else:
                shown = model.objects.filter(**{f"{field.name}__in": keys}).values_list("pk", flat=True)
            found[model].update(shown.order_by())
    return found


def rebuild():
    """Make the whole catalogue anew. Returns the number of cards."""
    with transaction.atomic():
        Card.objects.all().delete()
        refresh({model: set(model.objects.values_list("pk", flat=True)) for model in catalogued()})
        return Card.objects.count()


def _write(cards):
    values = [field.name for field in Card._meta.concrete_fields if field.name not in ("id", "kind", "key")]
    Card.objects.bulk_create(cards, update_conflicts=True, unique_fields=["kind", "key"], update_fields=values)
    get_search_backend().add_bulk(Card, cards)


def _take_stock():
    """Tell the database how large its index is: until it knows, SQLite asks the full text of each entry in turn."""
    table = get_app_config().get_model("IndexEntry")._meta.db_table
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")


def _batches(items):
    return (items[first : first + AT_ONCE] for first in range(0, len(items), AT_ONCE))


def mend(using=DEFAULT_DB_ALIAS, verbosity=1, **kwargs):
    """After a migration: a register whose cards are missing, or of an older form, gets them."""
    connection = connections[using]
    tables = {Revision._meta.db_table, Card._meta.db_table}
    if using != DEFAULT_DB_ALIAS or not tables.issubset(connection.introspection.table_names()):
        return
    if not Revision.objects.exists() or _pending(connection):
        return
    if Card.objects.exclude(form=form()).exists() or not Card.objects.exists():
        number = rebuild()
        if verbosity:
            print(f"  Search: {number} records indexed")


def _pending(connection):
    """Whether a migration is still to be applied: then the tables are not those of the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


# The catalogue of a past moment


def cards_then():
    """The cards of the register as recorded at the moment that is being read (see snapshots.py), in order."""
    return _cards_in(snapshot_being_read())


@lru_cache(maxsize=OPEN_AT_MOST)
def _cards_in(path):
    cards = [card_of(record) for model in catalogued() for record in with_passages(model.objects.all())]
    return sorted(cards, key=lambda card: card.place)
