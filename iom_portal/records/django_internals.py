"""The private parts of Django, Django REST framework and django-filter that the portal uses.

Each is wrapped in a small function or mixin with a plain name and the reason why nothing public will do, so that a new
release of a library has to be compared with this file alone. tests/records/test_django_internals.py fails where a part
has changed its meaning, and where a private part is used elsewhere.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.messages import get_messages
from django.db import connections

if TYPE_CHECKING:
    from django.contrib.sitemaps import Sitemap
    from django.core.exceptions import ValidationError
    from django.db.models import Aggregate, Model, QuerySet
    from django.db.models.query import BaseIterable
    from django.forms import ModelForm
    from django.http import HttpRequest, HttpResponse
    from django_filters import Filter  # type: ignore[import-untyped]
    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer, Field, Serializer


# Queries


def set_iterable(queryset: "QuerySet", iterable: "type[BaseIterable]") -> None:
    """Have a queryset, and those made of it, make Python values of its rows in another way.

    In public there are only Django's own ways, chosen by `values`, `values_list` and the like.
    """
    queryset._iterable_class = iterable


def as_aggregates(queryset: "QuerySet", aggregates: "Mapping[str, Aggregate]") -> "QuerySet":
    """Return the queryset whose one row holds the aggregates of all rows, as `aggregate` would read them at once.

    `aggregate` runs its query; this one can be prepared, and run later. To select nothing but aggregates, the columns
    of the model have to be taken from the query.
    """
    rows = queryset.order_by()
    rows.query.select, rows.query.default_cols = (), False
    for name, aggregate in aggregates.items():
        rows.query.add_annotation(aggregate, name)
    return rows


class RefusesRawDelete:
    """A mixin of a QuerySet: `refuse_raw_delete` is called where Django deletes rows by one statement, without signals.

    A deletion that cascades does so to the rows that nothing seems to depend on, and asks no public method before.
    """

    def refuse_raw_delete(self, *args: Any, **kwargs: Any) -> int:
        raise NotImplementedError

    def _raw_delete(self, using: str | None) -> int:
        return self.refuse_raw_delete(using)


def is_open_in_this_thread(alias: str) -> bool:
    """Return whether this thread has a connection object for a database.

    To ask `connections[alias]` would make one, and `connections.all` walks settings that other threads change.
    """
    return hasattr(connections._connections, alias)  # type: ignore[attr-defined]


def pass_on_reference(name: str, giver: "Model", taker: "Model") -> None:
    """Give `taker` the record to which the foreign key `name` of `giver` points, if `giver` has it at hand.

    No query. The two are of different models, a version and its record; setting the attribute would ask the database
    routers whether they may be related.
    """
    field: Any = giver._meta.get_field(name)
    if not field.is_cached(giver):
        return
    record = field.get_cached_value(giver)
    if record is not None:
        same_field: Any = taker._meta.get_field(name)
        same_field.set_cached_value(taker, record)


# The admin, its forms and messages


class AdminAnswers:
    """A mixin of a ModelAdmin: the answers of its views without the transaction that the public ones open.

    After a refusal the form is shown again, still in a POST, when the revision has been rolled back. The public view
    would begin another revision.
    """

    def answer_change_form(
        self, request: "HttpRequest", object_id: str | None, form_url: str, extra_context: dict | None
    ) -> "HttpResponse":
        """Answer as `changeform_view` does."""
        return self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]

    def answer_deletion(self, request: "HttpRequest", object_id: str, extra_context: dict | None) -> "HttpResponse":
        """Answer as `delete_view` does."""
        return self._delete_view(request, object_id, extra_context)  # type: ignore[attr-defined]


class ModelFormSteps:
    """A mixin of a ModelForm: the steps of its validation under plain names, to be overridden.

    A form has one public step, `clean`. What the model finds wrong comes after it, and goes to fields that the form may
    not have: Django then raises ValueError.
    """

    def after_clean(self) -> None:
        """Called after `clean`, and before the record is judged."""

    def may_judge_record(self) -> bool:
        """Return whether the record is made of the cleaned values, and validated."""
        return True

    def take_errors_of_record(self, errors: "ValidationError") -> None:
        """Called with what is wrong with the record."""
        self.show_errors(errors)

    def show_errors(self, errors: "ValidationError") -> None:
        """Show errors of the model, with the messages that the form has for them, at the fields of the form."""
        super()._update_errors(errors)  # type: ignore[misc]

    def _clean_form(self) -> None:
        super()._clean_form()  # type: ignore[misc]
        self.after_clean()

    def _post_clean(self) -> None:
        if self.may_judge_record():
            super()._post_clean()  # type: ignore[misc]

    def _update_errors(self, errors: "ValidationError") -> None:
        self.take_errors_of_record(errors)


class PreparedForms:
    """A mixin of a formset: `prepare_form` is called with each form as it is made.

    Public hooks say with which arguments a form is made, and let one add fields to it, but never hand over the record
    of a form that belongs to an owner.
    """

    def prepare_form(self, form: "ModelForm") -> None:
        raise NotImplementedError

    def _construct_form(self, i: int, **kwargs: Any) -> "ModelForm":
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        self.prepare_form(form)
        return form


def forget_new_messages(request: "HttpRequest") -> None:
    """Take back the messages that this request has added, and leave those of requests before it to be shown."""
    storage: Any = get_messages(request)
    storage._queued_messages.clear()


# Pages and API


def sitemap_entries(sitemap: "Sitemap", page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
    """Return the entries of a page of a sitemap at a host of our choice.

    The public `get_urls` takes the protocol, but the host only as a Site of django.contrib.sites.
    """
    return sitemap._urls(page, protocol, domain)  # type: ignore[attr-defined]


def given_label(narrowing: "Filter") -> str | None:
    """Return the label that a filter was given; None where it was given none.

    The public `label` works one out from the model then.
    """
    return narrowing._label


def django_request(request: "Request") -> "HttpRequest":
    """Return the request of Django around which one of REST framework was made."""
    return request._request


def set_context(serializer: "BaseSerializer", context: dict[str, Any]) -> None:
    """Give a serializer that has been made another context. It can be given one in public only as it is made."""
    serializer._context = context


def readable_fields(serializer: "Serializer") -> "Iterator[Field]":
    """Yield the fields of a serializer that are written into an answer, in their order."""
    yield from serializer._readable_fields
