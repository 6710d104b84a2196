"""Imports run one way: records, members, organs, strategy, then the pages and the API; and in a room shelf by shelf."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"iom_portal.records": 0, "members": 1, "organs": 2, "strategy": 3, "iom_portal.pages": 4, "iom_portal.api": 5}
SHELVES = {
    "querysets": 0,
    "models": 1,
    "filters": 2,
    "linked_data": 2,
    "api": 3,
    "pages": 3,
    "admin": 3,
    "urls": 4,
}
FILES = [
    path
    for room in ROOMS
    for path in sorted((ROOT / room.replace(".", "/")).rglob("*.py"))
    if "migrations" not in path.parts
]


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path):
    """The full names of the modules that a file imports, also inside functions."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{name.name}" for name in node.names)


def room_of(module):
    return next((room for room in ROOMS if module == room or module.startswith(f"{room}.")), None)


def shelf_of(module, room):
    """The shelf of a room on which a module stands, a file or a folder of files; None: on none of it."""
    parts = module.split(".")
    return parts[1] if parts[0] == room and len(parts) > 1 and parts[1] in SHELVES else None


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_no_room_imports_from_a_room_above_it(path):
    here = room_of(module_of(path))
    above = {other for other in map(room_of, imported(path)) if other and ROOMS[other] > ROOMS[here]}
    assert not above


@pytest.mark.parametrize("room", ["members", "organs", "strategy"])
def test_in_a_room_no_shelf_takes_from_one_above_it(room):
    for path in FILES:
        shelf = shelf_of(module_of(path), room)
        if shelf is None:
            continue
        taken = {shelf_of(name, room) for name in imported(path)} - {None}
        above = {other for other in taken if SHELVES[other] > SHELVES[shelf]}
        assert not above, path


def test_the_rooms_hold_files():
    assert len(FILES) > 60
