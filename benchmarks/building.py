"""How fast many reports are built, and what it costs: ``python -m benchmarks.building``.

Prints Markdown tables: reports per second on one and on two processes; seconds and memory
for 10, 100 and 1,000 reports, and for a second run over them; the start of the command line
beside bare Python. The reports are synthetic (:mod:`benchmarks.synthetic`) unless
``--reports FOLDER`` names real ones, which are measured too. Timings are nobody's promise.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.synthetic import write_reports
from geo.base.paths import ROOT

COUNTS: Final = (10, 100, 1000)
PROCESSES: Final = (1, 2)
# Sites of a synthetic report, so that a thousand take minutes; a real one names some 100.
SITES: Final = 40
_STARTS: Final = 11
_SAMPLE_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run cost.

    Reports; seconds to the first and to the last of them; seconds with the start of Python;
    most memory, in bytes.
    """

    reports: int
    first: float
    last: float
    wall: float
    peak: int

    @property
    def each(self) -> float:
        """Seconds a report takes once the processes are there."""
        return (self.last - self.first) / max(self.reports - 1, 1)


def measure(reports: Path, output: Path, processes: int) -> Cost:
    """Build a folder of reports by a fresh Python, watched from outside."""
    command = [sys.executable, "-m", "benchmarks.building", "--run", str(reports), str(output)]
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 (our own module)
        [*command, str(processes)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        peaks = [0]
        watcher = threading.Thread(target=_watch, args=(process, peaks))
        watcher.start()
        said, _ = process.communicate()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"the run over {reports} failed")
    return Cost(**json.loads(said), wall=time.perf_counter() - start, peak=peaks[0])


def _watch(process: subprocess.Popen[str], peaks: list[int]) -> None:
    """Note the most memory that a process and its children share out among them (PSS)."""
    import psutil  # type: ignore[import-untyped]

    while process.poll() is None:
        total = 0
        try:
            root = psutil.Process(process.pid)
            for member in [root, *root.children(recursive=True)]:
                total += member.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            pass
        peaks[0] = max(peaks[0], total)
        time.sleep(_SAMPLE_SECONDS)


def run(reports: Path, output: Path, processes: int) -> dict[str, Any]:
    """Build as ``python -m geo build`` does, and return when the first and last were there."""
    start = time.perf_counter()
    from geo.many.folder import FolderStore
    from geo.many.pools import on_this_machine
    from geo.many.reports import find_reports
    from geo.many.run import build_many

    first: list[float] = []
    paths = find_reports([reports]).reports
    summary = build_many(
        paths,
        [FolderStore(output)],
        partial(on_this_machine, workers=processes),
        progress=lambda _: first.append(time.perf_counter() - start) if not first else None,
    )
    for failed in summary.failed:
        print(failed.message, file=sys.stderr)
    return {"reports": len(paths), "first": first[0], "last": time.perf_counter() - start}


def print_speed(folder: Path, reports: Path, what: str) -> None:
    """Print reports per second on one and on two processes."""
    print("| reports | processes | first after | all after | reports per second |")
    print("| --- | --: | --: | --: | --: |")
    for processes in PROCESSES:
        cost = measure(reports, folder / f"speed-{processes}", processes)
        print(
            f"| {cost.reports} {what} | {processes} | {cost.first:.1f} s | {cost.wall:.1f} s "
            f"| {1 / cost.each:.1f} |",
            flush=True,
        )
    print()


def print_growth(folder: Path, counts: Sequence[int]) -> None:
    """Print what more and more reports cost, and what a second run over them costs."""
    print("| synthetic reports | seconds | ms a report | peak memory | second run |")
    print("| --: | --: | --: | --: | --: |")
    for count in counts:
        reports, output = folder / f"reports-{count}", folder / f"atlas-{count}"
        write_reports(reports, count, SITES)
        cost = measure(reports, output, max(PROCESSES))
        again = measure(reports, output, max(PROCESSES))
        print(
            f"| {count:,} | {cost.wall:.1f} | {cost.each * 1000:.0f} | {cost.peak / 1e6:.0f} MB "
            f"| {again.wall:.1f} s |",
            flush=True,
        )
    print()


def print_start() -> None:
    """Print how long the command line takes to say what it can do."""
    plain = "import argparse; argparse.ArgumentParser().parse_args(['--help'])"
    bare, ours = _medians([sys.executable, "-c", plain], [sys.executable, "-m", "geo", "--help"])
    print("| start | median |")
    print("| --- | --: |")
    print(f"| bare Python and argparse, `--help` | {bare * 1000:.0f} ms |")
    print(f"| `python -m geo --help` | {ours * 1000:.0f} ms ({ours / bare:.2f} times) |")
    print()


def _medians(*commands: Sequence[str]) -> list[float]:
    """Return the median seconds of each command, in turn, the first runs left out."""
    seconds: list[list[float]] = [[] for _ in commands]
    for _ in range(_STARTS + 1):
        for command, taken in zip(commands, seconds, strict=True):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, cwd=ROOT)  # noqa: S603
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken[1:]) for taken in seconds]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.building")
    parser.add_argument("--reports", type=Path, help="folder of real reports to build too")
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS, help="synthetic reports")
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        reports, output, processes = options.run
        print(json.dumps(run(Path(reports), Path(output), int(processes))))
        return
    print_start()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_reports(folder / "short", min(100, max(options.counts)), SITES)
        print_speed(folder, folder / "short", f"synthetic, {SITES} sites each")
        if options.reports:
            print_speed(folder / "real", options.reports, "real")
        print(
            f"On {max(PROCESSES)} processes. The memory is that of all of them together, what they "
            "share counted once; it grows until each has pages of its own, then no more.\n"
        )
        print_growth(folder, options.counts)


if __name__ == "__main__":
    main()
