"""What every kind of record shares: a permanent id, one write path, history, and, for facts, sources and evidence.

Entry           id, history, validation on every save
  Record        a fact: citations, evidence, note
    Spell       holds from a start to an end
    Occurrence  happened, and from then on belongs to the record
"""

from datetime import timedelta

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import NoReverseMatch, reverse
from simple_history.models import HistoricalRecords

from .constraints import plainly_kept
from .dates import BEGINNING, FOREVER, PartialDate, PartialDateError
from .fields import PartialDateField, bound
from .folding import fold
from .revisions import History, Revised, RevisionRequired, editor, require_revision
from .temporal import CERTAIN, HOLDS, POSSIBLE, Rule, within

DAY = timedelta(days=1)
ID = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9._+-]*\Z", "An id has only letters, digits, “-”, “_”, “.” and “+”, and starts with one."
)


class Evidence(models.TextChoices):
    DOCUMENT = "document", "A document says it"
    SECONDARY = "secondary", "Press, reference works or copies say it"
    DATASET = "dataset", "A research data set says it, often right to the year only"
    UNVERIFIED = "unverified", "Not verified: recollection or inference"


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

    def beside(self, record):
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

    def for_page(self, day):
        """The rows as lists and detail pages need them; kinds with related rows prefetch those, as of `day`."""
        return self.with_citations()


class Entry(models.Model):
    """A row of the register: permanent id, full history, validated on every save, written inside `revising()` only."""

    is_register_entry = True
    owes_citation = False
    on_day: Rule | None = None
    exclusive_within: tuple[str, ...] = ()
    resource = ""  # its name in the plural, in the API's addresses and as the name of its CSV file
    searched: tuple[str, ...] = ()  # the fields whose text a list is searched by
    called: tuple[str, ...] = ()  # what names it: its names, titles, acronyms, symbols, and rows that are former ones
    beside: tuple[str, ...] = ()  # the related records by whose names the whole register's search finds it as well
    as_a_name = ""  # of rows that are former names of another: in what word they are told of
    nested: tuple[str, ...] = ()  # related rows that an API object of it holds
    also_named: tuple[str, ...] = ()  # related rows that hold other names of it

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
        """The address of its page; a kind without pages of its own names its owner's in its own method."""
        return reverse(f"{self.kind}-detail", args=[self.pk])

    @property
    def heading(self):
        """Its name as the heading of what is said of it elsewhere."""
        return str(self)

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
        try:
            return self.get_absolute_url()
        except NoReverseMatch:
            return ""

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
        self.folded = fold(" ".join(str(getattr(self, name)) for name in ("pk", *self.searched)))

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
            (model, [constraint for constraint in constraints if not plainly_kept(constraint, self)])
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


class Record(Entry):
    """A fact with its sources. Without a citation that supports it, it cannot be saved."""

    owes_citation = True

    evidence = models.CharField(
        max_length=10, choices=Evidence, blank=True, help_text="What kind of evidence the fact rests on."
    )
    note = models.TextField(
        blank=True, help_text="What a reader should know: conflicts, inferences, what was not found."
    )
    citations = GenericRelation("records.Citation", "object_id", "content_type")

    class Meta(Entry.Meta):
        abstract = True

    @classmethod
    def to_cited(cls, sources=True):
        """The prefetch that fills `cited`, with the sources or without."""
        citations = cls._meta.get_field("citations").related_model.objects.all()
        return models.Prefetch("citations", citations.prefetch_related("source") if sources else citations, "_cited")

    @property
    def cited(self):
        """Its citations with their sources, as a list: those that `with_citations` brought, or else read now."""
        if "_cited" not in self.__dict__:
            return list(self.citations.select_related("source"))
        return self._cited

    @property
    def source_numbers(self):
        """(how many sources support it, how many citations disagree): as `with_source_numbers` or of `cited`."""
        if "_supporting" in self.__dict__:
            return self._supporting, self._disagreeing
        stances = [(citation.stance, citation.source_id) for citation in self.cited]
        supporting = {source for stance, source in stances if stance == "supports"}
        return len(supporting), sum(stance == "disagrees" for stance, _ in stances)

    def certainty_on(self, day):
        """ "certain", "possible" or None: whether the fact is true on `day`. Undated kinds are always certain."""
        return CERTAIN if self.on_day is None else self.on_day.certainty(self, day)


class Spell(Record):
    """A fact that holds from its start to its end. `end` is the last day on which it held; both days belong to it."""

    on_day = HOLDS
    of_the_organization = True  # a spell of it cannot have begun before the organization was established

    start = PartialDateField(help_text="First day on which it held, such as 1985-05-24 or 1967. Empty: not found.")
    end = PartialDateField(help_text="Last day on which it held. Empty: still running.")
    start_earliest = bound()
    start_latest = bound()
    end_earliest = bound()
    end_latest = bound()

    class Meta(Record.Meta):
        abstract = True
        ordering = ["start_earliest", "start_latest", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start_earliest__lte=models.F("start_latest"))
                & models.Q(end_earliest__lte=models.F("end_latest"))
                & models.Q(start_earliest__lte=models.F("end_latest")),
                name="%(class)s_begins_before_it_ends",
                violation_error_message="It cannot end before it begins.",
            )
        ]

    def _set_bound(self, name, when):
        super()._set_bound(name, when)
        if name == "start" and not when.earliest and self.of_the_organization:
            self.start_earliest = self._coverage().established_on  # nothing of the organization existed before it
        if name == "end" and not when:
            self.end_earliest = FOREVER
        if name == "end" and not self.start:
            # A start that was not found lies no later than the end; of what still runs, than the day it was verified.
            self.start_latest = self.end_latest if when else self._coverage().verified_to

    def _coverage(self):
        from .provenance import Coverage

        try:
            return Coverage.objects.days()
        except Coverage.DoesNotExist:
            raise ValidationError(
                {"start": "Without a start it needs the days that the register covers: none yet."}
            ) from None

    def clean(self):
        super().clean()
        if not self.set_bounds():
            return
        if self.start_earliest > self.end_latest:
            raise ValidationError({"end": f"It cannot end ({self.end}) before it begins ({self.start})."})
        self._check_overlap()

    def _check_overlap(self):
        """Refuse two spells of one owner that certainly overlap. On PostgreSQL an exclusion constraint does so too."""
        scope = self.exclusion_scope()
        if scope is None or self.start_latest > self.end_earliest:
            return
        other = (
            type(self)
            .objects.filter(**scope, start_latest__lte=self.end_earliest, end_earliest__gte=self.start_latest)
            .filter(start_latest__lte=models.F("end_earliest"))
            .exclude(pk=self.pk)
            .first()
        )
        if other:
            span = f"{other.start or 'start not found'} to {other.end or 'still running'}"
            raise ValidationError(f"It certainly overlaps “{other.pk}” ({span}).", code="overlap")

    def exclusion_scope(self):
        """Which other spells this one must not overlap, as filter arguments; None if any may."""
        if not self.exclusive_within:
            return None
        return {name: getattr(self, self._meta.get_field(name).attname) for name in self.exclusive_within}


class Occurrence(Record):
    """Something that happened. `start` and `end` are its first and last day; without an end, one date is known."""

    on_day = Rule("start", None)

    start = PartialDateField(blank=False, help_text="Its day, or its first day.")
    end = PartialDateField(help_text="Its last day, where it lasted several and that day is known.")
    start_earliest = bound()
    start_latest = bound()

    class Meta(Record.Meta):
        abstract = True
        ordering = ["start_earliest", "start_latest", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start_earliest__lte=models.F("start_latest")), name="%(class)s_start_bounds_in_order"
            )
        ]

    @property
    def days(self):
        """(first, last): the days on which it happened, or on one of which."""
        return self.start_earliest, self.end.latest or self.start_latest

    @property
    def lasted(self):
        """Whether it is known to have taken all of its days."""
        return self.start.is_exact and self.end.is_exact

    def going_on(self, day):
        """Whether it was going on on `day`: CERTAIN, POSSIBLE or None."""
        if not within(day, self.days):
            return None
        return CERTAIN if self.lasted or self.start.is_exact else POSSIBLE

    def clean(self):
        super().clean()
        if self.set_bounds() and self.end and PartialDate(self.end).latest < self.start_earliest:
            raise ValidationError({"end": f"Its last day ({self.end}) cannot lie before its first ({self.start})."})
