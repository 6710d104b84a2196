"""What is worked out once for each revision, and kept in the cache."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from ..models.revision import Register

Answer = TypeVar("Answer")


def register_stamp() -> str:
    """Return what names the register as it is read here; "" where none is loaded. One query."""
    stamp = Register.objects.stamp_as_read()
    return f"{stamp.uuid.hex}-{stamp.name}" if stamp else ""


def cached_by_revision(name: str, stamp: str, work_out: Callable[[], Answer]) -> Answer:
    """Return what `work_out()` gives, worked out once for each stamp and kept in the cache under `name`."""
    answer: Answer | None = cache.get(f"{name}-{stamp}")
    if answer is None:
        answer = work_out()
        cache.set(f"{name}-{stamp}", answer, timeout=None)
    return answer
