from iom_portal.records.history.days_of_change import around, last_change
from iom_portal.records.web.views import RegisterPage
from members.charts import growth_of
from members.counting import dependencies_of_counts

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

    def depends_on(self, context):
        return dependencies_of_counts(self.clock.day)
