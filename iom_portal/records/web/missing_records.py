"""The answer where an address names no record: it moved, it was deleted, it was not recorded yet, or it never was."""

from difflib import get_close_matches

from django.shortcuts import redirect

from ..models.entry import Entry
from ..text import fold
from .error_pages import error_page

NEAR = 5  # names that are suggested
ALIKE = 0.6  # how alike two slugs are, from 0 to 1, to be suggested for each other


def missing_record(request, model, key, clock):
    """Four queries at most. key: the slug or id in the address; None where it has neither.

    A record of that id, or whose slug it once was, is where it is now: 302. A record that was deleted: 410, with its
    versions. One that the register did not hold yet at the moment asked for, or never: 404, with those of a like name.
    """
    context = {"clock": clock, "model": model, "key": key}
    then, later = _versions(model, key, clock.moment) if key else ([], [])
    if then:
        pk = then[-1].id
        if record := model.objects.filter(pk=pk).first():
            return _moved(request, record)
        gone = _up_to(clock.moment, model.history.filter(id=pk))[-1]
        name = str(then[-1].instance)
        return error_page(request, 410, context | {"version": gone, "name": name, "page_title": f"Deleted: {name}"})
    rows = {_key_of(row).lower(): row for row in model.objects.all()} if key else {}
    for row in rows.values():
        if row.pk.lower() == key.lower():
            return _moved(request, row)
    context |= {"later": later, "near": _near(model, key, rows) if rows else [], "words": _words(key or "")}
    return error_page(request, 404, context)


def _versions(model, key, moment):
    """(versions up to the moment, versions after it) of the records that ever bore the key as their slug or id."""
    found = _up_to(None, model.history.filter(slug=key) if model.has_slug() else model.history.filter(id=key))
    then = [row for row in found if not moment or row.revision.number <= moment.revision]
    return then, found[len(then) :]


def _up_to(moment, history):
    """Rows of history up to a moment (None: all), with their revisions, the earliest first."""
    rows = history.filter(revision__number__isnull=False).select_related("revision")
    if moment:
        rows = rows.filter(revision__number__lte=moment.revision)
    return list(rows.order_by("revision__number", "history_id"))


def _moved(request, record):
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{record.page_url}{f'?{query}' if query else ''}")


def _key_of(row: Entry) -> str:
    """Return what stands for a record in the address of its page."""
    return row.slug if row.has_slug() else row.pk


def _words(key):
    """The key as words to search for."""
    return " ".join(key.replace("-", " ").replace("_", " ").split())


def _near(model, key, rows):
    """The records whose key is much like it, or whose names, former ones too, hold its words."""
    words = fold(_words(key)).split()
    found = [row for row in rows.values() if words and all(word in row.folded for word in words)]
    for name in model.about.other_names:
        relation = model._meta.get_field(name)
        owners = relation.related_model.objects.matching(" ".join(words)).values_list(relation.field.attname, flat=True)
        owners = set(owners)
        found += [row for row in rows.values() if row.pk in owners]
    found = [rows[other] for other in get_close_matches(key.lower(), rows, NEAR, ALIKE)] + found
    return list(dict.fromkeys(found))[:NEAR]
