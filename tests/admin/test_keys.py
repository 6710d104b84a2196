"""Keys to the API are made in the admin by their keepers, shown once, and revoked."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client

from iom_portal.api.fair_use.keepers import KEEPERS
from iom_portal.api.fair_use.keys import ApiKey
from tests.support.desk import Desk

KEY = re.compile(r"iom_[\w-]{30,}")
LIST, ADD = "/admin/api/apikey/", "/admin/api/apikey/add/"


@pytest.fixture
def keeper(db):
    user = User.objects.create_user("kim", password=None, is_staff=True)
    user.groups.add(Group.objects.get(name=KEEPERS))
    return Desk(Client(), user)


def a_key(desk, **fields):
    """What the page says that follows the form."""
    return desk.open(ADD).submit(name="A mirror", contact="ada@example.org", **fields)


def test_a_key_is_shown_once_and_works(keeper):
    page = a_key(keeper, rate="3000/min")
    [shown] = set(KEY.findall(page.text))
    made = ApiKey.objects.get()
    assert (made.prefix, made.rate) == (shown[:12], "3000/min")
    assert "no-store" in page.response["Cache-Control"]
    assert shown not in str(page.response.cookies) and shown not in str(dict(keeper.client.session))
    for address in (LIST, f"{LIST}{made.pk}/change/", f"{LIST}{made.pk}/history/"):
        assert shown not in keeper.open(address).response.content.decode()
    answer = Client().get("/api/v1/", headers={"Authorization": f"Bearer {shown}"})
    assert answer.status_code == 200 and '"client";q=3000;w=60' in answer["RateLimit-Policy"]


def test_a_rate_that_is_none_is_refused(keeper):
    page = a_key(keeper, rate="a lot")
    assert "is no rate" in str(page.errors) and not ApiKey.objects.exists()


def test_changing_a_key_leaves_it_as_it_is_and_shows_nothing(keeper):
    a_key(keeper)
    before = ApiKey.objects.values().get()
    page = keeper.open(f"{LIST}{before['id']}/change/").submit(name="The mirror of Ruritania")
    assert not page.errors and not KEY.search(page.text)
    assert ApiKey.objects.values().get() == before | {"name": "The mirror of Ruritania"}


def test_a_key_is_revoked_by_an_action_that_is_logged(keeper):
    a_key(keeper)
    key = ApiKey.objects.get()
    keeper.client.post(LIST, {"action": "revoke", "_selected_action": [key.pk]})
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert LogEntry.objects.filter(object_id=key.pk, change_message="Revoked.").count() == 1
    assert keeper.open(LIST, revoked="yes").text.count("A mirror") == 1
    assert "A mirror" not in keeper.open(LIST, revoked="no").text


def test_keepers_do_nothing_else_and_editors_keep_no_keys(keeper, desk, db):
    a_key(keeper)
    key = ApiKey.objects.get()
    assert keeper.open(f"{LIST}{key.pk}/delete/").status == 403
    assert keeper.open("/admin/members/state/").status == 403
    assert {permission.codename for permission in Group.objects.get(name=KEEPERS).permissions.all()} == {
        "add_apikey",
        "change_apikey",
        "view_apikey",
    }
    for address in (LIST, ADD, f"{LIST}{key.pk}/change/"):
        assert desk.open(address).status == 403
