"""The documents that are not records: the organization on a day, a count, the list of resources."""

from rest_framework import serializers

from members.models import Membership
from members.serializers import MembershipSerializer
from organs.serializers import (
    AttributeSerializer,
    InstrumentSerializer,
    OrganizationNameSerializer,
    OrganSerializer,
    TermSerializer,
)
from strategy.serializers import FrameworkSerializer


class DaySerializer(serializers.Serializer):
    """What is said of the day itself."""

    as_of = serializers.DateField(source="day", help_text="The day asked for, or today.")
    verified_to = serializers.DateField(help_text="The day to which the register is verified.")
    carried_forward = serializers.BooleanField(help_text="Whether the day lies after that one.")
    notice = serializers.CharField(help_text="What a reader must know of the day; else empty.")


class CountSerializer(serializers.Serializer):
    """How many States certainly, and how many possibly, had a status; possible includes the certain."""

    certain = serializers.IntegerField(min_value=0)
    possible = serializers.IntegerField(min_value=0)


class CountOnDaySerializer(DaySerializer):
    """A count of States on a day. `possible` includes the certain."""

    status = serializers.ChoiceField(Membership.Status.choices)
    certain = serializers.IntegerField(min_value=0)
    possible = serializers.IntegerField(min_value=0)


class CountsSerializer(serializers.Serializer):
    members = CountSerializer()
    observers = CountSerializer()


class OrganizationSerializer(DaySerializer):
    """The organization on one day. Lists hold what was true or may have been true, each with its certainty."""

    unofficial = serializers.CharField(help_text="Who does not stand behind this register.")
    name = OrganizationNameSerializer(
        allow_null=True, help_text="Its constitutional name that day; null before it existed."
    )
    names = OrganizationNameSerializer(many=True)
    counts = CountsSerializer()
    attributes = AttributeSerializer(many=True)
    organs = OrganSerializer(many=True)
    leadership = TermSerializer(many=True, source="terms", help_text="Terms of office of that day.")
    elect = TermSerializer(many=True, help_text="Persons elected or appointed, not yet in office.")
    frameworks = FrameworkSerializer(many=True)
    pending = InstrumentSerializer(many=True, help_text="Instruments adopted, not yet in force.")
    leaving = MembershipSerializer(many=True, help_text="Memberships that were given notice of and may still run.")


class RootSerializer(serializers.Serializer):
    """Where everything is."""

    unofficial = serializers.CharField(help_text="Who does not stand behind this register.")
    docs = serializers.URLField()
    schema = serializers.URLField()
    resources = serializers.DictField(child=serializers.URLField(), help_text="The address of each resource by name.")
