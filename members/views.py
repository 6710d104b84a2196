from collections import Counter
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.phrases import spell_in_words
from iom_portal.records.dates.validity import CERTAIN, POSSIBLE
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.templatetags.words import span
from iom_portal.records.web.linked_data import Node
from iom_portal.records.web.stated_facts import Dependencies
from iom_portal.records.web.views import RegisterDetail, RegisterList, RegisterPage, bad_request

from . import mapping
from .by_year import by_year
from .charts import bar, growth_of, published_by
from .counting import dependencies_of_counts
from .explaining import explain
from .filters import StateFilter
from .linked_data import state_node
from .listing import rows_of
from .models import Membership, State
from .models.standing import FORMER
from .neighbours import neighbours_of
from .regions import STANDINGS, region_named, regions_on

MEMBER, OBSERVER = Membership.Status.MEMBER, Membership.Status.OBSERVER


NOUNS = {
    MEMBER: ("member", "members"),
    OBSERVER: ("observer", "observers"),
    State.Standing.EITHER: ("member or observer", "members and observers"),
    State.Standing.FORMER: ("former member", "former members"),
    State.Standing.FORMER_OBSERVER: ("former observer", "former observers"),
    State.Standing.NEITHER: ("State neither member nor observer", "States neither members nor observers"),
}
ENDED = {status: standing for standing, status in FORMER.items()}


class StateList(RegisterList):
    """The States with a standing on the day, members where none is asked for; below, those that no longer had it."""

    model = State
    filterset_class = StateFilter
    template_name = "members/state_list.html"
    stated_facts = ("rows", "over_rows")
    usual = {"status": MEMBER}
    distinct = ("status",)
    sortable = True

    def get_queryset(self):
        return self.ordered(self.filterset)

    def over(self):
        """The former members, or observers, of those that were asked for."""
        if self.filterset.standing not in ENDED:
            return ()
        self.ended = self.narrowed(status=ENDED[self.filterset.standing])
        return self.ordered(self.ended)

    def get_context_data(self, **kwargs):
        day, standing, axis = self.clock.day, self.filterset.standing, Axis.of(self.clock, 100)
        context = super().get_context_data(
            standing=State.Standing(standing),
            standings=State.Standing.choices,
            counts=State.objects.count_on(standing, day),
            noun=NOUNS[standing],
            places=State.objects.places(),
            axis=axis,
            **kwargs,
        )
        states, over = list(context["object_list"]), list(context["over"])
        State.objects.complete([*states, *over])
        context["rows"] = rows = rows_of(states, standing, day, axis, self.filterset.joining)
        context["over_rows"] = rows_of(over, self.ended.standing, day, axis, self.ended.joining) if over else []
        certain = sum(self.filterset.certainty_of(state) == CERTAIN for state in states)
        context["matches"] = {"certain": certain, "possible": len(rows) - certain}
        context["regions"] = sorted(Counter(state.region for state in states).items())
        context["narrows"] = self.parameters.keys() - {"status", "ordering"}
        return context

    def get_title(self, context: dict) -> str:
        return f"{context['standing'].label} of IOM"

    def get_description(self, context: dict) -> str:
        _, many = context["noun"]
        return (
            f"The {span(context['counts'])} {many} of the International Organization for Migration "
            f"on {day_in_words(self.clock.day)}, each with its spells, UN region and sources."
        )

    def depends_on(self, context):
        states = [row.state for name in ("rows", "over_rows") for row in context[name]]
        keys, day = dependencies_of_counts(self.clock.day)
        return Dependencies(keys | _keys_of_former_names(states), day)


class ObserverList(StateList):
    """The observer States of the day."""

    fixed = {"status": OBSERVER}
    distinct = ()


class StateDetail(RegisterDetail):
    """A State: what it is on the day, its spells drawn and told with their sources, and who joined beside it."""

    model = State
    stated_facts = ("object", "spells", "former_names")

    def get_context_data(self, **kwargs):
        day, state, axis = self.clock.day, self.object, Axis.of(self.clock, 100)
        spells = [spell for spell in state.memberships.all() if _begun(spell, day)]
        name, certainty = state.name_on(day)
        return super().get_context_data(
            name=name,
            name_certainty=certainty,
            standing=[
                (status, certainty, _spell_of(state, status, day)[0]) for status, certainty in state.standing_on(day)
            ],
            spells=spells,
            leaving=[spell for spell in spells if spell.is_leaving_on(day)],
            notices={spell.pk: spell.notified_on for spell in spells if spell.notice_on(day)},
            former_names=[former for former in state.former_names.all() if _begun(former, day)],
            neighbours=neighbours_of(spells, day),
            axis=axis,
            years=axis.ticks(len(range(axis.first.year, axis.last.year + 1))),
            bar=bar(spells, axis, day),
            numbers=[(number, bar([spell], axis, day)[0].x) for number, spell in enumerate(spells, 1)],
            **kwargs,
        )

    def get_title(self, context: dict) -> str:
        return f"{context['name']} and IOM"

    def get_description(self, context: dict) -> str:
        statuses = []
        for status, certainty, spell in context["standing"]:
            possibly = "possibly " if certainty == POSSIBLE else ""
            statuses.append(f"{possibly}{status} {spell_in_words(spell.start, spell.end)}")
        return (
            f"{context['name']} and the International Organization for Migration on {day_in_words(self.clock.day)}: "
            f"{', '.join(statuses) or 'neither member nor observer'}. Every spell, with sources."
        )

    def linked_node(self, context: dict) -> Node:
        return state_node(self.object, context["spells"], context["former_names"])

    def depends_on(self, context):
        beside = [each.spell for of_spell in context["neighbours"].values() for group in of_spell for each in group]
        return Dependencies(frozenset((spell.kind, spell.pk) for spell in beside))


class Counts(RegisterPage):
    """The two counts of the day, each State that makes them a range, and how they came about, line by line."""

    template_name = "members/counts.html"
    title = "How many members and observers IOM has"
    stated_facts = ("tables",)

    def get_context_data(self, **kwargs):
        day, states = self.clock.day, State.objects
        doubtful = {status: list(states.only_possibly(status, day)) for status in (MEMBER, OBSERVER)}
        states.complete([state for of_status in doubtful.values() for state in of_status])
        tables = []
        for status, of_status in doubtful.items():
            rows = [(state, *_spell_of(state, status, day)) for state in of_status]
            explained = explain(status, day)
            tables.append({"status": status, "counts": explained.count, "rows": rows, "explained": explained})
        printed = list(published_by(day))
        growth = growth_of(self.clock, published=printed)
        return super().get_context_data(tables=tables, printed=printed, growth=growth, **kwargs)

    def get_description(self, context: dict) -> str:
        return (
            f"The number of Member and Observer States of IOM on {day_in_words(self.clock.day)}, as a range where "
            "dates are open, and how it adds up line by line."
        )

    def depends_on(self, context):
        keys, day = dependencies_of_counts(self.clock.day)
        return Dependencies(keys | {(count.kind, count.pk) for count in context["printed"]}, day)


class JoinedAndLeft(RegisterPage):
    """Who joined and who left, year by year up to the day, drawn and told."""

    template_name = "members/by_year.html"
    title = "States that joined and left IOM, year by year"
    stated_facts = ("years",)

    def get_context_data(self, **kwargs):
        years, chart = by_year(self.clock) if self.clock.loaded and not self.clock.before_foundation else ([], None)
        return super().get_context_data(years=years, chart=chart, **kwargs)

    def get_description(self, context: dict) -> str:
        return (
            "The States that joined the International Organization for Migration and those that left it in each year "
            f"since 1951, up to {day_in_words(self.clock.day)}."
        )

    def depends_on(self, context):
        return dependencies_of_counts(self.clock.day)


class RegionList(RegisterPage):
    """The regions and subregions of the United Nations with the counts of each."""

    template_name = "members/region_list.html"
    title = "Members and observers of IOM by UN region"
    stated_facts = ("regions",)

    def get_context_data(self, **kwargs):
        regions, world = regions_on(self.clock.day)
        return super().get_context_data(regions=regions, world=world, **kwargs)

    def get_description(self, context: dict) -> str:
        return (
            "How many States of each region and subregion of the United Nations were members or observers of IOM "
            f"on {day_in_words(self.clock.day)}."
        )

    def depends_on(self, context):
        return dependencies_of_counts(self.clock.day)


class RegionDetail(RegisterPage):
    """A region or subregion: its counts, its growth and its States."""

    template_name = "members/region_detail.html"
    stated_facts = ("groups",)

    def get_context_data(self, slug, **kwargs):
        day, axis = self.clock.day, Axis.of(self.clock, 100)
        if (found := region_named(slug, day)) is None:
            raise Http404(f"There is no region “{slug}”.")
        region, subregions = found
        groups = []
        for standing in STANDINGS:
            states = [state for state in region.states if state.certainty_as(standing, day)]
            groups.append((standing, rows_of(states, standing, day, axis)))
        growth = growth_of(self.clock, Membership.objects.filter(state__in=region.states))
        return super().get_context_data(
            region=region, subregions=subregions, groups=groups, growth=growth, axis=axis, **kwargs
        )

    def get_title(self, context: dict) -> str:
        return f"{context['region'].name}: members and observers of IOM"

    def get_description(self, context: dict) -> str:
        region = context["region"]
        members, observers = span(region.counts[MEMBER]), span(region.counts[OBSERVER])
        return (
            f"The {len(region.states)} States of {region.name}: {members} members and {observers} observers of IOM "
            f"on {day_in_words(self.clock.day)}, each with its spells and sources."
        )

    def depends_on(self, context):
        keys, day = dependencies_of_counts(self.clock.day)
        return Dependencies(keys | _keys_of_former_names(context["region"].states), day)


class StateMap(RegisterPage):
    """The States on a map of the world or of a UN region, by standing or by the decade of their joining."""

    template_name = "members/state_map.html"
    stated_facts = ("map",)
    distinct = ("by", "region")
    ways = {  # {parameter: {value: what its link says}}; the first value is what is shown unasked
        "by": {"status": "Standing", "decade": "Decade of joining"},
        "region": {"": mapping.WORLD} | {region: region for region in mapping.REGIONS},
    }

    def get(self, request, *args, **kwargs):
        self.asked = {name: request.GET[name].strip() for name in self.ways if request.GET.get(name)}
        troubles = [
            (name, f"The map has no such {name}.", [allowed for allowed in self.ways[name] if allowed])
            for name, value in self.asked.items()
            if value not in self.ways[name]
        ]
        if troubles:
            return bad_request(request, troubles, clock=self.clock)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            map=mapping.map_of(self.clock.day, **self.asked),
            ways={name: list(self._links(name)) for name in self.ways},
            asked=self.asked,
            **kwargs,
        )

    def get_title(self, context: dict) -> str:
        drawn = "members by decade of joining" if self._by_decade else "member and observer States"
        region = self.asked.get("region")
        return f"Map of {drawn}: {region}" if region else f"Map of {drawn}"

    def get_description(self, context: dict) -> str:
        where, counts = self.asked.get("region") or "the world", context["map"].counts
        by = "the decade in which they joined IOM" if self._by_decade else "standing in IOM"
        return (
            f"The States of {where} on a map on {day_in_words(self.clock.day)}, by {by}: "
            f"{span(counts[MEMBER])} members, {span(counts[OBSERVER])} observers. With a table."
        )

    @property
    def _by_decade(self) -> bool:
        return self.asked.get("by") == "decade"

    def _links(self, name):
        """(what it says, address, whether it is here) of each value of a parameter, the other one kept."""
        first, *_ = self.ways[name]
        for value, title in self.ways[name].items():
            query = urlencode({other: kept for other, kept in {**self.asked, name: value}.items() if kept != first})
            yield title, f"{reverse('state-map')}{'?' if query else ''}{query}", value == self.asked.get(name, first)

    def depends_on(self, context):
        day, states = self.clock.day, [place.state for place in context["map"].places]
        rows = [row for state in states for row in (*state.memberships.all(), *state.former_names.all())]
        return Dependencies(frozenset((row.kind, row.pk) for row in rows if _begun(row, day)), day)


def _begun(spell, day):
    return spell.on_day.begun.certainty(spell, day)


def _spell_of(state, status, day):
    """(the spell by which a State has a status on `day`, the name it bore then)."""
    return state.spell_as(status, day), state.name_on(day)[0]


def _keys_of_former_names(states):
    """Return the (kind, id) of the former names of States: on them the names rest that pages give the States."""
    return frozenset((name.kind, name.pk) for state in states for name in state.former_names.all())
