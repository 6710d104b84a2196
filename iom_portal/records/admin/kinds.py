"""Sources, citations, exceptions to rules, the days covered, and the lines from which the project started."""

from typing import Any, cast

from django.contrib import admin
from django.forms import ChoiceField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from ..models import Citation, Coverage, RuleException, SeedLine, Source
from ..models.entry import Entry
from ..rules.register_rules import register_rules
from .base import EntryAdmin, RecordAdmin
from .citation_forms import OneCitationForm, take_place
from .forms import EntryForm


@admin.register(Source)
class SourceAdmin(EntryAdmin):
    """Sources: what records are cited to."""

    list_display = ["title", "publisher", "symbol", "published", "kind_of_source", "id"]
    list_filter = ["kind_of_source"]
    prepopulated_fields = {"slug": ["title"]}


@admin.register(Citation)
class CitationAdmin(EntryAdmin):
    """Citations are added on the page of the record that they support."""

    form = OneCitationForm
    list_display = ["source", "cited_record", "field", "stance", "value", "other_value", "not_rechecked", "evidence"]
    list_filter = ["stance", "evidence", "content_type", "field"]
    list_select_related = ["source", "content_type"]
    search_through = ("source__",)
    readonly_fields = ["cited_record", "source", "not_rechecked"]
    fieldsets = [
        (None, {"fields": ["id", "cited_record", "source"]}),
        ("What it says", {"fields": ["field", "stance", "value", "other_value", "not_rechecked", "rechecked"]}),
        ("Where, and what to know", {"fields": ["locator", "evidence", "note"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="record", ordering="object_id")
    def cited_record(self, citation: Citation) -> str:
        kind = citation.content_type
        address = reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[citation.object_id])
        return format_html('<a href="{}">{} {}</a>', address, kind.name, citation.object_id)

    def save_model(self, request: HttpRequest, obj: Entry, form: EntryForm, change: bool) -> None:
        take_place(cast(Citation, obj))
        super().save_model(request, obj, form, change)


class RuleExceptionForm(EntryForm):
    """An exception: the rule is one of those of which an exception can be made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(rule.name for rule in register_rules() if rule.has_exceptions)
        if "rule" in self.fields:
            choices = [("", "---------"), *((name, name) for name in names)]
            self.fields["rule"] = ChoiceField(choices=choices, help_text=self.fields["rule"].help_text)


@admin.register(RuleException)
class RuleExceptionAdmin(RecordAdmin):
    """Exceptions to rules. One for a record that is not there yet is made first, under the id that it will bear."""

    form = RuleExceptionForm
    list_display = ["rule", "record", "why"]
    list_filter = ["rule"]


@admin.register(Coverage)
class CoverageAdmin(EntryAdmin):
    """The days that the register covers: one row, which is changed and never deleted."""

    list_display = ["__str__", "note"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Coverage.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Coverage | None = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"id": "register", **super().get_changeform_initial_data(request)}


@admin.register(SeedLine)
class SeedLineAdmin(EntryAdmin):
    """The lines of the page from which the project started, and where each is now."""

    list_display = ["number", "text", "represented_in"]
