"""Answers as linked data (JSON-LD): the same objects as in JSON, each with its type and with the "@id" that its page
has too, under the context of vocabulary.py. What is not known is left out.

Beside the members of the JSON there is what it only implies: the organization of a membership, the role, the interval
between start and end, the sources from which a record is derived, and the revision by which the answer was made.
"""

import re
from functools import cache, cached_property
from urllib.parse import urlencode

import orjson

from iom_portal.records.api.rows import Columns
from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation, Register, Source
from iom_portal.records.web.linked_data import date_of, iri, the_organization
from members.models import Membership
from organs.linked_data import LEGISLATION
from organs.models import Term

from .renderers import FormRenderer, JSONRenderer
from .vocabulary import context

OF_RESOURCE = re.compile(r"/api/v1/([a-z-]+)/([^/?]+)/\Z")
OF_A_REFERENCE = {"kind", "id", "name", "title", "url", "organ"}  # the members of what only names a record
AS_JSON = ("rows", "fields", "resources", "kinds")
INNER = {"standing": "Standing", "name_on_day": "NameOnDay", "differences": "Difference", "results": "Count"}


class JSONLDRenderer(FormRenderer):
    media_type = "application/ld+json"
    format = "jsonld"

    def written(self, data, view):
        plain = orjson.loads(super().written(data, view))
        return orjson.dumps(Linker(view).document(plain))


class ContextRenderer(JSONRenderer):
    media_type = "application/ld+json"
    format = "jsonld"


class Linker:
    """Makes the linked data of one answer."""

    def __init__(self, view):
        self.view = view
        self.ids, self.primary = {}, set()

    def document(self, plain):
        """The answer as a JSON-LD document: the thing asked for or, of a list, the answer itself."""
        self._name(plain)
        path = self.view.request.path.rpartition("/api/v1/")[2].partition(".jsonld")[0].strip("/")
        answer = {"@id": self._address(), "@type": ["Document", "prov:Entity"], "generated_by": self._revision()}
        if path == "organization":
            node = {**self._organization(plain), "subject_of": answer}
        elif self._kind(plain):
            node = {**self._node(plain), "subject_of": answer}
        elif path == "counts" and "results" not in plain:
            node = {"@id": f"{answer['@id']}#count", **self._count(plain, plain["status"]), "subject_of": answer}
        else:
            node = {**answer, **self._members(plain)}
            node["@type"] = ["List" if "results" in plain else "Document", "prov:Entity"]
        return {"@context": context(), **node}

    @cached_property
    def _read_at(self):
        """(number, time) of the revision at which the register was read."""
        moment = self.view.clock.moment
        if moment:
            return moment.revision, moment.made_at
        return Register.objects.values_list("last_revision", "last_made_at").first() or (0, None)

    def _revision(self):
        number, made_at = self._read_at
        return {"@id": iri(f"/changes/{number}/"), "@type": "Revision", "number": number, "made_at": made_at}

    def _address(self):
        """The permanent address of the answer: with the day asked for and the revision."""
        values = dict(self.view.values) | ({"as_of": self.view.day.isoformat()} if self.view.day else {})
        values |= {"as_recorded": self._read_at[0], "format": self.view.request.accepted_renderer.format}
        path = self.view.request.path.removesuffix(".jsonld").rstrip("/")
        return f"{iri(path)}/?{urlencode(sorted(values.items()))}"

    # Which record is meant

    def _kind(self, value):
        """(model, id) of an object or a reference by its address in the API; None for what is no record."""
        found = OF_RESOURCE.search(value["url"]) if isinstance(value.get("url"), str) else None
        model = _models().get(found[1]) if found else None
        return (model, found[2]) if model else None

    def _name(self, plain):
        """Finds the "@id" of every record in the answer: that of its page where it has one to itself."""
        wanted = {}
        for value in _objects(plain):
            if found := self._kind(value):
                wanted.setdefault(found[0], set()).add(found[1])
        for model, keys in wanted.items():
            page = model.about.page
            if page and (page.mark or "__" not in page.key):  # not one that others share
                columns = Columns()
                key, page_path = columns("pk"), page.row_reader(columns)
                rows = model.objects.filter(pk__in=keys).values_list(*columns.lookups)
                self.ids |= {(model, row[key]): iri(page_path(row)) for row in rows}
        if wanted.get(Source):
            official = Source.objects.filter(pk__in=wanted[Source], kind_of_source=Source.KindOfSource.OFFICIAL)
            self.primary = set(official.values_list("pk", flat=True))

    def _id(self, model, key):
        return self.ids.get((model, key)) or iri(f"/api/v1/{model.about.resource}/{key}/")

    # What is said

    def _organization(self, plain):
        """The organization on a day, as on the first page."""
        name, counts = plain.pop("name"), plain.pop("counts")
        found = self._members(plain) | {"counts": [self._count(one, status) for status, one in counts.items()]}
        if name:
            found |= {"name": name["name_en"], "name_of_the_day": self._node(name)}
        return {
            "@id": the_organization()["@id"],
            "@type": ["Organization", "schema:Organization"],
            "foundingDate": self.view.clock.established_on.isoformat(),
            **found,
        }

    def _count(self, plain, status):
        """How many States had a status."""
        counted = {"metric": status, "about": the_organization()["@id"]}
        return {"@type": "Count", **counted, **self._members(plain)}

    def _node(self, value):
        """A record, or a reference to one."""
        model, key = self._kind(value)
        types = [model.__name__, *model.about.linked.also]
        if value.get("kind_of_instrument") in LEGISLATION:
            types.append("schema:Legislation")
        if model is Citation and value.get("stance") == "supports":
            types.append("prov:Derivation")
        node = {"@id": self._id(model, key), "@type": types, **self._dates(value, model, types)}
        node |= self._members(value, model)
        if not value.keys() <= OF_A_REFERENCE and model.about.linked.relation:
            node[model.about.linked.relation] = the_organization()["@id"]
        return node | self._of_office(value, model) | self._derived(value)

    def _dates(self, value, model, types):
        """The dates of a record that schema.org can write, under its names for them."""
        found = {}
        for name, term in model.about.linked.dates.items():
            text = value.get(name) or ""
            if written := date_of(text if isinstance(text, str) else text["text"]):
                law = "schema:Legislation" in types and term == "dateCreated"
                found["legislationDate" if law else term] = written
        return found

    def _of_office(self, value, model):
        """The role of a membership; of a term of office its organ too."""
        if model is Membership and "status" in value:
            return {"role": {"@type": "Role", "name": Membership.Status(value["status"]).label}}
        if model is Term and "post" in value:
            role = {"@type": "Role", "name": value.get("styled") or value["post"]["title"]}
            return {"role": role, "organization": self._id(*self._kind(value["post"]["organ"]))}
        return {}

    def _derived(self, value):
        """The sources that support a record: it is derived from them, and the official ones are primary."""
        cited = [one for one in value.get("citations") or () if "source" in one]
        supporting = [one["source"]["id"] for one in cited if one["stance"] == "supports"]
        names = {key: self._id(Source, key) for key in supporting}
        first = [named for key, named in names.items() if key in self.primary]
        return {"derived_from": list(names.values()), **({"primary_source": first} if first else {})} if names else {}

    def _members(self, value, model=None):
        """The members of an object, without those that are empty; start and end as an interval."""
        found = {name: self._value(name, one) for name, one in value.items() if one not in (None, "")}
        interval = {name: found.pop(name) for name in ("start", "end") if name in found and model is not None}
        if interval:
            found["during"] = {"@type": "Interval", **interval}
        return found

    def _value(self, name, value):
        if name in AS_JSON or (name == "differences" and isinstance(value, list) and not _all_objects(value)):
            return value
        if isinstance(value, list):
            return [self._value(name, one) for one in value]
        if not isinstance(value, dict):
            return value
        if "earliest" in value:
            instant = {"edtf": value["text"], **{part: value[part] for part in ("earliest", "latest", "words")}}
            return {"@type": "Instant", **{part: one for part, one in instant.items() if one is not None}}
        if name == "citations":
            types = ["Citation", *(["prov:Derivation"] if value["stance"] == "supports" else [])]
            return {"@id": self._id(Citation, value["id"]), "@type": types, **self._members(value)}
        if name == "changes" or (name == "differences" and "record" not in value):
            record = {"record": self._node({"url": value["url"]})} if value.get("url") else {}
            rest = {inner: one for inner, one in value.items() if inner != "url"}
            return {"@type": "Change", **self._members(rest), **record}
        if self._kind(value):
            return self._node(value)
        return {"@type": INNER.get(name, "Document"), **self._members(value)}


@cache
def _models():
    """{name in the addresses of the API: kind}."""
    return {model.about.resource: model for model in kinds()}


def _objects(value):
    """Every object within an answer."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _objects(one)


def _all_objects(values):
    return all(isinstance(one, dict) for one in values)
