"""API keys: whoever uses the API much may be given one, with a larger allowance. Reading never needs one."""

import hashlib
import secrets

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.utils import timezone

from iom_portal.records.dates.partial_date import as_day
from iom_portal.records.reading.prepared_queries import PreparedQuery
from iom_portal.records.web.allowance import BadRate, policies

MARK = "iom_"  # begins every key, so that one that was published by mistake can be recognized
PREFIX = 12  # characters of a key that are kept in clear


def digest_of(key):
    """What is stored of a key. It is 256 random bits, which nobody can guess, so a fast hash will do."""
    return hashlib.sha256(key.encode()).hexdigest()


def check_rate(rate):
    try:
        policies(rate)
    except BadRate as error:
        raise ValidationError(str(error)) from None


class ApiKeyQuerySet(models.QuerySet):
    def sent(self, key):
        """The ApiKey of a key that a client has sent; None where there is none, or where it is revoked. One query."""
        for pk, rate, last_used_on in _sent(digest_of(key), using=DEFAULT_DB_ALIAS):
            return ApiKey(pk=pk, rate=rate, last_used_on=last_used_on and as_day(last_used_on))
        return None

    def used(self, key, day):
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


class _without_waiting:
    """Makes SQLite refuse at once what another writer holds up. PostgreSQL can be asked for that by the query."""

    def __init__(self, connection):
        self.connection = connection if connection.vendor == "sqlite" else None

    def __enter__(self):
        self._wait(0)

    def __exit__(self, *error):
        self._wait(self.connection and self.connection.settings_dict["OPTIONS"].get("timeout", 5))

    def _wait(self, seconds):
        if self.connection:
            with self.connection.cursor() as cursor:
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

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = "API key"

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"

    def take_key(self):
        """A new key, which this object stands for from now on. It is not stored, so it is known this once only."""
        key = f"{MARK}{secrets.token_urlsafe(32)}"
        self.prefix, self.digest = key[:PREFIX], digest_of(key)
        return key

    def revoke(self):
        self.revoked_at = self.revoked_at or timezone.now()
        self.save(update_fields=["revoked_at"])


_sent = PreparedQuery(
    lambda digest: ApiKey.objects.filter(digest=digest, revoked_at=None).values_list("pk", "rate", "last_used_on"),
    str,
)
