from urllib.parse import urlencode

from django.urls import reverse

from iom_portal.records.views import Beneath, Page, RegisterDetail, RegisterList, bad_request

from . import mapping
from .charts import growth_of, published_by
from .counting import counts_beneath
from .explaining import explain
from .filters import StateFilter
from .models import Membership, State

MEMBER, OBSERVER = Membership.Status.MEMBER, Membership.Status.OBSERVER


class StateList(RegisterList):
    """The member States of the day; below, those that had left by then."""

    model = State
    filterset_class = StateFilter
    shown = ("rows", "over_rows")
    status = MEMBER
    fixed = {"status": MEMBER}

    def over(self):
        return State.objects.standing({MEMBER: "former", OBSERVER: "former-observer"}[self.status], self.clock.day)

    def get_context_data(self, **kwargs):
        day, status = self.clock.day, self.status
        context = super().get_context_data(
            status=status,
            counts=State.objects.count_on(status, day),
            regions=State.objects.order_by("region").values_list("region", flat=True).distinct(),
            **kwargs,
        )
        context["rows"] = [(state, *_spell_of(state, status, day)) for state in context["object_list"]]
        context["over_rows"] = [(state, *_last_spell_of(state, status, day)) for state in context["over"]]
        return context

    def beneath(self, context):
        states = [state for name in ("object_list", "over") for state in context[name]]
        return Beneath(frozenset((name.kind, name.pk) for state in states for name in state.former_names.all()))


class ObserverList(StateList):
    """The observer States of the day."""

    status = OBSERVER
    fixed = {"status": OBSERVER}


class StateDetail(RegisterDetail):
    model = State
    shown = ("object", "spells", "former_names")

    def get_context_data(self, **kwargs):
        day, state = self.clock.day, self.object
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
            former_names=[former for former in state.former_names.all() if _begun(former, day)],
            **kwargs,
        )


class Counts(Page):
    """The two counts of the day, each State that makes them a range, and how they came about, line by line."""

    template_name = "members/counts.html"
    shown = ("tables",)

    def get_context_data(self, **kwargs):
        day = self.clock.day
        states = State.objects
        tables = []
        for status in (MEMBER, OBSERVER):
            only_possible = states.standing(status, day).exclude(pk__in=states.certainly(status, day).values("pk"))
            rows = [(state, *_spell_of(state, status, day)) for state in only_possible.for_page(day)]
            explained = explain(status, day)
            tables.append({"status": status, "counts": explained.count, "rows": rows, "explained": explained})
        printed = list(published_by(day))
        growth = growth_of(self.clock, published=printed)
        return super().get_context_data(tables=tables, printed=printed, growth=growth, **kwargs)

    def beneath(self, context):
        keys, day = counts_beneath(self.clock.day)
        return Beneath(keys | {(count.kind, count.pk) for count in context["printed"]}, day)


class StateMap(Page):
    """The States on a map of the world or of a UN region, by standing or by the decade of their joining."""

    template_name = "members/state_map.html"
    shown = ("map",)
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

    def _links(self, name):
        """(what it says, address, whether it is here) of each value of a parameter, the other one kept."""
        first, *_ = self.ways[name]
        for value, title in self.ways[name].items():
            query = urlencode({other: kept for other, kept in {**self.asked, name: value}.items() if kept != first})
            yield title, f"{reverse('state-map')}{'?' if query else ''}{query}", value == self.asked.get(name, first)

    def beneath(self, context):
        states = [place.state for place in context["map"].places]
        rows = [row for state in states for row in (*state.memberships.all(), *state.former_names.all())]
        return Beneath(frozenset((row.kind, row.pk) for row in rows if _begun(row, self.clock.day)), self.clock.day)


def _begun(spell, day):
    return spell.on_day.begun.certainty(spell, day)


def _spell_of(state, status, day):
    """(the spell by which a State has a status on `day`, the name it bore then)."""
    return state.spell_as(status, day), state.name_on(day)[0]


def _last_spell_of(state, status, day):
    """(the last spell, begun by `day`, by which a State had a status, the name it bore at its end)."""
    spell = state.last_spell_as(status, day)
    return spell, state.name_on(spell.end_latest)[0]
