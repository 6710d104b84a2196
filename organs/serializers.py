from rest_framework import serializers

from iom_portal.records.api.fields import (
    CLOSING,
    OPENING,
    DescribedField,
    NamedReferenceSerializer,
    WholeRecordField,
    named,
    reference_reader,
)
from iom_portal.records.api.serializers import RecordSerializer, RowsOfTheDay

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

_FUNCTION = ["number", "function", "article", "wording", "start", "end"]
_POST = ["title", "seats", "start", "end"]
_TERM = ["post", "styled", "acting", "start", "end", "elected_on", "election", "result", "term_no"]


class OrganizationNameSerializer(RecordSerializer):
    class Meta:
        model = OrganizationName
        fields = [
            *OPENING,
            "name_en",
            "acronym_en",
            "name_fr",
            "acronym_fr",
            "name_es",
            "acronym_es",
            "kind_of_name",
            "legal_basis",
            "start",
            "end",
            *CLOSING,
        ]


class InstrumentStandingField(WholeRecordField):
    schema = {
        "type": ["string", "null"],
        "description": "Under as_of, what it is that day, from its dates: adopted, in force, superseded and so on. "
        "Null before its adoption, and without as_of.",
    }

    def to_representation(self, instrument):
        day = self.context["day"]
        return (instrument.standing_on(day) or None) if day else None

    def row_reader(self, model, columns, context):
        return None if context["day"] else (lambda row: None)


class InstrumentSerializer(RecordSerializer):
    standing = InstrumentStandingField()

    class Meta:
        model = Instrument
        fields = [
            *OPENING,
            "title",
            "kind_of_instrument",
            "adopted_by",
            "symbol",
            "adopted_on",
            "place",
            "in_force_on",
            "ceased_on",
            "superseded_by",
            "remark",
            "effect",
            "standing",
            *CLOSING,
        ]


class EventSerializer(RecordSerializer):
    class Meta:
        model = Event
        fields = [*OPENING, "slug", "title", "description", "category", "start", "end", *CLOSING]


class StatementSerializer(RecordSerializer):
    class Meta:
        model = Statement
        fields = [*OPENING, "on", "topic", "statement", "value", "unit", "assessment", *CLOSING]


class FigureSerializer(RecordSerializer):
    class Meta:
        model = Figure
        fields = [*OPENING, "year", "metric", "value", "unit", *CLOSING]


class AttributeSerializer(RecordSerializer):
    class Meta:
        model = Attribute
        fields = [*OPENING, "attribute", "value", "start", "end", *CLOSING]


class OrganFunctionSerializer(RecordSerializer):
    class Meta:
        model = OrganFunction
        fields = [*OPENING, "organ", *_FUNCTION, *CLOSING]


class PostSerializer(RecordSerializer):
    class Meta:
        model = Post
        fields = [*OPENING, "organ", *_POST, *CLOSING]


class FunctionOfOrganSerializer(RecordSerializer):
    """A function, within its organ."""

    class Meta:
        model = OrganFunction
        fields = [*OPENING, *_FUNCTION, *CLOSING]
        list_serializer_class = RowsOfTheDay


class PostOfOrganSerializer(RecordSerializer):
    """A post, within its organ."""

    class Meta:
        model = Post
        fields = [*OPENING, *_POST, *CLOSING]
        list_serializer_class = RowsOfTheDay


class OrganSerializer(RecordSerializer):
    name = serializers.CharField(source="name_en", read_only=True, help_text="Its name in English.")
    functions = FunctionOfOrganSerializer(many=True, read_only=True, help_text="What it does; under as_of, that day.")
    posts = PostOfOrganSerializer(many=True, read_only=True, help_text="Its posts; under as_of, those of that day.")

    class Meta:
        model = Organ
        fields = [
            *OPENING,
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
            *CLOSING,
        ]


class SessionSerializer(RecordSerializer):
    class Meta:
        model = Session
        fields = [*OPENING, "organ", "body", "number", "kind_of_session", "place", "start", "end", "result", *CLOSING]


class PostReferenceSerializer(serializers.Serializer):
    """A post, by its id and title, with its organ."""

    id = serializers.CharField(help_text="Its permanent id.")
    title = serializers.CharField(help_text="What the post is called.")
    url = serializers.URLField(help_text="Its address in the API.")
    organ = NamedReferenceSerializer(help_text="The organ to which it belongs.")


class PostReferenceField(DescribedField):
    shape = PostReferenceSerializer

    def to_representation(self, post):
        return named(self.context, post) | {"organ": named(self.context, post.organ)}

    def row_reader(self, model, columns, context):
        post = reference_reader(model, self.source, columns, context)
        organ = reference_reader(model, f"{self.source}__organ", columns, context)
        return lambda row: post(row) | {"organ": organ(row)}


class TermSerializer(RecordSerializer):
    post = PostReferenceField(help_text="The post that was held.")

    class Meta:
        model = Term
        fields = [*OPENING, "person", *_TERM, *CLOSING]


class TermOfPersonSerializer(RecordSerializer):
    """A term of office, within its holder."""

    post = PostReferenceField(help_text="The post that was held.")

    class Meta:
        model = Term
        fields = [*OPENING, *_TERM, *CLOSING]


class PersonSerializer(RecordSerializer):
    terms = TermOfPersonSerializer(many=True, read_only=True, help_text="Terms of office; under as_of, those begun.")

    class Meta:
        model = Person
        fields = [*OPENING, "slug", "name", "nationality", "born", "died", "terms", *CLOSING]
