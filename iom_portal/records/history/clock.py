"""Reading the two clocks that a request asks for, once and strictly, for pages and API alike."""

from dataclasses import dataclass
from datetime import date

from ..dates.partial_date import PartialDateError, day_in_words, read_day
from ..dates.validity import today
from ..models.coverage import Coverage
from .snapshots import Moment

FIRST_READABLE = date(1900, 1, 1)
LAST_READABLE = date(2100, 12, 31)


class BadDay(ValueError):
    """`as_of` is not a day that can be asked for. The message says why and what is allowed."""


@dataclass(frozen=True)
class Clock:
    """The day asked for, and what the register can say of it.

    asked: the day of `as_of`, or None when none was given. day: that day, or today.
    """

    asked: date | None
    day: date
    established_on: date
    verified_to: date
    loaded: bool = True
    moment: Moment | None = None  # the register as recorded then; None for the register as it is

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters that keep both clocks in an address; empty for the register of today."""
        parameters = {}
        if self.asked:
            parameters["as_of"] = self.asked.isoformat()
        if self.moment:
            parameters["as_recorded"] = self.moment.asked
        return parameters

    @property
    def before_foundation(self) -> bool:
        """Whether nothing existed yet on the day."""
        return self.loaded and self.day < self.established_on

    @property
    def carried_forward(self) -> bool:
        """Whether the day lies after the one to which the register is verified: its answer is then carried forward."""
        return self.loaded and self.day > self.verified_to

    @property
    def after_the_moment(self) -> bool:
        """Whether the day lies after the moment at which the register is read: it could then only be foreseen."""
        return bool(self.moment and self.asked and self.asked > self.moment.made_at.date())

    @property
    def notice(self) -> str:
        """What a reader must know of the day, in one sentence, or ""."""
        if not self.loaded:
            return "The register has not been loaded: run manage.py load_register."
        if self.before_foundation:
            return (
                f"Nothing existed on {day_in_words(self.day)}: "
                f"the organization was established on {day_in_words(self.established_on)}."
            )
        if self.moment and self.after_the_moment:
            return (
                f"{day_in_words(self.day)} lies after the moment at which the register is read "
                f"({day_in_words(self.moment.made_at.date())}): it is what was then foreseen, not what was established."
            )
        if self.carried_forward:
            return (
                f"The register is verified to {day_in_words(self.verified_to)}. "
                f"For {day_in_words(self.day)} it is carried forward, not established."
            )
        return ""


def read_clock(asked: str | None, moment: Moment | None = None) -> Clock:
    """Return the Clock for the text of `as_of` (None or "" for today), read at `moment`. Raises BadDay."""
    day = None
    if asked:
        try:
            day = read_day(asked)
        except PartialDateError as error:
            raise BadDay(str(error)) from error
        if not FIRST_READABLE <= day <= LAST_READABLE:
            raise BadDay(f"{asked} is out of range: ask for a day from {FIRST_READABLE} to {LAST_READABLE}.")
    covered = Coverage.objects.both_days()
    if covered is None:  # a register that has not been loaded says so on every page
        return Clock(day, day or today(), today(), today(), loaded=False, moment=moment)
    established_on, verified_to = covered
    return Clock(day, day or today(), established_on, verified_to, moment=moment)
