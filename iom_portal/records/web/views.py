"""What the pages of every room share: the two clocks asked for, lists, detail pages, and the answer to a bad request.

A view of a room says which kind it shows and which FilterSet narrows it; its template bears the generic view's name.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import DetailView, ListView, TemplateView, View
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from ..filtering.filtersets import RecordFilterSet
from ..history.clock import BadDay, Clock, read_clock
from ..history.digests import BadDigest, canonical_facts, digest, read_digest
from ..history.snapshots import Moment
from ..models.entry import Entry, EntryQuerySet
from ..models.facts import Record
from ..text import single_spaced
from .error_pages import error_page
from .linked_data import Node, item_list
from .missing_records import missing_record
from .stated_facts import NOTHING_ELSE, Dependencies, FactKey, corrections_since, entries_in

Fact = TypeVar("Fact", bound=Record)
Context = dict[str, Any]
Trouble = tuple[str, str, Sequence[str]]  # a parameter, what is wrong with it, the values that it may have


def clock_of(request: HttpRequest) -> Clock:
    """Return the Clock for `as_of` and `as_recorded`.

    Raises BadDay, also when two different days are asked for at once.
    """
    days = {text.strip() for text in request.GET.getlist("as_of")}
    if len(days) > 1:
        raise BadDay("as_of is given more than once: ask for one day at a time.")
    moment: Moment | None = getattr(request, "moment", None)
    return read_clock("".join(days), moment)


def bad_request(
    request: HttpRequest, troubles: Sequence[Trouble], bad_day: str = "", clock: Clock | None = None
) -> HttpResponse:
    """Return the 400 page. bad_day: what was given for `as_of`, if that cannot be read."""
    context = {"troubles": troubles, "bad_day": bad_day, "clock": clock or read_clock("")}
    return error_page(request, 400, context)


class ClockMixin(View):
    """Reads the clocks once. A day or a moment that cannot be asked for gets a page that says why."""

    clock: Clock

    @method_decorator(csrf_exempt)  # nothing is posted to a page: whoever does is told so, not asked for a token
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        bad_moment: str = getattr(request, "bad_moment", "")
        if bad_moment:
            return self.refuse([("as_recorded", bad_moment, ())])
        try:
            self.clock = clock_of(request)
        except BadDay as error:
            return self.refuse([("as_of", str(error), ())], " ".join(request.GET.getlist("as_of")))
        return super().dispatch(request, *args, **kwargs)

    def refuse(self, troubles: Sequence[Trouble], bad_day: str = "") -> HttpResponse:
        """Return the answer where a clock cannot be read: see `bad_request`."""
        return bad_request(self.request, troubles, bad_day)


class PageMixin(TemplateResponseMixin, ContextMixin, ClockMixin):
    """A page: its title and description, the facts that it states, and what was corrected in them since a moment.

    title, description: what the page calls itself and what it says, in plain text, where that is the same whatever is
    asked of it; else see `get_title` and `get_description`.
    stated_facts: the names in the context under which the page's facts stand: what a citation of the page is of.
    undated: the page is the same whatever the day; it only keeps the one asked for.
    distinct: the parameters that make another page of it, not a narrower one: its canonical address keeps them.
    indexed: whether search engines may index it, as a page of today.
    """

    title = ""
    description = ""
    stated_facts: tuple[str, ...] = ()
    undated = False
    distinct: tuple[str, ...] = ()
    indexed = True

    def get_context_data(self, **kwargs: Any) -> Context:
        return super().get_context_data(clock=self.clock, **kwargs)

    def get_title(self, context: Context) -> str:
        """Return the title of the page in plain text, without day, revision and name of the site: those are added."""
        return self.title

    def get_description(self, context: Context) -> str:
        """Return what the page says, in a sentence of plain text. It is cut where it is too long."""
        return self.description

    def linked_node(self, context: Context) -> Node | None:
        """Return the node of linked data that the page is about, without a query; None: it is about no single thing."""
        return None

    def other_linked_nodes(self, context: Context) -> list[Node]:
        """Return the nodes of linked data that the page states beside the one that it is about, without a query."""
        return []

    def facts(self, context: Context) -> dict[FactKey, Entry]:
        """Return the entries that the page states, each once, in no order."""
        facts = {}
        for name in self.stated_facts:
            for entry in entries_in(context.get(name)):
                facts[entry.kind, entry.pk] = entry
        return facts

    def depends_on(self, context: Context) -> Dependencies:
        """Return what the page does not show, but on which what it says rests."""
        return NOTHING_ELSE

    def render_to_response(self, context: Context, **kwargs: Any) -> HttpResponse:
        """Answer with the page. Its title and description stand in the context as `page_title`, `page_description`."""
        context["page_title"] = single_spaced(self.get_title(context))
        context["page_description"] = single_spaced(self.get_description(context))
        if self.clock.moment:
            context["corrections"] = corrections_since(self.clock.moment, self.facts(context), self.depends_on(context))
        claimed = self.request.GET.get("digest", "").strip()
        if self.stated_facts and claimed:
            try:
                context["claim"] = self._verified(claimed, context)
            except BadDigest as error:
                return bad_request(self.request, [("digest", str(error), ())], clock=self.clock)
        return super().render_to_response(context, **kwargs)

    def _verified(self, claimed: str, context: Context) -> Context:
        """Return whether the facts of the page give a digest, and the one that they give. Raises BadDigest."""
        form, _ = read_digest(claimed)
        computed = digest(canonical_facts(self.facts(context).values(), form), self.clock.day, form)
        return {"digest": claimed, "reproduced": computed == claimed, "found": computed}


class RegisterPage(PageMixin, TemplateView):
    """A page that is not about one kind."""


class RegisterList(PageMixin, ListView):
    """The records of one kind: those that hold, or may hold, on the day; below, those that had ended by then.

    filterset_class: the FilterSet that the API uses too. Unknown parameters are ignored; a bad value of a known one
    gets a page that says what is allowed. fixed: parameters that the page sets itself; usual: those that it sets where
    they are not asked for. sortable: it takes `ordering`, as the API does.
    """

    model: type[Entry]
    filterset_class: type[RecordFilterSet]
    fixed: Mapping[str, str] = {}
    usual: Mapping[str, str] = {}
    sortable = False
    stated_facts: tuple[str, ...] = ("object_list", "over")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        names = self.filterset_class.base_filters.keys() - self.fixed.keys() - {"as_of"}
        self.parameters = {name: request.GET[name] for name in sorted(names) if request.GET.get(name)}
        self.filterset = self.narrowed()
        troubles = list(_troubles_of(self.filterset.form))
        order = request.GET.get("ordering", "")
        if self.sortable and order:
            self.parameters["ordering"] = order
            unknown = self.filterset_class.unknown_order(order)
            if unknown is not None:
                reason = f"The list cannot be ordered by “{unknown[:60]}”."
                troubles.append(("ordering", reason, self.filterset_class.orders()))
        if troubles:
            return bad_request(request, troubles, clock=self.clock)
        return super().get(request, *args, **kwargs)

    def narrowed(self, **parameters: str) -> RecordFilterSet:
        """Return the FilterSet over all rows with what was asked of the page, and `parameters` in its place."""
        values = {**self.usual, **self.parameters, **self.fixed, "as_of": self.clock.day.isoformat(), **parameters}
        return self.filterset_class(values, self.model.objects.all())

    def ordered(self, filterset: RecordFilterSet) -> EntryQuerySet[Any]:
        """Return the rows of a FilterSet in the order asked for."""
        return filterset.ordered(self.parameters.get("ordering", ""))

    def get_queryset(self) -> EntryQuerySet[Any]:
        return self.ordered(self.filterset).for_page(self.clock.day)

    def over(self) -> Iterable[Entry]:
        """Return the records that had ended by the day, of those that were asked for."""
        day = self.clock.day
        ended: EntryQuerySet[Any] = self.filterset_class(self.parameters, self.model.objects.over_by(day)).qs
        return ended.for_page(day)

    def get_context_data(self, **kwargs: Any) -> Context:
        over = () if "certainty" in self.parameters else self.over()
        return super().get_context_data(asked=self.parameters, query=urlencode(self.parameters), over=over, **kwargs)

    def linked_node(self, context: Context) -> Node:
        """Return the list; of another day or moment only how many its records are, since nobody indexes such a page."""
        return item_list(context["object_list"], named=not self.clock.parameters)


class RegisterDetail(PageMixin, DetailView):
    """One record, with what belongs to it. It has its page whether or not it held on the day asked for."""

    model: type[Entry]
    stated_facts: tuple[str, ...] = ("object",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.object = self.get_object()
        except Http404:
            return missing_record(request, self.model, kwargs.get("slug") or kwargs.get("pk"), self.clock)
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_queryset(self) -> EntryQuerySet[Any]:
        return self.model.objects.for_page(None)

    def parts(self, rows: Iterable[Fact]) -> tuple[list[Fact], list[Fact]]:
        """Return rows at hand, parted by the day: (those that hold or may hold, those that had ended)."""
        day = self.clock.day
        holding: list[Fact] = []
        ended: list[Fact] = []
        for row in rows:
            if row.certainty_on(day):
                holding.append(row)
            elif row.begun_days()[1] <= day:
                ended.append(row)
        return holding, ended


def _troubles_of(form: BaseForm) -> Iterator[Trouble]:
    for name, errors in form.errors.items():
        choices = getattr(form.fields.get(name), "choices", ())
        allowed = [value for value, _ in choices if value]
        yield name, " ".join(str(error) for error in errors), allowed
