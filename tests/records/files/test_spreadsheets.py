"""Files as spreadsheets save them are read, or refused with the reason and what to do."""

import pytest

from iom_portal.records.files.loading import LoadFailed, RegisterLoad
from iom_portal.records.models import Revision
from members.models import Membership, State

from .conftest import change, load, rows_of

pytestmark = pytest.mark.django_db

STATES, MEMBERSHIPS = "states.csv", "memberships.csv"


def as_text(path):
    return path.read_text(encoding="utf-8")


def separated_by(path, separator):
    """Save a file as a spreadsheet of another country does."""
    import csv
    import io

    rows = list(csv.reader(io.StringIO(as_text(path))))
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def with_empty_end(path):
    lines = as_text(path).splitlines()
    return "\n".join([*(f"{line},,," for line in lines), ",,,,", "", ""])


READ = {
    "a byte order mark": lambda path: "\ufeff" + as_text(path),
    "semicolons": lambda path: separated_by(path, ";"),
    "semicolons and a mark": lambda path: "\ufeff" + separated_by(path, ";"),
    "tabs": lambda path: separated_by(path, "\t"),
    "a line that names the separator": lambda path: "sep=;\r\n" + separated_by(path, ";"),
    "empty last columns and lines": with_empty_end,
    "lines that end as on old machines": lambda path: as_text(path).replace("\n", "\r"),
}


@pytest.mark.parametrize("what", READ)
def test_what_a_spreadsheet_saves_is_read_as_it_was(files, what):
    load(files)
    for name in (STATES, MEMBERSHIPS, "citations.csv"):
        content = READ[what](files / name)
        (files / name).write_text(content, encoding="utf-8", newline="")
    out = load(files)
    assert "nothing changed" in out
    if "semicolons" in what:
        assert "memberships.csv: is separated by “;”; it was read so" in out


REFUSED = {
    "UTF-16": (lambda text: text.encode("utf-16"), "it is UTF-16, which spreadsheets call “Unicode text”: save it as"),
    "UTF-16 without a mark": (lambda text: text.encode("utf-16-le"), "it is UTF-16"),
    "Windows-1252": (lambda text: text.encode("cp1252"), "on line 2, cannot be read. It may have been saved as Win"),
    "capitals": (lambda text: text.replace("name_en", "Name EN", 1).encode(), "write “name_en” for 'Name EN'"),
    "blanks": (lambda text: text.replace("slug", " slug ", 1).encode(), "write “slug” for ' slug '"),
    "semicolons under another header": (
        lambda text: text.replace(",", ";").replace("iso2", "alpha2", 1).encode(),
        "it is separated by “;”, and the header lacks the column iso2",
    ),
    "a blank line between": (lambda text: text.replace("\n", "\n\n", 1).encode(), "states.csv:2: is blank: delete it"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_in_doubt_is_refused_with_the_reason_and_the_mend(files, what):
    spoil, words = REFUSED[what]
    text = as_text(files / STATES).replace("Erewhon", "Érewhon")
    (files / STATES).write_bytes(spoil(text))
    with pytest.raises(LoadFailed) as failed:
        RegisterLoad(files).run()
    assert len(failed.value.problems) == 1  # not one more for each row that refers to a State
    assert words in str(failed.value.problems[0])
    assert not Revision.objects.exists()


def test_lock_files_are_passed_over_with_a_word(files):
    for name in ("~$states.csv", ".~lock.states.csv#", "._states.csv"):
        (files / name).write_bytes(b"\x07root")
    out = load(files)
    assert "revision 1" in out
    for name in ("~$states.csv", ".~lock.states.csv#", "._states.csv"):
        assert f"{name}: passed over: a program has the file open" in out


@pytest.mark.parametrize("name", ["memberships (1).csv", "Memberships - Copy.csv", "Copy of memberships.csv"])
def test_a_copy_is_refused_with_the_mend(files, name):
    (files / name).write_text("id\n")
    with pytest.raises(LoadFailed) as failed:
        RegisterLoad(files).run()
    reason = "seems a copy of memberships.csv: take it away, or give it that name if it is the one to load"
    assert [str(problem) for problem in failed.value.problems] == [f"{name}: {reason}"]


def test_a_decomposed_name_changes_nothing(files):
    change(files, STATES, "ERE", name_fr="Érewhôn")
    load(files)
    change(files, STATES, "ERE", name_fr="E\u0301rewho\u0302n", name_es=" Erewhon\u00a0")
    out = load(files)
    assert "nothing changed" in out
    assert "states.csv: blanks or composed letters were put right on line 2 (name_fr), 2 (name_es)" in out


def test_what_looks_decoded_wrongly_is_loaded_and_told(files):
    change(files, STATES, "ERE", name_fr="Ã‰rewhon")
    out = load(files)
    assert "states.csv:2: name_fr: “Ã‰” may be a “É” that was decoded wrongly" in out
    assert State.objects.get().name_fr == "Ã‰rewhon"


def test_a_sign_that_cannot_be_shown_is_refused_at_its_cell(files):
    change(files, MEMBERSHIPS, "ere-member-2", note="By\u202eletter")
    with pytest.raises(LoadFailed) as failed:
        RegisterLoad(files).run()
    assert [str(problem) for problem in failed.value.problems] == [
        "memberships.csv:3: note: It holds U+202E (RIGHT-TO-LEFT OVERRIDE) after “By”, which cannot be shown: "
        "leave it out."
    ]
    assert not Membership.objects.exists()


def test_the_lines_of_a_semicolon_file_are_named_as_they_stand(files):
    path = files / MEMBERSHIPS
    path.write_text("sep=;\n" + separated_by(path, ";").replace("1985", "soon", 1), encoding="utf-8", newline="")
    with pytest.raises(LoadFailed) as failed:
        RegisterLoad(files).run()
    assert (failed.value.problems[0].line, failed.value.problems[0].column) == (4, "start")
    assert rows_of(files, STATES)[0]["id"] == "ERE"
