"""How quick the page is, beside the plain ways to write it: ``python -m benchmarks.page``.

For each way and number of sites: seconds from the click on a filter to the changed map
(median of 20, of fewer where one takes long), bytes over the websocket for one change before
they are packed, seconds to the first map, and the server's memory for one more open page. Then:
many sessions of ours at once. First the shipped atlas, then sites that are made up
(:mod:`benchmarks.synthetic`); each way shows of a site its name, the report's words and how its
place is known. A browser drives each page; a mark in the map's document, set when its layers
are there and painted, ends each measurement. What the other ways ask of the network is
answered at once by the browser's driver, in their favour.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Error, Page, Route, WebSocket, sync_playwright

from benchmarks import sessions
from benchmarks.served import PAGE, free_port, memory, run
from benchmarks.synthetic import write_atlas
from geo.base.paths import ROOT, SHIPPED_ATLAS
from geo.model.atlas import read_atlas
from geo.model.facets import Claim
from geo.selecting.selection import Selection

WAYS: Final = {
    "ours": "this page",
    "plain": "new Folium map each run",
    "explore": "GeoDataFrame.explore()",
    "pydeck": "pydeck",
}
SIZES: Final = (150, 1_000, 10_000, 100_000)
CHANGES: Final = 20
TOO_LONG: Final = 60.0
# Of what takes longer than a second fewer changes are measured.
_SLOW: Final = 1.0
_SLOW_CHANGES: Final = 5
_MORE_PAGES: Final = 3
_REST_MS: Final = 500
_CLAIMS: Final[tuple[tuple[str, Claim], ...]] = (
    ("计划", "planned"),
    ("已报告", "reported"),
    ("全部", "all"),
)
_OTHERS: Final = Path(__file__).with_name("pages.py")
_MARK: Final = (Path(__file__).with_name("mark.js")).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Row:
    """What was measured of one way at one size; ``why`` says what was not, and why."""

    way: str
    sites: int
    change_s: float | None = None
    change_bytes: float | None = None
    first_s: float | None = None
    page_bytes: float | None = None
    why: str = ""

    def cells(self) -> list[str]:
        """Return the row as cells of a table."""
        return [
            WAYS.get(self.way, self.way),
            f"{self.sites:,}",
            _text(self.change_s, "{:.2f} s"),
            _text(self.change_bytes and self.change_bytes / 1000, "{:,.1f} kB"),
            _text(self.first_s, "{:.1f} s"),
            _text(self.page_bytes and self.page_bytes / 1e6, "{:.1f} MB"),
            self.why,
        ]


def _text(value: float | None, form: str) -> str:
    return "–" if value is None else form.format(value)


def measure(way: str, path: Path, browser: Any) -> Row:
    """Measure one way of showing the atlas at ``path``."""
    atlas = read_atlas(path)
    counts = {label: Selection(claim=claim).matches(atlas).located for label, claim in _CLAIMS}
    arguments = (path,) if way == "ours" else (way, path)
    script = PAGE if way == "ours" else _OTHERS
    row = Row(way, len(atlas.features))
    with run(free_port(), *arguments, script=script) as (address, server), _open(browser) as page:
        try:
            # The server reads the atlas once; the first map that counts is the next one's.
            _first(page, address, way, counts["全部"])
            first = _first(page, address, way, counts["全部"])
            times, sizes = _changes(page, way, counts)
        except Error as error:
            return Row(way, row.sites, why=f"not within {TOO_LONG:.0f} s, or: {_line(error)}")
        before = memory(server)
        try:
            sessions.hold(address, _MORE_PAGES, TOO_LONG)
            more = max(0, memory(server) - before) / _MORE_PAGES
        except (TimeoutError, OSError):
            more = None
    return Row(
        way, row.sites, statistics.median(times), statistics.median(sizes), first, more,
        "" if len(times) == CHANGES else f"median of {len(times)}",
    )  # fmt: skip


def _line(error: Error) -> str:
    return str(error).splitlines()[0][:80]


@contextlib.contextmanager
def _open(browser: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.add_init_script(_MARK)
    context.route(lambda url: "127.0.0.1" not in url and url.startswith("http"), _answer)
    page = context.new_page()
    page.set_default_timeout(TOO_LONG * 1000)
    try:
        yield page
    finally:
        context.close()


def _answer(route: Route) -> None:
    """Answer for the hosts that a Folium map asks: Leaflet as it is, of the rest nothing."""
    name = route.request.url.rsplit("/", 1)[1]
    if name in {"leaflet.js", "leaflet.css"}:
        route.fulfill(path=ROOT / "geo" / "assets" / "vendor" / "leaflet" / name)
    elif name.endswith((".js", ".css")):
        route.fulfill(body="", content_type="text/javascript" if name[-2:] == "js" else "text/css")
    else:
        route.abort()


def _first(page: Page, address: str, way: str, count: int) -> float:
    start = time.perf_counter()
    page.goto(address)
    _painted(page, way, count, 0)
    seconds = time.perf_counter() - start
    page.locator("[data-test-script-state='notRunning']").wait_for()
    return seconds


def _painted(page: Page, way: str, count: int, since: float) -> float:
    """Wait for the map that shows so many sites; return when it was painted, in milliseconds."""
    shown = "deck" if way == "pydeck" else str(count)
    painted = page.wait_for_function(
        """([shown, since]) => window.paints.find((p) => p.time > since
            && (p.shown === shown || shown === '0'))?.time""",
        arg=[shown, since],
    )
    return float(painted.json_value())


def _changes(page: Page, way: str, counts: dict[str, int]) -> tuple[list[float], list[int]]:
    received: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append(len(frame)))

    page.on("websocket", listen)
    page.reload()
    _painted(page, way, counts["全部"], 0)
    page.locator("[data-test-script-state='notRunning']").wait_for()
    times: list[float] = []
    sizes: list[int] = []
    total = CHANGES
    while len(times) < total:
        label, _ = _CLAIMS[len(times) % len(_CLAIMS)]
        received.clear()
        page.locator(".st-key-filter_claim").get_by_text(label).click()
        clicked = page.evaluate("window.clicked")
        times.append((_painted(page, way, counts[label], clicked) - clicked) / 1000)
        page.locator("[data-test-script-state='notRunning']").wait_for()
        # No reader clicks again before the page has come to rest.
        page.wait_for_timeout(_REST_MS)
        sizes.append(sum(received))
        if times[-1] > _SLOW:
            total = min(total, _SLOW_CHANGES)
    return times, sizes


def measure_empty(path: Path, browser: Any) -> float:
    """Return the seconds to the first map of a page that has an empty Folium map only."""
    with (
        run(free_port(), "empty", path, script=_OTHERS) as (address, _),
        _open(browser) as page,
    ):
        _first(page, address, "empty", 0)
        return statistics.median(_first(page, address, "empty", 0) for _ in range(3))


def measure_sessions(path: Path, count: int, changes: int = 4, pause: float = 5.0) -> str:
    """Return a sentence about so many open pages of ours, used at once."""
    with run(free_port(), path) as (address, _):
        times, errors = sessions.use(address, count, changes, pause)
    return (
        f"{count} open sessions, each changing a filter every {pause:.0f} s: median "
        f"{statistics.median(times):.3f} s on the server, slowest {max(times):.2f} s, "
        f"{errors} errors."
    )


def main() -> None:
    """Print the tables as Markdown; ``--json FILE`` keeps the rows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--ways", nargs="*", choices=WAYS, default=list(WAYS))
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium: the page cannot be measured")
    rows = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
        )
        heads = ("way", "sites", "change", "bytes", "first map", "server, a page", "")
        print(f"| {' | '.join(heads)} |\n| --- | --: | --: | --: | --: | --: | --- |", flush=True)
        small = write_atlas(Path(folder), SIZES[0])
        for path in (SHIPPED_ATLAS, *(write_atlas(Path(folder), n) for n in options.sizes)):
            for way in options.ways:
                rows.append(measure(way, path, browser))
                print(f"| {' | '.join(rows[-1].cells())} |", flush=True)
        print(f"\nAn empty Folium map on an empty page: {measure_empty(small, browser):.1f} s.")
        browser.close()
        if options.sessions:
            print(f"\n{measure_sessions(small, options.sessions)}", flush=True)
    if options.json:
        options.json.write_text(json.dumps([vars(row) for row in rows]), encoding="utf-8")


if __name__ == "__main__":
    main()
