"""The recorded examples of answers show every field that the API writes today."""

import json

import pytest

from iom_portal.api.schema.openapi import RECORDED

from .kinds import VIEWSETS

JSON = "application/json"
EXAMPLES = json.loads(RECORDED.read_text(encoding="utf-8"))
RECORD_ANEW = "Load the register and run: DEBUG=true .venv/bin/python manage.py record_examples"


@pytest.mark.parametrize("resource", VIEWSETS)
def test_the_example_of_an_object_has_every_field(resource):
    viewset = VIEWSETS[resource]()
    written = set(viewset.field_names) - set(viewset.on_demand)
    answers = [EXAMPLES.get(f"/api/v1/{resource}/{place}", {}).get(JSON, {}) for place in ("", "{id}/")]
    objects = [*answers[0].get("results", [{}])[:1], answers[1]]
    for one in objects:
        assert set(one) == written, RECORD_ANEW
