"""The base map of a report's place from the user's own extract: water, roads, rail, boundaries.

Only as much as a map takes at once: each class whole or not at all, in the order of what one
looks for, and no finer than the place's width allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.base.languages import Code
from geo.model.atlas import rounded
from geo.model.regions import Box
from geo.places.units import Unit, read_units
from geo.sources.matching import territory_of
from geo.sources.store import Shape, Source, Store, default_path, open_store

Layer = Mapping[str, Any]

# What is drawn, the first sought first, with the base map's layer of each.
_CLASSES: Final[Mapping[str, str]] = {
    "boundary": "outline", "river": "water", "lake": "water", "motorway": "roads",
    "rail": "metro", "trunk": "roads", "primary": "roads", "metro": "metro", "canal": "water",
    "secondary": "roads",
}  # fmt: skip
# So many points make some 1.5 MB of JSON.
_POINTS: Final = 60_000
# A line's points nearer than this part of the map's width are left out, and smaller lakes.
_FINE: Final = 1 / 4000
_SMALL: Final = 1 / 150
_LABELS: Final = 40


def own_ground(code: str) -> list[Layer]:
    """Return the layers that the user's store has of the unit with this code.

    Empty where there is no store, no such unit, or nothing of it. Raises
    :class:`~geo.base.errors.InputError` for a broken store.
    """
    path, unit = default_path(), read_units().by_code.get(code)
    if path is None or unit is None or not path.is_file():
        return []
    state = path.stat()
    return list(_read(path, state.st_mtime_ns, state.st_size, unit))


@lru_cache(maxsize=4)
def _read(path: Path, _modified: int, _size: int, unit: Unit) -> tuple[Layer, ...]:
    store = open_store(path)
    if store is None:
        return ()
    try:
        box = territory_of(store, unit).bounds
        return tuple(_layers(store, box)) if box else ()
    finally:
        store.close()


def _layers(store: Store, box: Box) -> list[Layer]:
    """Return the layers of a box; a source has its own, for each has its terms."""
    width = max(box[2] - box[0], box[3] - box[1])
    left = _POINTS
    drawn: dict[tuple[str, Source], list[dict[str, Any]]] = {}
    named: list[tuple[float, str, Source, BaseGeometry, str]] = []
    for kind, layer in _CLASSES.items():
        by_source: dict[Source, list[Shape]] = {}
        for shape, source in store.base(box, [kind]):
            if kind != "lake" or _reach(shape.bounds) > width * _SMALL:
                by_source.setdefault(source, []).append(shape)
        whole = {source: _joined(shapes, box, width) for source, shapes in by_source.items()}
        count = sum(int(shapely.get_num_coordinates(each)) for each in whole.values())
        if count > left:
            continue
        left -= count
        for source, geometry in whole.items():
            if not geometry.is_empty:
                drawn.setdefault((layer, source), []).append(_feature(kind, geometry))
        named += [
            (_reach(shape.bounds), shape.name, source, shapely.from_wkb(shape.shape), kind)
            for source, shapes in by_source.items()
            for shape in shapes
            if shape.name and kind in {"river", "lake"}
        ]
    for label, source in _labels(named, box):
        drawn.setdefault(("labels", source), []).append(label)
    return [_layer(layer, source, features) for (layer, source), features in drawn.items()]


def _reach(bounds: Box) -> float:
    return max(bounds[2] - bounds[0], bounds[3] - bounds[1])


def _joined(shapes: Sequence[Shape], box: Box, width: float) -> BaseGeometry:
    """Return the shapes of one class as one, cut to the box and no finer than it shows."""
    geometries = shapely.from_wkb([shape.shape for shape in shapes])
    simple = shapely.simplify(geometries, width * _FINE)
    valid = simple[shapely.is_valid(simple)]
    parts = shapely.get_parts(shapely.clip_by_rect(valid, *box))
    dimension = int(shapely.get_dimensions(geometries).max())
    kept = parts[(shapely.get_dimensions(parts) == dimension) & ~shapely.is_empty(parts)]
    if dimension == 1:
        merged = shapely.line_merge(shapely.MultiLineString(list(kept)))
        return shapely.simplify(merged, width * _FINE)
    return shapely.MultiPolygon(list(kept))


def _feature(kind: str, geometry: BaseGeometry) -> dict[str, Any]:
    member = mapping(geometry)
    return {
        "type": "Feature",
        "properties": {"name": None, "name_en": None, "class": kind},
        "geometry": {"type": member["type"], "coordinates": rounded(member["coordinates"])},
    }


def _labels(
    named: Sequence[tuple[float, str, Source, BaseGeometry, str]], box: Box
) -> list[tuple[dict[str, Any], Source]]:
    """Return the names of the largest waters, one each."""
    found: dict[str, tuple[dict[str, Any], Source]] = {}
    for _, name, source, geometry, kind in sorted(named, key=lambda n: (-n[0], n[1])):
        if name in found or len(found) >= _LABELS:
            continue
        inside = shapely.clip_by_rect(shapely.make_valid(geometry), *box)
        if inside.is_empty:
            continue
        at = inside.representative_point()
        label = _feature(kind, at)
        label["properties"] |= {"name": name, "rank": 12 if len(found) < _LABELS / 4 else 13}
        found[name] = (label, source)
    return list(found.values())


def _layer(layer: str, source: Source, features: list[dict[str, Any]]) -> Layer:
    title = Code(layer, "layer")
    date = source.date or "日期未注明"
    return {
        "type": "FeatureCollection",
        "layer": {
            "id": layer,
            "title": title.zh,
            "title_en": title.en,
            "source": f"取自使用者导入的{source.name}（{date}），按图幅化简。",
            "licence": source.licence,
            "attribution": source.attribution,
        },
        "features": features,
    }
