"""The admin: every kind of the register, each submit one revision with its reason and its sources."""

from django.contrib import admin

from . import kinds, revisions  # noqa: F401  (they register their kinds)
from .base import EntryAdmin, RecordAdmin
from .filters import DayFilter
from .inlines import CitedInline

__all__ = ["CitedInline", "DayFilter", "EntryAdmin", "RecordAdmin"]

admin.site.site_header = "IOM Reference: editing the register"
admin.site.site_title = "IOM Reference"
admin.site.index_title = "The register"
