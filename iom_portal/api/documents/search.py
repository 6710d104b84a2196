"""The document `search` of the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from iom_portal.pages.search.advice import advice
from iom_portal.pages.search.hits import hits
from iom_portal.pages.search.query import LONGEST_QUERY, parse_query
from iom_portal.pages.search.ranking import MATCHES, by_kind, find, searchable
from iom_portal.records.api.fields import ApiAddressField, PageAddressField
from iom_portal.records.api.pagination import RegisterPagination
from iom_portal.records.api.parameters import AS_OF, BadParameters, Fault, Parameter
from iom_portal.records.api.responses import RegisterResponse
from iom_portal.records.api.viewsets import RegisterView


class HitSerializer(serializers.Serializer):
    """A record that was found."""

    kind = serializers.CharField(source="record.kind", help_text="The kind of record, in one word.")
    id = serializers.CharField(source="record.pk", help_text="Its permanent id.")
    url = ApiAddressField(source="record")
    page_url = PageAddressField(source="record")
    title = serializers.CharField(source="plain_title", help_text="Its name or title.")
    line = serializers.CharField(source="plain_line", help_text="What it belongs to, and its dates in words.")
    excerpt = serializers.CharField(source="plain_excerpt", help_text="Where the words stand that the title lacks.")
    match = serializers.ChoiceField(
        MATCHES,
        help_text="exact: the words are its name, former name, acronym, symbol, id or slug; name: they stand in one of "
        "its names; text: they stand elsewhere.",
    )


class FoundSerializer(serializers.Serializer):
    """What was found, the best first."""

    count = serializers.IntegerField(min_value=0, help_text="All records found.")
    kinds = serializers.DictField(child=serializers.IntegerField(), help_text="How many of each kind, the best first.")
    did_you_mean = serializers.ListField(
        child=serializers.CharField(), help_text="Where nothing was found, near spellings that find something."
    )
    next = serializers.URLField(allow_null=True, help_text="The address of the next page; null: there is none.")
    previous = serializers.URLField(allow_null=True, help_text="The address of the page before; null: there is none.")
    results = HitSerializer(many=True, help_text="What was found, the best first.")


class SearchView(RegisterView):
    """What is found by words, the best first: exact names, ids and symbols, then names that hold the words, then texts.

    All words must occur, without regard to accents, case and punctuation; the last one may be the beginning of a word
    of a name. Under `as_of` it holds what had begun by that day.
    """

    units = 5
    field_names = tuple(HitSerializer().fields)
    query_parameters = (
        Parameter(
            "q",
            "The words.",
            {"type": "string", "maxLength": LONGEST_QUERY},
            "haute volta",
            required=True,
            also="At least one letter or digit.",
        ),
        Parameter(
            "kind",
            "Only records of this kind.",
            {"type": "string", "enum": list(searchable())},
            "state",
            needs=("q",),
        ),
        AS_OF,
        *RegisterPagination.parameters,
    )

    def speaks_of(self) -> str:
        """Return the day asked for; without one the answer holds what began at any time."""
        return self.clock.asked.isoformat() if self.clock.asked else "all"

    @extend_schema(responses=FoundSerializer)
    def get(self, request: Request) -> RegisterResponse:
        if "q" not in self.values:
            raise BadParameters([Fault("q", "q is missing: give the words to look for.")])
        query = parse_query(self.values["q"])
        if not query.words:
            raise BadParameters([Fault("q", "q has no word in it: give letters or digits to look for.")])
        matches = find(query, self.clock, self.values.get("kind"))
        pagination = RegisterPagination()
        page = pagination.page_of(matches, lambda: (len(matches), None), self)
        response = pagination.get_paginated_response(hits(page, query))
        document = response.data | {
            "kinds": {kind: len(of_kind) for kind, of_kind in by_kind(matches).items()},
            "did_you_mean": [] if matches else advice(query, self.clock).spellings,
        }
        response.data = FoundSerializer(document, context=self.context()).data
        return response
