"""The admin of an entry, and of a fact with its sources. A kind's own admin says what is particular to it."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.utils import lookup_spawns_duplicates, unquote
from django.db.models import Max, Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.html import format_html_join
from django.utils.text import capfirst

from ..dates.partial_date import BEGINNING, FOREVER, PartialDate
from ..django_internals import AdminAnswers
from ..models.entry import Entry, EntryQuerySet
from ..models.entry import column as column_of
from ..models.facts import Record, Spell
from ..models.revising import require_revision
from ..text import fold
from .exceptions import make_exceptions, may_make_exceptions
from .filters import OnTheDayFilter, day_label, day_of_request
from .forms import DeletionForm, EntryForm
from .history import VersionsAdmin
from .inlines import CitationInline, RegisterFields, RegisterInline
from .writing import in_one_revision, nothing_written, refusing, submit_of

LAST_FIELDS = ("evidence", "note")
HOLDS_IN_WORDS = {"certain": "yes", "possible": "possibly", None: "no"}

Column = str | Callable[[Any], Any]  # of a list of the admin


class EntryAdmin(AdminAnswers, RegisterFields, VersionsAdmin):
    """Every submit is one revision with its reason. Lists are searched without regard to accents and case.

    search_through: lookup paths to other entries whose text is searched too, such as "state__".
    day_columns: columns of the list that are methods of a record and a day.
    """

    model: type[Entry]
    form = EntryForm
    change_form_template = "admin/register/change_form.html"
    delete_confirmation_template = "admin/register/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/register/delete_selected_confirmation.html"
    search_fields = ["folded"]
    search_help_text = "Every word must occur; accents and capitals do not matter."
    search_through: tuple[str, ...] = ()
    day_columns: tuple[str, ...] = ("holds",)
    list_per_page = 100
    show_full_result_count = False

    # What the form shows

    def get_fieldsets(self, request: HttpRequest, obj: Entry | None = None) -> list[Any]:
        """Return the sections of the form: [(title, {"fields": names})]."""
        if self.fieldsets:
            return list(self.fieldsets)
        names = [field.name for field in self.opts.concrete_fields if field.editable]
        dates = self.model.partial_dates()
        own = [name for name in names if name not in (*dates, *LAST_FIELDS)]
        last = [name for name in names if name in LAST_FIELDS]
        sections: list[tuple[str | None, dict[str, list[str]]]] = [(None, {"fields": own})]
        if dates:
            sections.append(("Dates", {"fields": [*dates, "days_allowed"] if obj else dates}))
        if last:
            sections.append(("Evidence" if "evidence" in last else "Note", {"fields": last}))
        return sections

    def get_readonly_fields(self, request: HttpRequest, obj: Entry | None = None) -> list[str]:
        readonly = [*super().get_readonly_fields(request, obj), "days_allowed"]
        return [*readonly, "id"] if obj else readonly

    @admin.display(description="days they allow")
    def days_allowed(self, entry: Entry) -> str:
        """Return the earliest and latest day of each date: what the register computes with."""
        lines = []
        for name in entry.partial_dates():
            if f"{name}_earliest" in entry.column_names():
                label = capfirst(column_of(self.model, name).verbose_name)
                first, last = getattr(entry, f"{name}_earliest"), getattr(entry, f"{name}_latest")
                lines.append((label, _bound_in_words(first), _bound_in_words(last)))
        return format_html_join("", "<div>{}: {} – {}</div>", lines) if lines else "–"

    def get_form(
        self, request: HttpRequest, obj: Entry | None = None, change: bool = False, **kwargs: Any
    ) -> type[EntryForm]:
        form_class = cast(type[EntryForm], super().get_form(request, obj, change, **kwargs))
        form_class.refusal = submit_of(request).refusal
        form_class.may_override = may_make_exceptions(request)
        form_class.stored_version = self.version_of(request, obj) if obj else ""
        return form_class

    def version_of(self, request: HttpRequest, entry: Entry) -> str:
        """Return the number of the latest revision of the entry and of the rows edited on its page, as text."""
        histories = [self.model.history.filter(id=entry.pk)]
        for inline in self.get_inline_instances(request, entry):
            histories.append(cast(RegisterInline, inline).history_of(entry.pk))
        numbers = [history.aggregate(last=Max("revision__number"))["last"] for history in histories]
        known = [number for number in numbers if number]
        return str(max(known)) if known else ""

    def view_on_site(self, obj: Entry) -> str | None:
        return obj.page_url or None

    # Writing

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        def view() -> HttpResponse:
            return super(EntryAdmin, self).changeform_view(request, object_id, form_url, extra_context)

        def ask_again() -> HttpResponse:
            return self.answer_change_form(request, object_id, form_url, extra_context)

        return in_one_revision(request, view, ask_again) if request.method == "POST" else view()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Entry | None:
        """Return the entry; locked while a submit about it is answered, so that two editors take their turns."""
        if submit_of(request).work is not None:
            list(self.model.objects.select_for_update().filter(pk=object_id).values_list("pk"))
        return super().get_object(request, object_id, from_field)

    def save_model(self, request: HttpRequest, obj: Entry, form: EntryForm, change: bool) -> None:
        require_revision().reason = form.cleaned_data["reason"]
        with refusing(form):
            if form.cleaned_data["exception_why"]:
                why, source = form.cleaned_data["exception_why"], form.cleaned_data["exception_source"]
                make_exceptions(request, form.cleaned_data["broken_rules"], why, source)
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Form, formsets: Iterable[Any], change: bool) -> None:
        """Save the rows edited with the entry. Of texts that look as if they had been decoded wrongly, warn."""
        super().save_related(request, form, formsets, change)
        saved: list[Entry] = [cast(EntryForm, form).instance]
        for formset in formsets:
            saved += [*formset.new_objects, *(row for row, _ in formset.changed_objects)]
        for entry in saved:
            for name, why in entry.misread_texts():
                label = capfirst(str(column_of(type(entry), name).verbose_name))
                self.message_user(request, f"{entry}: {label}: {why}. Look at it once more.", messages.WARNING)

    def construct_change_message(  # type: ignore[override] # the log takes a text as well
        self, request: HttpRequest, form: Form, formsets: Iterable[Any], add: bool = False
    ) -> str:
        """Return what the admin's own log says of a change: its reason."""
        reason: str = form.cleaned_data["reason"]
        return reason

    def log_change(  # type: ignore[override] # what it returns is not used
        self, request: HttpRequest, obj: Entry, message: str
    ) -> LogEntry | None:
        if nothing_written(request):
            return None
        return super().log_change(request, obj, message)

    def message_user(
        self, request: HttpRequest, message: Any, level: int | str = messages.INFO, *args: Any, **kwargs: Any
    ) -> None:
        if level == messages.SUCCESS and nothing_written(request):
            message, level = "Nothing was changed.", messages.INFO
        super().message_user(request, message, level, *args, **kwargs)

    # Deleting

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        form = DeletionForm(request.POST if request.method == "POST" else None)
        context = {**(extra_context or {}), "reason_form": form}

        def delete() -> HttpResponse:
            if request.method == "POST":
                require_revision().reason = form.cleaned_data["reason"]
                form.refuse_what_changed(self.model, [unquote(object_id)])
            return super(EntryAdmin, self).delete_view(request, object_id, context)

        def ask_again() -> HttpResponse:
            show_refusal(request, form)
            request.POST = QueryDict()  # nothing is confirmed
            return self.answer_deletion(request, object_id, context)

        if request.method != "POST":
            return delete()
        return in_one_revision(request, delete, ask_again) if form.is_valid() else ask_again()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        if "delete_selected" in actions:
            _, name, description = actions["delete_selected"]
            actions["delete_selected"] = (delete_with_reason, name, description)
        return actions

    # Lists

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not self.search_through:
            return cast(EntryQuerySet[Any], queryset).matching(search_term), False
        texts = ["folded", *(f"{path}folded" for path in self.search_through)]
        for word in fold(search_term).split():
            occurs = Q()
            for text in texts:
                occurs |= Q(**{f"{text}__contains": word})
            queryset = queryset.filter(occurs)
        return queryset, any(lookup_spawns_duplicates(self.opts, text) for text in texts)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        filters: list[Any] = [*super().get_list_filter(request)]
        return [OnTheDayFilter, *filters] if self.model.on_day else filters

    def get_list_display(self, request: HttpRequest) -> list[Column]:
        """Return the columns of the list. Those about a day are about the one asked for, and say so."""
        columns: list[Column] = []
        for name in super().get_list_display(request):
            columns.append(self._column_on_day(request, name) if name in self.day_columns else name)
        return columns

    def _column_on_day(self, request: HttpRequest, name: str) -> Column:
        day = day_of_request(request)
        words_on_day: Callable[[Entry, date], str] = getattr(self, name)

        @admin.display(description=day_label(request))
        def column(record: Entry) -> str:
            return words_on_day(record, day)

        return column

    def holds(self, record: Record, day: date) -> str:
        return HOLDS_IN_WORDS[record.certainty_on(day)]

    @admin.display(description="from", ordering="start_earliest")
    def begins(self, record: Spell) -> str:
        return PartialDate(record.start).words() or "not found"

    @admin.display(description="to", ordering="end_earliest")
    def ends(self, record: Spell) -> str:
        return PartialDate(record.end).words() or "still running"


def _bound_in_words(day: date) -> date | str:
    return "open" if day in (BEGINNING, FOREVER) else day


def show_refusal(request: HttpRequest, form: DeletionForm) -> None:
    """Show in the form why nothing was written, if that was refused."""
    refusal = submit_of(request).refusal
    if refusal is not None:
        form.add_error(None, refusal.error.messages)


def delete_with_reason(modeladmin: EntryAdmin, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Answer as Django's bulk deletion does, but as one revision with its reason.

    More than a few are deleted only where their number was typed; none that was changed since the question was asked.
    """
    confirmed = request.POST.get("post")
    keys = {*queryset.values_list("pk", flat=True)}
    plural = str(modeladmin.opts.verbose_name_plural)
    form = DeletionForm(request.POST if confirmed else None, deletions=len(keys), plural=plural)

    def ask() -> HttpResponse:
        show_refusal(request, form)
        parameters = request.POST.copy()
        parameters.pop("post", None)
        request.POST = parameters  # type: ignore[assignment] # who reads it next does not change it
        response = cast(TemplateResponse, delete_selected(modeladmin, request, queryset))  # as it is not confirmed
        response.context_data = {**(response.context_data or {}), "reason_form": form}
        return response

    def delete() -> HttpResponse | None:
        require_revision().reason = form.cleaned_data["reason"]
        form.refuse_what_changed(modeladmin.model, keys.union(request.POST.getlist(ACTION_CHECKBOX_NAME)))
        return delete_selected(modeladmin, request, queryset)

    return in_one_revision(request, delete, ask) if confirmed and form.is_valid() else ask()


class RecordAdmin(EntryAdmin):
    """The admin of a kind that is cited: its citations are edited with it, and one that supports it is required."""

    more_inlines: tuple[type[InlineModelAdmin], ...] = ()

    def get_inlines(self, request: HttpRequest, obj: Entry | None) -> list[type[InlineModelAdmin]]:
        return [CitationInline, *self.more_inlines]
