"""The schema keeps what it has promised: see promise.py, and “Versions and sunset” in docs/api.md."""

import copy
import json

import pytest

from iom_portal.api.schema.document import openapi

from .promise import KEPT, RENEW, Breaks, promise

OLD = json.loads(KEPT.read_text(encoding="utf-8"))
LIST, ONE = "/api/v1/memberships/", "/api/v1/memberships/{id}/"


def test_no_promise_is_broken():
    breaks = Breaks(OLD, promise(openapi())).found
    policy = "Version 1 must keep it: see “Versions and sunset” in docs/api.md. What has to go is deprecated first."
    assert not breaks, "\n".join([policy, *breaks])


def test_what_is_new_is_promised():
    assert promise(openapi()) == OLD, f"The schema has changed. If nothing is broken, promise it for good: {RENEW}"


def parameters(schema):
    return schema["paths"][LIST]["get"]["parameters"]


def members(schema):
    return schema["components"]["schemas"]["Membership"]["properties"]


def answer(schema):
    return schema["paths"][LIST]["get"]["responses"]


WRONG = [
    (lambda s: s["paths"].pop(ONE), f"GET {ONE} is gone"),
    (lambda s: parameters(s).pop("region"), f"GET {LIST}: parameter region is gone"),
    (lambda s: parameters(s)["state"].update(required=True), f"GET {LIST}: parameter state is required"),
    (
        lambda s: parameters(s).update(key={"in": "query", "required": True, "schema": {"type": "string"}}),
        f"GET {LIST}: parameter key is required",
    ),
    (lambda s: parameters(s)["status"]["schema"]["enum"].remove("observer"), "status no longer takes observer"),
    (lambda s: parameters(s)["state"]["schema"].update(enum=["AUS"]), "state no longer takes any other"),
    (lambda s: parameters(s)["state"]["schema"].update(type="integer"), "state is no longer of type string"),
    (lambda s: parameters(s)["state"]["schema"].update(maxLength=3), "state: maxLength is 3, it was 200"),
    (lambda s: parameters(s)["page_size"]["schema"].update(maximum=100), "page_size: maximum is 100, it was 1000"),
    (lambda s: parameters(s)["page_size"]["schema"].update(minimum=10), "page_size: minimum is 10, it was 1"),
    (lambda s: parameters(s)["state"]["schema"].update(pattern="^A"), "state: pattern is ^A, it was ^"),
    (lambda s: parameters(s)["fields"]["schema"]["names"].remove("basis"), "fields no longer takes basis"),
    (lambda s: answer(s).pop("404"), f"GET {LIST}: status 404 is gone"),
    (lambda s: answer(s)["200"]["content"].pop("text/csv"), f"GET {LIST} 200: form text/csv is gone"),
    (lambda s: answer(s)["200"]["headers"].pop("Register-Count"), f"GET {LIST} 200: header Register-Count is gone"),
    (lambda s: members(s).pop("basis"), "Membership: member basis is gone"),
    (lambda s: members(s)["note"].update(type=["string", "null"]), "Membership.note may be null"),
    (lambda s: members(s)["note"].update(type="integer"), "Membership.note may be integer"),
    (lambda s: members(s)["url"].pop("format"), "Membership.url: format is None, it was uri"),
    (lambda s: members(s)["citations"]["items"].update({"$ref": "#/components/schemas/Citation"}), "Citation"),
    (
        lambda s: s["components"]["schemas"]["Problem"]["required"].remove("detail"),
        "Problem: member detail may be left out",
    ),
    (lambda s: s["components"]["schemas"]["PartialDate"]["properties"].pop("text"), "PartialDate: member text is gone"),
    (lambda s: s["components"]["schemas"]["Problem"]["properties"].pop("detail"), "Problem: member detail is gone"),
]


@pytest.mark.parametrize("change, words", WRONG, ids=[words for _, words in WRONG])
def test_each_kind_of_break_is_found(change, words):
    later = copy.deepcopy(OLD)
    change(later)
    found = Breaks(OLD, later).found
    assert any(words in one for one in found), found


MORE = [
    lambda s: s["paths"].update({"/api/v1/oaths/": s["paths"][LIST]}),
    lambda s: parameters(s).update(colour={"in": "query", "schema": {"type": "string"}}),
    lambda s: parameters(s)["status"]["schema"]["enum"].append("guest"),
    lambda s: parameters(s)["page_size"]["schema"].update(maximum=5000),
    lambda s: answer(s)["200"]["content"].update({"application/xml": {"schema": {"type": "string"}}}),
    lambda s: members(s).update(oath={"type": "string"}),
    lambda s: s["components"]["schemas"]["Problem"]["required"].append("allowed"),
    lambda s: parameters(s)["fields"]["schema"]["names"].append("oath"),
]


@pytest.mark.parametrize("change", MORE)
def test_what_is_added_breaks_nothing(change):
    later = copy.deepcopy(OLD)
    change(later)
    assert later != OLD
    assert Breaks(OLD, later).found == []
