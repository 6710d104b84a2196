from iom_portal.records.api.viewsets import RecordViewSet
from iom_portal.records.filtering.filtersets import filterset_of

from . import filters, models, serializers


class OrganizationNameViewSet(RecordViewSet):
    """Names of the organization, constitutional and in use."""

    queryset = models.OrganizationName.objects.all()
    serializer_class = serializers.OrganizationNameSerializer
    filterset_class = filterset_of(models.OrganizationName)


class InstrumentViewSet(RecordViewSet):
    """The founding resolution, the Constitution, amendments, agreements; under `as_of`, with what each was that day."""

    queryset = models.Instrument.objects.all()
    serializer_class = serializers.InstrumentSerializer
    filterset_class = filterset_of(models.Instrument)


class EventViewSet(RecordViewSet):
    """Events of the organization's history; under `as_of`, those up to that day."""

    queryset = models.Event.objects.all()
    serializer_class = serializers.EventSerializer
    filterset_class = filters.EventFilter


class StatementViewSet(RecordViewSet):
    """What dated sources say of the organization as a whole, and how that stands up."""

    queryset = models.Statement.objects.all()
    serializer_class = serializers.StatementSerializer
    filterset_class = filterset_of(models.Statement)


class FigureViewSet(RecordViewSet):
    """Numbers by year: persons moved, budget, staff, offices."""

    queryset = models.Figure.objects.all()
    serializer_class = serializers.FigureSerializer
    filterset_class = filterset_of(models.Figure)


class AttributeViewSet(RecordViewSet):
    """The seat, the languages, the legal personality, the status towards the United Nations."""

    queryset = models.Attribute.objects.all()
    serializer_class = serializers.AttributeSerializer
    filterset_class = filterset_of(models.Attribute)


class OrganViewSet(RecordViewSet):
    """Organs, subsidiary bodies and offices with their functions and posts; under `as_of`, those of that day."""

    queryset = models.Organ.objects.all()
    serializer_class = serializers.OrganSerializer
    filterset_class = filterset_of(models.Organ)


class OrganFunctionViewSet(RecordViewSet):
    """What organs do, with the article that says so."""

    queryset = models.OrganFunction.objects.all()
    serializer_class = serializers.OrganFunctionSerializer
    filterset_class = filterset_of(models.OrganFunction)


class SessionViewSet(RecordViewSet):
    """Sessions of the Council and of the bodies before it; under `as_of`, those up to that day."""

    queryset = models.Session.objects.all()
    serializer_class = serializers.SessionSerializer
    filterset_class = filterset_of(models.Session)


class PostViewSet(RecordViewSet):
    """Posts of the organs."""

    queryset = models.Post.objects.all()
    serializer_class = serializers.PostSerializer
    filterset_class = filterset_of(models.Post)


class PersonViewSet(RecordViewSet):
    """Persons with their terms of office; under `as_of`, with the terms that had begun by that day."""

    queryset = models.Person.objects.all()
    serializer_class = serializers.PersonSerializer
    filterset_class = filterset_of(models.Person)


class TermViewSet(RecordViewSet):
    """Terms of office, with post and person. Election is not entry into office: `elected_on` stands beside `start`."""

    queryset = models.Term.objects.all()
    serializer_class = serializers.TermSerializer
    filterset_class = filters.TermFilter
