"""The admin of the organization: its names, law, history and figures, its organs, posts and persons."""

from django.contrib import admin

from iom_portal.records.admin import CitedInline, RecordAdmin

from .models import (
    Attribute,
    Event,
    Figure,
    Instrument,
    Organ,
    OrganFunction,
    OrganizationName,
    Person,
    Post,
    Session,
    Statement,
    Term,
)


@admin.register(OrganizationName)
class OrganizationNameAdmin(RecordAdmin):
    """Names of the organization."""

    list_display = ["name_en", "acronym_en", "kind_of_name", "begins", "ends", "holds", "evidence"]
    list_filter = ["kind_of_name", "evidence"]


@admin.register(Instrument)
class InstrumentAdmin(RecordAdmin):
    """Instruments with their three dates."""

    list_display = ["title", "kind_of_instrument", "adopted", "in_force", "ceased", "holds", "evidence"]
    list_filter = ["kind_of_instrument", "evidence"]
    date_hierarchy = "adopted_on_earliest"

    @admin.display(ordering="adopted_on_earliest")
    def adopted(self, instrument: Instrument) -> str:
        """Return when it was adopted, in words."""
        return instrument.adopted_on.words()

    @admin.display(description="in force from", ordering="in_force_on_earliest")
    def in_force(self, instrument: Instrument) -> str:
        """Return from when it was in force, in words."""
        return instrument.in_force_on.words() or "–"

    @admin.display(description="to", ordering="ceased_on_earliest")
    def ceased(self, instrument: Instrument) -> str:
        """Return to when it was in force, in words."""
        return instrument.ceased_on.words() or "–"


@admin.register(Event)
class EventAdmin(RecordAdmin):
    """Events."""

    list_display = ["title", "begins", "category", "evidence"]
    list_filter = ["category", "evidence"]
    date_hierarchy = "start_earliest"
    prepopulated_fields = {"slug": ["title"]}


@admin.register(Statement)
class StatementAdmin(RecordAdmin):
    """What sources say."""

    list_display = ["statement", "topic", "of_the_day", "value", "unit", "evidence"]
    list_filter = ["topic", "evidence"]
    date_hierarchy = "on_earliest"

    @admin.display(description="as of", ordering="on_earliest")
    def of_the_day(self, statement: Statement) -> str:
        """Return the day of which it speaks, in words."""
        return statement.on.words()


@admin.register(Figure)
class FigureAdmin(RecordAdmin):
    """Numbers by year."""

    list_display = ["metric", "year", "value", "unit", "evidence"]
    list_filter = ["metric", "unit", "evidence"]
    date_hierarchy = "year_earliest"


@admin.register(Attribute)
class AttributeAdmin(RecordAdmin):
    """The seat, the languages and so on."""

    list_display = ["attribute", "value", "begins", "ends", "holds", "evidence"]
    list_filter = ["attribute", "evidence"]


class OrganFunctionInline(CitedInline):
    """The functions of an organ, on its form."""

    model = OrganFunction
    own_fields = ["number", "function", "article", "start", "end"]


class PostInline(CitedInline):
    """The posts of an organ, on its form."""

    model = Post
    own_fields = ["title", "seats", "start", "end"]


@admin.register(Organ)
class OrganAdmin(RecordAdmin):
    """Organs with their functions and posts."""

    list_display = ["name_en", "kind_of_organ", "parent", "begins", "ends", "holds", "evidence"]
    list_filter = ["kind_of_organ", "evidence"]
    list_select_related = ["parent"]
    prepopulated_fields = {"slug": ["name_en"]}
    more_inlines = (OrganFunctionInline, PostInline)


@admin.register(OrganFunction)
class OrganFunctionAdmin(RecordAdmin):
    """What organs do."""

    list_display = ["function", "organ", "number", "article", "begins", "ends", "holds", "evidence"]
    list_filter = ["organ", "evidence"]
    list_select_related = ["organ"]
    search_through = ("organ__",)


@admin.register(Session)
class SessionAdmin(RecordAdmin):
    """Sessions."""

    list_display = ["__str__", "organ", "begins", "kind_of_session", "place", "evidence"]
    list_filter = ["organ", "kind_of_session", "evidence"]
    list_select_related = ["organ"]
    date_hierarchy = "start_earliest"


class TermOfPostInline(CitedInline):
    """The terms in a post, on its form."""

    model = Term
    own_fields = ["person", "styled", "acting", "term_no", "elected_on", "start", "end"]


class TermOfPersonInline(CitedInline):
    """The terms of a person, on its form."""

    model = Term
    own_fields = ["post", "styled", "acting", "term_no", "elected_on", "start", "end"]


@admin.register(Post)
class PostAdmin(RecordAdmin):
    """Posts with their terms."""

    list_display = ["title", "organ", "seats", "begins", "ends", "holds", "evidence"]
    list_filter = ["organ", "evidence"]
    list_select_related = ["organ"]
    search_through = ("organ__",)
    more_inlines = (TermOfPostInline,)


@admin.register(Person)
class PersonAdmin(RecordAdmin):
    """Persons with their terms."""

    list_display = ["name", "nationality", "born_in_words", "died_in_words", "evidence"]
    list_filter = ["nationality", "evidence"]
    prepopulated_fields = {"slug": ["name"]}
    more_inlines = (TermOfPersonInline,)

    @admin.display(description="born", ordering="born")
    def born_in_words(self, person: Person) -> str:
        """Return when the person was born, in words."""
        return person.born.words() or "–"

    @admin.display(description="died", ordering="died")
    def died_in_words(self, person: Person) -> str:
        """Return when the person died, in words."""
        return person.died.words() or "–"


@admin.register(Term)
class TermAdmin(RecordAdmin):
    """Terms of office."""

    list_display = ["person", "post", "elected", "begins", "ends", "holds", "acting", "evidence"]
    list_filter = ["post", "acting", "evidence"]
    list_select_related = ["person", "post"]
    search_through = ("person__", "post__")

    @admin.display(description="elected or appointed", ordering="elected_on_earliest")
    def elected(self, term: Term) -> str:
        """Return when the holder was elected or appointed, in words."""
        return term.elected_on.words() or "not found"
