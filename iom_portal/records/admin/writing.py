"""One submit of the admin is one revision: all of it or, when anything is refused, nothing, and the form comes back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from ..django_internals import forget_new_messages
from ..models.revising import Work, revising
from ..models.revision import Revision
from ..rules.judging import warnings_of

Answer = TypeVar("Answer", bound=HttpResponse | None)

CONTRADICTION = "The database refused it: it contradicts another record. Nothing was saved."


class Refused(Exception):
    """A row could not be written. `prefix` names the form that it was typed in ("" the main one), `error` says why."""

    def __init__(self, prefix: str, error: ValidationError) -> None:
        super().__init__(error)
        self.prefix = prefix
        self.error = error


@dataclass
class Submit:
    """What is noted of a submit while its request is answered.

    work: the revision under way, if one is. refusal: why nothing was written, once that was refused. brings_back:
    whether a record is saved that was deleted. goes_back_to: the version that is made the present state, by its number
    in history, if one is.
    """

    work: Work | None = None
    refusal: Refused | None = None
    brings_back: bool = False
    goes_back_to: int | None = None


def submit_of(request: HttpRequest) -> Submit:
    """Return what is noted of the submit that a request makes. The request carries it."""
    submit: Submit | None = getattr(request, "submit", None)
    if submit is None:
        submit = Submit()
        request.submit = submit  # type: ignore[attr-defined] # as `user` is, which the types know of
    return submit


@contextmanager
def refusing(form: BaseForm) -> Iterator[None]:
    """Make a ValidationError inside one of `form`: it will be shown there."""
    try:
        yield
    except ValidationError as error:
        raise Refused(form.prefix or "", error) from error


def in_one_revision(
    request: HttpRequest, write: Callable[[], Answer], again: Callable[[], HttpResponse]
) -> Answer | HttpResponse:
    """Return the response of `write()`, run as one revision of the user of `request`: see `submit_of`.

    If anything is refused, at the latest at the close of the revision, nothing has been written. Then `again()` makes
    the response: the forms find the refusal with the submit.
    """
    submit = submit_of(request)
    user = cast(User, request.user)  # the admin lets nobody in who has not logged in
    try:
        with revising(by=user, origin=Revision.Origin.ADMIN) as work:
            submit.work = work
            answer = write()
            for breach in warnings_of(work.touched):
                messages.warning(request, f"Worth a look: {breach.record}: {breach.message}")
            return answer
    except Refused as refused:
        refusal = refused
    except ValidationError as error:
        refusal = Refused("", error)
    except IntegrityError:
        refusal = Refused("", ValidationError(CONTRADICTION))
    submit.work = None
    submit.refusal = refusal
    forget_new_messages(request)  # “was changed successfully” was said too early
    return again()


def nothing_written(request: HttpRequest) -> bool:
    """Return whether the submit that is being answered has changed nothing in the register."""
    work = submit_of(request).work
    return work is not None and work.revision is None
