"""Tables as files: CSV with named columns, each row with where it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path

from geo.base.errors import InputError
from geo.base.files import read_text
from geo.base.messages import Message, at_line


def read_table(
    path: Path, columns: tuple[str, ...], verbatim: Collection[str] = ()
) -> Iterator[tuple[Message, dict[str, str]]]:
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
            raise InputError("wrong_columns", at_line(path, 1), columns=",".join(columns))
        for cells in reader:
            where = at_line(path, reader.line_num)
            if not any(cells):
                continue
            if len(cells) != len(columns):
                raise InputError(
                    "wrong_number_of_cells", where, found=len(cells), wanted=len(columns)
                )
            yield (
                where,
                {
                    column: cell if column in verbatim else cell.strip()
                    for column, cell in zip(columns, cells, strict=True)
                },
            )
    except csv.Error as error:
        raise InputError("no_csv_row", at_line(path, reader.line_num), why=error) from error


def read_roles(path: Path, roles: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Read and check a table of words, each with one of ``roles``; return the words by role.

    Raises :class:`~geo.base.errors.InputError` with file and line for the first broken row.
    """
    found: dict[str, dict[str, None]] = {}
    for where, row in read_table(path, ("word", "role")):
        word, role = row["word"], row["role"]
        if role not in roles:
            raise InputError("unknown_role", where, role=role)
        if not word:
            raise InputError("word_is_missing", where)
        words = found.setdefault(role, {})
        if word in words:
            raise InputError("word_stands_twice", where, word=word)
        words[word] = None
    return {role: tuple(words) for role, words in found.items()}
