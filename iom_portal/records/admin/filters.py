"""List filters about a day: what held on it, today or on the day of `?as_of=`, through the one predicate."""

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from ..dates.partial_date import PartialDateError, day_in_words, read_day
from ..dates.validity import Rule, today
from ..models.entry import EntryQuerySet

AS_OF = "as_of"
PAGE, ERROR = "p", "e"  # parameters of a list of the admin that another day leaves behind


def day_of_request(request: HttpRequest) -> date:
    """Return the day of the request's `as_of`; today if there is none, or none that can be read."""
    try:
        return read_day(request.GET.get(AS_OF, ""))
    except PartialDateError:
        return today()


def day_label(request: HttpRequest) -> str:
    """Return that day in words: "today" or "on 14 June 2013"."""
    day = day_of_request(request)
    return "today" if day == today() else f"on {day_in_words(day)}"


class DayFilter(admin.SimpleListFilter):
    """Base of the filters about a day. Its form asks for another day than today."""

    template = "admin/register/day_filter.html"

    def __init__(
        self, request: HttpRequest, params: dict[str, list[str]], model: type[Model], model_admin: admin.ModelAdmin
    ) -> None:
        texts = params.pop(AS_OF, None) or [""]
        self.day_text = texts[-1]
        self.day = day_of_request(request)
        self.label = day_label(request)
        if self.day_text:
            try:
                read_day(self.day_text)
            except PartialDateError as error:
                messages.error(request, f"{error} The list is shown as of today.")
        super().__init__(request, params, model, model_admin)

    def expected_parameters(self) -> list[str | None]:
        return [self.parameter_name, AS_OF]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        self.other_parameters = [
            (name, value) for name, value in changelist.params.items() if name not in (AS_OF, PAGE, ERROR)
        ]
        return super().choices(changelist)


class OnTheDayFilter(DayFilter):
    """Whether a record holds on the day: certainly, possibly, no more, not yet. Only of a kind that is dated."""

    title = "the day"
    parameter_name = "holds"

    def __init__(
        self, request: HttpRequest, params: dict[str, list[str]], model: Any, model_admin: admin.ModelAdmin
    ) -> None:
        self.rule: Rule = model.on_day
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        if self.rule.until is None:
            return [("certain", "By then"), ("possible", "Possibly by then"), ("later", "Later")]
        return [
            ("certain", "In force"),
            ("possible", "Possibly in force"),
            ("ended", "Ended"),
            ("later", "Not yet begun"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = cast(EntryQuerySet[Any], queryset)
        choice = self.value()
        if choice == "certain":
            return rows.certain_on(self.day)
        if choice == "possible":
            return rows.as_of(self.day).exclude(pk__in=rows.certain_on(self.day).values("pk"))
        if choice == "ended":
            return rows.over_by(self.day)
        if choice == "later":
            return rows.exclude(self.rule.begun.possibly(self.day))
        return rows
