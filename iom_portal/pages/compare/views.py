"""The page that compares two days, or two moments of the register."""

from itertools import groupby

from iom_portal.records.history.changes import changes_between, named
from iom_portal.records.web.views import Dependencies, RegisterPage, bad_request
from members.counting import dependencies_of_counts

from . import comparison


class Compare(RegisterPage):
    """Two days of the organization, or two moments of the register, compared."""

    template_name = "pages/compare.html"
    undated = True
    distinct = ("from", "to", "from_recorded", "to_recorded")
    stated_facts = ("comparison",)

    def get(self, request, *args, **kwargs):
        self.asked = {name: request.GET[name].strip() for name in self.distinct if request.GET.get(name)}
        self.indexed = not self.asked  # pairs of days are without number
        context = {}
        try:
            if comparison.of_moments(self.asked):
                first, last = comparison.read_moments(self.asked)
                changes = named(changes_between(first.revision, last.revision))
                learned = [(model, list(rows)) for model, rows in groupby(changes, key=lambda change: change.model)]
                context = {"moments": (first, last), "learned": learned, "number": len(changes)}
            elif self.asked:
                context = {"comparison": comparison.compare(*comparison.read_days(self.asked))}
        except comparison.BadComparison as error:
            return bad_request(request, [(error.parameter, str(error), ())], clock=self.clock)
        if "comparison" not in context:
            self.stated_facts = ()  # changes of the register are no facts of the organization
        return self.render_to_response(self.get_context_data(asked=self.asked, **context))

    def depends_on(self, context):
        return dependencies_of_counts(context["comparison"].last) if "comparison" in context else Dependencies()
