"""The OpenAPI document: every parameter from the list that the requests are read by, every error as a problem."""

import json
from functools import cache
from pathlib import Path

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_array_type
from drf_spectacular.utils import OpenApiParameter

from iom_portal.records.api.parameter_examples import example_of

from ..resources import serializer_of
from .components import ANSWERED, LINKED_DATA, PROBLEM, headers, limits, listed, responses

RECORDED = Path(__file__).parent / "examples.json"  # answers of the real register, by `manage.py record_examples`
TEXTS = {  # the forms that are text as a whole
    "application/x-ndjson": "One object a line.",
    "text/csv": "One row a record, under a header.",
}
LINKED = "application/ld+json"
SPARSE = "Every member is there that `fields` or `omit` do not leave out."
OF_LISTS = ("Register-Count",)
OF_DEPRECATED = ("Deprecation", "Sunset")


class RegisterSchema(AutoSchema):
    """Parameters come from the view's own list; what the view's docstring says describes the operation."""

    def get_operation(self, *args):
        operation = super().get_operation(*args)
        if operation is None:
            return None
        mine = {each.name: each for each in self.view.get_parameters()}
        given_up = any(each.deprecated for each in mine.values())
        names = ANSWERED
        names += OF_LISTS if "page_size" in mine else ()
        names += OF_DEPRECATED if given_up or self.view.deprecated else ()
        answer = operation["responses"]["200"]
        answer["description"] = self._answered()
        answer["headers"] = listed(names)
        recorded = recorded_examples().get(self.path, {})
        for media_type, content in answer["content"].items():
            if media_type == LINKED:
                content["schema"] = {"$ref": "#/components/schemas/LinkedData"}
            if media_type in TEXTS:
                content["schema"] = {"type": "string", "description": TEXTS[media_type]}
            if media_type in recorded:
                content["example"] = recorded[media_type]
        operation["x-expands"] = {
            name: serializer_of(kind).__name__.removesuffix("Serializer")
            for name, kind in getattr(self.view, "references", {}).items()
        }
        if asked_with := getattr(self.view, "asked_with", ()):
            operation["x-needs"] = list(asked_with)
        examples = self._examples()
        for parameter in operation["parameters"]:
            parameter["example"] = examples[parameter["name"]]
            if parameter["in"] == "query":
                parameter |= _beyond_the_schema(mine[parameter["name"]])
        return operation

    def get_override_parameters(self):
        query = [
            OpenApiParameter(
                parameter.name,
                parameter.whole_schema,
                required=parameter.required,
                description=" ".join(
                    filter(None, (parameter.description, parameter.also, str(parameter.deprecated or "")))
                ),
                deprecated=bool(parameter.deprecated),
            )
            for parameter in self.view.get_parameters()
        ]
        return [*self._key(), *query]

    def _examples(self):
        """{parameter: a value that it takes}."""
        filters = getattr(self.view, "filterset_class", None)
        found = {
            parameter.name: example_of(filters, parameter.name) if parameter.example is None else parameter.example
            for parameter in self.view.get_parameters()
        }
        if self._has_key():
            number = self.view.lookup_field == "number"
            found |= {"number": "1"} if number else {"id": example_of(filters, "id")}
        return found

    def _has_key(self):
        return getattr(self.view, "action", None) == "retrieve"

    def _key(self):
        if not self._has_key():
            return []
        name = self.view.lookup_url_kwarg or self.view.lookup_field
        if name == "number":
            words = "Its number."
        else:
            words = "Its id or its slug." if self.view.queryset.model.has_slug() else "Its id."
        schema = {"type": "string", "pattern": f"^{self.view.lookup_value_regex}$"}
        return [OpenApiParameter("id" if name == "pk" else name, schema, OpenApiParameter.PATH, description=words)]

    def _answered(self):
        """What an answer with status 200 is, in a sentence."""
        action = getattr(self.view, "action", "")
        return {"list": "A page of the list.", "retrieve": "The object of the record."}.get(action, "The document.")

    def is_deprecated(self):
        return self.view.deprecated is not None

    def get_filter_backends(self):
        return []

    def get_description(self):
        words = " ".join((type(self.view).__doc__ or "").split())
        return f"{words} {self.view.deprecated}" if self.view.deprecated else words

    def get_tags(self):
        return [*self.path.strip("/").split("/"), "root"][2:3]

    def get_summary(self):
        name = self.get_tags()[0]
        action = getattr(self.view, "action", "")
        return {"list": f"List {name}", "retrieve": f"One of {name}"}.get(action, name.capitalize())


class ShapedExtension(OpenApiSerializerFieldExtension):
    """Describes the read-only values of records/api/fields.py."""

    target_class = "iom_portal.records.api.fields.DescribedField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema, direction):
        if self.target.schema is not None:
            return dict(self.target.schema)
        reference = auto_schema.resolve_serializer(self.target.shape(), direction).ref
        return build_array_type(reference) if self.target.many else reference


def _beyond_the_schema(parameter):
    """What no schema can say of a parameter: those it needs beside it, and what more is asked of its value."""
    found = {"x-needs": list(parameter.needs), "x-also": parameter.also}
    return {name: value for name, value in found.items() if value}


def _of_fields(operation):
    """The name of the schema of an operation's answer, where a client chooses its fields."""
    names = {parameter["name"] for parameter in operation["parameters"]}
    if "fields" in names and "page" not in names:
        reference = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        yield reference.rpartition("/")[2]


def _as_asked_for(schema, expands):
    """Says of the objects of a kind what `fields`, `omit` and `expand` make of them. expands: {field: full object}."""
    schema.pop("required", None)
    schema["description"] = " ".join(filter(None, (schema.get("description"), SPARSE)))
    for name, full in expands.items():
        field = schema["properties"][name]
        forms = field.pop("oneOf", None) or field.pop("allOf")
        field["anyOf"] = [*forms, {"$ref": f"#/components/schemas/{full}"}]


@cache
def recorded_examples():
    """{path: {media type: an answer}}, shortened."""
    return json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}


def complete(result, generator, request, public):
    """Adds what is said once: the headers, the problems with which any operation may answer, the tags, the limits."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {}).update(Problem=PROBLEM, LinkedData=LINKED_DATA)
    components["responses"] = dict(responses().values())
    operations = [operation for path in result["paths"].values() for operation in path.values()]
    for operation in operations:
        for status, (name, _) in responses().items():
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/{name}"}
    used = {name for each in operations for name in each["responses"]["200"]["headers"]}
    used |= {name for response in components["responses"].values() for name in response["headers"]}
    components["headers"] = {name: header for name, header in headers().items() if name in used}
    for schema in components["schemas"].values():
        if "oneOf" in schema:  # one or another document: a client need not prove that it is not both
            schema["anyOf"] = schema.pop("oneOf")
    for operation in operations:
        expands = operation.pop("x-expands")
        for name in _of_fields(operation):
            _as_asked_for(components["schemas"][name], expands)
    tags = {}
    for operation in operations:
        tags.setdefault(operation["tags"][0], operation["description"])
    result["tags"] = [{"name": name, "description": words} for name, words in tags.items()]
    result["info"]["description"] += f"\n\n{limits()}"
    return result
