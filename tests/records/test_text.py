import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_portal.records.text import edits, fold, nearest


@pytest.mark.parametrize(
    "text, folded",
    [
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("  Haute-Volta ", "haute-volta"),
        ("Vojáčková-Sollorano", "vojackova-sollorano"),
        ("TÜRKİYE", "turkiye"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("이성아", fold("이성아")),
        ("IOM–UN", "iom-un"),
    ],
)
def test_folding_forgets_accents_case_and_fine_print(text, folded):
    assert fold(text) == folded
    assert fold(fold(text)) == folded


@pytest.mark.parametrize(
    "text, known, near",
    [
        ("stauts", ["status", "state"], ["status"]),  # two letters exchanged are one edit
        ("TURKIYE", ["Türkiye"], ["Türkiye"]),
        ("irab", ["iran", "iraq"], ["iran", "iraq"]),  # as near as each other
        ("burkina fasso", ["Burkina Faso"], ["Burkina Faso"]),
        ("austarlya", ["Australia", "Austria"], ["Australia"]),  # two edits in a long name
        ("stat", ["state", "start"], ["state"]),  # of two as near the one that begins so
        ("members", ["memberships", "counts"], ["memberships"]),  # the beginning of one
        ("limit", ["omit"], []),
        ("member,observer", ["former-observer", "member"], []),
        ("state__iso2", ["start_to"], []),
        ("taiwan", ["thailand", "iran", "tajikistan"], []),
        ("Holland", ["Poland", "Iceland"], []),
        ("FRX", ["FRA", "FRO"], []),  # a code of three
        ("uk", ["ukraine"], []),
        ("", ["anything"], []),
    ],
)
def test_only_a_plausible_misspelling_is_near(text, known, near):
    assert nearest(text, known) == near


@given(st.text("abcd", max_size=9), st.text("abcd", max_size=9), st.text("abcd", max_size=9))
def test_edits_are_symmetric_none_for_the_same_and_stop_at_the_most(text, other, third):
    most = 9
    distance = edits(text, other, most)
    assert distance == edits(other, text, most)
    assert (distance == 0) == (text == other)
    assert edits(text, other, 2) == min(distance, 3)
    assert abs(len(text) - len(other)) <= distance <= max(len(text), len(other))
    assert edits(text, text + third[:1], most) == len(third[:1])
