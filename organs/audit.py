from iom_portal.records.files.audit import ERROR, WARNING, check, why_outside_life

from .models import OrganFunction, Post, Session, Term


@check
def part_outside_its_organ():
    """Functions and posts lie within the life of their organ; a session may open as its organ gives way to another."""
    for model, level in ((OrganFunction, ERROR), (Post, ERROR), (Session, WARNING)):
        for part in model.objects.select_related("organ"):
            if why := why_outside_life(part, part.organ):
                yield level, part, why


@check
def term_outside_its_post():
    """A term of office lies within the life of its post and of the post's organ."""
    for term in Term.objects.select_related("post__organ"):
        if why := why_outside_life(term, term.post, "post") or why_outside_life(term, term.post.organ):
            yield ERROR, term, why
