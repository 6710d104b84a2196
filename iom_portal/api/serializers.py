"""The documents that are not records: the organization on a day, a count, the list of resources."""

from rest_framework import serializers

from iom_portal.pages import citing, searching
from iom_portal.records.changes import CHANGES
from iom_portal.records.shapes import (
    Address,
    PageAddress,
    PartialDateValue,
    RecordReferenceSerializer,
    Shaped,
    pointing,
)
from members.models import Membership
from members.serializers import MembershipSerializer
from organs.serializers import (
    AttributeSerializer,
    InstrumentSerializer,
    OrganizationNameSerializer,
    OrganSerializer,
    TermSerializer,
)
from strategy.serializers import FrameworkSerializer


class DaySerializer(serializers.Serializer):
    """What is said of the day itself."""

    as_of = serializers.DateField(source="day", help_text="The day asked for, or today.")
    verified_to = serializers.DateField(help_text="The day to which the register is verified.")
    carried_forward = serializers.BooleanField(help_text="Whether the day lies after that one.")
    notice = serializers.CharField(help_text="What a reader must know of the day; else empty.")


class CountSerializer(serializers.Serializer):
    """How many States certainly, and how many possibly, had a status; possible includes the certain."""

    certain = serializers.IntegerField(min_value=0, help_text="How many certainly were.")
    possible = serializers.IntegerField(min_value=0, help_text="How many may have been, the certain included.")


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


class CountSeriesSerializer(serializers.Serializer):
    """Counts of States on many days. `possible` includes the certain."""

    status = serializers.ChoiceField(Membership.Status.choices, help_text="Which standing is counted.")
    step = serializers.CharField(help_text="Of which days there are rows.")
    results = CountOfDaySerializer(many=True, help_text="The counts, in the order of the days.")

    def get_fields(self):
        first = serializers.DateField(help_text="The first day.")
        return {"from": first, "to": serializers.DateField(help_text="The last day.")} | super().get_fields()


class CountsSerializer(serializers.Serializer):
    """How many States were members, and how many observers."""

    members = CountSerializer(help_text="Member States.")
    observers = CountSerializer(help_text="Observer States.")


class OrganizationSerializer(DaySerializer):
    """The organization on one day. Lists hold what was true or may have been true, each with its certainty."""

    unofficial = serializers.CharField(help_text="Who does not stand behind this register.")
    name = OrganizationNameSerializer(
        allow_null=True, help_text="Its constitutional name that day; null before it existed."
    )
    names = OrganizationNameSerializer(many=True, help_text="All names that it bore that day.")
    counts = CountsSerializer(help_text="How many States were members and observers.")
    attributes = AttributeSerializer(many=True, help_text="Seat, languages, legal personality, standing in the UN.")
    organs = OrganSerializer(many=True, help_text="The organs of that day.")
    leadership = TermSerializer(many=True, source="terms", help_text="Terms of office of that day.")
    elect = TermSerializer(many=True, help_text="Persons elected or appointed, not yet in office.")
    frameworks = FrameworkSerializer(many=True, help_text="The strategies and plans of that day.")
    pending = InstrumentSerializer(many=True, help_text="Instruments adopted, not yet in force.")
    leaving = MembershipSerializer(many=True, help_text="Memberships that were given notice of and may still run.")


class RegisterSerializer(serializers.Serializer):
    """The register that answers, and at which revision it stands."""

    id = serializers.UUIDField(source="uuid", help_text="Another one after a backup was restored: mirrors start again.")
    revision = serializers.IntegerField(source="last_revision", min_value=0, help_text="Its last revision.")
    made_at = serializers.DateTimeField(source="last_made_at", allow_null=True, help_text="When that was made.")


class RootSerializer(serializers.Serializer):
    """Where everything is."""

    unofficial = serializers.CharField(help_text="Who does not stand behind this register.")
    start = serializers.URLField(help_text="Where to begin: five questions, with programs that ask them.")
    register = RegisterSerializer(allow_null=True, help_text="Null: none has been loaded.")
    docs = serializers.URLField(help_text="The reference for people.")
    schema = serializers.URLField(help_text="The same as OpenAPI 3.1.")
    data = serializers.URLField(help_text="The whole register as files: size, SHA-256 and address of each.")
    resources = serializers.DictField(child=serializers.URLField(), help_text="The address of each resource by name.")


class RecordOfDifference(Shaped):
    """The record that began or ended, by kind and id."""

    shape = RecordReferenceSerializer

    def to_representation(self, record):
        return pointing(self.context, type(record), record.pk)


class DifferenceSerializer(serializers.Serializer):
    """One thing that began or ended between two days, or one record that differs between two moments."""

    group = serializers.CharField(help_text="What it belongs to: Member States, Names, Organs, Heads, ...")
    change = serializers.CharField(help_text="began or ended; of a record: created, changed or deleted.")
    certainty = serializers.CharField(help_text="certain, or possible: it may lie before or after the two days.")
    verb = serializers.CharField(help_text="The change in a word: joined, left, took office, ...")
    when = PartialDateValue(help_text="The day on which it began, or the last one.")
    record = RecordOfDifference(help_text="The record that began or ended.")
    name = serializers.SerializerMethodField(help_text="The name of the record, or of its State.")

    def get_name(self, difference) -> str:
        return str(getattr(difference.record, "state", difference.record))


class LearnedChange(Shaped):
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

    def to_representation(self, change):
        return {
            "kind": change.model.kind,
            "id": change.pk,
            "name": change.title,
            "change": change.change,
            "revision": change.number,
            "fields": [dict(zip(("field", "old", "new"), field, strict=True)) for field in change.fields],
        }


class ComparisonSerializer(serializers.Serializer):
    """Two days compared: the counts on both, and what began and ended between them."""

    counts = serializers.SerializerMethodField(help_text="{status: {from: {certain, possible}, to: …}}.")
    differences = DifferenceSerializer(many=True, help_text="What began or ended, in groups.")

    def get_fields(self):
        ends = {
            "from": serializers.DateField(source="first", help_text="The earlier day."),
            "to": serializers.DateField(source="last", help_text="The later day."),
        }
        return ends | super().get_fields()

    def get_counts(self, found) -> dict[str, dict[str, dict[str, int]]]:
        return {status: dict(zip(("from", "to"), pair, strict=True)) for status, pair in found.counts.items()}


class LearnedSerializer(serializers.Serializer):
    """Two recorded moments compared: every record that differs, field by field."""

    differences = serializers.ListField(child=LearnedChange(), help_text="The records that differ.")

    def get_fields(self):
        ends = {
            "from": serializers.CharField(help_text="The earlier moment."),
            "to": serializers.CharField(help_text="The later moment."),
        }
        return ends | super().get_fields()


class HitAddress(Address):
    def to_representation(self, hit):
        return super().to_representation(hit.record)


class HitPageAddress(PageAddress):
    def to_representation(self, hit):
        return super().to_representation(hit.record)


class HitSerializer(serializers.Serializer):
    """A record that was found."""

    kind = serializers.CharField(source="record.kind", help_text="The kind of record, in one word.")
    id = serializers.CharField(source="record.pk", help_text="Its permanent id.")
    url = HitAddress()
    page_url = HitPageAddress()
    title = serializers.CharField(source="plain_title", help_text="Its name or title.")
    line = serializers.CharField(source="plain_line", help_text="What it belongs to, and its dates in words.")
    excerpt = serializers.CharField(source="plain_excerpt", help_text="Where the words stand that the title lacks.")
    match = serializers.ChoiceField(
        searching.MATCHES,
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


class CitedSerializer(serializers.Serializer):
    """A citation, and, where a digest was given, whether the register reproduces it."""

    title = serializers.CharField(help_text="The title of what is cited.")
    address = serializers.CharField(help_text="The permanent address: both clocks are in it.")
    as_of = serializers.DateField(source="clock.day", help_text="The day of which it speaks.")
    revision = serializers.IntegerField(help_text="The revision of the register that is cited.")
    made_at = serializers.DateTimeField(help_text="When that revision was made.")
    facts = serializers.SerializerMethodField(help_text="How many facts the address states.")
    digest = serializers.CharField(help_text="The digest of the facts there.")
    reproduced = serializers.SerializerMethodField(help_text="Whether it is the digest given; null without one.")
    current = serializers.SerializerMethodField(
        help_text="Whether the facts stand today as they did; null without one."
    )
    text = serializers.SerializerMethodField(help_text="The citation as plain text.")
    bibtex = serializers.SerializerMethodField(help_text="The citation for BibTeX.")
    ris = serializers.SerializerMethodField(help_text="The citation in RIS.")
    csl = serializers.SerializerMethodField(help_text="CSL-JSON.")

    def get_facts(self, found) -> int:
        return len(found.facts)

    def get_reproduced(self, found) -> bool | None:
        return self.context["verdict"] and self.context["verdict"].reproduced

    def get_current(self, found) -> bool | None:
        return self.context["verdict"] and self.context["verdict"].current

    def get_text(self, found) -> str:
        return citing.as_text(found)

    def get_bibtex(self, found) -> str:
        return citing.as_bibtex(found)

    def get_ris(self, found) -> str:
        return citing.as_ris(found)

    def get_csl(self, found) -> str:
        return citing.as_csl(found)
