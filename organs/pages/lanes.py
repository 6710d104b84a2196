"""The lanes of pictures of the organization in time: who held a post, elected when, and when nobody is recorded."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from iom_portal.records.dates.validity import HOLDS
from iom_portal.records.drawing.axis import Axis, Gap
from iom_portal.records.drawing.lanes import Item, Lane, Shape, bars, happening, spell_item

from ..models import Organ, Post, Session, Term

ACTING = "acting"


def term_items(axis: Axis, day: date, terms: Iterable[Term], elections: bool = True) -> Iterator[Item]:
    """Yield the Items of terms in the order of their post: one for each person, over terms that follow one another.

    elections: whether the days of the elections known by `day` are drawn above.
    """
    for person, terms_in_a_row in groupby(terms, key=lambda term: term.person):
        terms_of_person = list(terms_in_a_row)
        shapes: list[Shape] = []
        for term in terms_of_person:
            shapes += _shapes_of_term(axis, day, term, elections)
        if any(shape.form == "bar" for shape in shapes):
            acting = ", ad interim" if all(term.acting for term in terms_of_person) else ""
            yield Item(terms_of_person, f"{person.name}{acting}", person.page_url, shapes)


def _shapes_of_term(axis: Axis, day: date, term: Term, elections: bool) -> Iterator[Shape]:
    stretches = axis.stretches(term, day)
    yield from bars(stretches)
    if not stretches:
        return
    if term.acting:
        first, last = stretches[0], stretches[-1]
        yield Shape(ACTING, first.x, round(last.x + last.width - first.x, 1), ACTING)
    if elections and term.elected_on:
        election = happening(axis, term.elected_on_earliest, term.elected_on_latest, day, "pointer")
        if election:
            yield election


def post_lane(axis: Axis, day: date, post: Post, terms: Sequence[Term]) -> Lane:
    """Return the Lane of a post with its holders, and the days on which nobody is recorded to have held it."""
    items = list(term_items(axis, day, terms))
    gaps = [gap for gap in gaps_in_post(axis, day, post, terms) if gap.stretch]
    return Lane(post.title, items, url=post.page_url, gaps=gaps)


def gaps_in_post(axis: Axis, day: date, post: Post, terms: Iterable[Term]) -> list[Gap]:
    """Return the Gaps of a post up to a day: it certainly existed, and nobody is recorded as its holder."""
    first, last = HOLDS.certain_days(post)
    return list(axis.gaps(terms, first, min(day, last)))


def organ_lanes(
    axis: Axis, day: date, organ: Organ, posts: Iterable[tuple[Post, Sequence[Term]]], sessions: Iterable[Session]
) -> list[Lane]:
    """Return the Lanes of an organ: its life, its posts with their terms, and its sessions."""
    life = spell_item(axis, organ, day)
    lanes = [Lane("The organ", [life] if life else [])]
    lanes += [post_lane(axis, day, post, terms) for post, terms in posts]
    session_items = list(_session_items(axis, day, sessions))
    if session_items:
        lanes.append(Lane("Sessions recorded", session_items))
    return lanes


def _session_items(axis: Axis, day: date, sessions: Iterable[Session]) -> Iterator[Item]:
    for session in sessions:
        first, last = session.days
        shape = happening(axis, first, last, day, lasted=session.lasted)
        if shape:
            yield Item([session], str(session), session.page_url, [shape], unnamed=True)
