"""How the project is built, in numbers: floors of imports, circles, climbs, files to touch.

Run as a module it prints them; ``tests/test_structure.py`` holds the limits.

*Rooms* are the folders of ``geo/`` with modules in them, and the modules that lie in no folder.
A room, or a module, stands on the *floor* above all that it imports, wherever in a file it does
so; imports for types alone do not count.

A report's text *climbs* when it comes back up: a function hands it to another room after it has
been in a room on a lower floor than that function's. Counted as the report that ships is built by
the command line, each pair of functions once, in the order in which they first call. The text is
the report's file, its bytes or words, a document or a report made of them.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final

from geo.base.imports import imports_of, modules_in
from geo.base.paths import ROOT, SHIPPED_ATLAS
from geo.cli.main import main as run
from geo.documents.inputs import Document
from geo.documents.report import Report
from geo.model.codes import SECTORS
from geo.outputs.formats import FORMATS

Graph = Mapping[str, Collection[str]]

SEED: Final = ROOT / "seeds" / f"{SHIPPED_ATLAS.stem}.txt"
# What is made from other files (make fields, make atlas) or says which sites there are.
_MADE: Final = ("data/schema/atlas.schema.json", "data/atlas/", "data/review/", "data/regions/")
# Each language has a label for each code.
_LABELS: Final = "geo/words/"
# Where something has to be added that the code knows a list of.
_FOLDERS: Final = ("geo", "data", "tools", "pages", "web")
# So much of a list of codes has a file that has to be completed when one is added.
_SHARE: Final = 0.75
_DOTTED: Final = re.compile(r"geo(?:\.\w+)+(?::\w+)?")


def modules() -> Graph:
    """Return which modules of ``geo`` each of them imports."""
    found = modules_in(ROOT)
    return {name: imports_of(name, found) for name in found}


def room_of(module: str) -> str:
    """Return the room that a module lies in: its folder, or itself where it lies in none."""
    folder = ROOT.joinpath(*module.split("."))
    above = module.rpartition(".")[0]
    return module if folder.is_dir() or above in {"", "geo"} else above


def rooms(imports: Graph) -> Graph:
    """Return which rooms each room imports. ``geo`` itself only hands on what it is asked for."""
    found: dict[str, set[str]] = {room_of(name): set() for name in imports if name != "geo"}
    for name, imported in imports.items():
        if name != "geo":
            found[room_of(name)] |= {room_of(other) for other in imported} - {room_of(name), "geo"}
    return found


def floors(imports: Graph) -> dict[str, int]:
    """Return the floor of each member of a graph, from 1. Raises ``CycleError`` for a circle."""
    floor: dict[str, int] = {}
    for name in TopologicalSorter(imports).static_order():
        floor[name] = 1 + max((floor[other] for other in imports.get(name, ())), default=0)
    return floor


def circle(imports: Graph) -> list[str]:
    """Return the members of a circle, empty where there is none."""
    try:
        floors(imports)
    except CycleError as error:
        return list(error.args[1])
    return []


def hidden_imports() -> list[str]:
    """Return the places where ``geo`` names a module of another room in a string, or as one."""
    found = []
    known = modules_in(ROOT)
    for name, path in known.items():
        for node in ast.walk(ast.parse(path.read_bytes(), path)):
            match node:
                case ast.Constant(value=str(text)) if _DOTTED.fullmatch(text):
                    module = text.partition(":")[0]
                    hides = module in known and room_of(module) != room_of(name)
                case ast.Name(id="__import__" | "import_module") | ast.alias(name="import_module"):
                    hides = True
                case _:
                    continue
            if hides:
                found.append(f"{path.relative_to(ROOT)}, line {node.lineno}")
    return found


@dataclass(frozen=True)
class Call:
    """A function hands a report's text to one of another room."""

    caller: str
    called: str


def calls_with_text() -> list[Call]:
    """Return the calls between rooms that carry a report's text, as it is built."""
    words = SEED.read_text(encoding="utf-8")
    carriers = {SEED, words, words.encode()}
    seen: set[tuple[CodeType, CodeType]] = set()
    calls: list[Call] = []

    def carries(value: object) -> bool:
        return isinstance(value, Document | Report) or (
            isinstance(value, str | bytes | Path) and value in carriers
        )

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        room = _room_at(code)
        if event != "call" or not room:
            return
        caller = frame.f_back
        while caller and not _room_at(caller.f_code):
            caller = caller.f_back
        if not caller or _room_at(caller.f_code) == room or (caller.f_code, code) in seen:
            return
        # A report that is asked for something stays where it is.
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        if any(carries(frame.f_locals.get(name)) for name in names if name != "self"):
            seen.add((caller.f_code, code))
            calls.append(Call(_function(caller.f_code), _function(code)))

    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        sys.setprofile(note)
        try:
            run(["build", str(SEED), "-o", str(Path(folder, "atlas.geojson"))])
        finally:
            sys.setprofile(None)
    return calls


@cache
def _room_at(code: CodeType) -> str:
    path = Path(code.co_filename)
    if not path.is_relative_to(ROOT / "geo"):
        return ""
    return room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))


def _function(code: CodeType) -> str:
    module = ".".join(Path(code.co_filename).relative_to(ROOT).with_suffix("").parts)
    return f"{module}:{code.co_qualname}"


def _room(function: str) -> str:
    return room_of(function.partition(":")[0])


def climbs(calls: Collection[Call], floor: Mapping[str, int]) -> list[Call]:
    """Return the calls for which the text has come back up to a room that is above the last."""
    found = []
    at = None
    for call in calls:
        if at is not None and floor[_room(call.caller)] > floor[at]:
            found.append(call)
        at = _room(call.called)
    return found


def files_listing(codes: Collection[str]) -> list[str]:
    """Return the files that name most of a list of codes: those to complete by hand.

    The labels of each language, one line each, are left out.
    """
    found = []
    for path in _texts():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith((*_MADE, _LABELS)):
            continue
        words = set(re.findall(r"[\w-]+", path.read_text(encoding="utf-8", errors="replace")))
        if len(words & set(codes)) >= _SHARE * len(codes):
            found.append(name)
    return found


def _texts() -> Iterator[Path]:
    for folder in _FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.*")):
            if path.suffix in {".py", ".js", ".ts", ".css", ".html", ".csv", ".json", ".toml"} and (
                "vendor" not in path.parts and path.is_file()
            ):
                yield path


def files_for_a_format() -> list[str]:
    """Return the files to touch for one more format: its own, and those that list formats."""
    return ["its module in geo/outputs/", *files_listing(FORMATS)]


def measures() -> dict[str, Any]:
    """Return all numbers by name, with what they count."""
    imports = modules()
    of_rooms = rooms(imports)
    floor = floors(of_rooms)
    of_files = {name: set(others) - {"geo"} for name, others in imports.items() if name != "geo"}
    calls = calls_with_text()
    return {
        "rooms": len(of_rooms),
        "imports between rooms": sum(map(len, of_rooms.values())),
        "floors of rooms": max(floor.values()),
        "modules": len(of_files),
        "floors of modules": max(floors(of_files).values()),
        "circles of rooms": circle(of_rooms),
        "circles of modules": circle(of_files),
        "imports hidden in strings": hidden_imports(),
        "calls that carry a report's text to another room": [
            f"{call.caller} → {call.called}" for call in calls
        ],
        "climbs of a report's text": [
            f"back in {call.caller}, before {call.called}" for call in climbs(calls, floor)
        ],
        "files to touch for a sector": files_listing(SECTORS),
        "files to touch for an export format": files_for_a_format(),
    }


def main() -> None:
    """Print the rooms by floor, and all numbers."""
    of_rooms = rooms(modules())
    by_floor: dict[int, list[str]] = {}
    for room, floor in floors(of_rooms).items():
        by_floor.setdefault(floor, []).append(room.removeprefix("geo."))
    for floor in sorted(by_floor, reverse=True):
        print(f"{floor:>2}  {'  '.join(sorted(by_floor[floor]))}")
    for name, value in measures().items():
        print(f"{len(value) if isinstance(value, list) else value:>4}  {name}")
        if isinstance(value, list):
            for item in value:
                print(f"        {item}")


if __name__ == "__main__":
    main()
