"""The models of this room stand where they are used; Django looks for them here."""

from .fair_use.keys import ApiKey

__all__ = ["ApiKey"]
