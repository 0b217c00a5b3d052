"""Tables as files: CSV with named columns, each row with where it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path

from geo.base.errors import InputError
from geo.base.files import read_text


def read_table(
    path: Path, columns: tuple[str, ...], verbatim: Collection[str] = ()
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield ``(where, row)`` for each row of a UTF-8 CSV table with exactly these columns.

    ``where`` is file and line, for error messages. Cells lose the blanks at their ends, but
    for those of the columns ``verbatim``.

    Raises :class:`~geo.base.errors.InputError` for a file that cannot be read or has other
    columns.
    """
    reader = csv.reader(io.StringIO(read_text(path, "table"), newline=""), strict=True)
    try:
        header = next(reader, [])
        if tuple(header) != columns:
            raise InputError(f"the columns must be {','.join(columns)}", f"{path}, line 1")
        for cells in reader:
            where = f"{path}, line {reader.line_num}"
            if not any(cells):
                continue
            if len(cells) != len(columns):
                raise InputError(f"{len(cells)} cells instead of {len(columns)}", where)
            yield (
                where,
                {
                    column: cell if column in verbatim else cell.strip()
                    for column, cell in zip(columns, cells, strict=True)
                },
            )
    except csv.Error as error:
        raise InputError(f"not a CSV row: {error}", f"{path}, line {reader.line_num}") from error


def read_roles(path: Path, roles: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Read and check a table of words, each with one of ``roles``; return the words by role.

    Raises :class:`~geo.base.errors.InputError` with file and line for the first broken row.
    """
    found: dict[str, dict[str, None]] = {}
    for where, row in read_table(path, ("word", "role")):
        word, role = row["word"], row["role"]
        if role not in roles:
            raise InputError(f"unknown role {role!r}", where)
        if not word:
            raise InputError("the word is missing", where)
        words = found.setdefault(role, {})
        if word in words:
            raise InputError(f"{word} stands in the table twice", where)
        words[word] = None
    return {role: tuple(words) for role, words in found.items()}
