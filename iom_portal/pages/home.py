from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.history.days_of_change import around, last_change
from iom_portal.records.templatetags.words import span
from iom_portal.records.web.linked_data import Node
from iom_portal.records.web.views import RegisterPage
from members.counting import dependencies_of_counts
from members.pages.growth import growth_of

from .linked_data.organization import count_nodes, organization_node
from .organization import changes_on, organization_on


class Home(RegisterPage):
    """What the organization is on the day, on one screen."""

    template_name = "pages/home.html"
    stated_facts = ("organization",)

    def get_context_data(self, **kwargs):
        day = self.clock.day
        return super().get_context_data(
            organization=organization_on(day),
            growth=growth_of(self.clock),
            changes=[changes_on(last_change(day)), changes_on(around(day)[1])],
            **kwargs,
        )

    def get_title(self, context: dict) -> str:
        name = context["organization"].name
        return f"{name.name_en} ({name.acronym_en})" if name else "Not yet founded"

    def get_description(self, context: dict) -> str:
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

    def linked_node(self, context: dict) -> Node | None:
        organization = context["organization"]
        return organization_node(organization, self.clock.established_on) if organization.name else None

    def other_linked_nodes(self, context: dict) -> list[Node]:
        organization = context["organization"]
        return count_nodes(organization) if organization.name else []

    def depends_on(self, context):
        return dependencies_of_counts(self.clock.day)
