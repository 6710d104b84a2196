"""One line of a room's `RESOURCES` makes the lists and the objects of a kind in the API."""

from collections.abc import Iterable

from ..deprecation import Deprecated
from ..filtering.filtersets import RecordFilterSet, filterset_of
from ..models.entry import Entry
from .serializers import EntrySerializer, make_serializer
from .viewsets import VIEWSETS_BY_KIND, RecordViewSet


def resource(
    model: type[Entry],
    description: str,
    *,
    fields: Iterable[str] | None = None,
    serializer: type[EntrySerializer] | None = None,
    filterset: type[RecordFilterSet] | None = None,
    viewset: type[RecordViewSet] = RecordViewSet,
    deprecated: Deprecated | None = None,
) -> type[RecordViewSet]:
    """Make the resource of a kind: the viewset of its list and of its records one by one.

    description: what it holds, in sentences; the docs and the OpenAPI document say it too.
    fields: the names of the fields of the kind's own, where they do not stand in the order of its file.
    serializer: where an object holds more than columns; it names its fields itself.
    filterset: where the kind has a filter that its fields do not give.
    viewset: the base, where a request is read in a way of its own.
    deprecated: since when it should not be used any more.
    """
    if serializer and fields is not None:
        raise TypeError(f"{model.__name__}: the serializer names its fields itself.")
    attributes = {
        "__doc__": description,
        "__module__": __name__,
        "queryset": model.objects.all(),
        "serializer_class": serializer or make_serializer(model, fields),
        "filterset_class": filterset or filterset_of(model),
        "deprecated": deprecated,
    }
    viewset_class = type(f"{model.__name__}ViewSet", (viewset,), attributes)
    VIEWSETS_BY_KIND[model] = viewset_class
    return viewset_class
