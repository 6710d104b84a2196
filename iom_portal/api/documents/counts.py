"""The document `counts` of the API."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from iom_portal.pages.compare import comparison
from iom_portal.records.api.parameters import (
    AS_OF,
    EARLIER_FIRST,
    ONLY_HELD,
    READABLE_DAY,
    BadParameters,
    Fault,
    Parameter,
)
from iom_portal.records.api.responses import RegisterResponse
from iom_portal.records.api.viewsets import RegisterView
from members.counting import Counts, days_between
from members.models import Membership, State

from .organization import DaySerializer, about_the_day


class CountOnDaySerializer(DaySerializer):
    """A count of States on a day. `possible` includes the certain."""

    status = serializers.ChoiceField(Membership.Status.choices, help_text="Which standing is counted.")
    certain = serializers.IntegerField(min_value=0, help_text="How many certainly were.")
    possible = serializers.IntegerField(min_value=0, help_text="How many may have been, the certain included.")


class CountOfDaySerializer(serializers.Serializer):
    """A count on a day of a series."""

    day = serializers.DateField(help_text="The day of the count.")
    region = serializers.CharField(allow_null=True, help_text="The UN region whose States are counted; null: all.")
    certain = serializers.IntegerField(min_value=0, help_text="How many certainly were.")
    possible = serializers.IntegerField(min_value=0, help_text="How many may have been, the certain included.")
    dates = serializers.ListField(
        child=serializers.CharField(help_text="A date as EDTF text."),
        help_text="With step=change, the dates by which the count is another than the day before. What has that day, "
        "or left on the day before, happened then; of 1965, say, the day is the first or the last, and no more is "
        "known than the year. Empty for another step, and where a start was not found.",
    )


class CountSeriesSerializer(serializers.Serializer):
    """Counts of States on many days. `possible` includes the certain."""

    status = serializers.ChoiceField(Membership.Status.choices, help_text="Which standing is counted.")
    step = serializers.CharField(help_text="Of which days there are rows.")
    results = CountOfDaySerializer(many=True, help_text="The counts, in the order of the days.")

    def get_fields(self) -> dict[str, serializers.Field]:
        first_day = serializers.DateField(help_text="The first day.")
        last_day = serializers.DateField(help_text="The last day.")
        return {"from": first_day, "to": last_day, **super().get_fields()}


STEPS = ["day", "month", "year", "change"]
LONGEST_SERIES = 5000  # days of a series of counts


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
        Parameter("region", "Only the States of this UN region.", example="Africa", also=ONLY_HELD),
        Parameter(
            "from",
            "The first day of a series, as YYYY-MM-DD.",
            READABLE_DAY,
            "1951-12-05",
            needs=("to",),
            also=EARLIER_FIRST,
        ),
        Parameter(
            "to",
            "The last day of a series, as YYYY-MM-DD.",
            READABLE_DAY,
            "2025-12-12",
            needs=("from",),
            also=EARLIER_FIRST,
        ),
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

    def speaks_of(self) -> str:
        """Return the first and the last day of a series, or the day of the count."""
        if {"from", "to"} <= self.values.keys():
            return f"{self.values['from']}/{self.values['to']}"
        return super().speaks_of()

    @extend_schema(
        responses=PolymorphicProxySerializer(
            "CountOnDayOrSeries", [CountOnDaySerializer, CountSeriesSerializer], resource_type_field_name=None
        )
    )
    def get(self, request: Request) -> RegisterResponse:
        status, region = self.values.get("status", "member"), self.read_region()
        if {"from", "to"} & self.values.keys():
            return RegisterResponse(CountSeriesSerializer(self.series(status, region)).data)
        for name in ("by", "step"):
            if name in self.values:
                raise BadParameters([Fault(name, f"{name} is of a series: give from and to.", "from and to")])
        document = {**about_the_day(self.clock), "status": status, **self.count(status, region)}
        return RegisterResponse(CountOnDaySerializer(document).data)

    def read_region(self) -> str:
        """Return the UN region asked for, or "". Raises BadParameters."""
        region = self.values.get("region", "")
        if region:
            regions = sorted(State.objects.order_by().values_list("region", flat=True).distinct())
            if region not in regions:
                raise BadParameters([Fault("region", f"There is no UN region “{region[:60]}”.", regions)])
        return region

    def count(self, status: str, region: str) -> dict[str, int]:
        """Return {"certain", "possible"}: the numbers on the day asked for, of one region or of all."""
        if not region:
            return State.objects.count_on(status, self.clock.day)
        [(_, counts)] = Counts.by_region(status, region)
        certain, possible = counts.on(self.clock.day)
        return {"certain": certain, "possible": possible}

    def series(self, status: str, region: str) -> dict[str, Any]:
        """Return the counts between two days as a document. Raises BadParameters."""
        if "as_of" in self.values:
            raise BadParameters([Fault("as_of", "Give as_of for one day, or from and to for a series, not both.")])
        try:
            first, last = comparison.read_days(self.values)
        except comparison.BadComparison as error:
            raise BadParameters([Fault(error.parameter, str(error))]) from None
        step = self.values.get("step", "year")
        rows = []
        for name, counts in Counts.by_region(status, region, "by" in self.values):
            days = counts.changes(first, last) if step == "change" else days_between(first, last, step)
            if len(days) > LONGEST_SERIES:
                detail = f"The series would have {len(days)} days, more than {LONGEST_SERIES}: take a longer step."
                raise BadParameters([Fault("step", detail, [other for other in STEPS if other != "day"])])
            for day, certain, possible in counts.series(days):
                dates = counts.dates_on(day) if step == "change" else []
                rows.append({"region": name, "day": day, "certain": certain, "possible": possible, "dates": dates})
        return {"status": status, "from": first, "to": last, "step": step, "results": rows}
