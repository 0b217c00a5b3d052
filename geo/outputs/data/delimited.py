"""CSV, for spreadsheets: one row a site, a mention, a later statement, or a link."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

from geo.model.atlas import Atlas, Feature
from geo.outputs.data.tables import (
    LINK_COLUMNS,
    MENTION_COLUMNS,
    MENTIONS_COLUMN,
    OUTCOME_COLUMNS,
    SITE_COLUMNS,
    holdable,
    link_rows,
    mention_rows,
    mentions_cell,
    outcome_rows,
    site_rows,
)

# Excel shows Chinese in a UTF-8 file only behind a byte order mark.
_BOM: Final = "\ufeff"
# A spreadsheet takes a cell that begins so for a formula, a Chinese or Japanese one the
# full-width signs as well (OWASP, CSV injection). The last is our own mark.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def write_sites(atlas: Atlas, text: str | None = None) -> bytes:
    """Return one row a site, with a point inside it (``lon``, ``lat``) where it is located."""
    names = [*(column.code for column in SITE_COLUMNS), MENTIONS_COLUMN.code, "lon", "lat"]
    rows = (
        [*row.values(), mentions_cell(feature), *_point(feature)]
        for row, feature in zip(site_rows(atlas, text), atlas.features, strict=True)
    )
    return as_table(names, rows)


def write_mentions(atlas: Atlas, text: str | None = None) -> bytes:
    """Return one row a mention, with its clause where the report's text is at hand."""
    names = [column.code for column in MENTION_COLUMNS]
    return as_table(names, (row.values() for row in mention_rows(atlas, text)))


def write_outcomes(atlas: Atlas, _text: str | None = None) -> bytes:
    """Return one row a later statement: what became of the sites, with words and document."""
    names = [column.code for column in OUTCOME_COLUMNS]
    return as_table(names, (row.values() for row in outcome_rows(atlas)))


def write_links(atlas: Atlas, _text: str | None = None) -> bytes:
    """Return one row a link: which site of which later report is the same, and how it is known."""
    names = [column.code for column in LINK_COLUMNS]
    return as_table(names, (row.values() for row in link_rows(atlas)))


def _point(feature: Feature) -> tuple[float | None, float | None]:
    from shapely.geometry import shape

    if feature["geometry"] is None:
        return None, None
    point = shape(feature["geometry"]).representative_point()
    return round(point.x, 6), round(point.y, 6)


def as_table(names: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """Return rows as CSV that spreadsheets show as text, UTF-8 behind a byte order mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return (_BOM + out.getvalue()).encode("utf-8")


def _cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: text gets a ' before such a sign."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + holdable(value)
    return holdable(value)
