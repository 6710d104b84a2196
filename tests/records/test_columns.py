"""What a kind says of its own columns."""

import pytest

from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation
from members.models import Membership, State


@pytest.mark.parametrize("model", kinds())
def test_a_kind_names_every_column_of_its_table(model):
    assert model.column_names() == {field.name for field in model._meta.concrete_fields}
    assert model.has_slug() == hasattr(model, "slug")


def test_names_are_those_of_fields_and_relations_from_other_tables_are_none():
    assert {"state", "start", "start_earliest", "folded"} <= Membership.column_names()
    assert not {"state_id", "citations"} & Membership.column_names()
    assert "record" not in Citation.column_names()


def test_some_kinds_have_slugs():
    assert State.has_slug() and not Membership.has_slug()
