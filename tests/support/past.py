"""States of a register that are lost, and times of revisions as a test wants them."""

from contextlib import contextmanager

from django.db import transaction

from iom_portal.records.models import Register, Revision


class _PutBack(Exception):
    """Ends what is lost."""


@contextmanager
def put_back():
    """The database is put back, at the end of the block, to the state that it had at its beginning."""
    try:
        with transaction.atomic():
            yield
            raise _PutBack
    except _PutBack:
        pass


def made_at(**times):
    """Give revisions their times: made_at(r1=…, r2=…). Their hashes are then those of other revisions."""
    for name, at in times.items():
        number = int(name.removeprefix("r"))
        Revision.objects.filter(number=number).update(made_at=at)
        Register.objects.filter(last_revision=number).update(last_made_at=at)
