"""The register as one JSON document: what it is, its revisions, and the rows of each kind with their types."""

from pathlib import Path

import orjson

from iom_portal.records.kinds import kinds, table_name

from .editions import Edition
from .rows import certainties, revision_rows, typed_rows


def write_document(path: Path, edition: Edition) -> dict[str, int]:
    """Write the document. Return {name of a table: number of rows}."""
    certainty_of = certainties(edition.day) if edition.day else {}
    records = {table_name(model): list(typed_rows(model, edition.day, certainty_of)) for model in kinds()}
    revisions = revision_rows()
    document = {"about": edition.about(), "revisions": revisions, "records": records}
    path.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return {**{name: len(rows) for name, rows in records.items()}, "revisions": len(revisions)}
