"""The gate: one form for every text, and what nobody can see or print stays out."""

import sys
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iom_portal.records.text_gate import UnfitText, as_sought, code_point, misread_parts, through_gate, writable

ONE_FORM = [
    ("Tu\u0308rkiye", "Türkiye"),
    ("Côte\u00a0d’Ivoire", "Côte d’Ivoire"),
    ("a \u2003 b", "a b"),
    ("  around\u00a0", "around"),
    ("이\u1112\u1161\u11ab", "이한"),
    ("می\u200cخواهم", "می\u200cخواهم"),  # without the joiner the letters would be written otherwise
    ("क्\u200dष", "क्\u200dष"),
    ("葛\U000e0100", "葛\U000e0100"),
]


@pytest.mark.parametrize("text, held", ONE_FORM)
def test_a_text_has_one_form(text, held):
    assert through_gate(text) == held
    assert as_sought(text) == held


def test_lines_are_kept_where_a_field_may_have_them_and_end_alike():
    text = "One\r\ntwo \r three\u2028four\tfive"
    assert through_gate(text, lines=True) == "One\ntwo\nthree\nfour five"
    with pytest.raises(UnfitText, match=r"U\+000D \(CARRIAGE RETURN\) after “One”: write it in one line"):
        through_gate(text)
    with pytest.raises(UnfitText, match=r"U\+000A \(LINE FEED\) after “One”: write it in one line"):
        through_gate("One\ntwo")
    with pytest.raises(UnfitText, match=r"U\+2028 \(LINE SEPARATOR\) after “three”: write it in one line"):
        through_gate("three\u2028four")
    with pytest.raises(UnfitText, match=r"U\+0009 \(CHARACTER TABULATION\)"):
        through_gate("two\tcells")


def test_a_quotation_keeps_its_blanks():
    assert through_gate("On \u00a0June 18", quoted=True) == "On \u00a0June 18"
    with pytest.raises(UnfitText, match="RIGHT-TO-LEFT OVERRIDE"):
        through_gate("On \u202eJune", quoted=True)


REFUSED = {
    "Signing\x0bceremony": "U+000B (LINE TABULATION) after “Signing”",
    "\x00": "U+0000 (NULL) at its beginning",
    "a\x7f": "U+007F (DELETE)",
    "a\x85b": "U+0085 (a control character)",
    "a\u202eb": "U+202E (RIGHT-TO-LEFT OVERRIDE)",
    "a\u2066b": "U+2066 (LEFT-TO-RIGHT ISOLATE)",
    "a\u200eb": "U+200E (LEFT-TO-RIGHT MARK)",
    "a\u061cb": "U+061C (ARABIC LETTER MARK)",
    "a\u200bb": "U+200B (ZERO WIDTH SPACE)",
    "a\u2060b": "U+2060 (WORD JOINER)",
    "\ufeffa": "U+FEFF (ZERO WIDTH NO-BREAK SPACE)",
    "a\u200db": "U+200D (ZERO WIDTH JOINER)",
    "a\u200c": "U+200C (ZERO WIDTH NON-JOINER)",
    "co\u00adop": "U+00AD (SOFT HYPHEN)",
    "a\ufe0f": "U+FE0F (VARIATION SELECTOR-16)",
    "a\ue000b": "U+E000 (for private use)",
    "a\u0378b": "U+0378 (not assigned)",
    "a\ud800b": "U+D800 (half of a surrogate pair)",
    "a\ufdd0b": "U+FDD0 (not assigned)",
    "a\uffffb": "U+FFFF (not assigned)",
}


@pytest.mark.parametrize("text, words", REFUSED.items())
def test_what_cannot_be_shown_is_refused_by_its_code_point(text, words):
    with pytest.raises(UnfitText) as refused:
        through_gate(text, lines=True)
    assert words in str(refused.value)


@given(st.text(st.characters()), st.booleans(), st.booleans())
def test_what_passed_passes_again_unchanged_and_can_be_written(text, lines, quoted):
    try:
        held = through_gate(text, lines=lines, quoted=quoted)
    except UnfitText:
        return
    assert through_gate(held, lines=lines, quoted=quoted) == held
    assert unicodedata.is_normalized("NFC", held)
    assert writable(held) == held
    if not lines and not quoted:
        assert as_sought(text) == held


@given(st.text(st.characters()))
def test_what_is_looked_for_could_be_held(text):
    sought = as_sought(text)
    assert through_gate(sought) == sought


def test_everything_that_a_database_may_hold_can_be_written_as_xml():
    everything = "".join(map(chr, [*range(1, 0xD800), *range(0xE000, sys.maxunicode + 1)]))
    text = writable(everything)
    for sign in "&<>":
        text = text.replace(sign, "")
    assert ElementTree.fromstring(f"<a>{text}</a>").text == text
    assert writable("a\r\nb\rc\x0bd\ud800") == "a\nb\nc\ufffdd\ufffd"


def test_a_text_without_end_is_refused():
    assert len(through_gate("a" * 100_000)) == 100_000
    with pytest.raises(UnfitText, match="It has 100,001 characters, and a text may have 100,000"):
        through_gate("a" * 100_001)


MISREAD = {
    "CÃ´te dâ€™Ivoire": ["“Ã´” may be a “ô”", "“â€™” may be a “’”"],
    "ì„±": ["“ì„±” may be a “성”"],
    "T\ufffdrkiye": ["U+FFFD"],
}


@pytest.mark.parametrize("text, words", MISREAD.items())
def test_what_looks_decoded_wrongly_is_told(text, words):
    told = misread_parts(text)
    assert len(told) == len(words)
    for part, of_it in zip(told, words, strict=True):
        assert of_it in part


@pytest.mark.parametrize("text", ["São Tomé", "Côte d’Ivoire", "«ÉTÉ»", "Île", "ÃO", "Ærø", "Ðurađ", "Å", "naïve"])
def test_what_is_merely_french_or_danish_is_not(text):
    assert misread_parts(text) == []


def test_every_control_character_has_its_name():
    assert code_point("\x1f") == "U+001F (INFORMATION SEPARATOR ONE)"
    assert code_point("\x0d") == "U+000D (CARRIAGE RETURN)"
