"""The home page: the organization on a day, and what changed last and next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from iom_portal.records.dates.partial_date import ONE_DAY, day_in_words
from iom_portal.records.history.days_of_change import Step, Turn, around, last_change, turns_on
from iom_portal.records.templatetags.words import span
from iom_portal.records.web.linked_data import Node
from iom_portal.records.web.stated_facts import Dependencies
from iom_portal.records.web.views import RegisterPage
from members.counting import dependencies_of_counts
from members.pages.growth import growth_of

from .linked_data.organization import count_nodes, organization_node
from .organization import organization_on

TURNS_TOLD = 5  # of a day of change


class Home(RegisterPage):
    """What the organization is on the day, on one screen."""

    template_name = "pages/home.html"
    stated_facts = ("organization",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = self.clock.day
        _, next_change = around(day)
        return super().get_context_data(
            organization=organization_on(day),
            growth=growth_of(self.clock),
            changes=[change_at(last_change(day)), change_at(next_change)],
            **kwargs,
        )

    def get_title(self, context: dict[str, Any]) -> str:
        name = context["organization"].name
        return f"{name.name_en} ({name.acronym_en})" if name else "Not yet founded"

    def get_description(self, context: dict[str, Any]) -> str:
        organization, day = context["organization"], day_in_words(self.clock.day)
        if not organization.name:
            return f"On {day} the organization did not exist."
        counts = organization.counts
        headed_by = f", headed by {organization.heads[0].person}" if organization.heads else ""
        return (
            f"{organization.name.acronym_en} on {day}: {span(counts['members'])} Member States, "
            f"{span(counts['observers'])} observers{headed_by}; its organs, seat, strategy and what changed last. "
            "Unofficial."
        )

    def linked_node(self, context: dict[str, Any]) -> Node | None:
        organization = context["organization"]
        return organization_node(organization, self.clock.established_on) if organization.name else None

    def other_linked_nodes(self, context: dict[str, Any]) -> list[Node]:
        organization = context["organization"]
        return count_nodes(organization) if organization.name else []

    def depends_on(self, context: dict[str, Any]) -> Dependencies:
        return dependencies_of_counts(self.clock.day)


@dataclass(frozen=True)
class Change:
    """What changed at a step: the most telling turns, and how many more there are.

    before, after: the day before, as it still was, and the last day of the time in which it changed.
    """

    step: Step
    before: date
    after: date
    turns: list[Turn]
    more: int


def change_at(step: Step | None) -> Change | None:
    """Return what changed at a step. None for none."""
    if step is None:
        return None
    after = step.day if step.when.is_exact else step.when.latest or step.day
    in_order = sorted(turns_on(step.day), key=_telling)
    return Change(step, step.day - ONE_DAY, after, in_order[:TURNS_TOLD], len(in_order[TURNS_TOLD:]))


def _telling(turn: Turn) -> tuple[bool, int]:
    """Return the sort key by which what tells most comes first."""
    place = turn.record.about.telling
    return place is None, place or 0
