"""Questions that the SQLite file answers by itself, as the API does.

They are shown on the page and in docs/api.md, and tried against the API by tests/pages/test_downloads.py.

The bounds of a date are never null: 0001-01-01 stands for no earlier bound, 9999-12-31 for no later one.
"""

from dataclasses import dataclass

from iom_portal.records.dates.validity import CERTAIN, HOLDS, POSSIBLE
from organs.querysets import HEAD

MAY_HOLD = f"{HOLDS.since}_earliest <= :day AND :day <= {HOLDS.until}_latest"
CERTAINTY_COLUMN = f"""CASE
    WHEN {HOLDS.since}_latest <= :day AND :day <= {HOLDS.until}_earliest
    THEN '{CERTAIN}' ELSE '{POSSIBLE}' END"""


@dataclass(frozen=True)
class SqlQuery:
    """A question to the SQLite file: in words, as SQL, and an example of its parameters."""

    question: str
    sql: str
    example: dict[str, str]


QUERIES = {
    "members": SqlQuery(
        "Which States were members on a day, certainly or possibly?",
        f"""SELECT state, min({CERTAINTY_COLUMN}) AS certainty
FROM memberships
WHERE status = 'member' AND {MAY_HOLD}
GROUP BY state ORDER BY state""",  # noqa: S608 - made of constants
        {"day": "2013-06-14"},
    ),
    "leader": SqlQuery(
        "Who led the organization on a day?",
        f"""SELECT terms.id, people.name, {CERTAINTY_COLUMN} AS certainty
FROM terms JOIN people ON people.id = terms.person
WHERE terms.post = '{HEAD}' AND {MAY_HOLD}
ORDER BY {HOLDS.since}_earliest, terms.id""",  # noqa: S608 - made of constants
        {"day": "2013-06-14"},
    ),
    "sources": SqlQuery(
        "Which sources support a record, or disagree with it?",
        """SELECT sources.id, sources.title, citations.stance, citations.field, citations.locator, citations.value,
  citations.other_value, citations.not_rechecked
FROM citations JOIN sources ON sources.id = citations.source
WHERE citations.kind = :kind AND citations.record = :record
ORDER BY citations.position, citations.id""",
        {"kind": "membership", "record": "aus-member-2"},
    ),
    "then": SqlQuery(
        "What did the register hold at an earlier revision?",
        """SELECT resource, id, "row"
FROM changes AS last
WHERE change <> 'deleted' AND revision = (
  SELECT max(revision) FROM changes
  WHERE resource = last.resource AND id = last.id AND revision <= :revision)
ORDER BY resource, id""",
        {"revision": "1"},
    ),
}
