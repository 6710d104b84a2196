"""What a rule of the register is, and the list of them.

A room declares its rules in its module `rules`. One that a record shows by itself, with what it refers to, is a
function of the record that yields its faults (`rule`). One that only many records show together is a function of a
kind and the ids in question that yields breaches (`rule_of_many`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.utils.module_loading import autodiscover_modules

from ..kinds import kinds
from ..models.entry import Entry

ERROR, WARNING = "error", "warning"

Ids = Collection[str] | None  # the ids in question; None: all of the kind
RestsOn = Mapping[type[Entry], tuple[str, ...]]


class WhenWritten(Enum):
    """What happens to a record that breaks a rule as it is saved. `manage.py check_records` names it in any case."""

    REFUSED = "is not saved"
    WARNED = "is saved, with a warning to the editor"
    AUDITED = "is named by the audit only"


class RuleFault(NamedTuple):
    """What is wrong with a record, and what is allowed. field: where; "" for the record as a whole."""

    text: str
    field: str = ""


class Breach(NamedTuple):
    """A rule that a record breaks. field: where; "" for the record as a whole."""

    rule: "RegisterRule"
    record: Entry
    text: str
    field: str = ""

    @property
    def reference(self) -> str:
        """The record, as kind:id."""
        return f"{self.record.kind}:{self.record.pk}"

    @property
    def message(self) -> str:
        """What is wrong, for whoever is about to save the record: it names the rule."""
        return f"{self.text} (rule “{self.rule.name}”)"


Found = Iterator[tuple[Entry, RuleFault]]
FaultsOfOne = Callable[[Any], Iterator[RuleFault]]
FaultsOfMany = Callable[[Any, Ids], Found]


@dataclass(frozen=True)
class RegisterRule:
    """A rule of the register.

    sentence: what it asks, for readers. reason: the article that it follows, or why it is there. kinds: those that it
    is about; a class that several kinds build on stands for all of them.
    of_one: yields the faults of a record; asked as it is saved. of_many: yields those among many; asked as a revision
    closes, unless there is an `of_one` as well, and by the audit.
    rests_on: {kind: the references by which a record leads to one of that kind}, where a change of that other record
    may break the rule; () stands for every record. may_be_excepted: whether an exception can be made for a record.
    """

    name: str
    sentence: str
    reason: str
    level: str
    kinds: tuple[type[Any], ...]
    when_written: WhenWritten
    rests_on: RestsOn = field(default_factory=dict)
    may_be_excepted: bool = True
    of_one: FaultsOfOne | None = None
    of_many: FaultsOfMany | None = None

    @property
    def refuses(self) -> bool:
        """Whether a record that breaks it is not saved."""
        return self.when_written == WhenWritten.REFUSED

    @property
    def is_judged_as_saved(self) -> bool:
        """Whether a record that breaks it is refused at once, not only as the revision closes."""
        return self.refuses and self.of_one is not None

    @property
    def has_exceptions(self) -> bool:
        """Whether an exception to it can be made: it refuses records, and may be excepted."""
        return self.refuses and self.may_be_excepted

    def is_about(self, model: type[Entry]) -> bool:
        return issubclass(model, self.kinds)

    @property
    def models(self) -> list[type[Entry]]:
        """The kinds that it is about, in the order of the register."""
        return [model for model in kinds() if self.is_about(model)]

    def breaches_of(self, record: Entry) -> Iterator[Breach]:
        """Yield what breaks it in a record, as far as the record shows that by itself."""
        if self.of_one is not None:
            for fault in self.of_one(record):
                yield Breach(self, record, fault.text, fault.field)

    def breaches(self, model: type[Entry], keys: Ids = None) -> Iterator[Breach]:
        """Yield what breaks it among the records of a kind. Exceptions are not looked at. A fixed number of queries."""
        if self.of_many is not None:
            for record, fault in self.of_many(model, keys):
                yield Breach(self, record, fault.text, fault.field)
            return
        for record in among(model.objects.all(), keys).select_related(*self.references(model)):
            yield from self.breaches_of(record)

    def references(self, model: type[Entry]) -> list[str]:
        """Return the references of a kind on which the rule rests."""
        lookups = [lookup for of_kind in self.rests_on.values() for lookup in of_kind]
        return [lookup for lookup in lookups if lookup.split("__")[0] in model.column_names()]


_rules: dict[str, RegisterRule] = {}


def rule(name: str, *kinds: type[Any], **details: Any) -> Callable[[FaultsOfOne], FaultsOfOne]:
    """Declare a rule of single records by the function that yields the faults of one.

    details: sentence and reason, and what else RegisterRule has. level: ERROR, unless WARNING is said.
    """

    def declare(function: FaultsOfOne) -> FaultsOfOne:
        _declare(name, kinds, of_one=function, **details)
        return function

    return declare


def rule_of_many(name: str, *kinds: type[Any], **details: Any) -> Callable[[FaultsOfMany], FaultsOfMany]:
    """Declare a rule of many records by the function that yields (record, fault) among those of a kind with these ids.

    The other records of the kind, with which they are compared, are its own to look at.
    """

    def declare(function: FaultsOfMany) -> FaultsOfMany:
        _declare(name, kinds, of_many=function, **details)
        return function

    return declare


def _declare(name: str, kinds: tuple[type[Any], ...], *, level: str = ERROR, **details: Any) -> None:
    if name in _rules:
        raise ValueError(f"Two rules are called “{name}”.")
    details.setdefault("when_written", WhenWritten.REFUSED if level == ERROR else WhenWritten.WARNED)
    _rules[name] = RegisterRule(name=name, kinds=kinds, level=level, **details)


def find_rules() -> None:
    """Have every room declare its rules. Calling it again changes nothing."""
    autodiscover_modules("rules", "rules.of_every_kind", "rules.of_texts")


def register_rules() -> list[RegisterRule]:
    """Return all rules, in the order in which they are declared."""
    return list(_rules.values())


def rules_by_name() -> dict[str, RegisterRule]:
    """Return {name: the rule}."""
    return dict(_rules)


def among(rows: QuerySet[Any], keys: Ids) -> QuerySet[Any]:
    """Return the rows with these ids; all of them where `keys` is None."""
    return rows if keys is None else rows.filter(pk__in=keys)


def alike(records: Iterable[Entry], value_of: Callable[[Any], Hashable], keys: Ids) -> Iterator[tuple[Any, Any]]:
    """Yield two by two the records of the same value, where one is in question: that one, or the last, comes first."""
    by_value: dict[Hashable, list[Entry]] = defaultdict(list)
    for record in records:
        by_value[value_of(record)].append(record)
    for same in by_value.values():
        in_question = [record for record in same if keys is None or record.pk in keys]
        if len(same) > 1 and in_question:
            later = in_question[-1]
            yield later, next(record for record in same if record is not later)


def referred_record(record: Entry, name: str) -> Any:
    """Return the record that a reference leads to, or None where there is none, or none yet in this revision."""
    try:
        return getattr(record, name)
    except ObjectDoesNotExist:
        return None
