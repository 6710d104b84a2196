"""The pages of leadership: the posts with their holders in order, and each person."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.phrases import spell_in_words
from iom_portal.records.dates.validity import BEGUN
from iom_portal.records.drawing.axis import Axis, Gap
from iom_portal.records.drawing.lanes import Lanes, axis_of
from iom_portal.records.web.linked_data import Node, item_list
from iom_portal.records.web.views import RegisterDetail, RegisterPage

from ..linked_data import person_node
from ..models import Person, Post, Term
from ..querysets import HEAD
from .lanes import gaps_in_post, post_lane


class Leadership(RegisterPage):
    """The posts with their holders in order, that of the head first, and persons elected and not yet in office."""

    template_name = "organs/leadership.html"
    title = "Leadership of IOM"
    stated_facts = ("posts", "elect")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day, axis = self.clock.day, axis_of(self.clock, above=True)
        terms_of_post = defaultdict(list)
        for term in Term.objects.begun_by(day).for_page(day):
            terms_of_post[term.post_id].append(term)
        posts = sorted(Post.objects.begun_by(day).for_page(day), key=lambda post: post.pk != HEAD)
        rows, lanes = [], []
        for post in posts:
            terms = terms_of_post[post.pk]
            rows.append((post, _terms_and_gaps(axis, day, post, terms)))
            if terms:
                lanes.append(post_lane(axis, day, post, terms))
        return super().get_context_data(
            posts=rows,
            lanes=Lanes(axis, day, lanes, above=True),
            head=HEAD,
            elect=Term.objects.elect_on(day).for_page(day),
            **kwargs,
        )

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            f"The Directors and Directors General of IOM up to {day_in_words(self.clock.day)} in their order, "
            "with terms, elections and votes, and the holders of other posts."
        )

    def linked_node(self, context: dict[str, Any]) -> Node | None:
        """Return the list of the terms; None on a day on which there is no post."""
        if not context["posts"]:
            return None
        terms: list[Term] = []
        for _, rows in context["posts"]:
            terms += [row for row in rows if isinstance(row, Term)]
        return item_list(terms)


def _terms_and_gaps(axis: Axis, day: date, post: Post, terms: Sequence[Term]) -> list[Term | Gap]:
    """Return the terms of a post and the Gaps between them, in order."""
    rows: list[Term | Gap] = [*terms, *gaps_in_post(axis, day, post, terms)]
    return sorted(rows, key=lambda row: row.first if isinstance(row, Gap) else row.start_earliest)


class HeldPost(NamedTuple):
    """A post that a person held: the terms in it, the last term before them by another person, the first one after."""

    post: Post
    terms: list[Term]
    before: Term | None
    after: Term | None


class PersonDetail(RegisterDetail):
    """A person with the terms begun by the day, by posts, and those to which the person was only elected by then."""

    model = Person
    object: Person
    stated_facts = ("object", "held", "elect")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = self.clock.day
        terms = list(self.object.terms.all())
        begun = [term for term in terms if BEGUN.certainty(term, day)]
        return super().get_context_data(
            axis=Axis.of(self.clock, 100),
            terms=begun,
            held=self._posts_held(begun),
            elect=[term for term in terms if term.is_elect_on(day)],
            in_office=[term for term in terms if term.certainty_on(day)],
            first=terms[0] if terms else None,
            **kwargs,
        )

    def get_title(self, context: dict[str, Any]) -> str:
        terms = context["terms"]
        return f"{self.object.name}, {_office(terms[-1])}" if terms else self.object.name

    def get_description(self, context: dict[str, Any]) -> str:
        offices = [f"{_office(term)} {spell_in_words(term.start, term.end)}" for term in context["terms"]]
        in_words = f": {'; '.join(offices)}" if offices else ""
        return f"{self.object.name} in the International Organization for Migration{in_words}. Elections and sources."

    def linked_node(self, context: dict[str, Any]) -> Node:
        return person_node(self.object, [*context["terms"], *context["elect"]])

    def _posts_held(self, terms: Sequence[Term]) -> list[HeldPost]:
        """Return the posts of the terms, in their order: one query for the terms of other persons."""
        posts = {term.post_id: term.post for term in terms}
        terms_of_posts = list(Term.objects.begun_by(self.clock.day).of_posts(posts))
        posts_held = []
        for pk, post in posts.items():
            in_order = [term for term in terms_of_posts if term.post_id == pk]
            places = [place for place, term in enumerate(in_order) if term.person_id == self.object.pk]
            before = in_order[: places[0]]
            after = in_order[places[-1] + 1 :]
            posts_held.append(
                HeldPost(
                    post,
                    [term for term in terms if term.post_id == pk],
                    before=before[-1] if before else None,
                    after=after[0] if after else None,
                )
            )
        return posts_held


def _office(term: Term) -> str:
    """Return the office of a term as its holder was styled in it, else as the post is called."""
    return term.styled or str(term.post)
