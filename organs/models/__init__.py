"""The organization: its organs and their sessions, who leads it, and what is true of it as a whole."""

from .bodies import Organ, OrganFunction, Session
from .leadership import Person, Post, Term
from .organization import Attribute, Event, Figure, Instrument, OrganizationName, Statement

# The kinds of this room, in the order in which they are told.
KINDS = (
    *(Organ, OrganFunction, Session, Post, Person, Term),
    *(OrganizationName, Instrument, Event, Statement, Figure, Attribute),
)

__all__ = [
    "KINDS",
    "Attribute",
    "Event",
    "Figure",
    "Instrument",
    "Organ",
    "OrganFunction",
    "OrganizationName",
    "Person",
    "Post",
    "Session",
    "Statement",
    "Term",
]
