"""Revisions in the admin: to be read, never edited."""

from collections.abc import Iterable
from itertools import groupby

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..history.changes import CHANGED, Change, changes_of
from ..models import Revision
from ..models.entry import Entry

SHOWN = 25  # changes of each kind listed one by one; of the others, as of a load of all files, the number is told


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    list_display = ["number", "made_at", "origin", "made_by", "reason"]
    list_filter = ["origin", "made_at"]
    list_select_related = ["made_by"]
    search_fields = ["reason"]
    date_hierarchy = "made_at"
    readonly_fields = ["number", "made_at", "origin", "made_by", "reason", "what_changed"]
    fields = [*readonly_fields]
    show_full_result_count = False
    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Revision | None = None) -> bool:
        return False

    @admin.display(description="what changed")
    def what_changed(self, revision: Revision) -> SafeString | str:
        """What the revision came to, kind by kind: one query, and one for each kind touched."""
        by_kind = groupby(changes_of([revision])[revision.pk], key=lambda change: change.model)
        parts = [_part(model, list(changes)) for model, changes in by_kind]
        return format_html_join("", "{}", ((part,) for part in parts)) if parts else "–"


def _part(model: type[Entry], changes: list[Change]) -> SafeString:
    """Return the heading of a kind, and under it the changes of its records."""
    listed, more = changes[:SHOWN], len(changes) - SHOWN
    return format_html(
        "<h3>{}: {}</h3><ul>{}</ul>{}",
        model.plural_title(),
        len(changes),
        _items(_line(change) for change in listed),
        format_html("<p>and {} more</p>", more) if more > 0 else "",
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
