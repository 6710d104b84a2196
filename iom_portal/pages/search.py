"""Search across the kinds: every word must occur, without regard to accents and case."""

from iom_portal.records.files import kinds
from iom_portal.records.models import Citation, Coverage

SHOWN = 20  # rows of a kind on the page
LONGEST = 200  # characters of a query


def search(words, clock):
    """[(model, rows, whether there are more)] for the kinds that have matches: one query a kind.

    Where a day was asked for, what had begun by then is found; otherwise everything.
    """
    found = []
    for model in kinds():
        if model in (Citation, Coverage) or not model.searched:
            continue
        rows = model.objects.matching(words).select_related()
        if clock.asked:
            rows = rows.begun_by(clock.asked)
        rows = list(rows[: SHOWN + 1])
        if rows:
            found.append((model, rows[:SHOWN], len(rows) > SHOWN))
    return found
