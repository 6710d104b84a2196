"""What the schema promises, without its words, and what a later schema breaks of it.

`tests/api/schema.json` holds what is promised today. To renew it is a promise made for good (docs/api.md, “Versions and
sunset”): .venv/bin/python -m tests.api.promise
"""

import json
import os
import re
from importlib import import_module
from pathlib import Path

import django

KEPT, RENEW = Path(__file__).with_name("schema.json"), ".venv/bin/python -m tests.api.promise"
WORDS = ("description", "summary", "example", "operationId", "tags", "security", "title", "readOnly", "default")
NAMES = re.compile(r"\^\((.+?)\)\(,\(\1\)\)\*\$")  # a parameter that takes names, separated by commas
AT_MOST, AT_LEAST = ("maximum", "maxLength", "maxItems"), ("minimum", "minLength", "minItems")


def promise(schema):
    """An OpenAPI document without what may change at any time: words, examples, extensions."""
    return {"paths": _bare(schema["paths"]), "components": _bare(schema["components"])}


def _bare(value, named=False):
    """named: whether the keys are names, of paths, properties and so on, and not words of OpenAPI."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {key: one for key, one in value.items() if named or not (key in WORDS or key.startswith("x-"))}
    found = {key: _bare(one, not named and key in ("properties", "schemas", "headers")) for key, one in kept.items()}
    if names := NAMES.fullmatch(str(found.get("pattern", ""))):
        del found["pattern"]
        found["names"] = names[1].split("|")
    if isinstance(found.get("parameters"), list):
        found["parameters"] = {one["name"]: one for one in found["parameters"]}
    return found


def lines(value, indent=0):
    """JSON, sorted, in which what is short stands in one line."""
    short = json.dumps(value, sort_keys=True, ensure_ascii=False)
    if len(short) + indent <= 110 or not isinstance(value, dict):
        return short
    rows = [f"{' ' * indent} {json.dumps(key)}: {lines(one, indent + 1)}" for key, one in sorted(value.items())]
    return "{\n" + ",\n".join(rows) + f"\n{' ' * indent}}}"


class Breaks:
    """What of an earlier promise a later one breaks, as a list of sentences."""

    def __init__(self, old, new):
        self.old, self.new, self.found, self.seen = old, new, [], set()
        for path, item in old["paths"].items():
            for method, operation in item.items():
                later = new["paths"].get(path, {}).get(method)
                if self._there(later, f"{method.upper()} {path}"):
                    self._operation(f"{method.upper()} {path}", operation, later)

    def _there(self, later, place):
        if later is None:
            self.found.append(f"{place} is gone")
        return later is not None

    def _operation(self, place, old, new):
        asked, answered = old.get("parameters", {}), new.get("parameters", {})
        for name, parameter in asked.items():
            if self._there(answered.get(name), f"{place}: parameter {name}"):
                self._narrowed(f"{place}: parameter {name}", parameter["schema"], answered[name]["schema"])
        for name, parameter in answered.items():
            if parameter.get("required") and not asked.get(name, {}).get("required"):
                self.found.append(f"{place}: parameter {name} is required")
        for status, response in old["responses"].items():
            if self._there(new["responses"].get(status), f"{place}: status {status}"):
                self._response(f"{place} {status}", response, new["responses"][status])

    def _response(self, place, old, new):
        old, new = self._at(self.old, old), self._at(self.new, new)
        for name in old.get("headers", {}):
            self._there(new.get("headers", {}).get(name), f"{place}: header {name}")
        for media_type, content in old.get("content", {}).items():
            if self._there(new.get("content", {}).get(media_type), f"{place}: form {media_type}"):
                self._changed(f"{place} {media_type}", content["schema"], new["content"][media_type]["schema"])

    def _at(self, whole, value):
        """What a reference refers to."""
        while "$ref" in value:
            _, *steps = value["$ref"].split("/")
            value = whole
            for step in steps:
                value = value[step]
        return value

    def _narrowed(self, place, old, new):
        """A value that may be sent must be taken for good."""
        if lost := _types(old) - _types(new):
            self.found.append(f"{place} is no longer of type {', '.join(sorted(lost))}")
        for key in {"enum", "names"} & new.keys():
            lost = sorted(set(map(str, old.get(key, ["any other"]))) - set(map(str, new[key])))
            self.found += [f"{place} no longer takes {one}" for one in lost]
        for keys, worse in ((AT_MOST, lambda was, now: now < was), (AT_LEAST, lambda was, now: now > was)):
            for key in keys:
                if key in new and (key not in old or worse(old[key], new[key])):
                    self.found.append(f"{place}: {key} is {new[key]}, it was {old.get(key, 'not limited')}")
        for key in ("pattern", "format"):
            if key in new and new[key] != old.get(key):
                self.found.append(f"{place}: {key} is {new[key]}, it was {old.get(key, 'free')}")

    def _changed(self, place, old, new):
        """A value that is answered must stay what clients can read."""
        names = json.dumps([old, new], sort_keys=True)
        if "$ref" in names and names in self.seen:
            return
        self.seen.add(names)
        place = old["$ref"].rsplit("/", 1)[1] if "$ref" in old else place
        old, new = self._at(self.old, old), self._at(self.new, new)
        if more := _types(new) - _types(old):
            self.found.append(f"{place} may be {', '.join(sorted(more))}")
        if old.get("format") != new.get("format"):
            self.found.append(f"{place}: format is {new.get('format')}, it was {old.get('format')}")
        for name, schema in old.get("properties", {}).items():
            if self._there(new.get("properties", {}).get(name), f"{place}: member {name}"):
                self._changed(f"{place}.{name}", schema, new["properties"][name])
        for name in sorted(
            set(old.get("required", ())) & new.get("properties", {}).keys() - set(new.get("required", ()))
        ):
            self.found.append(f"{place}: member {name} may be left out")
        for key in ("items", "additionalProperties"):
            if isinstance(old.get(key), dict) and isinstance(new.get(key), dict):
                self._changed(f"{place}[]", old[key], new[key])
        for key in ("oneOf", "anyOf", "allOf"):
            for one, other in zip(old.get(key, ()), new.get(key, ()), strict=False):
                self._changed(place, one, other)


def _types(schema):
    """The types that a value may have; of references what they are called."""
    if "$ref" in schema:
        return {schema["$ref"].rsplit("/", 1)[1]}
    for key in ("oneOf", "anyOf", "allOf"):
        if key in schema:
            return {name for one in schema[key] for name in _types(one)}
    return {schema["type"]} if isinstance(schema.get("type"), str) else set(schema.get("type", ()))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iom_portal.settings")
    django.setup()
    openapi = import_module("iom_portal.api.schema.document").openapi  # can be imported once the apps are ready
    KEPT.write_text(f"{lines(promise(openapi()))}\n", encoding="utf-8")
