"""Member and observer States: the States, the spells of their membership, and the counts that sources printed."""

from .former_name import FormerName
from .published_count import PublishedCount
from .state import Membership, State

KINDS = (State, FormerName, Membership, PublishedCount)  # in the order in which they are told

__all__ = ["KINDS", "FormerName", "Membership", "PublishedCount", "State"]
