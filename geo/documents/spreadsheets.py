"""The text of an Excel workbook (XLSX): its sheets one behind the other, as tables.

What Excel shows is read: stored values of formulas, no hidden sheets, rows or columns. Each sheet
is looked through as a stream before its cells are taken, so that one that only claims to be large
costs nothing.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.messages import Message, counted, together
from geo.documents.grids import MAX_CELLS, lines_of
from geo.documents.languages import is_hanzi
from geo.documents.tables import DITTO, MAX_COLUMNS

MAX_SHEETS: Final = 200
MAX_ROWS: Final = 200_000
# So much text is more than any reader of reports takes.
MAX_CHARACTERS: Final = 12_000_000
_MOST_RANGES: Final = 100_000
_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_TRUE: Final = frozenset(("1", "true"))
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"


@dataclass
class _Shape:
    """What a sheet says beside its cells: merged ranges, hidden rows and columns, formulas.

    Rows and columns are counted from 1. ``merged`` maps a row to the ranges that begin there:
    first column, last column, last row. ``rows`` and ``columns`` are where its last cell stands.
    """

    merged: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    without_value: int = 0
    rows: int = 0
    columns: int = 0


def xlsx_text(raw: bytes, notes: list[Message]) -> str:
    """Return the sheets of a workbook as text; ``notes`` says what of it is not read.

    Raises :class:`~geo.base.errors.InputError` where no sheet is shown or holds anything.
    """
    import python_calamine

    with zipfile.ZipFile(BytesIO(raw)) as package:
        sheets = _sheets(package)
        pictures = sum(part.startswith("xl/media/") for part in package.namelist())
        shapes = [_shape_of(package, part) for _, _, part in sheets[:MAX_SHEETS]]
    shown = [sheet for sheet, is_hidden, _ in sheets if not is_hidden]
    lines: list[str] = []
    size = 0
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(raw))
    for (name, is_hidden, _), shape in zip(sheets, shapes, strict=False):
        if is_hidden:
            continue
        own = _sheet_lines(book.get_sheet_by_name(name), shape, notes) if shape.rows else []
        if own and len(shown) > 1 and any(is_hanzi(c) for c in name):
            lines.append(name)
        lines += own
        size += sum(map(len, own))
        if size > MAX_CHARACTERS:
            raise InputError("workbook_too_long")
    if hidden := len(sheets) - len(shown):
        notes.append(counted("hidden_sheet_unread", "hidden_sheets_unread", hidden))
    if pictures:
        notes.append(counted("picture_unread", "pictures_unread", pictures))
    if not lines:
        if notes:
            raise InputError("sheets_are_empty_but", notes=together(notes))
        raise InputError("sheets_are_empty")
    return "\n".join(lines) + "\n"


def _sheets(package: zipfile.ZipFile) -> list[tuple[str, bool, str]]:
    """Return the sheets of cells in their order: name, whether it is hidden, and its part."""
    from lxml import etree  # type: ignore[import-untyped]

    def read(part: str) -> Any:
        return etree.fromstring(
            package.read(part), etree.XMLParser(resolve_entities=False, huge_tree=False)
        )

    targets = {
        link.get("Id"): str(link.get("Target"))
        for link in read("xl/_rels/workbook.xml.rels")
        if str(link.get("Type")).endswith("/worksheet")
    }
    found = []
    for sheet in read("xl/workbook.xml").iter("{*}sheet"):
        link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
        if link in targets:
            target = targets[link]
            part = target[1:] if target.startswith("/") else f"xl/{target}"
            is_hidden = sheet.get("state", "visible") != "visible"
            found.append((str(sheet.get("name")), is_hidden, part))
    return found


def _sheet_lines(sheet: Any, shape: _Shape, notes: list[Message]) -> list[str]:
    if shape.rows > MAX_ROWS or shape.rows * shape.columns > MAX_CELLS:
        raise InputError("sheet_too_large", rows=MAX_ROWS, cells=MAX_CELLS)
    if shape.hidden_rows or shape.hidden_columns:
        rows, columns = len(shape.hidden_rows), len(shape.hidden_columns)
        notes.append(Message("hidden_rows_unread", rows=rows, columns=columns))
    if shape.without_value:
        notes.append(counted("formula_left_empty", "formulas_left_empty", shape.without_value))
    return lines_of(_rows(sheet, shape), notes)


def _rows(sheet: Any, shape: _Shape) -> Iterator[list[str]]:
    """Yield the rows that are shown, merged cells marked as in :mod:`geo.documents.grids`."""
    # By column: until which row a merged cell goes, and whether it begins there.
    going: dict[int, tuple[int, bool]] = {}
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        cells = [_shown(value) for value in row[:MAX_COLUMNS]]
        for at in [at for at, (until, _) in going.items() if until < number]:
            del going[at]
        for at, (_, begins) in going.items():
            if at <= len(cells):
                cells[at - 1] = DITTO if begins else ""
        for first, last, until in shape.merged.get(number, ()):
            for at in range(first, min(last, MAX_COLUMNS) + 1):
                if until > number:
                    going[at] = until, at == first
        if number in shape.hidden_rows:
            continue
        if shape.hidden_columns:
            cells = [c for at, c in enumerate(cells, 1) if at not in shape.hidden_columns]
        yield cells


def _shown(value: Any) -> str:
    """Return a value as a person writes it: no float's rounding, dates by ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e12 else f"{value:.0f}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _shape_of(package: zipfile.ZipFile, part: str) -> _Shape:
    """Return what a sheet says beside its cells, read as a stream."""
    from lxml import etree

    shape = _Shape()
    tags = [f"{space}{tag}" for space in (_MAIN, _STRICT) for tag in ("row", "col", "mergeCell")]
    with package.open(part) as stream:
        ranges = 0
        for _, node in etree.iterparse(stream, tag=tags, resolve_entities=False, huge_tree=False):
            space, _, kind = node.tag.rpartition("}")
            if kind == "row":
                _add_row(shape, node, f"{space}}}")
                # What was read before it goes as well.
                node.clear()
                while node.getprevious() is not None:
                    del node.getparent()[0]
            elif kind == "col" and node.get("hidden") in _TRUE:
                first, last = _number(node.get("min")), _number(node.get("max"))
                shape.hidden_columns |= set(range(first, min(last, MAX_COLUMNS) + 1))
            elif kind == "mergeCell" and ranges < _MOST_RANGES:
                ranges += 1
                _add_range(shape, node.get("ref") or "")
    return shape


def _add_row(shape: _Shape, row: Any, space: str) -> None:
    if row.get("hidden") in _TRUE:
        shape.hidden_rows.add(_number(row.get("r")))
    last = next((cell for cell in reversed(row) if len(cell)), None)
    # Cells need not say where they stand.
    if last is not None:
        place = _place(last.get("r") or "") or (len(row), shape.rows + 1)
        shape.columns, shape.rows = max(shape.columns, place[0]), max(shape.rows, place[1])
    for formula in row.iter(f"{space}f"):
        shape.without_value += not formula.getparent().findtext(f"{space}v")


def _number(said: str | None) -> int:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 8 else 0


def _add_range(shape: _Shape, ref: str) -> None:
    first, _, last = ref.partition(":")
    begin, end = _place(first), _place(last or first)
    if begin and end and begin[0] <= min(end[0], MAX_COLUMNS) and begin[1] <= end[1]:
        shape.merged.setdefault(begin[1], []).append((begin[0], end[0], end[1]))


def _place(ref: str) -> tuple[int, int] | None:
    """Return column and row, from 1, of a cell's reference (``B12``), None where it is none."""
    found = _REFERENCE.fullmatch(ref)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(found[2])
