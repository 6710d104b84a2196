"""The document `root` of the API."""

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from iom_portal.records.api.responses import RegisterResponse
from iom_portal.records.api.viewsets import RegisterView
from iom_portal.records.models import Register

from ..resources import names


class RegisterSerializer(serializers.Serializer):
    """The register that answers, and at which revision it stands."""

    id = serializers.UUIDField(source="uuid", help_text="Another one after a backup was restored: mirrors start again.")
    revision = serializers.IntegerField(source="last_revision", min_value=0, help_text="Its last revision.")
    made_at = serializers.DateTimeField(source="last_made_at", allow_null=True, help_text="When that was made.")
    hash = serializers.CharField(
        source="last_hash", allow_blank=True, help_text="Its hash, which ends the chain of all revisions."
    )


class RootSerializer(serializers.Serializer):
    """Where everything is."""

    unofficial = serializers.CharField(help_text="Who does not stand behind this register.")
    start = serializers.URLField(help_text="Where to begin: five questions, with programs that ask them.")
    register = RegisterSerializer(allow_null=True, help_text="Null: none has been loaded.")
    docs = serializers.URLField(help_text="The reference for people.")
    schema = serializers.URLField(help_text="The same as OpenAPI 3.1.")
    data = serializers.URLField(  # type: ignore[assignment] # declared fields do not stay on the class
        help_text="The whole register as files: size, SHA-256 and address of each."
    )
    resources = serializers.DictField(child=serializers.URLField(), help_text="The address of each resource by name.")


DESCRIBED = (
    '</api/v1/schema/>; rel="service-desc"; type="application/json", </api/docs/>; rel="service-doc"; type="text/html"'
)


class RootView(RegisterView):
    """Where everything is."""

    def speaks_of(self) -> str:
        """Return that the answer is of no day."""
        return "all"

    @extend_schema(responses=RootSerializer)
    def get(self, request: Request) -> RegisterResponse:
        api = self.context()["api"]
        document = RootSerializer(
            {
                "unofficial": settings.DISCLAIMER,
                "start": request.build_absolute_uri(reverse("api:start")),
                "register": Register.objects.first(),
                "docs": request.build_absolute_uri(reverse("api:docs")),
                "schema": f"{api}schema/",
                "data": request.build_absolute_uri(reverse("data-manifest")),
                "resources": {name: f"{api}{name}/" for name in names()},
            }
        )
        return RegisterResponse(document.data, headers={"Link": DESCRIBED})
