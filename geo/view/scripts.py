"""The browser's scripts: modules of ``geo`` that are put together here.

The sources are plain ES modules, which Node, the linter and the type checker read as they are. What
the browser is handed is made of them by this: modules in the order in which they need each other,
without their imports, exports and whole lines of comment, in one function. There is no other step
and no tool; a map or a site stays one file that works from a folder.

What holds for the sources, and is checked here: an import names what it takes, one module a line,
from a file beside it (``import {a, b} from "./other.js";``); an export stands where a thing is
declared, at the beginning of a line; no two modules of a script declare the same name; no module
needs itself. No line within a text begins with ``//`` or ``/*``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

_PACKAGE: Final = files("geo")
_IMPORT: Final = re.compile(r'^import (?:\{[^{}]*\}|\w+) from "([^"\n]+)";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?:default )?(?=\w)", re.MULTILINE)
_DECLARED: Final = re.compile(r"^(?:async )?(?:function\*? |class |const |let )(\w+)", re.MULTILINE)
_FURTHER: Final = re.compile(r", ([A-Z][A-Z0-9_]*) = ")


@lru_cache(maxsize=32)
def script(name: str) -> str:
    """Return a module and all that it imports as one plain script, for a ``script`` element.

    ``name`` is its path in the package ``geo``, such as ``assets/map/atlas.js``.
    """
    text = "".join(_EXPORT.sub("", source) for source in _sources(name))
    _check(name, text)
    return f'(() => {{\n"use strict";\n{text}}})();\n'


@lru_cache(maxsize=32)
def module(name: str) -> str:
    """Return a module and all that it imports as one module, for a component of Streamlit.

    Its default export stays.
    """
    *others, own = _sources(name)
    text = "".join(_EXPORT.sub("", source) for source in others) + own
    _check(name, _EXPORT.sub("", text))
    return text


def _sources(name: str) -> list[str]:
    """Return the texts of a module and of those that it imports, each behind what it needs."""
    found: dict[str, str | None] = {}

    def add(path: str, asked_by: str) -> None:
        if path in found:
            if found[path] is None:
                raise RuntimeError(f"{asked_by} imports {path}, which needs it itself")
            return
        found[path] = None
        text = _read(path)
        for module in _IMPORT.findall(text):
            add(posixpath.normpath(posixpath.join(posixpath.dirname(path), module)), path)
        # It comes behind what it imports.
        del found[path]
        found[path] = "".join(_code(_IMPORT.sub("", text)))

    add(name, name)
    return [text for text in found.values() if text is not None]


def _code(text: str) -> Iterator[str]:
    """Yield the lines of a source that are not comment alone, nor blank."""
    is_within = False
    for line in text.splitlines(keepends=True):
        start = line.strip()
        opens = not is_within and start.startswith("/*")
        if is_within or opens:
            _, end, rest = start.partition("*/")
            is_within = not end
            if is_within or not rest:
                continue
        if start and not start.startswith("//"):
            yield line


def _check(name: str, text: str) -> None:
    if "\nimport " in f"\n{text}" or "\nexport " in f"\n{text}":
        raise RuntimeError(
            f"{name}: an import or an export is not written as geo.view.scripts says"
        )
    names = _DECLARED.findall(text)
    # And further constants of a line: `const A = 1, B = 2;`.
    names += [each for line in text.splitlines() for each in _further(line)]
    if twice := {each for each in names if names.count(each) > 1}:
        raise RuntimeError(f"{name}: declared in two modules: {', '.join(sorted(twice))}")


def _further(line: str) -> list[str]:
    return _FURTHER.findall(line) if line.startswith("const ") else []


def _read(name: str) -> str:
    resource: Any = _PACKAGE.joinpath(*name.split("/"))
    text: str = resource.read_text(encoding="utf-8")
    return text
