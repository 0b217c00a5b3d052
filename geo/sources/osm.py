"""Extracts of OpenStreetMap (``.osm``, ``.osm.pbf``), streamed: named things and the base map.

Nodes' positions lie in a file beside while it is read, so that memory does not grow with the
extract. A boundary that lacks members has no area and is never closed: its pieces are lines.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import osmium

from geo.base.errors import InputError
from geo.sources.kinds import kind_of
from geo.sources.names import names_of, split
from geo.sources.raw import Raw

LICENCE: Final = "ODbL-1.0"
ATTRIBUTION: Final = "© OpenStreetMap contributors"
SUFFIXES: Final = (".osm", ".pbf", ".osm.gz", ".osm.bz2")

_WANTED: Final = (
    "name", "name:zh", "official_name", "alt_name", "bridge:name", "tunnel:name", "highway",
    "railway", "natural", "waterway", "boundary",
)  # fmt: skip
# Overpass says so in an element of its own.
_OVERPASS_DATE: Final = re.compile(rb'osm_base="(\d{4}-\d{2}-\d{2})')
_DRAWN_ROADS: Final = frozenset(("motorway", "trunk", "primary", "secondary"))
_DRAWN_RAILS: Final = {"rail": "rail", "subway": "metro", "light_rail": "metro"}
# A county's boundary is the finest that is drawn.
_FINEST: Final = 6
# Closed ways of these are a course, not an area.
_COURSES: Final = frozenset(("road", "rail", "waterway"))


def date_of(path: Path) -> str | None:
    """Return the day of an extract's data as its header says, None where it does not.

    Raises :class:`~geo.base.errors.InputError` for a file that is no extract.
    """
    with _explained(path):
        reader = osmium.io.Reader(str(path), osmium.osm.NOTHING)
        try:
            header = reader.header()
            stated = header.get("osmosis_replication_timestamp") or header.get("timestamp")
        finally:
            reader.close()
    if not stated and path.suffix == ".osm":
        with path.open("rb") as file:
            found = _OVERPASS_DATE.search(file.read(2048))
        stated = found[1].decode("ascii") if found else ""
    return stated[:10] or None


def read(path: Path) -> Iterator[Raw]:
    """Yield what an extract holds that has a name or belongs to the base map.

    Positions are WGS-84. Ways without positions are left out. Raises
    :class:`~geo.base.errors.InputError` for a file that is broken or cut off.
    """
    with tempfile.TemporaryDirectory(prefix="geo-nodes-") as folder, _explained(path):
        boundaries = _boundary_ways(path)
        processor = (
            osmium.FileProcessor(str(path))
            .with_locations(f"sparse_file_array,{folder}/nodes")
            .with_areas(osmium.filter.KeyFilter("name", "natural", "waterway", "landuse"))
            .with_filter(osmium.filter.KeyFilter(*_WANTED))
        )
        factory = osmium.geom.WKBFactory()
        for item in processor:
            try:
                found = list(_read(item, factory, boundaries))
            except (osmium.InvalidLocationError, RuntimeError):
                # The extract lacks nodes of the way, or its ring crosses itself.
                continue
            yield from found


def _boundary_ways(path: Path) -> frozenset[int]:
    """Return the ways that bound provinces, prefectures and counties."""
    processor: Iterable[Any] = osmium.FileProcessor(str(path), osmium.osm.RELATION).with_filter(
        osmium.filter.TagFilter(("boundary", "administrative"))
    )
    return frozenset(
        member.ref
        for relation in processor
        if _level(relation.tags) <= _FINEST
        for member in relation.members
        if member.type == "w"
    )


def _level(tags: Any) -> int:
    level = tags.get("admin_level", "")
    return int(level) if level.isascii() and level.isdigit() else 99


def _read(item: Any, factory: Any, boundaries: frozenset[int]) -> Iterator[Raw]:
    if item.is_relation():
        return
    tags = {tag.k: tag.v for tag in item.tags}
    kind = kind_of(tags)
    if item.is_node():
        if kind and (names := _names(tags, kind)):
            yield Raw(kind, names, None, None, factory.create_point(item))
    elif item.is_area():
        yield from _area(item, tags, kind, factory)
    else:
        yield from _way(item, tags, kind, factory, is_boundary=item.id in boundaries)


def _area(item: Any, tags: Mapping[str, str], kind: str | None, factory: Any) -> Iterator[Raw]:
    if kind in _COURSES and item.from_way():
        if tags.get("area") != "yes" and tags.get("waterway") != "riverbank":
            return
        kind = "water" if kind == "waterway" else "area"
    names = _names(tags, kind) if kind else []
    drawn = _drawn_area(tags, kind)
    if names or drawn:
        shape = factory.create_multipolygon(item)
        label = names[0] if names else None
        yield Raw(kind if names else None, names, drawn, label, shape)


def _way(
    item: Any, tags: Mapping[str, str], kind: str | None, factory: Any, *, is_boundary: bool
) -> Iterator[Raw]:
    names = _names(tags, kind) if kind in _COURSES or kind == "hill" else []
    drawn = _drawn_line(tags, is_boundary=is_boundary)
    over = {
        crossing: list(split(tags[f"{crossing}:name"]))
        for crossing in ("bridge", "tunnel")
        if f"{crossing}:name" in tags
    }
    if not (names or drawn or any(over.values())):
        return
    shape = factory.create_linestring(item)
    if names or drawn:
        label = names[0] if names else None
        yield Raw(kind if names else None, names, drawn, label, shape)
    for crossing, called in over.items():
        if called:
            yield Raw(crossing, called, None, None, shape)


def _names(tags: Mapping[str, str], kind: str | None) -> list[str]:
    # A stop's other names are those of what is near it.
    names = list(split(tags.get("name", ""))) if kind == "stop" else names_of(tags)
    if kind == "station":
        names += [f"{name}站" for name in names if not name.endswith("站")]
    return names


def _drawn_area(tags: Mapping[str, str], kind: str | None) -> str | None:
    if kind != "water" or tags.get("natural") in {"bay", "strait", "spring"}:
        return None
    is_river = tags.get("water") in {"river", "canal"} or tags.get("waterway") == "riverbank"
    return "river" if is_river else "lake"


def _drawn_line(tags: Mapping[str, str], *, is_boundary: bool) -> str | None:
    if is_boundary or (tags.get("boundary") == "administrative" and _level(tags) <= _FINEST):
        return "boundary"
    road = tags.get("highway")
    if road in _DRAWN_ROADS:
        return road
    if rail := _DRAWN_RAILS.get(tags.get("railway", "")):
        return rail if "service" not in tags else None
    return "canal" if tags.get("waterway") in {"river", "canal"} else None


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say in one line what is wrong with an extract."""
    try:
        yield
    except InputError:
        raise
    except RuntimeError as error:
        said = " ".join(str(error).split())[:160]
        raise InputError("extract_is_broken", path, why=said) from error
