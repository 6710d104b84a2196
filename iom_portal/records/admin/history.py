"""The versions of an entry: the list of them, going back to one, and bringing back what was deleted."""

from datetime import datetime
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Manager, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin

from ..history.changes import CHANGE_OF_TYPE
from ..models import Citation
from ..models.entry import Entry
from ..models.facts import Record
from ..models.revising import require_revision
from ..models.revision import Revised
from .forms import EntryForm
from .writing import in_one_revision, submit_of

MOST_CHANGES = 100  # of citations that the page of a history lists


class VersionsAdmin(SimpleHistoryAdmin, ModelAdmin):  # the second for its types, which the first has not
    """Lists versions by their revision; going back to one is a change like any other, with its reason."""

    object_history_template = "admin/register/history.html"
    object_history_list_template = "admin/register/history_list.html"
    object_history_form_template = "admin/register/history_form.html"
    history_list_display = ["made_at", "kind_of_change", "role", "made_by", "reason"]

    def made_at(self, version: Revised) -> datetime | None:
        return version.revision.made_at

    def kind_of_change(self, version: Revised) -> str:
        return CHANGE_OF_TYPE[version.history_type]

    def role(self, version: Revised) -> str:
        return version.revision.get_origin_display()

    def made_by(self, version: Revised) -> str:
        return str(version.revision.made_by or "–")

    def reason(self, version: Revised) -> str:
        return version.revision.reason

    def get_history_queryset(
        self, request: HttpRequest, history_manager: Manager[Revised], pk_name: str, object_id: str
    ) -> QuerySet[Revised]:
        versions: QuerySet[Revised] = super().get_history_queryset(request, history_manager, pk_name, object_id)
        return versions.select_related("revision__made_by").order_by("-revision__number", "-history_id")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List the versions of a record, and beside them the changes of its citations."""
        history = Citation.history.filter(
            content_type=ContentType.objects.get_for_model(self.model), object_id=object_id
        )
        changes = history.exclude(revision__number=None).select_related("revision__made_by").order_by("-history_id")
        context = {**(extra_context or {}), "citation_changes": changes[:MOST_CHANGES]}
        response: HttpResponse = super().history_view(request, object_id, context)
        return response

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a version of a record; when its form is sent, make it the record's present state."""
        if not version_id.isdecimal():
            raise Http404
        deleted = not self.model.objects.filter(pk=object_id).exists()
        submit_of(request).brings_back = deleted
        submit_of(request).goes_back_to = int(version_id)
        context = {**(extra_context or {}), "deleted": deleted}

        def view() -> HttpResponse:
            response: HttpResponse = super(VersionsAdmin, self).history_form_view(
                request, object_id, version_id, context
            )
            return response

        if request.method != "POST":
            return view()
        is_allowed = self.has_add_permission(request) if deleted else self.has_change_permission(request)
        if not is_allowed:
            raise PermissionDenied
        return in_one_revision(request, view, view)

    def history_view_title(self, request: HttpRequest, obj: Entry) -> str:
        return f"History of {obj}"

    def history_form_view_title(self, request: HttpRequest, obj: Entry) -> str:
        return f"A version of {obj}"

    def revert_disabled(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return super().revert_disabled(request, obj) or not self.has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Entry, form: EntryForm, change: bool) -> None:
        obj.comes_back = submit_of(request).brings_back
        super().save_model(request, obj, form, change)
        submit = submit_of(request)
        if not isinstance(obj, Record):
            return
        if submit.brings_back:
            bring_back_citations(obj)
        elif submit.goes_back_to is not None:
            put_back_citations(obj, submit.goes_back_to)


def bring_back_citations(record: Record) -> None:
    """Save again the citations that were deleted together with `record`."""
    deletion = type(record).history.filter(id=record.pk, history_type="-").order_by("-history_id").first()
    if deletion is None:
        return
    lost = Citation.history.filter(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        history_type="-",
        revision=deletion.revision,
    )
    for version in lost.order_by("history_id"):
        version.instance.save()


def put_back_citations(record: Record, version_id: int) -> None:
    """Make the citations of a record those that it had as long as a version of it stood, and have them count for it."""
    later = type(record).history.filter(id=record.pk, history_id__gt=version_id)
    next_version = later.exclude(revision=require_revision().revision).order_by("history_id").first()
    history = Citation.history.filter(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)
    if next_version is not None:
        history = history.filter(revision__number__lt=next_version.revision_number)
    then = {}
    for version in history.exclude(revision=require_revision().revision).order_by("history_id"):
        then[version.id] = version
    present = {citation.pk: citation for citation in record.citations.all()}
    for pk, citation in present.items():
        if pk not in then or then[pk].history_type == "-":
            citation.delete()
    for pk, version in then.items():
        if version.history_type == "-":
            continue
        citation = version.instance
        citation._state.adding = pk not in present
        citation.save()
        require_revision().answer(citation)
