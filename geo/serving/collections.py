"""The collections: sites, mentions, regions and reports, each as rows that can be asked.

A row has an id, a geometry or none, an interval of days or none, and becomes a GeoJSON feature
when it is wanted. Coordinates are WGS-84 degrees, longitude first (CRS84).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.base.languages import Language
from geo.model.atlas import Feature
from geo.model.periods import NEVER, Days, days_of_period, days_of_site
from geo.outputs.data.geojson import regular
from geo.outputs.data.tables import mention_rows
from geo.places.region import label_point, read_regions
from geo.places.unit_names import english_path
from geo.places.unit_search import path_of
from geo.places.units import read_units, region_code, unit_code, unit_of
from geo.selecting.columns import Floats, Mask
from geo.serving.published import Catalogue, Published, site_address
from geo.serving.query import Choice, Where
from geo.serving.times import days_of_date, said
from geo.view.badges import places_of
from geo.view.texts import say

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Rows:
    """The rows of a collection, in the order in which they are served.

    ``geometries`` are GeoJSON's or None; ``days`` are intervals; ``feature`` makes the feature of
    a row's number, without what all answers say; ``report`` is the one that all are of, or empty.
    """

    ids: Sequence[str]
    geometries: Sequence[dict[str, Any] | None]
    days: Sequence[Days]
    feature: Callable[[int], Feature]
    report: str = ""

    @cached_property
    def number_of(self) -> Mapping[str, int]:
        """The rows' numbers by their id."""
        return {row: number for number, row in enumerate(self.ids)}

    @cached_property
    def _shapes(self) -> npt.NDArray[np.object_]:
        from shapely.geometry import shape

        shapes = np.empty(len(self.ids), object)
        for number, geometry in enumerate(self.geometries):
            shapes[number] = shape(geometry) if geometry else None
        return shapes

    @cached_property
    def _boxes(self) -> Floats:
        import shapely

        return np.asarray(shapely.bounds(self._shapes), np.float64).reshape(-1, 4)

    @cached_property
    def _days(self) -> Integers:
        return np.array(self.days, np.int64).reshape(-1, 2)

    def meeting(self, where: Where) -> Mask:
        """Return which rows intersect a box and an interval; what has neither meets none."""
        mask = np.ones(len(self.ids), bool)
        if where.box is not None:
            mask &= self._touching(*where.box)
        if where.days is not None:
            first, last = where.days
            days = self._days
            mask &= (days[:, 0] <= last) & (days[:, 1] >= first) & (days[:, 0] <= days[:, 1])
        return mask

    def _touching(self, west: float, south: float, east: float, north: float) -> Mask:
        import shapely

        spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
        boxes = [shapely.box(left, south, right, north) for left, right in spans]
        found = np.zeros(len(self.ids), bool)
        for box in boxes:
            found |= shapely.intersects(self._shapes, box)
        return found

    @property
    def bounds(self) -> list[float] | None:
        """West, south, east and north of all rows; None where none is located."""
        located = self._boxes[~np.isnan(self._boxes[:, 0])]
        if not len(located):
            return None
        low, high = located[:, :2].min(axis=0), located[:, 2:].max(axis=0)
        return [float(degrees) for degrees in (*low, *high)]

    @property
    def span(self) -> Days:
        """The first and the last day of all rows; :data:`NEVER` where no day is known."""
        known = self._days[self._days[:, 0] <= self._days[:, 1]]
        return (int(known[:, 0].min()), int(known[:, 1].max())) if len(known) else NEVER


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection by its code; ``about`` says in one sentence what a feature of it is.

    ``is_filtered`` where the page's filters choose among its rows.
    """

    code: str
    about: str
    is_filtered: bool

    def title(self, language: Language) -> str:
        """Return what it is called."""
        return say(f"collection_{self.code}", language)


_SITES: Final = "A site that a report names, with all that is known of it."
_MENTIONS: Final = "Words that name a site, at its place; filters choose sites."
_REGIONS: Final = "A unit that sites lie in or that reported: a point, never an outline."
_REPORTS: Final = "A published report; its geometry is the box around its sites."
COLLECTIONS: Final[Mapping[str, Collection]] = {
    each.code: each
    for each in (
        Collection("sites", _SITES, is_filtered=True),
        Collection("mentions", _MENTIONS, is_filtered=True),
        Collection("regions", _REGIONS, is_filtered=False),
        Collection("reports", _REPORTS, is_filtered=False),
    )
}


def found_in(collection: Collection, choice: Choice, where: Where) -> list[tuple[Rows, Numbers]]:
    """Return the rows that are asked for, by their numbers, atlas by atlas."""
    if collection.code == "regions":
        rows = region_rows(choice.atlases)
        return [(rows, np.flatnonzero(rows.meeting(where)))]
    found = []
    for each, mask in choice.masks:
        rows = rows_of(collection, each)
        wanted = rows.meeting(where)
        if collection.code == "sites":
            wanted &= mask
        elif collection.code == "mentions":
            wanted &= mask[_owners(each)]
        found.append((rows, np.flatnonzero(wanted)))
    return found


def all_rows(collection: Collection, catalogue: Catalogue) -> list[Rows]:
    """Return all rows of a collection, atlas by atlas."""
    if collection.code == "regions":
        return [region_rows(catalogue.atlases)]
    return [rows_of(collection, each) for each in catalogue.atlases]


def rows_of(collection: Collection, published: Published) -> Rows:
    """Return an atlas's rows of a collection other than regions; the same ones for the same."""
    kept = published.kept
    if collection.code not in kept:
        made = {"sites": _site_rows, "mentions": _mention_rows, "reports": _report_rows}
        kept[collection.code] = made[collection.code](published)
    rows: Rows = kept[collection.code]
    return rows


def _site_rows(published: Published) -> Rows:
    features = published.atlas.features

    def feature(number: int) -> Feature:
        return site_feature(published.id, features[number])

    return Rows(
        [published.address_of(f["id"]) for f in features],
        [f["geometry"] for f in features],
        [days_of_site(f["properties"]) for f in features],
        feature,
        published.id,
    )


def site_feature(report: str, site: Feature) -> Feature:
    """Return a site of a report's atlas as it is served."""
    # Its own id is the one among all; what the atlas calls it stands beside it.
    properties = {"report": report, "site": site["id"], **site["properties"]}
    del properties["id"]
    return regular(site) | {"id": site_address(report, site["id"]), "properties": properties}


def _owners(published: Published) -> Numbers:
    """Return the number of the site of each mention."""
    counts = [len(f["properties"]["mentions"]) for f in published.atlas.features]
    return np.repeat(np.arange(len(counts), dtype=np.intp), counts)


def _mention_rows(published: Published) -> Rows:
    features = published.atlas.features
    rows = mention_rows(published.atlas, published.text)
    owners = _owners(published)
    ids = [
        f"{published.address_of(f['id'])}.{number}"
        for f in features
        for number in range(1, len(f["properties"]["mentions"]) + 1)
    ]

    def feature(number: int) -> Feature:
        site = regular(features[owners[number]])
        return {
            "type": "Feature",
            "id": ids[number],
            "properties": {"report": published.id, **rows[number]},
            "geometry": site["geometry"],
        }

    return Rows(
        ids,
        [features[owner]["geometry"] for owner in owners],
        [days_of_period(row["period"]) for row in rows],
        feature,
        published.id,
    )


def _report_rows(published: Published) -> Rows:
    atlas = published.atlas
    counts = Counts(
        len(atlas.features),
        sum(1 for f in atlas.features if f["geometry"]),
        sum(len(f["properties"]["mentions"]) for f in atlas.features),
    )
    made = report_feature(atlas.report, counts, atlas.bounds, published.digest)
    days = [days_of_date(atlas.report.get("date"))]
    return Rows([published.id], [made["geometry"]], days, lambda _: dict(made), published.id)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many sites a report has, how many of them have a geometry, how often it names them."""

    sites: int
    located: int
    mentions: int


def report_feature(
    report: Mapping[str, Any], counts: Counts, bounds: Sequence[float] | None, digest: str
) -> Feature:
    """Return a report as a feature: what it says of itself, its counts, the box of its sites."""
    about = {name: report.get(name) for name in ("title", "place", "place_code", "date")}
    digests = {"text_sha256": report["sha256"], "build_sha256": digest}
    return {
        "type": "Feature",
        "id": report["id"],
        "properties": {**about, **asdict(counts), **digests},
        "geometry": _box(bounds),
    }


def _box(bounds: Sequence[float] | None) -> dict[str, Any] | None:
    if bounds is None:
        return None
    west, south, east, north = bounds
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def region_rows(atlases: Sequence[Published]) -> Rows:
    """Return the administrative units of these atlases, in the order of their codes.

    Those of their reports and those that their sites are known to lie in, with all above these.
    """
    units, regions = read_units(), read_regions()
    sites: dict[str, int] = defaultdict(int)
    reports: dict[str, set[str]] = defaultdict(set)
    for each in atlases:
        for place in places_of(each.atlas):
            reports[unit_code(place)].add(each.id)
        for code in _units_of(each):
            sites[code] += 1
    found: dict[str, Feature] = {}
    for code in chain(reports, sites):
        unit = unit_of(code, units)
        if unit is None or unit.code in found:
            continue
        region = regions.get(unit.code)
        at = label_point(region) if region else unit.at
        properties = {
            "code": unit.code,
            "name": unit.name,
            "name_en": english_path(unit, units),
            "path": path_of(unit, units),
            "level": unit.level,
            "point": "region" if region else unit.point or None,
            "radius_m": unit.radius_m,
            "sites": sites.get(region_code(unit), 0),
            "reports": sorted(reports[unit.code]),
        }
        geometry = {"type": "Point", "coordinates": list(at)} if at else None
        found[unit.code] = {
            "type": "Feature",
            "id": unit.code,
            "properties": properties,
            "geometry": geometry,
        }
    features = [found[code] for code in sorted(found)]
    return Rows(
        [f["id"] for f in features],
        [f["geometry"] for f in features],
        [NEVER] * len(features),
        lambda number: dict(features[number]),
    )


def _units_of(published: Published) -> Iterator[str]:
    """Yield the code of each unit that holds a site, once a site, down to what is known."""
    for feature in published.atlas.features:
        region = str(feature["properties"].get("region") or "")
        for digits in (2, 4, 6, 9):
            if digits <= len(region):
                yield region[:digits]


def extent_of(parts: Sequence[Rows]) -> dict[str, Any]:
    """Return a collection's extent as the standard has it; what is not known is left out."""
    return extent_over([rows.bounds for rows in parts], [rows.span for rows in parts])


def extent_over(
    bounds: Iterable[Sequence[float] | None], intervals: Iterable[Days]
) -> dict[str, Any]:
    """Return the extent over boxes (west, south, east, north) and intervals."""
    boxes = [box for box in bounds if box]
    spans = [span for span in intervals if span != NEVER]
    extent: dict[str, Any] = {}
    if boxes:
        wests, souths, easts, norths = zip(*boxes, strict=True)
        box = [min(wests), min(souths), max(easts), max(norths)]
        extent["spatial"] = {"bbox": [box], "crs": CRS84}
    if spans:
        firsts, lasts = zip(*spans, strict=True)
        extent["temporal"] = {"interval": [said((min(firsts), max(lasts)))], "trs": GREGORIAN}
    return extent


CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN: Final = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
