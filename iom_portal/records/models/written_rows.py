"""Which rows of history each revision wrote."""

from django.db import models

from .revision import Revision


class WrittenRows(models.Model):
    """Which rows of history a revision wrote, as it was numbered: a line for each, with a part of its hash.

    The chain holds without it. It is there to name the row that does not hold any more (`manage.py verify_register`).
    """

    revision = models.OneToOneField(Revision, models.CASCADE, primary_key=True, related_name="written_rows")
    lines = models.TextField(blank=True, editable=False, help_text="What it did, digits of a hash, kind:id.")

    def __str__(self) -> str:
        return f"Rows of {self.revision}"
