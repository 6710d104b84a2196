"""The register itself, its revisions, and what every row of history has."""

import uuid
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models
from django.urls import reverse
from simple_history.manager import HistoryManager

from ..reading.prepared_queries import PreparedQuery


class RegisterQuerySet(models.QuerySet["Register"]):
    def stamp(self) -> tuple[uuid.UUID, int, datetime] | None:
        """Return (its UUID, the last revision, when that was made) as it is now; None where none is loaded."""
        return next(iter(_stamp(using=DEFAULT_DB_ALIAS)), None)


_stamp = PreparedQuery(
    lambda: Register.objects.exclude(last_made_at=None).values_list("uuid", "last_revision", "last_made_at")
)


class Register(models.Model):
    """The register itself: one row that names it and is the lock under which revisions are numbered."""

    uuid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    last_revision = models.PositiveIntegerField(default=0, editable=False)
    last_made_at = models.DateTimeField(null=True, editable=False)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_register_only")]

    def __str__(self) -> str:
        return f"Register {self.uuid}, revision {self.last_revision}"


class Revision(models.Model):
    """All that was saved in one request or command, with who, when, why and through which door."""

    class Origin(models.TextChoices):
        FILES = "files", "Register files"
        ADMIN = "admin", "Editor"
        SHELL = "shell", "Maintainer"

    number = models.PositiveIntegerField(unique=True, null=True, editable=False)
    made_at = models.DateTimeField(null=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    origin = models.CharField(
        max_length=5, choices=Origin, editable=False, help_text="The role in which it was made; names stay private."
    )
    reason = models.CharField(max_length=500, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number=None, made_at=None) | models.Q(number__gt=0, made_at__isnull=False),
                name="revision_has_number_and_time_or_neither",
            )
        ]

    def __str__(self) -> str:
        return f"Revision {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("revision", args=[self.number])


class History(HistoryManager):
    """The manager of a kind's history. The package makes its class anew each time that `history` is read: here once."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: Any, class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


class Revised(models.Model):
    """Base of every history model: the row belongs to the revision that made it."""

    if TYPE_CHECKING:  # what simple-history and the kind give to it
        id: str
        history_id: int
        history_type: str
        instance: Any  # the record as this version has it

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True

    @property
    def revision_number(self) -> int:
        """The number of the revision that made it. One under way has none yet, and nobody reads its rows."""
        if self.revision.number is None:
            raise LookupError("The revision is under way.")
        return self.revision.number
