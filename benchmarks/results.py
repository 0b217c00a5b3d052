"""All measurements in one run: ``make bench`` writes what they print to ``RESULTS.md``.

Each part is a command of its own, and what it prints is Markdown. A part that is not there,
or fails, is said to be missing; the others are measured. ``--only MODULE…`` measures some parts
again and leaves the others as they stand. Nothing in the file is written by hand.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from geo.base.files import write_whole
from geo.base.paths import ROOT

RESULTS: Final = ROOT / "benchmarks" / "RESULTS.md"
# Module, heading, whether it takes a folder of real reports.
PARTS: Final = (
    ("benchmarks.page", "The page", False),
    ("benchmarks.interface", "The data by address", False),
    ("benchmarks.building", "Building many reports", True),
    ("benchmarks.extraction", "Reading one report", True),
    ("benchmarks.copies", "Reading its copies", True),
    ("benchmarks.tense", "When a clause speaks", True),
    ("benchmarks.money", "What a site costs", True),
)
_PACKAGES: Final = (
    "streamlit", "streamlit-folium", "folium", "pydeck", "geopandas", "pyarrow", "distributed",
)  # fmt: skip


def machine() -> str:
    """Return what the measurements were made on, as a Markdown list."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    versions = [f"{name} {found}" for name in _PACKAGES if (found := _version(name))]
    return "\n".join(
        (
            f"- {_processor()}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GB of memory",
            f"- {_system()}, Python {platform.python_version()}",
            f"- {', '.join(versions)}",
            f"- {dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, load before {load}",
        )
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        name = platform.system()
    return f"{name}, {platform.system()} {platform.release().partition('-')[0]}"


def standing(path: Path) -> dict[str, str]:
    """Return the parts of the results in ``path`` by heading, as they stand there."""
    if not path.exists():
        return {}
    parts = path.read_text(encoding="utf-8").split("\n## ")[1:]
    return {part.partition("\n")[0]: f"## {part.strip()}\n" for part in parts}


def measure(module: str, options: list[str]) -> str:
    """Run a part and return the Markdown that it prints; it is shown as it comes."""
    if find_spec(module) is None:
        return "Not measured: this part is not there.\n"
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603 (our own module)
        [sys.executable, "-m", module, *options], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            said.append(line)
    if process.returncode:
        said.append(f"\nEnded early, with exit code {process.returncode}.\n")
    return "".join(said)


def main() -> int:
    """Run all parts, print and write what they found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.results")
    parser.add_argument("--reports", type=Path, help="folder of real reports, where there is one")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="MODULE",
        choices=[module for module, *_ in PARTS],
        help="measure these parts alone; the others stay as they are",
    )
    options = parser.parse_args()
    reports = ["--reports", str(options.reports.resolve())] if options.reports else []
    earlier = standing(options.output) if options.only else {}
    about = "Timings of one run each; every part says when and on what it was measured."
    pieces = [f"# Results\n\nWritten by `make bench`. {about}\n"]
    for module, heading, takes_reports in PARTS:
        if options.only and module not in options.only:
            pieces += [earlier[heading]] if heading in earlier else []
            continue
        print(f"\n## {heading}\n", flush=True)
        before = machine()
        found = measure(module, reports if takes_reports else [])
        pieces.append(f"## {heading}\n\n`python -m {module}`\n\n{before}\n\n{found.strip()}\n")
    write_whole(options.output, "\n".join(pieces))
    print(f"written to {options.output}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
