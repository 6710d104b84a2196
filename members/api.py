"""The API of this room: States with what they are on a day, their spells and former names, and the resources."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from rest_framework import serializers

from iom_portal.records.api.fields import CertaintyField, Context, WholeRecordField
from iom_portal.records.api.resource import resource
from iom_portal.records.api.rows import Columns, PlainRow, RowReader, related_rows_reader
from iom_portal.records.api.serializers import RecordSerializer, RowsOfTheDay, object_fields
from iom_portal.records.api.viewsets import RecordViewSet
from iom_portal.records.dates.validity import CERTAIN, HOLDS, POSSIBLE
from iom_portal.records.history.clock import Clock
from iom_portal.records.models.entry import Entry
from iom_portal.records.models.facts import Record, Spell

from .filters import MembershipFilter, StateFilter
from .models import FormerName, Membership, PublishedCount, State
from .models.standing import FORMER, certainty_in, name_of, standing_of

NAME_FIELDS = ["name_en", "name_fr", "name_es"]
SPELL_FIELDS = ["status", "start", "end", "notified_on", "basis"]  # of a membership, within its State
PARAMETERS_ABOUT_A_DAY = {"status", "joined_after", "joined_before"}
CERTAIN_OR_POSSIBLE = {"type": "string", "enum": [CERTAIN, POSSIBLE], "description": "How sure that is."}


class MembershipsOfTheDay(RowsOfTheDay):
    """The spells of a State on a day, by its standing: one that is certainly a member is not possibly an observer."""

    def on(self, day: date, spells: Any) -> list[Membership]:
        standing = dict(spells.instance.standing_on(day))
        return [spell for spell in super().on(day, spells) if spell.status in standing]

    def of_the_day(self, objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
        standing = dict(standing_of((spell["status"], spell["certainty"]) for spell in objects))
        return [spell for spell in objects if spell["status"] in standing]


class StateMembershipSerializer(RecordSerializer):
    """A spell of membership, within its State."""

    class Meta:
        model = Membership
        fields = object_fields(Membership, SPELL_FIELDS)
        list_serializer_class = MembershipsOfTheDay


class StateFormerNameSerializer(RecordSerializer):
    """A former name, within its State."""

    class Meta:
        model = FormerName
        fields = object_fields(FormerName, [*NAME_FIELDS, "start", "end"])
        list_serializer_class = RowsOfTheDay


def certainties_reader(
    kind: type[Spell], column: str, columns: Columns, day: date | None
) -> Callable[[PlainRow], list[tuple[str, str | None]]]:
    """Return the function from a plain row of a State to [(value of a column, certainty)] of its spells of a kind.

    certainty: that of the spell on a day. Without a day there are no spells.
    """
    if day is None:
        return lambda row: []
    related_columns = Columns()
    value, certainty = related_columns(column), HOLDS.row_reader(related_columns)

    def write(rows: list[PlainRow]) -> list[tuple[str, str | None]]:
        return [(row[value], certainty(row, day)) for row in rows]

    return related_rows_reader(columns, kind, "state_id", related_columns, write)


class StandingCertaintyField(CertaintyField):
    """Of a State in a list, whether it certainly is what was asked for: in standing and joining or, without a
    standing, a State on the day.

    Of one that is not in a list, whether it is a State on the day.
    """

    def to_representation(self, record: Record) -> str | None:
        filterset: StateFilter | None = self.context.get("filterset")
        if filterset and self.context["day"] and isinstance(record, State):
            return filterset.certainty_of(record)
        return super().to_representation(record)

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader | None:
        filterset, day = context.get("filterset"), context["day"]
        if not (filterset and day and (filterset.standing or filterset.joining)):
            return super().row_reader(model, columns, context)
        if filterset.joining:
            return None
        status = filterset.standing
        if status in FORMER:
            return lambda row: CERTAIN
        spells, existence = certainties_reader(Membership, "status", columns, day), HOLDS.row_reader(columns)

        def read(row: PlainRow) -> str:
            standing = standing_of(spells(row))
            return CERTAIN if certainty_in(standing, status, existence(row, day)) == CERTAIN else POSSIBLE

        return read


def standing_objects(standing: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Return what the API writes for what a State is: (status, certainty), one or two of them."""
    return [{"status": status, "certainty": certainty} for status, certainty in standing]


class StandingField(WholeRecordField):
    """What a State is on the day asked for."""

    schema = {
        "type": ["array", "null"],
        "description": "Under as_of, what the State is that day; empty: neither. Null without as_of.",
        "items": {
            "type": "object",
            "required": ["status", "certainty"],
            "properties": {
                "status": {"type": "string", "enum": Membership.Status.values, "description": "What it is."},
                "certainty": CERTAIN_OR_POSSIBLE,
            },
        },
    }

    def to_representation(self, state: State) -> list[dict[str, str]] | None:
        day = self.context["day"]
        return None if day is None else standing_objects(state.standing_on(day))

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader:
        if context["day"] is None:
            return lambda row: None
        spells = certainties_reader(Membership, "status", columns, context["day"])
        return lambda row: standing_objects(standing_of(spells(row)))


def name_object(name: str, certainty: str) -> dict[str, str]:
    """Return what the API writes for the name that a State bore, and its certainty."""
    return {"name": name, "certainty": certainty}


class NameOnDayField(WholeRecordField):
    """The name of a State on the day asked for."""

    schema = {
        "type": ["object", "null"],
        "description": "Under as_of, the English name that the State bore that day; null where it was no State. Null "
        "without as_of.",
        "required": ["name", "certainty"],
        "properties": {
            "name": {"type": "string", "description": "The name in English."},
            "certainty": CERTAIN_OR_POSSIBLE,
        },
    }

    def to_representation(self, state: State) -> dict[str, str] | None:
        day = self.context["day"]
        if day is None or state.certainty_on(day) is None:
            return None
        return name_object(*state.name_on(day))

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader:
        if context["day"] is None:
            return lambda row: None
        day = context["day"]
        former_names, existence = certainties_reader(FormerName, "name_en", columns, day), HOLDS.row_reader(columns)
        name = columns.value_reader("name_en")

        def read(row: PlainRow) -> dict[str, str] | None:
            exists = existence(row, day)
            return name_object(*name_of(name(row), former_names(row), exists)) if exists else None

        return read


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
        fields = object_fields(
            State,
            [
                "slug",
                "iso2",
                "iso3",
                "m49",
                *NAME_FIELDS,
                "formal_en",
                "formal_fr",
                "formal_es",
                "region",
                "subregion",
                "intermediate_region",
                "capital",
                "wikidata",
                "start",
                "end",
                "standing",
                "name_on_day",
                "memberships",
                "former_names",
            ],
        )


class StandingViewSet(RecordViewSet):
    """Base of the resource of States: asking for a standing, or a joining, is asking for a day."""

    filterset: StateFilter | None = None

    def read_clock(self) -> Clock:
        """Return the clock that the parameters set: of today, where they are about a day and name none."""
        clock = super().read_clock()
        if PARAMETERS_ABOUT_A_DAY & self.values.keys() and clock.asked is None:
            clock = replace(clock, asked=clock.day)
            self.values["as_of"] = clock.day.isoformat()
        return clock

    def filtered(self) -> StateFilter:
        self.filterset = super().filtered()
        return self.filterset

    def context(self) -> dict[str, Any]:
        return super().context() | {"filterset": self.filterset}


RESOURCES = [
    resource(
        State,
        "States with their memberships and former names; under `as_of`, with their standing and name of that day. "
        "`status` lists those with a standing on the day of `as_of` or, without one, of today; `joined_after` and "
        "`joined_before` those that became members between two days, by that day.",
        serializer=StateSerializer,
        filterset=StateFilter,
        viewset=StandingViewSet,
    ),
    resource(
        Membership,
        "Spells of a State as member or observer, many per State.",
        fields=["state", *SPELL_FIELDS],
        filterset=MembershipFilter,
    ),
    resource(PublishedCount, "Numbers of member and observer States as sources printed them."),
    resource(FormerName, "Names that States bore before."),
]
