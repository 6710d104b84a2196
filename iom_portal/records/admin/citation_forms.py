"""Forms of citations, on the page of their record and on their own, and of rows that owe one."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.text import capfirst

from ..models import Citation, Source
from ..models.entry import Entry
from ..models.facts import Record
from ..models.revising import require_revision
from ..models.sources import DETAILED_POSITION
from .forms import WITHOUT_SOURCE, EntryForm, RowForm

HOLDS_FOR_CHANGE, DISAGREES_NOW = "holds", "disagrees"  # what a citation is said to do where its record is changed


class CitedRowForm(RowForm):
    """A row that is itself a fact and owes a citation: a new one names its source, an old one may name one more."""

    source = forms.ModelChoiceField(
        Source.objects.all(),
        required=False,
        label="its source",
        widget=AutocompleteSelect(Citation._meta.get_field("source"), admin.site),
    )

    def take_errors_of_record(self, errors: ValidationError) -> None:
        """Leave out whether spells overlap.

        That is judged as they are written: in one submit one may end where the next begins.
        """
        if hasattr(errors, "error_dict"):
            others_by_field = {}
            for name, errors_of_field in errors.error_dict.items():
                others = [error for error in errors_of_field if error.code != "overlap"]
                if others:
                    others_by_field[name] = others
            errors = ValidationError(others_by_field)
        super().take_errors_of_record(errors)

    def clean(self) -> dict[str, Any]:
        super().clean()
        source = self.cleaned_data.get("source")
        if self.instance._state.adding:
            if not source and "source" not in self.errors:
                self.add_error("source", WITHOUT_SOURCE)
        elif source and not self.changes_facts() and self._of_the_row(source):
            self.add_error("source", "It is cited already.")
        return self.cleaned_data

    def changes_facts(self) -> bool:
        """Return whether the row says something else than before: then its source may be one that it has already."""
        return bool({*self.changed_data} - {"source", "evidence", "note"})

    def _of_the_row(self, source: Source) -> Citation | None:
        """Return the citation by which a source supports the whole row, or None."""
        of_record = self.instance.citations.filter(source=source, field="", stance=Citation.Stance.SUPPORTS)
        citation: Citation | None = of_record.first()
        return citation

    def save(self, commit: bool = True) -> Record:
        record: Record = super().save(commit)
        source = self.cleaned_data.get("source")
        if source:
            citation = self._of_the_row(source)
            if citation is None:
                citation = Citation(source=source, content_type=ContentType.objects.get_for_model(record))
                citation.object_id = record.pk
                take_place(citation)
            citation.not_rechecked = ""
            citation.save()
            require_revision().answer(citation)
        return record


class CitationForm(RowForm):
    """A citation. Its source is part of its id, so another source is another citation.

    `record` is the record that is cited, as its own form leaves it: the formset sets it.
    """

    record: Entry | None = None
    answer = forms.ChoiceField(
        required=False,
        label="after the change",
        help_text="Of a citation of what you change. Without an answer it is marked as not rechecked.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "answer" in self.fields:
            cast(forms.ChoiceField, self.fields["answer"]).choices = answers_for(self.instance)
        if "source" in self.fields and not self.instance._state.adding:
            self.fields["source"].disabled = True

    def clean(self) -> dict[str, Any]:
        super().clean()
        answer = self.cleaned_data.get("answer")
        if answer == HOLDS_FOR_CHANGE and self.record is not None:
            say_it_holds(self, self.record)
        if answer == DISAGREES_NOW:
            stated = self.cleaned_data.get("other_value") or self.cleaned_data.get("value")
            if not stated:
                self.add_error("other_value", "Write what the source says instead.")
            self.cleaned_data.update(stance=Citation.Stance.DISAGREES, other_value=stated or "", value="")
            self.instance.not_rechecked = ""
        return self.cleaned_data

    def save(self, commit: bool = True) -> Citation:
        take_place(self.instance)
        citation: Citation = super().save(commit)
        if self.cleaned_data.get("answer") == HOLDS_FOR_CHANGE:
            require_revision().answer(citation)
        return citation


class OneCitationForm(EntryForm):
    """A citation on its own page: the record and the source that it ties together stay."""

    rechecked = forms.BooleanField(
        required=False,
        label="rechecked",
        help_text="It was held against its source again, and gives what the record says now.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "field" in self.fields:
            model = cast(type[Entry], self.instance.content_type.model_class())
            self.fields["field"] = forms.ChoiceField(
                choices=field_choices(model), required=False, help_text=self.fields["field"].help_text
            )
        if "rechecked" in self.fields:
            self.fields["rechecked"].disabled = not self.instance.not_rechecked

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("rechecked"):
            say_it_holds(self, self.instance.record)
        return cleaned


def say_it_holds(form: "forms.ModelForm[Citation]", record: Entry) -> None:
    """Have the form of a citation say that its source gives what its record has now."""
    form.instance.not_rechecked = ""
    field = form.cleaned_data.get("field")
    if field:
        form.cleaned_data["value"] = record.as_cell(field)


def answers_for(citation: Citation) -> list[tuple[str, str]]:
    """Return what can be said of a citation where what it supports is changed, as choices: of a new one nothing."""
    if citation._state.adding or not citation.supports:
        return [("", "–")]
    if not citation.field:
        return [("", "not rechecked"), (HOLDS_FOR_CHANGE, "it gives the new values too")]
    return [
        ("", "not rechecked"),
        (HOLDS_FOR_CHANGE, "it gives the new value"),
        (DISAGREES_NOW, "it gives its own or the other value: it disagrees"),
    ]


def take_place(citation: Citation) -> None:
    """Give a citation its id and its position: plain ones in the order in which they came, then those that say more."""
    if not citation.pk:
        citation.pk = citation._free_id()
    if not citation.is_plain:
        citation.position = DETAILED_POSITION
    elif citation.position in (0, DETAILED_POSITION):
        of_record = Citation.objects.filter(content_type=citation.content_type, object_id=citation.object_id)
        last = of_record.filter(position__lt=DETAILED_POSITION).aggregate(last=Max("position"))["last"]
        citation.position = (last or 0) + 1


def field_choices(model: type[Entry]) -> list[tuple[str, str]]:
    """Return the fields of a kind of which a citation can speak, as choices."""
    choices = [("", "the whole record")]
    for field in model._meta.concrete_fields:
        if field.editable and field.name not in ("id", "note"):
            choices.append((field.name, capfirst(str(field.verbose_name))))
    return choices
