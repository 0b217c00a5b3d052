"""Regions as the program knows them: a district with its names, bounds and folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# West, south, east, north in degrees, WGS-84.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Unit:
    """An administrative unit: six digits of GB/T 2260, official name, short and English names."""

    code: str
    name: str
    names: tuple[str, ...] = ()
    name_en: str = ""

    @property
    def all_names(self) -> tuple[str, ...]:
        """The official name and the short ones."""
        return (self.name, *self.names)


@dataclass(frozen=True)
class Region(Unit):
    """A district, county or city of which a folder holds what is known.

    ``bounds`` is the box that no place of it leaves, ``view`` what a map shows first, both
    (west, south, east, north) in degrees, WGS-84. ``parents`` are the units above it, the
    nearest first.
    """

    parents: tuple[Unit, ...] = ()
    further_prefixes: tuple[str, ...] = ()
    bounds: Box = (-180.0, -90.0, 180.0, 90.0)
    view: Box = (-180.0, -90.0, 180.0, 90.0)
    folder: Path = Path()

    @property
    def full_name(self) -> str:
        """The name after that of the city or prefecture above it, as reports write it."""
        return (self.parents[0].name if self.parents else "") + self.name

    @property
    def city(self) -> Unit:
        """The city or prefecture that holds it, or itself: what online geocoders ask for."""
        return next((unit for unit in self.parents if unit.code.endswith("00")), self)

    @cached_property
    def prefixes(self) -> tuple[str, ...]:
        """Words before a place's name that say only where it lies, longest first."""
        found = {"中华人民共和国", "中国", *self.further_prefixes}
        for unit in (self, *self.parents):
            found |= set(unit.all_names)
        return tuple(sorted(found, key=lambda word: (-len(word), word)))

    @property
    def places(self) -> Path:
        """The folder of its gazetteer."""
        return self.folder / "places"

    @property
    def base(self) -> Path:
        """The folder of its base map."""
        return self.folder / "base"

    @property
    def investment(self) -> Path:
        """The table of amounts that other documents state for its sites."""
        return self.folder / "investment.csv"

    @property
    def outcomes(self) -> Path:
        """The table of what later documents say of its sites."""
        return self.folder / "outcomes.csv"

    @property
    def links(self) -> Path:
        """The table of which sites of its reports are the same over the years."""
        return self.folder / "links.csv"
