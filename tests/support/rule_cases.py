"""For each rule of the register that refuses a record, the smallest record that breaks it.

The records are added to the cast that `the_cast` brings on: Erewhon, Ruritania and Utopia, two organs, two posts, Ada
Clare (1920 to 1990), and an event that was deleted.
"""

from typing import NamedTuple

from iom_portal.records.models import RuleException
from iom_portal.records.models.entry import Entry
from iom_portal.records.models.revising import revising
from members.models import Membership, PublishedCount, State
from organs.models import Attribute, Event, Instrument, Organ, OrganFunction, Person, Post, Session, Term
from strategy.models import Framework
from tests.support.cast import (
    a_person,
    a_post,
    a_state,
    a_term,
    an_organ,
    saved,
    the_coverage,
)


class Case(NamedTuple):
    """A record that breaks a rule: the name of the rule, the kind, its cells, the column at which the rule speaks."""

    rule: str
    model: type[Entry]
    cells: dict[str, str]
    column: str = ""
    words: str = ""  # of the message


A_STATE = {
    "id": "GON", "slug": "gondour", "iso2": "GO", "m49": "901", "name_en": "Gondour", "name_fr": "Gondour",
    "name_es": "Gondour", "formal_en": "Republic of Gondour", "formal_fr": "République de Gondour",
    "formal_es": "República de Gondour", "region": "Africa", "subregion": "Northern Africa",
}  # fmt: skip
AN_EVENT = {"id": "E2", "slug": "second", "title": "Second", "description": "It met.", "category": "organ"}
AN_ORGAN = {"id": "ORG-NEW", "slug": "new", "name_en": "New", "kind_of_organ": "office"}
A_SPELL = {"id": "uto-1", "state": "UTO", "status": "member"}
A_TERM = {"id": "term-9", "person": "person-ada-clare", "post": "post-reeve", "term_no": "1"}
AN_INSTRUMENT = {"id": "I9", "title": "Charter", "kind_of_instrument": "decision"}
AN_EXCEPTION = {"id": "exception-9", "why": "It is so."}

REFUSED = [
    Case("begins-after-founding", Membership, A_SPELL | {"start": "1800"}, "start", "write 5 December 1951 or later"),
    Case("begins-after-founding", Membership, A_SPELL | {"start": "1951"}, "start", "write 1951-12-05/1951-12-31"),
    Case("begins-after-founding", Session,
         {"id": "s-1", "organ": "ORG-MOOT", "body": "Moot", "kind_of_session": "regular", "start": "1951-11"}, "start"),
    Case("begins-after-founding", PublishedCount, {"id": "c-1", "on": "1950", "members": "3"}, "on"),
    Case("not-in-the-far-future", Membership, A_SPELL | {"start": "2150"}, "start", "too far in the future"),
    Case("not-in-the-far-future", Event, AN_EVENT | {"start": "2150-01-01"}, "start"),
    Case("id-borne-once", Event, AN_EVENT | {"id": "E-OLD", "start": "1960"}, "id", "was deleted (“Old”)"),
    Case("id-borne-once", Event, AN_EVENT | {"id": "e-first", "start": "1960"}, "id", "“E-FIRST” is an id already"),
    Case("slug-borne-once", Event, AN_EVENT | {"slug": "old", "start": "1960"}, "slug", "once belonged, to “E-OLD”"),
    Case("slug-borne-once", Event, AN_EVENT | {"slug": "e-first", "start": "1960"}, "slug"),
    Case("address-leads-to-the-record", State, A_STATE | {"slug": "map"}, "slug", "the page “state-map”"),
    Case("address-leads-to-the-record", State, A_STATE | {"slug": "changes"}, "slug"),
    Case("address-leads-to-the-record", Framework,
         {"id": "F9", "slug": "objectives", "title": "Plan", "kind_of_framework": "plan", "action": "adopted",
          "start": "2007"}, "slug"),
    Case("codes-of-a-state", State, A_STATE | {"m49": "4"}, "m49", "write “004”"),
    Case("codes-of-a-state", State, A_STATE | {"m49": "abc"}, "m49"),
    Case("codes-of-a-state", State, A_STATE | {"m49": "０１２"}, "m49"),
    Case("codes-of-a-state", State, A_STATE | {"iso2": "it"}, "iso2", "two capital letters"),
    Case("codes-of-a-state", State, A_STATE | {"iso2": "ЕR"}, "iso2"),
    Case("codes-of-a-state", State, A_STATE | {"iso2": "F1"}, "iso2"),
    Case("states-of-one-name", State, A_STATE | {"name_en": "Erewhon"}, "name_en", "the name of ERE as well"),
    Case("spells-alike", Membership, {"id": "rur-2", "state": "RUR", "status": "member", "start": "1967",
                                      "end": "1967"}, "start", "“rur-member-1”"),
    Case("rows-alike", Attribute, {"id": "a-2", "attribute": "seat", "value": "Geneva", "start": "1952"}, "",
         "the same as “a-1”"),
    Case("notice-within-the-membership", Membership,
         A_SPELL | {"start": "1960", "end": "1967-12-31", "notified_on": "1968-01-01"}, "notified_on"),
    Case("notice-within-the-membership", Membership, A_SPELL | {"start": "1960", "notified_on": "1959"},
         "notified_on", "Only a member gives notice"),
    Case("part-within-its-organ", Post, {"id": "p-9", "title": "Clerk", "organ": "ORG-OLD", "seats": "1",
                                         "start": "1952"}, "end", "It still runs"),
    Case("part-within-its-organ", OrganFunction, {"id": "f-9", "organ": "ORG-MOOT", "number": "1",
                                                  "function": "Meets", "start": "1953"}, "start"),
    Case("organ-within-its-parent", Organ, AN_ORGAN | {"parent": "ORG-MOOT", "start": "1952"}, "start"),
    Case("organs-follow-in-time", Organ, AN_ORGAN | {"predecessor": "ORG-MOOT", "start": "1952"}, "predecessor"),
    Case("organs-follow-in-time", Organ, AN_ORGAN | {"successor": "ORG-OLD", "start": "1960"}, "successor"),
    Case("organs-in-no-circle", Organ,
         AN_ORGAN | {"predecessor": "ORG-MOOT", "successor": "ORG-MOOT", "start": "1954-11-30"}, "predecessor"),
    Case("superseded-by-a-later-one", Instrument,
         AN_INSTRUMENT | {"adopted_on": "1990", "superseded_by": "I1"}, "superseded_by"),
    Case("term-within-its-post", Term, A_TERM | {"post": "post-chair", "start": "1953", "end": "1960"}, "end"),
    Case("term-within-a-life", Term, A_TERM | {"start": "1991", "end": "1992"}, "start", "had died"),
    Case("term-within-a-life", Term, A_TERM | {"start": "1989", "end": "1992"}, "end", "after the death"),
    Case("term-within-a-life", Term, A_TERM | {"start": "1989"}, "end", "give the last day in office"),
    Case("term-within-a-life", Term, A_TERM | {"person": "person-late", "start": "1957", "end": "1958"}, "start"),
    Case("born-before-death", Person, {"id": "x", "slug": "x", "name": "X", "born": "1950", "died": "1949"}, "died"),
    Case("born-before-death", Person, {"id": "x", "slug": "x", "name": "X", "born": "2150"}, "born"),
    Case("nationality-of-a-state", Person, {"id": "x", "slug": "x", "name": "X", "nationality": "<>"},
         "nationality", "no State of the register"),
    Case("terms-alike", Term, A_TERM | {"start": "1960", "end": "1960"}, "start", "“term-1”"),
    Case("holders-as-many-as-seats", Term, A_TERM | {"post": "post-twin", "person": "person-late",
                                                     "start": "1980-06-01", "end": "1980-12-31"}, "start"),
    Case("exception-to-a-rule", RuleException, AN_EXCEPTION | {"rule": "rows-alike", "record": "moot"}, "record"),
    Case("exception-to-a-rule", RuleException,
         AN_EXCEPTION | {"rule": "term-within-a-life", "record": "event:E-FIRST"}, "record"),
]  # fmt: skip

CHOSEN = [  # the admin offers a choice, and refuses anything else in its own words
    Case("exception-to-a-rule", RuleException, AN_EXCEPTION | {"rule": "no-such", "record": "event:E-FIRST"}, "rule"),
    Case(
        "exception-to-a-rule",
        RuleException,
        AN_EXCEPTION | {"rule": "id-borne-once", "record": "event:E-FIRST"},
        "rule",
    ),
    Case("regions-of-a-state", State, A_STATE | {"region": "Nowhere"}, "region", "write Africa, Americas, Asia"),
    Case("regions-of-a-state", State, A_STATE | {"subregion": "Polynesia"}, "subregion"),
    Case("regions-of-a-state", State, A_STATE | {"intermediate_region": "Caribbean"}, "intermediate_region"),
    Case("regions-of-a-state", State, A_STATE | {"subregion": "Sub-Saharan Africa"}, "intermediate_region"),
]

WARNED = [
    Case("session-within-its-body", Session,
         {"id": "s-1", "organ": "ORG-OLD", "body": "Old", "kind_of_session": "regular", "start": "1954-11-30"},
         "start"),
    Case("spells-may-overlap", Membership, {"id": "rur-2", "state": "RUR", "status": "member", "start": "1966/1967",
                                            "end": "1967"}, "start"),
    Case("withdrawal-by-article-3", Membership,
         A_SPELL | {"start": "1960", "end": "1973-12-31", "notified_on": "1973-09-01"}, "end", "31 December 1974"),
    Case("withdrawal-by-article-3", Membership, A_SPELL | {"start": "1960", "notified_on": "1973-08-31"}, "end",
         "31 December 1973"),
    Case("spell-within-its-state", Membership, A_SPELL | {"start": "1952", "end": "1960"}, "start", "its State (1955)"),
    Case("of-age-in-office", Term, A_TERM | {"person": "person-late", "start": "1975", "end": "1976"}, "start"),
    Case("people-of-one-name", Person, {"id": "x", "slug": "x", "name": "ada clare"}, "name"),
    Case("exception-is-needed", RuleException,
         AN_EXCEPTION | {"rule": "begins-after-founding", "record": "membership:rur-member-1"}),
]  # fmt: skip


def the_cast() -> None:
    """Bring on the records to which those that break a rule are added."""
    with revising(reason="The cast takes its places."):
        the_coverage()
        a_state("Erewhon", ("1951-12-05", "1973-12-31"))
        a_state("Ruritania", ("1967", ""))
        a_state("Utopia", exists=("1955", ""))
        organ = an_organ()
        old = an_organ("ORG-OLD", "Old moot", "1951-12-05", "1954-11-29")
        reeve = a_post(organ)
        twin = a_post(organ, "post-twin", "Twin", seats=2)
        a_post(old, "post-chair", "Chair", "1951-12-05", "1954-11-29")
        ada = a_person("Ada Clare", born="1920", died="1990-05-01")
        a_person("Late", born="1959")
        a_term(ada, reeve, "1960", "1960")
        a_term(ada, twin, "1980-01-01", "1980-12-31")
        a_term(a_person("Other"), twin, "1980-01-01", "1980-12-31")
        saved(Attribute(pk="a-1", attribute="seat", value="Geneva", start="1952"))
        saved(Instrument(pk="I1", title="Old charter", kind_of_instrument="decision", adopted_on="1970"))
        for pk, title in (("E-FIRST", "First"), ("E-OLD", "Old")):
            slug = title.lower()
            saved(Event(pk=pk, slug=slug, title=title, description="It met.", category="organ", start="1955"))
    with revising(reason="It never happened."):
        Event.objects.get(pk="E-OLD").delete()
