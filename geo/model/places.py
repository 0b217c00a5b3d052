"""Places as the program knows them: one place, and all places of a region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from shapely.geometry.base import BaseGeometry

from geo.base.messages import Where
from geo.model.names import spelled
from geo.model.regions import Region


@dataclass(frozen=True, slots=True)
class Known:
    """A place that is known beforehand: its official name and its kind."""

    name: str
    kind: str


Source = Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """A place of the gazetteer.

    ``geometry`` is a shapely geometry in WGS-84 (longitude, latitude) or None;
    ``uncertainty_m`` the radius in metres within which the true place lies, None without a
    geometry. Codes as in :mod:`geo.model.codes`. ``region`` is the code of the unit known to hold
    the place where that is not the gazetteer's own: a township, or the prefecture or province.
    """

    id: str
    name: str
    name_en: str
    aliases: tuple[str, ...]
    kind: str
    within: str | None
    precision: str
    uncertainty_m: float | None
    location_source: Source | None
    geometry: BaseGeometry | None
    where: Where = ""
    region: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The official name and the aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class Gazetteer:
    """All places of a region by id, with those known only by the area that holds them put there.

    ``region`` is None for a report whose place is not among the regions: it knows no places.
    """

    places: Mapping[str, Place]
    region: Region | None = None

    @cached_property
    def by_name(self) -> Mapping[str, Place]:
        """Each name and alias with its place."""
        return {name: place for place in self.places.values() for name in place.names}

    @cached_property
    def known(self) -> Mapping[str, Known]:
        """Each name and alias with what the extractor wants to know of its place.

        Without subdistricts (街道): they hold sites, and in a report they act.
        """
        return {
            name: Known(place.name, place.kind)
            for name, place in self.by_name.items()
            if not place.name.endswith("街道")
        }

    @cached_property
    def _by_spelling(self) -> Mapping[str, Place]:
        """The names, each in one spelling, that only one place has."""
        found: dict[str, dict[str, Place]] = {}
        for name, place in self.by_name.items():
            found.setdefault(spelled(name), {})[place.id] = place
        return {said: next(iter(p.values())) for said, p in found.items() if len(p) == 1}

    def find_spelled(self, name: str) -> Place | None:
        """Return the place with this name in whatever spelling (臺灣, 高速公路), None for none."""
        return self.by_name.get(name) or self._by_spelling.get(spelled(name))

    def get(self, place_id: str) -> Place | None:
        """Return the place with this id, None where there is none."""
        return self.places.get(place_id)

    def find(self, name: str) -> Place | None:
        """Return the place with exactly this name or alias, None where there is none."""
        return self.by_name.get(name)
