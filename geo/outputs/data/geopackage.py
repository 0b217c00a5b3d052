"""GeoPackage, for GIS: layers by shape, tables, labels, code lists and a QGIS style."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from geo.base.errors import InputError
from geo.base.languages import Code
from geo.model.atlas import Atlas
from geo.outputs.data.qgis import Kind, layer_style
from geo.outputs.data.tables import (
    LINK_COLUMNS,
    MENTION_COLUMNS,
    OUTCOME_COLUMNS,
    SITE_COLUMNS,
    Column,
    link_rows,
    mention_rows,
    outcome_rows,
)

if TYPE_CHECKING:
    import pandas as pd

# Layer, the shapes in it, the shape that it is stored as, its title.
_LAYERS: Final[tuple[tuple[str, tuple[Kind, str], str, str], ...]] = (
    ("sites_point", ("Point", "MultiPoint"), "Point", "项目（点）"),
    ("sites_line", ("LineString", "MultiLineString"), "MultiLineString", "项目（线）"),
    ("sites_polygon", ("Polygon", "MultiPolygon"), "MultiPolygon", "项目（面）"),
)
UNLOCATED: Final = "sites_unlocated"
MENTIONS: Final = "mentions"
OUTCOMES: Final = "outcomes"
LINKS: Final = "links"
_TABLES: Final = {UNLOCATED: "项目（未定位）", MENTIONS: "提及", OUTCOMES: "后续", LINKS: "关联"}

# What programs of the last years read without a warning.
_VERSION: Final = "1.2"
# OGC 12-128r15 (GeoPackage 1.2), annex F.9, the schema extension.
_SCHEMA_EXTENSION: Final = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
  description TEXT, mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT,
  min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN,
  description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
"""
_SCHEMA_DEFINITION: Final = "http://www.geopackage.org/spec120/#extension_schema"
# As QGIS makes it when it saves a style into a GeoPackage.
_STYLES: Final = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
INSERT INTO gpkg_contents (table_name, data_type, identifier)
  VALUES ('layer_styles', 'attributes', 'layer_styles');
"""


def write(atlas: Atlas, text: str | None = None) -> bytes:
    """Return a GeoPackage of all sites and mentions.

    Layers ``sites_point``, ``sites_line``, ``sites_polygon`` (lines and polygons as multi
    shapes), a table ``sites_unlocated`` of the sites without a location, and tables
    ``mentions``, ``outcomes`` (later statements) and ``links`` (with later reports). Columns have
    Chinese labels and code lists (the schema extension), layers the stages' style for QGIS.

    Raises :class:`~geo.base.errors.InputError` where the temporary folder cannot hold it.
    """
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "atlas.gpkg"
            with _unsynced():
                _write_layers(path, atlas, text)
            with closing(sqlite3.connect(path)) as database, database:
                database.execute("PRAGMA synchronous = OFF")
                _describe_columns(database)
                _store_styles(database)
            return path.read_bytes()
    except (OSError, sqlite3.Error, DataSourceError, DataLayerError, FeatureError) as error:
        raise InputError("geopackage_not_written", why=error) from error


@contextmanager
def _unsynced() -> Iterator[None]:
    """Spare GDAL waiting for the disk: the temporary file is read once and gone."""
    import pyogrio

    name = "OGR_SQLITE_SYNCHRONOUS"
    before = pyogrio.get_gdal_config_option(name)
    pyogrio.set_gdal_config_options({name: "OFF"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({name: before})


def _write_layers(path: Path, atlas: Atlas, text: str | None) -> None:
    from geo.outputs.data.table_frames import site_frame, table_frame

    frame = site_frame(atlas, text)
    shapes = frame.geometry.geom_type
    for layer, kinds, stored, _title in _LAYERS:
        part = frame[shapes.isin(kinds)]
        _write_layer(
            path,
            part,
            layer,
            geometry_type="MultiPoint" if (shapes[part.index] == "MultiPoint").any() else stored,
            promote_to_multi=stored != "Point" or (shapes[part.index] == "MultiPoint").any(),
        )
    _write_layer(path, frame[frame.geometry.isna()].drop(columns="geometry"), UNLOCATED)
    _write_layer(path, table_frame(mention_rows(atlas, text), MENTION_COLUMNS), MENTIONS)
    _write_layer(path, table_frame(outcome_rows(atlas), OUTCOME_COLUMNS), OUTCOMES)
    _write_layer(path, table_frame(link_rows(atlas), LINK_COLUMNS), LINKS)


def _write_layer(path: Path, frame: pd.DataFrame, layer: str, **options: Any) -> None:
    import pyogrio

    titles = {layer: title for layer, _, _, title in _LAYERS} | _TABLES
    pyogrio.write_dataframe(
        frame,
        path,
        layer=layer,
        driver="GPKG",
        layer_options={"IDENTIFIER": titles[layer]},
        dataset_options={"VERSION": _VERSION},
        **options,
    )


def _describe_columns(database: sqlite3.Connection) -> None:
    """Give columns their labels and code lists."""
    database.executescript(_SCHEMA_EXTENSION)
    database.executemany(
        "INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')",
        [
            (table, _SCHEMA_DEFINITION)
            for table in ("gpkg_data_columns", "gpkg_data_column_constraints")
        ],
    )
    lists: dict[str, Mapping[str, Code]] = {}
    for table, column in _columns():
        constraint = _list_name(column) if column.codes else None
        if constraint and column.codes:
            lists[constraint] = column.codes
        database.execute(
            "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, NULL, ?)",
            (table, column.code, column.zh, column.zh, column.en, constraint),
        )
    database.executemany(
        "INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value,"
        " description) VALUES (?, 'enum', ?, ?)",
        [(name, code.code, code.zh) for name, codes in lists.items() for code in codes.values()],
    )


def _columns() -> Iterator[tuple[str, Column]]:
    tables: Sequence[tuple[str, Sequence[Column]]] = (
        *((layer, SITE_COLUMNS) for layer, *_ in _LAYERS),
        (UNLOCATED, SITE_COLUMNS),
        (MENTIONS, MENTION_COLUMNS),
        (OUTCOMES, OUTCOME_COLUMNS),
        (LINKS, LINK_COLUMNS),
    )
    for table, columns in tables:
        for column in columns:
            yield table, column


def _list_name(column: Column) -> str:
    return {"status": "stage", "target": "stage"}.get(column.code, column.code)


def _store_styles(database: sqlite3.Connection) -> None:
    database.executescript(_STYLES)
    styles = [
        (layer, "geom", layer_style(SITE_COLUMNS, kinds[0])) for layer, kinds, _, _ in _LAYERS
    ]
    styles += [
        (UNLOCATED, "", layer_style(SITE_COLUMNS)),
        (MENTIONS, "", layer_style(MENTION_COLUMNS)),
        (OUTCOMES, "", layer_style(OUTCOME_COLUMNS)),
        (LINKS, "", layer_style(LINK_COLUMNS)),
    ]
    database.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
        " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner)"
        " VALUES ('', '', ?, ?, '阶段', ?, '', 1, '按阶段着色', '')",
        styles,
    )
