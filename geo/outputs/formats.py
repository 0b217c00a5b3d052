"""The formats that an atlas can be taken home in, and how one is written to a file.

A format is one entry of :data:`FORMATS`; its writer's module is imported when it is first
used, so that the command line and the page start without the libraries that formats need.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.outputs.format import Format, Option

_PRINTED: Final = (
    Option("paper", "size of the paper", "A3", ("A3", "A4")),
    Option("language", "language of the sheet", "zh", ("zh", "en")),
)

FORMATS: Final[Mapping[str, Format]] = {
    form.code: form
    for form in (
        Format(
            "geojson", "GeoJSON", "GeoJSON", ".geojson", "application/geo+json",
            "geo.outputs.data.geojson:write",
            "the atlas itself (RFC 7946), with its bounds",
            "button",
        ),
        Format(
            "csv", "CSV", "CSV", ".csv", "text/csv",
            "geo.outputs.data.delimited:write_sites",
            "a table with one row a site",
            "button",
        ),
        Format(
            "xlsx", "Excel", "Excel", ".xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "geo.outputs.data.excel:write",
            "a workbook: sites, mentions, fields and codes",
            "button",
        ),
        Format(
            "gpkg", "GeoPackage", "GeoPackage", ".gpkg", "application/geopackage+sqlite3",
            "geo.outputs.data.geopackage:write",
            "layers for GIS with the stages' style, and a table of the mentions",
            "button",
        ),
        Format(
            "kml", "KML", "KML", ".kml", "application/vnd.google-earth.kml+xml",
            "geo.outputs.data.kml:write",
            "for Google Earth and map apps, a folder a stage",
            "button",
        ),
        Format(
            "csv-mentions", "CSV（逐条提及）", "CSV (mentions)", ".csv", "text/csv",
            "geo.outputs.data.delimited:write_mentions",
            "a table with one row a mention, with its clause",
            "menu",
        ),
        Format(
            "geoparquet", "GeoParquet", "GeoParquet", ".parquet", "application/vnd.apache.parquet",
            "geo.outputs.data.parquet:write",
            "for analysts, mentions nested",
            "menu",
        ),
        Format(
            "flatgeobuf", "FlatGeobuf", "FlatGeobuf", ".fgb", "application/flatgeobuf",
            "geo.outputs.data.flatgeobuf:write",
            "for analysts and web maps, one layer",
            "menu",
        ),
        Format(
            "site", "网站（文件夹）", "Web site (folder)", "", "application/zip",
            "geo.outputs.site.writer:write_folder",
            "a folder that any web server shows, or a double click",
            "menu",
        ),
        Format(
            "html", "网页（单个文件）", "Web page (one file)", ".html", "text/html",
            "geo.outputs.site.writer:write_file",
            "the same in one file, to send by mail",
            "menu",
        ),
        Format(
            "oc4ids", "OC4IDS", "OC4IDS", ".json", "application/json",
            "geo.outputs.data.oc4ids:write",
            "a project package of the Open Contracting for Infrastructure Data Standard",
            "menu",
            (
                Option("prefix", "registered prefix of the project ids", "oc4ids-000000"),
                Option("publisher", "who publishes the package", "政府工作报告地图"),
            ),
        ),
        Format(
            "pdf", "PDF 印刷图", "PDF to print", ".pdf", "application/pdf",
            "geo.outputs.paper.sheet:write_pdf",
            "a map to print, with numbered sites and their list",
            "menu",
            _PRINTED,
        ),
        Format(
            "png", "PNG 印刷图", "PNG to print", ".png", "image/png",
            "geo.outputs.paper.sheet:write_png",
            "the same as one picture, its pages below one another",
            "menu",
            _PRINTED,
        ),
    )
}  # fmt: skip
