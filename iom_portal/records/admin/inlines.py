"""Rows edited on the page of their owner: the citations of a record, and facts such as the spells of a State."""

from django.contrib import admin
from django.contrib.contenttypes.admin import GenericTabularInline
from django.contrib.contenttypes.forms import BaseGenericInlineFormSet
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet, ChoiceField, HiddenInput, ModelForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.urls import reverse
from django.utils.html import format_html

from ..dates.fields import PartialDateField
from ..django_internals import PreparedForms
from ..models import Citation
from .forms import WITHOUT_SOURCE, CitationForm, CitedRowForm, LongTextField, PartialDateFormField, field_choices
from .writing import refusing


class Typed:
    """How dates and texts are typed, and that every reference to another record is chosen by searching for it."""

    formfield_overrides = {
        PartialDateField: {"form_class": PartialDateFormField},
        models.TextField: {"form_class": LongTextField},
        models.URLField: {"assume_scheme": "https"},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Beside a reference: look at the other record, or add one; to change or delete it, go to its own page."""
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation and formfield is not None:
            formfield.widget.can_change_related = formfield.widget.can_delete_related = False
        return formfield

    def get_autocomplete_fields(self, request):
        return [
            field.name
            for field in self.opts.concrete_fields
            if field.is_relation and field.editable and field.related_model is not ContentType
        ]


class WrittenOneByOne:
    """A formset whose rows get their ids as they are written, and say at the row why one was refused."""

    def save_new(self, form, commit=True):
        form.instance.pk = ""
        with refusing(form):
            return super().save_new(form, commit)

    def save_existing(self, form, obj, commit=True):
        with refusing(form):
            return super().save_existing(form, obj, commit)


class RowFormSet(WrittenOneByOne, BaseInlineFormSet):
    pass


class CitationFormSet(PreparedForms, WrittenOneByOne, BaseGenericInlineFormSet):
    """The citations of one record: at least one supports it, and none is there twice."""

    def prepare_form(self, form: ModelForm) -> None:
        """Tell a new citation of its record, which it is validated with."""
        if form.instance._state.adding:
            form.instance.content_type = ContentType.objects.get_for_model(self.instance)
            form.instance.object_id = self.instance.pk or "new"

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        cited, supported = set(), False
        for form in self.forms:
            row = form.cleaned_data
            if not row.get("source") or row.get(DELETION_FIELD_NAME):
                continue
            key = (row["source"], *(row.get(name) for name in ("field", "stance", "locator", "other_value")))
            if key in cited:
                raise ValidationError(f"“{row['source']}” is cited twice for the same.")
            cited.add(key)
            supported |= row.get("stance") == Citation.Stance.SUPPORTS
        if not supported:
            raise ValidationError(WITHOUT_SOURCE, code="citation_required")


class RegisterInline(Typed):
    """What inlines of register kinds share. `history_of(pk)` are the versions of the rows of the owner `pk`."""

    extra = 1
    view_on_site = False
    classes = ["register-rows"]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.refusal = getattr(request, "refusal", None)
        return formset

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.primary_key:
            formfield.widget = HiddenInput()
        if isinstance(db_field, models.TextField):
            formfield.widget.attrs.update(rows=2, cols=30)
        if isinstance(db_field, PartialDateField):
            formfield.help_text = db_field.help_text
        return formfield


class CitationInline(RegisterInline, GenericTabularInline):
    model = Citation
    form = CitationForm
    formset = CitationFormSet
    fields = ["id", "source", "field", "locator", "stance", "other_value", "evidence", "note"]
    verbose_name_plural = "citations: the sources that support it, and those that disagree"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "field":
            return ChoiceField(choices=field_choices(self.parent_model), required=False, help_text=db_field.help_text)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def history_of(self, pk):
        return Citation.history.filter(content_type=ContentType.objects.get_for_model(self.parent_model), object_id=pk)


class CitedInline(RegisterInline, admin.TabularInline):
    """Facts with sources of their own: a new row names one, and all are on the fact's own page."""

    form = CitedRowForm
    formset = RowFormSet
    own_fields: list[str] = []
    readonly_fields = ["sources"]

    def get_fields(self, request, obj=None):
        return ["id", *self.own_fields, "source", "sources", "evidence"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("citations")

    def history_of(self, pk):
        owner = next(field for field in self.opts.concrete_fields if field.related_model is self.parent_model)
        return self.model.history.filter(**{owner.attname: pk})

    @admin.display(description="all its sources")
    def sources(self, row):
        if not row.pk or row._state.adding:
            return ""
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])
        number = len(row.citations.all())
        return format_html('<a href="{}">{} {}</a>', address, number, "source" if number == 1 else "sources")
