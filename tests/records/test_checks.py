"""System checks: each names what is missing, and no check is silent about a kind or a field that was left half made."""

from dataclasses import replace

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import connection

from iom_portal.api import checks as checks_of_the_api
from iom_portal.pages import checks as checks_of_pages
from iom_portal.records import checks
from iom_portal.records.history.digests import newest_form
from organs.models import Organ

pytestmark = pytest.mark.django_db


def said(found):
    return [(one.id, one.msg) for one in found]


def test_all_checks_pass():
    assert said(run_checks(databases=["default"])) == []


def test_a_plain_collation_passes_and_another_is_told_with_its_remedy(monkeypatch):
    monkeypatch.setattr(checks, "CODE_POINT_COLLATIONS", ("en_GB.UTF-8",))
    found = [(one.id, one.hint) for one in run_checks(databases=["default"])]
    if connection.vendor == "postgresql":
        assert found == [
            ("records.W001", "Create it with: createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 NAME")
        ]
    else:
        assert found == []


NEXT_FORM = newest_form() + 1
WHOLE = Organ.about.digest_forms[max(Organ.about.digest_forms)]  # every column of an organ


def declared(monkeypatch, **changes):
    assert newest_form() == NEXT_FORM - 1  # it is kept from now on, whatever a test declares
    monkeypatch.setattr(Organ, "about", replace(Organ.about, **changes))


def test_a_column_that_no_digest_form_holds_is_an_error(monkeypatch):
    declared(monkeypatch, digest_forms={1: WHOLE.replace(" composition", "")})
    [error] = checks.digests_hold_every_column()
    assert (error.id, error.msg) == ("records.E007", "organs.Organ.composition is in no digest form.")
    assert f"add form {NEXT_FORM}" in error.hint and "docs/how-to/add-a-field.md" in error.hint


def test_only_the_newest_form_has_to_hold_every_column(monkeypatch):
    declared(monkeypatch, digest_forms={1: WHOLE.replace(" composition", ""), 2: WHOLE})
    assert checks.digests_hold_every_column() == []


def test_a_column_that_was_published_in_a_form_cannot_go(monkeypatch):
    declared(monkeypatch, digest_forms={1: f"{WHOLE} zebra"})
    assert said(checks.digests_hold_every_column()) == [
        ("records.E005", "organs.Organ: digest form 1 holds “zebra”, which is no column of it any more.")
    ]


def test_a_kind_without_a_digest_form_is_an_error(monkeypatch):
    declared(monkeypatch, digest_forms={})
    [error] = checks.digests_hold_every_column()
    assert (error.id, error.msg) == ("records.E006", "organs.Organ has no digest form.")
    assert f"digest_forms={{{NEXT_FORM}: …}}" in error.hint  # those before it were published without this kind


def test_a_kind_that_no_room_lists_is_an_error(monkeypatch):
    listed = [model for model in checks.kinds() if model is not Organ]
    monkeypatch.setattr(checks, "kinds", lambda: listed)
    assert said(checks.every_kind_is_listed()) == [
        ("records.E001", "organs.Organ is in no KINDS of its room's models.")
    ]


def test_a_kind_that_declares_nothing_is_an_error_and_all_other_checks_can_be_made(monkeypatch):
    monkeypatch.delattr(Organ, "about")
    found = said(run_checks(databases=["default"]))
    assert ("records.E002", "organs.Organ declares nothing about itself.") in found


ROOMS = {kind._meta.app_label for kind in checks.kinds()}


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_room_exports_its_kinds(room):
    """Where its models are a package; those of a single module are there anyway."""
    models = apps.get_app_config(room).models_module
    assert {kind.__name__ for kind in models.KINDS} <= set(getattr(models, "__all__", dir(models)))


def test_a_kind_without_words_of_linked_data_is_an_error(monkeypatch):
    declared(monkeypatch, linked=None)
    assert said(checks.kinds_are_declared()) == [("records.E003", "organs.Organ has no words of linked data.")]


@pytest.mark.parametrize(
    "changes",
    [{"listed_by": ("zebra",)}, {"nested": ("zebra",)}, {"named_after": ("zebra",)}],
    ids=lambda each: [*each],
)
def test_a_declaration_that_names_no_field_is_an_error(monkeypatch, changes):
    declared(monkeypatch, **changes)
    [part] = changes
    assert said(checks.kinds_are_declared()) == [
        ("records.E004", f"organs.Organ: {part} names “zebra”, which is no field of it.")
    ]


def test_a_kind_whose_page_no_menu_names_is_an_error(monkeypatch):
    declared(monkeypatch, page=replace(Organ.about.page, name="moot-detail"))
    assert said(checks_of_pages.pages_of_kinds_are_in_the_menu()) == [
        ("pages.E001", "organs.Organ is shown on “moot-detail”, which stands under no page of the menu.")
    ]


def test_a_kind_that_the_api_does_not_list_is_an_error(monkeypatch):
    declared(monkeypatch, resource="moots")
    assert said(checks_of_the_api.every_kind_has_a_resource()) == [
        ("api.E001", "organs.Organ has no resource “moots” in the API.")
    ]
