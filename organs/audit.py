"""The checks of the organization: parts within the life of their organ, terms within that of their post."""

from collections.abc import Iterator

from iom_portal.records.files.audit import ERROR, WARNING, check, why_outside_life

from .models import OrganFunction, Post, Session, Term


@check
def part_outside_its_organ() -> Iterator[tuple[str, OrganFunction | Post | Session, str]]:
    """Yield the functions and posts outside the life of their organ, and the sessions.

    A session is only worth a look: it may open as its organ gives way to another.
    """
    for model, level in ((OrganFunction, ERROR), (Post, ERROR), (Session, WARNING)):
        for part in model.objects.select_related("organ"):
            why = why_outside_life(part, part.organ)
            if why:
                yield level, part, why


@check
def term_outside_its_post() -> Iterator[tuple[str, Term, str]]:
    """Yield the terms of office outside the life of their post or of the post's organ."""
    for term in Term.objects.select_related("post__organ"):
        why = why_outside_life(term, term.post, "post") or why_outside_life(term, term.post.organ)
        if why:
            yield ERROR, term, why
