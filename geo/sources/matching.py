"""Places of the user's own sources for the sites of a report, within the report's place only.

A match is a thing of the site's very name, of a sort that the name can mean, and the only one
in the place: of two towns' roads of one name neither is taken. Stops bear the names of what is
near them and come last, never as ``exact``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geo.model.atlas import rounded
from geo.places.units import Unit, Units, read_units, region_code
from geo.reading.lexicon import Lexicon
from geo.sources.asked_names import Asked, asked, general_words, is_general
from geo.sources.kinds import BORROWING, LINES, NEVER, is_compact, wanted_kinds
from geo.sources.names import key_of
from geo.sources.store import Found, Source, Store
from geo.sources.territory import Territory

Why = Literal["nothing", "elsewhere", "several"]

# Things of one name that lie nearer to each other than this are one thing, metres.
_ONE_THING_M: Final = 1000.0
_ONE_ROAD_M: Final = 2500.0
_ONE_COURSE_M: Final = 12_000.0
_LONG: Final = (
    "高速",
    "高速公路",
    "公路",
    "国道",
    "省道",
    "环线",
    "绕城",
    "高架",
    "绿道",
    "快速路",
)
# Objects of one name that are looked at.
_MOST: Final = 5000
_METRES: Final = 111_320.0
# An outline that reaches less far than this part of the place's known points is of less.
_PART: Final = 0.4
# A shape's points that tell nothing are left out, degrees (some five metres).
_TOLERANCE: Final = 5e-5
_EXACT: Final = ("exact", 100.0)
_STREET: Final = ("street", 300.0)
_APPROXIMATE: Final = ("approximate", 1000.0)
# Of a point inside something wide one knows only the neighbourhood.
_WIDE: Final = frozenset(
    ("park", "water", "area", "hill", "airport", "place", "island", "waterway")
)
_LIKE_A_BUILDING: Final = frozenset(("building", "school", "health", "park"))
_WITH_BRANCHES: Final = frozenset(("school", "health", "thing"))
_SORTS: Final = {
    "stop": "公交站", "station": "车站", "road": "道路", "rail": "线路", "waterway": "河道",
    "water": "水面", "bridge": "桥梁", "tunnel": "隧道", "place": "地名", "park": "公园",
    "school": "学校", "health": "医疗机构", "building": "建筑或机构", "area": "用地",
    "hill": "山", "island": "岛", "airport": "机场", "thing": "地点",
}  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A thing that a site's name may mean: its pieces, how the name matched, and its shape.

    ``precision`` and ``uncertainty_m`` are what its kind of position allows; ``geometry`` is in
    WGS-84.
    """

    asked: Asked
    found: Found
    geometry: BaseGeometry
    precision: str
    uncertainty_m: float
    pieces: int
    borrowed: bool

    @property
    def middle(self) -> tuple[float, float]:
        """A point of it, degrees."""
        point = self.geometry.representative_point()
        return point.x, point.y


@dataclass(frozen=True)
class Answer:
    """What the sources say of a name: the one thing that it means, or why there is none.

    ``candidates`` are all in the place that it may mean, the likeliest first.
    """

    match: Candidate | None
    why: Why | None
    candidates: tuple[Candidate, ...] = ()


def territory_of(store: Store, unit: Unit) -> Territory:
    """Return a unit's ground, by its outline where a source has it whole and it can be the unit's.

    A namesake's outline is not.
    """
    for _, each in store.find([key_of(unit.name)]):
        if each.type in {"admin", "thing"}:
            outline = _polygons(_sound(shapely.from_wkb(each.shape)))
            if not outline.is_empty and _may_be_of(outline, unit):
                return Territory(unit, outline)
    return Territory(unit)


def _may_be_of(outline: BaseGeometry, unit: Unit) -> bool:
    units: Units = read_units()
    if unit.at is not None and unit.point != "seat":
        rough = Territory(unit).bounds
        is_whole = rough is None or _width(outline.bounds) > _PART * _width(rough)
        return is_whole and bool(shapely.intersects_xy(outline, *unit.at))
    above = units.parent(unit)
    at = outline.representative_point()
    return above is not None and bool(Territory(above).holds([(at.x, at.y)])[0])


class OwnPlaces:
    """The user's sources, asked for the sites of one report's place."""

    def __init__(self, store: Store, unit: Unit, lexicon: Lexicon) -> None:
        self._store = store
        self._unit = unit
        self._lexicon = lexicon

    def state(self) -> str:
        """Return what tells these sources from others (:meth:`geo.sources.store.Store.state`)."""
        return self._store.state()

    @cached_property
    def territory(self) -> Territory:
        """The place's ground, by the user's own outline of it where there is a whole one."""
        return territory_of(self._store, self._unit)

    @cached_property
    def _own_names(self) -> list[frozenset[str]]:
        held = [self._unit, *read_units().above(self._unit)]
        return [frozenset((unit.name, unit.stem)) for unit in held]

    @cached_property
    def _general(self) -> frozenset[str]:
        return general_words(self._lexicon, many_towns=self._unit.level != "county")

    def place(
        self, name: str, within: Unit | None = None, *, verbatim: bool = True
    ) -> dict[str, Any] | None:
        """Return the atlas's members that say where a site of this name lies, None if not known.

        ``within`` is the unit that its words say holds it: what lies elsewhere is not it.
        ``verbatim`` says whether the report has the name in these words, or only in parts (a list
        that shares its 医院). Members as :func:`geo.building.whereabouts.location_of` returns them.
        """
        match = self.ask(name, within, verbatim=verbatim).match
        if match is None:
            return None
        source = match.found.source
        return {
            "precision": match.precision,
            "uncertainty_m": match.uncertainty_m,
            "location_source": {
                "kind": "reference",
                "text": self.sentence(match, within),
                "licence": source.licence,
                "attribution": source.attribution,
            },
            "region": region_code(self._region(match, within)),
            "geometry": _member(match.geometry),
        }

    def ask(self, name: str, within: Unit | None = None, *, verbatim: bool = True) -> Answer:
        """Return what the sources say of a site's name."""
        if not verbatim and wanted_kinds(name) <= _WITH_BRANCHES:
            # A list of hospitals or schools is often one of their branches.
            return Answer(None, "nothing")
        questions = asked(name, self._own_names, self._general)
        keys = [key for question in questions for key in question.keys]
        by_key: dict[str, list[Found]] = {}
        for key, each in self._store.find(keys)[:_MOST]:
            by_key.setdefault(key, []).append(each)
        is_elsewhere = False
        seen: list[Candidate] = []
        for question in questions:
            things = _once(each for key in question.keys for each in by_key.get(key, ()))
            fitting = [t for t in things if t.type in wanted_kinds(question.name)]
            inside = self._inside(fitting, within)
            is_elsewhere |= len(inside) < len(fitting)
            own = list(self._candidates(question, inside))
            if not own and question.how == "name" and verbatim and self._may_borrow(name):
                near = self._inside([t for t in things if t.type in BORROWING], within)
                own = list(self._candidates(question, near))
            if own:
                seen += own
                if len(own) == 1:
                    return Answer(own[0], None, tuple(seen))
                return Answer(None, "several", tuple(seen))
        return Answer(None, "elsewhere" if is_elsewhere else "nothing")

    def loosely(self, name: str, unit: Unit | None = None) -> list[Candidate]:
        """Return all that may be meant, for somebody to choose from: stops, homonyms, other sorts.

        The likeliest first; ``unit`` is the part of the place that must be able to hold it.
        """
        questions = asked(name, self._own_names, self._general)
        found: list[Candidate] = []
        for question in questions:
            keys = tuple(dict.fromkeys((*question.keys, key_of(question.name))))
            things = _once(each for _, each in self._store.find(keys)[:_MOST])
            real = [t for t in things if t.type not in NEVER]
            wanted = wanted_kinds(question.name)
            candidates = self._candidates(question, self._inside(real, unit))
            found += sorted(candidates, key=lambda c: (c.found.type not in wanted, c.borrowed))
        return found

    def _may_borrow(self, name: str) -> bool:
        """Whether a stop's name may be that of the site beside it.

        Not of a line or a lake; nor of what a city has one of, for such a house may have moved
        while the stop of the old one keeps its name (上海博物馆).
        """
        rests = (name.removeprefix(before) for names in self._own_names for before in (*names, ""))
        return not wanted_kinds(name).isdisjoint(_LIKE_A_BUILDING) and not any(
            rest and is_general(rest, self._general) for rest in rests
        )

    def _inside(self, things: Sequence[Found], within: Unit | None) -> list[Found]:
        """Return the things whose middle surely lies in the place, and may in the unit's part."""
        if not things:
            return []
        middles = [_middle(thing) for thing in things]
        kept = [
            (thing, middle)
            for thing, middle, inside in zip(
                things, middles, self.territory.holds(middles), strict=True
            )
            if inside
        ]
        if within is not None:
            kept = [
                (thing, middle)
                for thing, middle in kept
                if self.territory.may_be_in(middle, within)
            ]
        return [thing for thing, _ in kept]

    def _candidates(self, question: Asked, things: Sequence[Found]) -> Iterator[Candidate]:
        """Yield one candidate for each thing: what is near each other under one name is one."""
        if not things:
            return
        shapes = [_sound(shapely.from_wkb(thing.shape)) for thing in things]
        sorts = [_family(thing) for thing in things]
        # A street and a park of one name are two things, wherever they lie.
        for sort in sorted(set(sorts)):
            chosen = [i for i in range(len(things)) if sorts[i] == sort]
            reach = _reach(sort, question.name)
            for group in _groups([shapes[i] for i in chosen], reach, self._latitude):
                members = [chosen[i] for i in group]
                candidate = _candidate(
                    question, [things[i] for i in members], [shapes[i] for i in members]
                )
                if candidate is not None:
                    yield candidate

    @property
    def _latitude(self) -> float:
        return self._unit.at[1] if self._unit.at else 30.0

    def _region(self, match: Candidate, within: Unit | None) -> Unit:
        if within is not None:
            return within
        if self._unit.level == "county" or match.found.type in LINES:
            return self._unit
        return self.territory.county_of(match.middle) or self._unit

    def sentence(self, match: Candidate, within: Unit | None = None, *, alone: bool = True) -> str:
        """Return what a position rests on, in Chinese; ``alone``: nothing else is called so."""
        source, found = match.found.source, match.found
        unit = within or self._unit
        said = f"{source.name}（{_terms(source)}）里的“{found.name}”"
        sort = _SORTS.get(found.type, "地点")
        pieces = f"，{match.pieces}段" if match.pieces > 1 and found.type in LINES else ""
        where = f"该来源在{unit.name}内只此一处" if alone else f"该来源在{unit.name}内的一处"
        if match.borrowed:
            near = f"只有同名的{sort}，站名多取自附近地点，故只算大致位置"
            return f"{said}：{near}；{where}。"
        how = {
            "name": "名称相同",
            "works": "名称除工程字样外相同",
            "phase": "按其整体定位，本期位置可能在旁",
        }[match.asked.how]
        return f"{said}（{sort}{pieces}）：{how}，{where}。"


def _terms(source: Source) -> str:
    licence = "许可未说明" if source.licence == "not stated" else source.licence
    return f"{licence}，{source.date or '日期未注明'}"


def _once(things: Iterator[Found]) -> list[Found]:
    return list({(t.shape, t.type): t for t in things}.values())


def _family(thing: Found) -> str:
    """Return the sort by which things of one name are one: each kind of line, or all else."""
    if thing.type in {"road", "bridge", "tunnel"}:
        return "road"
    if thing.type in {"water", "waterway"}:
        return "water"
    return thing.type if thing.type in {"rail", "stop"} else "thing"


def _reach(sort: str, name: str) -> float:
    if sort in {"rail", "water"} or (sort == "road" and name.endswith(_LONG)):
        return _ONE_COURSE_M
    return _ONE_ROAD_M if sort == "road" else _ONE_THING_M


def _middle(thing: Found) -> tuple[float, float]:
    """Return the middle of a thing's bounds; of a wide one a point that lies on it."""
    west, south, east, north = thing.bounds
    if max(east - west, north - south) > 0.01:
        point = shapely.point_on_surface(shapely.from_wkb(thing.shape))
        if not point.is_empty:
            return point.x, point.y
    return (west + east) / 2, (south + north) / 2


def _groups(shapes: Sequence[BaseGeometry], reach: float, latitude: float) -> list[list[int]]:
    """Return the indices of shapes that hang together, none farther than ``reach`` metres."""
    if len(shapes) == 1:
        return [[0]]
    scale = np.array([_METRES * np.cos(np.radians(latitude)), _METRES])
    flat = shapely.transform(np.array(shapes, object), lambda points: points * scale)
    left, right = shapely.STRtree(flat).query(flat, predicate="dwithin", distance=reach)
    root = list(range(len(shapes)))

    def top(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        root[top(one)] = top(other)
    groups: dict[int, list[int]] = {}
    for i in range(len(shapes)):
        groups.setdefault(top(i), []).append(i)
    return list(groups.values())


def _candidate(
    question: Asked, things: Sequence[Found], shapes: Sequence[BaseGeometry]
) -> Candidate | None:
    """Return the one thing that these pieces are, as exactly as the best of them says."""
    graded = [
        (*_precision(thing, shape, question.name), i)
        for i, (thing, shape) in enumerate(zip(things, shapes, strict=True))
        if not shape.is_empty
    ]
    if not graded:
        return None
    graded.sort(key=lambda g: (g[1], -int(shapely.get_dimensions(shapes[g[2]])), g[2]))
    precision, radius, best = graded[0]
    chosen = things[best]
    dimension = shapely.get_dimensions(shapes[best])
    pieces = [
        shape
        for thing, shape in zip(things, shapes, strict=True)
        if thing.type == chosen.type and shapely.get_dimensions(shape) == dimension
    ]
    if dimension == 0:
        geometry = shapes[best]
        spread = _spread(pieces)
        if spread > _STREET[1]:
            precision, radius = _worse((precision, radius), _APPROXIMATE)
    else:
        geometry = _joined(pieces, int(dimension))
    borrowed = chosen.type in BORROWING and not (
        chosen.type == "station" and question.name.endswith("站")
    )
    if borrowed or question.how == "phase":
        precision, radius = _worse((precision, radius), _APPROXIMATE)
    elif question.how == "works":
        precision, radius = _worse((precision, radius), _STREET)
    return Candidate(question, chosen, geometry, precision, radius, len(pieces), borrowed)


def _precision(thing: Found, shape: BaseGeometry, name: str) -> tuple[str, float]:
    """Return how well a thing's position is known: code and metres."""
    if thing.precision is not None and thing.uncertainty_m is not None:
        return thing.precision, thing.uncertainty_m
    if thing.source.kind in {"overture", "geonames"}:
        return _APPROXIMATE
    if thing.type == "stop":
        return _APPROXIMATE
    is_point = shapely.get_dimensions(shape) == 0
    if thing.type == "thing":
        # A point of a road, a lake or a quarter is anywhere on it.
        return _APPROXIMATE if is_point and not is_compact(name) else _STREET
    if not is_point:
        return _STREET if thing.type == "place" else _EXACT
    if thing.type == "station":
        return _EXACT
    return _APPROXIMATE if thing.type in _WIDE else _STREET


def _worse(one: tuple[str, float], other: tuple[str, float]) -> tuple[str, float]:
    return max(one, other, key=lambda each: each[1])


def _spread(points: Sequence[BaseGeometry]) -> float:
    """Return how far apart points of one place lie, in metres, about."""
    west, south, east, north = shapely.total_bounds(np.array(points, object))
    across = (east - west) * np.cos(np.radians(south))
    return float(np.hypot(across, north - south) * _METRES)


def _joined(pieces: Sequence[BaseGeometry], dimension: int) -> BaseGeometry:
    """Return pieces as one shape, without points that tell nothing."""
    whole = shapely.union_all(np.array(pieces, object))
    if dimension == 1:
        whole = shapely.line_merge(_lines(whole))
    simple = shapely.simplify(whole, _TOLERANCE)
    return whole if simple.is_empty or not simple.is_valid else simple


def _lines(geometry: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "LineString"]
    return shapely.MultiLineString(parts)


def _sound(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry that is valid, of its own dimension."""
    if geometry.is_valid:
        return geometry
    mended = shapely.make_valid(geometry)
    return _polygons(mended) if "Polygon" in geometry.geom_type else mended


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def _width(bounds: Collection[float]) -> float:
    west, south, east, north = bounds
    return max(east - west, north - south)


def _member(geometry: BaseGeometry) -> dict[str, Any]:
    """Return a GeoJSON geometry, a multiple one of one part as that part."""
    parts = shapely.get_parts(geometry)
    plain = parts[0] if len(parts) == 1 else geometry
    member = mapping(shapely.orient_polygons(plain, exterior_cw=False))
    return {"type": member["type"], "coordinates": rounded(member["coordinates"])}
