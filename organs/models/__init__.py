from .bodies import Organ, OrganFunction, Session
from .leadership import Person, Post, Term
from .organization import Attribute, Event, Figure, Instrument, OrganizationName, Statement

__all__ = [
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
