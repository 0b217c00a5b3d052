"""The tests at the oldest and at the newest versions that the requirements allow.

    python -m tools.bounds                                   all tests, at both
    python -m tools.bounds oldest -- tests/test_exports.py   at one of them; pytest gets the rest
    make bounds                                              both, in two processes

Each has an environment of its own outside the checkout, made anew each time. "Oldest" is every
package that the requirements name at the version of its lower bound, and what these bring as pip
chooses it; "newest" is the newest of all. A bound that nothing can be installed at, or that the
tests fail at, is not true: raise it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from platformdirs import user_cache_path

from geo.base.errors import InputError
from geo.base.files import write_whole
from geo.base.paths import ROOT
from tools.dependencies import FILES, named

ENDS: Final = ("oldest", "newest")
_REQUIREMENTS: Final = ROOT / "requirements-dev.txt"
# What holds a version from below, or holds it at all.
_LOWER: Final = frozenset((">=", "~=", "=="))
_MARK: Final = "pyvenv.cfg"


def lowest(requirement: Requirement) -> str | None:
    """Return the lowest version that a requirement allows, None where it has no lower bound.

    >>> lowest(Requirement("geopy[requests]>=2.4,<3")), lowest(Requirement("types-shapely"))
    ('2.4', None)
    """
    bounds = [s.version for s in requirement.specifier if s.operator in _LOWER]
    return max(bounds, key=Version, default=None)


def constraints(requirements: Iterable[Requirement]) -> str:
    """Return a constraints file that holds each requirement at its lowest version, by name.

    >>> constraints([Requirement("lxml>=5,<7"), Requirement("RapidFuzz>=3.10")]).split()
    ['lxml==5', 'rapidfuzz==3.10']
    """
    held = {canonicalize_name(r.name): lowest(r) for r in requirements}
    return "".join(f"{name}=={version}\n" for name, version in sorted(held.items()) if version)


def installation(end: str, held: Path) -> list[str]:
    """Return pip's arguments for an end of the bounds; ``held`` is the constraints' file."""
    how = ["-c", str(held)] if end == "oldest" else ["--upgrade", "--upgrade-strategy", "eager"]
    return ["install", "--quiet", "--disable-pip-version-check", "-r", str(_REQUIREMENTS), *how]


def make_environment(end: str, folder: Path, python: str) -> Path:
    """Make an environment at an end of the bounds in ``folder``; return its Python.

    Raises :class:`~geo.base.errors.InputError` where the folder is none for it, or where pip finds
    no such set of versions (it says itself why).
    """
    check_folder(folder)
    _run([python, "-m", "venv", "--clear", str(folder)], f"{folder}: no environment can be made")
    held = folder / "constraints.txt"
    # Training wants gigabytes, and no test of it.
    files = [name for name in FILES if name != "requirements-train.txt"]
    write_whole(held, constraints(r for r, _ in named((ROOT / name, "") for name in files)))
    own = folder / "bin" / "python"
    _run(
        [str(own), "-m", "pip", *installation(end, held)],
        f"pip cannot install the {end} versions that the requirements allow",
    )
    return own


def check_folder(folder: Path) -> None:
    """Refuse a folder in the checkout, and one that holds something else: it is emptied."""
    if folder.resolve().is_relative_to(ROOT.resolve()):
        raise InputError("the environment must lie outside the checkout", folder)
    is_free = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    if not is_free and not (folder / _MARK).is_file():
        raise InputError("it is no environment of this command, and would be emptied", folder)


def _run(command: Sequence[str], fault: str) -> None:
    if code := subprocess.run(command, check=False).returncode:
        raise InputError(f"{fault} (exit code {code})")


def main(arguments: Sequence[str] | None = None) -> int:
    """Test at one end of the bounds or both; return 0, 1 where tests fail, 2 for a fault."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    at = given.index("--") if "--" in given else len(given)
    given, tests = given[:at], given[at + 1 :]
    parser = argparse.ArgumentParser(prog="python -m tools.bounds", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("end", nargs="?", choices=ENDS, help="which end (default: both)")
    folder = user_cache_path("geo") / "bounds"
    parser.add_argument("--folder", type=Path, default=folder, help=f"default: {folder}")
    parser.add_argument("--python", default=sys.executable, help="the Python to test with")
    options = parser.parse_args(given)
    failed = []
    try:
        for end in [options.end] if options.end else ENDS:
            print(f"tools.bounds: the {end} versions", flush=True)
            python = make_environment(end, options.folder / end, options.python)
            command = [str(python), "-m", "pytest", "-p", "no:cacheprovider", *tests]
            if subprocess.run(command, cwd=ROOT, check=False).returncode:
                failed.append(end)
    except InputError as error:
        print(f"tools.bounds: {error}", file=sys.stderr)
        return 2
    if failed:
        print(f"tools.bounds: tests fail at the {' and the '.join(failed)} versions")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
