"""Answers as linked data (JSON-LD): the same objects as in JSON, each with its type and with the "@id" that its page
has too, under the context of vocabulary.py. What is not known is left out.

Beside the members of the JSON there is what it only implies: the organization of a membership, the role, the interval
between start and end, the sources from which a record is derived, and the revision by which the answer was made.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any
from urllib.parse import urlencode

import orjson

from iom_portal.records.api.rows import Columns
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation, Register, Source
from iom_portal.records.models.entry import Entry
from iom_portal.records.page_address import PageAddress
from iom_portal.records.web.linked_data import Node, date_of, iri, the_organization
from members.models import Membership
from organs.linked_data import LEGISLATION
from organs.models import Term

from .renderers import AnsweringView, ApiObject, FormRenderer, JSONRenderer
from .vocabulary import JSON_MEMBERS, context, linked_of

ADDRESS_OF_RECORD = re.compile(r"/api/v1/([a-z-]+)/([^/?]+)/\Z")
MEMBERS_OF_REFERENCES = {"kind", "id", "name", "title", "url", "organ"}  # of what only names a record
TYPES_OF_MEMBERS = {
    "standing": "Standing",
    "name_on_day": "NameOnDay",
    "differences": "Difference",
    "results": "Count",
}

RecordKey = tuple[type[Entry], str]  # (kind, id)


class JSONLDRenderer(FormRenderer):
    """Writes an answer as linked data."""

    media_type = "application/ld+json"
    format = "jsonld"

    def written(self, data: Any, view: AnsweringView) -> bytes:
        plain = orjson.loads(super().written(data, view))
        return orjson.dumps(Linker(view).document(plain))


class ContextRenderer(JSONRenderer):
    """Writes the context as it is."""

    media_type = "application/ld+json"
    format = "jsonld"


class Linker:
    """Makes the linked data of one answer."""

    def __init__(self, view: AnsweringView) -> None:
        self.view = view
        self.ids: dict[RecordKey, str] = {}  # "@id" of the records in the answer that have an address of their own
        self.official: set[str] = set()  # the ids of the sources in the answer that are official

    def document(self, plain: ApiObject) -> Node:
        """Return the answer as a JSON-LD document: the thing asked for or, of a list, the answer itself.

        plain: the answer as JSON has it. One query for each kind in it that has pages, one for its sources.
        """
        self._find_ids(plain)
        path = self.view.request.path.rpartition("/api/v1/")[2].partition(".jsonld")[0].strip("/")
        answer = {"@id": self._address(), "@type": ["Document", "prov:Entity"], "generated_by": self._revision()}
        if path == "organization":
            node = {**self._organization(plain), "subject_of": answer}
        elif _record_key(plain):
            node = {**self._record(plain), "subject_of": answer}
        elif path == "counts" and "results" not in plain:
            count = self._count(plain, plain["status"])
            node = {"@id": f"{answer['@id']}#count", **count, "subject_of": answer}
        else:
            node = {**answer, **self._members(plain)}
            node["@type"] = ["List" if "results" in plain else "Document", "prov:Entity"]
        return {"@context": context(), **node}

    # What names the answer, and the records in it

    @cached_property
    def _read_at(self) -> tuple[int, Any, str]:
        """(number, time, name) of the revision at which the register was read."""
        moment = self.view.clock.moment
        if moment:
            return moment.revision, moment.made_at, moment.name
        stamp = Register.objects.stamp_as_read()
        return (stamp.revision, stamp.made_at, stamp.name) if stamp else (0, None, "0")

    def _revision(self) -> Node:
        number, made_at, _ = self._read_at
        return {"@id": iri(f"/changes/{number}/"), "@type": "Revision", "number": number, "made_at": made_at}

    def _address(self) -> str:
        """Return the permanent address of the answer: with the day asked for and the revision."""
        request = self.view.request
        values: dict[str, Any] = dict(self.view.values)
        if self.view.day:
            values["as_of"] = self.view.day.isoformat()
        values["as_recorded"] = self._read_at[2]
        values["format"] = request.accepted_renderer.format
        path = request.path.removesuffix(".jsonld").rstrip("/")
        return f"{iri(path)}/?{urlencode(sorted(values.items()))}"

    def _find_ids(self, plain: ApiObject) -> None:
        """Find the "@id" of every record in the answer: that of its page where it has one to itself."""
        keys_of_kind: defaultdict[type[Entry], set[str]] = defaultdict(set)
        for value in _objects(plain):
            record_key = _record_key(value)
            if record_key:
                model, key = record_key
                keys_of_kind[model].add(key)
        for model, keys in keys_of_kind.items():
            page = model.about.page
            if page and _is_not_shared(page):
                columns = Columns()
                key_place, page_path = columns("pk"), page.row_reader(columns)
                for row in model.objects.filter(pk__in=keys).values_list(*columns.lookups):
                    self.ids[model, row[key_place]] = iri(page_path(row))
        sources = keys_of_kind.get(Source)
        if sources:
            official = Source.objects.filter(pk__in=sources, kind_of_source__in=Source.OFFICIAL_KINDS)
            self.official = set(official.values_list("pk", flat=True))

    def _id(self, model: type[Entry], key: str) -> str:
        return self.ids.get((model, key)) or iri(f"/api/v1/{model.about.resource}/{key}/")

    # What is said

    def _organization(self, plain: ApiObject) -> Node:
        """Return the organization on a day, as on the first page."""
        name, counts = plain.pop("name"), plain.pop("counts")
        members = self._members(plain)
        members["counts"] = [self._count(count, status) for status, count in counts.items()]
        if name:
            members["name"] = name["name_en"]
            members["name_of_the_day"] = self._record(name)
        return {
            "@id": the_organization()["@id"],
            "@type": ["Organization", "schema:Organization"],
            "foundingDate": self.view.clock.established_on.isoformat(),
            **members,
        }

    def _count(self, plain: ApiObject, status: str) -> Node:
        """Return how many States had a status."""
        about = the_organization()["@id"]
        return {"@type": "Count", "metric": status, "about": about, **self._members(plain)}

    def _record(self, value: ApiObject) -> Node:
        """Return a record, or a reference to one."""
        model, key = _key_of_record(value)
        linked = linked_of(model)
        types = [model.__name__, *linked.also]
        if value.get("kind_of_instrument") in LEGISLATION:
            types.append("schema:Legislation")
        if model is Citation and value.get("stance") == "supports":
            types.append("prov:Derivation")
        node = {"@id": self._id(model, key), "@type": types, **_dates(value, linked.dates, types)}
        node |= self._members(value, is_record=True)
        if linked.relation and not value.keys() <= MEMBERS_OF_REFERENCES:
            node[linked.relation] = the_organization()["@id"]
        return node | self._of_office(value, model) | self._derived(value)

    def _of_office(self, value: ApiObject, model: type[Entry]) -> Node:
        """Return the role of a membership; of a term of office its organ too."""
        if model is Membership and "status" in value:
            return {"role": {"@type": "Role", "name": Membership.Status(value["status"]).label}}
        if model is Term and "post" in value:
            post = value["post"]
            role = {"@type": "Role", "name": value.get("styled") or post["title"]}
            organ, key = _key_of_record(post["organ"])
            return {"role": role, "organization": self._id(organ, key)}
        return {}

    def _derived(self, value: ApiObject) -> Node:
        """Return the sources that support a record: it is derived from them, and the official ones are primary."""
        supporting = []
        for citation in value.get("citations") or ():
            if "source" in citation and citation["stance"] == "supports":
                supporting.append(citation["source"]["id"])
        if not supporting:
            return {}
        ids = {key: self._id(Source, key) for key in supporting}
        primary = [source for key, source in ids.items() if key in self.official]
        members: Node = {"derived_from": list(ids.values())}
        if primary:
            members["primary_source"] = primary
        return members

    def _members(self, value: ApiObject, is_record: bool = False) -> Node:
        """Return the members of an object, without those that are empty; of a record, start and end as an interval."""
        members = {name: self._member(name, inner) for name, inner in value.items() if inner not in (None, "")}
        interval = {}
        for name in ("start", "end"):
            if is_record and name in members:
                interval[name] = members.pop(name)
        if interval:
            members["during"] = {"@type": "Interval", **interval}
        return members

    def _member(self, name: str, value: Any) -> Any:
        """Return the value of a member of this name."""
        if name in JSON_MEMBERS or (name == "differences" and _is_list_of_texts(value)):
            return value
        if isinstance(value, list):
            return [self._member(name, item) for item in value]
        if not isinstance(value, dict):
            return value
        if "earliest" in value:
            return _instant(value)
        if name == "citations":
            return self._citation(value)
        if name == "changes" or (name == "differences" and "record" not in value):
            return self._change(value)
        if _record_key(value):
            return self._record(value)
        return {"@type": TYPES_OF_MEMBERS.get(name, "Document"), **self._members(value)}

    def _citation(self, value: ApiObject) -> Node:
        types = ["Citation"]
        if value["stance"] == "supports":
            types.append("prov:Derivation")
        return {"@id": self._id(Citation, value["id"]), "@type": types, **self._members(value)}

    def _change(self, value: ApiObject) -> Node:
        """Return what a revision did to a record."""
        address = value.get("url")
        others = {name: inner for name, inner in value.items() if name != "url"}
        node: Node = {"@type": "Change", **self._members(others)}
        if address:
            node["record"] = self._record({"url": address})
        return node


def _record_key(value: ApiObject) -> RecordKey | None:
    """Return (kind, id) of an object or a reference by its address in the API; None for what is no record."""
    address = value.get("url")
    match = ADDRESS_OF_RECORD.search(address) if isinstance(address, str) else None
    if match is None or match[1] not in _kinds_by_resource():
        return None
    return _kinds_by_resource()[match[1]], match[2]


def _key_of_record(value: ApiObject) -> RecordKey:
    """Return (kind, id) of an object that is a record or a reference to one."""
    record_key = _record_key(value)
    if record_key is None:
        raise LookupError(f"{value.get('url')} is the address of no record.")
    return record_key


@cache
def _kinds_by_resource() -> dict[str, type[Entry]]:
    """Return {name in the addresses of the API: kind}."""
    return {model.about.resource: model for model in kinds()}


def _is_not_shared(page: PageAddress) -> bool:
    """Return whether the address of a record is that of no other: a page of its own, or a place on another's."""
    return bool(page.mark) or "__" not in page.key


def _dates(value: ApiObject, terms: Mapping[str, str], types: list[str]) -> Node:
    """Return the dates of a record that schema.org can write, under its names for them."""
    dates = {}
    for name, term in terms.items():
        when = value.get(name) or ""
        text = date_of(when if isinstance(when, str) else when["text"])
        if text:
            is_of_law = "schema:Legislation" in types and term == "dateCreated"
            dates["legislationDate" if is_of_law else term] = text
    return dates


def _instant(when: ApiObject) -> Node:
    """Return a partial date."""
    node = {"@type": "Instant", "edtf": when["text"]}
    for part in ("earliest", "latest", "words"):
        if when[part] is not None:
            node[part] = when[part]
    return node


def _objects(value: Any) -> Iterator[ApiObject]:
    """Yield every object within an answer."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _objects(item)


def _is_list_of_texts(value: Any) -> bool:
    """Return whether a value is a list that holds other things than objects."""
    return isinstance(value, list) and not all(isinstance(item, dict) for item in value)
