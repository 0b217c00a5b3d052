"""The atlas in other formats, one function a format: text or bytes of a filtered atlas.

Tables have one row a site; positions are WGS-84, longitude first.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.atlas import Atlas
from geo.codes import PRECISIONS, SECTORS, STAGES

# Excel shows Chinese in a UTF-8 file only behind a byte order mark.
_BOM: Final = "\ufeff"
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

COLUMNS: Final = (
    "id", "name", "name_en", "aliases", "sector", "sector_zh", "status", "status_zh", "target",
    "target_zh", "investment_cny", "investment_basis", "investment_for",
    "investment_scope", "investment_source", "precision", "precision_zh",
    "uncertainty_m", "location_source", "within", "mentions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Format:
    """A format that an atlas can be taken home in."""

    code: str
    label: str
    suffix: str
    mime: str
    write: Callable[[Atlas], bytes]


def to_geojson(atlas: Atlas) -> bytes:
    """Return the atlas as it stands (RFC 7946)."""
    return atlas.dumps().encode("utf-8")


def to_csv(atlas: Atlas) -> bytes:
    """Return one row a site, with a point inside it (``lon``, ``lat``) where it is located."""
    from shapely.geometry import shape

    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*COLUMNS, "lon", "lat"])
    for feature in atlas.features:
        point = shape(feature["geometry"]).representative_point() if feature["geometry"] else None
        row = _row(feature["properties"])
        place = [round(point.x, 6), round(point.y, 6)] if point else ["", ""]
        writer.writerow([_cell(row[name]) for name in COLUMNS] + place)
    return (_BOM + out.getvalue()).encode("utf-8")


def to_gpkg(atlas: Atlas) -> bytes:
    """Return a GeoPackage with one layer, ``sites``."""
    return _by_pyogrio(atlas, "GPKG", ".gpkg", layer="sites")


def to_kml(atlas: Atlas) -> bytes:
    """Return a KML of the located sites, named in Chinese."""
    located = atlas.subset({f["id"] for f in atlas.features if f["geometry"]})
    # The driver takes a placemark's name from the column of this name.
    return _by_pyogrio(located, "KML", ".kml", renamed={"name": "Name"})


def _by_pyogrio(
    atlas: Atlas,
    driver: str,
    suffix: str,
    layer: str | None = None,
    renamed: Mapping[str, str] | None = None,
) -> bytes:
    import geopandas as gpd
    from shapely.geometry import shape

    frame = gpd.GeoDataFrame(
        [_row(f["properties"]) for f in atlas.features],
        columns=list(COLUMNS),
        geometry=[shape(f["geometry"]) if f["geometry"] else None for f in atlas.features],
        crs="EPSG:4326",
    ).rename(columns=dict(renamed or {}))
    # Mixed shapes in one layer, as the atlas has them.
    kind = "Unknown" if driver == "GPKG" else None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"atlas{suffix}"
        frame.to_file(path, driver=driver, layer=layer, engine="pyogrio", geometry_type=kind)
        return path.read_bytes()


def _row(site: Mapping[str, Any]) -> dict[str, Any]:
    investment = site["investment"] or {}
    source = site["location_source"] or {}
    return {
        "id": site["id"],
        "name": site["name"],
        "name_en": site["name_en"],
        "aliases": "、".join(site["aliases"]),
        "sector": site["sector"],
        "sector_zh": SECTORS[site["sector"]].zh,
        "status": site["status"],
        "status_zh": STAGES[site["status"]].zh if site["status"] else None,
        "target": site["target"],
        "target_zh": STAGES[site["target"]].zh if site["target"] else None,
        "investment_cny": float(investment["amount_cny"]) if investment else None,
        "investment_basis": investment.get("basis"),
        "investment_for": investment.get("covers"),
        "investment_scope": investment.get("scope"),
        "investment_source": _document(investment.get("source")),
        "precision": site["precision"],
        "precision_zh": PRECISIONS[site["precision"]].zh,
        "uncertainty_m": site["uncertainty_m"],
        "location_source": source.get("text"),
        "within": site["within"],
        "mentions": json.dumps(site["mentions"], ensure_ascii=False),
    }


def _document(source: Mapping[str, Any] | None) -> str | None:
    """Return which document states an amount, in one line."""
    if source is None:
        return None
    return ", ".join(str(source[k]) for k in ("title", "publisher", "date", "address") if source[k])


def _cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value


FORMATS: Final[Mapping[str, Format]] = {
    form.code: form
    for form in (
        Format("geojson", "GeoJSON", ".geojson", "application/geo+json", to_geojson),
        Format("csv", "CSV", ".csv", "text/csv", to_csv),
        Format("gpkg", "GeoPackage", ".gpkg", "application/geopackage+sqlite3", to_gpkg),
        Format("kml", "KML", ".kml", "application/vnd.google-earth.kml+xml", to_kml),
    )
}
