"""The OpenAPI document as the docs pages show it: resources, each with its addresses, parameters and fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from iom_portal.records.api.parameter_examples import ABSENT

JsonSchema = Mapping[str, Any]


@dataclass
class Section:
    """A resource: what it is, and its operations."""

    name: str
    operations: list["Operation"] = field(default_factory=list)

    @property
    def description(self) -> str:
        """What the resource holds."""
        return self.operations[0].description


@dataclass
class ParameterLine:
    """A parameter as the docs list it. address: a request that can be tried with it, or ""."""

    name: str
    place: str
    form: str
    description: str
    deprecated: bool
    example: str
    address: str


@dataclass
class FieldLine:
    """A field of an object as the docs list it."""

    name: str
    form: str
    description: str


@dataclass
class Operation:
    """What is answered at an address: the parameters that it takes, and the fields of its objects."""

    path: str
    summary: str
    description: str
    parameters: list[ParameterLine]
    address: str  # a request that can be tried
    deprecated: bool
    fields: list[FieldLine]
    is_list: bool


def reference(document: Mapping[str, Any]) -> list[Section]:
    """Return the Sections of an OpenAPI document, in the order of its paths."""
    sections: dict[str, Section] = {}
    for path, item in document["paths"].items():
        described = item["get"]
        name = described["tags"][0]
        section = sections.setdefault(name, Section(name))
        section.operations.append(_operation(document, path, described))
    return list(sections.values())


def _operation(document: Mapping[str, Any], path: str, described: Mapping[str, Any]) -> Operation:
    """Return an operation of an OpenAPI document as the docs show it."""
    components = document["components"]["schemas"]
    answer = next(iter(described["responses"]["200"]["content"].values()))["schema"]
    properties = _resolved(components, answer).get("properties", {})
    is_list = "results" in properties
    if is_list:
        properties = _resolved(components, properties["results"]["items"]).get("properties", {})
    return Operation(
        path=path,
        summary=described["summary"],
        description=described["description"],
        parameters=[_parameter_line(parameter, path, described) for parameter in described.get("parameters", ())],
        address=address_of(path, described),
        deprecated=described.get("deprecated", False),
        fields=[_field_line(name, schema, components) for name, schema in properties.items()],
        is_list=is_list,
    )


def address_of(path: str, operation: Mapping[str, Any], name: str = "") -> str:
    """Return an address at a path with the example of a parameter, and of those without which it is refused."""
    query: dict[str, Mapping[str, Any]] = {}
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            query[parameter["name"]] = parameter
        else:
            path = path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
    needed = operation.get("x-needs", ())
    if "x-needs" in query.get(name, {}):
        needed = query[name]["x-needs"]
    values = {}
    for key, parameter in query.items():
        if parameter.get("required") or key == name or key in needed:
            example = parameter["example"]
            values[key] = str(example).lower() if isinstance(example, bool) else example
    return f"{path}?{urlencode(values, safe=',:/')}" if values else path


def _parameter_line(parameter: Mapping[str, Any], path: str, operation: Mapping[str, Any]) -> ParameterLine:
    address = address_of(path, operation, parameter["name"])
    is_in_path = parameter["in"] == "path"
    return ParameterLine(
        name=parameter["name"],
        place=parameter["in"],
        form=_form(parameter["schema"]),
        description=parameter["description"],
        deprecated=parameter.get("deprecated", False),
        example=parameter["example"] if is_in_path else address[address.index("?") :],
        address="" if parameter["example"] == ABSENT else address,
    )


def _field_line(name: str, schema: JsonSchema, components: Mapping[str, Any]) -> FieldLine:
    summary = schema["description"].partition("\n\n")[0]
    return FieldLine(name, _form(schema, components), summary)


def _form(schema: JsonSchema, components: Mapping[str, Any] | None = None) -> str:
    """Return a JSON schema in a few words; of a reference its name or, where it is one of some words, these."""
    if "$ref" in schema:
        name = _name_of_reference(schema)
        is_choice = components is not None and "enum" in components[name]
        return _form(components[name]) if components and is_choice else name
    if "enum" in schema:
        words = {None: "null", "": "empty"}
        return ", ".join(words.get(value, str(value)) for value in schema["enum"])
    for key in ("oneOf", "anyOf", "allOf"):
        if key in schema:
            return " or ".join(_form(alternative, components) for alternative in schema[key])
    form = _type_in_words(schema)
    return f"{form}, default {schema['default']}" if "default" in schema else form


def _type_in_words(schema: JsonSchema) -> str:
    types = schema.get("type", "any")
    form = " or ".join(types) if isinstance(types, list) else str(types)
    if schema.get("format") == "date":
        form = form.replace("string", "date (YYYY-MM-DD)")
    if "items" in schema:
        form = form.replace("array", f"list of {_form(schema['items'])}")
    if "minimum" in schema and "maximum" in schema:
        form += f" from {schema['minimum']} to {schema['maximum']}"
    return form


def _resolved(components: Mapping[str, Any], schema: JsonSchema) -> JsonSchema:
    """Return what a schema refers to; of alternatives, the first."""
    if "anyOf" in schema:
        schema = schema["anyOf"][0]
    if "$ref" in schema:
        return _resolved(components, components[_name_of_reference(schema)])
    return schema


def _name_of_reference(schema: JsonSchema) -> str:
    reference: str = schema["$ref"]
    return reference.rpartition("/")[2]
