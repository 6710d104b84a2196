"""The canonical form of facts, and the digest taken over it.

A digest is cited for years, so it depends on stable ids and values alone: neither on tables, templates and the order of
rows, nor on columns that a later migration adds. The columns of a form never change; when a kind gains one that facts
need, a new form is added and old digests are still verified under theirs.
"""

import hashlib
import json
import re
from collections import defaultdict

from django.db.models import prefetch_related_objects

from ..kinds import row_of

FORM = 1
_DIGEST = re.compile(r"v([1-9][0-9]?):([0-9a-f]{64})")

# The columns of each kind under form 1, beside its id. Frozen.
FORMS = {
    1: {
        "source": "slug title publisher symbol url published kind_of_source note",
        "coverage": "established_on verified_to note",
        "seedline": "number text represented_in note",
        "state": (
            "slug iso2 m49 name_en name_fr name_es formal_en formal_fr formal_es region subregion "
            "intermediate_region capital wikidata sources evidence note"
        ),
        "formername": "state name_en name_fr name_es start end sources evidence note",
        "membership": "state status notified_on basis start end sources evidence note",
        "publishedcount": "on printed members observers stale wording sources evidence note",
        "organ": (
            "slug name_en name_fr name_es kind_of_organ parent composition meetings officers legal_basis "
            "predecessor successor start end sources evidence note"
        ),
        "organfunction": "organ number function article wording start end sources evidence note",
        "session": "organ body number kind_of_session place result start end sources evidence note",
        "post": "title organ seats start end sources evidence note",
        "person": "slug name nationality born died sources evidence note",
        "term": "person post styled acting elected_on election result term_no start end sources evidence note",
        "organizationname": (
            "name_en acronym_en name_fr acronym_fr name_es acronym_es kind_of_name legal_basis start end "
            "sources evidence note"
        ),
        "instrument": (
            "title kind_of_instrument adopted_by symbol adopted_on place in_force_on ceased_on superseded_by "
            "remark effect sources evidence note"
        ),
        "event": "slug title description category start end sources evidence note",
        "statement": "on topic statement value unit assessment sources evidence note",
        "figure": "year metric value unit sources evidence note",
        "attribute": "attribute value start end sources evidence note",
        "framework": (
            "slug title kind_of_framework symbol action action_on action_by summary wording start end sources "
            "evidence note"
        ),
        "commitment": "framework number short_title text sources evidence note",
        "theme": "slug name sources evidence note",
        "objective": (
            "framework number short_title theme text map_migof_2015 map_vision_2019 map_plan_2024 sources evidence note"
        ),
        "citation": "record source field locator stance other_value evidence note",
    }
}


class BadDigest(ValueError):
    """The text is not a digest of this register. The message says what one looks like."""


def read_digest(text):
    """(form, hexadecimal digest) of a text such as “v1:9f86…”. Raises BadDigest."""
    match = _DIGEST.fullmatch(text)
    if not match or int(match[1]) not in FORMS:
        raise BadDigest(
            f"“{text[:80]}” is not a digest of this register. One is v{FORM}: and 64 digits from 0 to 9 and a to f."
        )
    return int(match[1]), match[2]


def canonical(entry, form=FORM):
    """An entry as plain text values: [kind, id, {column: text}, citations that say more than its `sources`]."""
    row = row_of(entry)
    values = {name: row[name] for name in FORMS[form][entry.kind].split() if row.get(name)}
    detailed = []
    if entry.owes_citation:
        detailed = sorted(canonical(citation, form)[1:3] for citation in entry.cited if not citation.is_plain)
    return [entry.kind, entry.pk, values, detailed]


def canonical_facts(entries, form=FORM):
    """{(kind, id): canonical form} of `entries`, each once. Citations not at hand cost one query for each kind."""
    entries = list(entries)
    by_kind = defaultdict(list)
    for entry in entries:
        if entry.owes_citation:
            by_kind[entry.kind].append(entry)
    for alike in by_kind.values():
        prefetch_related_objects(alike, alike[0].to_cited(sources=False))
    return {(entry.kind, entry.pk): canonical(entry, form) for entry in entries}


def digest(facts, day, form=FORM):
    """The digest of canonical facts as shown for `day`: the form's number and a SHA-256 over sorted JSON."""
    text = json.dumps(
        [day.isoformat(), [facts[key] for key in sorted(facts)]],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return f"v{form}:{hashlib.sha256(text.encode()).hexdigest()}"
