"""The rules of the organization: parts within their organ, organs after organs, terms within post and life."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import cast

from iom_portal.records.dates.partial_date import PartialDate, day_in_words
from iom_portal.records.dates.validity import CERTAIN, today
from iom_portal.records.rules.of_every_kind import begun_alike, why_outside_life
from iom_portal.records.rules.register_rules import (
    WARNING,
    Found,
    Ids,
    RuleFault,
    alike,
    among,
    referred_record,
    rule,
    rule_of_many,
)
from members.models import State

from .models import Instrument, Organ, OrganFunction, Person, Post, Session, Term

OF_AGE = 18


# Parts of organs


@rule(
    "part-within-its-organ",
    OrganFunction,
    Post,
    sentence="A function and a post begin and end within the life of their organ.",
    reason="What does not exist does nothing and has no posts.",
    rests_on={Organ: ("organ",)},
)
def part_within_its_organ(part: OrganFunction | Post) -> Iterator[RuleFault]:
    yield from why_outside_life(part, part.organ)


@rule(
    "session-within-its-body",
    Session,
    level=WARNING,
    sentence="A session is held within the life of the organ that met.",
    reason="A session may open as its organ gives way to another: so this only warns (decision 8).",
    rests_on={Organ: ("organ",)},
)
def session_within_its_body(session: Session) -> Iterator[RuleFault]:
    yield from why_outside_life(session, session.organ)


# Organs after organs


@rule(
    "organ-within-its-parent",
    Organ,
    sentence="An organ begins and ends within the life of the organ to which it belongs.",
    reason="Nothing belongs to what does not exist yet, or any more.",
    rests_on={Organ: ("parent",)},
)
def organ_within_its_parent(organ: Organ) -> Iterator[RuleFault]:
    parent = referred_record(organ, "parent")
    if parent is not None:
        yield from why_outside_life(organ, parent, f"parent organ, {parent.name_en},")


@rule(
    "organs-follow-in-time",
    Organ,
    sentence="An organ begins no earlier than the one that it followed, and no later than the one that followed it.",
    reason="What takes the place of another comes after it.",
    rests_on={Organ: ("predecessor", "successor")},
)
def organs_follow_in_time(organ: Organ) -> Iterator[RuleFault]:
    before, after = referred_record(organ, "predecessor"), referred_record(organ, "successor")
    if before is not None and organ.start_latest < before.start_earliest:
        first = day_in_words(before.start_earliest)
        yield RuleFault(
            f"It certainly began before the organ that it followed, {before.name_en} ({first}).", "predecessor"
        )
    if after is not None and after.start_latest < organ.start_earliest:
        last = day_in_words(after.start_latest)
        yield RuleFault(
            f"The organ that followed it, {after.name_en}, certainly began before it ({last}).", "successor"
        )


@rule_of_many(
    "organs-in-no-circle",
    Organ,
    sentence="No organ follows itself or stands above itself, directly or by way of others.",
    reason="A circle has no first and no last: no page could tell it in order.",
    may_be_excepted=False,
)
def organs_in_no_circle(model: type[Organ], keys: Ids) -> Found:
    organs = {organ.pk: organ for organ in model.objects.all()}
    before: dict[str, set[str]] = defaultdict(set)
    above: dict[str, set[str]] = defaultdict(set)
    for organ in organs.values():
        if organ.predecessor_id:
            before[organ.pk].add(organ.predecessor_id)
        if organ.successor_id:
            before[organ.successor_id].add(organ.pk)
        if organ.parent_id:
            above[organ.pk].add(organ.parent_id)
    for graph, name in ((before, "predecessor"), (above, "parent")):
        circle = _circle(graph)
        if circle:
            names = ", ".join(organs[pk].name_en for pk in circle)
            yield organs[circle[0]], RuleFault(f"These follow one another in a circle: {names}.", name)


def _circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the ids of a circle in a graph of {id: the ids before it}, the first and the last alike; [] for none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return cast(list[str], error.args[1])
    return []


@rule(
    "superseded-by-a-later-one",
    Instrument,
    sentence="An instrument is superseded by one that was adopted no earlier than itself.",
    reason="What takes the place of another comes after it.",
    rests_on={Instrument: ("superseded_by",)},
)
def superseded_by_a_later_one(instrument: Instrument) -> Iterator[RuleFault]:
    later = referred_record(instrument, "superseded_by")
    if later is not None and later.adopted_on_latest < instrument.adopted_on_earliest:
        text = f"“{later}” was adopted before it ({later.adopted_on.words()})."
        yield RuleFault(text, "superseded_by")


# Persons and their terms


@rule(
    "term-within-its-post",
    Term,
    sentence="A term of office begins and ends within the life of its post, and of the organ of the post.",
    reason="Nobody holds a post that does not exist.",
    rests_on={Post: ("post",), Organ: ("post__organ",)},
)
def term_within_its_post(term: Term) -> Iterator[RuleFault]:
    faults = list(why_outside_life(term, term.post, "post"))
    yield from faults or why_outside_life(term, term.post.organ)


@rule(
    "term-within-a-life",
    Term,
    sentence="A term of office begins and ends within the life of the person.",
    reason="Nobody is in office before birth or after death.",
    rests_on={Person: ("person",)},
)
def term_within_a_life(term: Term) -> Iterator[RuleFault]:
    born, died = PartialDate(term.person.born), PartialDate(term.person.died)
    if born.earliest and term.start_latest < born.earliest:
        yield RuleFault(f"The person was born later ({born.words()}).", "start")
    if not died.latest:
        return
    if term.start_earliest > died.latest:
        yield RuleFault(f"The person had died ({died.words()}).", "start")
    elif not term.end:
        yield RuleFault(f"The person has died ({died.words()}): give the last day in office.", "end")
    elif term.end_earliest > died.latest:
        yield RuleFault(f"It ends after the death of the person ({died.words()}).", "end")


@rule(
    "of-age-in-office",
    Term,
    level=WARNING,
    sentence=f"A person is at least {OF_AGE} years old on entering office.",
    reason="A younger one is most likely another person of the same name, or a wrong year.",
    rests_on={Person: ("person",)},
)
def of_age_in_office(term: Term) -> Iterator[RuleFault]:
    born = PartialDate(term.person.born)
    if born.earliest and born.earliest <= term.start_latest < _birthday(born.earliest):
        yield RuleFault(f"The person was certainly under {OF_AGE} (born {born.words()}).", "start")


def _birthday(born: date) -> date:
    """Return the day on which who was born on this day comes of age."""
    try:
        return born.replace(year=born.year + OF_AGE)
    except ValueError:  # born on 29 February
        return date(born.year + OF_AGE, 3, 1)


@rule(
    "born-before-death",
    Person,
    sentence="A person is born before dying, and both lie in the past.",
    reason="The one follows from the other, and neither is known ahead.",
    may_be_excepted=False,
)
def born_before_death(person: Person) -> Iterator[RuleFault]:
    for name in ("born", "died"):
        when = PartialDate(getattr(person, name))
        if when.earliest and when.earliest > today():
            yield RuleFault(f"It lies in the future: write a day up to {day_in_words(today())}.", name)
    born, died = PartialDate(person.born), PartialDate(person.died)
    if born.earliest and died.latest and died.latest < born.earliest:
        yield RuleFault(f"Nobody dies before being born ({born.words()}).", "died")


def _nationalities_of_no_state(model: type[Person], keys: Ids) -> Found:
    codes = State.objects.order_by().values_list("iso2", flat=True)
    for person in among(model.objects.exclude(nationality="").exclude(nationality__in=codes), keys):
        yield person, _of_no_state(person)


@rule(
    "nationality-of-a-state",
    Person,
    sentence="The nationality of a person is the ISO code of two letters of a State of the register, or empty.",
    reason="The page of a person and linked data name the State by it.",
    rests_on={State: ()},
    of_many=_nationalities_of_no_state,
)
def nationality_of_a_state(person: Person) -> Iterator[RuleFault]:
    if person.nationality and not State.objects.filter(iso2=person.nationality).exists():
        yield _of_no_state(person)


def _of_no_state(person: Person) -> RuleFault:
    text = f"“{person.nationality}” is the code of no State of the register: write one such as “NO”, or nothing."
    return RuleFault(text, "nationality")


@rule_of_many(
    "people-of-one-name",
    Person,
    level=WARNING,
    sentence="No two persons bear the same name.",
    reason="Most likely they are one person, entered twice. Where they are two, a note tells them apart.",
)
def people_of_one_name(model: type[Person], keys: Ids) -> Found:
    for later, other in alike(model.objects.all(), lambda person: person.name.casefold(), keys):
        yield later, RuleFault(f"“{other.pk}” bears the same name.", "name")


@rule_of_many(
    "terms-alike",
    Term,
    sentence="No two terms of a person in a post have the same start.",
    reason="The second row is the first one, typed again.",
)
def terms_alike(model: type[Term], keys: Ids) -> Found:
    return begun_alike(model, ("person_id", "post_id"), keys)


@rule_of_many(
    "holders-as-many-as-seats",
    Term,
    sentence="On no day do certainly more persons hold a post than it has seats.",
    reason="A post of one seat has one holder: one term ends before the next begins.",
    rests_on={Post: ("post",)},
)
def holders_as_many_as_seats(model: type[Term], keys: Ids) -> Found:
    by_post: dict[Post, list[Term]] = defaultdict(list)
    for term in model.objects.select_related("post"):
        by_post[term.post].append(term)
    for post, terms in by_post.items():
        if keys is not None and not any(term.pk in keys for term in terms):
            continue
        for term in terms:
            holders = [other for other in terms if other.certainty_on(term.start_latest) == CERTAIN]
            if len(holders) > post.seats and term in holders:
                names = ", ".join(f"“{other.pk}”" for other in holders if other != term)
                day = day_in_words(term.start_latest)
                yield term, RuleFault(f"{post} has {post.seats} seats, and on {day} {names} holds it too.", "start")
                break
