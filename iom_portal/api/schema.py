"""The OpenAPI document: every parameter from the list that the requests are read by, every error as a problem."""

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_array_type
from drf_spectacular.utils import OpenApiParameter

from .errors import MEDIA_TYPE, PROBLEMS

HEADERS = {
    "Register-Status": "Always “unofficial”.",
    "Register-As-Of": "The day of which the answer speaks; “all” where it holds all of history.",
    "Register-Recorded": "The revision at which the register was read; “now” without as_recorded.",
    "Register-Verified-To": "The day to which the register is verified.",
    "Register-Notice": "What a reader must know of the day, percent-encoded where it is not plain ASCII.",
}
OPTIONAL = {"Register-Notice"}
EVERYWHERE = (400, 404, 406, 429, 500, 503)


class RegisterSchema(AutoSchema):
    """Parameters come from the view's own list; what the view's docstring says describes the operation."""

    def get_override_parameters(self):
        query = [
            OpenApiParameter(parameter.name, parameter.schema, description=parameter.description)
            for parameter in self.view.get_parameters()
        ]
        headers = [
            OpenApiParameter(name, str, OpenApiParameter.HEADER, name not in OPTIONAL, words, response=[200])
            for name, words in HEADERS.items()
        ]
        return [*self._key(), *query, *headers]

    def _key(self):
        if getattr(self.view, "action", None) != "retrieve":
            return []
        name = self.view.lookup_url_kwarg or self.view.lookup_field
        has_slug = any(field.name == "slug" for field in self.view.queryset.model._meta.fields)
        words = "Its number." if name == "number" else "Its id or its slug." if has_slug else "Its id."
        schema = {"type": "string", "pattern": f"^{self.view.lookup_value_regex}$"}
        return [OpenApiParameter("id" if name == "pk" else name, schema, OpenApiParameter.PATH, description=words)]

    def get_filter_backends(self):
        return []

    def get_description(self):
        return " ".join((type(self.view).__doc__ or "").split())

    def get_tags(self):
        return [*self.path.strip("/").split("/"), "root"][2:3]

    def get_summary(self):
        name = self.get_tags()[0]
        action = getattr(self.view, "action", "")
        return {"list": f"List {name}", "retrieve": f"One of {name}"}.get(action, name.capitalize())


class ShapedExtension(OpenApiSerializerFieldExtension):
    """Describes the read-only values of records/shapes.py."""

    target_class = "iom_portal.records.shapes.Shaped"
    match_subclasses = True

    def map_serializer_field(self, auto_schema, direction):
        if self.target.schema is not None:
            return dict(self.target.schema)
        reference = auto_schema.resolve_serializer(self.target.shape(), direction).ref
        return build_array_type(reference) if self.target.many else reference


PROBLEM = {
    "type": "object",
    "description": "A problem document (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Where the docs explain it."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong with this request."},
        "instance": {"type": "string", "format": "uri-reference", "description": "The address asked for."},
        "parameter": {"type": "string", "description": "The parameter that is wrong, the first of them."},
        "allowed": {
            "description": "What is allowed in its place; null: said in the detail.",
            "oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}, {"type": "null"}],
        },
        "errors": {
            "type": "array",
            "description": "Every parameter that is wrong.",
            "items": {
                "type": "object",
                "required": ["parameter", "detail", "allowed"],
                "properties": {
                    "parameter": {"type": "string"},
                    "detail": {"type": "string"},
                    "allowed": {
                        "oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}, {"type": "null"}]
                    },
                },
            },
        },
    },
}
RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}, "required": True}}


def add_problems(result, generator, request, public):
    """Adds to every operation the problem documents with which it may answer."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    responses = components.setdefault("responses", {})
    for status in EVERYWHERE:
        anchor, title, meaning = PROBLEMS[status]
        name = "".join(word.capitalize() for word in anchor.split("-"))
        responses[name] = {
            "description": f"{title}. {meaning}",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            **({"headers": RETRY_AFTER} if status in (429, 503) else {}),
        }
        for operation in _operations(result):
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/{name}"}
    for operation in _operations(result):
        content = operation["responses"]["200"]["content"]
        if "application/x-ndjson" in content:
            content["application/x-ndjson"] = {"schema": {"type": "string", "description": "One object a line."}}
        if "text/csv" in content:
            content["text/csv"] = {"schema": {"type": "string", "description": "One row a record, under a header."}}
    return result


def _operations(result):
    return [operation for path in result["paths"].values() for operation in path.values()]
