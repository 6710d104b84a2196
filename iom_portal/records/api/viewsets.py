"""What the API endpoints of every room share: parameters read once, the day asked for, lists, and one record.

The viewsets of the kinds are made by `resource` (resource.py).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from typing import Any
from urllib.parse import quote

from django.http import Http404
from rest_framework import serializers, viewsets
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ..deprecation import Deprecated, announce
from ..django_internals import django_request
from ..filtering.filtersets import OrderedFilterSet
from ..filtering.prepared_lists import PreparedList
from ..history.clock import Clock
from ..models.entry import Entry
from ..page_address import path
from .fields import ReferenceField
from .filter_parameters import check_filters, filter_parameters
from .hints import did_you_mean
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
    of_names,
    read_names,
    read_query,
)
from .rows import Reading
from .serializers import EntrySerializer, shared_serializer

OF_KIND: dict[type[Entry], type["RecordViewSet"]] = {}  # the viewset of each kind of record
KEY = r"[A-Za-z0-9][A-Za-z0-9._+-]*"


class RegisterView(APIView):
    """Reads the parameters once and strictly, and says of every answer of which day it speaks."""

    query_parameters: tuple[Parameter, ...] = ()
    clock: Clock | None = None
    deprecated: Deprecated | None = None  # of the resource as a whole
    units = 1  # what an answer costs of a client's allowance, however small it is

    def get_parameters(self) -> Sequence[Parameter]:
        """Return the Parameters that this request may have."""
        return [*self.query_parameters, AS_RECORDED, LANG, FORMAT]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method.lower() not in self.http_method_names or not hasattr(self, request.method.lower()):
            raise MethodNotAllowed(request.method)
        if request.method in ("GET", "HEAD"):
            parameters = self.get_parameters()
            self.values = read_query(request, parameters)
            self.given = [parameter for parameter in parameters if parameter.name in self.values]
            for renderer in self.get_renderers():
                if renderer.format == self.values.get("format"):
                    request.accepted_renderer, request.accepted_media_type = renderer, renderer.media_type
            self.clock = self.read_clock()

    def read_clock(self) -> Clock:
        """Return the clock that the parameters set. Raises BadParameters."""
        return clock_for(self.values, django_request(self.request))

    @property
    def day(self) -> date | None:
        """The day asked for, or None."""
        return self.clock.asked if self.clock else None

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
        response.units = self.units
        if self.clock:
            response["Content-Language"] = self.values.get("lang", "en")
            response["Register-As-Of"] = self.speaks_of()
            response["Register-Recorded"] = str(self.clock.moment or "now")
            response["Register-Verified-To"] = self.clock.verified_to.isoformat()
            if self.clock.notice:
                response["Register-Notice"] = quote(self.clock.notice, safe=" .,:;'()/-")
            announce(response, [each.deprecated for each in (self, *self.given) if each.deprecated])
        return response

    def speaks_of(self) -> str:
        """Return the day of which an answer speaks."""
        return self.clock.day.isoformat()


@cache
def references_of(serializer_class: type[serializers.ModelSerializer]) -> dict[str, type[Entry]]:
    """Return {field: kind} of the fields of a serializer that refer to another record."""
    model = serializer_class.Meta.model
    kinds = {field.name: field.related_model for field in model._meta.fields if field.is_relation}
    references = {}
    for name, field in shared_serializer(serializer_class).fields.items():
        if isinstance(field, ReferenceField) and name in kinds:
            references[name] = kinds[name]
    return references


@cache
def parameters_of(viewset_class: type["ListOrDetail"], lists: bool) -> Sequence[Parameter]:
    """Return the Parameters of the lists, or of the objects, of a kind: the same for all requests."""
    viewset = viewset_class()
    return viewset.list_parameters if lists else viewset.object_parameters


class ListOrDetail(RegisterView, viewsets.ReadOnlyModelViewSet):
    """Lists of one kind in a total order, and its records one by one."""

    filterset_class: type[OrderedFilterSet]
    lookup_value_regex = KEY
    on_demand: tuple[str, ...] = ()  # fields that are written only where `expand` or `fields` names them

    def speaks_of(self) -> str:
        """Return the day asked for; without one the answer holds all of history."""
        return self.clock.asked.isoformat() if self.clock.asked else "all"

    @cached_property
    def field_names(self) -> Sequence[str]:
        """Every field of an object."""
        return list(shared_serializer(self.serializer_class).fields)

    @property
    def references(self) -> dict[str, type[Entry]]:
        """{field: kind} of the fields that refer to another record, which `expand` writes out."""
        return references_of(self.serializer_class)

    @property
    def expandable(self) -> Sequence[str]:
        """The names that `expand` takes."""
        return [*self.references, *self.on_demand]

    @property
    def shape_parameters(self) -> Sequence[Parameter]:
        """The Parameters that say which fields of the objects are written, and how fully."""
        names = self.field_names
        parameters = [
            of_names(FIELDS, "Only these fields of each object.", names, ",".join([names[0], *names[4:6]])),
            of_names(OMIT, "All but these fields of each object.", names, names[-1]),
        ]
        if self.references:
            words = "Write the records to which these fields refer out in full, in place of id and name."
            parameters.append(of_names(EXPAND, words, list(self.references), next(iter(self.references))))
        elif self.on_demand:
            words = "Write these fields too, which are left out otherwise."
            parameters.append(of_names(EXPAND, words, self.on_demand, self.on_demand[0]))
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
        always = {"id", "url"} if self.request.accepted_renderer.format == "jsonld" else set()
        return (frozenset(only or self.field_names) - frozenset(left_out) - not_demanded) | always

    def get_parameters(self) -> Sequence[Parameter]:
        return parameters_of(type(self), self.action == "list")

    @property
    def object_parameters(self) -> Sequence[Parameter]:
        return [*self.query_parameters, *self.shape_parameters, AS_RECORDED, LANG, FORMAT]

    @property
    def list_parameters(self) -> Sequence[Parameter]:
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
        return super().get_serializer_context() | self.context()

    def filtered(self) -> OrderedFilterSet:
        """Return the FilterSet over all rows, of which every value can be read. Raises BadParameters."""
        unknown = self.filterset_class.unknown_order(self.values["ordering"]) if "ordering" in self.values else None
        if unknown is not None:
            detail = (
                f"The list cannot be ordered by “{unknown[:60]}”.{did_you_mean(unknown, self.filterset_class.orders())}"
            )
            raise BadParameters([Fault("ordering", detail, self.filterset_class.orders())])
        filterset = self.filterset_class.for_values(self.values, self.queryset.all())
        check_filters(filterset, self.values)
        return filterset

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows, self.paginator.numbers = self.asked()
        page = self.paginator.paginate_queryset(rows, request, view=self)
        return self.paginator.get_paginated_response(self.written(page))

    def asked(self) -> tuple[Any, Callable[[], tuple[int, int | None]]]:
        """Return (the rows asked for, the function that gives their numbers)."""
        filterset = self.filtered()
        return filterset.ordered(self.values.get("ordering", "")), filterset.numbers

    def written(self, rows: Sequence[Any]) -> Sequence[dict[str, Any]]:
        """Return the rows as objects of the API."""
        serializer = shared_serializer(self.serializer_class, self.get_serializer_context())
        return [serializer.sparse(row, self.asked_fields) for row in self.completed(rows)]

    def completed(self, rows: Sequence[Any]) -> Sequence[Any]:
        """Return the rows of an answer, with what the queryset cannot bring along."""
        return rows

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.written([self.get_object()])[0])


class RecordViewSet(ListOrDetail):
    """A kind of record, found by id or by slug; `as_of`, `certainty` and `search` beside its own filters."""

    serializer_class: type[EntrySerializer]
    query_parameters = (AS_OF,)

    @cached_property
    def reading(self) -> Reading | None:
        """The Reading of the fields asked for, or None where they need records."""
        context = self.get_serializer_context()
        return shared_serializer(self.serializer_class, context).reading(self.asked_fields, context)

    def asked(self) -> tuple[Any, Callable[[], tuple[int, int | None]]]:
        filterset, ordering = self.filtered(), self.values.get("ordering", "")
        if not self.reading:
            return filterset.ordered(ordering).for_page(self.day), filterset.numbers
        if not filterset.same_for_all_days:
            return self.reading.of(filterset.ordered(ordering)), filterset.numbers
        rows = PreparedList(filterset, ordering, self.reading.columns.lookups)
        return rows, rows.numbers

    def written(self, rows: Sequence[Any]) -> Sequence[dict[str, Any]]:
        objects = self.reading.write(rows) if self.reading else super().written(rows)
        for name in read_names(self.values, EXPAND, self.expandable):
            if name in self.asked_fields:
                self.expand(objects, name)
        return objects

    def expand(self, objects: Sequence[dict[str, Any]], name: str) -> None:
        """Put the full object of the record to which `name` refers in its place. The queries of one kind."""
        kind = self.references[name]
        keys = {one[name]["id"] for one in objects if one[name]}
        serializer = shared_serializer(OF_KIND[kind].serializer_class, self.get_serializer_context())
        records = kind.objects.filter(pk__in=keys).for_page(self.day)
        full: Mapping[str, Any] = {record.pk: serializer.to_representation(record) for record in records}
        for one in objects:
            if one[name]:
                one[name] = full[one[name]["id"]]

    def get_object(self) -> Any:
        """Return the record, or its plain row, with the id or slug asked for. Raises Http404."""
        key, model, reading = self.kwargs["pk"], self.queryset.model, self.reading
        if reading:
            rows = self.queryset.all().tuples_keyed(key, reading.columns.lookups)
            found = {row[reading.key]: row for row in rows}
        else:
            found = {record.pk: record for record in self.queryset.all().keyed(key).for_page(self.day)}
        if not found:
            keys = "id or slug" if model.has_slug() else "id"
            raise Http404(f"There is no {model._meta.verbose_name} with the {keys} “{key[:100]}”.")
        return found[key] if key in found else next(iter(found.values()))
