"""What the API endpoints of every room share: parameters read once, the day asked for, lists, and one record.

The viewsets of the kinds are made by `resource` (resource.py).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from typing import Any, cast
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import Http404
from rest_framework import viewsets
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ..deprecation import Deprecated, announce
from ..django_internals import django_request
from ..filtering.filtersets import OrderedFilterSet, RecordFilterSet
from ..filtering.prepared_lists import PreparedList
from ..history.clock import Clock
from ..models.entry import Entry, EntryQuerySet
from ..page_address import path
from .fields import ReferenceField
from .filter_parameters import check_filters, filter_parameters
from .pagination import Numbers, RegisterPagination, RowsInOrder
from .parameters import (
    AS_OF,
    AS_RECORDED,
    EXPAND,
    FIELDS,
    FORMAT,
    LANG,
    LONGEST_VALUE,
    OMIT,
    BadParameters,
    Fault,
    Parameter,
    clock_for,
    did_you_mean,
    names_parameter,
    read_names,
    read_query,
)
from .responses import RegisterResponse
from .rows import Reading
from .serializers import ApiObject, EntrySerializer, ReadOnlySerializer, shared_serializer

VIEWSETS_BY_KIND: dict[type[Entry], type["RecordViewSet"]] = {}  # of the kinds of records
KEY_PATTERN = r"[A-Za-z0-9][A-Za-z0-9._+-]*"

AskedRows = tuple[RowsInOrder, Callable[[], Numbers]]  # the rows asked for, and the function that gives their numbers


class RegisterView(APIView):
    """Reads the parameters once and strictly, and says of every answer of which day it speaks."""

    query_parameters: tuple[Parameter, ...] = ()
    deprecated: Deprecated | None = None  # of the resource as a whole
    asked_with: tuple[str, ...] = ()  # the parameters that a request needs that asks for nothing else
    units = 1  # what an answer costs of a client's allowance, however small it is

    # Set when the parameters have been read: a request that is refused before has none of them.
    values: dict[str, str]
    given_parameters: list[Parameter]
    clock: Clock

    def get_parameters(self) -> Sequence[Parameter]:
        """Return the Parameters that this request may have."""
        return [*self.query_parameters, AS_RECORDED, LANG, FORMAT]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        method = request.method or ""
        if method.lower() not in self.http_method_names or not hasattr(self, method.lower()):
            raise MethodNotAllowed(method)
        if method in ("GET", "HEAD"):
            self.read_parameters(request)

    def read_parameters(self, request: Request) -> None:
        """Read the parameters: the form of the answer, the clock, and the values. Raises BadParameters."""
        parameters = self.get_parameters()
        self.values = read_query(request, parameters)
        self.given_parameters = [parameter for parameter in parameters if parameter.name in self.values]
        for renderer in self.get_renderers():
            if renderer.format == self.values.get("format"):
                request.accepted_renderer = renderer
                request.accepted_media_type = renderer.media_type
        self.clock = self.read_clock()

    def read_clock(self) -> Clock:
        """Return the clock that the parameters set. Raises BadParameters."""
        return clock_for(self.values, django_request(self.request))

    @property
    def day(self) -> date | None:
        """The day asked for, or None."""
        return self.clock.asked

    @property
    def field_names(self) -> Sequence[str]:
        """Every field of an object of its list; none where it answers with one document."""
        return ()

    @property
    def asked_fields(self) -> Collection[str]:
        """Those of the fields that are asked for."""
        return self.field_names

    @property
    def references(self) -> Mapping[str, type[Entry]]:
        """{field: kind} of the fields of its objects that refer to another record."""
        return {}

    @property
    def grows_at_end(self) -> bool:
        """Whether new rows come at the end of its list, so that its pages need not be of one revision."""
        return False

    def context(self) -> dict[str, Any]:
        """Return what serializers need to know of the request."""
        site = self.request.build_absolute_uri("/").rstrip("/")
        return {
            "day": self.day,
            "api": f"{site}{path('api:root')}",
            "site": site,
            "values": self.values,
            "language": self.values.get("lang", "en"),
        }

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(response, RegisterResponse):
            response.units = self.units
        clock: Clock | None = getattr(self, "clock", None)
        if clock is None:
            return response
        response["Content-Language"] = self.values.get("lang", "en")
        response["Register-As-Of"] = self.speaks_of()
        response["Register-Recorded"] = str(clock.moment or "now")
        response["Register-Verified-To"] = clock.verified_to.isoformat()
        if clock.notice:
            response["Register-Notice"] = quote(clock.notice, safe=" .,:;'()/-")
        deprecations = [self.deprecated, *(parameter.deprecated for parameter in self.given_parameters)]
        announce(response, [deprecated for deprecated in deprecations if deprecated])
        return response

    def speaks_of(self) -> str:
        """Return the day of which an answer speaks."""
        return self.clock.day.isoformat()


@cache
def parameters_of(viewset_class: type["ListOrDetail"], lists: bool) -> Sequence[Parameter]:
    """Return the Parameters of the lists, or of the objects, of a kind: the same for all requests."""
    viewset = viewset_class()
    return viewset.list_parameters if lists else viewset.object_parameters


class ListOrDetail(RegisterView, viewsets.ReadOnlyModelViewSet):
    """Lists of one kind in a total order, and its records one by one."""

    queryset: QuerySet[Any]
    serializer_class: type[ReadOnlySerializer]
    filterset_class: type[OrderedFilterSet]
    lookup_value_regex = KEY_PATTERN
    on_demand: tuple[str, ...] = ()  # fields that are written only where `expand` or `fields` names them

    @property
    def paginator(self) -> RegisterPagination:
        return cast(RegisterPagination, super().paginator)

    def speaks_of(self) -> str:
        """Return the day asked for; without one the answer holds all of history."""
        return self.clock.asked.isoformat() if self.clock.asked else "all"

    @cached_property
    def field_names(self) -> Sequence[str]:
        """Every field of an object."""
        return list(shared_serializer(self.serializer_class).fields)

    @property
    def references(self) -> Mapping[str, type[Entry]]:
        """{field: kind} of the fields that refer to another record, which `expand` writes out."""
        return self._references()

    @classmethod
    @cache
    def _references(cls) -> dict[str, type[Entry]]:
        related_models = {field.name: field.related_model for field in cls.queryset.model._meta.fields}
        references = {}
        for name, field in shared_serializer(cls.serializer_class).fields.items():
            related_model = related_models.get(name)
            if isinstance(field, ReferenceField) and related_model:
                references[name] = related_model
        return references

    @property
    def expandable(self) -> Sequence[str]:
        """The names that `expand` takes."""
        return [*self.references, *self.on_demand]

    @property
    def shape_parameters(self) -> Sequence[Parameter]:
        """The Parameters that say which fields of the objects are written, and how fully."""
        names = self.field_names
        some_names = ",".join([names[0], *names[4:6]])
        parameters = [
            names_parameter(FIELDS, "Only these fields of each object.", names, some_names),
            names_parameter(OMIT, "All but these fields of each object.", names, names[-1]),
        ]
        if self.references:
            words = "Write the records to which these fields refer out in full, in place of id and name."
            parameters.append(names_parameter(EXPAND, words, list(self.references), next(iter(self.references))))
        elif self.on_demand:
            words = "Write these fields too, which are left out otherwise."
            parameters.append(names_parameter(EXPAND, words, self.on_demand, self.on_demand[0]))
        return parameters

    @cached_property
    def asked_fields(self) -> frozenset[str]:
        """The names of the fields asked for. Raises BadParameters."""
        only = read_names(self.values, FIELDS, self.field_names)
        left_out = read_names(self.values, OMIT, self.field_names)
        if only and left_out:
            detail = "Give fields or omit, not both: the one names what is written, the other what is left out."
            raise BadParameters([Fault(OMIT, detail, "fields or omit")])
        expanded = read_names(self.values, EXPAND, self.expandable)
        not_demanded = {name for name in self.on_demand if name not in (*only, *expanded)}
        names = frozenset(only or self.field_names) - frozenset(left_out) - not_demanded
        if self.request.accepted_renderer.format == "jsonld":
            return names | {"id", "url"}
        return names

    def get_parameters(self) -> Sequence[Parameter]:
        return parameters_of(type(self), self.action == "list")

    @property
    def object_parameters(self) -> Sequence[Parameter]:
        """The Parameters of an object."""
        return [*self.query_parameters, *self.shape_parameters, AS_RECORDED, LANG, FORMAT]

    @property
    def list_parameters(self) -> Sequence[Parameter]:
        """The Parameters of a list."""
        orders = self.filterset_class.orders()
        words = f"What the list is ordered by, several separated by commas, “-” for descending: {', '.join(orders)}."
        schema = {"type": "string", "maxLength": LONGEST_VALUE, "x-names": orders}
        return [
            *filter_parameters(self.filterset_class),
            Parameter("ordering", words, schema, orders[0]),
            *self.paginator.parameters,
            *self.shape_parameters,
            AS_RECORDED,
            LANG,
            FORMAT,
        ]

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), **self.context()}

    @property
    def ordering(self) -> str:
        """The order asked for, as a text; "" for that of the kind."""
        return self.values.get("ordering", "")

    def filtered(self) -> OrderedFilterSet:
        """Return the FilterSet over all rows, of which every value can be read. Raises BadParameters."""
        unknown = self.filterset_class.unknown_order(self.ordering) if self.ordering else None
        if unknown is not None:
            orders = self.filterset_class.orders()
            detail = f"The list cannot be ordered by “{unknown[:60]}”.{did_you_mean(unknown, orders)}"
            raise BadParameters([Fault("ordering", detail, orders)])
        filterset = self.filterset_class.for_values(self.values, self.queryset.all())
        check_filters(filterset, self.values)
        return filterset

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows, numbers = self.asked_rows()
        page = self.paginator.page_of(rows, numbers, self)
        return self.paginator.get_paginated_response(self.objects_of(page))

    def asked_rows(self) -> AskedRows:
        """Return the rows asked for, with the function that gives their numbers. Raises BadParameters."""
        filterset = self.filtered()
        return filterset.ordered(self.ordering), filterset.numbers

    def objects_of(self, rows: Sequence[Any]) -> Sequence[ApiObject]:
        """Return the rows as objects of the API."""
        serializer = shared_serializer(self.serializer_class, self.get_serializer_context())
        return [serializer.sparse(row, self.asked_fields) for row in self.completed(rows)]

    def completed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Return the rows of an answer, with what the queryset cannot bring along."""
        return rows

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        [api_object] = self.objects_of([self.get_object()])
        return RegisterResponse(api_object)


class RecordViewSet(ListOrDetail):
    """A kind of record, found by id or by slug; `as_of`, `certainty` and `search` beside its own filters."""

    queryset: EntryQuerySet[Any]
    serializer_class: type[EntrySerializer]
    filterset_class: type[RecordFilterSet]
    query_parameters = (AS_OF,)

    @cached_property
    def reading(self) -> Reading | None:
        """The Reading of the fields asked for, or None where they need records."""
        context = self.get_serializer_context()
        return shared_serializer(self.serializer_class, context).reading(self.asked_fields, context)

    def filtered(self) -> RecordFilterSet:
        return cast(RecordFilterSet, super().filtered())

    def asked_rows(self) -> AskedRows:
        filterset = self.filtered()
        if not self.reading:
            return filterset.ordered(self.ordering).for_page(self.day), filterset.numbers
        if not filterset.same_for_all_days:
            return self.reading.plain_rows(filterset.ordered(self.ordering)), filterset.numbers
        rows = PreparedList(filterset, self.ordering, self.reading.columns.lookups)
        return rows, rows.numbers

    def objects_of(self, rows: Sequence[Any]) -> Sequence[ApiObject]:
        objects = self.reading.write(rows) if self.reading else super().objects_of(rows)
        for name in read_names(self.values, EXPAND, self.expandable):
            if name in self.asked_fields:
                self.expand(objects, name)
        return objects

    def expand(self, objects: Sequence[ApiObject], name: str) -> None:
        """Put the full object of the record to which `name` refers in its place. The queries of one kind."""
        kind = self.references[name]
        keys = {api_object[name]["id"] for api_object in objects if api_object[name]}
        serializer = shared_serializer(VIEWSETS_BY_KIND[kind].serializer_class, self.get_serializer_context())
        records = kind.objects.filter(pk__in=keys).for_page(self.day)
        full_objects = {record.pk: serializer.to_representation(record) for record in records}
        for api_object in objects:
            if api_object[name]:
                api_object[name] = full_objects[api_object[name]["id"]]

    def get_object(self) -> Any:
        """Return the record, or its plain row, with the id or slug asked for. Raises Http404."""
        key, model = self.kwargs["pk"], self.queryset.model
        rows = self._rows_keyed(key)
        if not rows:
            keys = "id or slug" if model.has_slug() else "id"
            raise Http404(f"There is no {model._meta.verbose_name} with the {keys} “{key[:100]}”.")
        return rows[key] if key in rows else next(iter(rows.values()))

    def _rows_keyed(self, key: str) -> dict[str, Any]:
        """Return {id: record or plain row} of those with this id or slug."""
        reading = self.reading
        if reading is None:
            return {record.pk: record for record in self.queryset.all().keyed(key).for_page(self.day)}
        rows = self.queryset.all().tuples_keyed(key, reading.columns.lookups)
        return {row[reading.key_place]: row for row in rows}
