"""The formats that an atlas can be taken home in: one entry a format, in the order of the menu.

What writes a format is imported when it is first used, so that the command line and the page
start without the libraries that formats need.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from geo.base.languages import LANGUAGES
from geo.outputs.format import Format, Option, Writer

_PRINTED: Final = (
    Option("paper", "size of the paper", "A3", ("A3", "A4")),
    Option("language", "language of the sheet", LANGUAGES[0], LANGUAGES),
)

_ADDRESS: Final = Option("address", "where it will stand on the web, which embeds link to", "")

_MAIL: Final = Option("mail", "whom readers may write to about errors, by mail", "")

FORMATS: Final[dict[str, Format]] = {}


def _entry(
    code: str,
    suffix: str,
    mime: str,
    *,
    help: str,  # noqa: A002 (as argparse calls it)
    offered: Literal["button", "menu"],
    options: tuple[Option, ...] = (),
    is_typeset: bool = False,
    takes_changes: bool = False,
) -> Callable[[Callable[[], Writer]], Format]:
    """Enter a format whose writer the decorated function imports; see :class:`Format`."""

    def enter(load: Callable[[], Writer]) -> Format:
        form = Format(
            code, "format", suffix, mime, load, help, offered, options, is_typeset, takes_changes
        )
        FORMATS[code] = form
        return form

    return enter


@_entry(
    "geojson",
    ".geojson",
    "application/geo+json",
    help="the atlas itself (RFC 7946), with its bounds",
    offered="button",
    options=(
        Option(
            "regions",
            "geometry of sites of which only the county or city is known",
            "null",
            ("null", "points"),
        ),
    ),
)
def _geojson() -> Writer:
    from geo.outputs.data.geojson import write

    return write


@_entry("csv", ".csv", "text/csv", help="a table with one row a site", offered="button")
def _csv() -> Writer:
    from geo.outputs.data.delimited import write_sites

    return write_sites


@_entry(
    "xlsx",
    ".xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    help="a workbook: sites, mentions, later statements, links, fields and codes",
    offered="button",
)
def _xlsx() -> Writer:
    from geo.outputs.data.excel import write

    return write


@_entry(
    "gpkg",
    ".gpkg",
    "application/geopackage+sqlite3",
    help="layers for GIS with the stages' style, and tables of mentions, later words and links",
    offered="button",
)
def _gpkg() -> Writer:
    from geo.outputs.data.geopackage import write

    return write


@_entry(
    "kml",
    ".kml",
    "application/vnd.google-earth.kml+xml",
    help="for Google Earth and map apps, a folder a stage",
    offered="button",
)
def _kml() -> Writer:
    from geo.outputs.data.kml import write

    return write


@_entry(
    "csv-mentions",
    ".csv",
    "text/csv",
    help="a table with one row a mention, with its clause",
    offered="menu",
)
def _csv_mentions() -> Writer:
    from geo.outputs.data.delimited import write_mentions

    return write_mentions


@_entry(
    "csv-outcomes",
    ".csv",
    "text/csv",
    help="a table with one row a later statement: what became of the sites",
    offered="menu",
)
def _csv_outcomes() -> Writer:
    from geo.outputs.data.delimited import write_outcomes

    return write_outcomes


@_entry(
    "csv-links",
    ".csv",
    "text/csv",
    help="a table with one row a link: which site of which later report is the same",
    offered="menu",
)
def _csv_links() -> Writer:
    from geo.outputs.data.delimited import write_links

    return write_links


@_entry(
    "geoparquet",
    ".parquet",
    "application/vnd.apache.parquet",
    help="for analysts, mentions nested",
    offered="menu",
)
def _geoparquet() -> Writer:
    from geo.outputs.data.parquet import write

    return write


@_entry(
    "flatgeobuf",
    ".fgb",
    "application/flatgeobuf",
    help="for analysts and web maps, one layer",
    offered="menu",
)
def _flatgeobuf() -> Writer:
    from geo.outputs.data.flatgeobuf import write

    return write


@_entry(
    "site",
    "",
    "application/zip",
    help="a folder that any web server shows, or a double click",
    offered="menu",
    options=(_ADDRESS, _MAIL),
    takes_changes=True,
)
def _site() -> Writer:
    from geo.outputs.site.writer import write_folder

    return write_folder


@_entry(
    "html",
    ".html",
    "text/html",
    help="the same in one file, to send by mail",
    offered="menu",
    options=(Option("site", "id of the one site that it holds, for an embed", ""), _ADDRESS, _MAIL),
)
def _html() -> Writer:
    from geo.outputs.site.writer import write_file

    return write_file


@_entry(
    "oc4ids",
    ".json",
    "application/json",
    help="a project package of the Open Contracting for Infrastructure Data Standard",
    offered="menu",
    options=(
        Option("prefix", "registered prefix of the project ids", "oc4ids-000000"),
        Option("publisher", "who publishes the package", "政府工作报告地图"),
    ),
)
def _oc4ids() -> Writer:
    from geo.outputs.data.oc4ids import write

    return write


@_entry(
    "pdf",
    ".pdf",
    "application/pdf",
    help="a map to print, with numbered sites and their list",
    offered="menu",
    options=_PRINTED,
    is_typeset=True,
)
def _pdf() -> Writer:
    from geo.outputs.paper.sheet import write_pdf

    return write_pdf


@_entry(
    "png",
    ".png",
    "image/png",
    help="the same as one picture, its pages below one another",
    offered="menu",
    options=_PRINTED,
    is_typeset=True,
)
def _png() -> Writer:
    from geo.outputs.paper.sheet import write_png

    return write_png
