from iom_portal.records.api.fields import CLOSING, OPENING
from iom_portal.records.api.serializers import RecordSerializer

from .models import Commitment, Framework, Objective, Theme


class FrameworkSerializer(RecordSerializer):
    class Meta:
        model = Framework
        fields = [
            *OPENING,
            "slug",
            "title",
            "kind_of_framework",
            "symbol",
            "action",
            "action_on",
            "action_by",
            "start",
            "end",
            "summary",
            "wording",
            *CLOSING,
        ]


class CommitmentSerializer(RecordSerializer):
    class Meta:
        model = Commitment
        fields = [*OPENING, "framework", "number", "short_title", "text", *CLOSING]


class ThemeSerializer(RecordSerializer):
    class Meta:
        model = Theme
        fields = [*OPENING, "slug", "name", *CLOSING]


class ObjectiveSerializer(RecordSerializer):
    class Meta:
        model = Objective
        fields = [
            *OPENING,
            "framework",
            "number",
            "short_title",
            "theme",
            "text",
            "map_migof_2015",
            "map_vision_2019",
            "map_plan_2024",
            *CLOSING,
        ]
