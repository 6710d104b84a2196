"""The OpenAPI document at its address."""

from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from iom_portal.records.api.parameters import Parameter
from iom_portal.records.api.responses import RegisterResponse
from iom_portal.records.api.viewsets import RegisterView

from .document import openapi


class SchemaView(RegisterView):
    """The OpenAPI 3.1 document, in JSON or, asked for by Accept or `format=yaml`, in YAML."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiYamlRenderer2]

    def get_parameters(self) -> list[Parameter]:
        """Return the Parameter of its two forms."""
        return [Parameter("format", "The form of the answer.", {"type": "string", "enum": ["json", "yaml"]})]

    def speaks_of(self) -> str:
        """Return that the answer is of no day."""
        return "all"

    @extend_schema(exclude=True)
    def get(self, request: Request) -> RegisterResponse:
        form = self.values.get("format")
        if form:
            renderer = OpenApiYamlRenderer2() if form == "yaml" else OpenApiJsonRenderer2()
            request.accepted_renderer = renderer
            request.accepted_media_type = renderer.media_type
        return RegisterResponse(openapi())
