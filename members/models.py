"""Member and observer States: the States, the spells of their membership, and the counts that sources printed."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import models

from iom_portal.records.dates.fields import PartialDateField, bound
from iom_portal.records.dates.partial_date import PartialDate
from iom_portal.records.dates.validity import CERTAIN, POSSIBLE, Rule
from iom_portal.records.models.facts import Record, Spell
from iom_portal.records.models.kind import Compared, Kind, Linked, Search, Words, address_term
from iom_portal.records.page_address import PageAddress
from iom_portal.records.text import fold

from .querysets import NOTIFIED, FormerNameQuerySet, MembershipQuerySet, StateQuerySet


class State(Record):
    """A State with its UN names and codes. Its id is the ISO 3166-1 code of three letters."""

    about = Kind(
        resource="states",
        page=PageAddress("state-detail", "slug"),
        listed_by=("name_en", "name_fr", "name_es", "formal_en", "formal_fr", "formal_es", "iso2", "capital"),
        search=Search(
            names=("name_en", "name_fr", "name_es", "formal_en", "formal_fr", "formal_es", "iso2", "former_names")
        ),
        nested=("memberships", "former_names"),
        other_names=("former_names",),
        linked=Linked("schema:Country"),
        digest_forms={
            1: "slug iso2 m49 name_en name_fr name_es formal_en formal_fr formal_es region subregion "
            "intermediate_region capital wikidata sources evidence note"
        },
    )

    class Standing(models.TextChoices):
        """What a State is on a day. A former member may be an observer, and a former observer a member."""

        MEMBER = "member", "Member States"
        OBSERVER = "observer", "Observer States"
        EITHER = "either", "Member and Observer States"
        FORMER = "former", "Former Member States"
        FORMER_OBSERVER = "former-observer", "Former Observer States"
        NEITHER = "neither", "States neither member nor observer"

    slug = models.SlugField(max_length=80, unique=True, help_text="Its name in the address of its page.")
    iso2 = models.CharField("ISO code of two letters", max_length=2, unique=True, help_text="ISO 3166-1 alpha-2.")
    m49 = models.CharField(
        "UN M49 code",
        max_length=3,
        unique=True,
        help_text="Three digits of the Standard Country or Area Codes of the UN.",
    )
    name_en = models.CharField(
        "short name in English", max_length=100, help_text="The short name that the UN uses, in English."
    )
    name_fr = models.CharField(
        "short name in French", max_length=100, help_text="The short name that the UN uses, in French."
    )
    name_es = models.CharField(
        "short name in Spanish", max_length=100, help_text="The short name that the UN uses, in Spanish."
    )
    formal_en = models.CharField(
        "formal name in English", max_length=150, help_text="The formal name that the UN uses, in English."
    )
    formal_fr = models.CharField(
        "formal name in French", max_length=150, help_text="The formal name that the UN uses, in French."
    )
    formal_es = models.CharField(
        "formal name in Spanish", max_length=150, help_text="The formal name that the UN uses, in Spanish."
    )
    region = models.CharField("UN region", max_length=30, help_text="The region in which UN M49 places it.")
    subregion = models.CharField("UN subregion", max_length=60, help_text="The subregion in which UN M49 places it.")
    intermediate_region = models.CharField(
        "UN intermediate region",
        max_length=60,
        blank=True,
        help_text="The intermediate region in which UN M49 places it. Empty: none.",
    )
    capital = models.CharField(max_length=60, blank=True, help_text="Its capital. Empty: not recorded.")
    wikidata = models.URLField("Wikidata item", blank=True, help_text="The address of its item.")
    sort_key = models.CharField(max_length=120, editable=False, blank=True, db_index=True)

    objects = StateQuerySet.as_manager()

    class Meta(Record.Meta):
        ordering = ["sort_key", "id"]

    def __str__(self):
        return self.name_en

    @property
    def caption(self):
        return self.intermediate_region or self.subregion

    @property
    def iso3(self):
        return self.pk

    def id_stem(self):
        raise ValidationError({"id": "Give the ISO 3166-1 code of three letters."})

    def clean(self):
        self.sort_key = fold(self.name_en)
        super().clean()
        if self.pk and not (len(self.pk) == 3 and self.pk.isalpha() and self.pk.isupper()):
            raise ValidationError({"id": "The id of a State is its ISO 3166-1 code: three capital letters."})

    def standing_on(self, day):
        """What the State is on `day`: a list of (status, certainty), empty if neither member nor observer.

        A State that is certainly a member is not possibly an observer. Both may be possible at once. Works on the
        memberships at hand, so prefetch them for many States.
        """
        return standing_of((spell.status, spell.certainty_on(day)) for spell in self.memberships.all())

    def certainty_as(self, status, day):
        """CERTAIN, POSSIBLE or None: whether the State has a standing (State.Standing) on `day`."""
        if status in FORMER:
            begun = self.last_spell_as(FORMER[status], day)
            return CERTAIN if begun and not self.spell_as(FORMER[status], day) else None
        return certainty_in(self.standing_on(day), status)

    def _spells_as(self, status):
        either = status in (self.Standing.EITHER, self.Standing.NEITHER)
        return [spell for spell in self.memberships.all() if either or spell.status == status]

    def spell_as(self, status, day):
        """The spell by which the State has, or may have, a status (or either) on `day`, the certain one first; None
        without one."""
        spells = [spell for spell in self._spells_as(status) if spell.certainty_on(day)]
        return min(spells, key=lambda spell: spell.certainty_on(day) != CERTAIN, default=None)

    def last_spell_as(self, status, day):
        """The last spell, begun by `day`, by which the State had a status (or either); None without one."""
        begun = Membership.on_day.begun
        spells = [spell for spell in self._spells_as(status) if begun.certainty(spell, day)]
        return max(spells, key=lambda spell: spell.end_latest, default=None)

    def spell_of(self, status, day):
        """The spell that tells of a standing (State.Standing) on `day`: the one that holds; of the former the last."""
        if status in FORMER or status == self.Standing.NEITHER:
            return self.last_spell_as(FORMER.get(status, status), day)
        return self.spell_as(status, day)

    def joinings_as(self, status, first, last):
        """[(spell, certainty)]: the spells that bear on a standing and began after `first` and up to `last`."""
        spells = self._spells_as(FORMER.get(status, status))
        found = [(spell, spell.on_day.beginning(spell, first, last)) for spell in spells]
        return [(spell, certainty) for spell, certainty in found if certainty]

    def name_on(self, day):
        """The English name that the State bore on `day`, with the certainty of that: (name, certainty).

        A former name counts where it is dated and is the only one that may have been borne that day.
        """
        return name_of(self.name_en, [(name.name_en, name.certainty_on(day)) for name in self.former_names.all()])


def standing_of(spells):
    """What a State is on a day whose spells have these (status, certainty): see State.standing_on."""
    certainties = {}
    for status, certainty in spells:
        if certainty and certainties.get(status) != CERTAIN:
            certainties[status] = certainty
    if certainties.get("member") == CERTAIN and certainties.get("observer") == POSSIBLE:
        del certainties["observer"]
    return sorted(certainties.items())


def certainty_in(standing, status):
    """CERTAIN, POSSIBLE or None: whether what a State is (standing_of) is a standing, not of the former."""
    certainties = dict(standing)
    either = min(certainties.values(), default=None)  # "certain" comes before "possible"
    if status == State.Standing.NEITHER:
        return {CERTAIN: None, POSSIBLE: POSSIBLE}.get(either, CERTAIN)
    return either if status == State.Standing.EITHER else certainties.get(status)


def name_of(name, former):
    """The name that a State bore on a day whose former names have these (name, certainty): see State.name_on."""
    certain = [pair for pair in former if pair[1] == CERTAIN]
    possible = [pair for pair in former if pair[1]]
    return (certain or possible)[0] if len(certain or possible) == 1 else (name, CERTAIN)


FORMER = {State.Standing.FORMER: "member", State.Standing.FORMER_OBSERVER: "observer"}  # the status that they had


class FormerName(Spell):
    """A name that a State bore before, with the last day on which it did."""

    about = Kind(
        resource="former-names",
        page=PageAddress.place("state-detail", "state__slug"),
        listed_by=("name_en", "name_fr", "name_es"),
        search=Search(names=("name_en", "name_fr", "name_es"), context=("state",), former="formerly"),
        linked=Linked("schema:PropertyValue"),
        digest_forms={1: "state name_en name_fr name_es start end sources evidence note"},
    )
    of_the_organization = False

    state = models.ForeignKey(
        State, models.PROTECT, related_name="former_names", help_text="The State that bore the name."
    )
    name_en = models.CharField("name in English", max_length=100, help_text="The name that it bore, in English.")
    name_fr = models.CharField("name in French", max_length=100, blank=True, help_text="Empty: not known here.")
    name_es = models.CharField("name in Spanish", max_length=100, blank=True, help_text="Empty: not known here.")

    objects = FormerNameQuerySet.as_manager()

    class Meta(Spell.Meta):
        pass

    def __str__(self):
        return self.name_en

    @property
    def subject(self):
        return self.state

    def id_stem(self):
        return f"{(self.state_id or 'state').lower()}-name"


_BOUNDS = ["start_earliest", "start_latest", "end_earliest", "end_latest"]


class Membership(Spell):
    """A spell of a State as member or as observer. A State may have many."""

    about = Kind(
        resource="memberships",
        page=PageAddress.place("state-detail", "state__slug"),
        listed_by=("state_id", "basis"),
        search=Search(context=("state",)),
        named_after=("state",),
        words=Words(fields={"notified_on": "gave notice of withdrawal"}),
        linked=Linked(
            "org:Membership", members={"state": "org:member", "during": "org:memberDuring"}, relation="organization"
        ),
        digest_forms={1: "state status notified_on basis start end sources evidence note"},
        telling=4,
        compared=(
            Compared("Member States", 0, "joined", "left", rows=lambda rows: rows.filter(status="member")),
            Compared(
                "Observer States",
                1,
                "became an observer",
                "ceased to be one",
                rows=lambda rows: rows.filter(status="observer"),
            ),
        ),
    )
    exclusive_within = ("state",)

    class Status(models.TextChoices):
        MEMBER = "member", "Member State"
        OBSERVER = "observer", "Observer State"

    class Basis(models.TextChoices):
        FOUNDING = "founding", "Founding member"
        ACCESSION = "accession", "Accession"
        REJOINED = "rejoined", "Rejoined"

    state = models.ForeignKey(
        State, models.PROTECT, related_name="memberships", help_text="The State that is a member or observer."
    )
    status = models.CharField(
        max_length=8, choices=Status, help_text="Whether it is a member or an observer in this spell."
    )
    notified_on = PartialDateField("withdrawal notified on", help_text="Notice is not effect: when it gave notice.")
    notified_on_earliest = bound()
    notified_on_latest = bound()
    basis = models.CharField(max_length=9, choices=Basis, blank=True, help_text="How it became a member.")

    objects = MembershipQuerySet.as_manager()

    class Meta(Spell.Meta):
        indexes = [
            models.Index(fields=["start_earliest", "start_latest", "id"], name="membership_order"),
            # These two hold all that is asked of the spells of a State, and of all spells, on a day.
            models.Index(fields=["state", "status", *_BOUNDS], name="membership_state_status"),
            models.Index(fields=["status", "end_latest", *_BOUNDS[:-1], "state"], name="membership_standing"),
        ]

    def __str__(self):
        return f"{self.state} as {self.status} ({self.start or 'start not found'} to {self.end or 'now'})"

    @property
    def heading(self):
        return f"{self.state}, {self.get_status_display()}"

    @property
    def subject(self):
        return self.state

    @property
    def group_title(self):
        return f"{self.get_status_display()}s"

    @property
    def words(self):
        """Those of the kind, with the verbs of its status."""
        return STATUS_WORDS[self.status]

    @classmethod
    def observer_q(cls):
        return models.Q(status=cls.Status.OBSERVER)

    def id_stem(self):
        return f"{(self.state_id or 'state').lower()}-{self.status or 'spell'}"

    def notice_on(self, day):
        """CERTAIN, POSSIBLE or None: whether withdrawal was notified by `day`."""
        return NOTIFIED.certainty(self, day) if self.notified_on else None

    def is_leaving_on(self, day):
        """Whether withdrawal was certainly notified by `day` and may not have come yet."""
        return bool(self.notified_on) and self.notified_on_latest <= day <= self.end_latest

    def clean(self):
        super().clean()
        if self.status == self.Status.OBSERVER and self.basis:
            raise ValidationError(
                {"basis": "The basis says how a State became a member: leave it empty for observers."}
            )


STATUS_WORDS = {  # how the spells of a status are spoken of
    Membership.Status.MEMBER: replace(Membership.about.words, begins="joined", ends="left"),
    Membership.Status.OBSERVER: replace(Membership.about.words, begins="became an observer", ends="ceased to be one"),
}


class PublishedCount(Record):
    """A number of member or observer States that a source printed."""

    about = Kind(
        resource="published-counts",
        page=PageAddress.place("evidence"),
        listed_by=("wording",),
        search=Search(),
        linked=Linked(
            "schema:Observation", members={"about": address_term("schema:observationAbout")}, relation="about"
        ),
        digest_forms={1: "on printed members observers stale wording sources evidence note"},
        is_reported=True,
    )
    on_day = Rule("on", None)

    on = PartialDateField("of the day", help_text="The day of which it speaks. Empty: undated.")
    printed = PartialDateField(help_text="When it was printed, where the day of which it speaks is not known.")
    on_earliest = bound()
    on_latest = bound()
    members = models.PositiveSmallIntegerField(help_text="Member States.")
    observers = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Observer States. Empty: not given.")
    stale = models.BooleanField(default=False, help_text="Whether it was out of date when printed.")
    wording = models.CharField(max_length=200, blank=True, help_text="The words of the source.")

    class Meta(Record.Meta):
        ordering = ["on_earliest", "on_latest", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(on_earliest__lte=models.F("on_latest")), name="published_count_bounds_in_order"
            )
        ]

    def __str__(self):
        return f"{self.members} members, {self.on or f'printed {self.printed}'}"

    @property
    def heading(self):
        numbers = f"{self.members} members" + (f" and {self.observers} observers" if self.observers else "")
        return f"{numbers}, {self.on.words() or f'printed {self.printed.words()}'}"

    def _set_bound(self, name, when):
        """An undated count takes its place in time from its printing."""
        super()._set_bound(name, when or PartialDate(self.printed))

    def clean(self):
        super().clean()
        if not self.on and not self.printed:
            raise ValidationError({"on": "Give the day of which it speaks or, failing that, when it was printed."})


KINDS = (State, FormerName, Membership, PublishedCount)  # in the order in which they are told
