"""API keys: whoever uses the API much may be given one, with a larger allowance. Reading never needs one."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from iom_portal.records.dates.partial_date import as_day
from iom_portal.records.reading.prepared_queries import PreparedQuery
from iom_portal.records.web.allowance import BadRate, policies

MARK = "iom_"  # begins every key, so that one that was published by mistake can be recognized
PREFIX = 12  # characters of a key that are kept in clear
USUAL_TIMEOUT = 5  # seconds that SQLite waits for another writer, where the settings do not say


def digest_of(key: str) -> str:
    """Return what is stored of a key. It is 256 random bits, which nobody can guess, so a fast hash will do."""
    return hashlib.sha256(key.encode()).hexdigest()


def check_rate(rate: str) -> None:
    """Refuse a text that is no rate. Raises ValidationError."""
    try:
        policies(rate)
    except BadRate as error:
        raise ValidationError(str(error)) from None


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """The keys to the API, as requests ask for them."""

    def sent(self, key: str) -> "ApiKey | None":
        """Return the ApiKey of a key that a client has sent; None where there is none, or where it is revoked.

        One query.
        """
        for pk, rate, last_used_on in _live_keys(digest_of(key), using=DEFAULT_DB_ALIAS):
            return ApiKey(pk=pk, rate=rate, last_used_on=last_used_on and as_day(last_used_on))
        return None

    def used(self, key: "ApiKey", day: date) -> None:
        """Note that a key was used on a day: once a day, and not where that would have to wait for another writer."""
        if key.last_used_on == day:
            return
        rows, connection = self.filter(pk=key.pk), connections[DEFAULT_DB_ALIAS]
        try:
            with _without_waiting(connection), transaction.atomic():
                if connection.vendor == "sqlite" or rows.select_for_update(skip_locked=True).exists():
                    rows.update(last_used_on=day)
        except DatabaseError:
            return


def _without_waiting(connection: BaseDatabaseWrapper) -> AbstractContextManager[None]:
    """Return a block in which SQLite refuses at once what another writer holds up.

    PostgreSQL can be asked for that by the query.
    """
    return _sqlite_without_waiting(connection) if connection.vendor == "sqlite" else nullcontext()


@contextmanager
def _sqlite_without_waiting(connection: BaseDatabaseWrapper) -> Iterator[None]:
    _set_timeout(connection, 0)
    try:
        yield
    finally:
        _set_timeout(connection, connection.settings_dict["OPTIONS"].get("timeout", USUAL_TIMEOUT))


def _set_timeout(connection: BaseDatabaseWrapper, seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")


class ApiKey(models.Model):
    """A key to the API: who has it, its own rate if it has one, and a hash of it by which it is known again."""

    name = models.CharField(max_length=100, help_text="Who uses it, and for what.")
    contact = models.EmailField(help_text="Whom to write to if it is used in a way that harms others.")
    rate = models.CharField(
        max_length=20,
        blank=True,
        validators=[check_rate],
        help_text="Units of its own: number/sec, /min, /hour or /day. Empty: API_KEY_RATE of the settings.",
    )
    prefix = models.CharField("begins with", max_length=PREFIX, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_on = models.DateField("last used on", null=True, editable=False)
    revoked_at = models.DateTimeField("revoked at", null=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    new_key = ""  # in clear, on the object for which it was made just now

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def take_key(self) -> str:
        """Return a new key, which this object stands for from now on.

        It is not stored, so it is known this once only.
        """
        key = f"{MARK}{secrets.token_urlsafe(32)}"
        self.prefix, self.digest = key[:PREFIX], digest_of(key)
        return key

    def revoke(self) -> None:
        """Have the key refused from now on."""
        self.revoked_at = self.revoked_at or timezone.now()
        self.save(update_fields=["revoked_at"])


_live_keys = PreparedQuery(
    lambda digest: ApiKey.objects.filter(digest=digest, revoked_at=None).values_list("pk", "rate", "last_used_on"),
    str,
)
