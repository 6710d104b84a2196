"""The model field for partial dates."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from .partial_date import PartialDate, PartialDateError

if TYPE_CHECKING:
    PartialDateColumn = models.CharField[str | date, PartialDate]
else:
    PartialDateColumn = models.CharField  # which cannot be subscripted when the program runs


class PartialDateField(PartialDateColumn):
    """A partial date: EDTF text in one column, a PartialDate in Python.

    Empty is "" (what that means is the field's own help text).
    """

    description = "A partial date (EDTF text)"

    def __init__(self, *args: Any, is_last_day: bool = False, **kwargs: Any) -> None:
        """is_last_day: whether something changes on the day after it, because it still belongs to what it ends."""
        self.is_last_day = is_last_day
        kwargs.setdefault("max_length", 23)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> PartialDate:
        return PartialDate(value or "")

    def to_python(self, value: str | date | None) -> PartialDate:
        try:
            return PartialDate(value or "")
        except PartialDateError as error:
            raise ValidationError(str(error), code="partial_date") from error

    def get_prep_value(self, value: Any) -> str:
        return str(value or "")

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"strip": True, **kwargs})


def bound() -> "models.DateField[date, date]":
    """Return the field of one bound of a partial date.

    It is a plain column that the write path fills, never null and never edited by hand.
    """
    return models.DateField(editable=False, blank=True, db_index=True)
