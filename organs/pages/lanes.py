"""The lanes of pictures of the organization in time: who held a post, elected when, and when nobody is recorded."""

from itertools import groupby

from iom_portal.records.drawing.lanes import Item, Lane, Shape, bars, happening, spell_item

ACTING = "acting"


def term_items(axis, day, terms, elections=True):
    """The Items of terms in the order of their post: one for each person, over terms that follow one another.

    elections: whether the days of the elections known by `day` are drawn above.
    """
    for person, of_person in groupby(terms, key=lambda term: term.person):
        of_person = list(of_person)
        shapes = [shape for term in of_person for shape in _shapes(axis, day, term, elections)]
        if any(shape.form == "bar" for shape in shapes):
            acting = ", ad interim" if all(term.acting for term in of_person) else ""
            yield Item(of_person, f"{person.name}{acting}", person.page_url, shapes)


def _shapes(axis, day, term, elections):
    stretches = axis.stretches(term, day)
    yield from bars(stretches)
    if term.acting and stretches:
        first, last = stretches[0], stretches[-1]
        yield Shape(ACTING, first.x, round(last.x + last.width - first.x, 1), ACTING)
    if elections and stretches and term.elected_on:
        elected = happening(axis, term.elected_on_earliest, term.elected_on_latest, day, "pointer")
        if elected:
            yield elected


def post_lane(axis, day, post, terms):
    """The Lane of a post with its holders, and the days on which nobody is recorded to have held it."""
    return Lane(
        post.title,
        list(term_items(axis, day, terms)),
        url=post.page_url,
        gaps=[gap for gap in unheld(axis, day, post, terms) if gap.stretch],
    )


def unheld(axis, day, post, terms):
    """The Gaps of a post up to a day: it certainly existed, and nobody is recorded as its holder."""
    first, last = post.on_day.certain_days(post)
    return list(axis.gaps(terms, first, min(day, last)))


def organ_lanes(axis, day, organ, posts, sessions):
    """The Lanes of an organ: its life, its posts [(post, terms)], and its sessions."""
    life = spell_item(axis, organ, day)
    lanes = [Lane("The organ", [life] if life else [])]
    lanes += [post_lane(axis, day, post, terms) for post, terms in posts]
    held = []
    for session in sessions:
        if shape := happening(axis, *session.days, day, lasted=session.lasted):
            held.append(Item([session], str(session), session.page_url, [shape], unnamed=True))
    return [*lanes, Lane("Sessions recorded", held)] if held else lanes
