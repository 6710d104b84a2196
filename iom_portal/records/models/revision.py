"""The register itself, its revisions, and what every row of history has."""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, models
from django.urls import reverse
from simple_history.manager import HistoryManager

from ..chain import Stamp, name_of
from ..reading.prepared_queries import PreparedQuery


class RegisterQuerySet(models.QuerySet["Register"]):
    def stamp(self) -> Stamp | None:
        """Return the Stamp of the register as it is now; None where none is loaded."""
        rows = [Stamp(*row) for row in _stamp(using=DEFAULT_DB_ALIAS)]
        return rows[0] if rows else None

    def stamp_as_read(self) -> Stamp | None:
        """Return the Stamp of the register as it is read here, be it that of a past moment. One query."""
        row = _stamped().first()
        return Stamp(*row) if row else None


def _stamped() -> "models.QuerySet[Register, tuple[Any, ...]]":
    columns = ("uuid", "last_revision", "last_made_at", "last_hash")
    return Register.objects.exclude(last_made_at=None).values_list(*columns)


_stamp = PreparedQuery(_stamped)


class Register(models.Model):
    """The register itself: one row that names it and is the lock under which revisions are numbered."""

    uuid = models.UUIDField(default=uuid4, editable=False, unique=True)
    last_revision = models.PositiveIntegerField(default=0, editable=False)
    last_made_at = models.DateTimeField(null=True, editable=False)
    last_hash = models.CharField(
        max_length=64, default="", blank=True, editable=False, help_text="The head of the chain of revisions."
    )

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
    hash = models.CharField(
        max_length=64,
        default="",
        blank=True,
        editable=False,
        help_text="SHA-256 over what it wrote, its number, time, origin and reason, and the hash of the one before.",
    )

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

    @property
    def name(self) -> str:
        """What names it, among the revisions of other states of the register too: see `name_of`."""
        return name_of(self.number or 0, self.hash)

    def get_absolute_url(self) -> str:
        return reverse("revision", args=[self.number])


def revisions_within(first: datetime, end: datetime) -> int:
    """Return how many revisions of the register as it is were made from `first` on and before `end`. One query."""
    return Revision.objects.using(DEFAULT_DB_ALIAS).filter(made_at__gte=first, made_at__lt=end).count()


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
