"""What a State is on a day, in words. The rules stand on the model."""

from django import template

from iom_portal.records.dates.validity import CERTAIN
from iom_portal.records.templatetags.words import doubt, spell

register = template.Library()


@register.filter
def standing_words(place, day):
    """What a Place of the map is: "member since 1967", "possibly observer, became an observer some day in 1977"."""
    if place.last:
        return f"{place.last.status} {spell(place.last)}"
    words = [
        f"{status} {spell(held)}" if certainty == CERTAIN else f"possibly {status}, {doubt(held, day)}"
        for status, certainty, held in place.standing
    ]
    return "; ".join(words) or "neither member nor observer"


@register.filter
def standing_why(place, day):
    """The same beside the title of a class, such as “Possibly a member”: "joined some day in 2013"."""
    return doubt(place.standing[0][2], day) if len(place.standing) == 1 else standing_words(place, day)
