"""GeoPackage, for GIS."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from geo.atlas import Atlas
from geo.exports.tables import SITE_COLUMNS, held, site_rows


def write(atlas: Atlas, text: str | None = None) -> bytes:
    """Return a GeoPackage with one layer, ``sites``."""
    return by_pyogrio(atlas, text, "GPKG", ".gpkg", layer="sites")


def by_pyogrio(
    atlas: Atlas, text: str | None, driver: str, suffix: str, layer: str | None = None
) -> bytes:
    """Return the atlas in one of GDAL's formats."""
    import geopandas as gpd
    from shapely.geometry import shape

    frame = gpd.GeoDataFrame(
        held(site_rows(atlas, text)),
        columns=[column.code for column in SITE_COLUMNS],
        geometry=[shape(f["geometry"]) if f["geometry"] else None for f in atlas.features],
        crs="EPSG:4326",
    )
    if driver == "KML":
        frame = frame.rename(columns={"name": "Name"})
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"atlas{suffix}"
        kind = "Unknown" if driver == "GPKG" else None
        frame.to_file(path, driver=driver, layer=layer, engine="pyogrio", geometry_type=kind)
        return path.read_bytes()
