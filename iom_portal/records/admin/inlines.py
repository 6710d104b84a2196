"""Rows edited on the page of their owner: the citations of a record, and facts such as the spells of a State."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.contenttypes.admin import GenericTabularInline
from django.contrib.contenttypes.forms import BaseGenericInlineFormSet
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Field, Model, QuerySet, TextField, URLField
from django.forms import BaseInlineFormSet, BaseModelFormSet, ChoiceField, HiddenInput, ModelForm
from django.forms import Field as FormField
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from ..dates.fields import PartialDateField
from ..django_internals import PreparedForms
from ..models import Citation
from ..models.entry import Entry
from ..models.facts import Record
from ..models.revision import Revised
from .citation_forms import CitationForm, CitedRowForm, field_choices
from .forms import WITHOUT_SOURCE, LongTextField, PartialDateFormField, RefusableForm
from .writing import refusing, submit_of

# What tells two citations of one source from each other.
CITED_BY = ("field", "stance", "locator", "value", "other_value")


class RegisterFields(BaseModelAdmin):
    """How dates and texts are typed, and that every reference to another record is chosen by searching for it."""

    formfield_overrides = {
        PartialDateField: {"form_class": PartialDateFormField},
        TextField: {"form_class": LongTextField},
        URLField: {"assume_scheme": "https"},
    }

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        """Return the field of a form for one of the model.

        Beside a reference one can look at the other record, or add one; it is changed and deleted on its own page.
        """
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if formfield is not None and isinstance(formfield.widget, RelatedFieldWidgetWrapper):
            formfield.widget.can_change_related = False
            formfield.widget.can_delete_related = False
        return formfield

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        references = [field for field in self.opts.concrete_fields if field.is_relation and field.editable]
        return [field.name for field in references if field.related_model is not ContentType]


class WrittenOneByOne(BaseModelFormSet):
    """A formset whose rows get their ids as they are written, and say at the row why one was refused."""

    def save_new(self, form: "ModelForm[Any]", commit: bool = True) -> Any:
        form.instance.pk = ""
        with refusing(form):
            return super().save_new(form, commit)

    def save_existing(self, form: "ModelForm[Any]", obj: Any, commit: bool = True) -> Any:
        with refusing(form):
            return super().save_existing(form, obj, commit)


class RowFormSet(WrittenOneByOne, BaseInlineFormSet):
    """Facts of one owner."""


class CitationFormSet(PreparedForms, WrittenOneByOne, BaseGenericInlineFormSet):
    """The citations of one record: at least one supports it, and none is there twice."""

    def prepare_form(self, form: "ModelForm[Any]") -> None:
        """Tell a citation of its record: of which it is, if it is new, and what is changed in it."""
        cast(CitationForm, form).record = self.instance
        if form.instance._state.adding:
            form.instance.content_type = ContentType.objects.get_for_model(self.instance)
            form.instance.object_id = self.instance.pk or "new"

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        is_supported = False
        keys: set[tuple[Any, ...]] = set()
        for form in self.forms:
            row = form.cleaned_data
            if not row.get("source") or row.get(DELETION_FIELD_NAME):
                continue
            key = (row["source"], *(row.get(name) for name in CITED_BY))
            if key in keys:
                raise ValidationError(f"“{row['source']}” is cited twice for the same.")
            keys.add(key)
            if row.get("stance") == Citation.Stance.SUPPORTS:
                is_supported = True
        if not is_supported:
            raise ValidationError(WITHOUT_SOURCE, code="citation_required")


class RegisterInline(RegisterFields, InlineModelAdmin):
    """What inlines of register kinds share."""

    extra = 1
    view_on_site = False
    classes = ["register-rows"]

    def history_of(self, pk: str) -> QuerySet[Revised]:
        """Return the versions of the rows of the owner `pk`."""
        raise NotImplementedError

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        """Return the class of the formset, whose forms know of a refusal."""
        formset = super().get_formset(request, obj, **kwargs)
        form_class = cast(type[RefusableForm], formset.form)
        form_class.refusal = submit_of(request).refusal
        return formset

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if formfield is None:
            return None
        if db_field.primary_key:
            formfield.widget = HiddenInput()
        if isinstance(db_field, TextField):
            formfield.widget.attrs.update(rows=2, cols=30)
        if isinstance(db_field, PartialDateField):
            formfield.help_text = db_field.help_text
        return formfield


class CitationInline(RegisterInline, GenericTabularInline):
    """The citations of a record."""

    model = Citation
    form = CitationForm
    formset = CitationFormSet  # type: ignore[assignment] # the types of a generic inline contradict each other
    fields = [
        *("id", "source", "field", "value", "not_rechecked", "answer", "locator", "stance", "other_value"),
        *("evidence", "note"),
    ]
    readonly_fields = ["not_rechecked"]
    verbose_name_plural = "citations: the sources that support it, and those that disagree"

    def formfield_for_dbfield(
        self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        if db_field.name == "field":
            choices = field_choices(cast(type[Entry], self.parent_model))
            return ChoiceField(choices=choices, required=False, help_text=db_field.help_text)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def history_of(self, pk: str) -> QuerySet[Revised]:
        content_type = ContentType.objects.get_for_model(self.parent_model)
        versions: QuerySet[Revised] = Citation.history.filter(content_type=content_type, object_id=pk)
        return versions


class CitedInline(RegisterInline, admin.TabularInline):
    """Facts with sources of their own: a new row names one, and all are on the fact's own page."""

    model: type[Record]
    form = CitedRowForm
    formset = RowFormSet
    own_fields: list[str] = []
    readonly_fields = ["sources"]

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return ["id", *self.own_fields, "source", "sources", "evidence"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Record]:
        return super().get_queryset(request).prefetch_related("citations")

    def history_of(self, pk: str) -> QuerySet[Revised]:
        owner = next(field for field in self.opts.concrete_fields if field.related_model is self.parent_model)
        versions: QuerySet[Revised] = self.model.history.filter(**{owner.attname: pk})
        return versions

    @admin.display(description="all its sources")
    def sources(self, row: Record) -> str:
        if not row.pk or row._state.adding:
            return ""
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        number = len(row.citations.all())
        return format_html('<a href="{}">{} {}</a>', address, number, "source" if number == 1 else "sources")
