"""Each rule of the register, broken by the smallest record, at every door: the shell, the files and the admin."""

import csv
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from iom_portal.records.files.csv_files import write_files
from iom_portal.records.kinds import file_name
from iom_portal.records.models import Coverage
from iom_portal.records.models.entry import column
from iom_portal.records.models.revising import revising
from iom_portal.records.rules.register_rules import ERROR, WhenWritten, register_rules
from tests.admin.conftest import desk, editor  # noqa: F401 - fixtures
from tests.support.cast import cite, the_coverage
from tests.support.rule_cases import CHOSEN, REFUSED, WARNED, the_cast

pytestmark = pytest.mark.django_db

ELSEWHERE = {"verified-up-to-today"}  # broken by a change of the one row of its kind: see below


@pytest.fixture(autouse=True)
def cast(db):
    the_cast()


def names(cases):
    return [f"{case.rule}-{number}" for number, case in enumerate(cases)]


def every(cases):
    return pytest.mark.parametrize("case", cases, ids=names(cases))


def record_of(case):
    """The record of a case, as a maintainer makes it in the shell."""
    values = {}
    for name, cell in case.cells.items():
        field = column(case.model, name)
        values[field.attname] = field.to_python(cell) if not field.is_relation else cell
    return case.model(**values)


def write(case):
    with revising(reason="A slip of the pen."):
        record = record_of(case)
        record.save()
        cite(record)
    return record


def load(case, directory, out):
    """Export the register, add the record to its file, and load it. What the command says is written to `out`."""
    write_files(directory)
    with (directory / file_name(case.model)).open("a", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, case.model.file_columns(), restval="", lineterminator="\n")
        writer.writerow({"sources": "MINUTES"} | case.cells)
    call_command("load_register", str(directory), stdout=out, stderr=out, no_color=True, overwrite=True)


def submit(desk, case):  # noqa: F811
    page = desk.open(f"/admin/{case.model._meta.app_label}/{case.model.kind}/add/")
    page = page.row("records-citation-content_type-object_id", 0, source="MINUTES")
    return page.submit(**case.cells, reason="A slip of the pen.")


def test_every_rule_that_refuses_or_warns_is_tried_here():
    tried = {case.rule for case in [*REFUSED, *CHOSEN, *WARNED]} | ELSEWHERE
    written = {rule.name for rule in register_rules() if rule.when_written != WhenWritten.AUDITED}
    assert tried == written


@every([*REFUSED, *CHOSEN])
def test_shell_files_and_admin_refuse_it(case, tmp_path, desk):  # noqa: F811
    with pytest.raises(ValidationError) as refused:
        write(case)
    assert f"(rule “{case.rule}”)" in " ".join(refused.value.messages) and case.words in str(refused.value)

    said = StringIO()
    with pytest.raises(CommandError):
        load(case, tmp_path, said)
    lines = [line for line in said.getvalue().splitlines() if f"(rule “{case.rule}”)" in line]
    file = (tmp_path / file_name(case.model)).read_text(encoding="utf-8")
    place = f"{file_name(case.model)}:{len(file.splitlines())}: "
    place += f"{case.column}: " if case.column else ""
    assert any(line.startswith(place) and case.words in line for line in lines), (place, said.getvalue())

    errors = " ".join(submit(desk, case).errors)
    if case in REFUSED or "valid choice" not in errors:
        assert f"(rule “{case.rule}”)" in errors and case.words in errors
    assert not case.model.objects.filter(pk=case.cells["id"]).exists()


@every(WARNED)
def test_what_only_warns_is_saved_and_named_by_admin_and_audit(case, desk):  # noqa: F811
    page = submit(desk, case)
    assert page.errors == []
    assert any(f"(rule “{case.rule}”)" in message and case.words in message for message in page.messages)
    assert case.model.objects.filter(pk=case.cells["id"]).exists()
    out = StringIO()
    call_command("check_records", stdout=out, no_color=True)
    lines = [line for line in out.getvalue().splitlines() if f"[{case.rule}]" in line]
    assert any(line.startswith(f"warning: {case.model.kind}:") and case.words in line for line in lines)


def test_the_register_is_not_verified_beyond_today(desk):  # noqa: F811
    page = desk.open("/admin/records/coverage/register/change/")
    page = page.submit(verified_to="2099-12-31", reason="A slip of the pen.")
    assert "(rule “verified-up-to-today”)" in " ".join(page.errors)
    with pytest.raises(ValidationError, match="verified-up-to-today"):
        the_coverage(verified_to=Coverage.objects.days().verified_to.replace(year=2099))


def test_the_levels_are_as_the_rules_say():
    for rule in register_rules():
        assert rule.level == ERROR or not rule.refuses, rule.name
