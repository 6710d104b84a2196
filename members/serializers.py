from rest_framework import serializers

from iom_portal.records.api.fields import CLOSING, OPENING, CertaintyField, WholeRecordField
from iom_portal.records.api.serializers import RecordSerializer, RowsOfTheDay
from iom_portal.records.dates.validity import CERTAIN, POSSIBLE
from iom_portal.records.reading.plain_rows import Columns, rows_of

from .models import FORMER, FormerName, Membership, PublishedCount, State, certainty_in, name_of, standing_of

_NAMES = ["name_en", "name_fr", "name_es"]
_SPELL = ["status", "start", "end", "notified_on", "basis"]
_FORMER_NAME = [*_NAMES, "start", "end"]
_CERTAIN_OR_POSSIBLE = {"type": "string", "enum": [CERTAIN, POSSIBLE], "description": "How sure that is."}


class MembershipSerializer(RecordSerializer):
    class Meta:
        model = Membership
        fields = [*OPENING, "state", *_SPELL, *CLOSING]


class FormerNameSerializer(RecordSerializer):
    class Meta:
        model = FormerName
        fields = [*OPENING, "state", *_FORMER_NAME, *CLOSING]


class MembershipsOfTheDay(RowsOfTheDay):
    """The spells of a State on a day, by its standing: one that is certainly a member is not possibly an observer."""

    def on(self, day, spells):
        standing = dict(spells.instance.standing_on(day))
        return [spell for spell in super().on(day, spells) if spell.status in standing]

    def of_the_day(self, objects):
        standing = dict(standing_of((one["status"], one["certainty"]) for one in objects))
        return [one for one in objects if one["status"] in standing]


class StateMembershipSerializer(RecordSerializer):
    """A spell of membership, within its State."""

    class Meta:
        model = Membership
        fields = [*OPENING, *_SPELL, *CLOSING]
        list_serializer_class = MembershipsOfTheDay


class StateFormerNameSerializer(RecordSerializer):
    """A former name, within its State."""

    class Meta:
        model = FormerName
        fields = [*OPENING, *_FORMER_NAME, *CLOSING]
        list_serializer_class = RowsOfTheDay


class StandingCertaintyField(CertaintyField):
    """Of a State in a list: whether it certainly is what was asked for, in standing and joining. Of another: that it
    is there."""

    def to_representation(self, state):
        filterset = self.context.get("filterset")
        return filterset.certainty_of(state) if filterset and self.context["day"] else super().to_representation(state)

    def row_reader(self, model, columns, context):
        filterset, day = context.get("filterset"), context["day"]
        if not (filterset and day and (filterset.standing or filterset.joining)):
            return super().row_reader(model, columns, context)
        if filterset.joining:
            return None
        spells, status = certainties(Membership, "status", columns, day), filterset.standing
        if status in FORMER:
            return lambda row: CERTAIN
        return lambda row: CERTAIN if certainty_in(standing_of(spells(row)), status) == CERTAIN else POSSIBLE


def certainties(kind, column, columns, day):
    """The function from a plain row of a State to [(value of a column, certainty on a day)] of its rows of a kind."""
    if day is None:
        return lambda row: []
    related_columns = Columns()
    value, certainty = related_columns(column), kind.on_day.row_reader(related_columns)

    def write(rows):
        return [(row[value], certainty(row, day)) for row in rows]

    return rows_of(columns, kind, "state_id", related_columns, write)


class StandingField(WholeRecordField):
    schema = {
        "type": ["array", "null"],
        "description": "Under as_of, what the State is that day; empty: neither. Null without as_of.",
        "items": {
            "type": "object",
            "required": ["status", "certainty"],
            "properties": {
                "status": {"type": "string", "enum": Membership.Status.values, "description": "What it is."},
                "certainty": _CERTAIN_OR_POSSIBLE,
            },
        },
    }

    def to_representation(self, state):
        day = self.context["day"]
        if day is None:
            return None
        return self.said(state.standing_on(day))

    @staticmethod
    def said(standing):
        return [{"status": status, "certainty": certainty} for status, certainty in standing]

    def row_reader(self, model, columns, context):
        spells = certainties(Membership, "status", columns, context["day"])
        return lambda row: self.said(standing_of(spells(row))) if context["day"] else None


class NameOnDayField(WholeRecordField):
    schema = {
        "type": ["object", "null"],
        "description": "Under as_of, the English name that the State bore that day. Null without as_of.",
        "required": ["name", "certainty"],
        "properties": {
            "name": {"type": "string", "description": "The name in English."},
            "certainty": _CERTAIN_OR_POSSIBLE,
        },
    }

    def to_representation(self, state):
        day = self.context["day"]
        if day is None:
            return None
        name, certainty = state.name_on(day)
        return {"name": name, "certainty": certainty}

    def row_reader(self, model, columns, context):
        former, name = certainties(FormerName, "name_en", columns, context["day"]), columns.value("name_en")
        words = ("name", "certainty")
        return lambda row: dict(zip(words, name_of(name(row), former(row)), strict=True)) if context["day"] else None


class StateSerializer(RecordSerializer):
    iso3 = serializers.CharField(source="id", read_only=True, help_text="ISO code of three letters: its id.")
    certainty = StandingCertaintyField()
    standing = StandingField()
    name_on_day = NameOnDayField()
    memberships = StateMembershipSerializer(
        many=True, read_only=True, help_text="Spells as member or observer; under as_of, those of that day."
    )
    former_names = StateFormerNameSerializer(
        many=True, read_only=True, help_text="Names that it bore before; under as_of, those of that day."
    )

    class Meta:
        model = State
        fields = [
            *OPENING,
            "slug",
            "iso2",
            "iso3",
            "m49",
            *_NAMES,
            "formal_en",
            "formal_fr",
            "formal_es",
            "region",
            "subregion",
            "intermediate_region",
            "capital",
            "wikidata",
            "standing",
            "name_on_day",
            "memberships",
            "former_names",
            *CLOSING,
        ]


class PublishedCountSerializer(RecordSerializer):
    class Meta:
        model = PublishedCount
        fields = [*OPENING, "on", "printed", "members", "observers", "stale", "wording", *CLOSING]
