"""The document `organization` of the API."""

from datetime import date
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from iom_portal.pages.organization import organization_on
from iom_portal.records.api.parameters import AS_OF
from iom_portal.records.api.responses import RegisterResponse
from iom_portal.records.api.viewsets import RegisterView
from iom_portal.records.history.clock import Clock
from members.models import Membership
from organs.models import Attribute, Instrument, Organ, OrganizationName, Term
from strategy.models import Framework

from ..resources import serializer_of

OrganizationNameSerializer = serializer_of(OrganizationName)
AttributeSerializer = serializer_of(Attribute)
OrganSerializer = serializer_of(Organ)
TermSerializer = serializer_of(Term)
FrameworkSerializer = serializer_of(Framework)
InstrumentSerializer = serializer_of(Instrument)
MembershipSerializer = serializer_of(Membership)


class DaySerializer(serializers.Serializer):
    """What is said of the day itself."""

    as_of = serializers.DateField(source="day", help_text="The day asked for, or today.")
    verified_to = serializers.DateField(help_text="The day to which the register is verified.")
    carried_forward = serializers.BooleanField(help_text="Whether the day lies after that one.")
    notice = serializers.CharField(help_text="What a reader must know of the day; else empty.")


def about_the_day(clock: Clock) -> dict[str, Any]:
    """Return what a DaySerializer writes of the day of a clock."""
    return {
        "day": clock.day,
        "verified_to": clock.verified_to,
        "carried_forward": clock.carried_forward,
        "notice": clock.notice,
    }


class CountSerializer(serializers.Serializer):
    """How many States certainly, and how many possibly, had a status; possible includes the certain."""

    certain = serializers.IntegerField(min_value=0, help_text="How many certainly were.")
    possible = serializers.IntegerField(min_value=0, help_text="How many may have been, the certain included.")


class CountsSerializer(serializers.Serializer):
    """How many States were members, and how many observers."""

    members = CountSerializer(help_text="Member States.")
    observers = CountSerializer(help_text="Observer States.")


class OrganizationSerializer(DaySerializer):
    """The organization on one day. Lists hold what was true or may have been true, each with its certainty."""

    unofficial = serializers.CharField(help_text="Who does not stand behind this register.")
    name = OrganizationNameSerializer(
        allow_null=True, help_text="Its constitutional name that day; null before it existed."
    )
    names = OrganizationNameSerializer(many=True, help_text="All names that it bore that day.")
    counts = CountsSerializer(help_text="How many States were members and observers.")
    attributes = AttributeSerializer(many=True, help_text="Seat, languages, legal personality, standing in the UN.")
    organs = OrganSerializer(many=True, help_text="The organs of that day.")
    leadership = TermSerializer(many=True, source="terms", help_text="Terms of office of that day.")
    elect = TermSerializer(many=True, help_text="Persons elected or appointed, not yet in office.")
    frameworks = FrameworkSerializer(many=True, help_text="The strategies and plans of that day.")
    pending = InstrumentSerializer(many=True, help_text="Instruments adopted, not yet in force.")
    leaving = MembershipSerializer(many=True, help_text="Memberships that were given notice of and may still run.")


class OrganizationView(RegisterView):
    """The organization on one day, in one document: names, counts, organs, leadership, strategies."""

    units = 5
    query_parameters = (AS_OF,)

    @property
    def day(self) -> date:
        """The day asked for, or today."""
        return self.clock.day

    @extend_schema(responses=OrganizationSerializer)
    def get(self, request: Request) -> RegisterResponse:
        organization = organization_on(self.day)
        document = {
            **vars(organization),
            **about_the_day(self.clock),
            "name": organization.name,
            "unofficial": settings.DISCLAIMER,
        }
        return RegisterResponse(OrganizationSerializer(document, context=self.context()).data)
