"""What the modules of the project import, read from their text without running it."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("iom_portal", "members", "organs", "strategy")


class Import(NamedTuple):
    """A module that another imports. `function`: the name of the function inside which it does so, or ""."""

    importer: str
    imported: str
    line: int
    function: str = ""
    for_typing: bool = False  # under `if TYPE_CHECKING`

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


@cache
def modules() -> dict[str, Path]:
    """Return every module of the project by its full name; a package stands for its `__init__`."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


@cache
def imports_of(module: str) -> tuple[Import, ...]:
    """Return what a module imports, wherever it does so: modules of the project, and others."""
    visitor = _Visitor(module)
    visitor.visit(ast.parse(modules()[module].read_text(encoding="utf-8")))
    return tuple(visitor.found)


def own_imports_of(module: str) -> list[Import]:
    """Return what a module imports of the project when it runs."""
    return [each for each in imports_of(module) if each.imported in modules() and not each.for_typing]


def closure(starts: Iterable[str], without: Iterable[str] = ()) -> set[str]:
    """Return the modules that run when these are imported or called, with the packages that they lie in.

    without: modules that are not followed.
    """
    left_out, found = set(without), set()
    waiting = [module for start in starts for module in _with_packages(start)]
    while waiting:
        module = waiting.pop()
        if module in found or module in left_out:
            continue
        found.add(module)
        for each in own_imports_of(module):
            waiting += _with_packages(each.imported)
    return found


def _with_packages(module: str) -> Iterator[str]:
    parts = module.split(".")
    names = (".".join(parts[: number + 1]) for number in range(len(parts)))
    return (name for name in names if name in modules())


class _Visitor(ast.NodeVisitor):
    """Collects the imports of one module."""

    def __init__(self, module: str) -> None:
        self.module, self.found = module, []
        self.function, self.for_typing = "", False
        is_package = modules()[module].name == "__init__.py"
        self.package = module if is_package else module.rpartition(".")[0]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        before, self.function = self.function, self.function or node.name
        self.generic_visit(node)
        self.function = before

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_If(self, node: ast.If) -> None:
        before, self.for_typing = self.for_typing, self.for_typing or "TYPE_CHECKING" in ast.dump(node.test)
        self.generic_visit(node)
        self.for_typing = before

    def visit_Import(self, node: ast.Import) -> None:
        for name in node.names:
            self._add(name.name, node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = self._absolute(node)
        for name in node.names:
            self._add(f"{base}.{name.name}" if f"{base}.{name.name}" in modules() else base, node.lineno)

    def _absolute(self, node: ast.ImportFrom) -> str:
        """Return the full name of the module that a `from` names."""
        if not node.level:
            return node.module or ""
        parts = self.package.split(".")
        parts = parts[: len(parts) - node.level + 1]
        return ".".join([*parts, node.module] if node.module else parts)

    def _add(self, name: str, line: int) -> None:
        self.found.append(Import(self.module, name, line, self.function, self.for_typing))
