"""China's datums: WGS-84, GCJ-02 and BD-09, and the way between them.

Everything the project stores is WGS-84. Maps published in mainland China show GCJ-02 (Gaode,
Tencent) or BD-09 (Baidu), hundreds of metres aside.

Neither datum has a published definition. The formulas are those that open-source libraries
agree on, known from the "EvilTransform" project (googollee/eviltransform): an offset in metres
made of sines, scaled to degrees on the Krasovsky 1940 ellipsoid; BD-09 turns and stretches
GCJ-02 once more. There is no closed inverse. The usual one subtracts the offset at the wrong
place, which errs by up to 2.7 m; here a fixed-point iteration runs until it moves less than
a tenth of a millimetre.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from geo.base.errors import InputError

if TYPE_CHECKING:
    # The page converts single points; only whole frames want it.
    import geopandas as gpd

Array: TypeAlias = npt.NDArray[np.float64]
Pair: TypeAlias = tuple[Array, Array]

WGS84: Final = "WGS-84"
GCJ02: Final = "GCJ-02"
BD09: Final = "BD-09"
DATUMS: Final = (WGS84, GCJ02, BD09)

# The box in which the offset is applied, degrees (west, south, east, north).
CHINA: Final = (72.004, 0.8293, 137.8347, 55.8271)

_SEMI_MAJOR_AXIS: Final = 6378245.0
_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
# Where the offset's polynomial has its origin, degrees.
_ORIGIN: Final = (105.0, 35.0)
_BD_ANGLE: Final = np.pi * 3000.0 / 180.0
_BD_SHIFT: Final = (0.0065, 0.006)
# A tenth of a millimetre, in degrees. The offset changes by under 2 % of a step, so each
# round gains almost two digits and the limit is never reached.
_CLOSE_ENOUGH: Final = 1e-9
_MAX_ROUNDS: Final = 30


def convert(
    lon: npt.ArrayLike, lat: npt.ArrayLike, source: str, target: str
) -> tuple[Array, Array]:
    """Return longitudes and latitudes of datum ``source`` in datum ``target``.

    ``lon`` and ``lat`` are degrees, numbers or arrays that broadcast together; the result has
    their common shape and is new. ``source`` and ``target`` are ``WGS-84``, ``GCJ-02`` or
    ``BD-09``, in any spelling of case and hyphen. Points outside :data:`CHINA` and points
    that are not finite pass unchanged. A way there and back returns to the start within 1 cm
    everywhere in the country; only within a kilometre of the box's own edge, far from it, may
    the two ways disagree on which side a point lies.

    Raises :class:`~geo.base.errors.InputError` for a datum that is none of the three.
    """
    steps = _steps(_datum(source), _datum(target))
    x, y = np.broadcast_arrays(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    x, y = x.copy(), y.copy()
    inside = _in_china(x, y)
    px, py = x[inside], y[inside]
    for step in steps:
        px, py = step(px, py)
    x[inside], y[inside] = px, py
    return x, y


def convert_frame(frame: gpd.GeoDataFrame, source: str, target: str) -> gpd.GeoDataFrame:
    """Return a copy of ``frame`` with its geometries in datum ``target``.

    Geometries are in degrees, longitude first; heights stay. The frame's CRS must be EPSG:4326
    or none. No EPSG code means GCJ-02 or BD-09, so a result in these has no CRS: it cannot pass
    for WGS-84 by mistake. ``attrs["datum"]`` names the datum.

    Raises :class:`~geo.base.errors.InputError` for another CRS or an unknown datum.
    """
    if frame.crs is not None and frame.crs.to_epsg() != 4326:
        raise InputError("frame_not_in_degrees")
    source, target = _datum(source), _datum(target)
    geometries = np.asarray(frame.geometry.array, dtype=object).copy()
    for include_z in (False, True):
        chosen = shapely.has_z(geometries) == include_z
        geometries[chosen] = shapely.transform(
            geometries[chosen],
            lambda xyz: _convert_rows(xyz, source, target),
            include_z=include_z,
        )
    crs = "EPSG:4326" if target == WGS84 else None
    import geopandas as gpd

    series = gpd.GeoSeries(geometries, index=frame.index, crs=crs)
    out = frame.copy()
    out = out.set_geometry(series) if crs else _without_crs(out, series)
    out.attrs["datum"] = target
    return out


def _without_crs(frame: gpd.GeoDataFrame, series: gpd.GeoSeries) -> gpd.GeoDataFrame:
    frame = frame.set_crs(None, allow_override=True)
    frame[frame.geometry.name] = series
    return frame


def _convert_rows(rows: Array, source: str, target: str) -> Array:
    out = rows.copy()
    out[:, 0], out[:, 1] = convert(rows[:, 0], rows[:, 1], source, target)
    return out


def _datum(name: str) -> str:
    wanted = name.upper().replace("-", "").replace("_", "")
    for datum in DATUMS:
        if datum.replace("-", "") == wanted:
            return datum
    raise InputError("no_datum", name=name, choices=", ".join(DATUMS))


def _steps(source: str, target: str) -> Sequence[Callable[[Array, Array], Pair]]:
    """Return the conversions that lead from ``source`` to ``target``, over GCJ-02."""
    here, there = DATUMS.index(source), DATUMS.index(target)
    up = [_to_gcj, _to_bd]
    down = [partial(_invert, _to_gcj), partial(_invert, _to_bd)]
    return up[here:there] if here <= there else down[there:here][::-1]


def _in_china(lon: Array, lat: Array) -> npt.NDArray[np.bool_]:
    west, south, east, north = CHINA
    # NaN compares false, so what is not a number lies outside.
    inside: npt.NDArray[np.bool_] = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
    return inside


def _to_gcj(lon: Array, lat: Array) -> Pair:
    """Return WGS-84 degrees as GCJ-02 degrees."""
    x, y = lon - _ORIGIN[0], lat - _ORIGIN[1]
    root = np.sqrt(np.abs(x))
    common = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += _waves(x, (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))
    phi = np.radians(lat)
    bend = 1 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian = _SEMI_MAJOR_AXIS * (1 - _ECCENTRICITY_SQUARED) / bend**1.5
    parallel = _SEMI_MAJOR_AXIS / np.sqrt(bend) * np.cos(phi)
    return lon + np.degrees(east / parallel), lat + np.degrees(north / meridian)


def _waves(x: Array, *parts: tuple[float, float]) -> Array:
    total = np.zeros_like(x)
    for height, frequency in parts:
        total += height * np.sin(np.pi * frequency * x)
    return total * 2 / 3


def _to_bd(lon: Array, lat: Array) -> Pair:
    """Return GCJ-02 degrees as BD-09 degrees."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_ANGLE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_ANGLE)
    return radius * np.cos(angle) + _BD_SHIFT[0], radius * np.sin(angle) + _BD_SHIFT[1]


def _invert(forward: Callable[[Array, Array], Pair], lon: Array, lat: Array) -> Pair:
    """Return the points that ``forward`` brings to ``lon``, ``lat``."""
    x, y = lon.copy(), lat.copy()
    for _ in range(_MAX_ROUNDS):
        reached_x, reached_y = forward(x, y)
        dx, dy = lon - reached_x, lat - reached_y
        x, y = x + dx, y + dy
        if not x.size or max(np.abs(dx).max(), np.abs(dy).max()) < _CLOSE_ENOUGH:
            break
    return x, y
