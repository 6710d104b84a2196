"""The OpenAPI document: every parameter from the list that the requests are read by, every error as a problem."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_array_type
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from iom_portal.records.api.parameter_examples import example_of
from iom_portal.records.api.parameters import Parameter
from iom_portal.records.api.viewsets import ListOrDetail, RegisterView

from ..resources import serializer_of
from .components import (
    HEADERS_OF_ANSWERS,
    LINKED_DATA,
    PROBLEM,
    JsonSchema,
    header_components,
    header_references,
    limits,
    response_components,
)

RECORDED = Path(__file__).parent / "examples.json"  # answers of the real register, by `manage.py record_examples`
TEXTS = {  # the forms that are text as a whole
    "application/x-ndjson": "One object a line.",
    "text/csv": "One row a record, under a header.",
}
LINKED = "application/ld+json"
SPARSE = "Every member is there that `fields` or `omit` do not leave out."
HEADERS_OF_LISTS = ("Register-Count",)
HEADERS_OF_DEPRECATED = ("Deprecation", "Sunset")
ParameterOrSerializer = OpenApiParameter | Serializer | type[Serializer]  # what AutoSchema may be given
Direction = Literal["request", "response"]

ANSWERS = {"list": "A page of the list.", "retrieve": "The object of the record."}  # by the action of a viewset


class RegisterSchema(AutoSchema):
    """Parameters come from the view's own list; what the view's docstring says describes the operation."""

    view: RegisterView  # type: ignore[override] # every view of the document is one

    def get_operation(self, *args: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args)
        if operation is None:
            return None
        parameters = {parameter.name: parameter for parameter in self.view.get_parameters()}
        self._describe_answer(operation["responses"]["200"], parameters)
        operation["x-expands"] = _names_of_full_objects(self.view)
        if self.view.asked_with:
            operation["x-needs"] = list(self.view.asked_with)
        examples = self._parameter_examples(parameters.values())
        for described in operation["parameters"]:
            name = described["name"]
            described["example"] = examples[name]
            if described["in"] == "query":
                described.update(_beyond_the_schema(parameters[name]))
        return operation

    def _describe_answer(self, answer: dict[str, Any], parameters: Mapping[str, Parameter]) -> None:
        """Give the answer with status 200 its description, its headers, and an example in each form."""
        answer["description"] = ANSWERS.get(self._action, "The document.")
        names: tuple[str, ...] = HEADERS_OF_ANSWERS
        if "page_size" in parameters:
            names += HEADERS_OF_LISTS
        if self.view.deprecated or any(parameter.deprecated for parameter in parameters.values()):
            names += HEADERS_OF_DEPRECATED
        answer["headers"] = header_references(names)
        examples = recorded_examples().get(self.path, {})
        for media_type, content in answer["content"].items():
            if media_type == LINKED:
                content["schema"] = {"$ref": "#/components/schemas/LinkedData"}
            if media_type in TEXTS:
                content["schema"] = {"type": "string", "description": TEXTS[media_type]}
            if media_type in examples:
                content["example"] = examples[media_type]

    @property
    def _action(self) -> str:
        """What a viewset does here: “list”, “retrieve”; of another view “”."""
        action: str = getattr(self.view, "action", "")
        return action

    def get_override_parameters(self) -> list[ParameterOrSerializer]:
        described: list[ParameterOrSerializer] = [*self._key_parameter()]
        for parameter in self.view.get_parameters():
            sentences = [parameter.description, parameter.also, str(parameter.deprecated or "")]
            described.append(
                OpenApiParameter(
                    parameter.name,
                    parameter.whole_schema,
                    required=parameter.required,
                    description=" ".join(sentence for sentence in sentences if sentence),
                    deprecated=bool(parameter.deprecated),
                )
            )
        return described

    def _key_parameter(self) -> list[OpenApiParameter]:
        """Return the id or number by which an object is asked for, as a list; [] where none is in the path."""
        if self._action != "retrieve" or not isinstance(self.view, ListOrDetail):
            return []
        schema = {"type": "string", "pattern": f"^{self.view.lookup_value_regex}$"}
        if self.view.lookup_field == "number":
            return [OpenApiParameter("number", schema, OpenApiParameter.PATH, description="Its number.")]
        words = "Its id or its slug." if self.view.queryset.model.has_slug() else "Its id."
        return [OpenApiParameter("id", schema, OpenApiParameter.PATH, description=words)]

    def _parameter_examples(self, parameters: Iterable[Parameter]) -> dict[str, object]:
        """Return {parameter: a value that it takes}."""
        examples = {parameter.name: parameter.example for parameter in parameters}
        if not isinstance(self.view, ListOrDetail):
            return examples
        filterset_class = self.view.filterset_class
        for name, example in examples.items():
            if example is None:
                examples[name] = example_of(filterset_class, name)
        if self._action == "retrieve" and self.view.lookup_field == "number":
            examples["number"] = "1"
        elif self._action == "retrieve":
            examples["id"] = example_of(filterset_class, "id")
        return examples

    def is_deprecated(self) -> bool:
        return self.view.deprecated is not None

    def get_filter_backends(self) -> list[Any]:
        return []

    def get_description(self) -> str:  # type: ignore[override] # as in the base, which is called without arguments
        words = " ".join((type(self.view).__doc__ or "").split())
        return f"{words} {self.view.deprecated}" if self.view.deprecated else words

    def get_tags(self) -> list[str]:
        names = self.path.strip("/").split("/")[2:]  # what follows /api/v1/
        return names[:1] or ["root"]

    def get_summary(self) -> str:
        [name] = self.get_tags()
        summaries = {"list": f"List {name}", "retrieve": f"One of {name}"}
        return summaries.get(self._action, name.capitalize())


class DescribedFieldExtension(OpenApiSerializerFieldExtension):
    """Describes the read-only values of records/api/fields.py."""

    target_class = "iom_portal.records.api.fields.DescribedField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> JsonSchema:
        field = self.target
        if field.schema is not None:
            return dict(field.schema)
        reference: JsonSchema = auto_schema.resolve_serializer(field.shape(), direction).ref
        return build_array_type(reference) if field.many else reference


def _names_of_full_objects(view: RegisterView) -> dict[str, str]:
    """Return {field: the schema of the full object that `expand` writes in its place}."""
    return {name: serializer_of(kind).__name__.removesuffix("Serializer") for name, kind in view.references.items()}


def _beyond_the_schema(parameter: Parameter) -> dict[str, Any]:
    """Return what no schema can say of a parameter: those it needs beside it, and what more is asked of its value."""
    extensions: dict[str, Any] = {}
    if parameter.needs:
        extensions["x-needs"] = list(parameter.needs)
    if parameter.also:
        extensions["x-also"] = parameter.also
    return extensions


@cache
def recorded_examples() -> dict[str, dict[str, Any]]:
    """Return {path: {media type: an answer}}, shortened."""
    if not RECORDED.exists():
        return {}
    examples: dict[str, dict[str, Any]] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return examples


# The document as a whole


def complete(
    result: dict[str, Any], generator: SchemaGenerator, request: Request | None, public: bool
) -> dict[str, Any]:
    """Add what is said once: the headers, the problems with which any operation may answer, the tags, the limits."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {}).update(Problem=PROBLEM, LinkedData=LINKED_DATA)
    operations = [operation for path in result["paths"].values() for operation in path.values()]
    _add_problems(components, operations)
    _add_headers(components, operations)
    for schema in components["schemas"].values():
        if "oneOf" in schema:  # one or another document: a client need not prove that it is not both
            schema["anyOf"] = schema.pop("oneOf")
    for operation in operations:
        full_objects = operation.pop("x-expands")
        for name in _schemas_with_chosen_fields(operation):
            _describe_chosen_fields(components["schemas"][name], full_objects)
    result["tags"] = _tags(operations)
    result["info"]["description"] += f"\n\n{limits()}"
    return result


def _add_problems(components: dict[str, Any], operations: Sequence[dict[str, Any]]) -> None:
    responses = response_components()
    components["responses"] = dict(responses.values())
    for operation in operations:
        for status, (name, _) in responses.items():
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/{name}"}


def _add_headers(components: dict[str, Any], operations: Sequence[dict[str, Any]]) -> None:
    """Add the header components to which a response refers."""
    responses = [operation["responses"]["200"] for operation in operations] + [*components["responses"].values()]
    names = {name for response in responses for name in response["headers"]}
    components["headers"] = {name: header for name, header in header_components().items() if name in names}


def _tags(operations: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the tags, one for each resource, as its first operation describes it."""
    descriptions: dict[str, str] = {}
    for operation in operations:
        descriptions.setdefault(operation["tags"][0], operation["description"])
    return [{"name": name, "description": description} for name, description in descriptions.items()]


def _schemas_with_chosen_fields(operation: dict[str, Any]) -> Iterator[str]:
    """Yield the name of the schema of an operation's answer, where a client chooses its fields."""
    names = {parameter["name"] for parameter in operation["parameters"]}
    if "fields" in names and "page" not in names:
        reference = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        yield reference.rpartition("/")[2]


def _describe_chosen_fields(schema: JsonSchema, full_objects: Mapping[str, str]) -> None:
    """Say of the objects of a kind what `fields`, `omit` and `expand` make of them.

    full_objects: {field: the schema of the full object}.
    """
    schema.pop("required", None)
    description = schema.get("description")
    schema["description"] = f"{description} {SPARSE}" if description else SPARSE
    for name, full_object in full_objects.items():
        field = schema["properties"][name]
        forms = field.pop("oneOf", None) or field.pop("allOf")
        field["anyOf"] = [*forms, {"$ref": f"#/components/schemas/{full_object}"}]
