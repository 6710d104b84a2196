import pytest

from iom_portal.records.text import fold


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
