"""The group Editors: it may add, change and delete what the register holds, and see its revisions. Nothing else."""

from collections.abc import Collection
from typing import Any

from django.apps import AppConfig
from django.apps import apps as all_apps
from django.apps.registry import Apps
from django.db import router
from django.db.models import Model

from .models.entry import Entry

EDITORS = "Editors"


def grant(group_name: str, app_label: str, codenames: Collection[str], using: str, apps: Apps) -> None:
    """Give a group, which is made where it is missing, these permissions of an app. Doing it again changes nothing.

    using: the alias of the database. apps: the models as they are at the migration after which this is called.
    """
    try:
        group_model: Any = apps.get_model("auth", "Group")
        permission_model: Any = apps.get_model("auth", "Permission")
    except LookupError:
        return
    if not codenames or not router.allow_migrate_model(using, group_model):
        return
    group, _ = group_model.objects.using(using).get_or_create(name=group_name)
    permissions = permission_model.objects.using(using)
    group.permissions.add(*permissions.filter(content_type__app_label=app_label, codename__in=codenames))


def grant_editors(app_config: AppConfig, using: str, apps: Apps = all_apps, **kwargs: Any) -> None:
    """Give the group every permission it needs on the kinds of `app_config`. Doing it again changes nothing.

    Called after each migration, when the permissions of the app exist. Whoever should be able to do less belongs in
    another group: this one is made whole again at the next migration.
    """
    codenames = []
    for model in app_config.get_models():
        codenames += [f"{action}_{model._meta.model_name}" for action in _actions_of_editors(model)]
    grant(EDITORS, app_config.label, codenames, using, apps)


def _actions_of_editors(model: type[Model]) -> tuple[str, ...]:
    if issubclass(model, Entry):
        return ("add", "change", "delete", "view")
    return ("view",) if model._meta.label == "records.Revision" else ()
