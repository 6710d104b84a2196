"""The documents of the API that are about no single kind: root, organization, counts, comparison, searches, schema."""

import hashlib
from functools import cache

from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.response import Response

from iom_portal.pages import citing, comparison, searching
from iom_portal.pages.organization import organization_on
from iom_portal.records.canonical import FORM, BadDigest
from iom_portal.records.changes import changes_between, named
from iom_portal.records.models import Register
from iom_portal.records.parameters import AS_OF, HELD, MOMENT, BadParameters, Fault, Parameter
from iom_portal.records.parameters import READABLE_DAY as DAY
from iom_portal.records.viewsets import RegisterView
from members.counting import Counts, days_between
from members.models import Membership, State

from .linked import ContextRenderer
from .pagination import RegisterPagination
from .serializers import (
    CitedSerializer,
    ComparisonSerializer,
    CountOnDaySerializer,
    CountSeriesSerializer,
    DifferenceSerializer,
    FoundSerializer,
    HitSerializer,
    LearnedChange,
    LearnedSerializer,
    OrganizationSerializer,
    RootSerializer,
)
from .vocabulary import context

DESCRIBED = (
    '</api/v1/schema/>; rel="service-desc"; type="application/json", </api/docs/>; rel="service-doc"; type="text/html"'
)
STEPS = ["day", "month", "year", "change"]
LONGEST_SERIES = 5000  # days of a series of counts
EARLIER = "The earlier one first."
UNOFFICIAL = (
    "An unofficial reference, neither published nor endorsed by the International Organization for Migration (IOM)."
)


@cache
def openapi():
    """The OpenAPI document. It depends on the code alone, so a process writes it once."""
    return SchemaGenerator().get_schema(request=None, public=True)


class RootView(RegisterView):
    """Where everything is."""

    def speaks_of(self):
        return "all"

    @extend_schema(responses=RootSerializer)
    def get(self, request):
        api = self.context()["api"]
        document = RootSerializer(
            {
                "unofficial": UNOFFICIAL,
                "start": request.build_absolute_uri(reverse("api:start")),
                "register": Register.objects.first(),
                "docs": request.build_absolute_uri(reverse("api:docs")),
                "schema": f"{api}schema/",
                "data": request.build_absolute_uri(reverse("data-manifest")),
                "resources": {name: f"{api}{name}/" for name in names()},
            }
        )
        return Response(document.data, headers={"Link": DESCRIBED})


def names():
    """The names of all resources, those of documents first."""
    return ["organization", "counts", "compare", "search", "cite", *resources()]


def resources():
    """The names of the resources that are lists."""
    from .urls import router

    return [prefix for prefix, _, _ in router.registry]


class OrganizationView(RegisterView):
    """The organization on one day, in one document: names, counts, organs, leadership, strategies."""

    units = 5
    query_parameters = (AS_OF,)

    @property
    def day(self):
        return self.clock.day

    @extend_schema(responses=OrganizationSerializer)
    def get(self, request):
        organization, clock = organization_on(self.clock.day), self.clock
        of_the_day = {name: getattr(clock, name) for name in ("verified_to", "carried_forward", "notice")}
        document = {**vars(organization), **of_the_day, "name": organization.name, "unofficial": UNOFFICIAL}
        return Response(OrganizationSerializer(document, context=self.context()).data)


class CountsView(RegisterView):
    """How many States were members, or observers, on one day or, with `from` and `to`, on many; `possible` includes the
    certain.

    A series has a row for each day at a `step`, or for each day on which a count changes, and with `by=region` for each
    UN region.
    """

    units = 2
    query_parameters = (
        AS_OF,
        Parameter(
            "status",
            "Which standing is counted.",
            {"type": "string", "enum": Membership.Status.values, "default": "member"},
            "observer",
        ),
        Parameter("region", "Only the States of this UN region.", example="Africa", also=HELD),
        Parameter("from", "The first day of a series, as YYYY-MM-DD.", DAY, "1951-12-05", needs=("to",), also=EARLIER),
        Parameter("to", "The last day of a series, as YYYY-MM-DD.", DAY, "2025-12-12", needs=("from",), also=EARLIER),
        Parameter(
            "step",
            "Of which days a series has rows.",
            {"type": "string", "enum": STEPS, "default": "year"},
            "change",
            needs=("from", "to"),
            also=f"Such that a series has at most {LONGEST_SERIES} rows for a region.",
        ),
        Parameter(
            "by",
            "Count a series for each UN region.",
            {"type": "string", "enum": ["region"]},
            "region",
            needs=("from", "to"),
        ),
    )

    def speaks_of(self):
        return (
            f"{self.values['from']}/{self.values['to']}"
            if {"from", "to"} <= self.values.keys()
            else super().speaks_of()
        )

    @extend_schema(
        responses=PolymorphicProxySerializer(
            "CountOnDayOrSeries", [CountOnDaySerializer, CountSeriesSerializer], resource_type_field_name=None
        )
    )
    def get(self, request):
        status = self.values.get("status", "member")
        if region := self.values.get("region"):
            regions = sorted(State.objects.order_by().values_list("region", flat=True).distinct())
            if region not in regions:
                raise BadParameters([Fault("region", f"There is no UN region “{region[:60]}”.", regions)])
        if {"from", "to"} & self.values.keys():
            return Response(CountSeriesSerializer(self.series(status, region)).data)
        if wrong := {"step", "by"} & self.values.keys():
            raise BadParameters([Fault(min(wrong), f"{min(wrong)} is of a series: give from and to.", "from and to")])
        clock = self.clock
        of_the_day = {name: getattr(clock, name) for name in ("day", "verified_to", "carried_forward", "notice")}
        if region:
            [(_, counts)] = Counts.by_region(status, region)
            count = dict(zip(("certain", "possible"), counts.on(clock.day), strict=True))
        else:
            count = State.objects.count_on(status, clock.day)
        return Response(CountOnDaySerializer({**of_the_day, "status": status, **count}).data)

    def series(self, status, region):
        """The counts between two days as a document."""
        if "as_of" in self.values:
            raise BadParameters([Fault("as_of", "Give as_of for one day, or from and to for a series, not both.")])
        try:
            first, last = comparison.read_days(self.values)
        except comparison.BadComparison as error:
            raise BadParameters([Fault(error.parameter, str(error))]) from None
        step, rows = self.values.get("step", "year"), []
        for name, counts in Counts.by_region(status, region, "by" in self.values):
            days = counts.changes(first, last) if step == "change" else days_between(first, last, step)
            if len(days) > LONGEST_SERIES:
                detail = f"The series would have {len(days)} days, more than {LONGEST_SERIES}: take a longer step."
                raise BadParameters([Fault("step", detail, [other for other in STEPS if other != "day"])])
            rows += [
                {"region": name, "day": day, "certain": certain, "possible": possible}
                for day, certain, possible in counts.series(days)
            ]
        return {"status": status, "from": first, "to": last, "step": step, "results": rows}


class CompareView(RegisterView):
    """What changed from one day to another, or what the register learned from one recorded moment to another.

    Give `from` and `to`, or `from_recorded` and `to_recorded`.
    """

    asked_with = ("from", "to")  # what a request needs that asks for nothing else
    units = 10
    query_parameters = (
        Parameter("from", "The earlier day, as YYYY-MM-DD.", DAY, "2013-11-20", needs=("to",), also=EARLIER),
        Parameter("to", "The later day, as YYYY-MM-DD.", DAY, "2013-11-21", needs=("from",), also=EARLIER),
        Parameter(
            "from_recorded",
            "The earlier moment: a revision number, or a time with its zone.",
            schema=MOMENT,
            example="1",
            needs=("to_recorded",),
            also=EARLIER,
        ),
        Parameter(
            "to_recorded",
            "The later moment: a revision number, or a time with its zone.",
            schema=MOMENT,
            example="2",
            needs=("from_recorded",),
            also=EARLIER,
        ),
    )

    def speaks_of(self):
        return f"{self.values['from']}/{self.values['to']}" if {"from", "to"} <= self.values.keys() else "all"

    @extend_schema(
        responses=PolymorphicProxySerializer(
            "ComparisonOfDaysOrMoments", [ComparisonSerializer, LearnedSerializer], resource_type_field_name=None
        )
    )
    def get(self, request):
        try:
            if comparison.of_moments(self.values):
                first, last = comparison.read_moments(self.values)
                changes = named(changes_between(first.revision, last.revision))
                document = {"from": str(first), "to": str(last), "differences": changes}
                return Response(LearnedSerializer(document, context=self.context()).data)
            found = comparison.compare(*comparison.read_days(self.values))
        except comparison.BadComparison as error:
            raise BadParameters([Fault(error.parameter, str(error))]) from None
        return Response(ComparisonSerializer(found, context=self.context()).data)

    @property
    def field_names(self):
        """The fields of each difference."""
        of_moments = comparison.of_moments(self.values)
        return list(LearnedChange.schema["properties"] if of_moments else DifferenceSerializer().fields)

    asked_fields = field_names


class SearchView(RegisterView):
    """What is found by words, the best first: exact names, ids and symbols, then names that hold the words, then texts.

    All words must occur, without regard to accents, case and punctuation; the last one may be the beginning of a word
    of a name. Under `as_of` it holds what had begun by that day.
    """

    units = 5
    field_names = asked_fields = tuple(HitSerializer().fields)
    query_parameters = (
        Parameter(
            "q",
            "The words.",
            {"type": "string", "maxLength": searching.LONGEST},
            "haute volta",
            required=True,
            also="At least one letter or digit.",
        ),
        Parameter(
            "kind",
            "Only records of this kind.",
            {"type": "string", "enum": list(searching.searchable())},
            "state",
            needs=("q",),
        ),
        AS_OF,
        *RegisterPagination.parameters,
    )

    def speaks_of(self):
        return self.clock.asked.isoformat() if self.clock.asked else "all"

    @extend_schema(responses=FoundSerializer)
    def get(self, request):
        if "q" not in self.values:
            raise BadParameters([Fault("q", "q is missing: give the words to look for.")])
        question = searching.question_of(self.values["q"])
        if not question.words:
            raise BadParameters([Fault("q", "q has no word in it: give letters or digits to look for.")])
        founds = searching.find(question, self.clock, self.values.get("kind"))
        pages = RegisterPagination()
        shown = searching.hits(pages.paginate_queryset(founds, request, view=self), question)
        response = pages.get_paginated_response(shown)
        document = response.data | {
            "kinds": {kind: len(of_kind) for kind, of_kind in searching.kinds_of(founds).items()},
            "did_you_mean": searching.advice(question, self.clock).spellings if not founds else [],
        }
        response.data = FoundSerializer(document, context=self.context()).data
        return response


class CiteView(RegisterView):
    """The citation of a page, or of an object of the API: title, both clocks, permanent address and digest.

    With `digest`, whether the register reproduces it at that address.
    """

    units = 5
    query_parameters = (
        Parameter(
            "address",
            "The address of a page or of an object of the API, such as /members/australia/.",
            {"type": "string", "maxLength": 2000},
            "/members/australia/?as_of=1985-05-24",
            required=True,
            also="Of this site, and of something that it states facts on.",
        ),
        Parameter(
            "digest",
            "A digest cited with that address, to be verified.",
            {"type": "string", "pattern": "^v[0-9]+:[0-9a-f]{64}$"},
            f"v{FORM}:{hashlib.sha256().hexdigest()}",
            also="Of a form that the register has had.",
        ),
    )

    def speaks_of(self):
        return "all"

    @extend_schema(responses=CitedSerializer)
    def get(self, request):
        address = self.values.get("address")
        try:
            if address is None:
                raise citing.CannotCite("address is missing: give the address of a page or of an object of the API.")
            verdict = citing.verify(address, self.values["digest"]) if "digest" in self.values else None
            found = verdict.cited if verdict else citing.cited(address)
        except citing.CannotCite as error:
            raise BadParameters([Fault("address", str(error))]) from None
        except BadDigest as error:
            raise BadParameters([Fault("digest", str(error))]) from None
        return Response(CitedSerializer(found, context={"verdict": verdict}).data)


class SchemaView(RegisterView):
    """The OpenAPI 3.1 document, in JSON or, asked for by Accept or `format=yaml`, in YAML."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiYamlRenderer2]
    query_parameters = ()

    def get_parameters(self):
        return [Parameter("format", "The form of the answer.", {"type": "string", "enum": ["json", "yaml"]})]

    def speaks_of(self):
        return "all"

    @extend_schema(exclude=True)
    def get(self, request):
        asked = self.values.get("format")
        if asked:
            request.accepted_renderer = OpenApiYamlRenderer2() if asked == "yaml" else OpenApiJsonRenderer2()
            request.accepted_media_type = request.accepted_renderer.media_type
        return Response(openapi())


class ContextView(RegisterView):
    """The context of linked data, which every answer in JSON-LD holds too. Its terms keep their meaning."""

    renderer_classes = [ContextRenderer]

    def get_parameters(self):
        return []

    def speaks_of(self):
        return "all"

    @extend_schema(exclude=True)
    def get(self, request):
        return Response({"@context": context()})
