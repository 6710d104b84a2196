"""The register as CSV in a Frictionless data package: the files of fixtures/, described by datapackage.json, zipped.

The CSV files are those that export_register writes and load_register reads, byte for byte; beside them stand
revisions.csv and, under a day, certainty.csv, which says of each fact whether it is certainly or possibly true then.
"""

import csv
import io
import json
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.db import models

from iom_portal.records.dates.fields import PartialDateField
from iom_portal.records.dates.partial_date import ANY_YEAR, text_pattern
from iom_portal.records.files.csv_files import write_files
from iom_portal.records.kinds import file_name, kinds
from iom_portal.records.models import Revision, Source
from iom_portal.records.models.entry import ID

from .rows import REVISION_COLUMNS, certainties, field_of, revision_rows, table_name

PARTIAL_DATE = text_pattern(ANY_YEAR)
KEY = ID.regex.pattern.replace(r"\A", "").replace(r"\Z", "")
README = """{title}

{unofficial}

Of which day     {as_of}
Recorded         revision {revision}, made {as_recorded}
Register         {register}
Verified to      {verified_to}
Rights           {rights}

To cite: {citation}
with the SHA-256 of this package, which {site}/data/ shows.

Files
{files}

datapackage.json describes every column (Frictionless Data Package). One row is one fact; `id` is permanent. A foreign
key holds the other row's id. `sources` lists, separated by “;”, the sources that simply support the row; a citation
that says more (a field, a place in the source, another value) is a row of citations.csv. A date is EDTF text that says
no more than its source: 1967 is some day of that year, 1952-10-13/1953-04-16 one day of that interval. An empty `end`
means still running. The SQLite and JSON files have the first and the last day that each date allows.

The files named after kinds are those that `manage.py load_register` reads.
"""


def write(path, edition):
    """Write the package. Returns {name of the resource: number of rows}."""
    with TemporaryDirectory() as made:
        directory = Path(made)
        files = dict(zip(map(table_name, kinds()), write_files(directory, edition.day).items(), strict=True))
        files["revisions"] = _write(directory / "revisions.csv", REVISION_COLUMNS, revision_rows())
        if edition.day:
            known = [(*key, certainty) for key, certainty in certainties(edition.day).items()]
            names = ["kind", "id", "certainty"]
            rows = [dict(zip(names, row, strict=True)) for row in known]
            files["certainty"] = _write(directory / "certainty.csv", names, rows)
        contents = {name: (directory / name).read_bytes() for name, _ in files.values()}
    rows = {name: number for name, (_, number) in files.items()}
    descriptor = _descriptor(edition, files, contents)
    listed = "\n".join(f"  {name:<24}{number:>7} rows" for name, number in files.values())
    readme = README.format(**edition.about(), site=settings.SITE_URL, files=listed)
    contents = {
        "datapackage.json": json.dumps(descriptor, ensure_ascii=False, indent=2).encode() + b"\n",
        "README.txt": readme.encode(),
        **contents,
    }
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, content in contents.items():
            entry = ZipInfo(name, edition.made_at.timetuple()[:6])  # the same bytes whenever it is made
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            package.writestr(entry, content)
    return rows


def _write(path, names, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path.name, len(rows)


def _descriptor(edition, files, contents):
    about = edition.about()
    tables = {name: _read(contents[file]) for name, (file, _) in files.items()}
    described = {table_name(model): (str(model._meta.verbose_name_plural), _schema(model, tables)) for model in kinds()}
    described["revisions"] = "What was changed in the register, when and why", REVISION_SCHEMA
    described["certainty"] = "Whether each fact is certainly or possibly true on the day", CERTAINTY_SCHEMA
    return {
        "profile": "tabular-data-package",
        "name": "iom-reference",
        "id": edition.address,
        "title": about["title"],
        "description": f"{about['unofficial']} {about['rights']}",
        "homepage": settings.SITE_URL,
        "version": about["revision"],
        "created": about["as_recorded"],
        "keywords": ["International Organization for Migration", "IOM", "membership", "international organizations"],
        **{name: about[name] for name in about if name not in ("title", "revision")},
        "sources": [_source(source) for source in Source.objects.order_by("pk")],
        "resources": [
            _resource(name, file, contents[file], number, *described[name]) for name, (file, number) in files.items()
        ],
    }


def _source(source):
    return {"title": source.title} | ({"path": source.link} if source.link else {})


def _resource(name, file, content, number, title, schema):
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "title": f"{title[0].upper()}{title[1:]}",
        "path": file,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "rows": number,
        "schema": schema,
    }


def _read(content):
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def _schema(model, tables):
    """The table schema of a kind. Of what is true on one day, a row may refer to one that is not (the organ before it):
    a foreign key that the files do not keep is described and not declared."""
    names = model.file_columns()
    foreign = []
    for name in names:
        field = field_of(model, name)
        if field is not None and field.is_relation:
            other = table_name(field.related_model)
            used = {row[name] for row in tables[table_name(model)]} - {""}
            if used <= {row["id"] for row in tables[other]}:
                reference = {"resource": "" if other == table_name(model) else other, "fields": "id"}
                foreign.append({"fields": name, "reference": reference})
    schema = {"fields": [_field(model, name) for name in names], "primaryKey": "id", "missingValues": [""]}
    return schema | ({"foreignKeys": foreign} if foreign else {})


def _field(model, name):
    """The description of a column: its type and what its values keep."""
    field = field_of(model, name)
    if name == "sources":
        words = "The sources that simply support the row, by id, separated by “;”."
        return {"name": name, "title": "Sources", "type": "string", "description": words}
    if field is None:
        words = "The record that is cited for, as kind:id."
        constraints = {"required": True, "pattern": rf"^[a-z]+:{KEY}$"}
        return {"name": name, "title": "Record", "type": "string", "description": words, "constraints": constraints}
    if field.primary_key:
        words = "Permanent: it stays when dates are corrected."
        constraints = {"required": True, "unique": True, "pattern": f"^{KEY}$"}
        return {"name": name, "title": "Id", "type": "string", "description": words, "constraints": constraints}
    title = str(field.verbose_name)
    found = {"name": name, "title": f"{title[0].upper()}{title[1:]}", **_type(field)}
    words = [str(field.help_text)] if field.help_text else []
    if field.is_relation:
        words.append(f"The id of a row of {file_name(field.related_model)}.")
    if isinstance(field, PartialDateField):
        words.append("EDTF text.")
    constraints = _constraints(field)
    return (
        found
        | ({"description": " ".join(words)} if words else {})
        | ({"constraints": constraints} if constraints else {})
    )


def _type(field):
    if isinstance(field, models.BooleanField):
        return {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}
    if isinstance(field, models.IntegerField):
        return {"type": "integer"}
    if isinstance(field, models.DateField):
        return {"type": "date", "format": "%Y-%m-%d"}
    return {"type": "string"}


def _constraints(field):
    found = {}
    if not (field.blank or isinstance(field, models.BooleanField)):
        found["required"] = True
    if field.unique:
        found["unique"] = True
    if field.is_relation:
        found["pattern"] = f"^{KEY}$"
    elif isinstance(field, PartialDateField):
        found["pattern"] = PARTIAL_DATE
    elif field.choices:
        found["enum"] = [str(value) for value, _ in field.flatchoices if value != ""]
    elif isinstance(field, models.CharField) and not isinstance(field, models.URLField):
        found["maxLength"] = field.max_length
    elif isinstance(field, models.IntegerField) and not isinstance(field, models.BooleanField):
        found["minimum"] = 0
    return found


REVISION_SCHEMA = {
    "fields": [
        {
            "name": "number",
            "type": "integer",
            "description": "Revisions are numbered in the order of their commits.",
            "constraints": {"required": True, "unique": True, "minimum": 1},
        },
        {
            "name": "made_at",
            "type": "datetime",
            "format": "%Y-%m-%dT%H:%M:%S.%fZ",
            "description": "When it was made, in UTC.",
            "constraints": {"required": True},
        },
        {
            "name": "origin",
            "type": "string",
            "description": "The role in which it was made; names stay private.",
            "constraints": {"required": True, "enum": Revision.Origin.values},
        },
        {"name": "reason", "type": "string", "description": "Why.", "constraints": {"required": True}},
    ],
    "primaryKey": "number",
    "missingValues": [""],
}
CERTAINTY_SCHEMA = {
    "fields": [
        {"name": "kind", "type": "string", "constraints": {"required": True, "pattern": "^[a-z]+$"}},
        {"name": "id", "type": "string", "constraints": {"required": True, "pattern": f"^{KEY}$"}},
        {"name": "certainty", "type": "string", "constraints": {"required": True, "enum": ["certain", "possible"]}},
    ],
    "primaryKey": ["kind", "id"],
    "missingValues": [""],
}
