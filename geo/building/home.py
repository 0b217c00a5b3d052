"""The place that a report speaks for, as names of its sites are compared with it."""

from __future__ import annotations

from functools import lru_cache

from geo.building.report_place import place_of
from geo.documents.report import Report
from geo.model.names import Home
from geo.places.units import Unit, read_units


def home_of(report: Report) -> Home:
    """Return the place that a report speaks for."""
    return _home(report.clean.text, report.id)


@lru_cache(maxsize=8)
def _home(text: str, report_id: str) -> Home:
    return home_at(place_of(text, report_id, read_units()).unit)


def home_at(unit: Unit | None) -> Home:
    """Return a unit as the place that a report speaks for."""
    if unit is None:
        return Home()
    units = read_units()
    above = list(units.above(unit))
    holders = {name: u.name for u in above for name in (u.name, u.stem)}
    levels = {u.name[-1]: u.name for u in reversed(above)} | holders
    names = {
        unit.name,
        unit.stem,
        *(u.name + unit.name for u in above),
        *(u.stem + unit.name for u in above),
    }
    stems = {unit.stem, *(u.stem for u in above)}
    below = {u.name: u.stem for u in units.below(unit) if u.stem not in stems}
    prefixes = tuple(sorted(names, key=lambda n: (-len(n), n)))
    return Home(unit.name, unit.name[-1], prefixes, levels, below)
