"""The OpenAPI document at its address."""

from drf_spectacular.renderers import OpenApiJsonRenderer2, OpenApiYamlRenderer2
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from iom_portal.records.api.parameters import Parameter
from iom_portal.records.api.viewsets import RegisterView

from .document import openapi


class SchemaView(RegisterView):
    """The OpenAPI 3.1 document, in JSON or, asked for by Accept or `format=yaml`, in YAML."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiYamlRenderer2]
    query_parameters = ()

    def get_parameters(self):
        return [Parameter("format", "The form of the answer.", {"type": "string", "enum": ["json", "yaml"]})]

    def speaks_of(self):
        return "all"

    @extend_schema(exclude=True)
    def get(self, request):
        asked = self.values.get("format")
        if asked:
            request.accepted_renderer = OpenApiYamlRenderer2() if asked == "yaml" else OpenApiJsonRenderer2()
            request.accepted_media_type = request.accepted_renderer.media_type
        return Response(openapi())
