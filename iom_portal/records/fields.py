"""The model fields of records: partial dates, their bounds, and the relation to citations."""

from django.contrib.contenttypes.fields import GenericRelation, ReverseGenericManyToOneDescriptor
from django.core.exceptions import ValidationError
from django.db import models, router
from django.utils.functional import cached_property

from .dates import PartialDate, PartialDateError


class PartialDateField(models.CharField):
    """EDTF text in one column; in Python a PartialDate. Empty is "" (what that means is the field's own help text)."""

    description = "A partial date (EDTF text)"

    def __init__(self, *args, **kwargs):
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


class LeanGenericRelation(GenericRelation):
    """A GenericRelation that builds the filter of a row only when it is asked.

    A prefetch gives every row of a list a queryset of its own that is never run; for a list of all States, building
    those filters cost more than rendering the page. Foreign keys defer them in the same way.
    """

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, self.name, _LeanDescriptor(self.remote_field))


class _LeanDescriptor(ReverseGenericManyToOneDescriptor):
    @cached_property
    def related_manager_cls(self):
        class LeanManager(super().related_manager_cls):
            def _apply_rel_filters(self, queryset):
                queryset = queryset.using(self._db or router.db_for_read(self.model, instance=self.instance))
                queryset._defer_next_filter = True
                return queryset.filter(**self.core_filters)

        return LeanManager
