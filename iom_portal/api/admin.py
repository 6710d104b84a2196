"""The admin of this room stands beside its models; Django looks for it here."""

from .fair_use.admin import ApiKeyAdmin

__all__ = ["ApiKeyAdmin"]
