"""Tags and filters that say on which sources a record rests (a builtin library)."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html

from ..models.entry import column
from ..models.evidence import Evidence
from ..models.facts import Record, SourceNumbers
from ..models.weighing import shown_citations
from .records import PageContext, record_address

register = template.Library()

GRADES = {"document": "document", "secondary": "secondary", "dataset": "data set", "unverified": "not verified"}


@register.inclusion_tag("includes/citations.html", takes_context=True)
def citations(context: Context, record: Record, opened: bool = False, again: bool = False) -> dict[str, Any]:
    """Show the sources of a record behind a summary that needs no script. Of many records, bring them `with_citations`.

    opened: show them unfolded, as on the record's own page. again: the page has shown them before, and that place is
    the one to which links lead.
    """
    supporting, disagreeing = shown_citations(record)
    return {
        "record": record,
        "clock": context.get("clock"),
        "opened": opened,
        "again": again,
        "supporting": supporting,
        "disagreeing": disagreeing,
        "numbers": _sources_in_words(record.source_numbers, is_open=any(shown.open for shown in disagreeing)),
    }


@register.filter
def sources_words(record: Record) -> str:
    """Return how many sources a record has, in words.

    No query for rows `with_source_numbers` or `with_citations`.
    """
    return _sources_in_words(record.source_numbers)


def _sources_in_words(numbers: SourceNumbers, is_open: bool = False) -> str:
    """Return numbers of sources in words: "2 sources, 1 disagrees". is_open: whether one leaves a question open."""
    words = "No source"
    if numbers.supporting:
        words = f"{numbers.supporting} source" if numbers.supporting == 1 else f"{numbers.supporting} sources"
    if numbers.disagreeing:
        verb = "disagrees" if numbers.disagreeing == 1 else "disagree"
        form = '{}, <span class="disagrees">{} {}</span>' if is_open else "{}, {} {}"
        words = format_html(form, words, numbers.disagreeing, verb)
    if numbers.unchecked:
        words = format_html('{}, <span class="unverified">{} not rechecked</span>', words, numbers.unchecked)
    return words


@register.simple_tag
def rests_on(record: Record, name: str) -> str:
    """Return a mark for a value that no document supports: "start: data set"; else ""."""
    evidence = record.evidence_of(name)
    if evidence not in (Evidence.DATASET, Evidence.UNVERIFIED) or not getattr(record, name):
        return ""
    classes = "mark unverified" if evidence == Evidence.UNVERIFIED else "quiet"
    label = column(type(record), name).verbose_name
    return format_html('<span class="{}">{}: {}</span>', classes, label, GRADES[evidence])


@register.simple_tag(takes_context=True)
def sources_link(context: PageContext, record: Record) -> str:
    """Return the sources of a record in few bytes, for long lists.

    They are their number, with a link to the record's own place, where they stand.
    """
    words = sources_words(record)
    url = record_address(context, record)
    if url:
        place = f"{url}-sources" if "#" in url else url
        words = format_html('<a href="{}">{}</a>', place, words)
    if record.evidence == "unverified":
        words = format_html('{} <span class="mark unverified">not verified</span>', words)
    return words


@register.filter
def grade(evidence: str) -> str:
    """Return a kind of evidence in a word or two; the page about the reference says what each means."""
    return GRADES.get(evidence, "")
