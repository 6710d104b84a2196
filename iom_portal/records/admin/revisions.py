"""Revisions in the admin: to be read, never edited."""

from itertools import islice
from typing import NamedTuple

from django.contrib import admin
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from ..kinds import kinds
from ..models import Revision

SHOWN = 25  # changes of each kind listed one by one; of the others, as of a load of all files, the number is told


class Change(NamedTuple):
    """What one revision did to one entry: the word for it, and (field, before, after) of what it changed."""

    version: object
    word: str
    fields: list


def changes(revision, model):
    """The changes that `revision` made to entries of one kind."""
    versions = model.history.filter(revision=revision).order_by("id", "history_id")
    for version in versions.iterator():
        fields = []
        if version.history_type == "~" and (before := version.prev_record):
            fields = [
                (capfirst(str(model._meta.get_field(change.field).verbose_name)), change.old, change.new)
                for change in version.diff_against(before).changes
            ]
        yield Change(version, {"+": "added", "~": "changed", "-": "deleted"}[version.history_type], fields)


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    list_display = ["number", "made_at", "origin", "made_by", "reason"]
    list_filter = ["origin", "made_at"]
    list_select_related = ["made_by"]
    search_fields = ["reason"]
    date_hierarchy = "made_at"
    fields = ["number", "made_at", "origin", "made_by", "reason", "what_changed"]
    readonly_fields = fields
    show_full_result_count = False
    view_on_site = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="what changed")
    def what_changed(self, revision):
        parts = []
        for model in kinds():
            total = model.history.filter(revision=revision).aggregate(total=Count("pk"))["total"]
            if not total:
                continue
            listed = list(islice(changes(revision, model), SHOWN))
            parts.append(
                format_html(
                    "<h3>{}: {}</h3><ul>{}</ul>{}",
                    capfirst(str(model._meta.verbose_name_plural)),
                    total,
                    format_html_join("", "<li>{}</li>", ((_line(model, change),) for change in listed)),
                    format_html("<p>and {} more</p>", total - len(listed)) if total > len(listed) else "",
                )
            )
        return format_html_join("", "{}", ((part,) for part in parts)) if parts else "–"


def _line(model, change):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_history", args=[change.version.id])
    shown = ((name, old or "–", new or "–") for name, old, new in change.fields)
    fields = format_html_join("", "<li>{}: <del>{}</del> → <ins>{}</ins></li>", shown)
    line = format_html('<a href="{}">{}</a> {}', address, change.version.id, change.word)
    return format_html("{}<ul>{}</ul>", line, fields) if fields else line
