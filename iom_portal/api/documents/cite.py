"""The document `cite` of the API."""

import hashlib

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from iom_portal.pages.citing import formats
from iom_portal.pages.citing.citation import Cited, Verdict, cite, verify
from iom_portal.pages.citing.stated import CannotCite
from iom_portal.records.api.parameters import BadParameters, Fault, Parameter
from iom_portal.records.api.responses import RegisterResponse
from iom_portal.records.api.viewsets import RegisterView
from iom_portal.records.history.digests import BadDigest, newest_form


class CitedSerializer(serializers.Serializer):
    """A citation, and, where a digest was given, whether the register reproduces it."""

    title = serializers.CharField(help_text="The title of what is cited.")
    address = serializers.CharField(help_text="The permanent address: both clocks are in it.")
    as_of = serializers.DateField(source="clock.day", help_text="The day of which it speaks.")
    revision = serializers.IntegerField(help_text="The revision of the register that is cited.")
    made_at = serializers.DateTimeField(help_text="When that revision was made.")
    hash = serializers.CharField(help_text="The hash of that revision, which ends the chain of all before it.")
    facts = serializers.SerializerMethodField(help_text="How many facts the address states.")
    digest = serializers.CharField(help_text="The digest of the facts there.")
    reproduced = serializers.SerializerMethodField(help_text="Whether it is the digest given; null without one.")
    current = serializers.SerializerMethodField(
        help_text="Whether the facts stand today as they did; null without one."
    )
    lost = serializers.SerializerMethodField(
        help_text="Whether the register does not hold the revision cited, or not any more. What stands here is then of "
        "the register as it is now. Null without a digest."
    )
    text = serializers.SerializerMethodField(help_text="The citation as plain text.")
    bibtex = serializers.SerializerMethodField(help_text="The citation for BibTeX.")
    ris = serializers.SerializerMethodField(help_text="The citation in RIS.")
    csl = serializers.SerializerMethodField(help_text="CSL-JSON.")

    def get_facts(self, cited: Cited) -> int:
        return len(cited.facts)

    def get_reproduced(self, cited: Cited) -> bool | None:
        verdict: Verdict | None = self.context["verdict"]
        return verdict.reproduced if verdict else None

    def get_current(self, cited: Cited) -> bool | None:
        verdict: Verdict | None = self.context["verdict"]
        return verdict.current if verdict else None

    def get_lost(self, cited: Cited) -> bool | None:
        verdict: Verdict | None = self.context["verdict"]
        return bool(verdict.lost) if verdict else None

    def get_text(self, cited: Cited) -> str:
        return formats.as_text(cited)

    def get_bibtex(self, cited: Cited) -> str:
        return formats.as_bibtex(cited)

    def get_ris(self, cited: Cited) -> str:
        return formats.as_ris(cited)

    def get_csl(self, cited: Cited) -> str:
        return formats.as_csl(cited)


class CiteView(RegisterView):
    """The citation of a page, or of an object of the API: title, both clocks, permanent address and digest.

    With `digest`, whether the register reproduces it at that address.
    """

    units = 5
    query_parameters = (
        Parameter(
            "address",
            "The address of a page or of an object of the API, such as /members/australia/.",
            {"type": "string", "maxLength": 2000},
            "/members/australia/?as_of=1985-05-24",
            required=True,
            also="Of this site, and of something that it states facts on.",
        ),
        Parameter(
            "digest",
            "A digest cited with that address, to be verified.",
            {"type": "string", "pattern": "^v[0-9]+:[0-9a-f]{64}$"},
            f"v{newest_form()}:{hashlib.sha256().hexdigest()}",
            also="Of a form that the register has had.",
        ),
    )

    def speaks_of(self) -> str:
        """Return that the answer is of no day."""
        return "all"

    @extend_schema(responses=CitedSerializer)
    def get(self, request: Request) -> RegisterResponse:
        address = self.values.get("address")
        try:
            if address is None:
                raise CannotCite("address is missing: give the address of a page or of an object of the API.")
            verdict = verify(address, self.values["digest"]) if "digest" in self.values else None
            cited = verdict.cited if verdict else cite(address)
        except CannotCite as error:
            raise BadParameters([Fault("address", str(error))]) from None
        except BadDigest as error:
            raise BadParameters([Fault("digest", str(error))]) from None
        return RegisterResponse(CitedSerializer(cited, context={"verdict": verdict}).data)
