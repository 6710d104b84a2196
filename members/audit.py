"""The checks of the membership: spells of a State against each other, and counts against what sources printed."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from iom_portal.records.files.audit import ERROR, WARNING, check

from .counting import Counts
from .models import Membership, PublishedCount
from .models.state import MEMBER, OBSERVER


@check
def spells_that_may_overlap() -> Iterator[tuple[str, Membership, str]]:
    """Yield the spells of one State that overlap: those that certainly do are refused on every write, others may."""
    by_state = defaultdict(list)
    for spell in Membership.objects.all():
        by_state[spell.state_id].append(spell)
    for spells in by_state.values():
        for earlier, later in pairwise(spells):
            if later.start_latest <= earlier.end_earliest and earlier.start_latest <= later.end_earliest:
                yield ERROR, later, f"certainly overlaps {earlier.pk}"
            elif later.start_earliest <= earlier.end_latest and later.status == earlier.status:
                yield WARNING, later, f"may overlap {earlier.pk}"


@check
def spell_outside_its_state() -> Iterator[tuple[str, Membership, str]]:
    """Yield the spells that certainly begin before their State did, or certainly last longer: the Organization has
    States as members and observers.
    """
    for spell in Membership.objects.select_related("state"):
        state = spell.state
        if spell.start and spell.start_latest < state.start_earliest:
            yield WARNING, spell, f"certainly begins before its State ({state.start.words()})"
        if spell.end_earliest > state.end_latest:
            yield WARNING, spell, f"certainly lasts longer than its State ({state.end.words()})"


@check
def count_outside_published_figure() -> Iterator[tuple[str, PublishedCount, str]]:
    """Yield the dated figures, not stale when printed, that the computed count neither equals nor contains."""
    counts = {status: Counts.of(status) for status in Membership.Status.values}
    for published in PublishedCount.objects.comparable():
        for status, printed in ((MEMBER, published.members), (OBSERVER, published.observers)):
            if printed is None:
                continue
            low, high = counts[status].between(published.on_earliest, published.on_latest)
            if not low <= printed <= high:
                level = ERROR if status == MEMBER else WARNING
                yield level, published, f"prints {printed} {status}s, computed {low} to {high} ({published.on.words()})"
