from itertools import groupby

from iom_portal.records.views import Page, RegisterDetail, RegisterList

from . import filters
from .models import Attribute, Event, Figure, Instrument, Organ, OrganizationName, Person, Session, Statement, Term
from .querysets import BEGUN, HEAD


class EventDetail(RegisterDetail):
    model = Event


class OrganizationNameList(RegisterList):
    model = OrganizationName
    filterset_class = filters.OrganizationNameFilter


class InstrumentList(RegisterList):
    model = Instrument
    filterset_class = filters.InstrumentFilter

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["rows"] = [
            (instrument, instrument.standing_on(self.clock.day)) for instrument in context["object_list"]
        ]
        return context


class InstrumentDetail(RegisterDetail):
    model = Instrument

    def get_context_data(self, **kwargs):
        supersedes = Instrument.objects.filter(superseded_by=self.object)
        return super().get_context_data(supersedes=supersedes, **kwargs)


class AttributeList(RegisterList):
    model = Attribute
    filterset_class = filters.AttributeFilter


class OrganList(RegisterList):
    model = Organ
    filterset_class = filters.OrganFilter


class OrganDetail(RegisterDetail):
    """An organ with its functions, posts and their holders: those of the day, and those it had before."""

    model = Organ
    shown = ("object", "functions", "past_functions", "posts", "past_posts")

    def get_context_data(self, **kwargs):
        organ, day = self.object, self.clock.day
        functions, past_functions = self.parts(organ.functions.all())
        posts, past_posts = self.parts(organ.posts.all())
        terms = list(Term.objects.filter(post__organ=organ).begun_by(day).for_page(day))
        return super().get_context_data(
            functions=functions,
            past_functions=past_functions,
            posts=[(post, [t for t in terms if t.post_id == post.pk and t.certainty_on(day)]) for post in posts],
            past_posts=past_posts,
            subsidiaries=organ.subsidiaries.begun_by(day),
            has_sessions=organ.sessions.begun_by(day).exists(),
            **kwargs,
        )


class SessionList(RegisterList):
    model = Session
    filterset_class = filters.SessionFilter


class StatementList(RegisterList):
    model = Statement
    filterset_class = filters.StatementFilter

    def get_context_data(self, **kwargs):
        topics = Statement.objects.order_by("topic").values_list("topic", flat=True).distinct()
        return super().get_context_data(topics=topics, **kwargs)


class FigureList(RegisterList):
    model = Figure
    filterset_class = filters.FigureFilter

    def get_context_data(self, **kwargs):
        metrics = Figure.objects.order_by("metric").values_list("metric", flat=True).distinct()
        return super().get_context_data(metrics=metrics, **kwargs)


class Leadership(Page):
    """The heads in their order, the holders of the other posts, and persons elected and not yet in office."""

    template_name = "organs/leadership.html"
    shown = ("heads", "posts", "elect")

    def get_context_data(self, **kwargs):
        day = self.clock.day
        terms = list(Term.objects.begun_by(day).for_page(day))
        others = sorted((term for term in terms if term.post_id != HEAD), key=lambda term: term.post_id)
        by_post = [(rows[0].post, rows) for rows in (list(rows) for _, rows in groupby(others, lambda term: term.post))]
        return super().get_context_data(
            heads=[term for term in terms if term.post_id == HEAD],
            posts=sorted(by_post, key=lambda pair: (pair[0].start_earliest, pair[0].pk)),
            elect=Term.objects.elect_on(day).for_page(day),
            **kwargs,
        )


class PersonDetail(RegisterDetail):
    """A person with the terms begun by the day, and those to which the person was only elected by then."""

    model = Person
    shown = ("object", "terms", "elect")

    def get_context_data(self, **kwargs):
        day = self.clock.day
        terms = list(self.object.terms.all())
        return super().get_context_data(
            terms=[term for term in terms if BEGUN.certainty(term, day)],
            elect=[term for term in terms if term.is_elect_on(day)],
            in_office=[term for term in terms if term.certainty_on(day)],
            first=terms[0] if terms else None,
            **kwargs,
        )
