"""System checks: what a kind or a field still lacks, and whether the database sorts as the register does.

`manage.py check` runs them, and so does `.ci/run`. Each names what is missing and the page of docs that helps.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from .history.digests import newest_form
from .kinds import kinds
from .models.entry import Entry

CODE_POINT_COLLATIONS = ("C", "POSIX", "C.UTF-8", "C.utf8")  # of PostgreSQL, which compare code points
ADD_A_KIND, ADD_A_FIELD = "docs/how-to/add-a-kind.md", "docs/how-to/add-a-field.md"


@register(Tags.database)
def collation(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn where a database sorts otherwise than by code point.

    Stored sort keys are folded, so that plain order by code point is right and the same in every database.
    """
    warnings: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT datcollate FROM pg_database WHERE datname = current_database()")
            name = cursor.fetchone()[0]
        if name not in CODE_POINT_COLLATIONS:
            warnings.append(
                Warning(
                    f"The database sorts text by {name}: lists would be ordered otherwise than in the files.",
                    hint="Create it with: createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 NAME",
                    id="records.W001",
                )
            )
    return warnings


@register(Tags.models)
def every_kind_is_listed(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a kind that no room lists: it would have no file, no search, no history page and no place in the API."""
    entries = {model for model in apps.get_models() if issubclass(model, Entry)}
    missing = entries.difference(kinds())
    return [
        Error(
            f"{model._meta.label} is in no KINDS of its room's models.",
            hint=f"Add it there, in the order in which kinds are told ({ADD_A_KIND}).",
            obj=model,
            id="records.E001",
        )
        for model in sorted(missing, key=lambda model: model._meta.label)
    ]


@register(Tags.models)
def kinds_are_declared(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a kind that does not declare what it must, or names what it does not have."""
    errors: list[CheckMessage] = []
    for model in kinds():
        errors += _undeclared(model)
        errors += _unknown_names(model)
    return errors


def _undeclared(model: type[Entry]) -> Iterator[CheckMessage]:
    if "about" not in vars(model):
        yield Error(
            f"{model._meta.label} declares nothing about itself.",
            hint=f"Give it about = Kind(resource=…) ({ADD_A_KIND}).",
            obj=model,
            id="records.E002",
        )
    elif model.about.linked is None:
        yield Error(
            f"{model._meta.label} has no words of linked data.",
            hint=f"Declare linked=Linked(…): what it is in schema.org or the W3C's ontologies ({ADD_A_KIND}).",
            obj=model,
            id="records.E003",
        )


def _unknown_names(model: type[Entry]) -> Iterator[CheckMessage]:
    about = model.about
    known = {field.name for field in model._meta.get_fields()}
    known.update(field.attname for field in model._meta.concrete_fields)
    search = about.search
    named = {
        "listed_by": about.listed_by,
        "search": (*search.names, *search.context) if search else (),
        "nested": about.nested,
        "other_names": about.other_names,
        "named_after": about.named_after,
        "quoted": about.quoted,
        "words": tuple(about.words.fields),
        "linked": tuple(about.linked.dates) if about.linked else (),
    }
    for part, names in named.items():
        for name in names:
            if name not in known:
                yield Error(
                    f"{model._meta.label}: {part} names “{name}”, which is no field of it.",
                    obj=model,
                    id="records.E004",
                )


@register(Tags.models)
def digests_hold_every_column(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a fact that no digest form holds: it could change, and what was cited would still seem reproduced."""
    errors: list[CheckMessage] = []
    for model in kinds():
        columns = set(model.file_columns()) - {"id"}
        forms = {number: set(names.split()) for number, names in model.about.digest_forms.items()}
        for number, names in forms.items():
            errors += [_lost_column(model, number, name) for name in sorted(names - columns)]
        if forms:
            newest = forms[max(forms)]
            errors += [_column_in_no_form(model, name) for name in sorted(columns - newest)]
        else:
            errors.append(_no_form(model))
    return errors


def _lost_column(model: type[Entry], number: int, name: str) -> CheckMessage:
    return Error(
        f"{model._meta.label}: digest form {number} holds “{name}”, which is no column of it any more.",
        hint="A form that was published never changes: what was cited under it could not be verified.",
        obj=model,
        id="records.E005",
    )


def _no_form(model: type[Entry]) -> CheckMessage:
    return Error(
        f"{model._meta.label} has no digest form.",
        hint=f"Declare digest_forms={{{newest_form() + 1}: …}} with all of its columns ({ADD_A_KIND}).",
        obj=model,
        id="records.E006",
    )


def _column_in_no_form(model: type[Entry], name: str) -> CheckMessage:
    return Error(
        f"{model._meta.label}.{name} is in no digest form.",
        hint=f"Leave the forms as they are and add form {newest_form() + 1} with it ({ADD_A_FIELD}).",
        obj=model,
        id="records.E007",
    )
