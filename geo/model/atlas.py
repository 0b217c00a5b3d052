"""The atlas: a report's sites as an RFC 7946 FeatureCollection, and its file.

Everything below the atlas file (map, page, downloads) reads it through this module and
needs neither the extractor nor the gazetteer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NoReturn

from geo.base.errors import InputError
from geo.base.files import read_text
from geo.model.codes import MENTIONED
from geo.model.migration import ATLAS_VERSION, migrated_atlas
from geo.model.schema import find_fault

Feature = dict[str, Any]

# Escapes that may leave half a character, which no text can hold.
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
# Numbers that may be more than a float can hold.
_HUGE: Final = re.compile(r"[eE]\+?\d{3}|(?<!\d)\d{300}")
# Ten times an atlas of 100,000 sites.
MAX_ATLAS_BYTES: Final = 1_000_000_000
_SPANS: Final = (("start", "end"), ("quote_start", "quote_end"), ("stage_start", "stage_end"))
_OFFSETS: Final = (
    "start", "end", "quote_start", "quote_end", "stage_start", "stage_end",
    "works_start", "works_end",
)  # fmt: skip


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

    def dumps(self, *, bounds: bool = False, attribution: str = "") -> str:
        """Return the atlas as GeoJSON text, one feature a line; the same atlas, the same text.

        ``bounds`` adds RFC 7946's ``bbox``, which the atlas file itself does not have;
        ``attribution`` a foreign member that says whom its positions are owed to.
        """
        features = ",\n".join(_compact(f) for f in self.features)
        report = _compact(dict(self.report))
        head = f'"type":"FeatureCollection","version":{ATLAS_VERSION},"report":{report}'
        if bounds and self.bounds:
            head += f',"bbox":{_compact(list(self.bounds))}'
        if attribution:
            head += f',"attribution":{_compact(attribution)}'
        body = f"[\n{features}\n]" if features else "[]"
        return f'{{{head},"features":{body}}}\n'


def drawn_stage(site: Mapping[str, Any]) -> str:
    """Return the stage that a site is drawn as: reported or, where none is, planned.

    As on the page: ``tests/data/vectors.json`` holds the map's script to this.
    """
    if site["status"] and site["status"] != MENTIONED:
        return str(site["status"])
    return str(site["target"] or site["status"] or MENTIONED)


def names_of(site: Mapping[str, Any]) -> list[str]:
    """Return every name by which a site is searched: its own, the text's and other people's."""
    return [site["name"], site["name_en"], *site["aliases"], *site.get("other_names", ())]


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

    Raises :class:`~geo.base.errors.InputError`, naming file and site, where it is no atlas.
    """
    path = Path(path)
    return parse_atlas(read_text(path, "atlas", MAX_ATLAS_BYTES), str(path))


def parse_atlas(text: str, where: str) -> Atlas:
    """Return the atlas that GeoJSON ``text`` holds; errors name ``where``.

    It is held against ``data/schema/atlas.schema.json``; beyond the schema, ids are unique,
    offsets whole numbers, spans in order and rings closed.
    """
    try:
        collection = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise InputError("atlas_is_not_json", where, why=error) from error
    if _SURROGATE.search(text):
        try:
            json.dumps(collection, ensure_ascii=False).encode("utf-8")
        except (UnicodeEncodeError, RecursionError) as error:
            raise InputError("atlas_is_no_unicode", where) from error
    if _HUGE.search(text):
        try:
            json.dumps(collection, allow_nan=False)
        except (ValueError, RecursionError) as error:
            raise InputError("atlas_number_too_large", where) from error
    return checked_atlas(collection, where)


def check_spans(atlas: Atlas, text: str | None, where: object) -> None:
    """Refuse an atlas whose offsets go beyond the text that they count in; None is no text.

    Raises :class:`~geo.base.errors.InputError`, which names ``where`` and site.
    """
    if text is None:
        return
    length = len(text)
    for feature in atlas.features:
        properties = feature["properties"]
        ends = [
            max(m["end"], m["quote_end"], m["stage_end"] or 0, m.get("works_end", 0))
            for m in properties["mentions"]
        ]
        investment = properties["investment"]
        if investment and "end" in investment:
            ends.append(investment["end"])
        ends += [unit["end"] for unit in properties.get("responsible", ())]
        if (end := max(ends, default=0)) > length:
            raise InputError(
                "span_beyond_text", f"{where}, {feature['id']}", end=end, length=length
            )


def checked_atlas(collection: Any, where: str) -> Atlas:
    """Return the atlas of a FeatureCollection in plain objects, held against its schema.

    An older one is brought to today's shape (:mod:`geo.model.migration`).

    Raises :class:`~geo.base.errors.InputError`, which names ``where``, site and property.
    """
    if not isinstance(collection, dict) or not isinstance(collection.get("features"), list):
        raise InputError("atlas_is_no_collection", where)
    if not isinstance(collection.get("report"), dict):
        raise InputError("atlas_without_report", where)
    collection = migrated_atlas(collection, where)
    if fault := find_fault("atlas", collection):
        path, what = fault
        raise InputError(what, _place_of(path, collection, where))
    features = sorted(collection["features"], key=lambda f: f["id"])
    for before, feature in pairwise([None, *features]):
        site = f"{where}, {feature['id']}"
        if feature["properties"]["id"] != feature["id"]:
            raise InputError("ids_differ", site)
        if before is not None and before["id"] == feature["id"]:
            raise InputError("id_stands_twice", site)
        _check_offsets(feature["properties"]["mentions"], site)
        _check_amount(feature["properties"]["investment"], site)
        for unit in feature["properties"].get("responsible", ()):
            _check_amount(unit, site)
        _check_rings(feature["geometry"], site)
    return Atlas(collection["report"], tuple(features))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _place_of(path: list[str | int], collection: Mapping[str, Any], where: str) -> str:
    """Say where in the atlas a path leads: the feature by number and id, then the property."""
    if path[:1] != ["features"] or len(path) < 2:
        return ", ".join([where, *filter(None, ["/".join(map(str, path))])])
    number = int(path[1])
    feature = collection["features"][number]
    site = feature.get("id") if isinstance(feature, dict) else None
    named = f" ({site[:80]})" if isinstance(site, str) and site.isprintable() else ""
    inner = "/".join(map(str, path[2:]))
    return f"{where}, feature {number + 1}{named}" + (f", {inner}" if inner else "")


def _check_offsets(mentions: Iterable[Mapping[str, Any]], where: str) -> None:
    # To JSON Schema 1.0 is an integer, to Python it is none that cuts a text.
    for mention in mentions:
        for name in _OFFSETS:
            if isinstance(mention.get(name), float):
                raise InputError("is_no_integer", where, name=name, value=mention[name])
        for first, last in _SPANS:
            start, end = mention[first], mention[last]
            if start is None or end is None or start > end:
                _check_span(mention, first, last, where)
        works = {name: mention.get(name) for name in ("works_start", "works_end")}
        _check_span(works, "works_start", "works_end", where)
        if more := mention.get("quote_more"):
            _check_span(dict(zip(("start", "end"), more, strict=True)), "start", "end", where)


def _check_amount(investment: Mapping[str, Any] | None, where: str) -> None:
    """Refuse words of an amount, or of a unit, whose span is none."""
    if investment is None:
        return
    for name in ("start", "end"):
        if isinstance(investment.get(name), float):
            raise InputError("is_no_integer", where, name=name, value=investment[name])
    _check_span({"start": None, "end": None, **investment}, "start", "end", where)


def _check_span(owner: Mapping[str, Any], first: str, last: str, where: str) -> None:
    """Refuse a span that ends before it begins, or has one end only."""
    start, end = owner[first], owner[last]
    if (start is None) != (end is None):
        lacking, other = (first, last) if start is None else (last, first)
        raise InputError("given_without_other", where, given=other, lacking=lacking)
    if start is not None and start > end:
        raise InputError("start_behind_end", where, first=first, start=start, last=last, end=end)


def _check_rings(geometry: Mapping[str, Any] | None, where: str) -> None:
    if geometry is None or geometry["type"] not in {"Polygon", "MultiPolygon"}:
        return
    polygons = geometry["coordinates"]
    for rings in [polygons] if geometry["type"] == "Polygon" else polygons:
        if any(ring[0] != ring[-1] for ring in rings):
            raise InputError("ring_not_closed", where)
