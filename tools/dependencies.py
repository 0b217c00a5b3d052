"""What the project stands on: licence, release and advisories of each dependency.

    python -m tools.dependencies                   a table of what the requirements name
    python -m tools.dependencies --all             and of what these bring
    python -m tools.dependencies --offline         from what is installed here alone
    make dependencies                              the table in docs/dependencies.md, of today

Licence and version are the installed package's own word; the newest release and advisories are what
the index tells that pip is set to. What nobody tells is "not known".
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from geo.base.errors import InputError
from geo.base.files import read_text, write_whole
from geo.base.paths import ROOT
from tools.package_index import PackageIndex, Settings, UnreachableError, pip_settings
from tools.vendored import read_libraries

NOT_KNOWN: Final = "not known"
# Which file names a dependency, and what for; what is in two is of the first.
FILES: Final = {
    "requirements.txt": "page, command line",
    "requirements-assistants.txt": "assistants",
    "requirements-many.txt": "many reports",
    "requirements-dev.txt": "tests",
    "requirements-train.txt": "training",
}
_BEGIN: Final = "<!-- made by `make dependencies` -->\n"
_END: Final = "<!-- end -->\n"


@dataclass(frozen=True)
class Dependency:
    """A row of the table; None is what nobody tells.

    ``advisories`` are about the installed release; empty says that the index knows of none.
    """

    name: str
    purpose: str
    licence: str | None
    installed: str | None
    newest: str | None = None
    day: date | None = None
    advisories: tuple[str, ...] | None = None


def read_requirements(path: Path) -> list[Requirement]:
    """Return what a requirements file names itself, not what it includes."""
    found = []
    for number, line in enumerate(read_text(path, "requirements").splitlines(), 1):
        text = re.sub(r"(^|\s)#.*", "", line).strip()
        if not text or text.startswith("-"):
            continue
        try:
            found.append(Requirement(text))
        except InvalidRequirement as error:
            raise InputError(f"line {number} is no requirement: {text!r}", path) from error
    return found


def named(files: Iterable[tuple[Path, str]]) -> Iterator[tuple[Requirement, str]]:
    """Yield each requirement of the files once, with what it is for."""
    seen = set()
    for path, purpose in files:
        for requirement in read_requirements(path):
            if (name := canonicalize_name(requirement.name)) not in seen:
                seen.add(name)
                yield requirement, purpose


def brought(requirements: Iterable[Requirement]) -> list[str]:
    """Return the names of what is installed for these and not named by them, sorted."""
    waiting = list(requirements)
    own = {canonicalize_name(requirement.name) for requirement in waiting}
    seen: set[tuple[str, str]] = set()
    found = set()
    while waiting:
        requirement = waiting.pop()
        package = installed(requirement.name)
        if package is None:
            continue
        found.add(str(package.metadata["Name"]))
        for extra in ("", *sorted(requirement.extras)):
            if (key := (canonicalize_name(requirement.name), extra)) in seen:
                continue
            seen.add(key)
            waiting += [
                needed
                for needed in map(Requirement, package.requires or ())
                if needed.marker is None or needed.marker.evaluate({"extra": extra})
            ]
    return sorted((n for n in found if canonicalize_name(n) not in own), key=str.lower)


def installed(name: str) -> Distribution | None:
    """Return an installed package's metadata, None where it is not installed."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def licence_of(package: Distribution) -> str | None:
    """Return the licence that a package states, in the shortest form that it gives."""
    about = package.metadata
    fields = [*(about.get_all("License-Expression") or []), *(about.get_all("License") or [])]
    classifiers = [
        text.rpartition(" :: ")[2]
        for text in about.get_all("Classifier") or []
        if text.startswith("License :: ") and text.count(" :: ") > 1
    ]
    titles = [_title(package, name) for name in about.get_all("License-File") or []]
    stated = [*map(str, fields), " / ".join(classifiers), *titles]
    # Some put the licence's whole text into a field.
    return next((text for text in stated if text and "\n" not in text and len(text) <= 60), None)


def _title(package: Distribution, name: str) -> str:
    """Return the first line of a package's licence file, empty where it cannot be read."""
    for folder in ("licenses/", ""):
        with contextlib.suppress(UnicodeDecodeError):
            if text := package.read_text(folder + name):
                return text.strip().partition("\n")[0].strip()
    return ""


def describe(name: str, purpose: str) -> Dependency:
    """Return what the installed package itself says."""
    package = installed(name)
    if package is None:
        return Dependency(name, purpose, None, None)
    return Dependency(str(package.metadata["Name"]), purpose, licence_of(package), package.version)


def ask(dependency: Dependency, index: PackageIndex) -> Dependency:
    """Return the dependency with what an index tells; raises :class:`UnreachableError`."""
    release = index.newest(dependency.name)
    told = dependency.installed and index.advisories(dependency.name, dependency.installed)
    return replace(
        dependency,
        newest=release.version if release else None,
        day=release.day if release else None,
        advisories=None if not isinstance(told, tuple) else tuple(map(str, told)),
    )


def ask_all(
    dependencies: Sequence[Dependency], index: PackageIndex, tell: Callable[[str], None]
) -> list[Dependency]:
    """Ask about each; once the index does not answer, the rest stays as it is."""
    asked: list[Dependency] = []
    for dependency in dependencies:
        try:
            asked.append(ask(dependency, index))
        except UnreachableError as error:
            tell(f"the index cannot be reached ({error}): the rest is not known")
            break
    return [*asked, *dependencies[len(asked) :]]


def browser_libraries(*, offline: bool) -> list[Dependency]:
    """Return the libraries in ``geo/assets/vendor``; npm tells their newest releases.

    Not their days: a mirror gives the day on which it took them.
    """
    return [
        Dependency(
            f"{library.name} (npm)",
            "map in the browser",
            library.licence,
            library.version,
            None if offline else _npm_newest(library.name),
        )
        for library in read_libraries()
    ]


def _npm_newest(name: str) -> str | None:
    npm = shutil.which("npm")
    if npm is None:
        return None
    done = subprocess.run(
        [npm, "view", name, "version"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or None if done.returncode == 0 else None


def as_markdown(dependencies: Sequence[Dependency], today: date) -> str:
    """Return the table, with the day it is of and how much of it is known."""
    known = sum(d.advisories is not None for d in dependencies)
    faulty = ", ".join(d.name for d in dependencies if d.advisories)
    says = f"against {faulty}" if faulty else "nothing"
    told = f"Of {known} the index says what it knows against the installed release: {says}."
    lines = [
        f"As of {today.isoformat()}, {len(dependencies)} dependencies. {told if known else ''}\n",
        "| dependency | for | licence | installed | newest | of | advisories |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for d in dependencies:
        cells = (
            d.name,
            d.purpose,
            d.licence or NOT_KNOWN,
            d.installed or "not installed",
            d.newest or NOT_KNOWN,
            d.day.isoformat() if d.day else NOT_KNOWN,
            NOT_KNOWN if d.advisories is None else "; ".join(d.advisories) or "none",
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def as_json(dependencies: Sequence[Dependency]) -> str:
    """Return the rows as JSON Lines; null is what is not known."""
    return "".join(
        json.dumps(asdict(d), ensure_ascii=False, default=str) + "\n" for d in dependencies
    )


def put_into(page: str, table: str) -> str:
    """Return a page with the table in the place of the one that it holds."""
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise InputError(f"the page has no place for the table: {_BEGIN.strip()} … {_END.strip()}")
    return f"{before}{_BEGIN}{table}{_END}{after}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print or write the table; return 0, or 2 for bad input.

    With ``--strict`` it is 1 where an advisory is known.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.dependencies", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--all", action="store_true", help="what the dependencies bring, too")
    parser.add_argument("--offline", action="store_true", help="ask nobody")
    parser.add_argument("--index-url", metavar="URL", help="a Simple API (default: pip's)")
    parser.add_argument("--json", action="store_true", help="JSON Lines instead of a table")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="renew the table in a page")
    parser.add_argument("--strict", action="store_true", help="exit 1 if an advisory is known")
    parser.add_argument(
        "--requirements", type=Path, nargs="+", metavar="FILE", help="(default: the project's)"
    )
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except InputError as error:
        print(f"tools.dependencies: {error}", file=sys.stderr)
        return 2


def _run(options: argparse.Namespace) -> int:
    def tell(text: str) -> None:
        print(f"tools.dependencies: {text}", file=sys.stderr)

    files = (
        [(path, path.stem) for path in options.requirements]
        if options.requirements
        else [(ROOT / name, purpose) for name, purpose in FILES.items()]
    )
    page = read_text(options.write, "page") if options.write else ""
    requirements = list(named(files))
    rows = [describe(requirement.name, purpose) for requirement, purpose in requirements]
    if options.all:
        rows += [describe(name, "brought") for name in brought(r for r, _ in requirements)]
    settings = None
    if not options.offline:
        settings = Settings(options.index_url) if options.index_url else pip_settings()
        if settings is None:
            tell("pip is told to use no index: the newest releases are not known")
    if settings:
        rows = ask_all(rows, PackageIndex(settings), tell)
    if not options.requirements:
        rows += browser_libraries(offline=settings is None)
    text = as_json(rows) if options.json else as_markdown(rows, datetime.now(UTC).date())
    if options.write:
        write_whole(options.write, put_into(page, text))
    else:
        print(text, end="")
    return 1 if options.strict and any(row.advisories for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
