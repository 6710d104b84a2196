"""Forms of the admin: partial dates as text, the reason for a change, and errors that keep what was typed."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AutocompleteSelect
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Max
from django.utils.text import capfirst

from ..dates.partial_date import PartialDate, PartialDateError
from ..django_internals import ModelFormSteps
from ..files.loading import DETAILED_POSITION
from ..models import Citation, Revision, Source

WITHOUT_REASON = "Say why: a change of the register needs a reason."
WITHOUT_SOURCE = "Every fact needs a source that supports it."
DATE_EXAMPLES = "1985-05-24, 1980-11, 1967"
DATE_HELP = "Write 1985-05-24, 1980-11 or 1967; between two days 1952-10-13/1953-04-16; open ../1991 or 1992/.."


class PartialDateFormField(forms.CharField):
    """A partial date typed as text. What cannot be read is refused here, and stays in the form as it was typed."""

    def __init__(self, **kwargs):
        kwargs["max_length"] = None  # an over-long text gets the message that names what is allowed
        kwargs["widget"] = AdminTextInputWidget(attrs={"placeholder": DATE_EXAMPLES, "class": "partial-date"})
        kwargs["help_text"] = f"{kwargs.get('help_text', '')} {DATE_HELP}".strip()
        super().__init__(**kwargs)

    def to_python(self, value):
        try:
            return PartialDate(super().to_python(value))
        except PartialDateError as error:
            raise ValidationError(str(error), code="partial_date") from error


class LongTextField(forms.CharField):
    """A long text with plain line ends, so that a browser's own do not count as a change."""

    def to_python(self, value):
        return super().to_python(str(value or "").replace("\r\n", "\n"))


def reason_field():
    return forms.CharField(
        label="Reason for this change",
        max_length=500,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Everyone can read it in the list of changes. Your name is not shown there.",
        error_messages={"required": WITHOUT_REASON},
    )


class ReasonForm(forms.Form):
    """Asks why something is deleted."""

    reason = reason_field()


class RefusableForm(ModelFormSteps, forms.ModelForm):
    """A form that shows what the write path refused, at the field where it was typed.

    `refusal` is set on the class that the admin makes for one request: a Refused, or None.
    """

    refusal = None

    def after_clean(self) -> None:
        if self.refusal and self.refusal.prefix == (self.prefix or ""):
            self.show_errors(self.refusal.error)

    def may_judge_record(self) -> bool:
        """Judge the entry as a whole only when its dates and references can be read: its rules rest on them."""
        rests_on = self._meta.model.partial_dates()
        rests_on += [field.name for field in self._meta.model._meta.concrete_fields if field.is_relation]
        return not any(name in self.errors for name in rests_on)

    def show_errors(self, errors: ValidationError) -> None:
        """Show errors of the model; those of a field that this form does not show stand above it, with its name."""
        if hasattr(errors, "error_dict"):
            shown = {}
            for name, found in errors.error_dict.items():
                if name == NON_FIELD_ERRORS or name in self.fields:
                    shown.setdefault(name, []).extend(found)
                else:
                    label = capfirst(str(self._meta.model._meta.get_field(name).verbose_name))
                    named = [f"{label}: {message}" for error in found for message in error.messages]
                    shown.setdefault(NON_FIELD_ERRORS, []).extend(named)
            errors = ValidationError(shown)
        super().show_errors(errors)


class EntryForm(RefusableForm):
    """The form of one entry. It asks for the reason and remembers the version that it was made from.

    `stored_version` is set on the class that the admin makes for one request: the number of the latest revision of the
    entry and of the rows edited with it, as text.
    """

    reason = reason_field()
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    stored_version = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.stored_version

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and self.stored_version and cleaned.get("version") != self.stored_version:
            newer = Revision.objects.filter(number=self.stored_version).first()
            raise ValidationError(
                f"Somebody else has changed this since you opened it (revision {newer.number}: “{newer.reason}”). "
                "Your change was not saved. Open the page anew, see what it says now, and make your change there.",
                code="stale",
            )
        return cleaned


class RowForm(RefusableForm):
    """A row of an inline. Its id is hidden and, in a new row, made when it is written."""

    def clean_id(self):
        return self.cleaned_data["id"] or None


class CitedRowForm(RowForm):
    """A row that is itself a fact and owes a citation: a new one names its source, an old one may name one more."""

    source = forms.ModelChoiceField(
        Source.objects.all(),
        required=False,
        label="its source",
        widget=AutocompleteSelect(Citation._meta.get_field("source"), admin.site),
    )

    def take_errors_of_record(self, errors: ValidationError) -> None:
        """Whether spells overlap is judged as they are written: in one submit one may end where the next begins."""
        if hasattr(errors, "error_dict"):
            found = {
                name: [error for error in listed if error.code != "overlap"]
                for name, listed in errors.error_dict.items()
            }
            errors = ValidationError({name: listed for name, listed in found.items() if listed})
        super().take_errors_of_record(errors)

    def clean(self):
        cleaned = super().clean()
        source = cleaned.get("source")
        if self.instance._state.adding:
            if not source and "source" not in self.errors:
                self.add_error("source", WITHOUT_SOURCE)
        elif source and self.instance.citations.filter(source=source, field="", stance="supports").exists():
            self.add_error("source", "It is cited already.")
        return cleaned

    def save(self, commit=True):
        record = super().save(commit)
        if source := self.cleaned_data.get("source"):
            citation = Citation(source=source, content_type=ContentType.objects.get_for_model(record))
            citation.object_id = record.pk
            take_place(citation)
            citation.save()
        return record


class CitationForm(RowForm):
    """A citation. Its source is part of its id, so another source is another citation."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "source" in self.fields and not self.instance._state.adding:
            self.fields["source"].disabled = True

    def save(self, commit=True):
        take_place(self.instance)
        return super().save(commit)


def take_place(citation):
    """Give a citation its id and its position: plain ones in the order in which they came, then those that say more."""
    if not citation.pk:
        citation.pk = citation._free_id()
    if not citation.is_plain:
        citation.position = DETAILED_POSITION
    elif citation.position in (0, DETAILED_POSITION):
        own = Citation.objects.filter(content_type=citation.content_type, object_id=citation.object_id)
        last = own.filter(position__lt=DETAILED_POSITION).aggregate(last=Max("position"))["last"]
        citation.position = (last or 0) + 1


def field_choices(model):
    """The fields of a kind of which a citation can speak."""
    fields = [field for field in model._meta.concrete_fields if field.editable and field.name not in ("id", "note")]
    return [("", "the whole record"), *((field.name, capfirst(str(field.verbose_name))) for field in fields)]
