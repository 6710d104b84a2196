"""The register as recorded at a moment: a read-only SQLite file made from history, reached by a database router.

Inside `with as_recorded(moment):` every read of a register kind goes to the file of that moment, so that views,
serializers, prefetches and counts need no second code path. Evaluate querysets inside the block; wrap streamed bodies
in `streamed_as_recorded`. The admin, users and sessions are never routed.

A file is keyed by the register's own UUID, the schema, and the number and hash of the revision. It is built once for
all processes, and goes, least used first, when all outgrow SNAPSHOT_BYTES: see disk_cache.py.
"""

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model, QuerySet, Subquery
from django.utils.dateparse import parse_datetime

from ..chain import name_of
from ..dates.times import time_text
from ..disk_cache import BuiltOnce
from ..django_internals import is_open_in_this_thread
from ..kinds import kinds
from ..models.entry import Entry
from ..models.revision import Register, Revision

FORMAT = 1  # raise when the way a snapshot is made changes
OPEN_AT_MOST = 16  # snapshots that one process keeps open

_alias: ContextVar[str | None] = ContextVar("as_recorded", default=None)
_open: OrderedDict[str, Path] = OrderedDict()  # {alias: path}, least recently used first
_open_lock = threading.Lock()
_own = threading.local()


REVISION_PATTERN = r"[0-9]{1,9}(\.[0-9a-f]{8,64})?"  # a revision by its number, and the first digits of its hash
TIME_PATTERN = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z| UTC|[+-][0-9]{2}:[0-9]{2})"
)
MOMENT_PATTERN = f"({REVISION_PATTERN}|{TIME_PATTERN})"
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


class BadMoment(ValueError):
    """`as_recorded` names no moment that the register can show. The message says why and what is allowed."""


class LostRevision(BadMoment):
    """`as_recorded` names a revision that this register does not hold, or not any more."""


@dataclass(frozen=True)
class Moment:
    """A moment of the register's own history: its last revision then, when that was made, and its hash."""

    revision: int
    made_at: datetime
    hash: str
    asked: str

    def __str__(self) -> str:
        return f"revision {self.revision}"

    @property
    def name(self) -> str:
        """The name of its revision: see `name_of`."""
        return name_of(self.revision, self.hash)

    @property
    def is_named_for_good(self) -> bool:
        """Whether it was asked for by a name that no other revision will ever bear: the number alone may come again."""
        return is_named_for_good(self.asked)


def is_named_for_good(asked: str) -> bool:
    """Return whether the text of `as_recorded` names a revision by its hash too."""
    return "." in asked and re.fullmatch(REVISION_PATTERN, asked) is not None


def read_moment(asked: str) -> Moment:
    """Return the Moment for the text of `as_recorded`. Raises BadMoment.

    It is the number of a revision, alone or with the first digits of its hash (“12.3fa9c1d2e4b5a697”), or a time with
    its zone. A time means all of the second, minute or fraction that it names: so one that is printed shorter than it
    is held still gives its own revision, unless another came in the same second.
    """
    made = cast(
        "QuerySet[Revision, tuple[int, datetime, str]]",
        Revision.objects.using(DEFAULT_DB_ALIAS).exclude(number=None).values_list("number", "made_at", "hash"),
    )
    first, last = made.order_by("number").first(), made.order_by("-number").first()
    if first is None or last is None:
        raise BadMoment("The register has no revision yet: nothing was recorded at any moment.")
    span = f"Ask for a revision from 1 to {last[0]}, or for a time with its zone from {time_text(first[1])} up to now."
    if re.fullmatch(REVISION_PATTERN, asked):
        return _moment_named(asked, made, span)
    times = _times_meant(asked)
    if times is None:
        raise BadMoment(
            f"“{asked}” is neither a revision number nor a time with its zone (2026-11-23T12:00:00Z). {span}"
        )
    begins, ends = times
    if ends < first[1]:
        raise BadMoment(f"{asked} lies before the first revision. {span}")
    if begins > max(datetime.now(UTC), last[1]):
        raise BadMoment(f"{asked} lies in the future. {span}")
    return Moment(*made.filter(made_at__lte=ends).order_by("-number")[0], asked)


def _moment_named(asked: str, made: "QuerySet[Revision, tuple[int, datetime, str]]", span: str) -> Moment:
    """Return the Moment of a revision that is asked for by its name. Raises LostRevision."""
    number, _, digits = asked.partition(".")
    revision = made.filter(number=int(number)).first()
    if revision is None:
        raise LostRevision(f"There is no revision {asked}. {span}")
    if not revision[2].startswith(digits):
        raise LostRevision(
            f"There is no revision {asked} in this register: its revision {number} is "
            f"{name_of(revision[0], revision[2])}, of {time_text(revision[1])}. The one that was asked for is lost, as "
            "when a database is put back to an earlier state, or its name is mistyped."
        )
    return Moment(*revision, asked)


def _times_meant(asked: str) -> tuple[datetime, datetime] | None:
    """Return (the first, the last) microsecond that the text of a time means; None where it is no time."""
    text = re.sub(r" (\d\d:\d\d)\Z", r"+\1", asked)  # a “+” that was not encoded in an address arrives as a space
    match = re.fullmatch(TIME_PATTERN, text)
    try:
        begins = parse_datetime(text.replace(" UTC", "Z")) if match else None
        if match is None or begins is None:
            return None
        return begins, begins + _unit_of(match[1], match[2]) - timedelta(microseconds=1)
    except (ValueError, OverflowError):
        return None


def _unit_of(seconds: str | None, fraction: str | None) -> timedelta:
    """Return how long what a time names lasts. seconds, fraction: these parts of its text, as far as there are any."""
    if fraction:
        parts: int = 10 ** (len(fraction) - 1)  # the first sign is the point
        return SECOND / parts
    return SECOND if seconds else MINUTE


def routed_models() -> list[type[Model]]:
    """Return what a snapshot holds: every kind, the revisions with their public labels, and content types."""
    return [ContentType, Revision, Register, *kinds()]


class RecordRouter:
    """Sends reads of register kinds to the snapshot of the moment, if one is set in this context."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        alias = _alias.get()
        return alias if alias and model in _routed() else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        if _alias.get() and model in _routed():
            raise RuntimeError("The past is read only: leave the as_recorded block before writing.")
        return None

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool | None:
        return True if _routed().issuperset({type(one), type(other)}) else None

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool | None:
        return False if alias.startswith("snapshot-") else None


@cache
def _routed() -> frozenset[type[Model]]:
    return frozenset(routed_models())


@contextmanager
def as_recorded(moment: Moment | None) -> Iterator[None]:
    """Read the register as it was recorded at `moment` (a Moment, or None for the register as it is now)."""
    alias = open_snapshot(moment.revision) if moment else None
    if alias and connections[alias].connection is None:
        # Each thread has its own. A file that cannot be read fails here, not in a template.
        connections[alias].connect()
    token = _alias.set(alias)
    try:
        yield
    finally:
        _alias.reset(token)


def snapshot_being_read() -> Path | None:
    """Return the path of the file to which reads go in this context; None: to the register as it is."""
    alias = _alias.get()
    return _open.get(alias) if alias else None


def streamed_as_recorded(moment: Moment | None, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the `chunks` of a streamed body, each made inside `as_recorded(moment)`."""
    made = iter(chunks)
    while True:
        with as_recorded(moment):
            chunk = next(made, None)
        if chunk is None:
            return
        yield chunk


def open_snapshot(revision: int) -> str:
    """Return the alias of a connection to the snapshot of `revision`, which is built if it is missing."""
    path = snapshot_path(revision)
    alias = f"snapshot-{path.stem}"
    with _open_lock:
        if alias in _open and path.exists():
            _open.move_to_end(alias)
            return alias
    ensure_snapshot(revision)
    with _open_lock:
        _forget(alias)
        connections.settings[alias] = _connection_settings(path)
        _open[alias] = path
        while len(_open) > OPEN_AT_MOST:
            _forget(next(iter(_open)))
    return alias


def _forget(alias: str) -> None:
    _open.pop(alias, None)
    if alias in connections.settings:
        if is_open_in_this_thread(alias):
            connections[alias].close()
            del connections[alias]
        del connections.settings[alias]


def forget_snapshots() -> None:
    """Close every open snapshot of this process."""
    with _open_lock:
        for alias in list(_open):
            _forget(alias)


def _connection_settings(path: Path, mode: str = "ro") -> dict[str, Any]:
    suffix = "?mode=ro&immutable=1" if mode == "ro" else ""
    plain = dict.fromkeys(("USER", "PASSWORD", "HOST", "PORT"), "")
    test = {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None}
    return plain | {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"file:{path}{suffix}",
        "OPTIONS": {"uri": True},
        "ATOMIC_REQUESTS": False,
        "AUTOCOMMIT": True,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "TIME_ZONE": None,
        "TEST": test,
    }


def schema_key() -> str:
    """Return a short text that changes with the tables of the snapshot."""
    columns = [
        (model._meta.db_table, sorted(str(f.column) for f in model._meta.concrete_fields)) for model in routed_models()
    ]
    return hashlib.sha256(repr((FORMAT, columns)).encode()).hexdigest()[:8]


def snapshot_path(revision: int) -> Path:
    """Return where the snapshot of a revision stands once it is built. One query.

    The hash in its name is that of the revision, so that of two revisions that bore a number one after the other, as
    when a database was put back, each has its own.
    """
    register = Register.objects.using(DEFAULT_DB_ALIAS).values("uuid")
    uuid, revision_hash = (
        Revision.objects.using(DEFAULT_DB_ALIAS).values_list(Subquery(register), "hash").get(number=revision)
    )
    name = f"{uuid.hex}-{schema_key()}-{name_of(revision, revision_hash)}.sqlite3"
    return Path(settings.SNAPSHOT_DIR) / name


def _snapshots() -> BuiltOnce[Path]:
    return BuiltOnce(Path(settings.SNAPSHOT_DIR), settings.SNAPSHOT_BYTES, read=lambda path: path)


def ensure_snapshot(revision: int) -> Path:
    """Return the path of the snapshot of a revision, which is built if it is missing."""
    return _snapshots().get(snapshot_path(revision).name, lambda draft: _build(revision, draft))


def evict() -> None:
    """Delete the least recently used snapshots until the rest fit in SNAPSHOT_BYTES."""
    _snapshots().evict()


def times_built() -> int:
    """Return how many snapshots this thread has built: what that costs is asked before and after a request."""
    return getattr(_own, "built", 0)


def _build(revision: int, draft: Path) -> None:
    """Write the register as of `revision` to the file `draft`."""
    _own.built = times_built() + 1
    alias = f"snapshot-draft-{draft.name}"
    connections.settings[alias] = _connection_settings(draft, mode="rw")
    try:
        connection = connections[alias]
        connection.connect()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=OFF")
            cursor.execute("PRAGMA synchronous=OFF")
        with connection.schema_editor() as editor:
            for model in routed_models():
                editor.create_model(model)
        connection.disable_constraint_checking()  # users stay out, so Revision.made_by points nowhere
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            for model in routed_models():
                _copy(cursor, model, revision)
            cursor.execute("COMMIT")
            cursor.execute("ANALYZE")
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]


def _copy(cursor: Any, model: type[Model], revision: int) -> None:
    fields = model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join("%s" for _ in fields)
    insert = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})'  # noqa: S608 - names of our models
    prepare = [_preparer(field, cursor.db) for field in fields]
    rows = ([ready(value) for ready, value in zip(prepare, row, strict=True)] for row in rows_as_of(model, revision))
    cursor.executemany(insert, list(rows))


def _preparer(field: "Field[Any, Any]", connection: Any) -> Callable[[Any], Any]:
    return lambda value: field.get_db_prep_value(value, connection) if value is not None else None


def rows_as_of(model: type[Model], revision: int) -> Iterable[Sequence[Any]]:
    """Return the rows of `model` as of `revision`, as tuples of its concrete fields."""
    names = [field.attname for field in model._meta.concrete_fields]
    if model is ContentType:
        return ContentType.objects.using(DEFAULT_DB_ALIAS).values_list(*names)
    if model is Revision:
        made = Revision.objects.using(DEFAULT_DB_ALIAS).filter(number__lte=revision).values(*names)
        return [tuple({**row, "made_by_id": None}.values()) for row in made]
    if model is Register:
        register = Register.objects.using(DEFAULT_DB_ALIAS).get()
        last = Revision.objects.using(DEFAULT_DB_ALIAS).get(number=revision)
        register.last_revision, register.last_made_at, register.last_hash = revision, last.made_at, last.hash
        return [tuple(getattr(register, name) for name in names)]
    if not issubclass(model, Entry):
        raise TypeError(f"A snapshot holds no {model._meta.label}.")
    latest: dict[str, list[Any] | None] = {}
    history = model.history.using(DEFAULT_DB_ALIAS).filter(revision__number__lte=revision)
    for kind, *row in history.order_by("revision__number", "history_id").values_list("history_type", *names):
        latest[row[0]] = None if kind == "-" else row
    return [row for row in latest.values() if row]
