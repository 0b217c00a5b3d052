"""Separated values (CSV and the like): which character separates them, and their rows."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from geo.base.errors import InputError
from geo.base.messages import Message
from geo.documents.grids import lines_of
from geo.documents.tables import header_roles

_SEPARATORS: Final = (",", "\t", ";", "|", "，", "；", "^", "~")
_NAMES: Final = frozenset((".csv", ".tsv", ".tab", ".psv"))
_SAMPLE: Final = 30
_MOST_CELL: Final = 100_000
# Where so many of the first rows have one length, a character separates them.
_REGULAR: Final = 0.7
_QUOTED: Final = re.compile(r'(?:^|[\t\n])"')
# The rule below the header of a table in Markdown, which is read where it stands.
_MARKDOWN: Final = re.compile(r"[ \t]{0,3}\|?[ \t:]{0,3}-{2,100}[ \t:|\-]{1,1000}")
_SAID: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def separated_text(text: str, name: str, notes: list[Message]) -> str | None:
    """Return a text of separated values with tabs between them; None where it is none.

    It is one by its first rows: they have one length and a header that is known, or one of both
    and a file's ``name`` that says so. A text that has its tabs already is none.

    Raises :class:`~geo.base.errors.InputError` where quotation marks do not end.
    """
    named = PurePath(name).suffix.lower() in _NAMES
    text = text.removeprefix("\ufeff")
    said = _SAID.match(text)
    if said:
        text = text[said.end() :]
    separator = said[1] if said else _separator(text, is_named=named)
    if separator is None or (separator == "\t" and not _QUOTED.search(text)):
        return None
    return "\n".join(lines_of(_rows(text, separator), notes)) + "\n"


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(_MOST_CELL)
    try:
        yield from csv.reader(text.splitlines(keepends=True), delimiter=separator)
    except csv.Error as error:
        raise InputError("no_separated_values", why=error) from None


def _separator(text: str, *, is_named: bool) -> str | None:
    """Return the character that separates the first rows, None where none does."""
    lines = text[:50_000].splitlines()[:_SAMPLE]
    if any(_MARKDOWN.fullmatch(line) for line in lines):
        return None
    best: tuple[bool, float, int, str] | None = None
    for separator in _SEPARATORS:
        if sum(separator in line for line in lines) < 2:
            continue
        try:
            rows = [row for row in csv.reader(lines, delimiter=separator) if any(row)]
        except csv.Error:
            continue
        sizes = Counter(len(row) for row in rows if len(row) > 1)
        if not sizes:
            continue
        width, count = sizes.most_common(1)[0]
        is_headed = any(header_roles(row) for row in rows)
        share = count / len(rows)
        is_regular = share >= _REGULAR
        if count > 1 and (is_regular or is_headed) and (is_named or (is_regular and is_headed)):
            found = is_headed, share, width, separator
            best = max(best, found) if best else found
    return best[3] if best else None
