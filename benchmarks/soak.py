"""Whether the page's server grows with use: ``python -m benchmarks.soak``.

The same work is done in rounds against one server: pages that are open together change a filter,
some have a report of their own read meanwhile, all are left; one page changes its filter again
and again; pages are opened and left one after the other. After the rounds of the warm-up memory,
threads and open files are held against what they were before each later one.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression
from typing import Final

from benchmarks.served import Holding, free_port, holding, run
from benchmarks.sessions import Session, open_and_hold, open_page, run_apart
from geo.base.paths import ROOT

# Streamlit keeps a page that was left for a minute (server.disconnectedSessionTTL); and threads
# of a pool come when they are wanted: what is still there after this long stays.
_REST_SECONDS: Final = 75.0
_AT_ONCE: Final = 4
# What may come and go between rounds, in bytes a round, and in threads and files at all.
_SLACK_BYTES: Final = 2 * 10**6
_SLACK: Final = 4


@dataclass(frozen=True)
class Round:
    """How much is done in a round; ``uploads`` of the ``sessions`` have a report read."""

    sessions: int = 60
    changes: int = 8
    uploads: int = 6
    changes_of_one: int = 300
    reloads: int = 30


async def work(address: str, much: Round, raw: bytes) -> list[str]:
    """Do the work of a round; return what went wrong."""
    sessions = await open_and_hold(address, much.sessions)
    own = asyncio.Semaphore(_AT_ONCE)

    async def read(number: int, session: Session) -> None:
        if number < much.uploads:
            async with own:
                await _read_own(session, raw)
        await _change(session, much.changes, number)

    await asyncio.gather(*(read(number, session) for number, session in enumerate(sessions)))
    one = await open_page(address)
    await _change(one, much.changes_of_one)
    left = [one, *sessions]
    for session in left:
        await session.close()
    for _ in range(much.reloads):
        session = await open_page(address)
        await session.close()
        left.append(session)
    return [fault for session in left for fault in session.faults]


async def _change(session: Session, changes: int, start: int = 0) -> None:
    for change in range(start, start + changes):
        await session.run(session.choices[change % len(session.choices)])


async def _read_own(session: Session, raw: bytes) -> None:
    await session.open_uploader()
    await session.upload("own.txt", raw)
    ended = await session.end_of_reading()
    if not session.is_own_shown:
        session.faults.append(ended)
    await session.leave_own()


def measure(much: Round, rounds: int, rest: float, raw: bytes) -> tuple[list[Holding], list[str]]:
    """Return what the server held before the first and after each round, and the faults."""
    with tempfile.TemporaryFile() as log, run(free_port(), log=log) as (address, server):
        held = [holding(server)]
        faults = []
        for _ in range(rounds):
            faults += run_apart(work(address, much, raw))
            time.sleep(rest)
            held.append(holding(server))
            _print(len(held) - 1, held[-1])
        log.seek(0)
        said = log.read().decode(errors="replace")
    faults += [line for line in said.splitlines() if "Traceback" in line or "Error" in line]
    return held, faults


def growth(held: list[Holding]) -> list[str]:
    """Return what has grown over these moments, as sentences."""
    rounds = range(len(held))
    slope = linear_regression(rounds, [moment.memory for moment in held]).slope
    found = [f"memory: {slope / 1e6:.1f} MB a round"] if slope > _SLACK_BYTES else []
    for name in ("threads", "files"):
        first, last = (getattr(moment, name) for moment in (held[0], held[-1]))
        if last > first + _SLACK:
            found.append(f"{name}: {first} to {last}")
    return found


def _print(number: int, held: Holding) -> None:
    print(
        f"| {number or 'start'} | {held.memory / 1e6:.0f} MB | {held.threads} | {held.files} |",
        flush=True,
    )


def main() -> int:
    """Print the table as Markdown; exit code 1 where something went wrong or has grown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--warm-up", type=int, default=2, help="rounds that do not count")
    parser.add_argument("--rest", type=float, default=_REST_SECONDS, help="seconds after a round")
    parser.add_argument("--report", type=Path, default=ROOT / "seeds" / "wuchang-2021.txt")
    options = parser.parse_args()
    much = Round()
    print(
        f"A round: {much.sessions} open pages with {much.changes} changes each, {much.uploads} of "
        f"them with a report of their own; {much.changes_of_one} changes of one page; "
        f"{much.reloads} pages opened and left.\n\n"
        "| after round | memory | threads | files |\n| --- | --: | --: | --: |",
        flush=True,
    )
    held, faults = measure(much, options.rounds, options.rest, options.report.read_bytes())
    grown = growth(held[options.warm_up :])
    done = len(held) - 1
    print(
        f"\n{done * much.sessions * much.changes + done * much.changes_of_one:,} changes, "
        f"{done * much.uploads} reports, {done * much.reloads} reloads: {len(faults)} errors; "
        f"after {options.warm_up} rounds {'; '.join(grown) or 'nothing has grown'}."
    )
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults or grown else 0


if __name__ == "__main__":
    raise SystemExit(main())
