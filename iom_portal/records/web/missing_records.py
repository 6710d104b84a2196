"""The answer where an address names no record: it moved, it was deleted, it was not recorded yet, or it never was."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ..history.clock import Clock
from ..history.snapshots import Moment
from ..models.entry import Entry
from ..models.revision import Revised
from ..search.exact_names import key_of, named_exactly, text_columns
from ..text import nearest, words
from .error_pages import error_page

MOST_SUGGESTED = 5  # names


def missing_record(request: HttpRequest, model: type[Entry], key: str | None, clock: Clock) -> HttpResponse:
    """Return the answer for a key that names no record. Five queries at most.

    key: the slug or id in the address; None where it has neither.

    A record of that id, whose slug it once was, or which alone bears or bore that name, is where it is now: 302. A
    record that was deleted: 410, with its versions. One that the register did not hold yet at the moment asked for, or
    never: 404, with what is meant by the name: who bears or bore it, why it is not held, or what is nearly spelt so.
    """
    context = {"clock": clock, "model": model, "key": key, "later": [], "near": [], "words": "", "outside": None}
    if not key:
        return error_page(request, 404, context)
    versions = _versions_ordered(model.history.filter(slug=key) if model.has_slug() else model.history.filter(id=key))
    until_then = [version for version in versions if _is_within(version, clock.moment)]
    if until_then:
        last_of_name = until_then[-1]
        record = model.objects.filter(pk=last_of_name.id).first()
        if record is not None:
            return _redirect_to(request, record)
        return _deleted_record(request, model, last_of_name, context, clock.moment)
    records = list(model.objects.all())
    for record in records:
        if record.pk.lower() == key.lower():
            return _redirect_to(request, record)
    context |= {"later": versions, "words": _as_words(key)}
    bearers = named_exactly(model, key, records)
    if len(bearers) == 1:
        return _redirect_to(request, bearers[0])
    if bearers:
        return error_page(request, 404, context | {"near": bearers})
    outside = model.about.outside(key)
    if outside is not None:
        return error_page(request, 404, context | {"outside": outside})
    return error_page(request, 404, context | {"near": _like_named(model, key, records)})


def _deleted_record(
    request: HttpRequest, model: type[Entry], last_of_name: Revised, context: dict[str, Any], moment: Moment | None
) -> HttpResponse:
    """Return the page about a record that was deleted, with its last version up to the moment."""
    versions = _versions_ordered(model.history.filter(id=last_of_name.id))
    deletion = [version for version in versions if _is_within(version, moment)][-1]
    name = str(last_of_name.instance)
    return error_page(request, 410, context | {"version": deletion, "name": name, "page_title": f"Deleted: {name}"})


def _versions_ordered(history: QuerySet[Revised]) -> list[Revised]:
    """Return rows of history with their revisions, the earliest first."""
    rows = history.filter(revision__number__isnull=False).select_related("revision")
    return list(rows.order_by("revision__number", "history_id"))


def _is_within(version: Revised, moment: Moment | None) -> bool:
    """Return whether a version was there by a moment; None: by now."""
    return moment is None or version.revision_number <= moment.revision


def _redirect_to(request: HttpRequest, record: Entry) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{record.page_url}?{query}" if query else record.page_url)


def _as_words(key: str) -> str:
    """Return the key as words to search for."""
    return " ".join(key.replace("-", " ").replace("_", " ").split())


def _like_named(model: type[Entry], key: str, records: list[Entry]) -> list[Entry]:
    """Return the records of whose key it is plausibly a misspelling, and those whose names hold all of its words.

    records: all of the kind.
    """
    by_key = {key_of(record): record for record in records}
    alike = [by_key[other] for other in nearest(key, by_key)]
    wanted = set(words(_as_words(key)))
    if not wanted:
        return alike[:MOST_SUGGESTED]
    names = text_columns(model)
    alike += [record for record in records if wanted <= _words_of(record, names)]
    for relation in model.about.other_names:
        related_model, owner_column = model.nested_rows(relation)
        columns = text_columns(related_model)
        owners = {
            getattr(row, owner_column) for row in related_model.objects.all() if wanted <= _words_of(row, columns)
        }
        alike += [record for record in records if record.pk in owners]
    return list(dict.fromkeys(alike))[:MOST_SUGGESTED]


def _words_of(record: Entry, names: Sequence[str]) -> set[str]:
    """Return the words of the names of a record, as they are compared."""
    return {word for name in names for word in words(getattr(record, name))}
