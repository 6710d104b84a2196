"""The home page: the organization on a day, and what changed last and next."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from iom_portal.records.dates.partial_date import ONE_DAY, day_in_words
from iom_portal.records.history.days_of_change import Turn, around, last_change, turns_on
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
            changes=[changes_on(last_change(day)), changes_on(next_change)],
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
class DayOfChange:
    """What changed on a day: the most telling turns, how many more there are, and the day before, as it still was."""

    day: date
    before: date
    turns: list[Turn]
    more: int


def changes_on(day: date | None) -> DayOfChange | None:
    """Return what changed on a day of change: what happened or, where nothing did, what sources say and count.

    None for no day.
    """
    if day is None:
        return None
    turns = turns_on(day)
    happenings = [turn for turn in turns if not turn.record.about.is_reported]
    in_order = sorted(happenings or turns, key=_telling)
    return DayOfChange(day, day - ONE_DAY, in_order[:TURNS_TOLD], len(in_order[TURNS_TOLD:]))


def _telling(turn: Turn) -> tuple[bool, int]:
    """Return the sort key by which what tells most comes first."""
    place = turn.record.about.telling
    return place is None, place or 0
