"""What is particular to a kind of record, declared once, beside its fields.

The rooms below loop over the kinds (`records/kinds.py`) and know none of them by name. What a kind must declare, and
what it lacks, `manage.py check` says (`records/checks.py`); docs/how-to/add-a-kind.md lists it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from ..dates.validity import Rule
from ..page_address import PageAddress


@dataclass(frozen=True)
class Search:
    """How the search of the whole register finds a record of a kind.

    names: the fields, and the rows that are former ones, that name it: its names, titles, acronyms, symbols.
    context: the related records by whose names it is found as well.
    former: of a kind whose rows are former names of another, in what word they are told of: “formerly”.
    """

    names: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    former: str = ""


@dataclass(frozen=True)
class Words:
    """How a kind is spoken of in time.

    begins, ends: verbs of its first day and of the day after its last. in_force: what it is while it holds.
    fields: {date field: what happens on its day}.
    """

    begins: str = "began"
    ends: str = "ended"
    in_force: str = "in effect"
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outside:
    """What a reader may look for, and a kind does not hold on purpose: its name, what to say of it, the page that says
    why (the name of its address) and the place on it.
    """

    name: str
    sentence: str
    page: str
    place: str = ""


def _nothing(name: str) -> Outside | None:
    return None


def address_term(term: str) -> dict[str, str]:
    """Return a term of linked data whose values are addresses."""
    return {"@id": term, "@type": "@id"}


@dataclass(frozen=True)
class Linked:
    """How a kind is written as linked data.

    term: what it is, in a known vocabulary. members: {member: what it means in this kind and nowhere else}.
    also: further types. dates: {date field: the property of schema.org for it}. relation: the member by which a record
    belongs to the organization; "" for one that does not.
    """

    term: str
    members: Mapping[str, object] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    dates: Mapping[str, str] = field(default_factory=dict)
    relation: str = ""


@dataclass(frozen=True)
class Compared:
    """A group of rows that a comparison of two days tells of: what began and what ended between them.

    title: that of the group. place: its turn among all groups. rows: narrows the rows of the kind. rule: when they
    hold, if not by the rule of the kind. ends: "" where nothing ends.
    """

    title: str
    place: int
    begins: str
    ends: str = ""
    rows: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows
    rule: Rule | None = None


@dataclass(frozen=True)
class Kind:
    """The declaration of a kind.

    resource: its name in the plural, in the API's addresses and as the name of its CSV file.
    page: where the site shows a record; None: nowhere. listed_by: the fields whose text a list is searched by.
    search: how the search of the whole register finds it; None: not at all.
    nested: related rows that an API object of it holds. other_names: related rows that hold other names of it.
    named_after: references that the name of a record is made of.
    quoted: the fields whose text quotes a source as it stands, so that the blanks in it stay as they are.
    digest_forms: {number: the columns, beside the id, over which digests of that form are taken}. A form that was
    published never changes; when a kind gains a column, it gains a form that holds it.
    telling: its turn among what is told first of a day on which something changed; None: after all those.
    is_reported: whether its rows are what sources say and count, not what happened.
    outside: returns what of a name or code the kind does not hold on purpose, or None.
    steps: whether its dates are among the days of change, from which and to which pages step.
    shows_standing: whether pages say what a record is on the day asked for.
    """

    resource: str
    page: PageAddress | None = None
    listed_by: tuple[str, ...] = ()
    search: Search | None = None
    nested: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    named_after: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    words: Words = Words()
    linked: Linked | None = None
    digest_forms: Mapping[int, str] = field(default_factory=dict)
    compared: tuple[Compared, ...] = ()
    telling: int | None = None
    is_reported: bool = False
    steps: bool = True
    outside: Callable[[str], Outside | None] = _nothing
    shows_standing: bool = True
