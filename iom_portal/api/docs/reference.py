"""The OpenAPI document as the docs pages show it: resources, each with its addresses, parameters and fields."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from iom_portal.records.api.parameter_examples import ABSENT


@dataclass
class Section:
    """A resource: what it is, and its operations."""

    name: str
    operations: list = field(default_factory=list)

    @property
    def description(self):
        return self.operations[0].description


@dataclass
class Operation:
    path: str
    summary: str
    description: str
    parameters: list
    address: str  # a request that can be tried
    deprecated: bool
    fields: list
    is_list: bool


def reference(schema):
    """The Sections of an OpenAPI document, in the order of its paths."""
    sections = {}
    for path, item in schema["paths"].items():
        operation = item["get"]
        name = operation["tags"][0]
        sections.setdefault(name, Section(name)).operations.append(
            Operation(
                path,
                operation["summary"],
                operation["description"],
                [_parameter(one, path, operation) for one in operation.get("parameters", ())],
                address_of(path, operation),
                operation.get("deprecated", False),
                *_fields(schema, operation["responses"]["200"]),
            )
        )
    return list(sections.values())


def address_of(path, operation, name=""):
    """An address at a path with the example of a parameter, and of those without which it is refused."""
    described = {one["name"]: one for one in operation.get("parameters", ())}
    of_query = {key: one for key, one in described.items() if one["in"] == "query"}
    needed = of_query.get(name, {}).get("x-needs", operation.get("x-needs", ()))
    names = [key for key, one in of_query.items() if one.get("required") or key == name or key in needed]
    for key in described.keys() - of_query.keys():
        path = path.replace(f"{{{key}}}", str(described[key]["example"]))
    examples = {key: described[key]["example"] for key in names}
    asked = {key: str(value).lower() if isinstance(value, bool) else value for key, value in examples.items()}
    return f"{path}?{urlencode(asked, safe=',:/')}" if asked else path


def _parameter(parameter, path, operation):
    address = address_of(path, operation, parameter["name"])
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "form": _form(parameter["schema"]),
        "description": parameter["description"],
        "deprecated": parameter.get("deprecated", False),
        "example": parameter["example"] if parameter["in"] == "path" else address[address.index("?") :],
        "address": "" if parameter["example"] == ABSENT else address,
    }


def _form(schema, components=None):
    """A JSON schema in a few words; of a reference its name or, where it is one of some words, these."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return _form(components[name]) if components and "enum" in components[name] else name
    if "enum" in schema:
        return ", ".join({None: "null", "": "empty"}.get(value, str(value)) for value in schema["enum"])
    for key in ("oneOf", "anyOf", "allOf"):
        if key in schema:
            return " or ".join(_form(one, components) for one in schema[key])
    kind = schema.get("type", "any")
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    if schema.get("format") == "date":
        kind = kind.replace("string", "date (YYYY-MM-DD)")
    if "items" in schema:
        kind = kind.replace("array", f"list of {_form(schema['items'])}")
    if "minimum" in schema and "maximum" in schema:
        kind += f" from {schema['minimum']} to {schema['maximum']}"
    return f"{kind}, default {schema['default']}" if "default" in schema else kind


def _fields(schema, response):
    """The fields of the object, or of each row of the list, that is the answer; and whether it is a list."""
    components = schema["components"]["schemas"]
    found = _resolved(components, next(iter(response["content"].values()))["schema"])
    rows = found.get("properties", {}).get("results")
    if rows:
        found = _resolved(components, rows["items"])
    fields = [
        {"name": name, "form": _form(one, components), "description": one["description"].partition("\n\n")[0]}
        for name, one in found.get("properties", {}).items()
    ]
    return fields, bool(rows)


def _resolved(components, schema):
    if "anyOf" in schema:
        schema = schema["anyOf"][0]
    return _resolved(components, components[schema["$ref"].rsplit("/", 1)[1]]) if "$ref" in schema else schema
