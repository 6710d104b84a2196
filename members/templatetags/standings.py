"""What a State is on a day, in words. The rules stand on the model."""

from datetime import date

from django import template

from iom_portal.records.dates.validity import CERTAIN
from iom_portal.records.templatetags.words import doubt, spell

from ..models.state import StatusOnDay
from ..pages.state_map import Place

register = template.Library()


@register.filter
def standing_words(place: Place, day: date) -> str:
    """Return what a State is: "member since 1967", "possibly observer, became an observer some day in 1977"."""
    if place.key == "no-state":
        return "no State on that day"
    if place.last:
        return f"{place.last.status} {spell(place.last)}"
    words = [_status_in_words(held, day) for held in place.standing]
    return "; ".join(words) or "neither member nor observer"


def _status_in_words(held: StatusOnDay, day: date) -> str:
    if held.certainty == CERTAIN:
        return f"{held.status} {spell(held.spell)}"
    return f"possibly {held.status}, {doubt(held.spell, day)}"


@register.filter
def standing_why(place: Place, day: date) -> str:
    """Return the same beside the title of a class, such as “Possibly a member”: "joined some day in 2013"."""
    if len(place.standing) == 1:
        return doubt(place.standing[0].spell, day)
    return standing_words(place, day)
