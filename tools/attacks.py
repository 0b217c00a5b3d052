"""How many hostile inputs are tried, by kind, and how many of them fail: one table.

    python -m tools.attacks                    all kinds, some minutes
    python -m tools.attacks names shapes       these only
    python -m tools.attacks files --inputs DIR the files of a folder of one's own

``files`` are read in a worker of the page, each as a reader's upload: one fails that ends in
neither a report, a line about the file nor a limit. ``shapes`` are the tries of
``tests/growth.py``, the others the cases of the tests that are named in :data:`TESTS`. What is
skipped is not counted.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from geo.base.paths import ROOT
from geo.base.printable import printable

INPUTS: Final = ROOT.parent / "shared" / "attack"
SHAPES: Final = ("patterns", "reports", "steps")
TESTS: Final = {
    "known": ("each file of ../shared/attack as its line says", ["attack_files"]),
    "names": ("odd files and names in folders", ["odd_files"]),
    "messages": ("passwords in addresses", ["addresses"]),
    "markdown": ("markup in names", ["markdown"]),
    "encodings": ("encodings", ["encodings"]),
    "formats": ("formats, broken or protected", ["formats"]),
    "atlases": ("atlases beyond their limits, damaged folders", ["atlas_limits", "damaged"]),
    "web": ("requests to the page, uploads", ["guards", "upload_guard", "kept_downloads"]),
    "workers": ("workers that run out of what they may have, or die", ["jobs"]),
    "machine": ("places that cannot be written, full disks", ["unwritable", "bytecode"]),
}
# A reader's own limits end earlier.
_PATIENCE: Final = 300
_GROWN: Final = re.compile(r"(\d+) tried, (\d+) grew more than \d+-fold")

# What was tried, how many, and a line for each that failed.
Row = tuple[str, int, list[str]]


def read_files(folder: Path) -> Row:
    """Read each file of a folder in a worker of the page."""
    from geo.jobs.pool import Pool, Size
    from geo.page.reading import upload_task

    pool = Pool(Size(workers=1))
    failed = []
    paths = sorted(path for path in folder.iterdir() if path.is_file())
    for path in paths:
        job = pool.submit(upload_task(path.read_bytes(), path.name))
        ended = job.wait(_PATIENCE)
        if not ended or (job.failure and job.failure.code == "crash"):
            failed.append(f"{path.name}: {job.failure.code if job.failure else 'no end'}")
    pool.close()
    return "files of a folder, read in a worker", len(paths), failed


def try_shapes(what: str) -> Row:
    """Try shapes of text with ``tests/growth.py``."""
    done = _run([str(ROOT / "tests" / "growth.py"), what])
    last = next(_GROWN.finditer(done.stdout), None)
    name = f"shapes of text: {what}"
    if last is None:
        begun = done.stdout.splitlines()[-1:] or ["it did not begin"]
        return name, 1, [f"no end: {begun[0]}"]
    return name, int(last[1]), done.stdout[last.end() :].strip().splitlines()


def run_tests(name: str, files: Sequence[str]) -> Row:
    """Run tests and count their cases."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        paths = [str(ROOT / "tests" / f"test_{file}.py") for file in files]
        done = _run(
            ["-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *paths]
        )
        if not report.is_file():
            return name, 1, [done.stdout[-300:] + done.stderr[-300:]]
        cases = list(ET.parse(report).iter("testcase"))  # noqa: S314 (our own file)
    ran = [case for case in cases if case.find("skipped") is None]
    failed = [
        f"{case.get('classname')}: {case.get('name')}"
        for case in ran
        if case.find("failure") is not None or case.find("error") is not None
    ]
    return name, len(ran), failed


def _run(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def kinds(inputs: Path) -> dict[str, list[Callable[[], Row]]]:
    """Return what each kind tries."""
    tests: dict[str, list[Callable[[], Row]]] = {
        kind: [partial(run_tests, name, files)] for kind, (name, files) in TESTS.items()
    }
    shapes: list[Callable[[], Row]] = [partial(try_shapes, what) for what in SHAPES]
    return {"files": [partial(read_files, inputs)], **tests, "shapes": shapes}


def main(arguments: Sequence[str] | None = None) -> int:
    """Try what is asked for; return 1 where something fails, 2 where there is no such folder."""
    parser = argparse.ArgumentParser(prog="python -m tools.attacks", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("kind", nargs="*", help=f"of {', '.join(kinds(INPUTS))} (default: all)")
    parser.add_argument("--inputs", type=Path, default=INPUTS, help="a folder of files to read")
    options = parser.parse_args(arguments)
    known = kinds(options.inputs)
    if unknown := [kind for kind in options.kind if kind not in known]:
        parser.error(f"no such kind: {printable(unknown[0])}")
    wanted = options.kind or list(known)
    if "files" in wanted and not options.inputs.is_dir():
        print(f"tools.attacks: {printable(str(options.inputs))}: no such folder", file=sys.stderr)
        if options.kind or options.inputs != INPUTS:
            return 2
        wanted.remove("files")
    print("| what | tried | failed |", "| --- | ---: | ---: |", sep="\n", flush=True)
    every: list[str] = []
    total = 0
    for kind in wanted:
        for attack in known[kind]:
            name, tried, failed = attack()
            print(f"| {name} | {tried:,} | {len(failed):,} |", flush=True)
            every += failed
            total += tried
    print(f"| all | {total:,} | {len(every):,} |")
    for line in every:
        print(f"tools.attacks: failed: {printable(line)}", file=sys.stderr)
    return 1 if every else 0


if __name__ == "__main__":
    sys.exit(main())
