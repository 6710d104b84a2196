"""The admin of States, of their memberships and names, and of the counts that sources printed."""

from datetime import date
from typing import Any, cast

from django.contrib import admin
from django.db.models import Field, QuerySet
from django.forms import ChoiceField
from django.forms import Field as FormField
from django.http import HttpRequest
from django.utils.text import capfirst

from iom_portal.records.admin import CitedInline, DayFilter, RecordAdmin
from iom_portal.records.dates.validity import CERTAIN

from .models import FormerName, Membership, PublishedCount, State, m49
from .models.state import MEMBER, OBSERVER
from .querysets import StateQuerySet

REGION_NAMES = {  # {field of a State: the names that it may hold}
    "region": [*m49.REGIONS],
    "subregion": m49.subregions(),
    "intermediate_region": m49.intermediate_regions(),
}


class StandingFilter(DayFilter):
    """What a State is on the day."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [
            ("member", "Member State"),
            ("member-possibly", "Possibly a Member State"),
            ("observer", "Observer State"),
            ("observer-possibly", "Possibly an Observer State"),
            ("left", "Left"),
            ("none", "Neither"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        states = cast(StateQuerySet[State], queryset)
        value = self.value()
        if not value:
            return states
        if value == "left":
            return states.standing(State.Standing.FORMER, self.day)
        if value == "none":
            return states.certainly(State.Standing.NEITHER, self.day)
        status = value.removesuffix("-possibly")
        if status == value:
            return states.certainly(status, self.day)
        return states.only_possibly(status, self.day)


class MembershipInline(CitedInline):
    """The spells of a State, on its form."""

    model = Membership
    own_fields = ["status", "start", "end", "basis", "notified_on"]
    verbose_name_plural = "membership: every spell as member or observer"


class FormerNameInline(CitedInline):
    """The former names of a State, on its form."""

    model = FormerName
    own_fields = ["name_en", "name_fr", "name_es", "start", "end"]


@admin.register(State)
class StateAdmin(RecordAdmin):
    """States, with what each is on the day."""

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
        ("Existence", {"fields": [("start", "end")]}),
        ("Evidence", {"fields": ["evidence", "note"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("memberships")

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        """Return the field of a form for one of the model: a region is chosen among those of UN M49."""
        if db_field.name not in REGION_NAMES:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        choices = [("", "---------"), *((name, name) for name in REGION_NAMES[db_field.name])]
        return ChoiceField(
            choices=choices,
            required=not db_field.blank,
            label=capfirst(str(db_field.verbose_name)),
            help_text=db_field.help_text,
        )

    def standing(self, state: State, day: date) -> str:
        """Return what a State is on `day`, in words."""
        words = {MEMBER: "Member State", OBSERVER: "Observer State"}
        statuses = []
        for status, certainty in state.standing_on(day):
            word = words[Membership.Status(status)]
            statuses.append(word if certainty == CERTAIN else f"possibly {word}")
        return ", ".join(statuses) or "–"


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    """Spells of membership."""

    list_display = ["state", "status", "begins", "ends", "holds", "basis", "evidence"]
    list_filter = ["status", "basis", "evidence", "state__region"]
    list_select_related = ["state"]
    search_through = ("state__", "state__former_names__")


@admin.register(FormerName)
class FormerNameAdmin(RecordAdmin):
    """Former names of States."""

    list_display = ["name_en", "state", "begins", "ends", "holds", "evidence"]
    list_filter = ["evidence", "state__region"]
    list_select_related = ["state"]
    search_through = ("state__",)


@admin.register(PublishedCount)
class PublishedCountAdmin(RecordAdmin):
    """Numbers that sources printed."""

    list_display = ["of_the_day", "members", "observers", "stale", "wording", "evidence"]
    list_filter = ["stale", "evidence"]
    date_hierarchy = "on_earliest"

    @admin.display(description="of the day", ordering="on_earliest")
    def of_the_day(self, count: PublishedCount) -> str:
        """Return the day of which a number speaks or, failing that, when it was printed."""
        return count.on.words() or f"undated, printed {count.printed.words()}"
