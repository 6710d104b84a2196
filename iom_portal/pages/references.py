"""Records of any kind, fetched for a link: with what their names and addresses are made of, one query a kind."""

from collections import defaultdict

from django.core.exceptions import ValidationError

from iom_portal.records.kinds import kinds, record_named


def by_kind(references):
    """{(model, id): record} for (model, id) pairs; those that do not exist are left out."""
    wanted = defaultdict(set)
    for model, pk in references:
        wanted[model].add(pk)
    return {
        (model, record.pk): record
        for model, keys in wanted.items()
        for record in model.objects.filter(pk__in=keys).select_related()
    }


def read_references(text):
    """(model, id) of each kind:id in `text`; what names no kind is left out."""
    for reference in text.split():
        try:
            yield record_named(reference)
        except ValidationError:
            continue


def in_order(models):
    """The kinds among `models`, in the order of the register."""
    return [model for model in kinds() if model in models]
