"""Every link of the site leads somewhere, today and on days that nobody chose; every parameter takes its whole range.

Days and addresses are drawn anew on each day of the calendar. A failure names what was asked for, to be asked again.
"""

import random
from datetime import UTC, datetime, timedelta
from itertools import product
from urllib.parse import urlencode

import django_filters
import pytest
from django.urls import URLResolver, get_resolver

from iom_portal.records.filtering.filter_fields import (
    DayFilter,
    KeyFilter,
    PartialDateFilter,
    PeriodFilter,
    TrueFalseFilter,
    WholeNumberFilter,
)
from iom_portal.records.models.revising import revising
from iom_portal.records.web.views import RegisterList
from members.models import State
from members.views import StateMap
from tests.support.addresses import PAGES
from tests.support.crawling import Crawl

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TODAY = datetime.now(UTC).date()  # the day that readers get: not a literal one, as faults have hidden between those
FIRST, LAST = datetime(1951, 12, 5).date(), datetime(2030, 12, 31).date()
YEARS = range(1951, 2031)


@pytest.fixture
def site(register, own_past):
    """The real register after a first correction."""
    with revising(reason="The name of the capital, spelt out."):
        australia = State.objects.get(pk="AUS")
        australia.capital = "Canberra, Australian Capital Territory"
        australia.save()


def drawn_days(number):
    chance = random.Random(TODAY.isoformat())
    return [FIRST + timedelta(days=chance.randrange((LAST - FIRST).days)) for _ in range(number)]


def crawled(client, day=None, most=None):
    start = f"/?as_of={day}" if day else "/"
    return Crawl(client, seed=f"{TODAY} {day}", most=most).walk(start, day and day.isoformat())


def test_links_lead_to_pages_and_places_that_are_there(client, site):
    crawl = crawled(client, most=3)
    assert not crawl.troubles, "\n".join(crawl.troubles)
    assert len(crawl.asked) > 250
    links = random.Random(TODAY.isoformat()).sample(crawl.other_days, 40)
    troubles = [f"{link} (a link of {page})" for link, page in links if client.get(link).status_code != 200]
    assert not troubles, "\n".join(troubles)


@pytest.mark.parametrize("turn", range(2))
def test_links_lead_to_pages_that_are_there_on_drawn_days(client, site, turn):
    crawl = crawled(client, drawn_days(2)[turn], most=1)
    assert not crawl.troubles, "\n".join(crawl.troubles)


@pytest.mark.long
def test_every_link_leads_to_a_page_and_a_place_that_is_there(client, site):
    crawl = crawled(client)
    assert not crawl.troubles, "\n".join(crawl.troubles)
    troubles = [f"{link} (a link of {page})" for link, page in crawl.other_days if client.get(link).status_code != 200]
    assert not troubles, "\n".join(troubles)


@pytest.mark.long
@pytest.mark.parametrize("turn", range(10))
def test_every_link_leads_to_a_page_that_is_there_on_ten_drawn_days(client, site, turn):
    crawl = crawled(client, drawn_days(10)[turn], most=25)
    assert not crawl.troubles, "\n".join(crawl.troubles)


# Parameters


def lists(patterns=None):
    """{name of its address: view class} of every page that is a list."""
    found = {}
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace not in ("admin", "api"):
                found |= lists(pattern.url_patterns)
        elif issubclass(getattr(pattern.callback, "view_class", object), RegisterList):
            found[pattern.name] = pattern.callback.view_class
    return found


def range_of(view, name, narrowing):
    """The values that a parameter of a list takes: all of them where they can be told, else those of its edges."""
    if isinstance(narrowing, PeriodFilter):
        return [
            f"{first}-{last}" for first in YEARS for last in {first, first + 4, first + 9, YEARS[-1]} if last >= first
        ]
    if isinstance(narrowing, DayFilter):
        return [f"{year}-{day}" for year in YEARS[::8] for day in ("01-01", "12-31")]
    if isinstance(narrowing, PartialDateFilter):
        return ["1989", "1989-11", "1989-11-14", "1951/1953-10", "../1991", "1992/.."]
    if isinstance(narrowing, TrueFalseFilter):
        return ["true", "false"]
    if isinstance(narrowing, WholeNumberFilter):
        return [0, 1, 7, 999_999_999]
    if "choices" in narrowing.extra:
        choices = narrowing.extra["choices"]
        return [value for value, _ in (choices() if callable(choices) else choices)]
    model = view.filterset_class._meta.model
    if isinstance(narrowing, KeyFilter):
        related = model._meta.get_field(narrowing.field_name.partition("__")[0]).related_model
        return list(related.objects.values_list("pk", flat=True))[:12]
    if isinstance(narrowing, django_filters.CharFilter) and not narrowing.method and "__" not in narrowing.field_name:
        held = model.objects.order_by().values_list(narrowing.field_name, flat=True).distinct()
        return [value for value in held if value][:12]
    return ["a", "council 1990", "’%_\\"]


def swept():
    """(name of an address, parameter, its values) of all that lists take."""
    for name, view in sorted(lists().items()):
        for parameter, narrowing in view.filterset_class.base_filters.items():
            if parameter not in view.fixed and parameter != "as_of":
                yield name, parameter, range_of(view, parameter, narrowing)
        if view.sortable:
            yield name, "ordering", view.filterset_class.orders()


def asked(client, name, parameter, values):
    """The lines of what does not answer 200."""
    found = []
    for value in values:
        address = f"{PAGES[name]}?{urlencode({parameter: value})}"
        status = client.get(address).status_code
        if status != 200:
            found.append(f"{status} {address}")
    return found


def test_parameters_of_lists_take_values_of_their_range(client, register):
    chance, troubles, tried = random.Random(TODAY.isoformat()), [], 0
    for name, parameter, values in swept():
        some = chance.sample(values, min(2, len(values)))
        tried += len(some)
        troubles += asked(client, name, parameter, some)
    assert not troubles, "\n".join(troubles)
    assert tried > 200


@pytest.mark.long
def test_parameters_of_lists_take_their_whole_range(client, register):
    troubles = [line for name, parameter, values in swept() for line in asked(client, name, parameter, values)]
    assert not troubles, "\n".join(troubles)


def test_the_map_is_drawn_in_every_way(client, register):
    for by, region in product(StateMap.ways["by"], StateMap.ways["region"]):
        assert client.get("/members/map/", {"by": by, "region": region}).status_code == 200, (by, region)
