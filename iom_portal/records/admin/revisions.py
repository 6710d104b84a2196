"""Revisions in the admin: to be read, never edited."""

from collections.abc import Iterable
from itertools import groupby

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..dates.times import time_in_words
from ..history.changes import CHANGED, Change, changes_of
from ..models import Revision
from ..models.entry import Entry

MOST_LISTED = 25  # changes of each kind listed one by one; of the others, as of a load of all files, the number is told


FIELDS = ("number", "time", "origin", "made_by", "reason", "hash", "how_to_undo", "what_changed")


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    """Revisions with what they changed: they are read, and nothing of them is written here."""

    list_display = ["number", "time", "origin", "made_by", "reason"]
    list_filter = ["origin", "made_at"]
    list_select_related = ["made_by"]
    search_fields = ["reason"]
    date_hierarchy = "made_at"
    fields = FIELDS
    readonly_fields = FIELDS
    show_full_result_count = False
    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return False

    @admin.display(description="made at", ordering="made_at")
    def time(self, revision: Revision) -> str:
        return time_in_words(revision.made_at) if revision.made_at else "–"

    @admin.display(description="to undo it")
    def how_to_undo(self, revision: Revision) -> str:
        """Return the command by which a maintainer undoes the revision; the first has none."""
        return f"manage.py undo {revision.number}" if revision.number != 1 else "–"

    @admin.display(description="what changed")
    def what_changed(self, revision: Revision) -> SafeString | str:
        """Return what the revision came to, kind by kind: one query, and one for each kind touched."""
        changes = changes_of([revision])[revision.pk]
        if not changes:
            return "–"
        by_kind = groupby(changes, key=lambda change: change.model)
        return format_html_join("", "{}", ((_part(model, list(of_kind)),) for model, of_kind in by_kind))


def _part(model: type[Entry], changes: list[Change]) -> SafeString:
    """Return the heading of a kind, and under it the changes of its records."""
    listed = changes[:MOST_LISTED]
    more = len(changes) - len(listed)
    return format_html(
        "<h3>{}: {}</h3><ul>{}</ul>{}",
        model.plural_title(),
        len(changes),
        _items(_line(change) for change in listed),
        format_html("<p>and {} more</p>", more) if more else "",
    )


def _line(change: Change) -> SafeString:
    """Return a record by its id, what was done to it and, of one that was changed, field by field."""
    opts = change.model._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_history", args=[change.pk])
    line = format_html('<a href="{}">{}</a> {}', address, change.pk, change.change)
    if change.change != CHANGED:
        return line
    fields = (
        format_html("{}: <del>{}</del> → <ins>{}</ins>", name, old or "–", new or "–")
        for name, old, new in change.fields
    )
    return format_html("{}<ul>{}</ul>", line, _items(fields))


def _items(items: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((item,) for item in items))
