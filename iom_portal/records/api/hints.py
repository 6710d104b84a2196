"""What an error says of a record that is not there: who bears the name, why it is not held, what is spelt nearly so."""

from collections.abc import Iterable

from ..models.entry import Entry
from ..search.exact_names import key_of, named_exactly
from .parameters import LONGEST_COMPARED, did_you_mean


def hint_at_record(model: type[Entry], key: str, keys: Iterable[str]) -> str:
    """Return a hint at the record meant by a key that names none, as the end of a message; "" where none is plausible.

    Who bears the name, or bore it, comes first and alone; then what the kind does not hold on purpose; then one of
    `keys` of which the key is plausibly a misspelling.
    """
    if len(key) > LONGEST_COMPARED:
        return ""
    bearers = named_exactly(model, key)
    if bearers:
        return f" Did you mean {' or '.join(key_of(record) for record in bearers)}?"
    outside = model.about.outside(key)
    if outside is not None:
        return f" {outside.sentence}"
    return did_you_mean(key, keys)
