"""Forms of the admin: partial dates as text, the reason for a change, and errors that keep what was typed."""

from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget, AutocompleteSelect
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils.text import capfirst

from ..dates.partial_date import PartialDate, PartialDateError
from ..django_internals import ModelFormSteps
from ..models import Citation, Revision, Source
from ..models.entry import Entry, column
from ..text_gate import UnfitText, through_gate
from .exceptions import Exempted, exceptions_wanted, read_wanted, wanted_as_text
from .writing import Refused

WITHOUT_REASON = "Say why: a change of the register needs a reason."
WITHOUT_SOURCE = "Every fact needs a source that supports it."
DELETED_UNCOUNTED = 10  # records that are deleted in one submit without their number being typed
NAMED_AT_MOST = 20  # records that one message names
DATE_EXAMPLES = "1985-05-24, 1980-11, 1967"
DATE_HELP = "Write 1985-05-24, 1980-11 or 1967; between two days 1952-10-13/1953-04-16; open ../1991 or 1992/.."


class PartialDateFormField(forms.CharField):
    """A partial date typed as text. What cannot be read is refused here, and stays in the form as it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["max_length"] = None  # an over-long text gets the message that names what is allowed
        kwargs["widget"] = AdminTextInputWidget(attrs={"placeholder": DATE_EXAMPLES, "class": "partial-date"})
        kwargs["help_text"] = f"{kwargs.get('help_text', '')} {DATE_HELP}".strip()
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> PartialDate:
        try:
            return PartialDate(super().to_python(value) or "")
        except PartialDateError as error:
            raise ValidationError(str(error), code="partial_date") from error


class LongTextField(forms.CharField):
    """A long text with plain line ends, so that a browser's own do not count as a change."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(str(value or "").replace("\r\n", "\n"))


class ReasonField(LongTextField):
    """Why something is changed: a text that passes the gate of the register."""

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        try:
            return through_gate(text or "", lines=True)
        except UnfitText as error:
            raise ValidationError(str(error), code="unfit_text") from error


def reason_field() -> forms.CharField:
    """Return the field that asks why something is changed."""
    return ReasonField(
        label="Reason for this change",
        max_length=500,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Everyone can read it in the list of changes. Your name is not shown there.",
        error_messages={"required": WITHOUT_REASON},
    )


class DeletionForm(forms.Form):
    """Asks why something is deleted and, of many at once, how many; remembers since when the page that asks is open.

    That is the number of the register's last revision then: what was changed after it is not deleted unseen.
    """

    reason = reason_field()
    opened_at = forms.CharField(required=False, widget=forms.HiddenInput)
    number = forms.CharField(
        required=False, widget=AdminTextInputWidget(attrs={"size": 6, "inputmode": "numeric", "autocomplete": "off"})
    )

    def __init__(self, data: Any = None, *, deletions: int = 1, plural: str = "") -> None:
        """deletions: how many records are deleted, beside what goes with them. plural: what they are called."""
        last = Revision.objects.exclude(number=None).values_list("number", flat=True).first() or 0
        super().__init__(data, initial={"opened_at": last})
        self.deletions = deletions
        if deletions > DELETED_UNCOUNTED:
            self.fields["number"].label = f"To delete {deletions} {plural}, type {deletions}"
        else:
            del self.fields["number"]

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"]
        if typed.strip() != str(self.deletions):
            raise ValidationError(f"Type {self.deletions}, the number of what would be deleted. Nothing was deleted.")
        return typed

    def clean_opened_at(self) -> int:
        opened_at: str = self.cleaned_data["opened_at"]
        if not opened_at.isdecimal():
            raise ValidationError("This page was not opened here. Open it anew from the list. Nothing was deleted.")
        return int(opened_at)

    def refuse_what_changed(self, model: type[Entry], keys: Collection[str]) -> None:
        """Refuse to delete records of which any was changed, or its citations, since the page was opened.

        Call it in the revision that deletes: the records are locked first. Raises ValidationError.
        """
        list(model.objects.select_for_update().order_by("pk").filter(pk__in=keys).values_list("pk"))
        changed = changed_since(model, keys, self.cleaned_data["opened_at"])
        if changed:
            named = [f"“{pk}” in revision {number} (“{reason}”)" for pk, (number, reason) in changed.items()]
            more = f" and {len(named) - NAMED_AT_MOST} more" if len(named) > NAMED_AT_MOST else ""
            raise ValidationError(
                f"Somebody has changed since you opened this page: {', '.join(named[:NAMED_AT_MOST])}{more}. "
                "Nothing was deleted. Go back, see what they say now, and ask again.",
                code="stale",
            )


def changed_since(model: type[Entry], keys: Collection[str], number: int) -> dict[str, tuple[int, str]]:
    """Return {id: (number, reason) of the last revision after `number` that changed it or its citations}."""
    later = {"revision__number__gt": number}
    histories = [("id", model.history.filter(id__in=keys, **later))]
    if model.owes_citation:
        content_type = ContentType.objects.get_for_model(model)
        of_records = Citation.history.filter(content_type=content_type, object_id__in=keys, **later)
        histories.append(("object_id", of_records))
    changed: dict[str, tuple[int, str]] = {}
    for name, history in histories:
        versions = history.order_by("revision__number").values_list(name, "revision__number", "revision__reason")
        for pk, revision, reason in versions:
            changed[pk] = max(changed.get(pk, (0, "")), (revision, reason))
    return changed


class RefusableForm(ModelFormSteps, forms.ModelForm):
    """A form that shows what the write path refused, at the field where it was typed.

    `refusal` is set on the class that the admin makes for one request: a Refused, or None.
    """

    refusal: Refused | None = None

    def after_clean(self) -> None:
        if self.refusal and self.refusal.prefix == (self.prefix or ""):
            self.show_errors(self.refusal.error)

    def may_judge_record(self) -> bool:
        """Judge the entry as a whole only when its dates and references can be read: its rules rest on them."""
        model: type[Entry] = self._meta.model
        rests_on = model.partial_dates()
        rests_on += [field.name for field in model._meta.concrete_fields if field.is_relation]
        return not any(name in self.errors for name in rests_on)

    def show_errors(self, errors: ValidationError) -> None:
        """Show errors of the model; those of a field that this form does not show stand above it, with its name."""
        if hasattr(errors, "error_dict"):
            errors = self._at_fields_shown(errors.error_dict)
        super().show_errors(errors)

    def _at_fields_shown(self, errors_by_field: dict[str, list[ValidationError]]) -> ValidationError:
        """Return errors by field as one ValidationError that names only fields of this form."""
        errors_shown: dict[str, list[ValidationError | str]] = {}
        for name, errors in errors_by_field.items():
            if name == NON_FIELD_ERRORS or name in self.fields:
                errors_shown.setdefault(name, []).extend(errors)
                continue
            label = capfirst(str(column(self._meta.model, name).verbose_name))
            for error in errors:
                messages = [f"{label}: {message}" for message in error.messages]
                errors_shown.setdefault(NON_FIELD_ERRORS, []).extend(messages)
        return ValidationError(errors_shown)


class EntryForm(RefusableForm):
    """The form of one entry. It asks for the reason and remembers the version that it was made from.

    Set on the class that the admin makes for one request are `stored_version`, the number of the latest revision of the
    entry and of the rows edited with it, as text, and `may_override`, whether the user may make exceptions to rules.
    wanted: the exceptions that would let pass what was refused. The form then asks for their reason and source.
    """

    reason = reason_field()
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    stored_version = ""
    may_override = False

    broken_rules = forms.CharField(required=False, widget=forms.HiddenInput)
    exception_why = forms.CharField(
        label="Why it is right although it breaks the rule",
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Left empty, no exception is made. It stands on the page of the rules, for everyone to read.",
    )
    exception_source = forms.ModelChoiceField(
        Source.objects.all(),
        required=False,
        label="Source of the exception",
        widget=AutocompleteSelect(Citation._meta.get_field("source"), admin.site),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.stored_version
        self.wanted = self._exceptions_offered() if self.may_override and self.is_bound else []
        if self.wanted:
            data = cast(QueryDict, self.data).copy()
            data[self.add_prefix("broken_rules")] = wanted_as_text(self.wanted)
            self.data = data

    def _exceptions_offered(self) -> list[Exempted]:
        """Return the exceptions to ask about: to what was refused now, and those begun with what was sent."""
        wanted = exceptions_wanted(self.refusal)
        if self.data.get("exception_why") or self.data.get("exception_source"):
            try:
                wanted += read_wanted(self.data.get("broken_rules", ""))
            except ValidationError:
                return wanted  # the field itself says what is wrong with it
        return sorted(set(wanted))

    @property
    def exception_fields(self) -> list[forms.BoundField]:
        """The two fields of an exception, for the page."""
        return [self["exception_why"], self["exception_source"]]

    def clean_broken_rules(self) -> list[Exempted]:
        return read_wanted(self.cleaned_data["broken_rules"])

    def exceptions_are_whole(self) -> None:
        """Say what an exception lacks: it has both a reason and a source."""
        why, source = self.cleaned_data.get("exception_why"), self.cleaned_data.get("exception_source")
        if why and not source and "exception_source" not in self.errors:
            self.add_error("exception_source", "An exception to a rule needs a source.")
        if source and not why:
            self.add_error("exception_why", "An exception to a rule needs a reason.")

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.exceptions_are_whole()
        cleaned = self.cleaned_data
        if self.instance.pk and self.stored_version and cleaned.get("version") != self.stored_version:
            newer = Revision.objects.get(number=self.stored_version)
            raise ValidationError(
                f"Somebody else has changed this since you opened it (revision {newer.number}: “{newer.reason}”). "
                "Your change was not saved. Open the page anew, see what it says now, and make your change there.",
                code="stale",
            )
        return cleaned


class RowForm(RefusableForm):
    """A row of an inline. Its id is hidden and, in a new row, made when it is written."""

    def clean_id(self) -> str | None:
        return self.cleaned_data["id"] or None
