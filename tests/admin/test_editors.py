"""The group Editors: all of the register, nothing of the users, made by migrating and made whole again by the next."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group

from iom_portal.records.kinds import kinds
from iom_portal.records.permissions import EDITORS, grant_editors

pytestmark = pytest.mark.django_db


def granted():
    permissions = Group.objects.get(name=EDITORS).permissions.values_list("content_type__app_label", "codename")
    return sorted(f"{label}.{codename}" for label, codename in permissions)


def test_editors_have_the_register_and_nothing_else():
    actions = ("add", "change", "delete", "view")
    expected = [f"{kind._meta.app_label}.{action}_{kind.kind}" for kind in kinds() for action in actions]
    assert granted() == sorted([*expected, "records.view_revision"])


def test_granting_again_changes_nothing_and_repairs():
    before = granted()
    Group.objects.get(name=EDITORS).permissions.remove(*Group.objects.get(name=EDITORS).permissions.all()[:7])
    for _ in range(2):
        for config in apps.get_app_configs():
            grant_editors(config, using="default")
    assert granted() == before and Group.objects.filter(name="Editors").count() == 1
