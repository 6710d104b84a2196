"""The answer where an address names no record: it moved, it was deleted, it was not recorded yet, or it never was."""

from difflib import get_close_matches
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ..history.clock import Clock
from ..history.snapshots import Moment
from ..models.entry import Entry
from ..models.revision import Revised
from ..text import fold
from .error_pages import error_page

MOST_SUGGESTED = 5  # names
LEAST_LIKENESS = 0.6  # of two keys, from 0 to 1, for one to be suggested in place of the other


def missing_record(request: HttpRequest, model: type[Entry], key: str | None, clock: Clock) -> HttpResponse:
    """Return the answer for a key that names no record. Four queries at most.

    key: the slug or id in the address; None where it has neither.

    A record of that id, or whose slug it once was, is where it is now: 302. A record that was deleted: 410, with its
    versions. One that the register did not hold yet at the moment asked for, or never: 404, with those of a like name.
    """
    context = {"clock": clock, "model": model, "key": key}
    if not key:
        return error_page(request, 404, context | {"later": [], "near": [], "words": ""})
    versions = _versions_ordered(model.history.filter(slug=key) if model.has_slug() else model.history.filter(id=key))
    until_then = [version for version in versions if _is_within(version, clock.moment)]
    if until_then:
        last_of_name = until_then[-1]
        record = model.objects.filter(pk=last_of_name.id).first()
        if record is not None:
            return _redirect_to(request, record)
        return _deleted_record(request, model, last_of_name, context, clock.moment)
    records = {_key_of(record).lower(): record for record in model.objects.all()}
    for record in records.values():
        if record.pk.lower() == key.lower():
            return _redirect_to(request, record)
    near = _like_named(model, key, records) if records else []
    return error_page(request, 404, context | {"later": versions, "near": near, "words": _as_words(key)})


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


def _key_of(record: Entry) -> str:
    """Return what stands for a record in the address of its page."""
    name = "slug" if record.has_slug() else "pk"
    return str(getattr(record, name))


def _as_words(key: str) -> str:
    """Return the key as words to search for."""
    return " ".join(key.replace("-", " ").replace("_", " ").split())


def _like_named(model: type[Entry], key: str, records: dict[str, Entry]) -> list[Entry]:
    """Return the records whose key is much like it, or whose names, former ones too, hold its words.

    records: all of the kind, by their keys in lower case.
    """
    alike = [records[other] for other in get_close_matches(key.lower(), records, MOST_SUGGESTED, LEAST_LIKENESS)]
    words = fold(_as_words(key)).split()
    if words:
        alike += [record for record in records.values() if _holds_all(record, words)]
    for name in model.about.other_names:
        related_model, owner_column = model.nested_rows(name)
        owners = set(related_model.objects.matching(" ".join(words)).values_list(owner_column, flat=True))
        alike += [record for record in records.values() if record.pk in owners]
    return list(dict.fromkeys(alike))[:MOST_SUGGESTED]


def _holds_all(record: Entry, words: list[str]) -> bool:
    return all(word in record.folded for word in words)
