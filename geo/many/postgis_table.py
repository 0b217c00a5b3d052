"""PostGIS that is asked: conditions on the columns of ``atlas.sites``, for reading alone.

What a request says is bound as a parameter, never part of a statement. The connection may only
read, and each statement ends after :data:`STATEMENT_SECONDS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import shapely

from geo.base.errors import InputError
from geo.many.asked import Entry, Named, Part, Question, Row
from geo.many.partition import COLUMNS, Summary, feature_of
from geo.many.postgis import SITES_COLUMNS, PostgisStore, guarded
from geo.model.codes import MENTIONED
from geo.model.periods import NEVER

STATEMENT_SECONDS: Final = 60
_STATE: Final = (
    "SELECT count(*), md5(string_agg(id || ' ' || key, ',' ORDER BY id COLLATE \"C\"))"
    " FROM atlas.reports"
)
_ENTRIES: Final = """
    SELECT r.about, r.key, count(s.id), count(s.geom), coalesce(sum(s.mentions), 0),
        min(ST_XMin(s.geom)), min(ST_YMin(s.geom)), max(ST_XMax(s.geom)), max(ST_YMax(s.geom)),
        min(s.first_day), max(s.last_day), coalesce(bool_and(s.shape IS NOT NULL), true)
    FROM atlas.reports r LEFT JOIN atlas.sites s ON s.report_id = r.id
    GROUP BY r.id
    ORDER BY r.id COLLATE "C"
"""
# Each holds where its parameters are NULL.
_LISTED: Final = " AND ".join(
    f"(%({name})s::text[] IS NULL OR {name} = ANY(%({name})s))"
    for name in ("sector", "precision", "shape", "verdict")
)
_NO_STAGE: Final = {
    "status": f"coalesce(status, '{MENTIONED}') = '{MENTIONED}'",
    "target": f"coalesce(target, '{MENTIONED}') = '{MENTIONED}'",
}
_INVESTMENT: Final = (
    "CASE WHEN amount_cny IS NULL THEN 'none' WHEN amount_basis = 'cited' THEN 'cited'"
    " ELSE 'stated' END = ANY(%(investment)s)"
)
_BOUNDS: Final = (
    "geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"
    " AND ST_XMin(geom) <= %(east)s AND ST_XMax(geom) >= %(west)s"
    " AND ST_YMin(geom) <= %(north)s AND ST_YMax(geom) >= %(south)s"
)


class PostgisTable(PostgisStore):
    """A database that ``build --to`` has filled; it is not changed."""

    def __init__(self, address: str) -> None:
        self._state: tuple[Any, ...] | None = None
        self._entries: Sequence[Entry] = ()
        super().__init__(address)

    @guarded
    def _prepare(self) -> None:
        self._connection.execute("SET default_transaction_read_only = on")
        self._connection.execute(
            "SELECT set_config('statement_timeout', %s, false)", [f"{STATEMENT_SECONDS}s"]
        )
        there = {name for (name,) in self._rows(SITES_COLUMNS)}
        if not there:
            raise InputError("there_is_no_report", self.name)
        if not set(COLUMNS.names) <= there:
            raise InputError("built_before_it_could_be_served", self.name)

    @property
    def is_closed(self) -> bool:
        """Whether the server has gone away."""
        return bool(self._connection.closed)

    @guarded
    def entries(self) -> Sequence[Entry]:
        """Return the reports that there are now."""
        ((*state,),) = self._rows(_STATE)
        if self._state != tuple(state):
            rows = self._rows(_ENTRIES)
            if not rows:
                raise InputError("there_is_no_report", self.name)
            if not all(row[-1] for row in rows):
                raise InputError("built_before_it_could_be_served", self.name)
            self._entries = [_entry(row) for row in rows]
            self._state = tuple(state)
        return self._entries

    @guarded
    def counts(self, question: Question) -> Mapping[str, int]:
        """Return how many sites of each report are wanted."""
        condition, values = _condition(question, question.reports)
        return dict(
            self._rows(
                f"SELECT report_id, count(*) FROM atlas.sites WHERE {condition}"  # noqa: S608 (ours)
                " GROUP BY report_id",
                values,
            )
        )

    @guarded
    def rows(self, question: Question, parts: Sequence[Part]) -> list[Row]:
        """Return parts of what is wanted."""
        condition, values = _condition(question, [part.report for part in parts])
        paging = {"passed": parts[0].first, "count": sum(part.count for part in parts)}
        return [
            (report, feature_of(properties, geometry))
            for report, properties, geometry in self._rows(
                "SELECT report_id, properties, ST_AsBinary(geom) FROM atlas.sites"  # noqa: S608
                f" WHERE {condition}"
                ' ORDER BY array_position(%(reports)s::text[], report_id), site_id COLLATE "C"'
                " OFFSET %(passed)s LIMIT %(count)s",
                values | paging,
            )
        ]

    @guarded
    def named(self, question: Question) -> list[Named]:
        """Return what all wanted sites are called, in order."""
        condition, values = _condition(question, question.reports)
        order = {report: number for number, report in enumerate(question.reports)}
        found = [
            Named(report, site, name, name_en, tuple(aliases), sector)
            for report, site, name, name_en, aliases, sector in self._rows(
                "SELECT report_id, site_id, name, name_en, aliases, sector"  # noqa: S608 (ours)
                f" FROM atlas.sites WHERE {condition}",
                values,
            )
        ]
        return sorted(found, key=lambda each: (order[each.report], each.site))

    @guarded
    def chosen(self, ids: Sequence[tuple[str, str]]) -> list[Row]:
        """Return sites by report and id, in this order."""
        reports, sites = [report for report, _ in ids], [site for _, site in ids]
        return [
            (report, feature_of(properties, geometry))
            for report, properties, geometry in self._rows(
                "SELECT s.report_id, s.properties, ST_AsBinary(s.geom)"
                " FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS w (report, site, number)"
                " JOIN atlas.sites s ON s.report_id = w.report AND s.site_id = w.site"
                " ORDER BY w.number",
                [reports, sites],
            )
        ]

    @guarded
    def regions(
        self, reports: Sequence[str], units: Sequence[str]
    ) -> Mapping[str, Mapping[str, int]]:
        """Return for each report how many sites lie in each region that begins with any unit."""
        found: dict[str, dict[str, int]] = {}
        for report, region, count in self._rows(
            "SELECT report_id, region, count(*) FROM atlas.sites"
            " WHERE report_id = ANY(%s::text[]) AND region ^@ ANY(%s::text[])"
            " GROUP BY report_id, region",
            [list(reports), list(units)],
        ):
            found.setdefault(report, {})[region] = count
        return found


def _entry(row: Sequence[Any]) -> Entry:
    about, key, sites, located, mentions, west, south, east, north, first, last, _ = row
    bounds = None if west is None else (west, south, east, north)
    days = NEVER if first is None else (first.toordinal(), last.toordinal())
    return Entry(about, key, Summary(sites, located, int(mentions), bounds, days))


def _condition(question: Question, reports: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """Return what rows of reports must fulfil, and the values that are bound in it."""
    chosen = question.selection
    names = ("sector", "precision", "shape", "verdict")
    values: dict[str, Any] = {name: list(getattr(chosen, name)) or None for name in names}
    values["reports"] = list(reports)
    found = ["report_id = ANY(%(reports)s::text[])", _LISTED]
    if chosen.claim == "reported":
        found.append("reported")
    elif chosen.claim == "planned":
        found.append("planned")
    if chosen.stage:
        columns, values["stages"], is_none = question.stages
        ways = [f"{name} = ANY(%(stages)s::text[])" for name in columns]
        if is_none:
            ways.append(" AND ".join(_NO_STAGE[name] for name in columns))
        found.append(" OR ".join(ways))
    if chosen.investment:
        values["investment"] = list(chosen.investment)
        found.append(_INVESTMENT)
    if chosen.amount:
        least, most = chosen.amount
        found.append("amount_cny IS NOT NULL")
        if least is not None:
            values["least"] = float(least)
            found.append("amount_cny >= %(least)s")
        if most is not None:
            values["most"] = float(most)
            found.append("amount_cny <= %(most)s AND amount_basis <> 'at_least'")
    if chosen.bounds:
        values |= zip(("west", "south", "east", "north"), chosen.bounds, strict=True)
        found.append(_BOUNDS)
    if question.boxes:
        ways = []
        for number, box in enumerate(question.boxes):
            values[f"box{number}"] = shapely.to_wkb(shapely.box(*box))
            ways.append(f"ST_Intersects(geom, ST_GeomFromWKB(%(box{number})s, 4326))")
        found.append(" OR ".join(ways))
    if question.units is not None:
        ways = []
        for number, (unit, chosen_in) in enumerate(question.units):
            values |= {f"unit{number}": unit, f"of{number}": list(chosen_in)}
            ways.append(f"region ^@ %(unit{number})s AND report_id = ANY(%(of{number})s::text[])")
        found.append(" OR ".join(ways))
    if question.dates:
        values["first"], values["last"] = question.dates
        found.append("first_day <= %(last)s AND last_day >= %(first)s")
    return " AND ".join(f"({each})" for each in found), values
