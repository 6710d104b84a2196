import re
from collections import Counter, defaultdict
from itertools import groupby
from urllib.parse import urlencode

from django.db import DatabaseError
from django.db.models import Count
from django.http import HttpResponse

from iom_portal.records.canonical import BadDigest
from iom_portal.records.changes import changes_between, named
from iom_portal.records.days import around, last_change
from iom_portal.records.drawing import Axis
from iom_portal.records.filters import SourceFilter
from iom_portal.records.models import Register, SeedLine, Source
from iom_portal.records.record import Evidence
from iom_portal.records.views import Beneath, Page, RegisterDetail, RegisterList, bad_request
from members.charts import growth_of
from members.counting import counts_beneath
from members.models import Membership, PublishedCount, State
from organs.filters import EventFilter
from organs.models import Event

from . import citing, comparison, design, evidence, timeline
from .links import by_kind, in_order, read_references
from .organization import changes_on, organization_on


class Home(Page):
    """What the organization is on the day, on one screen."""

    template_name = "pages/home.html"
    shown = ("organization",)

    def get_context_data(self, **kwargs):
        day = self.clock.day
        return super().get_context_data(
            organization=organization_on(day),
            growth=growth_of(self.clock),
            changes=[changes_on(last_change(day)), changes_on(around(day)[1])],
            **kwargs,
        )

    def beneath(self, context):
        return counts_beneath(self.clock.day)


class History(RegisterList):
    """The history in time: a picture of all that the organization was, and its events below, described unless many."""

    model = Event
    template_name = "pages/timeline.html"
    filterset_class = EventFilter
    shown = ("object_list", "lanes")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        asked = {name: value for name, value in context["asked"].items() if name != "period"}
        period = self.filterset.form.cleaned_data["period"]
        return context | {
            "lanes": timeline.lanes_on(self.clock, context["object_list"], period),
            "decades": [
                (words, value, urlencode({**asked, "period": value})) for words, value in timeline.decades(self.clock)
            ],
            "whole": urlencode(asked),
            "brief": len(context["object_list"]) > timeline.DESCRIBED,
            "categories": Event.Category.choices,
        }

    def beneath(self, context):
        return counts_beneath(self.clock.day)


class About(Page):
    template_name = "pages/about.html"


class Design(Page):
    """The design system at work: its tokens as the style sheet states them, its components on facts of the day."""

    template_name = "pages/design.html"

    def get_context_data(self, **kwargs):
        day = self.clock.day
        held = Membership.objects.as_of(day).for_page(day)
        return super().get_context_data(
            colours=design.colours(),
            pairs=design.pairs(),
            schemes=list(design.schemes()),
            certain=held.certain_on(day).first(),
            possible=held.only_possible_on(day).first(),
            counts=State.objects.count_on(Membership.Status.MEMBER, day),
            axis=Axis.of(self.clock, 700),
            **kwargs,
        )


class Seed(Page):
    """The page from which the project started, line by line, with the records that represent each."""

    template_name = "pages/seed.html"
    shown = ("rows",)

    def get_context_data(self, **kwargs):
        seed = [(line, list(read_references(line.represented_in))) for line in SeedLine.objects.all()]
        records = by_kind(reference for _, references in seed for reference in references)
        rows = [(line, [records[ref] for ref in references if ref in records]) for line, references in seed]
        return super().get_context_data(rows=rows, source=Source.objects.filter(pk="S001").first(), **kwargs)


class EvidencePage(Page):
    """Published counts beside computed ones, when a count holds, disputes, shares of evidence, what is not known."""

    template_name = "pages/evidence.html"
    shown = ("lines",)

    def get(self, request, *args, **kwargs):
        self.asked = {name: request.GET[name].strip() for name in ("count", "status") if request.GET.get(name)}
        status = self.asked.get("status", Membership.Status.MEMBER)
        if status not in Membership.Status.values:
            trouble = ("status", "There is no such standing.", Membership.Status.values)
            return bad_request(request, [trouble], clock=self.clock)
        holding = None
        if "count" in self.asked:
            if not re.fullmatch(r"[1-9][0-9]{0,3}", self.asked["count"]):
                return bad_request(
                    request, [("count", "A count is a whole number, such as 157.", ())], clock=self.clock
                )
            holding = evidence.holding(status, int(self.asked["count"]))
        return self.render_to_response(self.get_context_data(holding=holding, status=status))

    def get_context_data(self, **kwargs):
        day = self.clock.day
        found = evidence.lines(PublishedCount.objects.as_of(day).for_page(day))
        return super().get_context_data(
            lines=found,
            verdicts=sorted(Counter(line.verdict for line in found).items()),
            disputes=evidence.disputes(by_kind, day),
            shares=evidence.shares(),
            grades=[*Evidence.choices, ("", "Not graded")],
            not_established=evidence.not_established(by_kind, day),
            asked=self.asked,
            **kwargs,
        )

    def beneath(self, context):
        return counts_beneath(self.clock.day)


class SourceList(RegisterList):
    model = Source
    filterset_class = SourceFilter

    def get_queryset(self):
        return super().get_queryset().annotate(times=Count("citations")).order_by("title", "id")

    def get_context_data(self, **kwargs):
        return super().get_context_data(kinds=Source.Kind.choices, **kwargs)


class SourceDetail(RegisterDetail):
    """A source, what it supports and what it disagrees with, by kind of record."""

    model = Source
    shown = ("object", "groups")

    def get_context_data(self, **kwargs):
        cited = defaultdict(list)
        citations = list(self.object.citations.select_related("content_type"))
        models = {citation.pk: citation.content_type.model_class() for citation in citations}
        records = by_kind((models[citation.pk], citation.object_id) for citation in citations)
        for citation in citations:
            key = (models[citation.pk], citation.object_id)
            if key in records:
                cited[key[0]].append((citation, records[key]))
        groups = [(model, sorted(cited[model], key=lambda pair: str(pair[1]))) for model in in_order(cited)]
        return super().get_context_data(groups=groups, number=len(citations), **kwargs)


class Compare(Page):
    """Two days of the organization, or two moments of the register, compared."""

    template_name = "pages/compare.html"
    undated = True
    distinct = ("from", "to", "from_recorded", "to_recorded")
    shown = ("comparison",)

    def get(self, request, *args, **kwargs):
        self.asked = {name: request.GET[name].strip() for name in self.distinct if request.GET.get(name)}
        self.indexed = not self.asked  # pairs of days are without number
        context = {}
        try:
            if comparison.of_moments(self.asked):
                first, last = comparison.read_moments(self.asked)
                changes = named(changes_between(first.revision, last.revision))
                learned = [(model, list(rows)) for model, rows in groupby(changes, key=lambda change: change.model)]
                context = {"moments": (first, last), "learned": learned, "number": len(changes)}
            elif self.asked:
                context = {"comparison": comparison.compare(*comparison.read_days(self.asked))}
        except comparison.BadComparison as error:
            return bad_request(request, [(error.parameter, str(error), ())], clock=self.clock)
        if "comparison" not in context:
            self.shown = ()  # changes of the register are no facts of the organization
        return self.render_to_response(self.get_context_data(asked=self.asked, **context))

    def beneath(self, context):
        return counts_beneath(context["comparison"].last) if "comparison" in context else Beneath()


class Cite(Page):
    """The citation of an address in four formats, and whether the register reproduces a digest cited with it."""

    template_name = "pages/cite.html"
    undated = True
    indexed = False

    def get(self, request, *args, **kwargs):
        self.asked = {name: request.GET.get(name, "").strip() for name in ("address", "digest", "format")}
        if not self.asked["address"]:
            return self.render_to_response(self.get_context_data())
        try:
            if self.asked["digest"]:
                verdict = citing.verify(self.asked["address"], self.asked["digest"])
                return self.render_to_response(self.get_context_data(verdict=verdict, found=verdict.cited))
            found = citing.cited(self.asked["address"])
        except citing.CannotCite as error:
            return bad_request(request, [("address", str(error), ())], clock=self.clock)
        except BadDigest as error:
            return bad_request(request, [("digest", str(error), ())], clock=self.clock)
        if not self.asked["format"]:
            return self.render_to_response(self.get_context_data(found=found))
        if self.asked["format"] not in citing.FORMATS:
            trouble = "There is no such format of a citation."
            return bad_request(request, [("format", trouble, list(citing.FORMATS))], clock=self.clock)
        media_type, extension, write = citing.FORMATS[self.asked["format"]]
        response = HttpResponse(write(found), content_type=media_type)
        response["Content-Disposition"] = f'attachment; filename="iom-reference-{found.digest[3:11]}.{extension}"'
        return response

    def get_context_data(self, found=None, **kwargs):
        formats = {name: write(found) for name, (_, _, write) in citing.FORMATS.items()} if found else {}
        return super().get_context_data(found=found, formats=formats, address=self.asked["address"], **kwargs)


def healthz(request):
    """Whether the database answers and has its tables, for whoever watches the service."""
    try:
        Register.objects.exists()
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
