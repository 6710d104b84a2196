"""A row of the register of any kind: a permanent id, one write path, full history, validated on every save."""

from datetime import timedelta
from functools import lru_cache

from django.core.validators import RegexValidator
from django.db import models
from simple_history.models import HistoricalRecords

from ..dates.fields import PartialDateField
from ..dates.partial_date import BEGINNING, FOREVER, PartialDate, PartialDateError
from ..dates.validity import Rule
from ..reading.plain_rows import PlainRows
from ..reading.prepared_queries import PreparedQuery
from ..text import fold
from .constraints import holds_in_memory
from .kind import Kind, Words
from .revising import RevisionRequired, editor, require_revision
from .revision import History, Revised

DAY = timedelta(days=1)
AT_ONCE = 50  # keys that are asked for at once are made so many, or a multiple of it, so that few queries are kept
ROW = models.Value(1)  # counted, it is every row; no column, so that an index may hold all that a count asks
LAST_COLUMNS = ("start", "end", "sources", "evidence", "note")  # of a file, where a kind has them
ID = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._+-]*\Z", "An id has only letters, digits, “-”, “_”, “.” and “+”, and starts with one."
)


class EntryQuerySet(models.QuerySet):
    """Queries about many entries. Refuses the writes that would leave no history."""

    def _refuse(self, *args, **kwargs):
        raise RevisionRequired(
            f"{self.model.kind}: update(), bulk_create() and bulk_update() leave no history. "
            "Save each record inside “with revising(reason=…)”."
        )

    update = bulk_create = bulk_update = _raw_delete = _refuse
    update.alters_data = True

    def delete(self):
        """Delete row by row, recorded. Only inside `revising()`."""
        require_revision(self.model.kind)
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def as_of(self, day):
        """The rows that are true on `day`, certainly or possibly. Undated kinds are unaffected."""
        rule = self.model.on_day
        return self if rule is None or day is None else self.filter(rule.possibly(day))

    def certain_on(self, day):
        """The rows that are certainly true on `day`."""
        rule = self.model.on_day
        return self if rule is None or day is None else self.filter(rule.certainly(day))

    def totals(self, **aggregates):
        """The queryset of one row that `aggregate` reads at once."""
        rows = self.order_by()
        rows.query.select, rows.query.default_cols = (), False
        for name, aggregate in aggregates.items():
            rows.query.add_annotation(aggregate, name)
        return rows

    def only_possible_on(self, day):
        """The rows that may be true on `day`, and are not certainly."""
        return self.as_of(day).exclude(pk__in=self.certain_on(day).values("pk"))

    def over_by(self, day):
        """The rows that had certainly ended before `day`."""
        rule = self.model.on_day
        return self.none() if rule is None else self.filter(rule.over(day))

    def begun_within(self, first, last):
        """The rows that began, or may have begun, on a day from `first` to `last`."""
        return self.filter(self.model.on_day.began_between(first - DAY, last))

    def neighbours(self, record):
        """(the row before `record` in the order of its kind, the row after it), or None: two queries."""
        order = self.model._meta.ordering
        before, after = models.Q(), models.Q()
        for number, name in enumerate(order):
            same = {other: getattr(record, other) for other in order[:number]}
            before |= models.Q(**same, **{f"{name}__lt": getattr(record, name)})
            after |= models.Q(**same, **{f"{name}__gt": getattr(record, name)})
        return self.filter(before).order_by(*order).last(), self.filter(after).order_by(*order).first()

    def begun_by(self, day):
        """The rows that had begun, certainly or possibly, by `day`: true then, or over. All of an undated kind."""
        rule = self.model.on_day
        return self if rule is None or day is None else self.filter(rule.begun.possibly(day))

    def with_citations(self):
        """The rows with their citations and sources (`cited`) in two more queries, whatever their number."""
        return self.prefetch_related(self.model.to_cited()) if self.model.owes_citation else self

    def with_source_numbers(self):
        """The rows with how many sources support them and how many disagree, without a further query: for long lists,
        which name no source."""
        stance = {name: models.Q(citations__stance=name) for name in ("supports", "disagrees")}
        supporting = models.Count("citations__source", filter=stance["supports"], distinct=True)
        return self.annotate(_supporting=supporting, _disagreeing=models.Count("citations", filter=stance["disagrees"]))

    def uncited(self, keys=None):
        """Ids of the rows (of those in `keys`) that no source supports."""
        rows = self if keys is None else self.filter(pk__in=keys)
        supported = models.Exists(
            self.model._meta.get_field("citations").related_model.objects.supporting(self.model, models.OuterRef("pk"))
        )
        return rows.exclude(supported).order_by("pk").values_list("pk", flat=True)

    def matching(self, words):
        """The rows in which every one of the words occurs, without regard to accents and case."""
        rows = self
        for word in fold(words).split():
            rows = rows.filter(folded__contains=word)
        return rows

    def keyed(self, key):
        """The rows with this id or, where the kind has slugs, this slug."""
        has_slug = any(field.name == "slug" for field in self.model._meta.concrete_fields)
        return self.filter(models.Q(pk=key) | models.Q(slug=key) if has_slug else models.Q(pk=key))

    def as_tuples(self, lookups):
        """The rows as tuples of these columns: see reading/plain_rows.py."""
        rows = self.values_list(*lookups)
        rows._iterable_class = PlainRows
        return rows

    def tuples_keyed(self, key, lookups):
        """The rows with this id or slug, as tuples of these columns."""
        return _tuples_keyed(self.model, tuple(lookups))(key)

    def tuples_of(self, lookup, keys, lookups, **fixed):
        """The rows whose `lookup` is one of `keys`, as a list of tuples of these columns, ordered as their kind."""
        texts = [*keys, *keys[-1:] * (-len(keys) % AT_ONCE)] if len(keys) > 1 else keys
        asked = (self.model, lookup, len(texts), tuple(lookups), tuple(fixed.items()))
        return _tuples_of(*asked)(*texts) if keys else []

    def for_page(self, day):
        """The rows as lists and detail pages need them; kinds with related rows prefetch those, as of `day`."""
        return self.with_citations()


@lru_cache(maxsize=500)
def _tuples_of(model, lookup, number, lookups, fixed):
    form = lambda *keys: model.objects.filter(**{f"{lookup}__in": keys}, **dict(fixed)).as_tuples(lookups)  # noqa: E731
    return PreparedQuery(form, *[str] * number)


@lru_cache(maxsize=500)
def _tuples_keyed(model, lookups):
    return PreparedQuery(lambda key: model.objects.keyed(key).as_tuples(lookups), str)


class Entry(models.Model):
    """A row of the register: permanent id, full history, validated on every save, written inside `revising()` only."""

    is_register_entry = True
    owes_citation = False
    on_day: Rule | None = None
    exclusive_within: tuple[str, ...] = ()
    about: Kind  # what is particular to the kind; every kind declares it
    kind: str  # the name of the kind in one word, made of that of the class
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

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.kind = cls.__name__.lower()

    def owner(self):
        """The other entry that a change of this one also changes, or None."""
        return None

    def id_stem(self):
        """What a made id starts with."""
        return self.kind

    def get_absolute_url(self):
        """The address of its page, or of its place on the page of another. Only for a kind that has a page."""
        return self.about.page.url(self)

    @property
    def heading(self):
        """Its name as the heading of what is said of it elsewhere."""
        return str(self)

    @property
    def subject(self):
        """The record by whose name it is told of in a list: itself, or the one that it is about."""
        return self

    @classmethod
    def plural_title(cls):
        """The name of the kind in the plural, as a heading."""
        name = str(cls._meta.verbose_name_plural)
        return name[:1].upper() + name[1:]

    @property
    def group_title(self):
        """The heading under which it is told of among others: the name of its kind, unless it has one of its own."""
        return self.plural_title()

    @property
    def words(self) -> Words:
        """How it is spoken of in time."""
        return self.about.words

    def dates_in_words(self):
        """Its dates in words; "" for one that bears no date of its own."""
        return "" if self.on_day is None or self.on_day.via else getattr(self, self.on_day.since).words()

    def standing_in_words(self, day):
        """What it is on `day`, in words of its own, or ""."""
        return ""

    @property
    def caption(self):
        """A few words that tell it from others of its name, or ""."""
        return ""

    def begun_days(self):
        """(earliest, latest): the days by which it had possibly, and certainly, begun. Undated kinds always had."""
        if self.on_day is None:
            return BEGINNING, BEGINNING
        return self.on_day.possible_days(self)[0], self.on_day.certain_days(self)[0]

    @property
    def page_url(self):
        """get_absolute_url(), or "" for a kind that no page shows."""
        return self.get_absolute_url() if self.about.page else ""

    @classmethod
    def named_by(cls):
        """The column that holds its name or title, or None: that is then made of others."""
        columns = {field.name for field in cls._meta.concrete_fields}
        return next((name for name in ("name_en", "name", "title") if name in columns), None)

    @classmethod
    def file_columns(cls):
        """The names of the columns of the kind's file, in order: `id`, its own fields, then LAST_COLUMNS."""
        names = [field.name for field in cls._meta.concrete_fields if field.editable and field.name != "id"]
        if cls.owes_citation:
            names.append("sources")
        own = [name for name in names if name not in LAST_COLUMNS]
        return ["id", *own, *(name for name in LAST_COLUMNS if name in names)]

    def as_row(self, without_sources=False):
        """Its row of the kind's file: {column: text}. Bring many `with_citations`, or do without the `sources` cell."""
        names = self.file_columns()
        return {name: self.as_cell(name) for name in names if not (without_sources and name == "sources")}

    def as_cell(self, name):
        """The text of one cell of its row."""
        value = getattr(self, self._meta.get_field(name).attname)
        if isinstance(value, bool):
            return "yes" if value else ""
        return "" if value is None else str(value)

    @classmethod
    def partial_dates(cls):
        return [field.name for field in cls._meta.concrete_fields if isinstance(field, PartialDateField)]

    def set_bounds(self):
        """Fill the bounds of the partial dates that have bound columns. A date that cannot be read is left to
        the field's own validation, which names it."""
        for name in self.partial_dates():
            if not hasattr(self, f"{name}_earliest"):
                continue
            try:
                when = PartialDate(getattr(self, name))
            except PartialDateError:
                return False
            self._set_bound(name, when)
        return True

    def _set_bound(self, name, when):
        setattr(self, f"{name}_earliest", when.earliest or BEGINNING)
        setattr(self, f"{name}_latest", when.latest or FOREVER)

    def clean(self):
        super().clean()
        self.set_bounds()
        self.folded = fold(" ".join(str(getattr(self, name)) for name in ("pk", *self.about.listed_by)))

    def full_clean(self, exclude=None, validate_unique=True, validate_constraints=True):
        """Validate the entry; the constraints only once its fields are sound, so that nothing is said twice."""
        if not self.pk:
            self.pk = self._free_id()
        super().full_clean(exclude, validate_unique, validate_constraints=False)
        if validate_constraints:
            self.validate_constraints(exclude)

    def clean_fields(self, exclude=None):
        """Validate each field; of a record at hand that a foreign key points to, no query asks whether it exists."""
        at_hand = {
            field.name
            for field in self._meta.concrete_fields
            if field.is_relation and field.is_cached(self) and _is_stored(field.get_cached_value(self))
        }
        super().clean_fields(at_hand.union(exclude or ()))

    def get_constraints(self):
        """The constraints that are asked of the database: the others its own values plainly keep."""
        return [
            (model, [constraint for constraint in constraints if not holds_in_memory(constraint, self)])
            for model, constraints in super().get_constraints()
        ]

    def _free_id(self):
        """The first of stem-1, stem-2, … that no entry of this kind bears or ever bore."""
        stem, used = self.id_stem(), set()
        for rows in (type(self).objects, type(self).history):
            used.update(rows.filter(id__startswith=f"{stem}-").values_list("id", flat=True))
        number = 1
        while f"{stem}-{number}" in used:
            number += 1
        return f"{stem}-{number}"

    def _tracked_values(self):
        return {field.attname: getattr(self, field.attname) for field in self._meta.concrete_fields}

    def save(self, *, not_yet=(), **kwargs):
        """Validate everything and save. An unchanged entry is not written again, so it makes no history.

        not_yet: foreign keys whose target is saved later in the same revision; the database checks them at commit.
        """
        require_revision(f"{self.kind} “{self.pk or 'new'}”")
        self.full_clean(exclude=not_yet)
        if self._state.adding:
            kwargs["force_insert"] = True
        else:
            stored = type(self).objects.filter(pk=self.pk).values(*self._tracked_values()).first()
            if stored == self._tracked_values():
                return
        super().save(**kwargs)

    def delete(self, *args, **kwargs):
        require_revision(f"{self.kind} “{self.pk}”")
        return super().delete(*args, **kwargs)


def _is_stored(record):
    return record is not None and not record._state.adding
