"""Search at its two doors, the page and the API: what is found, in what order, and what an empty answer says.

`make test` runs this file on SQLite (FTS5) and on PostgreSQL: the answers below are those of both.
"""

import json
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iom_portal.pages.search.hits import excerpt, in_parts
from iom_portal.pages.search.query import parse_query
from iom_portal.pages.search.ranking import find
from iom_portal.records.history.clock import read_clock
from iom_portal.records.models.revising import revising
from iom_portal.records.text import fold, words
from members.models import FormerName
from tests.support.cast import a_former_name, a_person, a_post, a_source, a_state, a_term, affirm, the_coverage
from tests.support.page_text import html_of, main, queries

pytestmark = pytest.mark.django_db

# What is typed, the first record that is found, how, and others that must be among the first ten.
FOUND = [
    ("haute volta", "state BFA", "exact", ["formername bfa-name-4"]),
    ("Alto Volta", "state BFA", "exact", ["formername bfa-name-4"]),
    ("cote d'ivoire", "state CIV", "exact", ["membership civ-member-1"]),
    ("Côte d’Ivoire", "state CIV", "exact", ["membership civ-member-1"]),
    ("COTE D IVOIRE", "state CIV", "exact", ["membership civ-member-1"]),
    ("Birmanie", "state MMR", "exact", ["formername mmr-name-12"]),
    ("MC/INF/287", "framework SF2007", "exact", ["source S139"]),
    ("mc inf 287", "framework SF2007", "exact", ["source S139"]),
    ("287", "framework SF2007", "name", ["source S139"]),
    ("PICMME", "organizationname N1", "exact", ["session session-01"]),
    ("CIME", "organizationname N2", "exact", []),
    ("OIM", "organizationname N4", "exact", []),
    ("ICEM 1952", "organizationname N2", "text", ["session session-03"]),
    ("Swing", "person P09", "name", ["event E056", "term T11"]),
    ("lacy swing", "person P09", "name", ["term T11"]),
    ("lacy sw", "person P09", "name", ["term T11"]),
    ("1989", "organizationname N2", "text", ["organizationname N4", "event E033"]),
    ("2013", None, None, []),
    ("1989-11-14", None, "text", ["organizationname N4"]),
    ("S001", "source S001", "exact", []),
    ("AUS", "state AUS", "exact", ["membership aus-member-1"]),
    ("au", "state AUS", "exact", []),
    ("executive-committee", "organ ORG-EXCOM", "exact", []),
    ("council 94", "session session-20", "name", []),
]


def first_of_page(html):
    """The address and the text of the first hit of the page."""
    inside = html[html.index('class="rows hits"') :]
    link, text = re.search(r'<a href="([^"]+)">(.*?)</a>', inside).groups()
    return link, re.sub("<[^>]+>", "", text)


@pytest.mark.parametrize("q, first, match, others", FOUND)
def test_the_page_and_the_api_find_it(client, register, q, first, match, others):
    cache.clear()
    answer = client.get("/api/v1/search/", {"q": q, "page_size": "10"}).json()
    keys = [f"{hit['kind']} {hit['id']}" for hit in answer["results"]]
    assert first in (None, keys[0])
    assert match in (None, answer["results"][0]["match"])
    assert set(others) <= set(keys)
    html = html_of(client.get("/search/", {"q": q}))
    link, text = first_of_page(html)
    assert answer["results"][0]["page_url"] == f"http://testserver{link}"
    assert answer["results"][0]["title"] == text.replace("&#x27;", "'").replace("&quot;", '"')
    assert f"{answer['count']} record" in main(client.get("/search/", {"q": q}))
    assert ("Best match" in html) == (answer["results"][0]["match"] == "exact")


@pytest.mark.parametrize("q", [q for q, *_ in FOUND] + ["zebra7731", "burkina fasso", "when did burkina faso join"])
def test_a_past_moment_answers_as_the_register_does(client, register, q):
    """The register has not changed since its first revision: both ways to look through it find the same."""
    now, then = (
        client.get("/api/v1/search/", {"q": q, "page_size": "1000", **asked}).json()
        for asked in ({}, {"as_recorded": "1"})
    )
    assert then == now
    pages = [client.get("/search/", {"q": q, **asked}) for asked in ({}, {"as_recorded": "1"})]
    assert main(pages[1]).replace(" in the register of revision 1", "") == main(pages[0])


def test_a_state_is_found_by_its_former_name_and_says_why(client, register):
    assert "Burkina Faso state Western Africa formerly Upper Volta · Haute-Volta · Alto Volta" in main(
        client.get("/search/?q=haute+volta")
    )
    html = html_of(client.get("/search/?q=haute+volta"))
    assert "<mark>Haute</mark>-<mark>Volta</mark>" in html


def test_kinds_stand_in_the_order_of_their_best_match_and_lead_to_all_of_theirs(client, register):
    html = html_of(client.get("/search/?q=swing"))
    headings = re.findall(r'<h2 id="kind-\d+">(.*?) <', html)
    assert headings[0] == "People"
    assert headings.index("Terms") < headings.index("Sources")
    link = re.search(r'<a href="([^"]+)">All 9 in Sources</a>', html)[1].replace("&amp;", "&")
    text = main(client.get(link))
    assert "9 records found in Sources" in text
    assert text.count("Swing") >= 8


def test_one_kind_is_paged(client, register):
    first = client.get("/search/?q=member&kind=membership")
    assert "Page 1 of" in main(first)
    following = re.search(r'rel="next" href="([^"]+)"', html_of(first))[1].replace("&amp;", "&")
    second = client.get(following)
    assert "Page 2 of" in main(second)
    assert 'rel="prev"' in html_of(second)
    assert first_of_page(html_of(first)) != first_of_page(html_of(second))


@pytest.mark.parametrize(
    "query, says",
    [
        ("kind=unicorn&q=swing", "kind: There is no such kind."),
        ("q=swing&kind=person&page=2", "page: There is no such page."),
        ("q=swing&kind=person&page=x", "page: There is no such page."),
        ("q=swing&kind=person&page=0", "page: There is no such page."),
        ("q=swing&as_of=yesterday", "not a day"),
        ("q=swing&as_recorded=99999", "no revision"),
    ],
)
def test_what_cannot_be_asked_is_named(client, register, query, says):
    response = client.get(f"/search/?{query}")
    assert response.status_code == 400
    assert says in main(response)


def test_a_day_keeps_what_had_begun_by_then(client, register):
    assert "William Lacy Swing" in main(client.get("/search/?q=swing&as_of=2008-10-01"))
    before = client.get("/search/?q=swing&as_of=2008-05-31")
    assert "William Lacy Swing, Director General" not in main(before)
    dated = client.get("/api/v1/search/", {"q": "swing", "as_of": "2008-10-01"})
    assert dated["Register-As-Of"] == "2008-10-01"
    assert dated.json()["results"][0]["id"] == "P09"
    html = html_of(client.get("/search/?q=swing&as_of=2008-10-01"))
    assert 'href="/leadership/william-lacy-swing/?as_of=2008-10-01"' in html
    assert "that had begun by 1 October 2008" in html


# What harms nothing

HARMLESS = [
    '"',
    "'",
    '"swing"',
    '"swing',
    "swing AND",
    "swing AND NOT",
    "NEAR(swing lacy)",
    "swing*",
    "-swing",
    "^swing",
    "(swing",
    "swing)",
    "title: swing",
    "{title} : swing",
    "swing:*",
    "!swing",
    "swing & | !",
    "swing <-> lacy",
    "swing\\",
    "%",
    "%s %d",
    "sw%ing",
    "swing_",
    "'; DROP TABLE records_card; --",
    "<script>alert(1)</script>",
    "swing\0lacy",
    "swing\r\nlacy",
    "\ud7ff",
    "이성아",
    "½ ² Ⅻ ﬁ",
    "a " * 99,
    " ".join(f"w{number}" for number in range(45)),
    "é" * 200,
]


@pytest.mark.parametrize("q", HARMLESS)
@pytest.mark.parametrize("moment", [{}, {"as_recorded": "1"}])
def test_whatever_is_typed_gets_a_clear_page(client, register, q, moment):
    response = client.get("/search/", {"q": q, **moment})
    assert response.status_code == 200
    html = html_of(response)
    assert "<script>alert" not in html and "\0" not in html
    assert 'role="status"' in html
    assert client.get("/search/suggest/", {"q": q, **moment}).status_code == 200


@pytest.mark.parametrize(
    "q", ["swing AND", '"swing', "swing*", "(swing", "title: swing", "-swing", "swing:*", "swing\0"]
)
def test_signs_of_a_query_language_are_no_words(client, register, q):
    founds = find(parse_query(q), read_clock(""))
    plain = find(parse_query(re.sub(r"\W", " ", q)), read_clock(""))
    assert [str(found.card) for found in founds] == [str(found.card) for found in plain]


@pytest.mark.parametrize("q", ['""""', "?!", "…", "-", " ' ", "/"])
def test_signs_alone_are_told_so(client, register, q):
    text = main(client.get("/search/", {"q": q}))
    assert "There is no word in it to look for" in text
    assert "What can be searched" in text
    problem = client.get("/api/v1/search/", {"q": q})
    assert problem.status_code == 400
    assert problem.json()["parameter"] == "q"


def test_a_text_that_is_too_long_is_told_so(client, register):
    response = client.get("/search/", {"q": "swing " * 1000})
    assert response.status_code == 400
    assert "At most 200 characters can be looked for" in main(response)
    assert 'aria-invalid="true"' in html_of(response)
    assert client.get("/search/suggest/", {"q": "swing " * 1000}).status_code == 204


@pytest.mark.parametrize(
    "query, parameter",
    [
        ("", "q"),
        ("q=", "q"),
        ("q=%00", "q"),
        ("q=a%00b", "q"),
        ("q=" + "a" * 201, "q"),
        ("q=swing&q=lacy", "q"),
        ("q=swing&kind=unicorn", "kind"),
        ("q=swing&ordering=id", "ordering"),
        ("q=swing&as_of=2013-02-30", "as_of"),
        ("q=swing&page=0", "page"),
        ("q=swing&page_size=1001", "page_size"),
        ("q=swing&as_recorded=0", "as_recorded"),
    ],
)
def test_the_api_refuses_what_it_cannot_read(client, register, query, parameter):
    cache.clear()
    answer = client.get("/api/v1/search/", QUERY_STRING=query)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["parameter"] == parameter


def test_the_api_pages_and_counts(client, register):
    cache.clear()
    first = client.get("/api/v1/search/", {"q": "migration", "page_size": "3"}).json()
    assert first["count"] == sum(first["kinds"].values()) > 100
    second = client.get(first["next"]).json()
    assert second["previous"] and len(second["results"]) == 3
    assert not {hit["id"] for hit in first["results"]} & {hit["id"] for hit in second["results"]}
    assert client.get("/api/v1/search/", {"q": "swing", "page": "9"}).status_code == 404
    only = client.get("/api/v1/search/", {"q": "migration", "kind": "theme"}).json()
    assert {hit["kind"] for hit in only["results"]} == {"theme"}
    assert only["count"] == first["kinds"]["theme"]
    rows = client.get("/api/v1/search/", {"q": "lacy swing", "format": "csv"}).content.decode().splitlines()
    assert rows[0] == "kind,id,url,page_url,title,line,excerpt,match"
    assert rows[1].startswith("person,P09,")


# The empty answer


def test_an_empty_answer_helps(client, register):
    text = main(client.get("/search/?q=zebra7731"))
    assert "Nothing was found for “zebra7731”" in text.replace('"', "“") or "Nothing was found for zebra7731" in text
    assert "What can be searched" in text
    html = html_of(client.get("/search/?q=zebra7731"))
    assert 'href="/members/"' in html and 'href="/search/?q=MC%2FINF%2F287"' in html


@pytest.mark.parametrize(
    "q, spelling",
    [("burkina fasso", "Burkina Faso"), ("australa", "Australia"), ("vitorno", "vitorino"), ("birmannia", "Birmania")],
)
def test_near_spellings_are_offered_and_find_something(client, register, q, spelling):
    cache.clear()
    html = html_of(client.get("/search/", {"q": q}))
    links = re.findall(r'<a href="(/search/\?q=[^"]+)">([^<]+)</a>', html[html.index("Did you mean") :])
    assert spelling in [text for _, text in links[:3]]
    for link, text in links[:3]:
        if text == spelling:
            assert "record" in main(client.get(link))
    assert spelling in client.get("/api/v1/search/", {"q": q}).json()["did_you_mean"]


@pytest.mark.parametrize("q", ["taiwan", "Hong Kong", "holland"])
def test_no_state_is_offered_for_a_place_that_is_not_in_the_list_or_is_merely_alike(client, register, q):
    text = main(client.get("/search/", {"q": q}))
    assert "Did you mean" not in text
    assert client.get("/api/v1/search/", {"q": q}).json()["did_you_mean"] == []
    assert ("is not in the list of States" in text) == (q != "holland")


def test_a_place_outside_the_list_is_said_to_be_so_above_what_was_found(client, register):
    html = html_of(client.get("/search/", {"q": "Kosovo", "as_of": "2013-11-20"}))
    assert "Kosovo is not in the list of States that this register follows" in html
    assert 'href="/about/states/?as_of=2013-11-20#kosovo"' in html
    assert "is not in the list" not in html_of(client.get("/search/", {"q": "as"}))  # two letters, and a code


def test_what_comes_closest_is_shown_with_the_words_that_stand_nowhere(client, register):
    text = main(client.get("/search/?q=burkina+zebra7731"))
    assert re.search(r"No record has the word .?zebra7731", text)
    assert "Closest, with some of the words Burkina Faso" in text


# Suggestions


def test_suggestions_are_options_that_lead_to_an_exact_match(client, register):
    cache.clear()
    html = html_of(client.get("/search/suggest/?q=haut"))
    assert html.strip() == '<option value="Haute-Volta">Burkina Faso</option>'
    for typed in ("co", "mc/inf", "vito", "pic", "swi", "direc", "int", "cim"):
        answer = client.get("/search/suggest/", {"q": typed, "format": "json"})
        assert answer["Content-Type"] == "application/x-suggestions+json"
        said, names = json.loads(answer.content)
        assert said == typed
        assert 1 <= len(names) <= 8
        for name in names:
            assert client.get("/api/v1/search/", {"q": name}).json()["results"][0]["match"] == "exact", name


@pytest.mark.parametrize(
    "typed, name",
    [("birm", "Birmanie"), ("mc/inf/28", "MC/INF/287"), ("lacy", "William Lacy Swing"), ("cote d", "Côte d’Ivoire")],
)
def test_names_former_names_symbols_and_persons_are_suggested(client, register, typed, name):
    assert name in json.loads(client.get("/search/suggest/", {"q": typed, "format": "json"}).content)[1]
    past = client.get("/search/suggest/", {"q": typed, "format": "json", "as_recorded": "1"})
    assert past.content == client.get("/search/suggest/", {"q": typed, "format": "json"}).content


def test_suggestions_refuse_quietly_what_they_cannot_read(client, register):
    assert client.get("/search/suggest/").content.strip() == b""
    assert client.get("/search/suggest/?q=s").content.strip() == b""
    assert client.get("/search/suggest/?q=swing&as_of=yesterday").status_code == 204
    assert client.get("/search/suggest/?q=swing&as_recorded=never").status_code == 204
    assert client.get("/search/suggest/?q=swing&format=xml").status_code == 400
    assert b'value="William Lacy Swing"' not in client.get("/search/suggest/?q=lacy&as_of=1990-01-01").content


def test_every_search_field_suggests(client, register):
    for address in ("/", "/search/", "/no/such/page/"):
        html = html_of(client.get(address))
        assert html.count('<datalist id="suggestions">') == 1
        for field in re.findall(r'<input[^>]*name="q"[^>]*>', html):
            assert 'list="suggestions"' in field and 'hx-get="/search/suggest/"' in field


# What it costs


def test_a_search_costs_the_same_for_one_record_and_for_many(client):
    the_coverage()
    a_state("Ruritania")
    one = queries(client, "/search/?q=ruritania")
    suggested = queries(client, "/search/suggest/?q=rur")
    for number in range(8):
        a_state(f"Ruritania {'ABCDEFGH'[number]}", iso3=f"RU{'ABCDEFGH'[number]}")
    assert queries(client, "/search/?q=ruritania") == one
    assert queries(client, "/search/suggest/?q=rur") == suggested == 2  # the coverage, the cards


def test_a_search_of_everything_costs_a_few_queries_a_kind(client, register):
    assert queries(client, "/search/?q=migration") <= 45  # 12 kinds, each with what its passages are made of
    cache.clear()
    few = CaptureQueriesContext(connection)
    with few:
        client.get("/api/v1/search/", {"q": "migration", "kind": "event", "page_size": "1"})
    many = CaptureQueriesContext(connection)
    with many:
        client.get("/api/v1/search/", {"q": "migration", "kind": "event"})
    # the stamp before and after, the coverage, the cards twice, the records, their citations
    assert len(few) == len(many) <= 7


# Ranking with the cast


def test_an_exact_name_comes_before_one_that_holds_it_and_that_before_a_mention(client):
    the_coverage()
    a_state("Ruri", iso3="RUI")
    a_state("Ruri Islands", iso3="RUS")
    saying = a_source("SAY", "A word of the neighbours")
    with revising(reason="It mentions the State."):
        saying.note = "It speaks of Ruri at length."
        saying.save()
    found = find(parse_query("ruri"), read_clock(""))
    assert [(str(each.card), each.match) for each in found] == [
        ("state:RUI", "exact"),
        ("state:RUS", "name"),
        ("source:SAY", "text"),
    ]


def test_persons_are_found_by_their_posts_and_terms_by_both(client):
    the_coverage()
    person, post = a_person("Ada Clare"), a_post()
    a_term(person, post, "1960-01-01", styled="Lady Reeve")
    assert {each.card.kind for each in find(parse_query("clare reeve"), read_clock(""))} == {"person", "term"}


def test_a_renamed_state_is_found_by_the_corrected_former_name(client):
    the_coverage()
    state = a_state("Ruritania")
    former = a_former_name(state, "Old Ruri", end="1970-01-01")
    assert "Ruritania" in main(client.get("/search/?q=old+ruri"))
    with revising(reason="Its name was spelt otherwise."):
        former.name_en = "Ancient Ruri"
        former.save()
    assert "formerly Ancient Ruri" in main(client.get("/search/?q=ancient+ruri"))
    assert "Nothing was found" in main(client.get("/search/?q=old+ruri"))
    other = a_state("Utopia")
    with revising(reason="It was the name of another State."):
        former = FormerName.objects.get(pk=former.pk)
        former.state = other
        former.save()
        affirm(former)
    text = main(client.get("/search/?q=ancient+ruri"))
    assert "Utopia" in text and "Ruritania" not in text


# Marks


@pytest.mark.parametrize(
    "text, wanted, marks",
    [
        ("Côte d’Ivoire", "cote d'ivoire", ["Côte", "d", "Ivoire"]),
        ("Cote\u0301 d'Azur", "coté", ["Cote\u0301"]),
        ("Œuvre; oeuvre", "oeuvre", ["Œuvre", "oeuvre"]),
        ("Haute-Volta", "volta", ["Volta"]),
        ("States and State", "states", ["States", "State"]),
        ("MC/INF/287", "mc/inf", ["MC", "INF"]),
        ("<b>Volta</b>", "volta", ["Volta"]),
        ("Straße", "strasse", ["Straße"]),
        ("Migrants", "migr", ["Migrants"]),
    ],
)
def test_marks_stand_on_the_text_as_it_is_printed(text, wanted, marks):
    parts = in_parts(text, parse_query(wanted).words)
    assert [part for part, found in parts if found] == marks
    assert "".join(part for part, _ in parts) == text


def test_an_excerpt_stands_around_the_words(client):
    text = "word " * 100 + "Volta " + "word " * 100
    parts = excerpt(text, ("volta",))
    cut = "".join(part for part, _ in parts)
    assert cut.startswith("… word") and cut.endswith("word …")
    assert ("Volta", True) in parts
    assert len(cut) <= 180


def test_what_is_marked_is_escaped(client):
    the_coverage()
    a_source("EVIL", "The <b>Ruri</b> & <script>alert(1)</script> papers")
    html = html_of(client.get("/search/?q=ruri"))
    assert "&lt;b&gt;<mark>Ruri</mark>&lt;/b&gt; &amp; &lt;script&gt;" in html
    assert "<script>alert" not in html


def test_words_are_folded_words():
    assert words("MC/INF/287, Rev. 1") == ["mc", "inf", "287", "rev", "1"]
    assert words("Côte d’Ivoire") == ["cote", "d", "ivoire"]
    assert words("States, countries, Paris, access, bus, OAS, 1980s") == [
        "state", "country", "paris", "access", "bus", "oas", "1980",
    ]  # fmt: skip
    assert words(fold("Vojáčková-Sollorano")) == words("Vojáčková-Sollorano")
