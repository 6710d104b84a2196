"""Pages of what was changed in the register: every revision, and the versions of one record."""

from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import DetailView, ListView

from iom_portal.records.dates.times import time_in_words
from iom_portal.records.history.changes import Change, changes_of, field_differences, named, title_of
from iom_portal.records.history.versions import is_deletion
from iom_portal.records.kinds import by_name
from iom_portal.records.models import Citation, Revision
from iom_portal.records.models.entry import Entry
from iom_portal.records.models.revision import Revised
from iom_portal.records.web.views import PageMixin, RegisterPage, bad_request

from ..revisions import time_of

REVISIONS_ON_A_PAGE = 100
RECORDS_OF_A_KIND = 20  # on the page of a revision, where all kinds are shown
RECORDS_OF_ONE_KIND = 200  # the same, where one kind alone is asked for


class RevisionList(PageMixin, ListView):
    """The changes of the register, the latest first. Undated: they speak of the register, not of the organization."""

    queryset = Revision.objects.exclude(number=None)
    paginate_by = REVISIONS_ON_A_PAGE
    undated = True
    distinct = ("page",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `head`: the last revision of the register that is read, whose hash is that of the whole chain."""
        head = Revision.objects.exclude(number=None).first()
        return super().get_context_data(head=head, **kwargs)

    def get_title(self, context: dict[str, Any]) -> str:
        return f"Changes of the register{_page_in_words(context)}"

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            f"Every change of this unofficial register of IOM, the latest first{_page_in_words(context)}: "
            "what was changed, when and why, to read field by field or to follow as a feed."
        )


def _page_in_words(context: dict[str, Any]) -> str:
    """Return which page of a list the context is of, after a comma; "" for the first."""
    number = context["page_obj"].number
    return f", page {number}" if number > 1 else ""


class RevisionDetail(PageMixin, DetailView):
    """One change of the register: every record it made, changed or deleted, field by field.

    `kind` shows the records of one kind alone, in pages.
    """

    queryset = Revision.objects.exclude(number=None)
    slug_field = slug_url_kwarg = "number"
    undated = True
    object: Revision

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        changes = changes_of([self.object])[self.object.pk]
        by_kind = {model.kind: list(of_kind) for model, of_kind in groupby(changes, key=lambda change: change.model)}
        kind = request.GET.get("kind", "").strip()
        if kind and kind not in by_kind:
            trouble = ("kind", "This revision touched no record of such a kind.", list(by_kind))
            return bad_request(request, [trouble], clock=self.clock)
        self.asked = {"kind": kind} if kind else {}
        if kind:
            groups = [self._group(by_kind[kind], RECORDS_OF_ONE_KIND)]
        else:
            groups = [self._group(of_kind, RECORDS_OF_A_KIND) for of_kind in by_kind.values()]
        return self.render_to_response(self.get_context_data(groups=groups, kind=kind))

    def _group(self, changes: list[Change], most: int) -> dict[str, Any]:
        """Return the page asked for of the changes of one kind, with at most so many records."""
        page = Paginator(changes, most).get_page(self.request.GET.get("page"))
        return {"model": changes[0].model, "changes": named(page), "page": page}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        number = self.object.number or 0
        neighbours = Revision.objects.filter(number__in=(number - 1, number + 1)).order_by("number")
        numbers = list(neighbours.values_list("number", flat=True))
        return super().get_context_data(neighbours=numbers, asked=self.asked, **kwargs)

    def get_title(self, context: dict[str, Any]) -> str:
        return f"Revision {self.object.number} of the register"

    def get_description(self, context: dict[str, Any]) -> str:
        return f"{self.get_title(context)}, {time_in_words(time_of(self.object))}: {self.object.reason}"


class Versions(RegisterPage):
    """The versions of one record: who changed what, when and why, deletions included, and its citations beside it."""

    template_name = "records/versions.html"
    undated = True
    indexed = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind, pk = kwargs["kind"], kwargs["pk"]
        model = by_name().get(kind)
        if model is None:
            raise Http404(f"There is no kind of record “{kind}”.")
        versions = self.versions(model, model.history.filter(id=pk))
        if not versions:
            raise Http404(f"No {model._meta.verbose_name} ever had the id “{pk}”.")
        last = versions[-1]["version"]
        record = None if is_deletion(last) else model.objects.filter(pk=pk).first()
        return super().get_context_data(
            model=model,
            title=title_of(last),
            record=record,
            versions=versions[::-1],
            citations=self._versions_of_citations(model, pk)[::-1],
            **kwargs,
        )

    def _versions_of_citations(self, model: type[Entry], pk: str) -> list[dict[str, Any]]:
        """Return the versions of the citations of a record; none of a kind that is never cited."""
        if not model.owes_citation:
            return []
        content_type = ContentType.objects.get_for_model(model)
        return self.versions(Citation, Citation.history.filter(content_type=content_type, object_id=pk))

    def get_title(self, context: dict[str, Any]) -> str:
        return f"Versions of {context['title']}"

    def get_description(self, context: dict[str, Any]) -> str:
        kind_name = context["model"]._meta.verbose_name
        return (
            f"Who changed {context['title']} ({kind_name} {context['pk']}) in this register of IOM, when and why: "
            "every version, deletions included."
        )

    def versions(self, model: type[Entry], history: QuerySet[Revised]) -> list[dict[str, Any]]:
        """Return [{"version", "fields"}] of rows of a kind's history up to the moment asked for, the earliest first.

        fields: the differences from the version before, if the record was there before. One query.
        """
        rows = history.filter(revision__number__isnull=False).select_related("revision")
        if self.clock.moment:
            rows = rows.filter(revision__number__lte=self.clock.moment.revision)
        versions = []
        before: dict[str, Revised | None] = {}  # {id: the last version so far; None: the record is deleted}
        for version in rows.order_by("revision__number", "history_id"):
            old, new = before.get(version.id), None if is_deletion(version) else version
            fields = field_differences(model, old, new) if old else ()
            versions.append({"version": version, "fields": fields})
            before[version.id] = new
        return versions
