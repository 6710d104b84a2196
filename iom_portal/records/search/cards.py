"""The catalogue that search looks through: one card a record, with the folded words by which it is found.

Cards are no records. They are made of records, in the revision that changes one (so a change that is rolled back leaves
none), and can be made anew at any time: `manage.py index_register`. modelsearch keeps their full-text index: FTS5 on
SQLite, text search vectors on PostgreSQL. What a card says is declared by each kind (`about.search`): its names, and
related records; its dates, choices, texts and notes, and the notes of its citations, are on the card anyway.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from modelsearch.backends import get_search_backend
from modelsearch.conf import get_app_config

from ..dates.fields import PartialDateField
from ..history.snapshots import snapshot_being_read
from ..kinds import kinds
from ..models.card import Card
from ..models.entry import Entry, EntryQuerySet, Row
from ..models.kind import Search
from ..models.revision import Revision
from ..models.sources import Citation
from ..text import words

FORM = 1  # raise when what is written on a card changes in another way than by a kind's declarations
NAME, CONTEXT, TEXT = "name", "context", "text"  # how much a passage says of what the record is, the most first
AT_ONCE = 500  # cards written together
OPEN_AT_MOST = 4  # past moments whose cards a process keeps

Item = TypeVar("Item")
Keys = Mapping[type[models.Model], set[str]]  # the ids of records, by their models


class Passage(NamedTuple):
    """A piece of what is said of a record: how much it tells, what it is ("" where that is plain), and its text."""

    weight: str
    label: str
    text: str


# What stands on a card


def catalogued() -> list[type[Entry]]:
    """Return the kinds that have cards. What a citation says stands on the card of the record that it is about."""
    return [model for model in kinds() if model.about.search is not None]


def search_of(model: type[Entry]) -> Search:
    """Return how a kind that has cards is found."""
    if model.about.search is None:
        raise LookupError(f"A {model.kind} has no card.")
    return model.about.search


def with_passages(rows: EntryQuerySet[Row]) -> EntryQuerySet[Row]:
    """Return records with all that their passages are made of: a fixed number of queries."""
    model = rows.model
    search = search_of(model)
    for name in (*search.names, *search.context):
        field = model._meta.get_field(name)
        if field.many_to_one:
            rows = rows.select_related(name)
        elif field.one_to_many:
            rows = rows.prefetch_related(name)
    if model.owes_citation:
        with_words = Citation.objects.exclude(locator="", other_value="", note="")
        rows = rows.prefetch_related(models.Prefetch("citations", queryset=with_words, to_attr="citations_with_words"))
    return rows


def passages(record: Entry) -> Iterator[Passage]:
    """Yield the Passages of a record, what names it first. Read it by `with_passages`."""
    yield Passage(NAME, "", record.heading)
    yield from _naming_passages(record)
    yield Passage(CONTEXT, "", record.caption)
    yield from _context_passages(record)
    for field in _telling_columns(type(record)):
        yield _column_passage(record, field)
    if record.owes_citation:
        yield from _citation_passages(record)


def _naming_passages(record: Entry) -> Iterator[Passage]:
    for name in search_of(type(record)).names:
        field = record._meta.get_field(name)
        if isinstance(field, models.Field):
            yield Passage(NAME, f"{field.verbose_name}:", getattr(record, name))
        else:
            for other in _related(record, name):
                yield Passage(NAME, search_of(type(other)).former, " · ".join(own_names(other)))


def _context_passages(record: Entry) -> Iterator[Passage]:
    for name in search_of(type(record)).context:
        for other in _related(record, name):
            yield Passage(CONTEXT, f"{name.replace('_', ' ')}:", " · ".join(own_names(other)) or other.heading)


def _citation_passages(record: Entry) -> Iterator[Passage]:
    citations: list[Citation] = vars(record)["citations_with_words"]
    for citation in citations:
        texts = [text for text in (citation.locator, citation.other_value, citation.note) if text]
        yield Passage(TEXT, "note of a source:", ": ".join(texts))


def _related(record: Entry, name: str) -> Iterable[Entry]:
    """Return the record to which a foreign key points, or the rows that belong to this one."""
    if record._meta.get_field(name).one_to_many:
        rows: Iterable[Entry] = getattr(record, name).all()
        return rows
    return [getattr(record, name)]


def _telling_columns(model: type[Entry]) -> "Iterator[models.Field[Any, Any]]":
    """Yield the columns that say something in words or numbers and are none of the names."""
    silent = (models.ForeignKey, models.BooleanField, models.SlugField)
    for field in model._meta.concrete_fields:
        is_silent = isinstance(field, silent) or field.primary_key or not field.editable or field.name == "evidence"
        if not is_silent and field.name not in search_of(model).names:
            yield field


def _column_passage(record: Entry, field: "models.Field[Any, Any]") -> Passage:
    value, label = getattr(record, field.name), f"{field.verbose_name}:"
    if isinstance(field, PartialDateField):
        return Passage(CONTEXT, label, value.words())
    if field.choices:
        return Passage(CONTEXT, label, str(getattr(record, f"get_{field.name}_display")()))
    return Passage(TEXT, label, "" if value is None else str(value))


def own_names(record: Entry) -> list[str]:
    """Return the names that stand in the record's own columns, each once."""
    columns = [name for name in search_of(type(record)).names if name in record.column_names()]
    names = dict.fromkeys(getattr(record, column) for column in columns)
    return [name for name in names if name]


def all_names(record: Entry) -> list[str]:
    """Return the record's own names and, after them, its former ones, each once."""
    names = own_names(record)
    for name in search_of(type(record)).names:
        if record._meta.get_field(name).one_to_many:
            for other in _related(record, name):
                names += own_names(other)
    return list(dict.fromkeys(names))


def _variants(name: str) -> Iterator[str]:
    """Yield a name, and what it is without what is bracketed: a cell may hold “MC/1 (13 Oct 2003); MC/2 (Nov 2004)”."""
    yield name
    for part in name.split(";"):
        yield re.sub(r"\s*\(.*", "", part).strip()


def _keys_of(record: Entry) -> list[str]:
    """Return what stands for a record in addresses: its id, and its slug if it has one."""
    columns = ["pk", "slug"] if record.has_slug() else ["pk"]
    keys = [getattr(record, column) for column in columns]
    return [key for key in keys if key]


def card_of(record: Entry) -> Card:
    """Return the Card of a record that was read by `with_passages`; not saved."""
    words_of_weight: dict[str, list[str]] = {NAME: [], CONTEXT: [], TEXT: []}
    for weight, _, text in passages(record):
        words_of_weight[weight] += words(text)
    keys = [_folded(key) for key in _keys_of(record)]
    words_of_weight[CONTEXT] += " ".join(keys).split()
    earliest, latest = record.begun_days()
    return Card(
        kind=record.kind,
        key=record.pk,
        form=form(),
        place=_place(record),
        heading=record.heading,
        names=[[name, folded] for folded, name in _names_by_words(record).items()],
        keys=keys,
        title=_each_once(words_of_weight[NAME]),
        context=_each_once(words_of_weight[CONTEXT]),
        text=" ".join(words_of_weight[TEXT]),
        since_earliest=earliest,
        since_latest=latest,
    )


def _names_by_words(record: Entry) -> dict[str, str]:
    """Return {folded words: the first name of the record that has them}."""
    names: dict[str, str] = {}
    for name in all_names(record):
        for variant in _variants(name):
            names.setdefault(_folded(variant), variant)
    names.pop("", None)
    return names


def _folded(text: str) -> str:
    return " ".join(words(text))


def _each_once(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(texts))


def _place(record: Entry) -> int:
    """Return the turn of a record among equals: what has a name, then what has none, then sources."""
    if not record.owes_citation:
        rung = 3
    elif search_of(type(record)).names:
        rung = 1
    else:
        rung = 2
    return 100 * rung + _order()[type(record)]


@cache
def _order() -> dict[type[Entry], int]:
    """Return {kind: its number in the order of the register}."""
    return {model: number for number, model in enumerate(kinds())}


@cache
def form() -> str:
    """Return a short text that changes with what is written on cards."""
    declarations = []
    for model in catalogued():
        search, columns = search_of(model), [field.name for field in _telling_columns(model)]
        declarations.append((model.kind, search.names, search.context, columns))
    return hashlib.sha256(repr((FORM, declarations)).encode()).hexdigest()[:8]


# Writing cards


def refresh(touched: Keys, **kwargs: Any) -> None:
    """Write anew the cards of the records {model: ids} and of those that show them; take away those of what is gone."""
    cards: list[Card] = []
    for model, keys in _records_that_show(touched).items():
        for batch in _batches(sorted(keys)):
            records = list(with_passages(model.objects.filter(pk__in=batch)))
            cards += [card_of(record) for record in records]
            gone = set(batch) - {record.pk for record in records}
            if gone:
                Card.objects.filter(kind=model.kind, key__in=gone).delete()  # and, with them, their index entries
    for new_cards in _batches(cards):
        _write(new_cards)
    if len(cards) >= AT_ONCE:
        _analyze_index()


def _records_that_show(touched: Keys) -> dict[type[Entry], set[str]]:
    """Return {model: ids} of the records {model: ids} themselves and of those on whose cards they stand, now or before.

    A query for each relation from one of the touched models; one for the citations.
    """
    shown: defaultdict[type[Entry], set[str]] = defaultdict(set)
    shown.update({model: set(touched[model]) for model in catalogued() if model in touched})
    if Citation in touched:
        versions = Citation.history.filter(id__in=touched[Citation]).order_by()
        for content_type, key in versions.values_list("content_type", "object_id").distinct():
            model = cast("type[Entry]", ContentType.objects.get_for_id(content_type).model_class())
            shown[model].add(key)
    for model in catalogued():
        search = search_of(model)
        for name in (*search.names, *search.context):
            related = model._meta.get_field(name).related_model
            if related is not None and related in touched:
                shown[model].update(_showing_through(model, name, touched[related]))
    return shown


def _showing_through(model: type[Entry], name: str, keys: set[str]) -> Iterable[str]:
    """Return the ids of the records of a kind that show related records with these keys, or showed them before."""
    relation = model._meta.get_field(name)
    if relation.one_to_many:
        related, owner = model.nested_rows(name)
        ids: Iterable[str] = related.history.filter(id__in=keys).order_by().values_list(owner, flat=True)
        return ids
    return model.objects.filter(**{f"{name}__in": keys}).order_by().values_list("pk", flat=True)


def rebuild() -> int:
    """Make the whole catalogue anew. Return the number of cards."""
    with transaction.atomic():
        Card.objects.all().delete()
        refresh({model: set(model.objects.values_list("pk", flat=True)) for model in catalogued()})
        return Card.objects.count()


def _write(cards: Sequence[Card]) -> None:
    columns = [field.name for field in Card._meta.concrete_fields if field.name not in ("id", "kind", "key")]
    Card.objects.bulk_create(cards, update_conflicts=True, unique_fields=["kind", "key"], update_fields=columns)
    get_search_backend().add_bulk(Card, cards)


def _analyze_index() -> None:
    """Tell the database how large its index is: until it knows, SQLite asks the full text of each entry in turn."""
    table = get_app_config().get_model("IndexEntry")._meta.db_table
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"ANALYZE {table}")


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for first in range(0, len(items), AT_ONCE):
        yield items[first : first + AT_ONCE]


def mend(using: str = DEFAULT_DB_ALIAS, verbosity: int = 1, **kwargs: Any) -> None:
    """Give a register whose cards are missing, or of an older form, its cards. Called after each migration."""
    connection = connections[using]
    tables = {Revision._meta.db_table, Card._meta.db_table}
    if using != DEFAULT_DB_ALIAS or not tables.issubset(connection.introspection.table_names()):
        return
    if not Revision.objects.exists() or _has_pending_migrations(connection):
        return
    if Card.objects.exclude(form=form()).exists() or not Card.objects.exists():
        number = rebuild()
        if verbosity:
            print(f"  Search: {number} records indexed")


def _has_pending_migrations(connection: BaseDatabaseWrapper) -> bool:
    """Return whether a migration is still to be applied: then the tables are not those of the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


# The catalogue of a past moment


def cards_then() -> list[Card]:
    """Return the cards of the register as recorded at the moment that is being read (see snapshots.py), in order."""
    return _cards_in(snapshot_being_read())


@lru_cache(maxsize=OPEN_AT_MOST)
def _cards_in(path: Path | None) -> list[Card]:
    """Return the cards of the register that is being read. path: of its file, by which they are kept."""
    cards = []
    for model in catalogued():
        for record in with_passages(model.objects.all()):
            cards.append(card_of(record))
    return sorted(cards, key=lambda card: card.place)
