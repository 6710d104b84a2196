"""The pages of organs and of their sessions."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.phrases import spell_in_words
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.drawing.lanes import Lanes, axis_of
from iom_portal.records.filtering.filtersets import filterset_of
from iom_portal.records.web.linked_data import Node
from iom_portal.records.web.views import RegisterDetail, RegisterList

from ..linked_data import organ_node
from ..models import Organ, Post, Session, Term
from .lanes import organ_lanes


@dataclass
class Branch:
    """An organ of the day, with the holders of its posts that day, and the organs below it."""

    organ: Organ
    posts: list[tuple[Post, list[Term]]]
    below: "list[Branch]" = field(default_factory=list)


class OrganList(RegisterList):
    """Who stood above whom on the day; the organs that had ended; the life of all of them, drawn."""

    model = Organ
    filterset_class = filterset_of(Organ)
    title = "Organs of IOM"
    stated_facts = ("tree", "over")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        organs = list(context["object_list"])
        lives = sorted([*organs, *context["over"]], key=lambda organ: (organ.start_earliest, organ.start_latest))
        return context | {"tree": self._tree(organs), "lives": lives, "axis": Axis.of(self.clock, 100)}

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            f"The principal organs, subsidiary bodies and offices of IOM on {day_in_words(self.clock.day)} and those "
            "before, each with its first and last day and sources."
        )

    def _tree(self, organs: Sequence[Organ]) -> list[Branch]:
        """Return the organs that stand below no other of them, each with those below it. One query, and citations."""
        holders = defaultdict(list)
        for term in Term.objects.as_of(self.clock.day).for_page(self.clock.day):
            holders[term.post_id].append(term)
        branches = {}
        for organ in organs:
            branches[organ.pk] = Branch(organ, [(post, holders[post.pk]) for post in organ.posts.all()])
        highest = []
        for branch in branches.values():
            parent_id = branch.organ.parent_id
            if parent_id in branches:
                branches[parent_id].below.append(branch)
            else:
                highest.append(branch)
        return highest


class OrganDetail(RegisterDetail):
    """An organ with its functions, posts and their holders: those of the day, and those it had before."""

    model = Organ
    object: Organ
    stated_facts = ("object", "functions", "past_functions", "posts", "past_posts", "lanes")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organ, day = self.object, self.clock.day
        functions, past_functions = self.parts(organ.functions.all())
        posts, past_posts = self.parts(organ.posts.all())
        terms_of_post = defaultdict(list)
        for term in Term.objects.filter(post__organ=organ).begun_by(day).for_page(day):
            terms_of_post[term.post_id].append(term)
        posts_of_day = []
        for post in posts:
            holding = [term for term in terms_of_post[post.pk] if term.certainty_on(day)]
            posts_of_day.append((post, holding))
        posts_in_time = sorted([*posts, *past_posts], key=lambda post: post.start_earliest)
        sessions = organ.sessions.begun_by(day)
        axis = axis_of(self.clock, above=True)
        lanes = organ_lanes(axis, day, organ, [(post, terms_of_post[post.pk]) for post in posts_in_time], sessions)
        return super().get_context_data(
            functions=functions,
            past_functions=past_functions,
            posts=posts_of_day,
            past_posts=past_posts,
            lanes=Lanes(axis, day, lanes, above=True),
            subsidiaries=organ.subsidiaries.begun_by(day),
            sessions=len(sessions),
            sessions_url=f"{reverse('session-list')}?organ={organ.slug}",
            **kwargs,
        )

    def get_title(self, context: dict[str, Any]) -> str:
        return f"{self.object.name_en} of IOM"

    def get_description(self, context: dict[str, Any]) -> str:
        organ = self.object
        return (
            f"{organ.name_en} of the International Organization for Migration, "
            f"{spell_in_words(organ.start, organ.end)}: composition, functions, posts and their holders, with sources."
        )

    def linked_node(self, context: dict[str, Any]) -> Node:
        return organ_node(self.object, context["posts"])


class SessionList(RegisterList):
    """The sessions of the Council and of the Committee before it."""

    model = Session
    filterset_class = filterset_of(Session)
    title = "Sessions of the Council and the Committee of IOM"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organs = Organ.objects.with_sessions()
        return super().get_context_data(organs=organs, **kwargs)

    def get_description(self, context: dict[str, Any]) -> str:
        return (
            "The sessions of the Council of IOM and of the Committee before it that sources name, "
            f"up to {day_in_words(self.clock.day)}: day, place and result."
        )
