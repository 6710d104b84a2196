"""What the docs for developers name is there: files, functions, commands, checks, tests. So they cannot rot in silence.

A page may name a thing in code (`like this`), in a drawing, or in a block of commands. Paths and page addresses are
looked up, names are looked for in the code, commands are loaded.
"""

import ast
import re
from collections import defaultdict
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.db.models import QuerySet
from django.urls import Resolver404, resolve

from iom_portal.records.models import kind
from iom_portal.records.page_address import PageAddress
from tests.test_imports import FLOORS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CODE = ("iom_portal", "members", "organs", "strategy", "tests", "benchmarks", "docs")
PAGES = [
    *(ROOT / name for name in ("README.md", "docs/architecture.md", "docs/glossary.md", "docs/contributing.md")),
    *(path for name in ("docs/operations.md", "docs/pages-design.md") if (path := ROOT / name).exists()),
    *sorted(DOCS.glob("how-to/*.md")),
    *sorted(DOCS.glob("decisions/*.md")),
]
OF_THE_PAST = {"0026-the-kernel-is-in-rooms.md"}  # names modules as they were called before
OF_AN_EXAMPLE = {  # what the checklists add
    *("Decision", "DecisionList", "decision-list", "decision-detail", "decisions"),
    *("SessionFilter", "motto", "motto_known", "/decisions/", "/about/moot/"),
    *("fixtures/decisions.csv", "organs/pages/decisions.py"),
    *("templates/organs/decision_list.html", "templates/pages/moot.html"),
}
MADE_BY_COMMANDS = (".venv/", "var/", "register.sqlite3")  # no files of the checkout
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
NAME = re.compile(r"[A-Za-z_]\w*(\.\w+)*(\(\))?")
PATH = re.compile(r"\.?[^\W\d][\w-]*(/[\w.-]+)+/?|[\w.-]+\.(py|md|html|csv|json|toml|css)")
CHECK = re.compile(r"(records|pages|api)\.[EW]\d{3}")


def fences(page: Path, language: str) -> list[str]:
    """Return the blocks of a language in a page."""
    return [text for name, text in FENCE.findall(page.read_text(encoding="utf-8")) if name == language]


def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def spans(page: Path) -> list[str]:
    """Return what a page sets as code within its text, but for what its example adds."""
    return [span for span in SPAN.findall(prose(page)) if span not in OF_AN_EXAMPLE]


@cache
def sources() -> dict[Path, str]:
    """{file: its text} of the code, the templates and what configures them."""
    patterns = [(ROOT / room, pattern) for room in CODE for pattern in ("*.py", "*.typ")]
    patterns += [(ROOT / "templates", "*.html"), (ROOT / "fixtures", "*.csv")]
    files = [path for folder, pattern in patterns for path in folder.rglob(pattern)]
    files += [ROOT / name for name in ("Makefile", "pyproject.toml", ".env.example", "manage.py", ".ci/run")]
    return {path: path.read_text(encoding="utf-8") for path in files if path != Path(__file__)}


@cache
def words() -> frozenset[str]:
    """Every word of the code."""
    return frozenset(word for text in sources().values() for word in re.findall(r"\w+", text))


def names_of(body: list[ast.stmt]) -> list[str]:
    """Return what a module or a class defines: functions, classes with what is in them, values."""
    found = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.append(node.name)
        if isinstance(node, ast.ClassDef):
            found += [f"{node.name}.{name}" for name in names_of(node.body)]
        if isinstance(node, ast.FunctionDef):  # what __init__ sets on self
            found += [
                target.attr
                for step in ast.walk(node)
                if isinstance(step, ast.Assign | ast.AnnAssign) and node.name == "__init__"
                for target in ast.walk(step)
                if isinstance(target, ast.Attribute)
            ]
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
    return found


@cache
def defined() -> dict[str, set[Path]]:
    """{name: the files that define it}; what a class has stands under its name: `Rule.certainty`."""
    found = defaultdict(set)
    for path, text in sources().items():
        if path.suffix == ".py":
            for name in names_of(ast.parse(text).body):
                found[name].add(path)
    return found


def file_at(path: str) -> Path:
    """Return what a page means by a path: from the checkout, the kernel or, by its name alone, any folder."""
    places = [ROOT / path, ROOT / "iom_portal" / path]
    if "/" not in path:
        places += [file for file in sources() if file.name == path] + list(DOCS.rglob(path))
    return next((place for place in places if place.exists()), ROOT / path)


@cache
def tables() -> frozenset[str]:
    """The tables of the database."""
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))


def is_known(name: str) -> bool:
    """Whether the code has a name: a definition, a table, a method of querysets or, of a plain word, any use of it."""
    bare = name.removesuffix("()")
    if bare in defined() or bare in tables() or hasattr(QuerySet, bare):
        return True
    if "." not in bare:
        return not name.endswith("()") and bare in words()
    module = bare
    while "." in module:  # a module, and what is in it
        module, _, _ = module.rpartition(".")
        if (ROOT / module.replace(".", "/")).is_dir() or (ROOT / f"{module.replace('.', '/')}.py").is_file():
            return bare.rpartition(".")[2] in defined() or find_spec(bare) is not None
    first, _, last = bare.rpartition(".")
    return first not in defined() and {*first.split("."), last} <= words()  # of a library, or of a variable


def asked_of(pages: list[Path]) -> list:
    return [pytest.param(page, id=str(page.relative_to(ROOT))) for page in pages]


@pytest.mark.parametrize("page", asked_of(PAGES))
def test_every_file_and_address_that_a_page_names_is_there(page):
    missing = []
    for span in spans(page):
        path, _, test = span.partition("::")
        if path.startswith("/") and "…" not in path and "<" not in path:
            try:
                resolve(path.partition("?")[0])
            except Resolver404:
                missing.append(span)
        elif PATH.fullmatch(path) and not path.startswith(MADE_BY_COMMANDS) and not CHECK.fullmatch(path):
            file = file_at(path)
            if not file.exists() or (test and f"def {test}(" not in file.read_text(encoding="utf-8")):
                missing.append(span)
    for path in re.findall(r"\bdocs/[\w/-]+\.md\b", prose(page)):
        if not (ROOT / path).exists():
            missing.append(path)
    assert missing == []


@pytest.mark.parametrize("page", asked_of([page for page in PAGES if page.name not in OF_THE_PAST]))
def test_every_name_that_a_page_sets_as_code_is_in_the_code(page):
    names = {span for span in spans(page) if NAME.fullmatch(span) and not PATH.fullmatch(span)} - {*MADE_BY_COMMANDS}
    says_what_it_is = {name for name in names if not name.islower() or "_" in name or "." in name or "(" in name}
    unknown = [name for name in says_what_it_is if not CHECK.fullmatch(name) and not is_known(name)]
    assert sorted(unknown) == []


def test_what_the_glossary_places_in_a_file_is_defined_there():
    rows = re.findall(r"\| `([\w.]+)` in `([\w./-]+)` \|", (DOCS / "glossary.md").read_text(encoding="utf-8"))
    assert len(rows) > 60
    wrong = [f"{name} in {path}" for name, path in rows if file_at(path) not in defined().get(name, ())]
    assert wrong == []


def test_the_map_gives_each_room_of_the_kernel_its_floor():
    rows = re.findall(r"^\| (\d) \| ([^|]+) \|", (DOCS / "architecture.md").read_text(encoding="utf-8"), re.MULTILINE)
    rooms = defaultdict(set)
    for floor, names in rows:
        rooms[int(floor)] |= set(re.findall(r"`(\w+)(?:/|\.py)`", names))
    assert rooms == {number: set(names) for number, names in enumerate(FLOORS, 1)}


@pytest.mark.parametrize("page", asked_of([page for page in PAGES if fences(page, "mermaid")]))
def test_every_function_and_file_in_a_drawing_is_there(page):
    for drawing in fences(page, "mermaid"):
        called = set(re.findall(r"([A-Za-z_][\w.]*)\(", drawing))
        unknown = sorted(name for name in called if name not in defined() and not is_known(f"{name}()"))
        assert unknown == []
        for path in re.findall(r"\b[\w/]+\.(?:py|html)\b", drawing):
            assert file_at(path).exists() or file_at(path.rpartition("/")[2]).exists(), path


@pytest.mark.parametrize("page", asked_of(PAGES))
def test_every_command_that_a_page_names_can_be_given(page):
    text = "\n".join([*spans(page), *fences(page, "sh")])
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in re.findall(r"\bmanage\.py ([a-z_]+)", text):
        assert name in get_commands(), name
        load_command_class(get_commands()[name], name)
    for name in re.findall(r"^(?:\w+=\S+ )*make ([a-z-]+)", text, re.MULTILINE):
        assert name in targets, name
    for name in re.findall(r"python -m ([\w.]+)", text):
        assert find_spec(name), name
    for arguments in re.findall(r"\.venv/bin/pytest ([^\n#]*)", text):
        for path in re.findall(r"\btests/[\w/.-]+", arguments):
            assert (ROOT / path).exists(), path


DECLARATIONS = [
    pytest.param(text, id=page.name) for page in PAGES for text in fences(page, "python") if "digest_forms" in text
]


@pytest.mark.parametrize("text", DECLARATIONS)
def test_a_declaration_that_a_page_shows_can_be_made_as_it_stands(text):
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    declarations = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Kind"]
    assert declarations, "Show the forms within the declaration of their kind: about = Kind(…)."
    for declaration in declarations:
        about = eval(ast.unparse(declaration), {**vars(kind), "PageAddress": PageAddress})
        assert {type(number) for number in about.digest_forms} == {int}
        assert {type(columns) for columns in about.digest_forms.values()} == {str}


def test_every_check_is_explained_and_every_check_explained_is_made():
    in_code = {
        match[0] for path, text in sources().items() if path.name == "checks.py" for match in CHECK.finditer(text)
    }
    in_docs = {match[0] for page in DOCS.glob("how-to/*.md") for match in CHECK.finditer(page.read_text("utf-8"))}
    assert in_docs <= in_code, "These checks are not made any more."
    assert {name for name in in_code if ".E" in name} <= in_docs, "These checks are in no checklist."


def test_each_decision_is_listed_and_says_what_a_decision_has_to_say():
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    for path in sorted(DOCS.glob("decisions/0*.md")):
        text = path.read_text(encoding="utf-8")
        assert f"({path.name})" in index, path.name
        assert text.startswith(f"# {int(path.name[:4])}. ")
        for heading in ("Context", "Alternatives", "Decision", "Consequences"):
            assert f"\n## {heading}\n" in text, f"{path.name}: {heading}"
        assert re.search(r"^Status: .+ Date: \d+ \w+ 20\d\d", text, re.MULTILINE), path.name


def test_modules_that_were_moved_are_where_the_table_says():
    [page] = [page for page in PAGES if page.name in OF_THE_PAST]
    rows = re.findall(r"^\| `([\w.]+)` \| `([\w.]+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) > 60
    for _, new in rows:
        import_module(new)
