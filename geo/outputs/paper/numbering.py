"""The located sites as they are drawn: numbered cell by cell, each with its spot on the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import shapely
from shapely.geometry import LineString, shape
from shapely.geometry.base import BaseGeometry

from geo.model.atlas import Atlas, Feature, drawn_stage
from geo.outputs.paper.ground import Bounds, Ground
from geo.outputs.paper.labels import Box
from geo.view.badges import region_shown
from geo.view.reach import district_of, part_beyond
from geo.view.symbols import is_planned_only, is_vague, symbols

# A site that leaves the district by more than this part of its width or height is cut.
_FAR: Final = 0.1


@dataclass(frozen=True)
class Site:
    """A site as it is drawn: its number, its geometry on the sheet, and where its number points.

    ``beyond`` is what of a line lies beyond the district, None where nothing does.
    """

    feature: Feature
    shape: BaseGeometry
    x: float
    y: float
    number: int = 0
    beyond: BaseGeometry | None = None

    @property
    def stage(self) -> str:
        """The stage that it is drawn as."""
        return drawn_stage(self.feature["properties"])

    @property
    def colour(self) -> str:
        """The colour of its stage."""
        return symbols().colour(self.stage)

    @property
    def is_planned_only(self) -> bool:
        """Whether the report only plans that stage."""
        return is_planned_only(self.feature["properties"])

    @property
    def is_vague(self) -> bool:
        """Whether its position is not precise."""
        return is_vague(self.feature["properties"])

    @property
    def is_point(self) -> bool:
        """Whether it is drawn as a marker."""
        return self.shape.geom_type.endswith("Point")

    @property
    def is_area(self) -> bool:
        """Whether it is drawn as an outline."""
        return self.shape.geom_type.endswith("Polygon")


def shown_bounds(
    atlas: Atlas, base: Sequence[Mapping[str, Any]], view: Bounds | None = None
) -> Bounds | None:
    """Return what the map shows, in degrees: the base map's district and the sites.

    Without a district that is ``view`` or, without that, the sites alone. A site that leaves the
    district far (a line to another city) is cut at the frame.
    """
    districts = tuple(f for f in features_of(base) if f["properties"].get("class") == "district")
    district = Atlas({}, districts).bounds
    if district is None:
        return view or atlas.bounds
    west, south, east, north = district
    far_x, far_y = (east - west) * _FAR, (north - south) * _FAR
    shown = [district]
    for feature in atlas.features:
        site = Atlas({}, (feature,)).bounds
        if site is None:
            continue
        is_there = site[0] <= east and west <= site[2] and site[1] <= north and south <= site[3]
        leaves_far = (
            site[0] < west - far_x
            or site[1] < south - far_y
            or site[2] > east + far_x
            or site[3] > north + far_y
        )
        if not (is_there and leaves_far):
            shown.append(site)
    wests, souths, easts, norths = zip(*shown, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def features_of(base: Iterable[Mapping[str, Any]]) -> list[Feature]:
    """Return the features of all layers of a base map."""
    return [feature for layer in base for feature in layer["features"]]


def numbered(
    atlas: Atlas, ground: Ground | None, base: Iterable[Mapping[str, Any]] = ()
) -> list[Site]:
    """Return the located sites, numbered cell by cell from the upper left.

    ``base`` is the base map, by which it is known what of a line leaves the district.
    """
    if ground is None:
        return []
    sites, district = [], district_of(base)
    for feature in atlas.features:
        # What only a unit is known of stands in its badge.
        if feature["geometry"] and not region_shown(feature):
            drawn = ground.place(shape(feature["geometry"]))
            x, y = shapely.get_coordinates(_anchor(drawn, ground.frame))[0]
            beyond = part_beyond(feature["geometry"], district)
            far = ground.place(beyond) if beyond is not None else None
            sites.append(Site(feature, drawn, float(x), float(y), beyond=far))
    sites.sort(key=lambda s: (*ground.cell(s.x, s.y), round(s.y, 2), s.x, s.feature["id"]))
    return [replace(site, number=number) for number, site in enumerate(sites, 1)]


def _anchor(drawn: BaseGeometry, frame: Box) -> BaseGeometry:
    """Return the point of what is seen of a site that its number stands for."""
    seen = drawn
    if not holds(frame, drawn):
        seen = drawn.intersection(shapely.box(frame.left, frame.top, frame.right, frame.bottom))
    if seen.is_empty:
        seen = drawn
    if seen.geom_type.endswith("LineString"):
        lines: list[LineString] = list(shapely.get_parts(seen))
        return max(lines, key=lambda line: line.length).interpolate(0.5, normalized=True)
    return seen.representative_point()


def holds(frame: Box, drawn: BaseGeometry) -> bool:
    """Whether a frame shows the whole of a geometry."""
    left, top, right, bottom = drawn.bounds
    return (
        frame.left <= left and right <= frame.right and frame.top <= top and bottom <= frame.bottom
    )
