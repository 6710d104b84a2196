from iom_portal.records.views import Beneath, Page, RegisterDetail, RegisterList

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


def _begun(spell, day):
    return spell.on_day.begun.certainty(spell, day)


def _spell_of(state, status, day):
    """(the spell by which a State has a status on `day`, the name it bore then)."""
    return state.spell_as(status, day), state.name_on(day)[0]


def _last_spell_of(state, status, day):
    """(the last spell, begun by `day`, by which a State had a status, the name it bore at its end)."""
    spell = state.last_spell_as(status, day)
    return spell, state.name_on(spell.end_latest)[0]
