from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from iom_portal.records.dates.partial_date import day_in_words
from iom_portal.records.dates.phrases import happening_in_words, spell_in_words
from iom_portal.records.drawing.axis import Axis
from iom_portal.records.drawing.lanes import Lanes, axis_of
from iom_portal.records.filtering.filtersets import filterset_of
from iom_portal.records.history.days_of_change import turns_on
from iom_portal.records.web.linked_data import Node, item_list
from iom_portal.records.web.views import RegisterDetail, RegisterList, RegisterPage

from . import drawing
from .linked_data import event_node, instrument_node, organ_node, person_node
from .models import (
    Attribute,
    Event,
    Figure,
    Instrument,
    Organ,
    OrganizationName,
    Person,
    Post,
    Session,
    Statement,
    Term,
)
from .querysets import BEGUN, HEAD


class EventDetail(RegisterDetail):
    """An event, what else changed on its day (Turns), the sessions then sitting, and the events before and after it."""

    model = Event
    stated_facts = ("object", "turns", "sessions")

    def get_context_data(self, **kwargs):
        event, day = self.object, self.object.start.earliest
        turns, sessions = [], []
        if event.start.is_exact and event.certainty_on(self.clock.day):
            turns = [
                turn
                for turn in turns_on(day)
                if turn.record != event and not turn.record.about.is_reported and turn.record.kind != Session.kind
            ]
            sessions = Session.objects.sitting_on(day)
        beside = Event.objects.begun_by(self.clock.day).neighbours(event)
        return super().get_context_data(turns=turns, sessions=sessions, beside=beside, **kwargs)

    def get_title(self, context: dict) -> str:
        return self.object.title

    def get_description(self, context: dict) -> str:
        return f"{happening_in_words(self.object.start, self.object.end)}: {self.object.description}"

    def linked_node(self, context: dict) -> Node:
        return event_node(self.object)


class SpellList(RegisterList):
    """Spells of the day and those that had ended, each drawn on one axis in percent."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(axis=Axis.of(self.clock, 100), **kwargs)


class OrganizationNameList(SpellList):
    model = OrganizationName
    filterset_class = filterset_of(OrganizationName)
    title = "Names of IOM"

    def get_description(self, context: dict) -> str:
        return (
            "Every name that IOM has borne, with its acronyms, its first and last day and its sources: "
            f"the name on {day_in_words(self.clock.day)} and those before it."
        )


class InstrumentList(SpellList):
    """Instruments with what each was on the day; drawn, while they waited to enter into force and while in force."""

    model = Instrument
    filterset_class = filterset_of(Instrument)
    title = "Constitution and instruments of IOM"

    def get_context_data(self, **kwargs):
        context, day = super().get_context_data(**kwargs), self.clock.day
        axis = context["axis"]
        return context | {
            "rows": [
                (instrument, instrument.standing_on(day), drawing.instrument_stretches(axis, instrument, day))
                for instrument in context["object_list"]
            ],
            "day_x": axis.x(day) if axis.shows(day) else None,
        }

    def get_description(self, context: dict) -> str:
        return (
            "The founding resolutions, the Constitution of IOM and its amendments, agreements with the United Nations: "
            f"adopted and in force by {day_in_words(self.clock.day)}."
        )


class InstrumentDetail(RegisterDetail):
    model = Instrument

    def get_context_data(self, **kwargs):
        supersedes = Instrument.objects.filter(superseded_by=self.object)
        beside = Instrument.objects.begun_by(self.clock.day).neighbours(self.object)
        return super().get_context_data(supersedes=supersedes, beside=beside, **kwargs)

    def get_title(self, context: dict) -> str:
        return self.object.title

    def get_description(self, context: dict) -> str:
        instrument = self.object
        in_force = f", in force {instrument.in_force_on.words()}" if instrument.in_force_on else ""
        return (
            f"{instrument.title} ({instrument.pk}): adopted {instrument.adopted_on.words()}{in_force}. "
            f"{instrument.effect}"
        )

    def linked_node(self, context: dict) -> Node:
        return instrument_node(self.object)


class AttributeList(SpellList):
    model = Attribute
    filterset_class = filterset_of(Attribute)
    title = "Seat and status of IOM"

    def get_description(self, context: dict) -> str:
        return (
            "Where IOM sits, its languages, its legal personality and its status towards the United Nations, "
            f"on {day_in_words(self.clock.day)} and before, with sources."
        )


@dataclass
class Branch:
    """An organ of the day, with the holders of its posts that day, and the organs below it."""

    organ: Organ
    posts: list  # (post, terms)
    below: list


class OrganList(RegisterList):
    """Who stood above whom on the day; the organs that had ended; the life of all of them, drawn."""

    model = Organ
    filterset_class = filterset_of(Organ)
    title = "Organs of IOM"
    stated_facts = ("tree", "over")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        organs = list(context["object_list"])
        return context | {
            "tree": self._tree(organs),
            "lives": sorted([*organs, *context["over"]], key=lambda organ: (organ.start_earliest, organ.start_latest)),
            "axis": Axis.of(self.clock, 100),
        }

    def get_description(self, context: dict) -> str:
        return (
            f"The principal organs, subsidiary bodies and offices of IOM on {day_in_words(self.clock.day)} and those "
            "before, each with its first and last day and sources."
        )

    def _tree(self, organs):
        holders = defaultdict(list)
        for term in Term.objects.as_of(self.clock.day).for_page(self.clock.day):
            holders[term.post_id].append(term)
        branches = {
            organ.pk: Branch(organ, [(post, holders[post.pk]) for post in organ.posts.all()], []) for organ in organs
        }
        for branch in branches.values():
            if above := branches.get(branch.organ.parent_id):
                above.below.append(branch)
        return [branch for branch in branches.values() if branch.organ.parent_id not in branches]


class OrganDetail(RegisterDetail):
    """An organ with its functions, posts and their holders: those of the day, and those it had before."""

    model = Organ
    stated_facts = ("object", "functions", "past_functions", "posts", "past_posts", "lanes")

    def get_context_data(self, **kwargs):
        organ, day = self.object, self.clock.day
        functions, past_functions = self.parts(organ.functions.all())
        posts, past_posts = self.parts(organ.posts.all())
        by_post = defaultdict(list)
        for term in Term.objects.filter(post__organ=organ).begun_by(day).for_page(day):
            by_post[term.post_id].append(term)
        in_time = sorted([*posts, *past_posts], key=lambda post: post.start_earliest)
        sessions = organ.sessions.begun_by(day)
        axis = axis_of(self.clock, above=True)
        lanes = drawing.organ_lanes(axis, day, organ, [(post, by_post[post.pk]) for post in in_time], sessions)
        return super().get_context_data(
            functions=functions,
            past_functions=past_functions,
            posts=[(post, [term for term in by_post[post.pk] if term.certainty_on(day)]) for post in posts],
            past_posts=past_posts,
            lanes=Lanes(axis, day, lanes, above=True),
            subsidiaries=organ.subsidiaries.begun_by(day),
            sessions=len(sessions),
            sessions_url=f"{reverse('session-list')}?organ={organ.slug}",
            **kwargs,
        )

    def get_title(self, context: dict) -> str:
        return f"{self.object.name_en} of IOM"

    def get_description(self, context: dict) -> str:
        organ = self.object
        return (
            f"{organ.name_en} of the International Organization for Migration, "
            f"{spell_in_words(organ.start, organ.end)}: composition, functions, posts and their holders, with sources."
        )

    def linked_node(self, context: dict) -> Node:
        return organ_node(self.object, context["posts"])


class SessionList(RegisterList):
    model = Session
    filterset_class = filterset_of(Session)
    title = "Sessions of the Council and the Committee of IOM"

    def get_context_data(self, **kwargs):
        organs = Organ.objects.with_sessions()
        return super().get_context_data(organs=organs, **kwargs)

    def get_description(self, context: dict) -> str:
        return (
            "The sessions of the Council of IOM and of the Committee before it that sources name, "
            f"up to {day_in_words(self.clock.day)}: day, place and result."
        )


class StatementList(RegisterList):
    model = Statement
    filterset_class = filterset_of(Statement)
    title = "What sources say of IOM"

    def get_context_data(self, **kwargs):
        topics = Statement.objects.order_by("topic").values_list("topic", flat=True).distinct()
        return super().get_context_data(topics=topics, **kwargs)

    def get_description(self, context: dict) -> str:
        return (
            f"What dated sources up to {day_in_words(self.clock.day)} say of IOM as a whole, "
            "and how each statement stands up against the register."
        )


class FigureList(RegisterList):
    """Figures by what they count: as bars where there are several, the highest as long as the column."""

    model = Figure
    filterset_class = filterset_of(Figure)
    title = "Figures of IOM by year"
    few = 2  # figures of one metric that make no chart

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        metrics = Figure.objects.order_by("metric").values_list("metric", flat=True).distinct()
        groups = defaultdict(list)
        for figure in context["object_list"]:
            groups[figure.metric, figure.unit].append(figure)
        charts = {key: rows for key, rows in groups.items() if len(rows) > self.few}
        charts = sorted(charts.items(), key=lambda chart: -len(chart[1]))
        return context | {
            "metrics": metrics,
            "charts": [(metric, unit, drawing.lengths(rows)) for (metric, unit), rows in charts],
            "others": [
                figure for figure in context["object_list"] if len(groups[figure.metric, figure.unit]) <= self.few
            ],
        }

    def get_description(self, context: dict) -> str:
        return (
            f"Persons moved, budgets, staff and offices of IOM by year up to {day_in_words(self.clock.day)}, "
            "as sources printed them, each with what it counts."
        )


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
        lanes = [drawing.post_lane(axis, day, post, by_post[post.pk]) for post in posts if by_post[post.pk]]
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
        gaps = drawing.unheld(axis, self.clock.day, post, terms)
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
