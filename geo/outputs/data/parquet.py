"""GeoParquet 1.1, for analysts: one row a site, lists and mentions as nested columns."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from geo.model.atlas import Atlas
from geo.outputs.data.tables import (
    LINK_COLUMNS,
    MENTION_COLUMNS,
    OUTCOME_COLUMNS,
    SITE_COLUMNS,
    Row,
    link_rows,
    mention_rows,
    outcome_rows,
    site_rows,
)

if TYPE_CHECKING:
    import pyarrow as pa

# What a row of a mention or a statement repeats of its site.
_OF_SITE: Final = ("site", "name")


def write(atlas: Atlas, text: str | None = None) -> bytes:
    """Return a GeoParquet file, geometries as WKB in WGS-84, longitude first.

    ``aliases`` is a list of texts, ``mentions``, ``outcomes`` and ``links`` are lists of
    structures;
    every text is held as it is, control characters too.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq
    import shapely
    from shapely.geometry import shape

    kinds = {"text": pa.string(), "number": pa.float64(), "integer": pa.int64(), "flag": pa.bool_()}
    mention = pa.struct(
        [(column.code, kinds[column.kind]) for column in MENTION_COLUMNS
         if column.code not in _OF_SITE]
    )  # fmt: skip
    types: dict[str, pa.DataType] = {column.code: kinds[column.kind] for column in SITE_COLUMNS}
    outcome = pa.struct(
        [(column.code, kinds[column.kind]) for column in OUTCOME_COLUMNS
         if column.code not in _OF_SITE]
    )  # fmt: skip
    link = pa.struct(
        [(column.code, kinds[column.kind]) for column in LINK_COLUMNS
         if column.code not in _OF_SITE]
    )  # fmt: skip
    types |= {"aliases": pa.list_(pa.string()), "mentions": pa.list_(mention)}
    types |= {"outcomes": pa.list_(outcome), "links": pa.list_(link)}
    mentions = _nested(mention_rows(atlas, text))
    outcomes = _nested(outcome_rows(atlas))
    links = _nested(link_rows(atlas))
    rows = [
        row
        | {
            "aliases": feature["properties"]["aliases"],
            "mentions": mentions[feature["id"]],
            "outcomes": outcomes[feature["id"]],
            "links": links[feature["id"]],
        }
        for row, feature in zip(site_rows(atlas, text), atlas.features, strict=True)
    ]
    columns = {name: pa.array([row[name] for row in rows], kind) for name, kind in types.items()}
    shapes = [shape(f["geometry"]) if f["geometry"] else None for f in atlas.features]
    columns["geometry"] = pa.array(shapely.to_wkb(shapes).tolist() if shapes else [], pa.binary())
    table = pa.table(columns).replace_schema_metadata({"geo": json.dumps(_metadata(atlas))})
    out = BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def _nested(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """Return rows by their site, without what they repeat of it."""
    nested: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        nested[row["site"]].append({k: v for k, v in row.items() if k not in _OF_SITE})
    return nested


def _metadata(atlas: Atlas) -> dict[str, Any]:
    """Return the file's ``geo`` member (GeoParquet 1.1.0)."""
    from pyproj import CRS

    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted({f["geometry"]["type"] for f in atlas.features if f["geometry"]}),
        "crs": CRS.from_epsg(4326).to_json_dict(),
    }
    if atlas.bounds:
        column["bbox"] = list(atlas.bounds)
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
