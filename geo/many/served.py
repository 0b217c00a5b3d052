"""Many reports behind the interface: its ``sites`` and ``reports``, read from where they lie.

What a parameter means is the page's :class:`~geo.selecting.selection.Selection` here too. Filters
become conditions on the table's columns; the properties are read of the sites of one page alone.
In memory stand what each report says of itself, and so many sites as an answer gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Final

from geo.many.asked import Entry, Named, Part, Question, Row, Table
from geo.many.identity import joint_report
from geo.many.store import is_database
from geo.model.atlas import Atlas
from geo.model.facets import units_over
from geo.selecting.finding import index_of
from geo.selecting.selection import Selection, parameter_names
from geo.serving.collections import (
    COLLECTIONS,
    Collection,
    Counts,
    Rows,
    extent_over,
    report_feature,
    site_feature,
)
from geo.serving.holdings import Found
from geo.serving.published import as_of, site_addresses
from geo.serving.query import Page, where_of
from geo.serving.refusals import Refusal, wrong_value
from geo.serving.times import days_of_date

# Filters of the page that no column bears.
NOT_BORNE: Final = ("area", "period", "responsible")
FILTERS: Final = tuple(name for name in parameter_names() if name not in NOT_BORNE)
# A text is looked for in names one by one, in some 0.3 ms each.
TEXT_SITES: Final = 10_000
_UNITS_READ: Final = 1000
_COLLECTIONS: Final = {code: COLLECTIONS[code] for code in ("sites", "reports")}


def open_table(address: str) -> Table:
    """Open a folder of GeoParquet or, by its address, a database with PostGIS.

    Raises :class:`~geo.base.errors.InputError`, without a password, where that cannot be.
    """
    if is_database(address):
        from geo.many.postgis_table import PostgisTable

        return PostgisTable(address)
    from geo.many.folder_table import FolderTable

    return FolderTable(Path(address))


class Many:
    """The table of many reports as it is now; opened again where its server went away."""

    def __init__(self, opening: Callable[[], Table]) -> None:
        self._opening = opening
        self._table: Table | None = None
        self._lock = Lock()
        self._now: ManyHoldings | None = None

    def read(self) -> ManyHoldings:
        """Return what there is to ask.

        Raises :class:`~geo.base.errors.InputError` where the table cannot be read.
        """
        with self._lock:
            table = self._table
            if table is None or table.is_closed:
                table = self._table = self._opening()
                self._now = None
            entries = table.entries()
            if self._now is None or self._now.entries is not entries:
                self._now = ManyHoldings(table, entries)
            return self._now


class ManyHoldings:
    """What the interface asks (:class:`~geo.serving.holdings.Holdings`), of a table."""

    collections: Mapping[str, Collection] = _COLLECTIONS
    filters: Sequence[str] = FILTERS
    # They may be thousands: the definition does not list them.
    reports: Sequence[str] = ()
    has_feed = False

    def __init__(self, table: Table, entries: Sequence[Entry]) -> None:
        self._table = table
        self.entries = entries

    @cached_property
    def _by_id(self) -> Mapping[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def as_of(self) -> Sequence[Mapping[str, Any]]:
        """What the whole goes by: one digest over all reports, and one over all builds."""
        whole = joint_report([dict(entry.report) for entry in self.entries])
        keys = "\n".join(f"{entry.id} {entry.key}" for entry in self.entries)
        return [as_of(whole, sha256(keys.encode("utf-8", "surrogatepass")).hexdigest())]

    @cached_property
    def _report_rows(self) -> Rows:
        features = [
            report_feature(
                entry.report,
                Counts(entry.summary.sites, entry.summary.located, entry.summary.mentions),
                entry.summary.bounds,
                entry.key,
            )
            for entry in self.entries
        ]
        return Rows(
            [entry.id for entry in self.entries],
            [feature["geometry"] for feature in features],
            [days_of_date(entry.report.get("date")) for entry in self.entries],
            lambda number: dict(features[number]),
        )

    def extent(self, collection: Collection) -> Mapping[str, Any]:
        """Return a collection's extent as the standard has it."""
        summaries = [entry.summary for entry in self.entries]
        if collection.code == "reports":
            return extent_over([self._report_rows.bounds], [self._report_rows.span])
        return extent_over([each.bounds for each in summaries], [each.days for each in summaries])

    def find(self, collection: Collection, query: Mapping[str, str], page: Page) -> Found:
        """Return a page of what a query asks for; ``as_of`` is of the reports on it."""
        if collection.code == "reports":
            return self._find_reports(query, page)
        question, text = self._question(query)
        if text:
            return self._find_text(question, text, page)
        counts = self._counts(question)
        parts = _parts(counts, page)
        rows = self._table.rows(question, parts) if parts else []
        return self._found(sum(counts.values()), rows)

    def feature(self, collection: Collection, row: str) -> Found | None:
        """Return one feature by its id, None where there is none."""
        if collection.code == "reports":
            number = self._report_rows.number_of.get(row)
            if number is None:
                return None
            return Found(1, [self._report_rows.feature(number)], self._as_of([row]))
        ids = [
            (report, site)
            for report, site in site_addresses(row)
            # No database has a NUL in a text.
            if report in self._by_id and "\0" not in site
        ]
        rows = self._table.chosen(ids) if ids else []
        return self._found(1, rows[:1]) if rows else None

    # ---- parts of it ---------------------------------------------------------------------

    def _as_of(self, reports: Sequence[str]) -> list[Mapping[str, Any]]:
        entries = [self._by_id[report] for report in dict.fromkeys(reports)]
        return [as_of(entry.report, entry.key) for entry in entries]

    def _found(self, matched: int, rows: Sequence[Row]) -> Found:
        features = [site_feature(report, site) for report, site in rows]
        return Found(matched, features, self._as_of([report for report, _ in rows]))

    def _find_reports(self, query: Mapping[str, str], page: Page) -> Found:
        rows, mask = self._report_rows, self._report_rows.meeting(where_of(query))
        asked = self._asked(query.get("report"))
        found = [number for each in asked if mask[number := rows.number_of[each]]]
        shown = found[page.offset : page.offset + page.limit]
        features = [rows.feature(number) for number in shown]
        return Found(len(found), features, self._as_of([str(f["id"]) for f in features]))

    def _find_text(self, question: Question, text: str, page: Page) -> Found:
        if (count := sum(self._counts(question).values())) > TEXT_SITES:
            why = (
                f"it is looked for in {TEXT_SITES} sites at the most, and these are {count}: "
                "narrow them by report, unit, bbox, datetime or another filter"
            )
            raise wrong_value("q", text, why)
        named = self._table.named(question)
        index = index_of([_called(each) for each in named])
        ids = [(named[number].report, named[number].site) for number in index.sites(text)]
        return self._found(
            len(ids), self._table.chosen(ids[page.offset : page.offset + page.limit])
        )

    def _counts(self, question: Question) -> Mapping[str, int]:
        """Return how many sites of each report are wanted, in the order of the reports."""
        if question.units is not None and not any(reports for _, reports in question.units):
            return {}
        if question.is_of_all:
            return {report: self._by_id[report].summary.sites for report in question.reports}
        counts = self._table.counts(question)
        return {report: counts[report] for report in question.reports if counts.get(report)}

    def _asked(self, reports: str | None) -> tuple[str, ...]:
        names = dict.fromkeys(name for name in (reports or "").split(",") if name)
        for name in names:
            if name not in self._by_id:
                raise wrong_value("report", name, "no such report is published here")
        return tuple(names or self._by_id)

    def _question(self, query: Mapping[str, str]) -> tuple[Question, str]:
        """Return what is asked of the table's columns, and the text that is looked for."""
        where, reports = where_of(query), self._asked(query.get("report"))
        asked = {name: query[name] for name in FILTERS if name in query and name != "unit"}
        selection, unknown = Selection.from_query(asked, Atlas({}, ()))
        units, unknown_units = self._units(query.get("unit", ""), reports)
        if nowhere := sorted({*unknown, *unknown_units}):
            raise Refusal(400, "InvalidParameterValue", f"not known: {', '.join(nowhere)}")
        kept = replace(selection, text="")
        possible = Question(reports, kept, units, where.box, where.days)
        near = tuple(each for each in reports if possible.may_be_in(self._by_id[each].summary))
        return replace(possible, reports=near), selection.text

    def _units(
        self, said: str, reports: tuple[str, ...]
    ) -> tuple[tuple[tuple[str, tuple[str, ...]], ...] | None, list[str]]:
        """Return the reports in which each unit is a choice, as their pages have it.

        And the units that none of them knows.
        """
        codes = dict.fromkeys(code for code in said[:_UNITS_READ].split(",") if code)
        if not codes:
            return None, []
        # What is no unit's code is asked of nobody.
        sound = [code for code in codes if code.isascii() and code.isdigit()]
        regions = self._table.regions(reports, sound) if sound else {}
        found, unknown = [], []
        for code in codes:
            chosen = tuple(each for each in reports if _is_choice(code, regions.get(each, {})))
            found.append((code, chosen))
            if not chosen and reports:
                unknown.append(f"unit={code[:40]}")
        return tuple(found), unknown


def _is_choice(unit: str, regions: Mapping[str, int]) -> bool:
    """Whether a report's page offers a unit: not where a narrower one holds all of its sites.

    ``regions`` are the report's that begin with its code, with how many sites lie in each; see
    :meth:`geo.selecting.columns.Columns.values`.
    """
    holding = {code: count for code, count in regions.items() if unit in units_over(code)}
    within: dict[str, int] = {}
    for code, count in holding.items():
        for narrower in units_over(code):
            within[narrower] = within.get(narrower, 0) + count
    total = within.pop(unit, 0)
    return total > 0 and not any(
        count == total for code, count in within.items() if len(code) > len(unit)
    )


def _called(named: Named) -> dict[str, Any]:
    """Return as much of a site as a text is looked for in."""
    return {
        "properties": {
            "name": named.name,
            "name_en": named.name_en,
            "aliases": list(named.aliases),
            "sector": named.sector,
        }
    }


def _parts(counts: Mapping[str, int], page: Page) -> list[Part]:
    """Return which of the wanted sites stand on a page."""
    parts, before, left = [], 0, page.limit
    for report, count in counts.items():
        first = max(0, page.offset - before)
        before += count
        if first < count and left:
            parts.append(Part(report, first, min(left, count - first)))
            left -= parts[-1].count
    return parts
