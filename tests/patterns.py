"""Every regular expression of the project, with the methods that it is used by.

Nobody lists them: all that ``re.compile`` makes while the project's modules are imported and a
report is read is taken down, by the place that makes it.
"""

import ast
import contextlib
import importlib
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from geo.base.paths import ROOT

Place = tuple[Path, int]
# What is made is always the same.
_SETTINGS = settings(
    # Run outside pytest too, on a busy machine.
    deadline=None,
    max_examples=8,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_UNIT_MAX = 6
_METHODS = frozenset(
    ("match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn")
)
# A pattern that only a table or a function holds may be looked for everywhere.
_EVERYWHERE = frozenset(("finditer",))
_BLANKS = " \t\n\r\u3000\xa0"
_ASIDE = re.compile(r"\(\?<?[=!][^()]*\)")


@dataclass(frozen=True)
class Used:
    """A pattern, what it is called, and the methods that the project uses it by."""

    name: str
    pattern: re.Pattern
    methods: tuple[str, ...]


def sources() -> list[Path]:
    """Return the project's Python files, but for those of the tests."""
    folders = ("geo", "pages", "benchmarks")
    return sorted(
        [*ROOT.glob("*.py"), *(p for name in folders for p in (ROOT / name).rglob("*.py"))]
    )


def nameless(path: Path) -> list[int]:
    """Return the lines of a file that use a pattern without a name, or ``re`` by another name."""
    lines = []
    for node in _nodes(path):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=name)):
                is_meant = name in _METHODS
            case ast.ImportFrom(module="re"):
                is_meant = True
            case ast.Import(names=names):
                is_meant = any(n.name == "regex" or (n.name == "re" and n.asname) for n in names)
            case _:
                continue
        lines += [node.lineno] if is_meant else []
    return lines


def makers(path: Path) -> set[Place]:
    """Return the places in a file that make patterns."""
    found = set()
    for node in _nodes(path):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr="compile")):
                found.add((path, node.lineno))
    return found


def _nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _methods(path: Path) -> Mapping[str, set[str]]:
    """Return by which methods a file uses each name."""
    found = defaultdict(set)
    for node in _nodes(path):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=method) if method in _METHODS:
                found[name].add(method)
    return found


@contextlib.contextmanager
def recorded() -> Iterator[dict[Place, list[re.Pattern]]]:
    """Take down what the project's files make patterns of, by file and line."""
    made = defaultdict(list)
    compile_ = re.compile

    def record(pattern, flags=0):
        found = compile_(pattern, flags)
        caller = sys._getframe(1)
        path = Path(caller.f_code.co_filename)
        if path in files:
            made[path, caller.f_lineno].append(found)
        return found

    files = frozenset(sources())
    re.compile = record
    try:
        yield made
    finally:
        re.compile = compile_


def collect(work: Callable[[], object]) -> tuple[list[Used], list[str]]:
    """Return every pattern that the project makes as it is imported and does ``work``.

    Also the places in its files that made none: of these nothing is known.
    """
    meant = set().union(*map(makers, sources()))
    with recorded() as made:
        files = sorted({path for path, _ in meant})
        modules = {path: importlib.import_module(_module(path)) for path in files}
        # What was imported before anybody took note is imported again.
        for path in {path for path, _ in meant} - {path for path, _ in made}:
            modules[path] = importlib.reload(modules[path])
        work()
    names, methods = {}, defaultdict(set)
    for path, module in modules.items():
        used = _methods(path)
        for name, value in vars(module).items():
            for pattern in _held(value):
                names.setdefault(id(pattern), f"{path.relative_to(ROOT)} {name}")
                methods[id(pattern)] |= used.get(name) or _EVERYWHERE
    found = {}
    for (path, line), patterns in made.items():
        for pattern in patterns:
            name = names.get(id(pattern), f"{path.relative_to(ROOT)} line {line}")
            used = methods.get(id(pattern), _EVERYWHERE)
            found.setdefault(id(pattern), Used(name, pattern, tuple(sorted(used))))
    unmade = sorted(meant - set(made))
    return list(found.values()), [f"{path.relative_to(ROOT)}, line {line}" for path, line in unmade]


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def _held(value: object) -> Iterator[re.Pattern]:
    """Yield the patterns that a value is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from _held(tuple(value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from _held(item)


def mentioned(used: list[Used]) -> list[str]:
    """Return the characters that the patterns mention, whatever they mean by them, and blanks."""
    sources = (each.pattern.pattern for each in used)
    return sorted(set(_BLANKS).union(*(s if isinstance(s, str) else s.decode() for s in sources)))


def repeated(alphabet: list[str]) -> Mapping[str, Callable[[int], str]]:
    """Return shapes that hypothesis makes: a few pieces of an alphabet, many times."""
    found = {}

    @_SETTINGS
    @given(st.lists(st.sampled_from(alphabet), min_size=1, max_size=_UNIT_MAX).map("".join))
    def repeat(unit):
        found[f"{unit!r} many times"] = lambda size: unit * (size // len(unit))

    repeat()
    return found


def pumped(pattern: re.Pattern) -> Mapping[str, Callable[[int], str]]:
    """Return shapes that hypothesis makes of what ``pattern`` matches: a piece of it many times.

    What stands before the piece stays, so that a match begins; what stands behind it may go,
    so that none ends.
    """
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode()
    flags = pattern.flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL)
    # What is only looked at, ahead or behind, makes nothing, and takes hypothesis long.
    for made in (_ASIDE.sub("", source), source):
        with contextlib.suppress(Unsatisfiable, re.error):
            return _pumped(re.compile(made, flags))
    return {}


def _pumped(pattern: re.Pattern[str]) -> Mapping[str, Callable[[int], str]]:
    found = {}

    @_SETTINGS
    @given(st.data())
    def pump(data):
        match = data.draw(st.from_regex(pattern, fullmatch=True))
        start = data.draw(st.integers(0, max(len(match) - 1, 0)))
        end = data.draw(st.integers(start, min(start + _UNIT_MAX, len(match))))
        tail = data.draw(st.sampled_from((match[end:], match[end:-1], "", "x")))
        unit = match[start:end] or " "
        name = f"{match[:start]!r}, {unit!r} many times, {tail!r}"
        found[name] = lambda size: match[:start] + unit * (size // len(unit)) + tail

    pump()
    return found
