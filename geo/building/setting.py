"""A report's setting: the unit that it speaks for, and the region's folder where there is one.

The unit is one of the country's table (:mod:`geo.places.units`); what a user asks for goes before
what the report says (:mod:`geo.building.report_place`). A region's folder
(:mod:`geo.places.region`) may know a unit that the table does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from geo.base.errors import InputError
from geo.base.messages import Message
from geo.building.home import home_at
from geo.building.report_place import place_of
from geo.documents.report import Report
from geo.model.names import Home
from geo.model.regions import Region
from geo.places.region import named_region, read_regions, region_of
from geo.places.units import Unit, Units, read_units, resolve

_LISTED: Final = 6


@dataclass(frozen=True)
class Setting:
    """Where a report is at home. ``notice`` says what is worth knowing of it.

    ``is_asked`` where a user has said so, whatever the report says.
    """

    unit: Unit | None = None
    region: Region | None = None
    notice: Message | None = None
    is_asked: bool = False

    @property
    def code(self) -> str | None:
        """The six digits of GB/T 2260, None where the place is not known."""
        # A township's is its county's.
        return self.region.code if self.region else self.unit.code[:6] if self.unit else None

    @property
    def name(self) -> str | None:
        """The place's name as reports write it, None where the place is not known."""
        if self.region:
            return self.region.full_name
        return read_units().full_name(self.unit) if self.unit else None

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Words before a place's name that say only where it lies, longest first."""
        if self.region:
            return self.region.prefixes
        return read_units().prefixes(self.unit) if self.unit else ()

    @property
    def home(self) -> Home:
        """The place as names of its sites are compared with it."""
        home = home_at(self.unit)
        words = (word for word in self.prefixes if len(word) > 1)
        prefixes = sorted({*home.prefixes, *words}, key=lambda word: (-len(word), word))
        return replace(home, prefixes=tuple(prefixes))


def setting_of(report: Report, asked: str | None = None) -> Setting:
    """Return the setting of a report, or the one that ``asked`` names by name or code.

    Raises :class:`~geo.base.errors.InputError` where ``asked`` names none or several.
    """
    regions, units = read_regions(), read_units()
    if asked:
        return _asked(asked.strip(), units)
    if region := region_of(report.place, regions):
        return Setting(units.by_code.get(region.code), region)
    found = place_of(report.clean.text, report.id, units)
    if found.unit is None:
        return Setting(notice=found.notice)
    return Setting(found.unit, regions.get(found.unit.code[:6]), found.notice)


def _asked(asked: str, units: Units) -> Setting:
    regions = read_regions()
    if asked in regions:
        return Setting(units.by_code.get(asked), regions[asked], is_asked=True)
    unit = units.by_code.get(asked.ljust(6, "0")) or resolve(asked, units)
    if unit is None:
        named = units.by_name.get(asked, ())
        # 荆州 is the city rather than its district, where a name alone is given.
        order = ("province", "prefecture", "county")
        highest = min((order.index(u.level) for u in named), default=0)
        named = tuple(u for u in named if order.index(u.level) == highest)
        if len(named) > 1:
            listed = ", ".join(f"{units.full_name(u)} ({u.code})" for u in named[:_LISTED])
            raise InputError(
                "several_places_of_this_name", "--place", name=asked[:40], places=listed
            )
        unit = named[0] if named else None
    if unit is not None:
        return Setting(unit, regions.get(unit.code), is_asked=True)
    region = named_region(asked, regions)
    return Setting(None, region, is_asked=True)
