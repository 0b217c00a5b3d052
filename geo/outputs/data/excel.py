"""An Excel workbook: sites, mentions, what the columns are, and the codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from geo.base.languages import Code
from geo.model.atlas import Atlas
from geo.model.codes import (
    CERTAINTIES,
    COVERS,
    INVESTMENT_BASES,
    LINK_GROUNDS,
    LOCATION_SOURCES,
    PRECISIONS,
    PROGRESS,
    RELATIONS,
    SECTORS,
    SOURCES,
    STAGES,
    VERDICTS,
)
from geo.outputs.data.tables import (
    LINK_COLUMNS,
    MENTION_COLUMNS,
    OUTCOME_COLUMNS,
    SITE_COLUMNS,
    Column,
    held,
    holdable,
    licences,
    link_rows,
    mention_rows,
    outcome_rows,
    site_rows,
)
from geo.view.symbols import symbols

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

SITES, MENTIONS, OUTCOMES, LINKS = "项目", "提及", "后续", "关联"
FIELDS, CODES = "字段", "代码"

# Excel's limit for one cell.
_LONGEST: Final = 32_767
_WIDEST: Final = 48
_LISTS: Final[Mapping[str, Mapping[str, Code]]] = {
    "stage": STAGES,
    "sector": SECTORS,
    "precision": PRECISIONS,
    "location_kind": LOCATION_SOURCES,
    "investment_basis": INVESTMENT_BASES,
    "investment_for": COVERS,
    "progress": PROGRESS,
    "verdict": VERDICTS,
    "outcome_kind": SOURCES,
    "outcome_certainty": CERTAINTIES,
    "link_relation": RELATIONS,
    "link_how": LINK_GROUNDS,
}
# What the map draws, and so has a colour.
_DRAWN: Final = ("stage", "verdict")


def write(atlas: Atlas, text: str | None = None) -> bytes:
    """Return a workbook of six sheets, each with a frozen header and a filter.

    Texts are text cells, never formulas or links. A line break is Excel's own, a line feed; a
    text beyond 32,767 characters is cut and ends in ``…``.
    """
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as workbook:
        about = atlas.report
        workbook.set_properties(
            {
                "title": holdable(f"{about['place'] or ''}{about['title']}"),
                "comments": holdable(licences(atlas)),
            }
        )
        _sheet(workbook, SITES, SITE_COLUMNS, held(site_rows(atlas, text)))
        _sheet(workbook, MENTIONS, MENTION_COLUMNS, held(mention_rows(atlas, text)))
        _sheet(workbook, OUTCOMES, OUTCOME_COLUMNS, held(outcome_rows(atlas)))
        _sheet(workbook, LINKS, LINK_COLUMNS, held(link_rows(atlas)))
        _sheet(workbook, FIELDS, _FIELD_COLUMNS, _fields())
        _sheet(workbook, CODES, _CODE_COLUMNS, _codes())
    return out.getvalue()


_FIELD_COLUMNS: Final = (
    Column("sheet", "field_column"),
    Column("label", "field_column"),
    Column("code", "field_column"),
    Column("en", "field_column"),
)
_CODE_COLUMNS: Final = (
    Column("list", "code_column"),
    Column("code", "code_column"),
    Column("zh", "code_column"),
    Column("en", "code_column"),
    Column("colour", "code_column"),
    Column("oc4ids", "code_column"),
)


def _fields() -> list[dict[str, Any]]:
    return [
        {"sheet": sheet, "label": column.zh, "code": column.code, "en": column.en}
        for sheet, columns in (
            (SITES, SITE_COLUMNS),
            (MENTIONS, MENTION_COLUMNS),
            (OUTCOMES, OUTCOME_COLUMNS),
            (LINKS, LINK_COLUMNS),
        )
        for column in columns
    ]


def _codes() -> list[dict[str, Any]]:
    return [
        {
            "list": name,
            "code": code.code,
            "zh": code.zh,
            "en": code.en,
            "colour": symbols().colour(code.code) if name in _DRAWN else None,
            "oc4ids": getattr(code, "oc4ids", None),
        }
        for name, codes in _LISTS.items()
        for code in codes.values()
    ]


def _sheet(
    workbook: Workbook, name: str, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]
) -> None:
    sheet = workbook.add_worksheet(name)
    header = workbook.add_format({"bold": True, "bg_color": "#e8eef4", "bottom": 1})
    number = workbook.add_format({"num_format": "#,##0.##########"})
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.zh, header)
        for line, row in enumerate(rows, 1):
            _write_cell(sheet, line, at, row[column.code], number)
        widths = [_width(column.zh), *(_width(row[column.code]) for row in rows)]
        sheet.set_column(at, at, min(max(widths) + 2, _WIDEST))
    sheet.freeze_panes(1, 2 if name in {SITES, MENTIONS, OUTCOMES, LINKS} else 0)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _write_cell(sheet: Any, line: int, at: int, value: Any, number: Format) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(line, at, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, at, value, number if isinstance(value, float) else None)
    elif value:
        cell = value.replace("\r\n", "\n").replace("\r", "\n")
        cut = cell if len(cell) <= _LONGEST else cell[: _LONGEST - 1] + "…"
        sheet.write_string(line, at, cut)


def _width(value: Any) -> int:
    """Return about how wide a value is, in digits: a Chinese character takes two."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in str("" if value is None else value)[:_WIDEST])
