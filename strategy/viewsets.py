from iom_portal.records.api.viewsets import RecordViewSet
from iom_portal.records.filtering.filtersets import filterset_of

from . import models, serializers


class FrameworkViewSet(RecordViewSet):
    """Strategies, plans and visions of the organization."""

    queryset = models.Framework.objects.all()
    serializer_class = serializers.FrameworkSerializer
    filterset_class = filterset_of(models.Framework)


class CommitmentViewSet(RecordViewSet):
    """The four commitments of the mission statement, verbatim."""

    queryset = models.Commitment.objects.all()
    serializer_class = serializers.CommitmentSerializer
    filterset_class = filterset_of(models.Commitment)


class ThemeViewSet(RecordViewSet):
    """What objectives are about: editorial labels of the register."""

    queryset = models.Theme.objects.all()
    serializer_class = serializers.ThemeSerializer
    filterset_class = filterset_of(models.Theme)


class ObjectiveViewSet(RecordViewSet):
    """The twelve objectives of the IOM Strategy of 2007, verbatim, with their places in later frameworks."""

    queryset = models.Objective.objects.all()
    serializer_class = serializers.ObjectiveSerializer
    filterset_class = filterset_of(models.Objective)
