"""What a load of the register files did, or would do, to each row, and how that is told."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from ..models.revision import Revision

LONGEST_SHOWN = 80  # characters of a value that a message repeats
CREATED, CHANGED, DELETED = "created", "changed", "deleted"

FileCells = dict[str, str]  # {column: text}


class CellDifference(NamedTuple):
    """A column in which a row of the files and the register differ."""

    column: str
    of_register: str
    of_file: str


class Conflict(NamedTuple):
    """A row of the files that was left alone, and why. differences: what it would have changed."""

    place: str  # file and line
    pk: str
    reason: str
    differences: list[CellDifference]

    def __str__(self) -> str:
        told = [
            f"{each.column}: the file says {shown(each.of_file)}, the register {shown(each.of_register)}"
            for each in self.differences
        ]
        return "; ".join([f"{self.place}: “{self.pk}” {self.reason}", *told])


class LoadedChange(NamedTuple):
    """What a load did, or would do, to a row: created, changed or deleted it. differences: of one that it changed."""

    file: str
    pk: str
    what: str
    differences: list[CellDifference]

    def __str__(self) -> str:
        told = [f"{each.column}: {shown(each.of_register)} → {shown(each.of_file)}" for each in self.differences]
        return f"{self.file}: “{self.pk}” {self.what}{': ' if told else ''}{'; '.join(told)}"


@dataclass
class Report:
    """What a load did: its changes, the conflicts that it left alone, and the revision that it made (None if none).

    rows: numbers by file. extra: rows of the register that the files no longer hold. remarks: what was read otherwise
    than it stood, and what looks wrong. asked: the kinds of which a load that changes so much asks first.
    """

    rows: Counter[str] = field(default_factory=Counter)
    changes: list[LoadedChange] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    revision: Revision | None = None

    def number(self, what: str, file: str = "") -> int:
        """Return how many rows were CREATED, CHANGED or DELETED; of one file, if it is named."""
        return sum(change.what == what and file in ("", change.file) for change in self.changes)


def differences(of_register: FileCells, of_file: FileCells) -> list[CellDifference]:
    """Return the columns in which two rows of a kind differ."""
    return [
        CellDifference(name, text, of_file[name])
        for name, text in of_register.items()
        if text != of_file.get(name, text)
    ]


def in_words(revision: Revision) -> str:
    """Return a revision as a report names it: its number and its reason."""
    return f"revision {revision.number}: {shown(revision.reason)}"


def shown(value: str) -> str:
    """Return a value between quotation marks, cut where it is long."""
    return f"“{value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + '…'}”"
