"""A row of the register of any kind: a permanent id, one write path, full history, validated on every save."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, NoReturn, Self, TypeVar, cast

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from simple_history.models import HistoricalRecords

from ..dates.fields import PartialDateField
from ..dates.partial_date import BEGINNING, ONE_DAY, PartialDate, PartialDateError
from ..dates.validity import Days, Rule
from ..django_internals import RefusesRawDelete, as_aggregates, set_iterable
from ..reading.plain_rows import PlainRows
from ..reading.prepared_queries import PreparedQuery
from ..text import fold
from ..text_gate import UnfitText, misread_parts, through_gate
from .constraints import holds_in_memory
from .kind import Kind, Words
from .revising import RevisionRequired, editor, require_revision
from .revision import History, Revised

Row = TypeVar("Row", bound="Entry")
Columns = tuple[str, ...]

KEYS_AT_ONCE = 50  # queries are kept for so many keys, or a multiple of it, so that few are kept
ROW = models.Value(1)  # counted, it is every row; no column, so that an index may hold all that a count asks
LAST_COLUMNS = ("start", "end", "sources", "evidence", "note")  # of a file, where a kind has them
ID = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._+-]*\Z", "An id has only letters, digits, “-”, “_”, “.” and “+”, and starts with one."
)


class EntryQuerySet(RefusesRawDelete, models.QuerySet[Row]):
    """Queries about many entries of one kind. Refuses the writes that would leave no history."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RevisionRequired(
            f"{self.model.kind}: update(), bulk_create() and bulk_update() leave no history. "
            "Save each record inside “with revising(reason=…)”."
        )

    _refuse.alters_data = True  # type: ignore[attr-defined] # templates never call it
    update = bulk_create = bulk_update = refuse_raw_delete = _refuse

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete row by row, recorded. Only inside `revising()`."""
        require_revision(self.model.kind)
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def as_of(self, day: date | None) -> Self:
        """Return the rows that are true on `day`, certainly or possibly. Undated kinds are unaffected."""
        rule = self.model.on_day
        return self if rule is None or day is None else self.filter(rule.possibly(day))

    def certain_on(self, day: date | None) -> Self:
        """Return the rows that are certainly true on `day`."""
        rule = self.model.on_day
        return self if rule is None or day is None else self.filter(rule.certainly(day))

    def totals(self, **aggregates: models.Aggregate) -> models.QuerySet[Row, Any]:
        """Return the queryset of one row that `aggregate` reads at once."""
        return as_aggregates(self, aggregates)

    def only_possible_on(self, day: date) -> Self:
        """Return the rows that may be true on `day`, and are not certainly."""
        return self.as_of(day).exclude(pk__in=self.certain_on(day).values("pk"))

    def over_by(self, day: date) -> Self:
        """Return the rows that had certainly ended before `day`."""
        rule = self.model.on_day
        return self.none() if rule is None else self.filter(rule.over(day))

    def begun_within(self, first: date, last: date) -> Self:
        """Return the rows that began, or may have begun, on a day from `first` to `last`."""
        rule = self.model.on_day
        return self if rule is None else self.filter(rule.began_between(first - ONE_DAY, last))

    def neighbours(self, record: "Entry") -> tuple[Row | None, Row | None]:
        """Return (the row before `record` in the order of its kind, the row after it), each or None: two queries."""
        order = [str(name) for name in self.model._meta.ordering or ()]
        before, after = models.Q(), models.Q()
        for number, name in enumerate(order):
            same = {other: getattr(record, other) for other in order[:number]}
            before |= models.Q(**same, **{f"{name}__lt": getattr(record, name)})
            after |= models.Q(**same, **{f"{name}__gt": getattr(record, name)})
        return self.filter(before).order_by(*order).last(), self.filter(after).order_by(*order).first()

    def begun_by(self, day: date | None) -> Self:
        """Return the rows that had begun, certainly or possibly, by `day`: all of an undated kind."""
        rule = self.model.on_day
        return self if rule is None or day is None else self.filter(rule.begun.possibly(day))

    def with_citations(self) -> Self:
        """Return the rows with their citations and sources (`cited`), in two more queries whatever their number."""
        return self.prefetch_related(*self.model.to_cited())

    def with_source_numbers(self) -> Self:
        """Return the rows with how many sources support them and how many disagree, without a further query.

        For long lists, which name no source.
        """

        def sources(which: models.Q) -> models.Count:
            return models.Count("citations__source", filter=which, distinct=True)

        return self.annotate(
            _supporting=sources(models.Q(citations__stance="supports")),
            _disagreeing=sources(models.Q(citations__stance="disagrees")),
            _unchecked=sources(models.Q(citations__not_rechecked__gt="")),
        )

    def uncited(self, keys: Iterable[str] | None = None) -> models.QuerySet[Row, str]:
        """Return the ids of the rows (of those in `keys`) that no source supports."""
        rows = self if keys is None else self.filter(pk__in=keys)
        citations = cast(Any, self.model._meta.get_field("citations").related_model).objects
        supported = citations.supporting(self.model, models.OuterRef("pk"))
        return rows.exclude(models.Exists(supported)).order_by("pk").values_list("pk", flat=True)

    def matching(self, words: str) -> Self:
        """Return the rows in which every one of the words occurs, without regard to accents and case."""
        rows = self
        for word in fold(words).split():
            rows = rows.filter(folded__contains=word)
        return rows

    def keyed(self, key: str) -> Self:
        """Return the rows with this id or, where the kind has slugs, this slug."""
        which = models.Q(pk=key)
        if self.model.has_slug():
            which |= models.Q(slug=key)
        return self.filter(which)

    def as_tuples(self, lookups: Sequence[str]) -> models.QuerySet[Row, tuple[Any, ...]]:
        """Return the rows as tuples of these columns: see reading/plain_rows.py."""
        rows = self.values_list(*lookups)
        set_iterable(rows, PlainRows)
        return rows

    def tuples_keyed(self, key: str, lookups: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return the rows with this id or slug, as tuples of these columns."""
        return _tuples_keyed(self.model, tuple(lookups))(key)

    def tuples_of(
        self, lookup: str, keys: Sequence[str], lookups: Sequence[str], **fixed: str
    ) -> list[tuple[Any, ...]]:
        """Return the rows whose `lookup` is one of `keys`, as tuples of these columns, in the order of their kind."""
        if not keys:
            return []
        repeated = -len(keys) % KEYS_AT_ONCE if len(keys) > 1 else 0
        texts = [*keys, *[keys[-1]] * repeated]
        query = _tuples_of(self.model, lookup, len(texts), tuple(lookups), tuple(fixed.items()))
        return query(*texts)

    def for_page(self, day: date | None) -> Self:
        """Return the rows as lists and detail pages need them; kinds with related rows prefetch those, as of `day`."""
        return self.with_citations()


@lru_cache(maxsize=500)
def _tuples_of(
    model: "type[Entry]", lookup: str, number: int, lookups: Columns, fixed: tuple[tuple[str, str], ...]
) -> PreparedQuery:
    def form(*keys: str) -> models.QuerySet[Any, Any]:
        return model.objects.filter(**{f"{lookup}__in": keys}, **dict(fixed)).as_tuples(lookups)

    return PreparedQuery(form, *[str] * number)


@lru_cache(maxsize=500)
def _tuples_keyed(model: "type[Entry]", lookups: Columns) -> PreparedQuery:
    return PreparedQuery(lambda key: model.objects.keyed(key).as_tuples(lookups), str)


class Entry(models.Model):
    """A row of the register: permanent id, full history, validated on every save, written inside `revising()` only."""

    owes_citation = False
    on_day: Rule | None = None
    exclusive_within: tuple[str, ...] = ()
    about = Kind(resource="")  # what is particular to the kind; every kind declares its own, or a check refuses it
    kind: str  # the name of the kind in one word, made of that of the class
    comes_back = False  # whether it is being saved again after its deletion, and so may bear its id again
    refers_to_any = False  # a record of this kind may point to one of any other, beside its foreign keys

    id = models.CharField(
        max_length=100,
        primary_key=True,
        validators=[ID],
        blank=True,
        help_text="Permanent and readable. Left empty, one is made. It stays when dates are corrected.",
    )

    folded = models.TextField(editable=False, blank=True, default="", help_text="The searched text, folded.")

    objects = EntryQuerySet.as_manager()
    history = HistoricalRecords(inherit=True, bases=[Revised], get_user=editor, history_manager=History)

    class Meta:
        abstract = True
        ordering = ["id"]
        base_manager_name = "objects"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.kind = cls.__name__.lower()

    def owner(self) -> models.Model | None:
        """Return the other record that a change of this one also changes, or None."""
        return None

    def id_stem(self) -> str:
        """Return what a made id starts with."""
        return self.kind

    def get_absolute_url(self) -> str:
        """Return the address of its page, or of its place on that of another. Only for a kind that has a page."""
        if self.about.page is None:
            raise LookupError(f"No page shows a {self.kind}: ask for page_url.")
        return self.about.page.url(self)

    @property
    def heading(self) -> str:
        """Its name as the heading of what is said of it elsewhere."""
        return str(self)

    @property
    def subject(self) -> "Entry":
        """The record by whose name it is told of in a list: itself, or the one that it is about."""
        return self

    @classmethod
    def plural_title(cls) -> str:
        """Return the name of the kind in the plural, as a heading."""
        name = str(cls._meta.verbose_name_plural)
        return name[:1].upper() + name[1:]

    @property
    def group_title(self) -> str:
        """The heading under which it is told of among others: the name of its kind, unless it has one of its own."""
        return self.plural_title()

    @property
    def words(self) -> Words:
        """How it is spoken of in time."""
        return self.about.words

    def dates_in_words(self) -> str:
        """Return its dates in words; "" for one that bears no date of its own."""
        return "" if self.on_day is None or self.on_day.via else getattr(self, self.on_day.since).words()

    def standing_in_words(self, day: date) -> str:
        """Return what it is on `day`, in words of its own, or ""."""
        return ""

    @property
    def caption(self) -> str:
        """A few words that tell it from others of its name, or ""."""
        return ""

    def begun_days(self) -> Days:
        """Return the days by which it had possibly, and certainly, begun. Undated kinds always had."""
        if self.on_day is None:
            return BEGINNING, BEGINNING
        return self.on_day.possible_days(self)[0], self.on_day.certain_days(self)[0]

    @property
    def page_url(self) -> str:
        """The address as get_absolute_url() gives it, or "" for a kind that no page shows."""
        return self.get_absolute_url() if self.about.page else ""

    @classmethod
    def to_cited(cls, sources: bool = True) -> "list[models.Prefetch[Any]]":
        """Return the prefetches that fill `cited`, with the sources or without; none for a kind that is never cited."""
        return []

    @classmethod
    def nested_rows(cls, name: str) -> "tuple[type[Entry], str]":
        """Return (the kind of the related rows of this name, the column by which they belong to a record)."""
        relation = cls._meta.get_field(name)
        if not isinstance(relation, models.ManyToOneRel):
            raise LookupError(f"{name} are no rows that belong to a {cls.kind}.")
        return cast("type[Entry]", relation.related_model), relation.field.attname

    @classmethod
    @cache
    def column_names(cls) -> frozenset[str]:
        """Return the names of the fields that have a column of their own in the kind's table."""
        return frozenset(field.name for field in cls._meta.concrete_fields)

    @classmethod
    def has_slug(cls) -> bool:
        """Return whether addresses may name a record of the kind by a slug beside its id."""
        return "slug" in cls.column_names()

    @classmethod
    def named_by(cls) -> str | None:
        """Return the column that holds its name or title, or None where that is made of others."""
        return next((name for name in ("name_en", "name", "title") if name in cls.column_names()), None)

    @classmethod
    def file_columns(cls) -> list[str]:
        """Return the names of the columns of the kind's file, in order: `id`, its own fields, then LAST_COLUMNS."""
        names = [field.name for field in cls._meta.concrete_fields if field.editable and field.name != "id"]
        if cls.owes_citation:
            names.append("sources")
        own = [name for name in names if name not in LAST_COLUMNS]
        return ["id", *own, *(name for name in LAST_COLUMNS if name in names)]

    def as_row(self, without_sources: bool = False) -> dict[str, str]:
        """Return its row of the kind's file: {column: text}.

        Bring many `with_citations`, or do without the `sources` cell.
        """
        names = self.file_columns()
        return {name: self.as_cell(name) for name in names if not (without_sources and name == "sources")}

    def as_cell(self, name: str) -> str:
        """Return the text of one cell of its row."""
        value = getattr(self, column(type(self), name).attname)
        if isinstance(value, bool):
            return "yes" if value else ""
        return "" if value is None else str(value)

    @classmethod
    def partial_dates(cls) -> list[str]:
        """Return the names of its partial dates."""
        return [field.name for field in cls._meta.concrete_fields if isinstance(field, PartialDateField)]

    def set_bounds(self) -> bool:
        """Fill the bounds of the partial dates that have bound columns.

        False: a date cannot be read. It is left to the validation of the field, which names it.
        """
        for name in self.partial_dates():
            if not hasattr(self, f"{name}_earliest"):
                continue
            try:
                when = PartialDate(getattr(self, name))
            except PartialDateError:
                return False
            self._set_bound(name, when)
        return True

    def _set_bound(self, name: str, when: PartialDate) -> None:
        earliest, latest = when.bounds
        setattr(self, f"{name}_earliest", earliest)
        setattr(self, f"{name}_latest", latest)

    def clean(self) -> None:
        super().clean()
        self.set_bounds()
        self.folded = fold(" ".join(str(getattr(self, name)) for name in ("pk", *self.about.listed_by)))

    def full_clean(
        self, exclude: Iterable[str] | None = None, validate_unique: bool = True, validate_constraints: bool = True
    ) -> None:
        """Validate the entry; the constraints only once its fields are sound, so that nothing is said twice."""
        if not self.pk:
            self.pk = self._free_id()
        super().full_clean(exclude, validate_unique, validate_constraints=False)
        if validate_constraints:
            self.validate_constraints([*exclude] if exclude else None)

    @classmethod
    def gated_text(cls, name: str, text: str) -> str:
        """Return a text as the field `name` holds it: see text_gate.py. Raises ValidationError."""
        has_lines = isinstance(column(cls, name), models.TextField)
        try:
            return through_gate(text, lines=has_lines, quoted=name in cls.about.quoted)
        except UnfitText as error:
            raise ValidationError(str(error), code="unfit_text") from error

    @classmethod
    @cache
    def text_columns(cls) -> tuple[str, ...]:
        """Return the names of the fields that hold a text which somebody wrote."""
        texts = (models.CharField, models.TextField)
        return tuple(field.name for field in cls._meta.concrete_fields if field.editable and isinstance(field, texts))

    def clean_texts(self, exclude: Collection[str] = ()) -> dict[str, ValidationError]:
        """Give each text the form in which the register holds it. Returns {field: why its text is refused}."""
        refusals = {}
        for name in self.text_columns():
            text = getattr(self, name)
            if name in exclude or not isinstance(text, str):
                continue
            try:
                clean_text = self.gated_text(name, text)
            except ValidationError as error:
                refusals[name] = error
            else:
                if clean_text != text:
                    setattr(self, name, clean_text)
        return refusals

    def misread_texts(self) -> list[tuple[str, str]]:
        """Return (field, why) of each text that looks as if it had been decoded wrongly."""
        suspicions = []
        for name in self.text_columns():
            suspicions += [(name, why) for why in misread_parts(str(getattr(self, name) or ""))]
        return suspicions

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Validate each field, its text first.

        Of a record at hand that a foreign key points to, no query asks whether it exists.
        """
        refusals = self.clean_texts(exclude or ())
        at_hand = {
            field.name
            for field in self._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
            and field.is_cached(self)
            and _is_stored(field.get_cached_value(self))
        }
        errors: dict[str, Any] = {**refusals}
        try:
            super().clean_fields(at_hand.union(exclude or (), refusals))
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]:
        """Return the constraints that are asked of the database: the others its own values plainly keep."""
        return [
            (model, [constraint for constraint in constraints if not holds_in_memory(constraint, self)])
            for model, constraints in super().get_constraints()
        ]

    def _free_id(self) -> str:
        """Return the first of stem-1, stem-2, … that no entry of this kind bears or ever bore."""
        stem = self.id_stem()
        used = self._used_ids(f"{stem}-")
        number = 1
        while f"{stem}-{number}" in used:
            number += 1
        return f"{stem}-{number}"

    def _used_ids(self, stem: str) -> set[str]:
        """Return the ids that start with `stem` and belong, or once belonged, to an entry of this kind."""
        rows = type(self).objects.filter(id__startswith=stem), type(self).history.filter(id__startswith=stem)
        return {pk for of_one in rows for pk in of_one.values_list("id", flat=True)}

    def _tracked_values(self) -> dict[str, Any]:
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}

    def save(self, *, not_yet: Iterable[str] = (), **kwargs: Any) -> None:
        """Validate everything and save. An unchanged entry is not written again, so it makes no history.

        not_yet: foreign keys whose target is saved later in the same revision; the database checks them at commit.
        """
        require_revision(f"{self.kind} “{self.pk or 'new'}”")
        self.full_clean(exclude=[*not_yet])
        if self._state.adding:
            kwargs["force_insert"] = True
        else:
            stored = type(self).objects.filter(pk=self.pk).values(*self._tracked_values()).first()
            if stored == self._tracked_values():
                return
        super().save(**kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        require_revision(f"{self.kind} “{self.pk}”")
        return super().delete(*args, **kwargs)


def column(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    """Return a field of a model that is a column of its table."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise LookupError(f"{name} is no column of {model._meta.label}.")
    return field


def _is_stored(record: models.Model | None) -> bool:
    return record is not None and not record._state.adding
