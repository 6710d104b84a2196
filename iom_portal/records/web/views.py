"""What the pages of every room share: the two clocks asked for, lists, detail pages, and the answer to a bad request.

A view of a room says which kind it shows and which FilterSet narrows it; its template bears the generic view's name.
"""

from dataclasses import is_dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import DetailView, ListView, TemplateView

from ..history.changes import CREATED, changes_between, named
from ..history.clock import BadDay, read_clock
from ..history.digests import BadDigest, canonical_facts, digest, read_digest
from ..kinds import kinds
from ..models import Citation, Revision
from ..models.entry import Entry
from ..text import single_spaced
from .error_pages import error_page
from .linked_data import Node, item_list
from .missing_records import missing_record


def clock_of(request):
    """The Clock for `as_of` and `as_recorded`. Raises BadDay, also when two different days are asked for at once."""
    asked = {text.strip() for text in request.GET.getlist("as_of")}
    if len(asked) > 1:
        raise BadDay("as_of is given more than once: ask for one day at a time.")
    return read_clock("".join(asked), getattr(request, "moment", None))


def bad_request(request, troubles, bad_day="", clock=None):
    """The 400 page. `troubles` is a list of (parameter, what is wrong with it, allowed values or ())."""
    context = {"troubles": troubles, "bad_day": bad_day, "clock": clock or read_clock("")}
    return error_page(request, 400, context)


class ClockMixin:
    """Reads the clocks once. A day or a moment that cannot be asked for gets a page that says why.

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

    @method_decorator(csrf_exempt)  # nothing is posted to a page: whoever does is told so, not asked for a token
    def dispatch(self, request, *args, **kwargs):
        if trouble := getattr(request, "bad_moment", ""):
            return self.refuse([("as_recorded", trouble, ())])
        try:
            self.clock = clock_of(request)
        except BadDay as error:
            return self.refuse([("as_of", str(error), ())], " ".join(request.GET.getlist("as_of")))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(clock=self.clock, **kwargs)

    def refuse(self, troubles, bad_day=""):
        """The answer where a clock cannot be read: see `bad_request`."""
        return bad_request(self.request, troubles, bad_day)

    def get_title(self, context: dict) -> str:
        """Return the title of the page in plain text, without day, revision and name of the site: those are added."""
        return self.title

    def get_description(self, context: dict) -> str:
        """Return what the page says, in a sentence of plain text. It is cut where it is too long."""
        return self.description

    def linked_node(self, context: dict) -> Node | None:
        """Return the node of linked data that the page is about, without a query; None: it is about no single thing."""
        return None

    def other_linked_nodes(self, context: dict) -> list[Node]:
        """Return the nodes of linked data that the page states beside the one that it is about, without a query."""
        return []

    def facts(self, context):
        """The entries that the page states, each once, in no order."""
        return {(entry.kind, entry.pk): entry for name in self.stated_facts for entry in entries_in(context.get(name))}

    def depends_on(self, context: dict) -> "Dependencies":
        """Return what the page does not show, but on which what it says rests."""
        return Dependencies()

    def render_to_response(self, context, **kwargs):
        """Answer with the page. Its title and description stand in the context as `page_title`, `page_description`."""
        context["page_title"] = single_spaced(self.get_title(context))
        context["page_description"] = single_spaced(self.get_description(context))
        if self.clock.moment:
            context["corrections"] = corrections_since(self.clock.moment, self.facts(context), self.depends_on(context))
        if self.stated_facts and (claimed := self.request.GET.get("digest", "").strip()):
            try:
                form, _ = read_digest(claimed)
            except BadDigest as error:
                return bad_request(self.request, [("digest", str(error), ())], clock=self.clock)
            found = digest(canonical_facts(self.facts(context).values(), form), self.clock.day, form)
            context["claim"] = {"digest": claimed, "reproduced": found == claimed, "found": found}
        return super().render_to_response(context, **kwargs)


def entries_in(value):
    """The entries in a value of a context: itself, or those in its items, however nested."""
    if isinstance(value, Entry):
        yield value
    elif isinstance(value, dict):
        yield from entries_in(list(value.values()))
    elif is_dataclass(value):
        yield from entries_in(list(vars(value).values()))
    elif isinstance(value, list | tuple | QuerySet):
        for item in value:
            yield from entries_in(item)


class Dependencies(NamedTuple):
    """What a page does not show, but on which its numbers and names rest.

    keys: the (kind, id) of the entries that it read.
    day: what was added since to these kinds bears on the page too if it had begun by then; None: it does not.
    """

    keys: frozenset[tuple[str, str]] = frozenset()
    day: date | None = None

    def bears(self, change):
        """Whether a Change bears on the page."""
        if (change.model.kind, change.pk) in self.keys:
            return True
        added = self.day and change.change == CREATED and change.model.kind in {kind for kind, _ in self.keys}
        return bool(added and change.model.on_day.begun.certainty(change.version.instance, self.day))


def corrections_since(moment, facts, dependencies=Dependencies()):  # noqa: B008 - a constant
    """Return the Changes, since `moment`, of the facts {(kind, id): …}, of their citations, and of the dependencies."""
    last = Revision.objects.using(DEFAULT_DB_ALIAS).order_by("-number").values_list("number", flat=True)
    last = last.exclude(number=None).first()
    touched = {kind for kind, _ in (*facts, *dependencies.keys)}
    if last == moment.revision or not touched:
        return []
    found = []
    models = [model for model in kinds() if model.kind in touched and model is not Citation]
    for change in changes_between(moment.revision, last, models=[*models, Citation]):
        if (change.model.kind, change.pk) in facts or dependencies.bears(change) or _cites(change, facts):
            found.append(change)
    return named(found)


def _cites(change, facts):
    """Whether a Change is one of a citation of the facts."""
    if change.model is not Citation:
        return False
    version = change.version
    return (ContentType.objects.get_for_id(version.content_type_id).model, version.object_id) in facts


class RegisterPage(ClockMixin, TemplateView):
    """A page that is not about one kind."""


class RegisterList(ClockMixin, ListView):
    """The records of one kind: those that hold, or may hold, on the day; below, those that had ended by then.

    filterset_class: the FilterSet that the API uses too. Unknown parameters are ignored; a bad value of a known one
    gets a page that says what is allowed. fixed: parameters that the page sets itself; usual: those that it sets where
    they are not asked for. sortable: it takes `ordering`, as the API does.
    """

    filterset_class = None
    fixed = {}
    usual = {}
    sortable = False
    stated_facts = ("object_list", "over")

    def get(self, request, *args, **kwargs):
        known = self.filterset_class.base_filters.keys() - self.fixed.keys() - {"as_of"}
        self.asked = {name: request.GET[name] for name in sorted(known) if request.GET.get(name)}
        self.filterset = self.narrowed()
        troubles = list(_troubles(self.filterset.form))
        if self.sortable and (order := request.GET.get("ordering")):
            self.asked["ordering"] = order
            if (unknown := self.filterset_class.unknown_order(order)) is not None:
                detail = f"The list cannot be ordered by “{unknown[:60]}”."
                troubles.append(("ordering", detail, self.filterset_class.orders()))
        if troubles:
            return bad_request(request, troubles, clock=self.clock)
        return super().get(request, *args, **kwargs)

    def narrowed(self, **parameters):
        """The FilterSet over all rows with what was asked of the page, and with other `parameters` in its place."""
        values = {**self.usual, **self.asked, **self.fixed, "as_of": self.clock.day.isoformat(), **parameters}
        return self.filterset_class(values, self.model.objects.all())

    def ordered(self, filterset):
        """The rows of a FilterSet in the order asked for."""
        return filterset.ordered(self.asked.get("ordering", ""))

    def get_queryset(self):
        return self.ordered(self.filterset).for_page(self.clock.day)

    def over(self):
        """The records that had ended by the day, of those that were asked for."""
        day = self.clock.day
        return self.filterset_class(self.asked, self.model.objects.over_by(day)).qs.for_page(day)

    def get_context_data(self, **kwargs):
        over = () if "certainty" in self.asked else self.over()
        return super().get_context_data(asked=self.asked, query=urlencode(self.asked), over=over, **kwargs)

    def linked_node(self, context: dict) -> Node:
        """Return the list; of another day or moment only how many its records are, since nobody indexes such a page."""
        return item_list(context["object_list"], named=not self.clock.parameters)


class RegisterDetail(ClockMixin, DetailView):
    """One record, with what belongs to it. It has its page whether or not it held on the day asked for."""

    stated_facts = ("object",)

    def get(self, request, *args, **kwargs):
        try:
            self.object = self.get_object()
        except Http404:
            return missing_record(request, self.model, kwargs.get("slug") or kwargs.get("pk"), self.clock)
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_queryset(self):
        return self.model.objects.for_page(None)

    def parts(self, rows):
        """Rows at hand, parted by the day: (those that hold or may hold, those that had ended)."""
        held = [row for row in rows if row.certainty_on(self.clock.day)]
        ended = [row for row in rows if row not in held and row.on_day.certain_days(row)[0] <= self.clock.day]
        return held, ended


def _troubles(form):
    for name, errors in form.errors.items():
        field = form.fields.get(name)
        allowed = [value for value, _ in getattr(field, "choices", ()) if value] if field else ()
        yield name, " ".join(errors), allowed
