"""The OpenAPI document as the docs pages show it: resources, each with its addresses, parameters and fields."""

from dataclasses import dataclass, field


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
    fields: list
    is_list: bool

    @property
    def link(self):
        """Whether the address can be opened as it stands."""
        return "{" not in self.path


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
                [_parameter(one) for one in operation.get("parameters", ())],
                *_fields(schema, operation["responses"]["200"]),
            )
        )
    return list(sections.values())


def _parameter(parameter):
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "form": _form(parameter["schema"]),
        "description": parameter.get("description", ""),
    }


def _form(schema):
    """A JSON schema in a few words."""
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1]
    if "enum" in schema:
        return ", ".join("null" if value is None else str(value) for value in schema["enum"])
    if "oneOf" in schema or "allOf" in schema:
        return " or ".join(_form(one) for one in schema.get("oneOf", schema.get("allOf")))
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
        {"name": name, "form": _form(one), "description": one.get("description", "")}
        for name, one in found.get("properties", {}).items()
    ]
    return fields, bool(rows)


def _resolved(components, schema):
    if "oneOf" in schema:
        schema = schema["oneOf"][0]
    return _resolved(components, components[schema["$ref"].rsplit("/", 1)[1]]) if "$ref" in schema else schema
