"""What a page or an object of the API states: the entries of which a citation of it is taken.

Pages say what they state through their view's `facts`; an object of the API states itself and the rows that it holds.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.urls import ResolverMatch

from iom_portal.records.history.clock import Clock
from iom_portal.records.models.entry import Entry
from iom_portal.records.web.stated_facts import Dependencies, entries_in
from members.counting import dependencies_of_counts

from ..organization import organization_on
from ..revisions import RecordedRequest


class CannotCite(ValueError):
    """The address cannot be cited. The message says why."""


class Stated(NamedTuple):
    """What an address states: its title, its own parameters, its entries, and what these rest on."""

    title: str
    parameters: dict[str, str]
    entries: Collection[Entry]
    dependencies: Dependencies


class PageAnswer(NamedTuple):
    """How a page answers: its status, and its context, which is empty where it has none."""

    status: int
    context: dict[str, Any]


def ask_page(match: ResolverMatch, path: str, clock: Clock, parameters: Mapping[str, str] | None = None) -> PageAnswer:
    """Return the answer of the page that was resolved as `match`, asked as a visitor would ask for it, not rendered.

    Call it inside `as_recorded` of the clock's moment. Raises Http404.
    """
    query = dict(parameters or {})
    if clock.asked:
        query["as_of"] = clock.asked.isoformat()
    request = RecordedRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.GET = QueryDict(urlencode(query))
    request.moment, request.bad_moment = clock.moment, ""
    response = match.func(request, *match.args, **match.kwargs)
    return PageAnswer(response.status_code, getattr(response, "context_data", None) or {})


def stated_by_page(match: ResolverMatch, path: str, clock: Clock, parameters: Mapping[str, str]) -> Stated:
    """Return what a page states. Raises CannotCite."""
    view_class = getattr(match.func, "view_class", None)
    if not getattr(view_class, "stated_facts", ()):
        raise _no_facts(path)
    try:
        answer = ask_page(match, path, clock, parameters)
    except Http404:
        raise CannotCite(f"There is no page at “{path}”.") from None
    if answer.status in (302, 404, 410):
        raise CannotCite(f"There is no page at “{path}”.")
    if answer.status != 200:
        raise CannotCite(f"The page {path} does not take these parameters.")
    context = answer.context
    view = context["view"]
    if not view.stated_facts:
        raise _no_facts(path)
    own_parameters = {name: value for name, value in context.get("asked", {}).items() if value}
    return Stated(context["page_title"], own_parameters, view.facts(context).values(), view.depends_on(context))


def _no_facts(path: str) -> CannotCite:
    return CannotCite(f"The page {path} states no facts of its own: cite the pages that it names.")


def is_of_the_api(match: ResolverMatch) -> bool:
    """Return whether what was resolved is a view of the API, which knows its class by another name than a page."""
    return hasattr(match.func, "cls")


def stated_by_object(match: ResolverMatch, path: str, clock: Clock) -> Stated:
    """Return what an object of the API states. Raises CannotCite."""
    if path.endswith("/organization/"):
        entries = list(entries_in(organization_on(clock.day)))
        return Stated("The organization", {}, entries, dependencies_of_counts(clock.day))
    viewset = getattr(match.func, "cls", None)
    model = getattr(getattr(viewset, "queryset", None), "model", None)
    key = match.kwargs.get("pk")
    if model is None or not issubclass(model, Entry) or not key:
        raise CannotCite(f"{path} is not one object: cite a page, or an object such as /api/v1/states/AUS/.")
    entry = model.objects.keyed(key).for_page(clock.day).first()  # its permanent address asks for that day
    if entry is None:
        raise CannotCite(f"There is no {model._meta.verbose_name} “{key[:100]}”.")
    return Stated(str(entry), {}, [entry, *_rows_within(viewset, entry, clock.day)], Dependencies())


def _rows_within(viewset: Any, entry: Entry, day: date) -> Iterable[Entry]:
    """Yield the rows that an object of the API holds on `day`, as the serializer of its viewset chooses them."""
    fields = viewset.serializer_class(context={"day": day}).fields
    for name in entry.about.nested:
        field, rows = fields[name], getattr(entry, name)
        yield from field.on(day, rows) if hasattr(field, "on") else rows.all()
