"""The context of linked data as a document."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from iom_portal.records.api.parameters import Parameter
from iom_portal.records.api.responses import RegisterResponse
from iom_portal.records.api.viewsets import RegisterView

from .linked import ContextRenderer
from .vocabulary import context


class ContextView(RegisterView):
    """The context of linked data, which every answer in JSON-LD holds too. Its terms keep their meaning."""

    renderer_classes = [ContextRenderer]

    def get_parameters(self) -> list[Parameter]:
        """Return that it takes none."""
        return []

    def speaks_of(self) -> str:
        """Return that the answer is of no day."""
        return "all"

    @extend_schema(exclude=True)
    def get(self, request: Request) -> RegisterResponse:
        return RegisterResponse({"@context": context()})
