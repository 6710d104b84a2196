"""The formats of a citation: plain text, BibTeX, RIS and CSL-JSON."""

import json
import re
from collections.abc import Callable
from typing import NamedTuple

from django.utils.text import capfirst

from .citation import PUBLISHER, Cited

AUTHOR = "IOM Reference"


def as_text(citation: Cited) -> str:
    """Return a citation in one line of plain text."""
    return f"{PUBLISHER}, “{citation.title}”, {citation.both_clocks}, {citation.address} [{citation.digest}]"


def as_bibtex(citation: Cited) -> str:
    """Return a citation as an entry for BibTeX."""
    note = f"{capfirst(citation.both_clocks)}. Digest {citation.digest}"
    fields = {
        "title": escape_tex(citation.title),
        "author": f"{{{AUTHOR}}}",  # in braces of its own: no name of a person, to be taken apart
        "year": f"{citation.made_at:%Y}",
        "month": f"{citation.made_at:%m}",
        "howpublished": "Unofficial online reference",
        "url": citation.address,
        "note": escape_tex(note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{citation.key},", *lines, "}", ""])


def escape_tex(text: str) -> str:
    """Return a text in which the signs that mean something to TeX stand for themselves."""
    return re.sub(r"([#$%&_{}])", r"\\\1", text)


def as_ris(citation: Cited) -> str:
    """Return a citation in RIS."""
    fields = [
        ("TY", "ELEC"),
        ("TI", citation.title),
        ("AU", AUTHOR),
        ("PB", PUBLISHER),
        ("PY", f"{citation.made_at:%Y}"),
        ("DA", f"{citation.made_at:%Y/%m/%d}"),
        ("UR", citation.address),
        ("ET", f"Revision {citation.revision}"),
        ("N1", f"{citation.both_clocks}. Digest {citation.digest}"),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields)


def as_csl(citation: Cited) -> str:
    """Return a citation in CSL-JSON, as a list with one item."""
    made_at = citation.made_at
    item = {
        "id": citation.key,
        "type": "webpage",
        "title": citation.title,
        "author": [{"literal": AUTHOR}],
        "publisher": PUBLISHER,
        "issued": {"date-parts": [[made_at.year, made_at.month, made_at.day]]},
        "version": f"Revision {citation.revision}",
        "URL": citation.address,
        "note": f"{citation.both_clocks}. Digest {citation.digest}",
    }
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


class CitationFormat(NamedTuple):
    """A format: its media type, the extension of its file, and what writes it."""

    media_type: str
    extension: str
    write: Callable[[Cited], str]


FORMATS = {
    "text": CitationFormat("text/plain; charset=utf-8", "txt", as_text),
    "bibtex": CitationFormat("application/x-bibtex; charset=utf-8", "bib", as_bibtex),
    "ris": CitationFormat("application/x-research-info-systems; charset=utf-8", "ris", as_ris),
    "csl": CitationFormat("application/vnd.citationstyles.csl+json; charset=utf-8", "json", as_csl),
}
