"""The admin of an entry, and of a fact with its sources. A kind's own admin says what is particular to it."""

from functools import reduce
from operator import or_

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import lookup_spawns_duplicates
from django.db.models import Max, Q
from django.utils.html import format_html_join
from django.utils.text import capfirst

from ..dates.partial_date import BEGINNING, FOREVER, PartialDate
from ..django_internals import AdminAnswers
from ..text import fold
from .filters import OnTheDayFilter, asked_day, day_label
from .forms import EntryForm, ReasonForm
from .history import VersionsAdmin
from .inlines import CitationInline, Typed
from .writing import in_one_revision, nothing_written, refusing

LAST = ("evidence", "note")


class EntryAdmin(AdminAnswers, Typed, VersionsAdmin):
    """Every submit is one revision with its reason. Lists are searched without regard to accents and case.

    search_through: lookup paths to other entries whose text is searched too, such as "state__".
    day_columns: columns of the list that are methods of a record and a day.
    """

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

    def get_fieldsets(self, request, obj=None):
        if self.fieldsets:
            return self.fieldsets
        fields = [field for field in self.opts.concrete_fields if field.editable]
        dates = self.model.partial_dates()
        own = [field.name for field in fields if field.name not in (*dates, *LAST)]
        last = [field.name for field in fields if field.name in LAST]
        sections = [(None, {"fields": own})]
        if dates:
            sections.append(("Dates", {"fields": [*dates, "days_allowed"] if obj else dates}))
        if last:
            sections.append(("Evidence" if "evidence" in last else "Note", {"fields": last}))
        return sections

    def get_readonly_fields(self, request, obj=None):
        readonly = [*super().get_readonly_fields(request, obj), "days_allowed"]
        return [*readonly, "id"] if obj else readonly

    @admin.display(description="days they allow")
    def days_allowed(self, entry):
        """Earliest and latest day of each date: what the register computes with."""
        lines = []
        for name in entry.partial_dates():
            if hasattr(entry, f"{name}_earliest"):
                bounds = getattr(entry, f"{name}_earliest"), getattr(entry, f"{name}_latest")
                first, last = ("open" if bound in (BEGINNING, FOREVER) else bound for bound in bounds)
                lines.append((capfirst(self.opts.get_field(name).verbose_name), first, last))
        return format_html_join("", "<div>{}: {} – {}</div>", lines) if lines else "–"

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        form.stored_version = self.version_of(request, obj) if obj else ""
        return form

    def version_of(self, request, obj):
        """The number of the latest revision of the entry and of the rows edited on its page, as text."""
        histories = [self.model.history.filter(id=obj.pk)]
        histories += [inline.history_of(obj.pk) for inline in self.get_inline_instances(request, obj)]
        numbers = [rows.aggregate(last=Max("revision__number"))["last"] for rows in histories]
        return str(max(filter(None, numbers), default=""))

    def view_on_site(self, obj):
        return obj.page_url or None

    # Writing

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        def view():
            return super(EntryAdmin, self).changeform_view(request, object_id, form_url, extra_context)

        if request.method != "POST":
            return view()
        return in_one_revision(
            request, view, lambda: self.answer_change_form(request, object_id, form_url, extra_context)
        )

    def get_object(self, request, object_id, from_field=None):
        """The entry; locked while a submit about it is answered, so that two editors take their turns."""
        if getattr(request, "work", None):
            list(self.model.objects.select_for_update().filter(pk=object_id).values_list("pk"))
        return super().get_object(request, object_id, from_field)

    def save_model(self, request, obj, form, change):
        request.work.reason = form.cleaned_data["reason"]
        with refusing(form):
            super().save_model(request, obj, form, change)

    def construct_change_message(self, request, form, formsets, add=False):
        return form.cleaned_data["reason"]

    def log_change(self, request, obj, message):
        if not nothing_written(request):
            return super().log_change(request, obj, message)

    def message_user(self, request, message, level=messages.INFO, *args, **kwargs):
        if level == messages.SUCCESS and nothing_written(request):
            message, level = "Nothing was changed.", messages.INFO
        super().message_user(request, message, level, *args, **kwargs)

    # Deleting

    def delete_view(self, request, object_id, extra_context=None):
        form = ReasonForm(request.POST if request.method == "POST" else None)
        context = {**(extra_context or {}), "reason_form": form}
        if request.method != "POST":
            return super().delete_view(request, object_id, context)

        def ask_again():
            if refusal := getattr(request, "refusal", None):
                form.add_error(None, refusal.error.messages)
            request.POST = {}  # nothing is confirmed
            return self.answer_deletion(request, object_id, context)

        if not form.is_valid():
            return ask_again()

        def delete():
            request.work.reason = form.cleaned_data["reason"]
            return super(EntryAdmin, self).delete_view(request, object_id, context)

        return in_one_revision(request, delete, ask_again)

    def get_actions(self, request):
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            actions["delete_selected"] = (delete_with_reason, *actions["delete_selected"][1:])
        return actions

    # Lists

    def get_search_results(self, request, queryset, search_term):
        if not self.search_through:
            return queryset.matching(search_term), False
        texts = ["folded", *(f"{path}folded" for path in self.search_through)]
        for word in fold(search_term).split():
            queryset = queryset.filter(reduce(or_, (Q(**{f"{text}__contains": word}) for text in texts)))
        return queryset, any(lookup_spawns_duplicates(self.opts, text) for text in texts)

    def get_list_filter(self, request):
        own = super().get_list_filter(request)
        return [OnTheDayFilter, *own] if self.model.on_day else own

    def get_list_display(self, request):
        """The columns about a day are about the one asked for, and say so."""
        columns = super().get_list_display(request)
        return [self._on_the_day(request, name) if name in self.day_columns else name for name in columns]

    def _on_the_day(self, request, name):
        day = asked_day(request)

        @admin.display(description=day_label(request))
        def column(record):
            return getattr(self, name)(record, day)

        return column

    def holds(self, record, day):
        return {"certain": "yes", "possible": "possibly", None: "no"}[record.certainty_on(day)]

    @admin.display(description="from", ordering="start_earliest")
    def begins(self, record):
        return PartialDate(record.start).words() or "not found"

    @admin.display(description="to", ordering="end_earliest")
    def ends(self, record):
        return PartialDate(record.end).words() or "still running"


def delete_with_reason(modeladmin, request, queryset):
    """Django's bulk deletion, as one revision with its reason."""
    confirmed = request.POST.get("post")
    form = ReasonForm(request.POST if confirmed else None)

    def ask():
        if refusal := getattr(request, "refusal", None):
            form.add_error(None, refusal.error.messages)
        request.POST = request.POST.copy()
        request.POST.pop("post", None)
        response = delete_selected(modeladmin, request, queryset)
        response.context_data["reason_form"] = form
        return response

    if not confirmed or not form.is_valid():
        return ask()

    def delete():
        request.work.reason = form.cleaned_data["reason"]
        return delete_selected(modeladmin, request, queryset)

    return in_one_revision(request, delete, ask)


class RecordAdmin(EntryAdmin):
    """The admin of a kind that is cited: its citations are edited with it, and one that supports it is required."""

    more_inlines: tuple = ()

    def get_inlines(self, request, obj):
        return [CitationInline, *self.more_inlines]
