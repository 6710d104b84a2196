from django.contrib import admin

from iom_portal.records.admin import CitedInline, RecordAdmin

from .models import Commitment, Framework, Objective, Theme


class CommitmentInline(CitedInline):
    model = Commitment
    own_fields = ["number", "short_title", "text"]


class ObjectiveInline(CitedInline):
    model = Objective
    own_fields = ["number", "short_title", "theme", "text"]


@admin.register(Framework)
class FrameworkAdmin(RecordAdmin):
    list_display = ["title", "kind_of_framework", "begins", "ends", "holds", "action", "evidence"]
    list_filter = ["kind_of_framework", "evidence"]
    prepopulated_fields = {"slug": ["title"]}
    more_inlines = (CommitmentInline, ObjectiveInline)


@admin.register(Commitment)
class CommitmentAdmin(RecordAdmin):
    list_display = ["__str__", "framework", "holds", "evidence"]
    list_filter = ["framework", "evidence"]
    list_select_related = ["framework"]


@admin.register(Theme)
class ThemeAdmin(RecordAdmin):
    list_display = ["name", "slug", "evidence"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Objective)
class ObjectiveAdmin(RecordAdmin):
    list_display = ["__str__", "framework", "theme", "holds", "evidence"]
    list_filter = ["framework", "theme", "evidence"]
    list_select_related = ["framework", "theme"]
