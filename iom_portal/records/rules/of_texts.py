"""The rules of texts, which the gate keeps for whatever is written now: the audit looks at what was let in before."""

from ..models.entry import Entry
from .register_rules import WARNING, Found, Ids, RuleFault, WhenWritten, among, rule_of_many


@rule_of_many(
    "text-can-be-read",
    Entry,
    sentence="No text holds signs that cannot be read or printed.",
    reason="Forms and files let none in; what was let in before is to be mended.",
    when_written=WhenWritten.AUDITED,
    may_be_excepted=False,
)
def text_can_be_read(model: type[Entry], keys: Ids) -> Found:
    for record in among(model.objects.all(), keys):
        for name, refusal in record.clean_texts().items():
            yield record, RuleFault(f"{name}: {' '.join(refusal.messages)}", name)


@rule_of_many(
    "text-in-one-form",
    Entry,
    level=WARNING,
    sentence="Texts are in one form: composed letters (NFC) and single blanks.",
    reason="A name that is written in two ways is not found, and looks changed where it is not.",
    when_written=WhenWritten.AUDITED,
)
def text_in_one_form(model: type[Entry], keys: Ids) -> Found:
    for record in among(model.objects.all(), keys):
        as_stored = {name: getattr(record, name) for name in record.text_columns()}
        record.clean_texts()
        for name, text in as_stored.items():
            if getattr(record, name) != text:
                yield record, RuleFault(f"{name}: It is not in the form of the register: save it again.", name)


@rule_of_many(
    "text-decoded-well",
    Entry,
    level=WARNING,
    sentence="No text looks as if it had been decoded wrongly.",
    reason="“Ã©” for “é” is UTF-8 read as Windows-1252; “�” stands for a sign that was lost.",
    when_written=WhenWritten.AUDITED,
)
def text_decoded_well(model: type[Entry], keys: Ids) -> Found:
    for record in among(model.objects.all(), keys):
        for name, why in record.misread_texts():
            yield record, RuleFault(f"{name}: {why}.", name)
