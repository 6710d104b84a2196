"""Imports run one way: from room to room, and within the kernel from floor to floor. There is no circle.

Outside: records, members, organs, strategy, then the pages and the API; what lies further up may import what lies
further down. Inside the kernel the floors are those of FLOORS. Imports inside functions count as any other.
"""

from collections import defaultdict
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.support.imports import imports_of, modules, own_imports_of

ROOMS = ["iom_portal.records", "members", "organs", "strategy", "iom_portal.pages", "iom_portal.api"]

# The floors of the kernel. What stands on one floor imports nothing of the same floor, but for its own room.
FLOORS = [
    ["dates", "text", "text_gate", "page_address", "disk_cache", "django_internals"],
    ["reading", "deprecation", "chain"],
    ["models"],
    ["kinds"],
    ["history", "rules"],
    ["files", "search", "filtering", "drawing", "permissions"],
    ["web", "api", "admin", "checks", "management", "templatetags"],
    ["apps"],
]

# The files of a room of the register, in the order in which they build on one another.
SHELVES = {
    "querysets": 0,
    "models": 1,
    "filters": 2,
    "linked_data": 2,
    "api": 3,
    "pages": 3,
    "rules": 3,
    "admin": 3,
    "urls": 4,
}

# (module, function) that may import, and why it cannot be done at the head of the module.
INSIDE_FUNCTIONS = {
    ("iom_portal.records.apps", "ready"): "an app is loaded before its models are",
    ("iom_portal.pages.apps", "ready"): "an app is loaded before its models are",
    ("iom_portal.api.apps", "ready"): "an app is loaded before its models are",
}


def room_of(module):
    return next((room for room in ROOMS if f"{module}.".startswith(f"{room}.")), None)


def floor_rooms(module):
    """The room of a module of the kernel, such as "models"; None for any other."""
    kernel, _, rest = module.partition("iom_portal.records.")
    return rest.split(".")[0] if not kernel and rest else None


def product():
    """The modules of the project but for migrations, which are left as they were written."""
    return [module for module in modules() if ".migrations." not in module]


def every_import():
    return [each for module in product() for each in own_imports_of(module)]


def test_no_room_imports_from_a_room_above_it():
    above = []
    for each in every_import():
        here, there = room_of(each.importer), room_of(each.imported)
        if here and there and ROOMS.index(there) > ROOMS.index(here):
            above.append(str(each))
    assert above == []


def test_in_the_kernel_no_floor_imports_from_its_own_or_one_above():
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    wrong = []
    for each in every_import():
        here, there = floor_rooms(each.importer), floor_rooms(each.imported)
        if here and there and here != there and floor[there] >= floor[here]:
            wrong.append(str(each))
    assert wrong == []


def test_every_room_of_the_kernel_stands_on_a_floor():
    rooms = {floor_rooms(module) for module in modules()} - {None, "migrations"}
    assert rooms == {room for rooms in FLOORS for room in rooms}
    assert len(FLOORS) <= 8


def test_no_module_imports_itself_by_way_of_others():
    """What is imported for annotations alone is not counted: it is not there when the code runs."""
    graph = defaultdict(set)
    for each in every_import():
        graph[each.importer].add(each.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail("A circle: " + " imports ".join(reversed(circle.args[1])))


def test_functions_import_only_where_django_forces_it():
    within = [each for module in product() for each in imports_of(module) if each.function and not each.for_typing]
    allowed = INSIDE_FUNCTIONS.keys()
    assert [str(each) for each in within if (each.importer, each.function) not in allowed] == []
    assert INSIDE_FUNCTIONS.keys() <= {(each.importer, each.function) for each in within}, "an exception is not needed"


def shelf_of(module, room):
    """The shelf of a room on which a module stands, a file or a folder of files; None: on none of it."""
    name, _, rest = module.partition(".")
    shelf = rest.split(".")[0]
    return shelf if name == room and shelf in SHELVES else None


@pytest.mark.parametrize("room", ["members", "organs", "strategy"])
def test_in_a_room_no_shelf_takes_from_one_above_it(room):
    above = []
    for each in every_import():
        here, there = shelf_of(each.importer, room), shelf_of(each.imported, room)
        if here and there and SHELVES[there] > SHELVES[here]:
            above.append(str(each))
    assert above == []


def test_the_rooms_hold_files():
    assert len([module for module in product() if room_of(module)]) > 60
