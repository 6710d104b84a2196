import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.support.cast import the_coverage
from tests.support.desk import Desk


@pytest.fixture
def administrator(db):
    return User.objects.create_user("grace", password=None, is_staff=True, is_superuser=True)


@pytest.fixture
def editor(db):
    """A member of the group Editors, and nothing more."""
    user = User.objects.create_user("edgar", password=None, is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def desk(editor):
    return Desk(Client(), editor)


@pytest.fixture
def coverage(db):
    return the_coverage()
