"""The admin of strategies, commitments, objectives and their themes."""

from django.contrib import admin

from iom_portal.records.admin import CitedInline, RecordAdmin

from .models import Commitment, Framework, Objective, Theme


class CommitmentInline(CitedInline):
    """The commitments of a framework, on its form."""

    model = Commitment
    own_fields = ["number", "short_title", "text"]


class ObjectiveInline(CitedInline):
    """The objectives of a framework, on its form."""

    model = Objective
    own_fields = ["number", "short_title", "theme", "text"]


@admin.register(Framework)
class FrameworkAdmin(RecordAdmin):
    """Strategies with their commitments and objectives."""

    list_display = ["title", "kind_of_framework", "begins", "ends", "holds", "action", "evidence"]
    list_filter = ["kind_of_framework", "evidence"]
    prepopulated_fields = {"slug": ["title"]}
    more_inlines = (CommitmentInline, ObjectiveInline)


@admin.register(Commitment)
class CommitmentAdmin(RecordAdmin):
    """Commitments."""

    list_display = ["__str__", "framework", "holds", "evidence"]
    list_filter = ["framework", "evidence"]
    list_select_related = ["framework"]


@admin.register(Theme)
class ThemeAdmin(RecordAdmin):
    """Themes."""

    list_display = ["name", "slug", "evidence"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Objective)
class ObjectiveAdmin(RecordAdmin):
    """Objectives."""

    list_display = ["__str__", "framework", "theme", "holds", "evidence"]
    list_filter = ["framework", "theme", "evidence"]
    list_select_related = ["framework", "theme"]
