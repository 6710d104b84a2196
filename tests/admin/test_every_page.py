"""Every page of every kind answers an editor, on the real register."""

from collections import Counter

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from iom_portal.records.kinds import kinds
from iom_portal.records.models import Citation, Revision
from members.models import Membership
from tests.support.desk import Desk

pytestmark = pytest.mark.django_db

KINDS = kinds()
NOT_ADDED = ("citation", "coverage")  # the one is added on the page of its record, of the other there is only one
NOT_DELETED = ("coverage",)


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


each_kind = pytest.mark.parametrize("model", KINDS, ids=lambda model: model.kind)


def test_every_kind_is_registered():
    assert [model for model in KINDS if model not in admin.site._registry] == []


@pytest.mark.long
@each_kind
def test_every_page_of_a_kind_answers(register, desk, model):
    entry = model.objects.order_by("pk").first()
    pages = [("changelist",), ("change", entry.pk), ("history", entry.pk)]
    if model.kind not in NOT_ADDED:
        pages.append(("add",))
    if model.kind not in NOT_DELETED:
        pages.append(("delete", entry.pk))
    for page, *args in pages:
        assert desk.open(address(model, page, *args)).status == 200, page
    version = model.history.filter(id=entry.pk).first()
    assert desk.open(address(model, "simple_history", entry.pk, version.pk)).status == 200
    assert desk.open(address(model, "changelist"), q="iom of 1951").status == 200


@pytest.mark.long
@each_kind
def test_every_filter_of_a_kind_answers(register, desk, model, monkeypatch):
    """A choice of every filter and column, as the page links them; every one about a day, on another day too."""
    monkeypatch.setattr(admin.site.get_model_admin(model), "list_per_page", 5)  # it is not about the rows
    page = desk.open(address(model, "changelist"))
    links, seen = [], Counter()
    for link in dict.fromkeys(link for link in page.links if link.startswith("?")):
        name = link[1:].partition("=")[0]
        seen[name] += 1
        if name in ("holds", "standing"):
            links += [link, f"{link}&as_of=1992-06-30"]
        elif seen[name] == 1:
            links.append(link)
    for link in links:
        answer = desk.open(address(model, "changelist") + link)
        assert answer.status == 200 and "e=1" not in answer.address, link


@each_kind
def test_every_reference_of_a_kind_is_found_by_searching(register, desk, model):
    for field in model._meta.concrete_fields:
        if field.is_relation and field.editable and field.related_model is not ContentType:
            found = desk.client.get(
                reverse("admin:autocomplete"),
                {
                    "app_label": model._meta.app_label,
                    "model_name": model._meta.model_name,
                    "field_name": field.name,
                    "term": "a",
                },
            )
            assert found.status_code == 200 and found.json()["results"], field.name


def test_revisions_are_read_and_never_edited(register, desk):
    revision = Revision.objects.get(number=1)
    assert desk.open(address(Revision, "changelist")).status == 200
    page = desk.open(address(Revision, "change", revision.pk))
    assert "Load of the register files" in page.text
    assert "States: 197" in page.text and "AUS created" in page.text and "and 172 more" in page.text
    assert desk.open(address(Revision, "add")).status == 403
    assert desk.open(address(Revision, "delete", revision.pk)).status == 403
    assert desk.client.post(address(Revision, "change", revision.pk), {"reason": "Another"}).status_code == 403


def test_search_knows_no_accents_and_finds_former_names(register, desk):
    states = desk.open(reverse("admin:members_state_changelist"), q="cote ivoire")
    assert "Côte d’Ivoire" in states.text
    assert "Benin" in desk.open(reverse("admin:members_state_changelist"), q="dahomey").text
    spells = desk.open(reverse("admin:members_membership_changelist"), q="VENEZUELA member").text
    assert "Venezuela" in spells
    people = desk.open(reverse("admin:organs_term_changelist"), q="swing").text
    assert "William Lacy Swing" in people


def test_the_list_of_memberships_costs_the_same_for_one_row_and_for_many(
    register, desk, django_assert_num_queries, django_assert_max_num_queries
):
    url = reverse("admin:members_membership_changelist")
    with django_assert_max_num_queries(12) as few:  # session, user, permissions, filters, count, page of spells
        desk.open(url, q="australia")
    assert Membership.objects.count() > 200
    with django_assert_num_queries(len(few)):
        desk.open(url)


def test_an_editor_has_the_register_and_nothing_else(register, desk):
    assert desk.open("/admin/").status == 200
    for closed in ("/admin/auth/user/", "/admin/auth/group/"):
        assert desk.open(closed).status == 403


def test_an_administrator_has_the_users_too(register, administrator):
    desk = Desk(Client(), administrator)
    for page in ("/admin/", "/admin/auth/user/", "/admin/auth/group/", f"/admin/auth/user/{administrator.pk}/change/"):
        assert desk.open(page).status == 200
    assert desk.open(address(Revision, "add")).status == 403


def test_field_of_every_citation_can_be_chosen(register, desk):
    """A citation whose field were not among the choices could not be saved again."""
    from iom_portal.records.admin.citation_forms import field_choices

    for kind, field in Citation.objects.exclude(field="").values_list("content_type", "field").distinct():
        model = ContentType.objects.get_for_id(kind).model_class()
        assert field in dict(field_choices(model)), (model, field)
