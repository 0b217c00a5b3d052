"""Which of the project's modules a module imports, read from the sources: nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PACKAGE: Final = "geo"


def modules_in(folder: Path) -> dict[str, Path]:
    """Return the modules of the package ``geo`` that lies in ``folder``, by name."""
    paths = sorted((folder / _PACKAGE).rglob("*.py"))
    return {_name(path.relative_to(folder)): path for path in paths}


def _name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(module: str, modules: dict[str, Path]) -> set[str]:
    """Return which of ``modules`` a module imports itself, wherever it does so.

    Imports that only types need do not count. Of a package's own file those count that it makes
    at once: what it hands on when it is asked for, its users import.
    """
    path = modules[module]
    tree = ast.parse(path.read_bytes(), path)
    is_package = path.name == "__init__.py"
    found = {name for node in _statements(tree, inside=not is_package) for name in _named(node)}
    nearest = {_nearest(name, modules) for name in found}
    return {name for name in nearest if name} - {module}


def _statements(node: ast.AST, *, inside: bool) -> Iterator[ast.AST]:
    """Yield the statements of a module that run; those of functions if ``inside``."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not inside:
            continue
        yield child
        yield from _statements(child, inside=inside)


def _named(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def _nearest(name: str, modules: dict[str, Path]) -> str:
    """Return the module that ``name`` is, or is a part of; empty where it is none of ours."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name


def reached_from(module: str, modules: dict[str, Path]) -> set[str]:
    """Return all modules that run where ``module`` is used: itself, what it imports, and so on.

    The packages that they lie in are among them, for Python runs their files too.
    """
    reached: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        above = name.rpartition(".")[0]
        waiting += imports_of(name, modules) | ({above} if above else set())
    return reached
