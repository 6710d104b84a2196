"""One submit of the admin is one revision: all of it or, when anything is refused, nothing, and the form comes back."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError

from ..django_internals import forget_new_messages
from ..models.revising import revising
from ..models.revision import Revision


class Refused(Exception):
    """A row could not be written. `prefix` names the form that it was typed in ("" the main one), `error` says why."""

    def __init__(self, prefix, error):
        super().__init__(error)
        self.prefix, self.error = prefix, error


@contextmanager
def refusing(form):
    """A ValidationError inside is one of `form`: it will be shown there."""
    try:
        yield
    except ValidationError as error:
        raise Refused(form.prefix or "", error) from error


def in_one_revision(request, write, again):
    """The response of `write()`, run as one revision of the user of `request`, which is at hand as `request.work`.

    If anything is refused, at the latest at the close of the revision, nothing has been written. Then `again()` makes
    the response: the forms find the refusal in `request.refusal`.
    """
    try:
        with revising(by=request.user, origin=Revision.Origin.ADMIN) as work:
            request.work = work
            return write()
    except Refused as refused:
        refusal = refused
    except ValidationError as error:
        refusal = Refused("", error)
    except IntegrityError:
        refusal = Refused(
            "", ValidationError("The database refused it: it contradicts another record. Nothing was saved.")
        )
    request.work, request.refusal = None, refusal
    forget_new_messages(request)  # “was changed successfully” was said too early
    return again()


def nothing_written(request):
    """Whether the submit that is being answered has changed nothing in the register."""
    work = getattr(request, "work", None)
    return work is not None and work.revision is None
