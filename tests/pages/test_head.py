"""Titles and descriptions, the canonical address of a page, and who may index it."""

import re
from html import unescape

import pytest

from iom_portal.pages.templatetags.head import DESCRIPTION_LENGTH, SITE_DESCRIPTION, SITE_NAME, TITLE_LENGTH, fitted
from iom_portal.records.kinds import kinds
from iom_portal.records.models.revision import Revision
from iom_portal.records.web import error_pages
from tests.support.cast import a_source, the_coverage

from .test_every_page import ADDRESSES

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"


class Head:
    """What the head of a page says."""

    def __init__(self, client, address, status=200):
        self.address = address
        response = client.get(address)
        assert response.status_code == status, address
        self.html = response.content.decode().split("</head>")[0]
        self.title = self.only(r"<title>([^<]*)</title>")
        self.own_title = self.only(r'<meta name="citation_title" content="([^"]*)">')
        self.description = self.only(r'<meta name="description" content="([^"]*)">')

    def only(self, pattern):
        [found] = re.findall(pattern, self.html)
        return unescape(found)

    @property
    def canonical(self):
        return unescape("".join(re.findall(r'<link rel="canonical" href="([^"]*)">', self.html)))

    @property
    def robots(self):
        return "".join(re.findall(r'<meta name="robots" content="([^"]*)">', self.html))


def no_two_alike(heads):
    for name in ("title", "description"):
        texts = [getattr(head, name) for head in heads]
        assert all(texts)
        assert sorted(texts) == sorted(set(texts)), name
    for head in heads:
        assert head.own_title != SITE_NAME, f"{head.address} has no title of its own"
        assert head.description != fitted(SITE_DESCRIPTION, DESCRIPTION_LENGTH), f"{head.address} has no description"
        assert len(head.title) <= TITLE_LENGTH and len(head.description) <= DESCRIPTION_LENGTH
        assert "  " not in head.title + head.description and "None" not in head.title + head.description


@pytest.mark.parametrize("day", ["", "?as_of=1950-01-01", "?as_of=1967-06-01", "?as_of=2013-11-20"])
def test_no_two_pages_of_a_day_have_the_same_title_or_description(reader, day):
    no_two_alike([Head(reader, address + day) for address in ADDRESSES])


@pytest.mark.long
def test_no_two_records_have_the_same_title_or_description(reader):
    addresses = {row.page_url.split("#")[0] for model in kinds() for row in model.objects.all()} - {""}
    no_two_alike([Head(reader, address) for address in sorted(addresses) if "?" not in address])


def test_the_title_says_the_day_that_was_asked_for_and_the_revision(client, register):
    assert Head(client, "/members/australia/").title == "Australia and IOM · IOM Reference"
    head = Head(client, "/members/australia/?as_of=2013-11-20")
    assert head.title == "Australia and IOM, 20 November 2013 · IOM Reference"
    assert "on 20 November 2013: member since 24 May 1985" in head.description
    last = Revision.objects.latest("number").number
    head = Head(client, f"/members/australia/?as_of=2013-11-20&as_recorded={last}")
    assert head.title == f"Australia and IOM, 20 November 2013 (revision {last}) · IOM Reference"
    assert Head(client, "/").title == "International Organization for Migration (IOM) · IOM Reference"
    assert Head(client, "/?as_of=1950-01-01").title == "Not yet founded, 1 January 1950 · IOM Reference"
    assert Head(client, "/changes/?as_of=2013-11-20").title == "Changes of the register · IOM Reference"


def test_a_page_of_today_is_known_by_its_address_alone(reader):
    for address in ("/", "/members/", "/members/?region=Africa", "/members/?nonsense=1"):
        head = Head(reader, address)
        assert (head.canonical, head.robots) == (SITE + address.split("?")[0], "")


def test_a_page_of_another_day_keeps_the_day_and_is_not_indexed(reader):
    head = Head(reader, "/members/?region=Africa&as_of=2013-11-20")
    assert head.canonical == f"{SITE}/members/?as_of=2013-11-20"
    assert head.robots == "noindex, nofollow"


def test_a_page_of_another_moment_points_to_the_register_as_it_is(reader):
    last = Revision.objects.latest("number").number
    head = Head(reader, f"/members/?as_of=2013-11-20&as_recorded={last}")
    assert head.canonical == f"{SITE}/members/?as_of=2013-11-20"
    assert head.robots == "noindex, nofollow"
    assert Head(reader, f"/?as_recorded={last}").canonical == f"{SITE}/"


def test_a_page_of_no_single_day_is_the_same_page_on_every_day(reader):
    head = Head(reader, "/changes/?as_of=2013-11-20")
    assert (head.canonical, head.robots) == (f"{SITE}/changes/", "noindex, nofollow")
    head = Head(reader, "/compare/?from=1989-12-31&to=1999-12-31&as_of=2013-11-20")
    assert head.canonical == f"{SITE}/compare/?from=1989-12-31&to=1999-12-31"
    head = Head(reader, "/compare/?from=1989-12-31&to=1999-12-31")
    assert head.robots == "noindex" and "31 December 1989" in head.title and "31 December 1999" in head.description
    assert Head(reader, "/compare/").robots == ""


@pytest.mark.parametrize("address", ["/search/?q=oim", "/cite/", "/changes/state/AUS/"])
def test_what_answers_one_question_is_not_indexed(reader, address):
    head = Head(reader, address)
    assert head.robots == "noindex" and head.canonical == SITE + address.split("?")[0]


@pytest.mark.parametrize("address, status", [("/nowhere/", 404), ("/members/?as_of=x", 400)])
def test_a_page_about_what_went_wrong_has_no_canonical_address(reader, address, status):
    head = Head(reader, address, status)
    assert (head.canonical, head.robots) == ("", "noindex")
    assert head.title == f"{error_pages.TITLES[status]} · IOM Reference"


def test_markup_in_a_title_stays_text(client):
    the_coverage()
    a_source("X1", title='A "quoted" <b>bold</b> & plain title of a source that is by far too long for any window')
    head = Head(client, "/sources/x1/?as_of=2013-11-20")
    assert head.title == 'X1: A "quoted" <b>bold</b> & plain title of a…, 20 November 2013'
    assert "<b>" not in head.html and len(head.title) <= TITLE_LENGTH
    assert head.only(r'<meta name="citation_title" content="([^"]*)">').endswith("too long for any window")


@pytest.mark.parametrize(
    "text, most, found",
    [
        ("Erewhon", 7, "Erewhon"),
        ("Erewhon and IOM", 14, "Erewhon and…"),
        ("Erewhon and IOM", 12, "Erewhon and…"),
        ("Erewhon, Utopia", 9, "Erewhon…"),
        ("Llanfairpwllgwyngyll", 9, "Llanfair…"),
    ],
)
def test_a_text_is_cut_after_a_word(text, most, found):
    assert fitted(text, most) == found
    assert len(fitted(text, most)) <= most
