"""Tables of places: CSV, and what GDAL reads of GeoJSON and GeoPackage, a batch at a time."""

from __future__ import annotations

import csv
import json
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from geo.base.errors import InputError
from geo.base.messages import Where, at_line
from geo.model.codes import MAX_UNCERTAINTY_M
from geo.sources.kinds import kind_of_word
from geo.sources.names import split
from geo.sources.raw import Raw

CSV_SUFFIXES: Final = (".csv", ".tsv")
GDAL_SUFFIXES: Final = (".geojson", ".json", ".gpkg")
_OWN_WORDS: Final = re.compile(r"[\u4e00-\u9fff\d]")
# What a GeoJSON file of the older sort says of its coordinates.
_KNOWN_CRS: Final = re.compile(rb'"crs"\s*:\s*\{[^{}]*\{[^{}]*(?:CRS84|EPSG::?4326|EPSG::?4490)')
_LON: Final = ("lon", "lng", "long", "longitude", "经度", "x", "wgs84_lon", "location_lng")
_LAT: Final = ("lat", "latitude", "纬度", "y", "wgs84_lat", "location_lat")
_NAME: Final = ("name", "name:zh", "name_zh", "名称", "地名", "标准名称", "title")
_MORE_NAMES: Final = ("alias", "aliases", "alt_name", "别名", "简称", "曾用名")
_KIND: Final = ("fclass", "class", "type", "类型", "类别", "typecode")
_PRECISION: Final = ("precision",)
_UNCERTAINTY: Final = ("uncertainty_m",)
# Geofabrik's sorts that the base map draws.
_DRAWN: Final = {
    **{road: road for road in ("motorway", "trunk", "primary", "secondary")},
    "river": "canal",
    "canal": "canal",
    "riverbank": "river",
    "water": "lake",
    "reservoir": "lake",
    "rail": "rail",
    "subway": "metro",
    "light_rail": "metro",
}
_BATCH: Final = 4096
_HEAD: Final = 65_536
# A cell that is longer is no cell of a table of places.
_LONGEST_CELL: Final = 100_000
_DEGREES: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d+)?")
_WGS84_CODES: Final = (4326, 4490, 4979)


def read_csv(path: Path) -> Iterator[Raw]:
    """Yield the rows of a CSV (or tab-separated) file with a header.

    Columns of name, longitude and latitude are found by their usual names in Chinese and English;
    ``type``, ``precision``, ``uncertainty_m`` are taken where they are. Raises
    :class:`~geo.base.errors.InputError`, naming file and line.
    """
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding=_encoding(path), errors="strict", newline="") as file:
        head = file.read(_HEAD)
        file.seek(0)
        first = head.split("\n", 1)[0]
        rows = csv.reader(file, delimiter="\t" if first.count("\t") > first.count(",") else ",")
        try:
            columns = [cell.strip().casefold() for cell in next(rows, [])]
            lon, lat = _wanted(columns, _LON), _wanted(columns, _LAT)
            name = _wanted(columns, _NAME)
            if name is None:
                raise InputError("no_column_of_names", at_line(path, 1), columns=_listed(columns))
            if lon is None or lat is None:
                raise InputError(
                    "no_columns_of_degrees", at_line(path, 1), columns=_listed(columns)
                )
            for row in rows:
                yield from _row(row, columns, (name, lon, lat), at_line(path, rows.line_num))
        except csv.Error as error:
            raise InputError("no_csv", at_line(path, rows.line_num), why=error) from error
        except UnicodeDecodeError as error:
            raise InputError("table_in_unknown_encoding", path) from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        # The head may end within a character.
        head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "utf-8-sig" if error.start > len(head) - 4 else "gb18030"
    return "utf-8-sig"


def _row(
    row: Sequence[str], columns: Sequence[str], at: tuple[int, int, int], where: Where
) -> Iterator[Raw]:
    if not any(cell.strip() for cell in row):
        return
    if len(row) <= max(at):
        raise InputError("row_unlike_header", where, found=len(row), wanted=len(columns))
    stated = {column: cell for column, cell in zip(columns, row, strict=False) if cell.strip()}
    lon, lat = row[at[1]].strip(), row[at[2]].strip()
    if not lon and not lat:
        return
    if not (_DEGREES.fullmatch(lon) and _DEGREES.fullmatch(lat)):
        raise InputError("no_degrees", where, lon=lon[:20], lat=lat[:20])
    point = struct.pack("<BIdd", 1, 1, float(lon), float(lat))
    yield from _described(stated, point, where)


def _described(stated: Mapping[str, Any], shape: bytes, where: Where) -> Iterator[Raw]:
    named = [str(stated[key]) for key in (*_NAME, *_MORE_NAMES) if stated.get(key)]
    names = list(dict.fromkeys(part for text in named for part in split(text)))
    if not names:
        return
    word = next((str(stated[key]) for key in _KIND if stated.get(key)), "")
    has_own_words = bool(_OWN_WORDS.search(word))
    kind = "thing" if has_own_words or not word else (kind_of_word(word) or "thing")
    precision, uncertainty = _stated_precision(stated, where)
    drawn = _DRAWN.get(word.strip().casefold())
    yield Raw(kind, names, drawn, names[0], shape, precision, uncertainty)


def _stated_precision(stated: Mapping[str, Any], where: Where) -> tuple[str | None, float | None]:
    """Return what a row says of how well its position is known; both or neither."""
    precision = str(stated.get("precision") or "").strip()
    radius = str(stated.get("uncertainty_m") or "").strip()
    if not precision:
        return None, None
    if precision not in MAX_UNCERTAINTY_M:
        known = ", ".join(MAX_UNCERTAINTY_M)
        raise InputError("no_precision", where, precision=precision[:20], choices=known)
    most = MAX_UNCERTAINTY_M[precision]
    if not radius:
        return precision, most
    try:
        metres = float(radius)
    except ValueError:
        metres = -1.0
    if not 0 < metres <= most:
        raise InputError(
            "wrong_uncertainty", where, value=radius[:20], precision=precision, most=most
        )
    return precision, metres


def _wanted(columns: Sequence[str], names: Sequence[str]) -> int | None:
    return next((columns.index(name) for name in names if name in columns), None)


def _listed(columns: Sequence[str]) -> str:
    return "its columns: " + ", ".join(columns[:12])[:160] if any(columns) else "no header"


def states_datum(path: Path) -> bool:
    """Whether a GeoJSON or GeoPackage file itself says that it is WGS-84."""
    if path.suffix.casefold() == ".gpkg":
        return True
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return bool(_KNOWN_CRS.search(head))


def read_gdal(path: Path) -> Iterator[Raw]:
    """Yield the named features of a GeoJSON or GeoPackage file, all its layers.

    Another CRS than longitude and latitude is converted. Raises
    :class:`~geo.base.errors.InputError` for a file that is none.
    """
    import pyogrio

    try:
        for layer, _ in pyogrio.list_layers(path):
            yield from _layer(path, str(layer))
    except pyogrio.errors.DataSourceError as error:
        raise InputError("table_unreadable", path, why=_short(error)) from error
    except (pyogrio.errors.DataLayerError, pyogrio.errors.FieldError, RuntimeError) as error:
        raise InputError("table_is_broken", path, why=_short(error)) from error


def _layer(path: Path, layer: str) -> Iterator[Raw]:
    import pyogrio
    import shapely
    from pyproj import CRS, Transformer

    with pyogrio.open_arrow(path, layer=layer, batch_size=_BATCH, use_pyarrow=True) as opened:
        about, reader = opened
        crs = CRS.from_user_input(about["crs"]) if about["crs"] else None
        move = None
        if (
            crs is not None
            and crs.to_epsg() not in _WGS84_CODES
            and crs.to_authority()
            != (
                "OGC",
                "CRS84",
            )
        ):
            move = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        shape_column = about["geometry_name"] or "wkb_geometry"
        number = 0
        for batch in reader:
            if shape_column not in batch.schema.names:
                raise InputError("layer_without_shapes", path, layer=layer)
            shapes = batch.column(shape_column).to_pylist()
            rows = batch.drop_columns([shape_column]).to_pylist()
            for shape, row in zip(shapes, rows, strict=True):
                number += 1
                if shape is None:
                    continue
                stated = {str(key).casefold(): value for key, value in row.items() if value}
                stated |= _other_tags(stated)
                if move is not None:
                    moved = shapely.transform(shapely.from_wkb(shape), partial(_moved, move))
                    shape = shapely.to_wkb(moved)  # noqa: PLW2901
                yield from _described(stated, shape, f"{path}, {layer}, feature {number}")


def _moved(move: Any, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.column_stack(move.transform(points[:, 0], points[:, 1]))


def _other_tags(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of a nested object that some writers put all tags into."""
    tags = stated.get("tags")
    if isinstance(tags, str) and tags.startswith("{"):
        try:
            tags = json.loads(tags)
        except (ValueError, RecursionError):
            return {}
    if not isinstance(tags, dict):
        return {}
    return {key: value for key, value in tags.items() if isinstance(value, str)}


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160]
