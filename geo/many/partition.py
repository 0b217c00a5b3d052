"""A report's atlas as GeoParquet 1.1: one row a site, with a bounding box to find it by.

The columns are there to search by; ``properties`` is the site's GeoJSON properties as they
stand, so that the same atlas comes back. The file's metadata says what the atlas says of its
report, and bears the key by which a run knows that the report is finished.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.geometry import mapping, shape

from geo.base.errors import InputError
from geo.base.files import check_regular
from geo.many.identity import joint_id, slug_of
from geo.model.atlas import Atlas, Feature, rounded
from geo.model.facets import says, shape_of, verdict_of
from geo.model.periods import NEVER, Days, days_of_site
from geo.model.regions import Box

COLUMNS: Final = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("report_id", pa.string(), nullable=False),
        pa.field("site_id", pa.string(), nullable=False),
        pa.field("place", pa.string()),
        pa.field("date", pa.string()),
        pa.field("name", pa.string(), nullable=False),
        pa.field("name_en", pa.string()),
        pa.field("aliases", pa.list_(pa.string())),
        pa.field("sector", pa.string(), nullable=False),
        pa.field("status", pa.string()),
        pa.field("target", pa.string()),
        pa.field("amount_cny", pa.float64()),
        pa.field("amount_basis", pa.string()),
        pa.field("precision", pa.string(), nullable=False),
        pa.field("uncertainty_m", pa.float64()),
        pa.field("within", pa.string()),
        pa.field("shape", pa.string()),
        pa.field("verdict", pa.string()),
        pa.field("region", pa.string()),
        pa.field("reported", pa.bool_()),
        pa.field("planned", pa.bool_()),
        pa.field("first_day", pa.date32()),
        pa.field("last_day", pa.date32()),
        pa.field("mentions", pa.int32()),
        pa.field("properties", pa.string(), nullable=False),
    ]
)
# So many rows are read at once, and passed over at once where their columns say so.
ROW_GROUP: Final = 2000
_REPORT: Final = b"report"
_KEY: Final = b"key"
_SUMMARY: Final = b"summary"


@dataclass(frozen=True, slots=True)
class Heading:
    """What a partition's metadata says: of the report, and of what it was built from."""

    report: Mapping[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What a report's sites are together.

    ``sites``, ``located`` and ``mentions`` are counts; ``bounds`` is west, south, east, north in
    degrees WGS-84, None where none is located; ``days`` are the first and the last that their
    mentions speak of (:mod:`geo.model.periods`).
    """

    sites: int
    located: int
    mentions: int
    bounds: Box | None
    days: Days


def summary_of(atlas: Atlas) -> Summary:
    """Return what an atlas's sites are together."""
    spans = [days_of_site(f["properties"]) for f in atlas.features]
    known = [span for span in spans if span != NEVER]
    return Summary(
        len(atlas.features),
        sum(f["geometry"] is not None for f in atlas.features),
        sum(len(f["properties"]["mentions"]) for f in atlas.features),
        atlas.bounds,
        (min(first for first, _ in known), max(last for _, last in known)) if known else NEVER,
    )


def row_of(report: Mapping[str, Any], feature: Feature) -> dict[str, Any]:
    """Return the searchable columns of a site, as in :data:`COLUMNS`."""
    site = feature["properties"]
    investment = site["investment"] or {}
    slug = slug_of(report["id"])
    first, last = days_of_site(site)
    is_dated = (first, last) != NEVER
    return {
        "id": joint_id(slug, site["id"]),
        "report_id": report["id"],
        "site_id": site["id"],
        "place": report.get("place"),
        "date": report.get("date"),
        **{name: site[name] for name in ("name", "name_en", "aliases", "sector")},
        "status": site["status"],
        "target": site["target"],
        "amount_cny": float(investment["amount_cny"]) if investment else None,
        "amount_basis": investment.get("basis"),
        "precision": site["precision"],
        "uncertainty_m": site["uncertainty_m"],
        "within": joint_id(slug, site["within"]) if site["within"] else None,
        "shape": shape_of(feature["geometry"]),
        "verdict": verdict_of(site),
        "region": site.get("region") or None,
        "reported": any(says(mention, "reported") for mention in site["mentions"]),
        "planned": any(says(mention, "planned") for mention in site["mentions"]),
        "first_day": date.fromordinal(first) if is_dated else None,
        "last_day": date.fromordinal(last) if is_dated else None,
        "mentions": len(site["mentions"]),
        "properties": json.dumps(site, ensure_ascii=False, separators=(",", ":")),
    }


def feature_of(properties: Mapping[str, Any], geometry: bytes | None) -> Feature:
    """Return the GeoJSON feature of a row: its properties, and its geometry as WKB."""
    member = None
    if geometry is not None:
        plain = mapping(shapely.from_wkb(geometry))
        member = {"type": plain["type"], "coordinates": rounded(plain["coordinates"])}
    return {
        "type": "Feature",
        "id": properties["id"],
        "properties": dict(properties),
        "geometry": member,
    }


def encode(atlas: Atlas, key: str) -> bytes:
    """Return an atlas as a Parquet file; the same atlas and key give the same bytes."""
    rows = pa.Table.from_pylist([row_of(atlas.report, f) for f in atlas.features], COLUMNS)
    shapes = gpd.GeoDataFrame(
        geometry=[shape(f["geometry"]) if f["geometry"] else None for f in atlas.features],
        crs="EPSG:4326",
    )
    buffer = io.BytesIO()
    # Geopandas knows what GeoParquet asks of the metadata, of WKB and of the bounding boxes.
    shapes.to_parquet(buffer, index=False, write_covering_bbox=True, schema_version="1.1.0")
    located = pq.read_table(buffer)
    for name in located.column_names:
        rows = rows.append_column(located.schema.field(name), located.column(name))
    report = json.dumps(dict(atlas.report), ensure_ascii=False, separators=(",", ":"))
    metadata = {
        b"geo": located.schema.metadata[b"geo"],
        _REPORT: report.encode("utf-8"),
        _KEY: key.encode("ascii"),
        _SUMMARY: json.dumps(asdict(summary_of(atlas))).encode("ascii"),
    }
    out = io.BytesIO()
    described = rows.replace_schema_metadata(metadata)
    pq.write_table(described, out, compression="zstd", row_group_size=ROW_GROUP)
    return out.getvalue()


def read_heading(source: Path | bytes) -> Heading:
    """Return what a partition says of its report, without reading its rows.

    Raises :class:`~geo.base.errors.InputError` where it is no partition.
    """
    try:
        metadata = pq.read_schema(_opened(source)).metadata or {}
        heading = Heading(json.loads(metadata[_REPORT]), metadata[_KEY].decode("ascii"))
    except (OSError, KeyError, ValueError, RecursionError, pa.ArrowException) as error:
        raise InputError("no_partition", _name(source), why=error) from error
    if not isinstance(heading.report, dict) or not all(
        isinstance(heading.report.get(name), str) for name in ("id", "sha256")
    ):
        raise InputError("partition_without_report", _name(source))
    return heading


def read_summary(path: Path) -> tuple[Heading, Summary]:
    """Return what a partition says of its report and of its sites, without reading its rows.

    Raises :class:`~geo.base.errors.InputError` where it is no partition, and where it was built
    before partitions said so.
    """
    heading = read_heading(path)
    schema = pq.read_schema(path)
    said = (schema.metadata or {}).get(_SUMMARY)
    if said is None or not set(COLUMNS.names) <= set(schema.names):
        raise InputError("built_before_it_could_be_served", path)
    try:
        members = json.loads(said)
        bounds = members.pop("bounds")
        first, last = members.pop("days")
        west_to_north: Box | None = None
        if bounds is not None:
            west, south, east, north = map(float, bounds)
            west_to_north = (west, south, east, north)
        counts = {name: int(value) for name, value in members.items()}
        return heading, Summary(**counts, bounds=west_to_north, days=(int(first), int(last)))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError("no_partition", path, why=error) from error


def decode(source: Path | bytes) -> Atlas:
    """Return the atlas that a partition holds, as it was."""
    report = read_heading(source).report
    try:
        rows = pq.read_table(_opened(source), columns=["properties", "geometry"], partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise InputError("partition_unreadable", _name(source), why=error) from error
    return Atlas(report, tuple(features_of(rows)))


def features_of(rows: pa.Table) -> Iterable[Feature]:
    """Yield the features of rows with ``properties`` and ``geometry``."""
    columns = (rows.column("properties"), rows.column("geometry"))
    for properties, geometry in zip(*columns, strict=True):
        yield feature_of(json.loads(properties.as_py()), geometry.as_py())


def _opened(source: Path | bytes) -> Any:
    if isinstance(source, bytes):
        return pa.BufferReader(source)
    check_regular(source, "partition")
    return source


def _name(source: Path | bytes) -> str:
    return "a partition" if isinstance(source, bytes) else str(source)
