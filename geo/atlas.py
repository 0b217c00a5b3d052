"""The atlas: a report's sites as an RFC 7946 FeatureCollection, and its file.

Everything below the atlas file (map, page, downloads) reads it through this module and
needs neither the extractor nor the gazetteer.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from geo.codes import PRECISIONS, SECTORS, STAGES
from geo.errors import InputError
from geo.files import read_text

Feature = dict[str, Any]

PROPERTIES: Final = (
    "id",
    "name",
    "name_en",
    "aliases",
    "sector",
    "status",
    "target",
    "investment",
    "precision",
    "uncertainty_m",
    "location_source",
    "within",
    "mentions",
)


@dataclass(frozen=True)
class Atlas:
    """A built atlas: what is said of the report, and one GeoJSON feature a site.

    Coordinates are WGS-84 degrees, longitude first; a site without a location has
    ``geometry`` None. Features are sorted by id.
    """

    report: Mapping[str, Any]
    features: tuple[Feature, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Feature]:
        """The features by site id."""
        return {feature["id"]: feature for feature in self.features}

    def subset(self, ids: Collection[str]) -> Atlas:
        """Return the atlas of just these sites, in the same order."""
        return Atlas(self.report, tuple(f for f in self.features if f["id"] in ids))

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of all sites, in degrees; None where none is located."""
        located = [f["geometry"]["coordinates"] for f in self.features if f["geometry"]]
        positions = [position for coordinates in located for position in _positions(coordinates)]
        if not positions:
            return None
        lons, lats = zip(*positions, strict=True)
        return min(lons), min(lats), max(lons), max(lats)

    def dumps(self, *, bounds: bool = False) -> str:
        """Return the atlas as GeoJSON text, one feature a line; the same atlas, the same text.

        ``bounds`` adds RFC 7946's ``bbox``, which the atlas file itself does not have.
        """
        features = ",\n".join(_compact(f) for f in self.features)
        head = f'"type":"FeatureCollection","report":{_compact(dict(self.report))}'
        if bounds and self.bounds:
            head += f',"bbox":{_compact(list(self.bounds))}'
        body = f"[\n{features}\n]" if features else "[]"
        return f'{{{head},"features":{body}}}\n'


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _positions(coordinates: Any) -> Iterator[tuple[float, float]]:
    """Yield the positions of a GeoJSON geometry's coordinates, longitude first."""
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
    else:
        for part in coordinates:
            yield from _positions(part)


def rounded(coordinates: Any) -> Any:
    """Return GeoJSON coordinates with 6 digits, about 0.1 m: more than any position is known to."""
    if isinstance(coordinates, (int, float)):
        return round(coordinates, 6)
    return [rounded(item) for item in coordinates]


def read_atlas(path: Path | str) -> Atlas:
    """Read an atlas file.

    Raises :class:`~geo.errors.InputError`, naming file and site, where it is no atlas.
    """
    path = Path(path)
    return parse_atlas(read_text(path, "atlas"), str(path))


def parse_atlas(text: str, where: str) -> Atlas:
    """Return the atlas that GeoJSON ``text`` holds; errors name ``where``."""
    try:
        collection = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"the atlas is not JSON: {error}", where) from error
    if not isinstance(collection, dict) or not isinstance(collection.get("features"), list):
        raise InputError("the atlas is no GeoJSON FeatureCollection", where)
    if not isinstance(collection.get("report"), dict):
        raise InputError("the atlas says nothing of its report", where)
    for number, feature in enumerate(collection["features"], 1):
        _check_feature(feature, f"{where}, feature {number}")
    features = sorted(collection["features"], key=lambda f: f["id"])
    return Atlas(collection["report"], tuple(features))


def _check_feature(feature: object, where: str) -> None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(feature, dict) or not isinstance(properties, dict):
        raise InputError("no GeoJSON feature with properties", where)
    missing = [name for name in PROPERTIES if name not in properties]
    if missing:
        raise InputError(f"the property {missing[0]!r} is missing", where)
    if not isinstance(feature.get("id"), str) or feature["id"] != properties["id"]:
        raise InputError("the feature's id and its property differ", where)
    for name, codes in (
        ("sector", SECTORS),
        ("status", [*STAGES, None]),
        ("target", [*STAGES, None]),
        ("precision", PRECISIONS),
    ):
        if properties[name] not in codes:
            raise InputError(f"unknown {name} {properties[name]!r}", where)
