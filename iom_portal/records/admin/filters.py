"""List filters about a day: what held on it, today or on the day of `?as_of=`, through the one predicate."""

from django.contrib import admin, messages

from ..dates.partial_date import PartialDateError, day_in_words, read_day
from ..dates.validity import today

AS_OF = "as_of"


def asked_day(request):
    """The day of the request's `as_of`; today if there is none, or none that can be read."""
    try:
        return read_day(request.GET.get(AS_OF, ""))
    except PartialDateError:
        return today()


def day_label(request):
    """That day in words: "today" or "on 14 June 2013"."""
    day = asked_day(request)
    return "today" if day == today() else f"on {day_in_words(day)}"


class DayFilter(admin.SimpleListFilter):
    """Base of the filters about a day. Its form asks for another day than today."""

    template = "admin/register/day_filter.html"

    def __init__(self, request, params, model, model_admin):
        asked = (params.pop(AS_OF, None) or [""])[-1]
        self.day, self.asked = asked_day(request), asked
        self.label = day_label(request)
        if asked:
            try:
                read_day(asked)
            except PartialDateError as error:
                messages.error(request, f"{error} The list is shown as of today.")
        super().__init__(request, params, model, model_admin)

    def expected_parameters(self):
        return [self.parameter_name, AS_OF]

    def choices(self, changelist):
        self.kept = [(name, value) for name, value in changelist.params.items() if name not in (AS_OF, "p", "e")]
        return super().choices(changelist)


class OnTheDayFilter(DayFilter):
    """Whether a record holds on the day: certainly, possibly, no more, not yet."""

    title = "the day"
    parameter_name = "holds"

    def __init__(self, request, params, model, model_admin):
        self.rule = model.on_day
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        if self.rule.until is None:
            return [("certain", "By then"), ("possible", "Possibly by then"), ("later", "Later")]
        return [
            ("certain", "In force"),
            ("possible", "Possibly in force"),
            ("ended", "Ended"),
            ("later", "Not yet begun"),
        ]

    def queryset(self, request, queryset):
        if self.value() == "certain":
            return queryset.certain_on(self.day)
        if self.value() == "possible":
            return queryset.as_of(self.day).exclude(pk__in=queryset.certain_on(self.day).values("pk"))
        if self.value() == "ended":
            return queryset.over_by(self.day)
        if self.value() == "later":
            return queryset.exclude(self.rule.begun.possibly(self.day))
        return queryset
