"""The design system: its contrasts, its size, and the page that shows it."""

import pytest

from iom_portal.pages.design_tokens import contrast, pairs, schemes, style_sheet
from tests.support.cast import a_state, the_coverage
from tests.support.page_text import main, queries


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair.ink} on {pair.ground}")
def test_every_pair_of_colours_that_meet_can_be_read_in_every_scheme(pair):
    assert min(pair.ratios.values()) >= pair.least, pair.ratios


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000", "#ffffff") == 21
    assert contrast("#767676", "#fff") == 4.5
    assert contrast("#fff", "#fff") == 1


def test_dark_and_past_schemes_change_tokens_and_add_none():
    light, *others = schemes().values()
    assert all(scheme.keys() == light.keys() for scheme in others)


def test_the_style_sheet_is_small_and_fetches_nothing():
    assert len(style_sheet().encode()) < 30_000
    assert "@import" not in style_sheet() and "url(http" not in style_sheet()


@pytest.mark.django_db
def test_the_page_shows_components_on_facts_of_the_day(client):
    the_coverage()
    a_state("Erewhon", ("1951-12-05", "1973-12-31"))
    a_state("Ruritania", ("1967", ""))
    text = main(client.get("/about/design/?as_of=1967-06-01"))
    assert "1–2 members" in text
    assert "Ruritania since 1967 possibly: joined some day in 1967" in text
    assert "There was no member that day." in main(client.get("/about/design/?as_of=1950-01-01"))


@pytest.mark.django_db
def test_the_page_costs_the_same_for_many_states(client):
    the_coverage()
    a_state("Erewhon", ("1951-12-05", ""))
    a_state("Ruritania", ("1967", ""))
    before = queries(client, "/about/design/?as_of=1967-06-01")
    a_state("Utopia", ("1954-01-01", ""))
    a_state("Lilliput", ("1967", ""))
    assert queries(client, "/about/design/?as_of=1967-06-01") == before
