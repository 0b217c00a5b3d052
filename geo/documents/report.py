"""A government work report: its text, its parts (review, plan, …), sentences and clauses.

Positions are offsets into :attr:`Report.text` as Python counts characters, so that
``text[start:end]`` is always what stands on the page. Sentences are cut in
:attr:`Report.normal`, the text without the traces of copying, and mapped back.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from geo.base.messages import Message
from geo.documents.calendar import Years, is_of_republic
from geo.documents.copies import clean
from geo.documents.inputs import Document, decode_document, read_document
from geo.documents.languages import check_chinese
from geo.documents.normal import Normal, normalise
from geo.documents.periods import PartKind, Piece, frames, pieces, years_of
from geo.documents.tables import Table, find_tables

_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_PLACE = re.compile(r"在([\u4e00-\u9fff]{2,16}?)第[一二三四五六七八九十百\d]+届人民代表大会")
_TITLE = re.compile(r"^.{0,20}政府工作报告\s*$", re.MULTILINE)

# From so many characters on, a part of more than this share of them is told of.
_LONG = 2000
_MOST_SHARE = 0.8
_SENTENCE_END = re.compile(r"[。！？!?；;\n\t]")
# Several times what is found in work reports; only text without punctuation reaches it.
_LONGEST_SENTENCE = 2000
_LONGEST_CLAUSE = 400
_CLAUSE_END = re.compile(r"[。！？!?；;\n\t，,：:]")
# 新开工X等23个50亿元以上，Y等300个亿元以上项目: the first list lacks what is counted, the second
# its verb.
_GOES_ON = re.compile(r"等[\d一二三四五六七八九十百]{1,5}[个项][\d.一二三五十百千]{0,6}亿元?以上$")
_MARGIN = 24


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the report with one point of view.

    ``planned`` is true where the text speaks of what is to come; ``period`` is the year or
    the span of years that it speaks of (``2021``, ``2017-2021``), None where it is not known.
    """

    start: int
    end: int
    kind: PartKind
    period: str | None

    @property
    def planned(self) -> bool:
        """Whether a claim made here is a target."""
        return self.kind in {"outlook", "plan"}


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands between two commas, colons or full stops; ``sentence`` is its sentence's span.

    ``inner`` and ``inner_sentence`` are the same spans in :attr:`Report.normal`.
    """

    start: int
    end: int
    sentence: tuple[int, int]
    inner: tuple[int, int]
    inner_sentence: tuple[int, int]


@dataclass(frozen=True)
class Report:
    """A report's text with what is said about the report itself.

    ``is_clean`` is true for a text that holds no traces of copying
    (:func:`geo.documents.copies.clean`).
    """

    id: str
    text: str
    source: str = ""
    is_clean: bool = False

    @cached_property
    def sha256(self) -> str:
        """Digest of the text, as hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @cached_property
    def title(self) -> str:
        """The line that names the report."""
        head = self.copied.text[:2000]
        found = _TITLE.search(head)
        if found is None:
            return "政府工作报告"
        offsets = self.copied.offsets[found.start() : found.end()]
        return "".join(self.text[i] for i in offsets).strip()

    @cached_property
    def date(self) -> str | None:
        """The day it was given, ISO 8601, or None where the text does not say."""
        found = _DATE.search(self.copied.text[:2000])
        return f"{int(found[1]):04}-{int(found[2]):02}-{int(found[3]):02}" if found else None

    @cached_property
    def place(self) -> str | None:
        """The place whose congress heard it, or None where the text does not say."""
        found = _PLACE.search(self.copied.text[:2000])
        return found[1] if found else None

    @property
    def years(self) -> tuple[int | None, int | None]:
        """The year that is reviewed and the year that is planned, None where none is known."""
        return self.calendar.reviewed, self.calendar.planned

    @cached_property
    def calendar(self) -> Years:
        """The year that is reviewed, the one that is planned and the one it is given in."""
        if self.clean is not self:
            return self.clean.calendar
        return years_of(self.normal.text, self._lines, self.date)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts in order; together they cover the whole text."""
        if self.clean is not self:
            return self._parts_on_page
        size = len(self.text)
        found = frames(self.normal.text, self._lines, self.calendar)
        starts = [0, *(self.normal.offsets[start] for start, _ in found[1:])]
        return tuple(
            Part(start, end, frame.kind, frame.period)
            for (_, frame), start, end in zip(found, starts, [*starts[1:], size], strict=True)
        )

    @cached_property
    def _parts_on_page(self) -> tuple[Part, ...]:
        found = self.clean.parts
        starts = [0, *(self.copied.offsets[part.start] for part in found[1:]), len(self.text)]
        return tuple(
            replace(part, start=start, end=end)
            for part, start, end in zip(found, starts, starts[1:], strict=False)
        )

    @cached_property
    def _lines(self) -> list[Piece]:
        return pieces(self.normal.text)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses with at least one character, in order.

        Text that goes on without a mark is cut, so that the work on a clause is bounded.
        """
        normal = self.normal
        found = []
        for start, sentence in _cut(_pieces(normal.text, _SENTENCE_END), _LONGEST_SENTENCE):
            whole = (start, start + len(sentence))
            for begin, clause in _cut(_clauses(sentence), _LONGEST_CLAUSE):
                inner = (start + begin, start + begin + len(clause))
                found.append(Clause(*normal.span(*inner), normal.span(*whole), inner, whole))
        return tuple(found)

    @cached_property
    def copied(self) -> Normal:
        """The text without what copying left in it, in simplified characters."""
        return Normal(self.text, range(len(self.text))) if self.is_clean else clean(self.text)

    @cached_property
    def clean(self) -> Report:
        """The report with that text, which is this one where nothing is to be cleaned."""
        if self.copied.text == self.text:
            return self
        return replace(self, text=self.copied.text, is_clean=True)

    @cached_property
    def normal(self) -> Normal:
        """The clean text without stray blanks, broken lines, page numbers and footnote marks."""
        return self.copied.then(normalise(self.copied.text, self._rows))

    @property
    def _rows(self) -> Iterator[tuple[int, int]]:
        return (row.span for table in self.clean.tables for row in table.rows)

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables in order; what is read are those of the clean report."""
        return find_tables(self.text)

    @cached_property
    def notice(self) -> Message | None:
        """What is worth knowing of how the text was read; else None.

        One part that covers most of a long text is rare: a heading may have been missed.
        """
        size = len(self.text)
        for part in self.parts if size >= _LONG else ():
            if part.end - part.start > _MOST_SHARE * size:
                share = round(100 * (part.end - part.start) / size)
                said = {"share": share, "part": part.kind, "period": part.period or ""}
                return Message("one_part_of" if part.period else "one_part", **said)
        return None

    def part_at(self, offset: int) -> Part:
        """Return the part that holds the character at ``offset``."""
        return self.parts[bisect_right(self._part_starts, offset) - 1]

    def clause_at(self, offset: int) -> Clause:
        """Return the clause that holds the character at ``offset``.

        Raises ``IndexError`` where there is none (a blank line, a full stop).
        """
        index = bisect_right(self._clause_starts, offset) - 1
        if index < 0 or offset >= self.clauses[index].end:
            raise IndexError(f"no clause at character {offset}")
        return self.clauses[index]

    def first_clause(self, sentence: tuple[int, int]) -> Clause:
        """Return the first clause of a sentence that has one."""
        return self.clauses[bisect_left(self._clause_starts, sentence[0])]

    def clause_before(self, offset: int) -> Clause | None:
        """Return the last clause that ends before the character at ``offset``, if there is one."""
        index = bisect_left(self._clause_starts, offset) - 1
        return self.clauses[index] if index >= 0 else None

    def clause_after(self, offset: int) -> Clause | None:
        """Return the first clause that begins at the character at ``offset`` or behind it."""
        index = bisect_left(self._clause_starts, offset)
        return self.clauses[index] if index < len(self.clauses) else None

    @cached_property
    def is_republican(self) -> bool:
        """Whether the text counts the years of the Republic (113年)."""
        return is_of_republic(self.normal.text)

    @cached_property
    def _part_starts(self) -> list[int]:
        return [part.start for part in self.parts]

    @cached_property
    def _clause_starts(self) -> list[int]:
        return [clause.start for clause in self.clauses]


def _clauses(sentence: str) -> Iterator[tuple[int, str]]:
    """Yield where each clause of a sentence begins, and the clause."""
    begin: int | None = None
    for start, piece in _pieces(sentence, _CLAUSE_END):
        begin, end = start if begin is None else begin, start + len(piece)
        if sentence[end : end + 1] in {"，", ","} and _GOES_ON.search(piece[-_MARGIN:]):
            continue
        yield begin, sentence[begin:end]
        begin = None
    if begin is not None:
        yield begin, sentence[begin:end]


def _pieces(text: str, delimiter: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield the pieces between delimiters, without blanks around them, with their offsets."""
    start = 0
    for found in [*delimiter.finditer(text), None]:
        end = found.start() if found else len(text)
        piece = text[start:end]
        if stripped := piece.strip():
            yield start + piece.index(stripped[0]), stripped
        start = found.end() if found else end


def _cut(pieces: Iterable[tuple[int, str]], longest: int) -> Iterator[tuple[int, str]]:
    """Yield pieces of at most ``longest`` characters, without blanks around them."""
    for start, piece in pieces:
        for begin in range(0, len(piece), longest):
            part = piece[begin : begin + longest]
            if stripped := part.strip():
                yield start + begin + part.index(stripped[0]), stripped


def report_of(document: Document) -> Report:
    """Return the report that a document holds, which is in Chinese.

    Raises :class:`~geo.base.errors.InputError` for a text in another language.
    """
    check_chinese(document.text, document.source)
    return Report(document.id, document.text, document.source)


def open_report(path: Path | str) -> tuple[Document, Report]:
    """Read a document of any kind that :mod:`geo.documents.inputs` knows, and its report.

    Raises :class:`~geo.base.errors.InputError` for a file that cannot be read or holds no text,
    and for a text in another language.
    """
    document = read_document(path)
    return document, report_of(document)


def read_report(path: Path | str) -> Report:
    """Read a report from a file of any kind that :mod:`geo.documents.inputs` knows, as it is.

    Raises :class:`~geo.base.errors.InputError` for a file that cannot be read or holds no text.
    """
    document = read_document(path)
    return Report(document.id, document.text, document.source)


def decode_report(raw: bytes, report_id: str, where: str) -> Report:
    """Make a report of the bytes of a file; errors name ``where``, as :func:`read_report`."""
    return Report(report_id, decode_document(raw, report_id, where).text, where)
