from collections import defaultdict

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.phrases import spell_in_words
from iom_portal.records.dates.validity import BEGUN
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.drawing.lanes import Lanes, axis_of
from iom_portal.records.web.linked_data import Node, item_list
from iom_portal.records.web.views import RegisterDetail, RegisterPage

from ..linked_data import person_node
from ..models import (
    Person,
    Post,
    Term,
)
from ..querysets import HEAD
from .lanes import post_lane, unheld


class Leadership(RegisterPage):
    """The posts with their holders in order, that of the head first, and persons elected and not yet in office."""

    template_name = "organs/leadership.html"
    title = "Leadership of IOM"
    stated_facts = ("posts", "elect")

    def get_context_data(self, **kwargs):
        day, axis = self.clock.day, axis_of(self.clock, above=True)
        by_post = defaultdict(list)
        for term in Term.objects.begun_by(day).for_page(day):
            by_post[term.post_id].append(term)
        posts = sorted(Post.objects.begun_by(day).for_page(day), key=lambda post: post.pk != HEAD)
        lanes = [post_lane(axis, day, post, by_post[post.pk]) for post in posts if by_post[post.pk]]
        return super().get_context_data(
            posts=[(post, self._rows(axis, post, by_post[post.pk])) for post in posts],
            lanes=Lanes(axis, day, lanes, above=True),
            head=HEAD,
            elect=Term.objects.elect_on(day).for_page(day),
            **kwargs,
        )

    def get_description(self, context: dict) -> str:
        return (
            f"The Directors and Directors General of IOM up to {day_in_words(self.clock.day)} in their order, "
            "with terms, elections and votes, and the holders of other posts."
        )

    def linked_node(self, context: dict) -> Node | None:
        """Return the list of the terms; None on a day on which there is no post."""
        if not context["posts"]:
            return None
        rows = [row for _, rows_of_post in context["posts"] for row in rows_of_post]
        return item_list([row for row in rows if isinstance(row, Term)])

    def _rows(self, axis, post, terms):
        """The terms of a post and the Gaps between them, in order."""
        gaps = unheld(axis, self.clock.day, post, terms)
        return sorted([*terms, *gaps], key=lambda row: getattr(row, "first", None) or row.start_earliest)


class PersonDetail(RegisterDetail):
    """A person with the terms begun by the day, and those to which the person was only elected by then.

    `held` is a list of (post, terms in it, the last term before them by another person, the first one after them).
    """

    model = Person
    stated_facts = ("object", "held", "elect")

    def get_context_data(self, **kwargs):
        day = self.clock.day
        terms = list(self.object.terms.all())
        begun = [term for term in terms if BEGUN.certainty(term, day)]
        return super().get_context_data(
            axis=Axis.of(self.clock, 100),
            terms=begun,
            held=self._held(begun),
            elect=[term for term in terms if term.is_elect_on(day)],
            in_office=[term for term in terms if term.certainty_on(day)],
            first=terms[0] if terms else None,
            **kwargs,
        )

    def get_title(self, context: dict) -> str:
        terms = context["terms"]
        return f"{self.object.name}, {_office(terms[-1])}" if terms else self.object.name

    def get_description(self, context: dict) -> str:
        offices = [f"{_office(term)} {spell_in_words(term.start, term.end)}" for term in context["terms"]]
        held = f": {'; '.join(offices)}" if offices else ""
        return f"{self.object.name} in the International Organization for Migration{held}. Elections and sources."

    def linked_node(self, context: dict) -> Node:
        return person_node(self.object, [*context["terms"], *context["elect"]])

    def _held(self, terms):
        posts = {term.post_id: term.post for term in terms}
        others = list(Term.objects.begun_by(self.clock.day).of_posts(posts))
        held = []
        for pk, post in posts.items():
            row = [term for term in others if term.post_id == pk]
            own = [index for index, term in enumerate(row) if term.person_id == self.object.pk]
            before, after = row[own[0] - 1] if own[0] else None, row[own[-1] + 1] if own[-1] + 1 < len(row) else None
            held.append((post, [term for term in terms if term.post_id == pk], before, after))
        return held


def _office(term: Term) -> str:
    """Return the office of a term as its holder was styled in it, else as the post is called."""
    return term.styled or str(term.post)
