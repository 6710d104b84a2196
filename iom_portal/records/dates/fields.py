"""The model field for partial dates."""

from django.core.exceptions import ValidationError
from django.db import models

from .partial_date import PartialDate, PartialDateError


class PartialDateField(models.CharField):
    """EDTF text in one column; in Python a PartialDate. Empty is "" (what that means is the field's own help text)."""

    description = "A partial date (EDTF text)"

    def __init__(self, *args, is_last_day: bool = False, **kwargs):
        """is_last_day: whether something changes on the day after it, because it still belongs to what it ends."""
        self.is_last_day = is_last_day
        kwargs.setdefault("max_length", 23)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def from_db_value(self, value, expression, connection):
        return PartialDate(value or "")

    def to_python(self, value):
        try:
            return PartialDate(value or "")
        except PartialDateError as error:
            raise ValidationError(str(error), code="partial_date") from error

    def get_prep_value(self, value):
        return str(value or "")

    def formfield(self, **kwargs):
        return super().formfield(**{"strip": True, **kwargs})


def bound():
    """One bound of a partial date: a plain column that the write path fills, never null, never edited by hand."""
    return models.DateField(editable=False, blank=True, db_index=True)
