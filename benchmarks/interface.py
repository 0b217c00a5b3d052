"""The data by address while pages are in use: ``python -m benchmarks.interface``.

One server has page and data. A program asks for items one after the other: first alone, then while
many pages change a filter; and the pages change theirs alone before that. At the end some ask for
more than the server answers, over hundreds of connections at once. What counts are ratios of one
run: how much slower the items come, and how much slower the pages become.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import itertools
import json
import multiprocessing
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Final
from urllib.parse import urlsplit

from benchmarks import sessions
from benchmarks.bursts import Reply, burst, request
from benchmarks.served import free_port, run
from benchmarks.synthetic import write_atlas

# What programs ask: a filter's first hundred, a page further on, a stretch of the map, words.
QUERIES: Final = (
    "sector=transport,utilities&limit=100",
    "claim=planned&limit=100&offset=300",
    "bbox=114.30,30.50,114.33,30.55&limit=100",
    "q=%E8%B7%AF&stage=started&limit=20",
)
_PAUSE_SECONDS: Final = 0.05
_ENOUGH: Final = 200
# How often a reader changes a filter, in seconds.
PAUSE: Final = 5.0
# What is to be reached.
MOST_SLOWER_ITEMS: Final = 3.0
MOST_SLOWER_PAGES: Final = 1.2


@dataclass(frozen=True)
class Measured:
    """Seconds of each item request and each filter change: alone, together, and in a burst."""

    items_alone: list[float]
    items_together: list[float]
    pages_alone: list[float]
    pages_together: list[float]
    pages_in_burst: list[float]
    burst: int
    faults: int

    def lines(self, sites: int, pages: int) -> list[str]:
        """Return what was measured as a Markdown table."""
        items = _row(
            "items, 95th percentile",
            (p95(self.items_alone), p95(self.items_together)),
            MOST_SLOWER_ITEMS,
        )
        filters = _row(
            "a page's filter, median",
            (median(self.pages_alone), median(self.pages_together)),
            MOST_SLOWER_PAGES,
        )
        flooded = _row(
            f"the same in a burst of {self.burst:,} requests",
            (median(self.pages_alone), median(self.pages_in_burst)),
            MOST_SLOWER_ITEMS,
        )
        said = (
            f"{sites:,} sites; {pages} pages that change a filter every {PAUSE:.0f} s; "
            f"{len(self.items_together)} requests meanwhile; {self.faults} errors."
        )
        head = "| what | alone | together | ratio | at the most |"
        return [said, "", head, "| --- | ---: | ---: | ---: | ---: |", items, filters, flooded]


def _row(what: str, seconds: tuple[float, float], most: float) -> str:
    alone, together = (each * 1000 for each in seconds)
    return f"| {what} | {alone:.0f} ms | {together:.0f} ms | {together / alone:.2f} | {most:.2f} |"


def p95(seconds: list[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(seconds, n=20)[-1]


def ask(address: str, until: Callable[[int], bool]) -> list[float]:
    """Ask for items until so many are enough; return the seconds of each request."""
    asking = http.client.HTTPConnection(urlsplit(address).netloc, timeout=600)
    taken: list[float] = []
    try:
        for query in itertools.cycle(QUERIES):
            if until(len(taken)):
                return taken
            start = time.perf_counter()
            asking.request("GET", f"/api/collections/sites/items?{query}")
            answer = asking.getresponse()
            raw = answer.read()
            taken.append(time.perf_counter() - start)
            if answer.status != http.client.OK or "features" not in json.loads(raw):
                raise OSError(f"{query}: the server answers {answer.status}")
            time.sleep(_PAUSE_SECONDS)
    finally:
        asking.close()
    return taken


def ask_so_many(address: str, count: int) -> list[float]:
    """Ask so many times."""
    return ask(address, lambda asked: asked >= count)


def ask_while(address: str, ended: Path) -> list[float]:
    """Ask until a file is there: this runs in a process of its own."""
    return ask(address, lambda _: ended.exists())


def burst_while(address: str, ended: Path) -> int:
    """Ask for more than is answered until a file is there; return how many replies there were."""
    asked = request(f"/api/collections/sites/items?{QUERIES[0]}")
    replies: Counter[int] = Counter()

    def note(reply: Reply) -> None:
        replies[reply.status] += 1

    asyncio.run(burst(address, asked, lambda _: ended.exists(), note))
    return replies.total()


def measure(sites: int, pages: int, changes: int, pause: float = PAUSE) -> Measured:
    """Measure all in one run of a server."""
    apart = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(1, apart) as pool:
        atlas = write_atlas(Path(folder), sites)
        ended, over = Path(folder) / "ended", Path(folder) / "over"
        with run(free_port(), atlas) as (address, _):
            pool.submit(ask_so_many, address, len(QUERIES) * 3).result()
            items_alone = pool.submit(ask_so_many, address, _ENOUGH).result()
            pages_alone, before = sessions.use(address, pages, changes, pause)
            asking = pool.submit(ask_while, address, ended)
            pages_together, after = sessions.use(address, pages, changes, pause)
            ended.touch()
            items_together = asking.result()
            flooding = pool.submit(burst_while, address, over)
            pages_in_burst, during = sessions.use(address, pages, changes, pause)
            over.touch()
            replies = flooding.result()
    return Measured(
        items_alone,
        items_together,
        pages_alone,
        pages_together,
        pages_in_burst,
        replies,
        before + after + during,
    )


def main() -> None:
    """Print what was measured, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--changes", type=int, default=4, help="of each page")
    options = parser.parse_args()
    found = measure(options.sites, options.pages, options.changes)
    print("\n".join(found.lines(options.sites, options.pages)))


if __name__ == "__main__":
    main()
