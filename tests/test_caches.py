"""Every cache of the product code is on docs/caches.md, and what that page names is there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("iom_portal", "members", "organs", "strategy")
PAGE = ROOT / "docs" / "caches.md"

KEEPERS = {"cache", "lru_cache"}
STORES = {"dict", "OrderedDict", "defaultdict", "local", "WeakKeyDictionary", "WeakValueDictionary"}


def name_of(node: ast.expr) -> str:
    """The last part of what is called or named: lru_cache of functools.lru_cache(maxsize=8)."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def is_empty_store(value: ast.expr | None, stores: set[str]) -> bool:
    """Whether a value is a dictionary, or the like, that begins empty: to be filled as the process goes on."""
    if isinstance(value, ast.Dict):
        return not value.keys
    return isinstance(value, ast.Call) and name_of(value) in stores and not value.args


def assigned(node: ast.stmt) -> tuple[list[str], ast.expr | None]:
    if isinstance(node, ast.Assign):
        return [name_of(target) for target in node.targets], node.value
    if isinstance(node, ast.AnnAssign):
        return [name_of(node.target)], node.value
    return [], None


def caches_in(tree: ast.Module) -> Iterator[str]:
    """The names of the functions and variables of a module that keep something."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    stores = STORES | {node.name for node in classes if STORES & {name_of(base) for base in node.bases}}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            calls = {name_of(call) for call in ast.walk(node) if isinstance(call, ast.Call)}
            if KEEPERS & {name_of(decorator) for decorator in node.decorator_list} or "cached_by_revision" in calls:
                yield node.name
            if any(is_empty_store(default, stores) for default in (*node.args.defaults, *node.args.kw_defaults)):
                yield node.name
    for node in tree.body:
        names, value = assigned(node)
        kept = [call for call in ast.walk(value) if isinstance(call, ast.Call)] if value else []
        if is_empty_store(value, stores) or KEEPERS & {name_of(call) for call in kept}:
            yield from names


def caches() -> set[tuple[str, str]]:
    """(file, name) of every cache of the product code."""
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {
        (str(path.relative_to(ROOT)), name)
        for path in files
        if "migrations" not in path.parts
        for name in caches_in(ast.parse(path.read_text()))
    }


def listed() -> list[tuple[str, str]]:
    return re.findall(r"^\| `([\w/]+\.py)` `(\w+)` \|", PAGE.read_text(), re.MULTILINE)


def test_every_cache_is_on_the_page():
    assert sorted(caches() - set(listed())) == []


def test_what_the_page_names_is_a_cache_and_is_named_once():
    assert sorted(set(listed()) - caches()) == []
    assert len(listed()) == len(set(listed())) > 40


@pytest.mark.parametrize("name", ["cached_by_revision", "BuiltOnce", 'caches["counters"]'])
def test_what_keeps_for_others_is_explained(name):
    assert name in PAGE.read_text()


@pytest.mark.parametrize(
    "code",
    [
        "@cache\ndef kept(): ...",
        "@functools.lru_cache(maxsize=8)\ndef kept(): ...",
        "class Kind:\n    @classmethod\n    @cache\n    def kept(cls): ...",
        "def kept():\n    return cached_by_revision('name', stamp, work_out)",
        "kept = lru_cache(maxsize=5)(resolve)",
        "kept = {}",
        "kept: dict[str, int] = {}",
        "kept = threading.local()",
        "class Store(threading.local): ...\nkept = Store()",
        "def kept(cache={}): ...",
    ],
)
def test_a_cache_of_any_form_is_found(code):
    assert list(caches_in(ast.parse(code))) == ["kept"]


@pytest.mark.parametrize("code", ["NAMES = {'a': 1}", "def make():\n    found = {}", "class Kind:\n    names = {}"])
def test_what_is_no_cache_is_not(code):
    assert list(caches_in(ast.parse(code))) == []
