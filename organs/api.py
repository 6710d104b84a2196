"""The API of this room: objects that hold more than the columns of their kind, and the resources."""

from typing import Any

from rest_framework import serializers

from iom_portal.records.api.fields import (
    Context,
    DescribedField,
    NamedReferenceSerializer,
    WholeRecordField,
    bound_source,
    reference_reader,
    reference_to,
)
from iom_portal.records.api.resource import resource
from iom_portal.records.api.rows import Columns, PlainRow, RowReader
from iom_portal.records.api.serializers import RecordSerializer, RowsOfTheDay, object_fields, own_fields
from iom_portal.records.models.entry import Entry

from .filters import EventFilter, TermFilter
from .models import (
    Attribute,
    Event,
    Figure,
    Instrument,
    Organ,
    OrganFunction,
    OrganizationName,
    Person,
    Post,
    Session,
    Statement,
    Term,
)

FUNCTION_FIELDS = ["number", "function", "article", "wording", "start", "end"]  # within its organ
POST_FIELDS = ["title", "seats", "start", "end"]  # within its organ
TERM_FIELDS = ["post", "styled", "acting", "start", "end", "elected_on", "election", "result", "term_no"]  # of a person


class InstrumentStandingField(WholeRecordField):
    """What an instrument is on the day asked for."""

    schema = {
        "type": ["string", "null"],
        "description": "Under as_of, what it is that day, from its dates: adopted, in force, superseded and so on. "
        "Null before its adoption, and without as_of.",
    }

    def to_representation(self, instrument: Instrument) -> str | None:
        day = self.context["day"]
        return (instrument.standing_on(day) or None) if day else None

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader | None:
        return None if context["day"] else (lambda row: None)


class InstrumentSerializer(RecordSerializer):
    standing = InstrumentStandingField()

    class Meta:
        model = Instrument
        fields = object_fields(Instrument, [*own_fields(Instrument), "standing"])


class FunctionOfOrganSerializer(RecordSerializer):
    """A function, within its organ."""

    class Meta:
        model = OrganFunction
        fields = object_fields(OrganFunction, FUNCTION_FIELDS)
        list_serializer_class = RowsOfTheDay


class PostOfOrganSerializer(RecordSerializer):
    """A post, within its organ."""

    class Meta:
        model = Post
        fields = object_fields(Post, POST_FIELDS)
        list_serializer_class = RowsOfTheDay


class OrganSerializer(RecordSerializer):
    name = serializers.CharField(source="name_en", read_only=True, help_text="Its name in English.")
    functions = FunctionOfOrganSerializer(many=True, read_only=True, help_text="What it does; under as_of, that day.")
    posts = PostOfOrganSerializer(many=True, read_only=True, help_text="Its posts; under as_of, those of that day.")

    class Meta:
        model = Organ
        fields = object_fields(
            Organ,
            [
                "slug",
                "name",
                "name_en",
                "name_fr",
                "name_es",
                "kind_of_organ",
                "start",
                "end",
                "parent",
                "predecessor",
                "successor",
                "composition",
                "meetings",
                "officers",
                "legal_basis",
                "functions",
                "posts",
            ],
        )


class PostReferenceSerializer(serializers.Serializer[Any]):
    """A post, by its id and title, with its organ."""

    id = serializers.CharField(help_text="Its permanent id.")
    title = serializers.CharField(help_text="What the post is called.")
    url = serializers.URLField(help_text="Its address in the API.")
    organ = NamedReferenceSerializer(help_text="The organ to which it belongs.")


class PostReferenceField(DescribedField):
    """The post of a term, with its organ."""

    shape = PostReferenceSerializer

    def to_representation(self, post: Post) -> dict[str, Any]:
        return reference_to(self.context, post) | {"organ": reference_to(self.context, post.organ)}

    def row_reader(self, model: type[Entry], columns: Columns, context: Context) -> RowReader | None:
        read_post = reference_reader(model, bound_source(self), columns, context)
        read_organ = reference_reader(model, f"{bound_source(self)}__organ", columns, context)
        if read_post is None or read_organ is None:
            return None

        def read(row: PlainRow) -> dict[str, Any]:
            return {**read_post(row), "organ": read_organ(row)}

        return read


class TermSerializer(RecordSerializer):
    post = PostReferenceField(help_text="The post that was held.")

    class Meta:
        model = Term
        fields = object_fields(Term, ["person", *TERM_FIELDS])


class TermOfPersonSerializer(RecordSerializer):
    """A term of office, within its holder."""

    post = PostReferenceField(help_text="The post that was held.")

    class Meta:
        model = Term
        fields = object_fields(Term, TERM_FIELDS)


class PersonSerializer(RecordSerializer):
    terms = TermOfPersonSerializer(many=True, read_only=True, help_text="Terms of office; under as_of, those begun.")

    class Meta:
        model = Person
        fields = object_fields(Person, [*own_fields(Person), "terms"])


RESOURCES = [
    resource(OrganizationName, "Names of the organization, constitutional and in use."),
    resource(
        Instrument,
        "The founding resolution, the Constitution, amendments, agreements; "
        "under `as_of`, with what each was that day.",
        serializer=InstrumentSerializer,
    ),
    resource(
        Event,
        "Events of the organization's history; under `as_of`, those up to that day.",
        filterset=EventFilter,
    ),
    resource(Statement, "What dated sources say of the organization as a whole, and how that stands up."),
    resource(Figure, "Numbers by year: persons moved, budget, staff, offices."),
    resource(Attribute, "The seat, the languages, the legal personality, the status towards the United Nations."),
    resource(
        Organ,
        "Organs, subsidiary bodies and offices with their functions and posts; under `as_of`, those of that day.",
        serializer=OrganSerializer,
    ),
    resource(OrganFunction, "What organs do, with the article that says so."),
    resource(
        Session,
        "Sessions of the Council and of the bodies before it; under `as_of`, those up to that day.",
        fields=["organ", "body", "number", "kind_of_session", "place", "start", "end", "result"],
    ),
    resource(Post, "Posts of the organs.", fields=["organ", *POST_FIELDS]),
    resource(
        Person,
        "Persons with their terms of office; under `as_of`, with the terms that had begun by that day.",
        serializer=PersonSerializer,
    ),
    resource(
        Term,
        "Terms of office, with post and person. Election is not entry into office: `elected_on` stands beside `start`.",
        serializer=TermSerializer,
        filterset=TermFilter,
    ),
]
