"""Pages about the reference itself."""

from itertools import chain
from typing import Any

from iom_portal.records.drawing.axis import Axis
from iom_portal.records.models import SeedLine, Source
from iom_portal.records.web.views import RegisterPage
from members.models import Membership, State
from members.places import PLACES

from ..references import read_references, records_by_reference
from . import design_tokens

SOURCES_OF_THE_LIST = ("UNSD-M49", "UNTERM")
AXIS_WIDTH = 700  # of the drawing of years that the design page shows


class About(RegisterPage):
    """What the reference is, and how it is to be read."""

    template_name = "pages/about.html"
    title = "About this reference"
    description = (
        "What this unofficial reference on the International Organization for Migration is, how it dates facts, "
        "what “possibly” means, and how to cite it."
    )


class ListedStates(RegisterPage):
    """Which States the register lists and why, and the places that others list and it does not."""

    template_name = "pages/listed_states.html"
    title = "Which States are listed, and why"
    description = (
        "Which list of States this unofficial reference on IOM follows, and which places with a code in ISO 3166-1 are "
        "not in it. It takes no position on the status of any."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            number=State.objects.count(),
            undated=list(State.objects.filter(start="", end="")),
            sources=list(Source.objects.filter(pk__in=SOURCES_OF_THE_LIST).order_by("pk")),
            places=PLACES,
            **kwargs,
        )


class Design(RegisterPage):
    """The design system at work: its tokens as the style sheet states them, its components on facts of the day."""

    template_name = "pages/design.html"
    title = "Design"
    description = (
        "The design system of this reference: type, space, colour and its contrast, and every component shown at work "
        "on facts of the register."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = self.clock.day
        memberships = Membership.objects.as_of(day).for_page(day)
        return super().get_context_data(
            colours=design_tokens.colours(),
            pairs=design_tokens.pairs(),
            schemes=list(design_tokens.schemes()),
            certain=memberships.certain_on(day).first(),
            possible=memberships.only_possible_on(day).first(),
            counts=State.objects.count_on(Membership.Status.MEMBER, day),
            axis=Axis.of(self.clock, AXIS_WIDTH),
            **kwargs,
        )


class Seed(RegisterPage):
    """The page from which the project started, line by line, with the records that represent each."""

    template_name = "pages/seed.html"
    title = "The first page, line by line"
    description = (
        "The page from which this reference on IOM started, quoted line by line, each line with the records that "
        "represent it in the register."
    )
    stated_facts = ("rows",)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = list(SeedLine.objects.all())
        references_of = {line.pk: list(read_references(line.represented_in)) for line in lines}
        records = records_by_reference(chain.from_iterable(references_of.values()))
        rows = []
        for line in lines:
            represented = [records[reference] for reference in references_of[line.pk] if reference in records]
            rows.append((line, represented))
        return super().get_context_data(rows=rows, source=Source.objects.filter(pk="S001").first(), **kwargs)
