"""The address that each record names is a page that shows it."""

from collections import defaultdict

import pytest

from iom_portal.records.kinds import kinds

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", kinds(), ids=lambda model: model.kind)
def test_a_record_of_each_kind_stands_where_its_address_says(reader, model):
    address, _, anchor = model.objects.first().page_url.partition("#")
    if address:
        html = reader.get(address).content.decode()
        assert not anchor or f'id="{anchor}"' in html, address


@pytest.mark.long
def test_every_record_stands_where_its_address_says(reader):
    wanted = defaultdict(set)
    for model in kinds():
        for record in model.objects.select_related():
            address, _, anchor = record.page_url.partition("#")
            if address:
                wanted[address].add(anchor)
    assert len(wanted) > 600
    for address, anchors in wanted.items():
        response = reader.get(address)
        html = response.content.decode()
        assert response.status_code == 200, address
        missing = [anchor for anchor in anchors if anchor and f'id="{anchor}"' not in html]
        assert not missing, address
