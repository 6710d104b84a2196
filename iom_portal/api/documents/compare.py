"""The document `compare` of the API."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from iom_portal.pages.compare import comparison
from iom_portal.records.api.fields import (
    DescribedField,
    PartialDateObjectField,
    RecordReferenceSerializer,
    reference_by_kind,
)
from iom_portal.records.api.parameters import EARLIER_FIRST, MOMENT, READABLE_DAY, BadParameters, Fault, Parameter
from iom_portal.records.api.responses import RegisterResponse
from iom_portal.records.api.viewsets import RegisterView
from iom_portal.records.history.changes import CHANGES, Change, changes_between, named
from iom_portal.records.models.facts import Record


class RecordOfDifferenceField(DescribedField):
    """The record that began or ended, by kind and id."""

    shape = RecordReferenceSerializer

    def to_representation(self, record: Record) -> dict[str, str]:
        return reference_by_kind(self.context, type(record), record.pk)


class DifferenceSerializer(serializers.Serializer):
    """One thing that began or ended between two days, or one record that differs between two moments."""

    group = serializers.CharField(help_text="What it belongs to: Member States, Names, Organs, Heads, ...")
    change = serializers.CharField(help_text="began or ended; of a record: created, changed or deleted.")
    certainty = serializers.CharField(help_text="certain, or possible: it may lie before or after the two days.")
    verb = serializers.CharField(help_text="The change in a word: joined, left, took office, ...")
    when = PartialDateObjectField(help_text="The day on which it began, or the last one.")
    record = RecordOfDifferenceField(help_text="The record that began or ended.")
    name = serializers.SerializerMethodField(help_text="The name of the record, or of its State.")

    def get_name(self, difference: comparison.Difference) -> str:
        return str(getattr(difference.record, "state", difference.record))


class LearnedChangeField(DescribedField):
    """What came of one record between two recorded moments."""

    schema = {
        "type": "object",
        "description": "What came of one record.",
        "properties": {
            "kind": {"type": "string", "description": "The kind of record, in one word."},
            "id": {"type": "string", "description": "Its permanent id."},
            "name": {"type": "string", "description": "Its name or title."},
            "change": {"type": "string", "enum": list(CHANGES), "description": "What was done to it."},
            "revision": {"type": "integer", "description": "The last revision that changed it."},
            "fields": {
                "type": "array",
                "description": "The fields that differ.",
                "items": {
                    "type": "object",
                    "properties": {
                        "field": {"type": "string", "description": "The name of the field."},
                        "old": {"type": "string", "description": "What it held before."},
                        "new": {"type": "string", "description": "What it holds since."},
                    },
                },
            },
        },
    }

    def to_representation(self, change: Change) -> dict[str, Any]:
        return {
            "kind": change.model.kind,
            "id": change.pk,
            "name": change.title,
            "change": change.change,
            "revision": change.number,
            "fields": [{"field": name, "old": old, "new": new} for name, old, new in change.fields],
        }


class ComparisonSerializer(serializers.Serializer):
    """Two days compared: the counts on both, and what began and ended between them."""

    counts = serializers.SerializerMethodField(help_text="{status: {from: {certain, possible}, to: …}}.")
    differences = DifferenceSerializer(many=True, help_text="What began or ended, in groups.")

    def get_fields(self) -> dict[str, serializers.Field]:
        ends = {
            "from": serializers.DateField(source="first", help_text="The earlier day."),
            "to": serializers.DateField(source="last", help_text="The later day."),
        }
        return {**ends, **super().get_fields()}

    def get_counts(self, compared: comparison.Comparison) -> dict[str, dict[str, dict[str, int]]]:
        return {status: {"from": first, "to": last} for status, (first, last) in compared.counts.items()}


class LearnedSerializer(serializers.Serializer):
    """Two recorded moments compared: every record that differs, field by field."""

    differences = serializers.ListField(child=LearnedChangeField(), help_text="The records that differ.")

    def get_fields(self) -> dict[str, serializers.Field]:
        ends = {
            "from": serializers.CharField(help_text="The earlier moment."),
            "to": serializers.CharField(help_text="The later moment."),
        }
        return {**ends, **super().get_fields()}


class CompareView(RegisterView):
    """What changed from one day to another, or what the register learned from one recorded moment to another.

    Give `from` and `to`, or `from_recorded` and `to_recorded`.
    """

    asked_with = ("from", "to")
    units = 10
    query_parameters = (
        Parameter(
            "from", "The earlier day, as YYYY-MM-DD.", READABLE_DAY, "2013-11-20", needs=("to",), also=EARLIER_FIRST
        ),
        Parameter(
            "to", "The later day, as YYYY-MM-DD.", READABLE_DAY, "2013-11-21", needs=("from",), also=EARLIER_FIRST
        ),
        Parameter(
            "from_recorded",
            "The earlier moment: a revision number, or a time with its zone.",
            schema=MOMENT,
            example="1",
            needs=("to_recorded",),
            also=EARLIER_FIRST,
        ),
        Parameter(
            "to_recorded",
            "The later moment: a revision number, or a time with its zone.",
            schema=MOMENT,
            example="2",
            needs=("from_recorded",),
            also=EARLIER_FIRST,
        ),
    )

    def speaks_of(self) -> str:
        """Return the two days that are compared; of two moments, that it is of no day."""
        if {"from", "to"} <= self.values.keys():
            return f"{self.values['from']}/{self.values['to']}"
        return "all"

    @extend_schema(
        responses=PolymorphicProxySerializer(
            "ComparisonOfDaysOrMoments", [ComparisonSerializer, LearnedSerializer], resource_type_field_name=None
        )
    )
    def get(self, request: Request) -> RegisterResponse:
        try:
            if comparison.of_moments(self.values):
                first, last = comparison.read_moments(self.values)
                changes = named(changes_between(first.revision, last.revision))
                document = {"from": str(first), "to": str(last), "differences": changes}
                return RegisterResponse(LearnedSerializer(document, context=self.context()).data)
            first_day, last_day = comparison.read_days(self.values)
            compared = comparison.compare(first_day, last_day)
        except comparison.BadComparison as error:
            raise BadParameters([Fault(error.parameter, str(error))]) from None
        return RegisterResponse(ComparisonSerializer(compared, context=self.context()).data)

    @property
    def field_names(self) -> list[str]:
        """The fields of each difference."""
        if comparison.of_moments(self.values):
            return list(LearnedChangeField.schema["properties"])
        return list(DifferenceSerializer().fields)
