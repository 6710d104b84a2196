"""The group Editors: it may add, change and delete what the register holds, and see its revisions. Nothing else."""

from django.apps import apps as all_apps
from django.db import router

from .models.entry import Entry

EDITORS = "Editors"


def grant(name, label, codenames, using, apps):
    """Give a group, which is made where it is missing, these permissions of an app. Doing it again changes nothing."""
    try:
        Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return
    if not codenames or not router.allow_migrate_model(using, Group):
        return
    group, _ = Group.objects.using(using).get_or_create(name=name)
    granted = Permission.objects.using(using).filter(content_type__app_label=label, codename__in=codenames)
    group.permissions.add(*granted)


def grant_editors(app_config, using, apps=all_apps, **kwargs):
    """Give the group every permission it needs on the kinds of `app_config`. Doing it again changes nothing.

    Called after each migration, when the permissions of the app exist. Whoever should be able to do less belongs in
    another group: this one is made whole again at the next migration.
    """
    codenames = [
        f"{action}_{model._meta.model_name}" for model in app_config.get_models() for action in _actions(model)
    ]
    grant(EDITORS, app_config.label, codenames, using, apps)


def _actions(model):
    if issubclass(model, Entry):
        return ("add", "change", "delete", "view")
    return ("view",) if model._meta.label == "records.Revision" else ()
