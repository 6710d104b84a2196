import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_portal.records.dates.partial_date import (
    ANY_YEAR,
    PartialDate,
    PartialDateError,
    day_in_words,
    read_day,
    text_pattern,
)

READ = {
    "1985-05-24": ("1985-05-24", "1985-05-24", "24 May 1985", "day"),
    "1980-11": ("1980-11-01", "1980-11-30", "November 1980", "month"),
    "1967": ("1967-01-01", "1967-12-31", "1967", "year"),
    "2000-02": ("2000-02-01", "2000-02-29", "February 2000", "month"),
    "1952-10-13/1953-04-16": ("1952-10-13", "1953-04-16", "between 13 Oct 1952 and 16 Apr 1953", "interval"),
    "2014-07/2015-11": ("2014-07-01", "2015-11-30", "between Jul 2014 and Nov 2015", "interval"),
    "1954-05-30/1954-05-30": ("1954-05-30", "1954-05-30", "30 May 1954", "day"),
    "1954-12-31/1954": ("1954-12-31", "1954-12-31", "31 December 1954", "day"),
    "1954/1954": ("1954-01-01", "1954-12-31", "1954", "year"),
    "1954-12/1954": ("1954-12-01", "1954-12-31", "between 1 Dec 1954 and 31 Dec 1954", "interval"),
    "1954/1954-05": ("1954-01-01", "1954-05-31", "between 1 Jan 1954 and 31 May 1954", "interval"),
    "2020/2022": ("2020-01-01", "2022-12-31", "between 2020 and 2022", "interval"),
    "../1991-12-31": (None, "1991-12-31", "31 December 1991 or earlier", "interval"),
    "2025-12-31/..": ("2025-12-31", None, "31 December 2025 or later", "interval"),
    "": (None, None, "", "none"),
}


@pytest.mark.parametrize("text, expected", READ.items())
def test_a_partial_date_says_no_more_than_its_text(text, expected):
    when = PartialDate(text)
    bounds = tuple(day and day.isoformat() for day in (when.earliest, when.latest))
    assert (*bounds, when.words(), when.precision) == expected
    assert when == text


@pytest.mark.parametrize(
    "text, french, spanish",
    [
        ("1967", "1967", "1967"),
        ("1980-11", "novembre 1980", "noviembre de 1980"),
        ("1952-03-01", "1er mars 1952", "1 de marzo de 1952"),
        (
            "1952-10-13/1953-04",
            "entre le 13 octobre 1952 et avril 1953",
            "entre el 13 de octubre de 1952 y abril de 1953",
        ),
        ("../1991-12-31", "31 décembre 1991 ou avant", "31 de diciembre de 1991 o antes"),
        ("2025-12-31/..", "31 décembre 2025 ou après", "31 de diciembre de 2025 o después"),
        ("", "", ""),
    ],
)
def test_a_date_is_told_in_french_and_spanish(text, french, spanish):
    assert (PartialDate(text).words("fr"), PartialDate(text).words("es")) == (french, spanish)


@pytest.mark.parametrize(
    "text, reason",
    [
        ("yesterday", "not a date that the register can read"),
        ("2013-02-30", "February 2013 has 28 days"),
        ("2013-13", "there is no month 13"),
        ("1967-1-1", "not a date"),
        ("24/05/1985", "not a date"),
        ("1953/1952", "ends before it begins"),
        ("../..", "names no day at all"),
        ("1952/1953/1954", "not a date"),
        ("0000", "the year must lie between"),
        ("９９９９", "not a date"),
        ("1967~", "not a date"),
        ("/1967", "not a date"),
    ],
)
def test_other_text_is_refused_with_its_reason(text, reason):
    with pytest.raises(PartialDateError, match=reason):
        PartialDate(text)


def test_a_day_is_written_in_full():
    assert read_day("2013-11-20") == date(2013, 11, 20)
    for text in ("2013", "2013-11", "2013-11-20/2013-11-21", "", "2013-11-20T00:00"):
        with pytest.raises(PartialDateError):
            read_day(text)
    assert day_in_words(date(2013, 6, 14)) == "14 June 2013"


days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
points = st.one_of(
    days.map(date.isoformat), days.map(lambda day: day.isoformat()[:7]), days.map(lambda day: day.isoformat()[:4])
)


@given(points)
def test_the_bounds_of_a_point_hold_just_the_days_that_begin_with_its_text(text):
    when = PartialDate(text)
    assert when.earliest.isoformat().startswith(text)
    assert when.latest.isoformat().startswith(text)
    assert not (when.earliest - timedelta(days=1)).isoformat().startswith(text)
    assert not (when.latest + timedelta(days=1)).isoformat().startswith(text)


@given(points, points)
def test_an_interval_spans_from_the_earliest_of_its_start_to_the_latest_of_its_end(first, last):
    if PartialDate(first).earliest > PartialDate(last).latest:
        with pytest.raises(PartialDateError):
            PartialDate(f"{first}/{last}")
    else:
        interval = PartialDate(f"{first}/{last}")
        assert interval.earliest == PartialDate(first).earliest
        assert interval.latest == PartialDate(last).latest


@given(st.text(max_size=30))
def test_any_text_is_either_read_or_refused_by_name(text):
    try:
        assert PartialDate(text) == text.strip()
    except PartialDateError as error:
        assert text.strip() in str(error)


# The patterns of schemas and the reader are of one grammar

BY_THE_CALENDAR = "has [0-9]+ days|ends before it begins"  # what no pattern can refuse
NEARLY_DATES = st.from_regex(r"[0-9]{4}(-[0-3][0-9]){0,2}(/[0-9]{4}(-[0-3][0-9]){0,2})?", fullmatch=True)


def reads(text: str, pattern: str) -> bool:
    return re.fullmatch(pattern, text) is not None


@given(st.one_of(NEARLY_DATES, st.text(alphabet="0123456789-./", max_size=22)))
def test_a_pattern_refuses_just_what_the_reader_refuses_but_for_the_calendar(text):
    try:
        PartialDate(text)
    except PartialDateError as error:
        assert not reads(text, text_pattern()) or re.search(BY_THE_CALENDAR, str(error))
    else:
        assert (reads(text, text_pattern()) and reads(text, text_pattern(ANY_YEAR))) or not text


@pytest.mark.parametrize("year", [{}, {"year": ANY_YEAR}])
def test_patterns_read_every_form_and_no_other(year):
    pattern = text_pattern(**year)
    assert all(reads(text, pattern) for text in READ if text)
    for wrong in ("", "../..", "/1967", "1967/", "..", "1967-1", "2013-13", "2013-01-32", "1952/1953/1954", "1967~"):
        assert not reads(wrong, pattern), wrong
    assert "?!" not in text_pattern(ANY_YEAR), "programs that cannot look ahead read the data package"


points = st.builds(
    lambda day, length: day.isoformat()[:length],
    st.dates(date(1951, 11, 1), date(1952, 2, 28)),
    st.sampled_from([4, 7, 10]),
)


@given(points, points)
def test_the_two_ends_of_an_interval_are_never_told_as_one_in_the_other(first, last):
    try:
        words = PartialDate(f"{first}/{last}").words()
    except PartialDateError:
        return
    if words.startswith("between "):
        one, other = words.removeprefix("between ").split(" and ")
        assert f" {one}" not in f" {other}" and f" {other}" not in f" {one}"
