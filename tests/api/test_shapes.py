"""Which fields of an object are written, how fully, and in which language."""

from datetime import date

import orjson
import pytest

from iom_portal.records.api.serializers import shared_serializer
from tests.support.cast import a_state, the_coverage

from .kinds import VIEWSETS
from .test_queries import cost

LEFT = [("1951-12-05", "1973-12-31")]


@pytest.mark.django_db
@pytest.mark.parametrize("resource", VIEWSETS)
def test_each_field_of_each_kind_can_be_asked_for_alone_and_says_what_it_always_says(resource, register, api):
    whole = api(f"{resource}/", page_size="3", as_of="2013-06-14")["results"]
    for name in whole[0]:
        some = api(f"{resource}/", page_size="3", as_of="2013-06-14", fields=name)["results"]
        assert [list(row) for row in some] == [[name]] * len(whole)
        if name != "cite":  # it cites with the clocks asked for alone
            assert [row[name] for row in some] == [row[name] for row in whole], name


@pytest.mark.django_db
@pytest.mark.parametrize("resource", VIEWSETS)
@pytest.mark.parametrize("language, day", [("en", None), ("fr", date(2013, 6, 14)), ("es", date(1952, 6, 1))])
def test_a_plain_row_says_what_its_record_says(resource, language, day, register):
    viewset, site = VIEWSETS[resource], "http://testserver"
    context = {"day": day, "language": language, "site": site, "api": f"{site}/api/v1/", "values": {}}
    serializer = shared_serializer(viewset.serializer_class, context)
    records = list(viewset.queryset.all().for_page(day))
    told = 0
    for name in serializer.fields:
        if reading := serializer.reading([name], context):
            told += 1
            rows = list(reading.of(viewset.queryset.all()))
            objects = orjson.loads(orjson.dumps(reading.write(rows), default=str))
            expected = [serializer.sparse(record, [name]) for record in records]
            assert objects == orjson.loads(orjson.dumps(expected, default=str)), name
    only_records_tell = {"people": 2, "instruments": 1} if day else {"people": 1}  # terms begun by a day; a standing
    assert told == len(serializer.fields) - only_records_tell.get(resource, 0)


@pytest.mark.django_db
def test_what_is_left_out_is_not_read(register, api):
    many, _ = cost(api, "memberships/")
    few, page = cost(api, "memberships/", omit="citations")
    assert few == many - 1  # the citations with their sources
    assert "citations" not in page["results"][0] and "note" in page["results"][0]


@pytest.mark.django_db
def test_expand_writes_a_reference_out_as_its_own_resource_does(register, api):
    [state] = api("memberships/", state="FRA", page_size="1", expand="state", as_of="2013-06-14")["results"]
    alone = api("states/FRA/", as_of="2013-06-14")
    assert {**state["state"], "cite": ""} == {**alone, "cite": ""}
    some, _ = cost(api, "memberships/", expand="state", page_size="100")
    every, page = cost(api, "memberships/", expand="state", page_size="1000")
    assert every == some and len(page["results"]) > 200
    [organ] = [row for row in api("organs/", expand="parent")["results"] if row["id"] == "ORG-COUNCIL"]
    assert organ["parent"] is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked, parameter, detail",
    [
        ({"fields": "id,stat"}, "fields", "fields cannot name “stat”. Did you mean state?"),
        ({"fields": ","}, "fields", "fields cannot name “”."),
        ({"omit": "sources"}, "omit", "omit cannot name “sources”."),
        ({"expand": "citations"}, "expand", "expand cannot name “citations”."),
        ({"fields": "id", "omit": "note"}, "omit", "Give fields or omit, not both"),
        ({"lang": "de"}, "lang", "lang cannot be “de”."),
    ],
)
def test_a_name_that_is_no_field_is_refused_with_the_nearest(api, asked, parameter, detail):
    the_coverage()
    a_state("Erewhon", *LEFT)
    problem = api.problem(400, "memberships/", **asked)
    assert problem["parameter"] == parameter
    assert problem["detail"].startswith(detail)


@pytest.mark.django_db
def test_dates_and_names_are_told_in_the_language_asked_for(register, api):
    asked = {"fields": "state,start", "state": "CIV"}
    answer = api.ask("memberships/", lang="fr", **asked)
    assert answer["Content-Language"] == "fr"
    german = api("memberships/", state="DEU", fields="state,start", lang="fr")["results"][0]
    assert german["state"]["name"] == "Allemagne"
    assert german["start"]["words"] == "5 décembre 1951"
    spanish = api("memberships/", state="DEU", fields="state,start", lang="es")["results"][0]
    assert (spanish["state"]["name"], spanish["start"]["words"]) == ("Alemania", "5 de diciembre de 1951")
    assert api("memberships/", state="DEU", fields="state")["results"][0]["state"]["name"] == "Germany"
