"""Pages and feed of what was changed in the register: every revision, and the versions of one record."""

from itertools import groupby

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.http import Http404
from django.views.generic import DetailView, ListView

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.history.changes import changes_of, field_differences, named, title_of
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation, Revision
from iom_portal.records.web.feeds import FeedEntry, RegisterFeed
from iom_portal.records.web.views import PageMixin, RegisterPage, bad_request

LISTED = 20  # records of a kind on the page of a revision
LISTED_ALONE = 200  # the same, where one kind alone is asked for
IN_FEED = 30  # revisions


class RevisionList(PageMixin, ListView):
    """The changes of the register, the latest first. Undated: they speak of the register, not of the organization."""

    queryset = Revision.objects.exclude(number=None)
    paginate_by = 100
    undated = True
    distinct = ("page",)

    def get_title(self, context: dict) -> str:
        return f"Changes of the register{self._place(context)}"

    def get_description(self, context: dict) -> str:
        return (
            f"Every change of this unofficial register of IOM, the latest first{self._place(context)}: "
            "what was changed, when and why, to read field by field or to follow as a feed."
        )

    def _place(self, context: dict) -> str:
        """Return which page of the list this is, in words; "" for the first."""
        number = context["page_obj"].number
        return f", page {number}" if number > 1 else ""


class RevisionDetail(PageMixin, DetailView):
    """One change of the register: every record it made, changed or deleted, field by field.

    `kind` shows the records of one kind alone, in pages.
    """

    queryset = Revision.objects.exclude(number=None)
    slug_field = slug_url_kwarg = "number"
    undated = True

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        found = {
            model.kind: list(changes)
            for model, changes in groupby(changes_of([self.object])[self.object.pk], key=lambda change: change.model)
        }
        asked = request.GET.get("kind", "").strip()
        if asked and asked not in found:
            trouble = ("kind", "This revision touched no record of such a kind.", list(found))
            return bad_request(request, [trouble], clock=self.clock)
        shown = {asked: found[asked]} if asked else found
        return self.render_to_response(self.get_context_data(shown=shown, kind=asked))

    def get_context_data(self, shown, kind, **kwargs):
        groups = []
        for changes in shown.values():
            page = Paginator(changes, LISTED_ALONE if kind else LISTED).get_page(self.request.GET.get("page"))
            groups.append({"model": changes[0].model, "changes": named(page), "page": page})
        number = self.object.number
        neighbours = Revision.objects.filter(number__in=(number - 1, number + 1)).values_list("number", flat=True)
        asked = {"kind": kind} if kind else {}
        return super().get_context_data(groups=groups, neighbours=sorted(neighbours), asked=asked, kind=kind, **kwargs)

    def get_title(self, context: dict) -> str:
        return f"Revision {self.object.number} of the register"

    def get_description(self, context: dict) -> str:
        made_at = self.object.made_at
        return f"{self.get_title(context)}, {day_in_words(made_at)}, {made_at:%H:%M} UTC: {self.object.reason}"


class Versions(RegisterPage):
    """The versions of one record: who changed what, when and why, deletions included, and its citations beside it."""

    template_name = "records/versions.html"
    undated = True
    indexed = False

    def get_context_data(self, kind, pk, **kwargs):
        model = {model.kind: model for model in kinds()}.get(kind)
        if model is None:
            raise Http404(f"There is no kind of record “{kind}”.")
        versions = self.versions(model.history.filter(id=pk))
        if not versions:
            raise Http404(f"No {model._meta.verbose_name} ever had the id “{pk}”.")
        citations = []
        if model.owes_citation:
            own = Citation.history.filter(content_type=ContentType.objects.get_for_model(model), object_id=pk)
            citations = self.versions(own)
        last = versions[-1]["version"]
        return super().get_context_data(
            model=model,
            pk=pk,
            title=title_of(last),
            record=None if last.history_type == "-" else model.objects.filter(pk=pk).first(),
            versions=versions[::-1],
            citations=citations[::-1],
            **kwargs,
        )

    def get_title(self, context: dict) -> str:
        return f"Versions of {context['title']}"

    def get_description(self, context: dict) -> str:
        kind_name = context["model"]._meta.verbose_name
        return (
            f"Who changed {context['title']} ({kind_name} {context['pk']}) in this register of IOM, when and why: "
            "every version, deletions included."
        )

    def versions(self, history):
        """[{"version", "fields"}] of history rows up to the moment asked for, the earliest first, each with its
        differences from the one before."""
        rows = history.filter(revision__number__isnull=False).select_related("revision")
        if self.clock.moment:
            rows = rows.filter(revision__number__lte=self.clock.moment.revision)
        found, before = [], {}
        for version in rows.order_by("revision__number", "history_id"):
            deleted = version.history_type == "-"
            old = before.get(version.id)
            fields = field_differences(version.instance_type, old, None if deleted else version) if old else ()
            found.append({"version": version, "fields": fields})
            before[version.id] = None if deleted else version
        return found


def _line(change):
    fields = ", ".join(f"{name}: {old or '–'} → {new or '–'}" for name, old, new in change.fields)
    shown = f" ({fields})" if fields and change.change == "changed" else ""
    return f"{change.model._meta.verbose_name} {change.pk} {change.change}{shown}"


class ChangesFeed(RegisterFeed):
    """The latest revisions, each with what it changed."""

    about = "changes of the register"
    page, feed = "changes", "changes-feed"

    def feed_entries(self, clock):
        revisions = list(Revision.objects.exclude(number=None)[:IN_FEED])
        changes = changes_of(revisions)
        for revision in revisions:
            listed = [_line(change) for change in changes[revision.pk][:LISTED]]
            more = len(changes[revision.pk]) - len(listed)
            yield FeedEntry(
                key=f"revision/{revision.number}/{revision.made_at:%Y%m%dT%H%M%S.%f}",
                title=f"Revision {revision.number}: {revision.reason}",
                text="; ".join(listed) + (f"; and {more} more" if more else ""),
                path=revision.get_absolute_url(),
                published=revision.made_at,
                updated=revision.made_at,
                author=revision.get_origin_display(),
            )
