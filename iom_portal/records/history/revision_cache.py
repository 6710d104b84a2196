"""What is worked out once for each revision, and kept in the cache."""

from django.core.cache import cache

from ..models.revision import Register


def register_stamp():
    """What names the register as it is read here, as text; "" where none is loaded. One query."""
    stamp = Register.objects.values_list("uuid", "last_revision").first()
    return f"{stamp[0].hex}-{stamp[1]}" if stamp else ""


def cached_by_revision(name, stamp, work_out):
    """What `work_out()` gives, worked out once for each stamp and kept in the cache under `name`."""
    found = cache.get(f"{name}-{stamp}")
    if found is None:
        found = work_out()
        cache.set(f"{name}-{stamp}", found, timeout=None)
    return found
