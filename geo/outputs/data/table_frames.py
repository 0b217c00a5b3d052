"""The tables as frames, with the types that GDAL's formats take them in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd
from shapely.geometry import shape

from geo.outputs.data.tables import SITE_COLUMNS, Column, Row, held, site_rows

if TYPE_CHECKING:
    from geo.model.atlas import Atlas

_TYPES: Final = {"text": "string", "integer": "Int64", "number": "float64", "flag": "boolean"}


def table_frame(rows: Sequence[Row], columns: Sequence[Column]) -> pd.DataFrame:
    """Return rows as a frame whose columns keep their type even where every value is None."""
    held_rows = held(rows)
    return pd.DataFrame(
        {
            column.code: pd.Series(
                [row[column.code] for row in held_rows], dtype=_TYPES[column.kind]
            )
            for column in columns
        }
    )


def site_frame(atlas: Atlas, text: str | None) -> gpd.GeoDataFrame:
    """Return one row a site, in WGS-84, a missing location as None."""
    geometries = [shape(f["geometry"]) if f["geometry"] else None for f in atlas.features]
    table = table_frame(site_rows(atlas, text), SITE_COLUMNS)
    return gpd.GeoDataFrame(table, geometry=geometries, crs="EPSG:4326")
