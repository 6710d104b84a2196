"""The canonical form of facts, and the digest taken over it.

A digest is cited for years, so it depends on stable ids and values alone: neither on tables, templates and the order of
rows, nor on columns that a later migration adds. Each kind declares the columns of its forms (`Kind.digest_forms`).
Those of a form never change; when a kind gains a column, it gains a form that holds it, and old digests are still
verified under theirs. The number of the newest form is that of the kind that changed last; a kind that did not change
has under it the columns of the form before.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from django.db.models import prefetch_related_objects

from ..kinds import kinds
from ..models.entry import Entry
from ..models.facts import Record

Canonical = list[Any]  # [kind, id, {column: text}, [[id, {column: text}] of each citation that says more]]

_DIGEST = re.compile(r"v([1-9][0-9]?):([0-9a-f]{64})")


class BadDigest(ValueError):
    """The text is not a digest of this register. The message says what one looks like."""


@cache
def newest_form() -> int:
    """Return the number of the newest form: the one under which digests are taken."""
    return max((number for model in kinds() for number in model.about.digest_forms), default=1)


@cache
def columns_of(model: type[Entry], form: int) -> tuple[str, ...] | None:
    """Return the columns of a kind under a form, or None where the form is older than the kind.

    A kind that declares no form at all counts with all of its columns, so that none of its changes goes unseen; a check
    refuses it before it can be published.
    """
    forms = model.about.digest_forms
    if not forms:
        return tuple(name for name in model.file_columns() if name != "id")
    known = [number for number in forms if number <= form]
    return tuple(forms[max(known)].split()) if known else None


def read_digest(text: str) -> tuple[int, str]:
    """Return (form, hexadecimal digest) of a text such as “v1:9f86…”. Raises BadDigest."""
    match = _DIGEST.fullmatch(text)
    if not match or int(match[1]) > newest_form():
        raise BadDigest(
            f"“{text[:80]}” is not a digest of this register. "
            f"One is v{newest_form()}: and 64 digits from 0 to 9 and a to f."
        )
    return int(match[1]), match[2]


def canonical(entry: Entry, form: int) -> Canonical:
    """Return an entry as plain text values, of which Canonical gives the shape.

    Its plain citations are in its `sources` column.
    """
    row = entry.as_row()
    values = {name: row[name] for name in columns_of(type(entry), form) or () if row.get(name)}
    detailed = []
    if isinstance(entry, Record):
        detailed = sorted(canonical(citation, form)[1:3] for citation in entry.cited if not citation.is_plain)
    return [entry.kind, entry.pk, values, detailed]


def canonical_facts(entries: Iterable[Entry], form: int | None = None) -> dict[tuple[str, str], Canonical]:
    """Return {(kind, id): canonical form} of `entries`, each once, under a form (None: the newest).

    Entries of kinds that are newer than the form are left out: it knew nothing of them. Citations not at hand cost one
    query for each kind.
    """
    form = form or newest_form()
    entries = [entry for entry in entries if columns_of(type(entry), form) is not None]
    by_kind: dict[str, list[Record]] = defaultdict(list)
    for entry in entries:
        if isinstance(entry, Record):
            by_kind[entry.kind].append(entry)
    for alike in by_kind.values():
        prefetch_related_objects(alike, *alike[0].to_cited(sources=False))
    return {(entry.kind, entry.pk): canonical(entry, form) for entry in entries}


def digest(facts: dict[tuple[str, str], Canonical], day: date, form: int | None = None) -> str:
    """Return the digest of canonical facts as shown for `day`: the form's number and a SHA-256 over sorted JSON."""
    text = json.dumps(
        [day.isoformat(), [facts[key] for key in sorted(facts)]],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return f"v{form or newest_form()}:{hashlib.sha256(text.encode()).hexdigest()}"
