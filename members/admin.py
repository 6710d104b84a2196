from django.contrib import admin

from iom_portal.records.admin import CitedInline, DayFilter, RecordAdmin
from iom_portal.records.dates.validity import CERTAIN

from .models import FormerName, Membership, PublishedCount, State


class StandingFilter(DayFilter):
    """What a State is on the day."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("member", "Member State"),
            ("member-possibly", "Possibly a Member State"),
            ("observer", "Observer State"),
            ("observer-possibly", "Possibly an Observer State"),
            ("left", "Left"),
            ("none", "Neither"),
        ]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        if self.value() == "left":
            return queryset.standing("former", self.day)
        if self.value() == "none":
            return queryset.certainly("neither", self.day)
        status, possibly = self.value().removesuffix("-possibly"), self.value().endswith("-possibly")
        if not possibly:
            return queryset.certainly(status, self.day)
        certain = State.objects.certainly(status, self.day)
        return queryset.standing(status, self.day).exclude(pk__in=certain.values("pk"))


class MembershipInline(CitedInline):
    model = Membership
    own_fields = ["status", "start", "end", "basis", "notified_on"]
    verbose_name_plural = "membership: every spell as member or observer"


class FormerNameInline(CitedInline):
    model = FormerName
    own_fields = ["name_en", "name_fr", "name_es", "start", "end"]


@admin.register(State)
class StateAdmin(RecordAdmin):
    list_display = ["name_en", "id", "standing", "region", "subregion"]
    list_filter = [StandingFilter, "region", "subregion"]
    day_columns = ("standing",)
    search_through = ("former_names__",)
    prepopulated_fields = {"slug": ["name_en"]}
    more_inlines = (MembershipInline, FormerNameInline)
    fieldsets = [
        (None, {"fields": ["id", "slug", ("iso2", "m49")]}),
        ("Names", {"fields": [("name_en", "formal_en"), ("name_fr", "formal_fr"), ("name_es", "formal_es")]}),
        ("Place", {"fields": ["region", "subregion", "intermediate_region", "capital", "wikidata"]}),
        ("Evidence", {"fields": ["evidence", "note"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships")

    def standing(self, state, day):
        words = {"member": "Member State", "observer": "Observer State"}
        found = [
            words[status] if certainty == CERTAIN else f"possibly {words[status]}"
            for status, certainty in state.standing_on(day)
        ]
        return ", ".join(found) or "–"


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    list_display = ["state", "status", "begins", "ends", "holds", "basis", "evidence"]
    list_filter = ["status", "basis", "evidence", "state__region"]
    list_select_related = ["state"]
    search_through = ("state__", "state__former_names__")


@admin.register(FormerName)
class FormerNameAdmin(RecordAdmin):
    list_display = ["name_en", "state", "begins", "ends", "holds", "evidence"]
    list_filter = ["evidence", "state__region"]
    list_select_related = ["state"]
    search_through = ("state__",)


@admin.register(PublishedCount)
class PublishedCountAdmin(RecordAdmin):
    list_display = ["of_the_day", "members", "observers", "stale", "wording", "evidence"]
    list_filter = ["stale", "evidence"]
    date_hierarchy = "on_earliest"

    @admin.display(description="of the day", ordering="on_earliest")
    def of_the_day(self, count):
        return count.on.words() or f"undated, printed {count.printed.words()}"
