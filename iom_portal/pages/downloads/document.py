"""The register as one JSON document: what it is, its revisions, and the rows of each kind with their types."""

import orjson

from iom_portal.records.kinds import kinds

from .rows import certainties, revision_rows, table_name, typed_rows


def write(path, edition):
    """Write the document. Returns {name: number of rows}."""
    known = certainties(edition.day) if edition.day else {}
    records = {table_name(model): list(typed_rows(model, edition.day, known)) for model in kinds()}
    document = {"about": edition.about(), "revisions": revision_rows(), "records": records}
    path.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return {name: len(rows) for name, rows in records.items()} | {"revisions": len(document["revisions"])}
