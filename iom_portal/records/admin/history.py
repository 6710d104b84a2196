"""The versions of an entry: the list of them, going back to one, and bringing back what was deleted."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404
from simple_history.admin import SimpleHistoryAdmin

from ..history.changes import CHANGE_OF_TYPE
from ..models import Citation
from ..models.revision import Revised
from .writing import in_one_revision


class VersionsAdmin(SimpleHistoryAdmin):
    """Lists versions by their revision; going back to one is a change like any other, with its reason."""

    object_history_template = "admin/register/history.html"
    object_history_list_template = "admin/register/history_list.html"
    object_history_form_template = "admin/register/history_form.html"
    history_list_display = ["made_at", "kind_of_change", "role", "made_by", "reason"]

    def made_at(self, version):
        return version.revision.made_at

    def kind_of_change(self, version: Revised) -> str:
        return CHANGE_OF_TYPE[version.history_type]

    def role(self, version):
        return version.revision.get_origin_display()

    def made_by(self, version):
        return version.revision.made_by or "–"

    def reason(self, version):
        return version.revision.reason

    def get_history_queryset(self, request, history_manager, pk_name, object_id):
        versions = super().get_history_queryset(request, history_manager, pk_name, object_id)
        return versions.select_related("revision__made_by").order_by("-revision__number", "-history_id")

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if not version_id.isdecimal():
            raise Http404
        deleted = not self.model.objects.filter(pk=object_id).exists()
        request.brings_back = deleted
        context = {**(extra_context or {}), "deleted": deleted}

        def view():
            return super(VersionsAdmin, self).history_form_view(request, object_id, version_id, context)

        if request.method != "POST":
            return view()
        if not (self.has_add_permission(request) if deleted else self.has_change_permission(request)):
            raise PermissionDenied
        return in_one_revision(request, view, view)

    def history_view_title(self, request, obj):
        return f"History of {obj}"

    def history_form_view_title(self, request, obj):
        return f"A version of {obj}"

    def revert_disabled(self, request, obj=None):
        return super().revert_disabled(request, obj) or not self.has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if getattr(request, "brings_back", False) and obj.owes_citation:
            bring_back_citations(obj)


def bring_back_citations(record):
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
