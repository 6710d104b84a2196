"""Private parts of libraries: each means what we take it to mean, and none is used outside django_internals.py."""

import ast
import importlib
import inspect
import pkgutil
import threading
from pathlib import Path

import django_filters
import pytest
from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, site
from django.contrib.auth.models import Group
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sitemaps import Sitemap
from django.core.exceptions import ValidationError
from django.db import connection, connections, models
from django.db.models.deletion import Collector
from django.db.models.query import BaseIterable
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from rest_framework import serializers
from rest_framework.request import Request

from iom_portal.records.django_internals import (
    AdminAnswers,
    ModelFormSteps,
    PreparedForms,
    RefusesRawDelete,
    as_aggregates,
    django_request,
    forget_new_messages,
    given_label,
    is_open_in_this_thread,
    pass_on_reference,
    readable_fields,
    set_context,
    set_iterable,
    sitemap_entries,
)
from members.models import Membership, State

ROOT = Path(__file__).parents[2]
PACKAGES = ("iom_portal", "members", "organs", "strategy")
INTERNALS = ROOT / "iom_portal" / "records" / "django_internals.py"
DOCUMENTED = {"_meta", "_state", "_replace"}  # of Model, and of a named tuple

# Queries


class Numbered(BaseIterable):
    def __iter__(self):
        return iter(enumerate(self.queryset.query.get_compiler(self.queryset.db).results_iter()))


@pytest.mark.django_db
def test_rows_are_made_by_the_iterable_that_was_set_in_copies_too():
    for name in ("scribe b", "scribe a"):
        Group.objects.create(name=name)
    rows = Group.objects.filter(name__startswith="scribe").order_by("name").values_list("name")
    set_iterable(rows, Numbered)
    assert [(number, tuple(row)) for number, row in rows.filter(name="scribe b")] == [(0, ("scribe b",))]
    assert [(number, tuple(row)) for number, row in rows] == [(0, ("scribe a",)), (1, ("scribe b",))]


@pytest.mark.django_db
def test_aggregates_are_one_row_and_what_aggregate_gives():
    for name in ("scribe a", "scribe b", "scribe c"):
        Group.objects.create(name=name)
    asked = {"number": models.Count("pk"), "last": models.Max("name")}
    groups = Group.objects.filter(name__gt="scribe a").order_by("name")
    sql, values = as_aggregates(groups, asked).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.fetchall() == [tuple(groups.aggregate(**asked).values())] == [(2, "scribe c")]
    assert "GROUP BY" not in sql and "ORDER BY" not in sql


@pytest.mark.django_db
def test_a_deletion_of_rows_at_once_asks_the_mixin():
    asked = []

    class Guarded(RefusesRawDelete, models.QuerySet):
        def refuse_raw_delete(self, using):
            asked.append(using)
            return 7

    collector = Collector("default")
    collector.fast_deletes = [Guarded(Group)]
    assert collector.delete() == (7, {"auth.Group": 7}) and asked == ["default"]


def test_a_connection_is_open_in_the_thread_that_asked_for_it_alone():
    alias, seen = "only-for-this-test", []
    connections.settings[alias] = {**connections.settings["default"], "ENGINE": "django.db.backends.sqlite3"}
    try:
        assert not is_open_in_this_thread(alias)
        assert connections[alias].alias == alias and is_open_in_this_thread(alias)
        thread = threading.Thread(target=lambda: seen.append(is_open_in_this_thread(alias)))
        thread.start()
        thread.join()
        assert seen == [False]
        del connections[alias]
        assert not is_open_in_this_thread(alias)
    finally:
        del connections.settings[alias]


def test_a_reference_at_hand_is_passed_on_without_a_query():
    erewhon = State(pk="ERE")
    version = Membership.history.model(id="ere-member-1", state=erewhon)
    record = Membership(pk="ere-member-1", state_id="ERE")
    pass_on_reference("state", giver=version, taker=record)
    assert record.state is erewhon


def test_a_reference_that_is_not_at_hand_is_not_asked_for():
    record, field = Membership(pk="b", state_id="ERE"), Membership._meta.get_field("state")
    pass_on_reference("state", giver=Membership(pk="a", state_id="ERE"), taker=record)
    assert not field.is_cached(record)
    pass_on_reference("state", giver=Membership(pk="a", state=None), taker=record)
    assert not field.is_cached(record)


# The admin, its forms and messages


class AnsweringAdmin(AdminAnswers, ModelAdmin):
    pass


@pytest.mark.django_db
def test_the_admin_answers_alike_but_opens_no_transaction(admin_user):
    group, view = Group.objects.create(name="Scribes"), AnsweringAdmin(Group, site)

    def asked(answer, *arguments):
        request = RequestFactory().post("/", {})
        request.user, request._dont_enforce_csrf_checks = admin_user, True
        with CaptureQueriesContext(connection) as queries:
            response = answer(request, *arguments)
        opened = any(query["sql"].startswith("SAVEPOINT") for query in queries)
        return response.template_name, response.status_code, opened

    for public, ours, more in (
        (view.changeform_view, view.answer_change_form, ("", None)),
        (view.delete_view, view.answer_deletion, (None,)),
    ):
        template, status, opened = asked(public, str(group.pk), *more)
        assert opened and template
        assert asked(ours, str(group.pk), *more) == (template, status, False)


class SteppedForm(ModelFormSteps, forms.ModelForm):
    judged = True

    class Meta:
        model = Group
        fields = ["name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.steps = []

    def clean(self):
        self.steps.append("clean")
        return super().clean()

    def after_clean(self):
        self.steps.append("after clean")
        assert self.cleaned_data["name"] and self.instance.name == ""

    def may_judge_record(self):
        self.steps.append("judge")
        return self.judged

    def take_errors_of_record(self, errors):
        self.steps.append(sorted(errors.error_dict))
        super().take_errors_of_record(errors)


@pytest.fixture
def refusing_group(monkeypatch):
    def refuse(group):
        raise ValidationError({"name": "It is refused."})

    monkeypatch.setattr(Group, "clean", refuse)


@pytest.mark.django_db
def test_the_steps_of_a_form_come_in_their_order(refusing_group):
    form = SteppedForm({"name": "Scribes"})
    assert form.errors == {"name": ["It is refused."]}
    assert form.steps == ["clean", "after clean", "judge", ["name"]]
    assert form.instance.name == "Scribes"


@pytest.mark.django_db
def test_a_record_that_may_not_be_judged_is_neither_made_nor_validated(refusing_group, monkeypatch):
    monkeypatch.setattr(SteppedForm, "judged", False)
    form = SteppedForm({"name": "Scribes"})
    assert form.is_valid() and form.steps == ["clean", "after clean", "judge"]
    assert form.instance.name == ""


def test_errors_of_a_record_are_shown_with_the_words_of_the_form():
    class Worded(SteppedForm):
        class Meta(SteppedForm.Meta):
            error_messages = {"name": {"taken": "Somebody has it."}}

        def after_clean(self):
            self.show_errors(ValidationError({"name": ValidationError("Taken.", code="taken")}))

    form = Worded({"name": "Scribes"})
    form.judged = False
    assert form.errors == {"name": ["Somebody has it."]}


def test_each_form_of_a_formset_is_prepared_once_with_its_record():
    prepared = []

    class Prepared(PreparedForms, forms.BaseModelFormSet):
        def prepare_form(self, form):
            prepared.append((form.prefix, form.instance.pk))

    formset_class = forms.modelformset_factory(Group, fields=["name"], formset=Prepared, extra=2)
    formset = formset_class(queryset=Group.objects.none())
    assert len(formset.forms) == 2
    assert prepared == [("form-0", None), ("form-1", None)]


def test_only_the_messages_of_this_request_are_forgotten():
    def request(session):
        made = RequestFactory().get("/")
        made.session = session
        made._messages = SessionStorage(made)
        return made

    session = {}
    before = request(session)
    messages.success(before, "It was said before.")
    before._messages.update(HttpResponse())
    now = request(session)
    messages.success(now, "It was said too early.")
    forget_new_messages(now)
    messages.error(now, "It was refused.")
    assert [str(message) for message in messages.get_messages(now)] == ["It was said before.", "It was refused."]


# Pages and API


def test_the_entries_of_a_sitemap_are_at_the_host_that_was_named():
    class Pages(Sitemap):
        limit = 2

        def items(self):
            return ["/a/", "/b/", "/c/"]

        def location(self, item):
            return item

    assert [entry["location"] for entry in sitemap_entries(Pages(), 1, "https", "example.org")] == [
        "https://example.org/a/",
        "https://example.org/b/",
    ]
    assert len(sitemap_entries(Pages(), 2, "https", "example.org")) == 1


def test_a_label_that_was_not_given_is_none():
    named, unnamed = django_filters.CharFilter(field_name="id", label="Its id"), django_filters.CharFilter("id")
    unnamed.model = State
    assert (given_label(named), given_label(unnamed)) == ("Its id", None)
    assert unnamed.label, "one is worked out"


def test_the_request_of_django_is_the_one_that_was_wrapped():
    request = RequestFactory().get("/")
    assert django_request(Request(request)) is request


class InnerSerializer(serializers.Serializer):
    language = serializers.SerializerMethodField()

    def get_language(self, value):
        return self.context["language"]


class OuterSerializer(serializers.Serializer):
    inner = InnerSerializer(source="*")
    secret = serializers.CharField(write_only=True)
    name = serializers.CharField()


def test_the_context_of_a_serializer_is_that_of_its_fields():
    serializer = OuterSerializer(context={"language": "en"})
    rows = [serializer.to_representation({"name": "Erewhon"})["inner"]]
    set_context(serializer, {"language": "fr"})
    rows.append(serializer.to_representation({"name": "Erewhon"})["inner"])
    assert rows == [{"language": "en"}, {"language": "fr"}]


def test_readable_fields_are_those_of_an_answer_in_their_order():
    serializer = OuterSerializer(context={"language": "en"})
    names = [field.field_name for field in readable_fields(serializer)]
    assert names == list(serializer.to_representation({"name": "Erewhon"})) == ["inner", "name"]


# Nowhere else


def product_files() -> list[Path]:
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return [path for path in files if "migrations" not in path.parts and path != INTERNALS]


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def own_names(trees: list[ast.Module]) -> set[str]:
    """The private names that our own classes and queries give: methods, attributes, annotations, columns in memory."""
    names = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.ClassDef):
            names |= {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
            names |= {name.id for part in node.body for name in ast.walk(part) if isinstance(name, ast.Name)}
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node.value) == "self":
            names.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            names.add(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
    return names


def test_no_private_part_of_a_library_is_used_elsewhere():
    trees = {path: ast.parse(path.read_text()) for path in product_files()}
    own, used = own_names(list(trees.values())), set()
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and is_private(node.attr) and node.attr not in own | DOCUMENTED:
                used.add((str(path.relative_to(ROOT)), node.attr))
    assert sorted(used) == []


def classes() -> set[type]:
    """Every class of our own, but for those of the wrappers."""
    found = set()
    for package in map(importlib.import_module, PACKAGES):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name:
                members = vars(importlib.import_module(module.name)).values()
                found |= {each for each in members if inspect.isclass(each) and each.__module__ == module.name}
    return {each for each in found if each.__module__ != "iom_portal.records.django_internals"}


def test_no_private_hook_of_a_library_is_overridden_elsewhere():
    overridden = []
    for each in classes():
        for name, value in vars(each).items():
            if not (is_private(name) and inspect.isfunction(value) and value.__module__.startswith(PACKAGES)):
                continue
            theirs = [base for base in each.__mro__[1:] if name in vars(base)]
            if any(not base.__module__.startswith(PACKAGES) for base in theirs):
                overridden.append(f"{each.__module__}.{each.__name__}.{name}")
    assert overridden == []
