"""Tables on their way to text: rows of cells, each cell in its place, as lines with tabs.

A cell that is merged with the one above holds :data:`geo.documents.tables.DITTO`, one that is
merged with its left neighbour nothing. Cells under a header that names persons (责任领导) are left
out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geo.base.errors import InputError
from geo.base.messages import Message
from geo.documents.tables import DITTO, MAX_COLUMNS, header_roles

MAX_CELLS: Final = 4_000_000
PERSONS_LEFT_OUT: Final = Message("persons_left_out")


@dataclass(frozen=True, slots=True)
class Box:
    """A cell with how many rows and columns it goes over."""

    text: str
    rows: int = 1
    columns: int = 1


def placed(rows: Iterable[Iterable[Box]]) -> list[list[str]]:
    """Return rows of boxes as rows of cells, merged ones in each row that they go over.

    Raises :class:`~geo.base.errors.InputError` for a table that is larger than any that is written.
    """
    found: list[list[str]] = []
    # By column: how many rows more a box goes over, and whether it began there.
    open_below: dict[int, tuple[int, bool]] = {}
    size = 0
    for row in rows:
        cells: list[str] = []
        boxes = iter(row)
        while len(cells) < MAX_COLUMNS:
            at = len(cells)
            if at in open_below:
                left, begins = open_below.pop(at)
                if left > 1:
                    open_below[at] = left - 1, begins
                cells.append(DITTO if begins else "")
                continue
            box = next(boxes, None)
            if box is None:
                if not any(column > at for column in open_below):
                    break
                cells.append("")
                continue
            width = max(1, min(box.columns, MAX_COLUMNS - at))
            for column in range(at, at + width):
                if box.rows > 1:
                    open_below[column] = box.rows - 1, column == at
                cells.append(box.text if column == at else "")
        found.append(cells)
        size += len(cells)
        if size > MAX_CELLS:
            raise InputError("table_too_large", count=MAX_CELLS)
    return found


def lines_of(rows: Iterable[Iterable[str]], notes: list[Message]) -> list[str]:
    """Return rows of cells as lines with tabs, all of one width, empty rows left out.

    ``notes`` gets a line where persons are left out.
    """
    tidy = [[_cell(cell) for cell in row] for row in rows]
    tidy = [row for row in tidy if any(cell and cell != DITTO for cell in row)]
    width = max((_width(row) for row in tidy), default=0)
    first = min((_first(row) for row in tidy), default=0)
    tidy = [[*row[first:width], *[""] * (width - len(row))] for row in tidy]
    _leave_persons_out(tidy, notes)
    return ["\t".join(row) for row in tidy]


def _cell(cell: str) -> str:
    return " ".join(cell.split())


def _width(row: list[str]) -> int:
    return max((at + 1 for at, cell in enumerate(row) if cell and cell != DITTO), default=0)


def _first(row: list[str]) -> int:
    return next((at for at, cell in enumerate(row) if cell), len(row))


def _leave_persons_out(rows: list[list[str]], notes: list[Message]) -> None:
    persons: list[int] = []
    for row in rows:
        roles = header_roles(row)
        if roles:
            persons = [at for at, role in enumerate(roles) if role == "person"]
            continue
        for at in persons:
            if row[at] and PERSONS_LEFT_OUT not in notes:
                notes.append(PERSONS_LEFT_OUT)
            row[at] = ""
