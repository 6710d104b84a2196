"""What the API endpoints of every room share: parameters read once, the day asked for, lists, and one record.

A viewset of a room names its queryset, serializer and FilterSet, and is a few lines long.
"""

from functools import cache, cached_property
from urllib.parse import quote

from django.http import Http404
from rest_framework import viewsets
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.response import Response
from rest_framework.views import APIView

from ..deprecation import Deprecated, announce
from ..history.clock import Clock
from ..page_address import path
from ..reading.prepared_queries import PreparedList
from .fields import ReferenceField
from .parameters import (
    AS_OF,
    AS_RECORDED,
    EXPAND,
    FIELDS,
    FORMAT,
    LANG,
    LONGEST,
    OMIT,
    BadParameters,
    Fault,
    Parameter,
    check_filters,
    clock_for,
    filter_parameters,
    near,
    of_names,
    read_names,
    read_query,
)
from .serializers import shared_serializer

OF_KIND = {}  # the viewset of each kind of record
KEY = r"[A-Za-z0-9][A-Za-z0-9._+-]*"


class RegisterView(APIView):
    """Reads the parameters once and strictly, and says of every answer of which day it speaks."""

    query_parameters: tuple[Parameter, ...] = ()
    clock: Clock | None = None
    deprecated: Deprecated | None = None  # of the resource as a whole
    units = 1  # what an answer costs of a client's allowance, however small it is

    def get_parameters(self):
        """The Parameters that this request may have."""
        return [*self.query_parameters, AS_RECORDED, LANG, FORMAT]

    def initial(self, request, *args, **kwargs):
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

    def read_clock(self):
        return clock_for(self.values, self.request._request)

    @property
    def day(self):
        """The day asked for, or None."""
        return self.clock.asked if self.clock else None

    def context(self):
        """What serializers need to know of the request."""
        site = self.request.build_absolute_uri("/").rstrip("/")
        return {
            "day": self.day,
            "api": f"{site}{path('api:root')}",
            "site": site,
            "values": self.values,
            "language": self.values.get("lang", "en"),
        }

    def finalize_response(self, request, response, *args, **kwargs):
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

    def speaks_of(self):
        """The day of which an answer speaks."""
        return self.clock.day.isoformat()


@cache
def references_of(serializer_class):
    """{field: kind} of the fields of a serializer that refer to another record."""
    fields, model = shared_serializer(serializer_class).fields, serializer_class.Meta.model
    kinds = {field.name: field.related_model for field in model._meta.fields if field.is_relation}
    return {name: kinds[name] for name, field in fields.items() if isinstance(field, ReferenceField) and name in kinds}


@cache
def parameters_of(viewset_class, lists):
    """The Parameters of the lists, or of the objects, of a kind: the same for all requests."""
    viewset = viewset_class()
    return viewset.list_parameters if lists else viewset.object_parameters


class ListOrDetail(RegisterView, viewsets.ReadOnlyModelViewSet):
    """Lists of one kind in a total order, and its records one by one."""

    lookup_value_regex = KEY
    on_demand: tuple[str, ...] = ()  # fields that are written only where `expand` or `fields` names them

    def speaks_of(self):
        """The day asked for; without one the answer holds all of history."""
        return self.clock.asked.isoformat() if self.clock.asked else "all"

    @cached_property
    def field_names(self):
        """Every field of an object."""
        return list(shared_serializer(self.serializer_class).fields)

    @property
    def references(self):
        """{field: kind} of the fields that refer to another record, which `expand` writes out."""
        return references_of(self.serializer_class)

    @property
    def expandable(self):
        """The names that `expand` takes."""
        return [*self.references, *self.on_demand]

    @property
    def shape_parameters(self):
        """The Parameters that say which fields of the objects are written, and how fully."""
        names = self.field_names
        found = [
            of_names(FIELDS, "Only these fields of each object.", names, ",".join([names[0], *names[4:6]])),
            of_names(OMIT, "All but these fields of each object.", names, names[-1]),
        ]
        if self.references:
            words = "Write the records to which these fields refer out in full, in place of id and name."
            found.append(of_names(EXPAND, words, list(self.references), next(iter(self.references))))
        elif self.on_demand:
            found.append(
                of_names(
                    EXPAND, "Write these fields too, which are left out otherwise.", self.on_demand, self.on_demand[0]
                )
            )
        return found

    @cached_property
    def asked_fields(self):
        """The names of the fields asked for."""
        only = read_names(self.values, FIELDS, self.field_names)
        left_out = read_names(self.values, OMIT, self.field_names)
        if only and left_out:
            detail = "Give fields or omit, not both: the one names what is written, the other what is left out."
            raise BadParameters([Fault(OMIT, detail, "fields or omit")])
        expanded = read_names(self.values, EXPAND, self.expandable)
        unasked = {name for name in self.on_demand if name not in (*only, *expanded)}
        named = {"id", "url"} if self.request.accepted_renderer.format == "jsonld" else set()
        return (frozenset(only or self.field_names) - frozenset(left_out) - unasked) | named

    def get_parameters(self):
        return parameters_of(type(self), self.action == "list")

    @property
    def object_parameters(self):
        return [*self.query_parameters, *self.shape_parameters, AS_RECORDED, LANG, FORMAT]

    @property
    def list_parameters(self):
        allowed = ", ".join(self.filterset_class.orders())
        words = f"What the list is ordered by, several separated by commas, “-” for descending: {allowed}."
        schema = {"type": "string", "maxLength": LONGEST, "x-names": self.filterset_class.orders()}
        return [
            *filter_parameters(self.filterset_class),
            Parameter("ordering", words, schema, self.filterset_class.orders()[0]),
            *self.paginator.parameters,
            *self.shape_parameters,
            AS_RECORDED,
            LANG,
            FORMAT,
        ]

    def get_serializer_context(self):
        return super().get_serializer_context() | self.context()

    def filtered(self):
        """The FilterSet over all rows, sound."""
        unknown = self.filterset_class.unknown_order(self.values["ordering"]) if "ordering" in self.values else None
        if unknown is not None:
            detail = f"The list cannot be ordered by “{unknown[:60]}”.{near(unknown, self.filterset_class.orders())}"
            raise BadParameters([Fault("ordering", detail, self.filterset_class.orders())])
        filterset = self.filterset_class.asking(self.values, self.queryset.all())
        check_filters(filterset, self.values)
        return filterset

    def list(self, request, *args, **kwargs):
        rows, self.paginator.numbers = self.asked()
        page = self.paginator.paginate_queryset(rows, request, view=self)
        return self.paginator.get_paginated_response(self.written(page))

    def asked(self):
        """(the rows asked for, the function that gives their numbers)."""
        filterset = self.filtered()
        return filterset.ordered(self.values.get("ordering", "")), filterset.numbers

    def written(self, rows):
        """The rows as objects of the API."""
        serializer = shared_serializer(self.serializer_class, self.get_serializer_context())
        return [serializer.sparse(row, self.asked_fields) for row in self.completed(rows)]

    def completed(self, rows):
        """The rows of an answer, with what the queryset cannot bring along."""
        return rows

    def retrieve(self, request, *args, **kwargs):
        return Response(self.written([self.get_object()])[0])


class RecordViewSet(ListOrDetail):
    """A kind of record, found by id or by slug; `as_of`, `certainty` and `search` beside its own filters."""

    query_parameters = (AS_OF,)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        OF_KIND[cls.queryset.model] = cls

    @cached_property
    def reading(self):
        """The Reading of the fields asked for, or None where they need records."""
        context = self.get_serializer_context()
        return shared_serializer(self.serializer_class, context).reading(self.asked_fields, context)

    def asked(self):
        filterset, ordering = self.filtered(), self.values.get("ordering", "")
        if not self.reading:
            return filterset.ordered(ordering).for_page(self.day), filterset.numbers
        if not filterset.same_for_all_days:
            return self.reading.of(filterset.ordered(ordering)), filterset.numbers
        rows = PreparedList(filterset, ordering, self.reading.columns.lookups)
        return rows, rows.numbers

    def written(self, rows):
        objects = self.reading.write(rows) if self.reading else super().written(rows)
        for name in read_names(self.values, EXPAND, self.expandable):
            if name in self.asked_fields:
                self.expand(objects, name)
        return objects

    def expand(self, objects, name):
        """Put the full object of the record to which `name` refers in its place: the queries of one kind."""
        kind = self.references[name]
        keys = {one[name]["id"] for one in objects if one[name]}
        writer = shared_serializer(OF_KIND[kind].serializer_class, self.get_serializer_context())
        full = {row.pk: writer.to_representation(row) for row in kind.objects.filter(pk__in=keys).for_page(self.day)}
        for one in objects:
            if one[name]:
                one[name] = full[one[name]["id"]]

    def get_object(self):
        key, model, reading = self.kwargs["pk"], self.queryset.model, self.reading
        rows = self.queryset.all()
        rows = rows.tuples_keyed(key, reading.columns.lookups) if reading else rows.keyed(key).for_page(self.day)
        found = sorted(rows, key=lambda row: (row[reading.key] if reading else row.pk) != key)
        if not found:
            keys = "id or slug" if hasattr(model, "slug") else "id"
            raise Http404(f"There is no {model._meta.verbose_name} with the {keys} “{key[:100]}”.")
        return found[0]
