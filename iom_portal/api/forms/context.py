"""The context of linked data as a document."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from iom_portal.records.api.viewsets import RegisterView

from .linked import ContextRenderer
from .vocabulary import context


class ContextView(RegisterView):
    """The context of linked data, which every answer in JSON-LD holds too. Its terms keep their meaning."""

    renderer_classes = [ContextRenderer]

    def get_parameters(self):
        return []

    def speaks_of(self):
        return "all"

    @extend_schema(exclude=True)
    def get(self, request):
        return Response({"@context": context()})
