"""A government work report: its text, its parts (review, plan, …), sentences and clauses.

Positions are offsets into :attr:`Report.text` as Python counts characters, so that
``text[start:end]`` is always what stands on the page. Sentences are cut in
:attr:`Report.normal`, the text without the traces of copying, and mapped back.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from geo.documents.copies import clean
from geo.documents.inputs import Document, decode_document, read_document
from geo.documents.languages import check_chinese
from geo.documents.normal import Normal, normalise

PartKind = Literal["preamble", "review", "outlook", "plan", "glossary"]

_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_PLACE = re.compile(r"在([\u4e00-\u9fff]{2,16}?)第[一二三四五六七八九十百\d]+届人民代表大会")
_TITLE = re.compile(r"^.{0,20}政府工作报告\s*$", re.MULTILINE)
_YEAR = re.compile(r"(20\d{2})\s*年")

# What a heading says about the part that it opens. Order matters: the first match wins.
_HEADINGS: tuple[tuple[PartKind, re.Pattern[str]], ...] = (
    ("glossary", re.compile(r"名词(解释|注释|说明)|^注释")),
    ("outlook", re.compile(r"(今后|未来)(五|5)年|展望|总体要求|奋斗目标")),
    ("review", re.compile(r"回顾|(过去|上)一年|20\d\d年(主要)?工作(情况|总结)")),
    (
        "plan",
        re.compile(
            r"20\d\d年.{0,12}(建议|安排|打算|任务|目标|重点|部署|工作)|^.{0,4}(今|新)(的一)?年"
        ),
    ),
)
# In running text (a report without headings or line breaks, a review that goes on to five years).
_OPENINGS: tuple[tuple[PartKind | Literal["five years", "one year"], re.Pattern[str]], ...] = (
    ("review", re.compile(r"^.{0,4}[一二三]、20\d\d年.{0,14}(回顾|工作情况|工作总结)")),
    ("plan", re.compile(r"^.{0,4}[一二三]、20\d\d年.{0,14}(任务|安排|重点|目标|建议|打算|思路)")),
    ("five years", re.compile(r"^.{0,24}(五年来|以来的五年|过去的?五年)")),
    ("one year", re.compile(r"^(一年来|过去一年)")),
    ("outlook", re.compile(r"^今后五年")),
    ("plan", re.compile(r"^(围绕上述目标|今年.{0,6}(重点|主要)|做好今年.{0,4}工作|新的一年)")),
)
_HEADING_MAX = 40
# With the year it names, such a heading opens the review or the plan.
_WORK = re.compile("工作|任务|目标|要求|安排|建议|打算|部署|回顾|总结")
_BACK = re.compile("回顾|总结")
_COMMA = re.compile("[,，]")
_NUMBERED = re.compile(r"^\s*[（(]?[一二三四五六七八九十]{1,3}[)）]?、")
_NAMED_TIME = re.compile(r"20\d\d年|今年|今后五年|回顾")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
# Several times what is found in work reports; only text without punctuation reaches it.
_LONGEST_SENTENCE = 2000
_LONGEST_CLAUSE = 400
_CLAUSE_END = re.compile(r"[。！？!?；;\n，,：:]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the report with one point of view.

    ``planned`` is true where the text speaks of what is to come; ``period`` is the year or
    the span of years that it speaks of (``2021``, ``2017-2021``).
    """

    start: int
    end: int
    kind: PartKind
    period: str

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

    @cached_property
    def years(self) -> tuple[int, int]:
        """The year that is reviewed and the year that is planned."""
        if self.clean is not self:
            return self.clean.years
        for line in self.text.splitlines():
            if len(line) <= _HEADING_MAX and "回顾" in line and (found := _YEAR.search(line)):
                return int(found[1]), int(found[1]) + 1
        if self.date:
            year, month = int(self.date[:4]), int(self.date[5:7])
            reviewed = year if month >= 7 else year - 1
            return reviewed, reviewed + 1
        # A review speaks most often of its own year.
        counts: dict[int, int] = {}
        for found in _YEAR.finditer(self.text):
            counts[int(found[1])] = counts.get(int(found[1]), 0) + 1
        planned = max(counts, default=0)
        reviewed = max(counts, key=lambda y: (counts[y], y), default=0)
        return (reviewed, reviewed + 1) if reviewed != planned else (planned - 1, planned)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts in order; together they cover the whole text."""
        if self.clean is not self:
            return self._parts_on_page
        reviewed, planned = self.years
        periods = {
            "preamble": str(reviewed),
            "review": str(reviewed),
            "plan": str(planned),
            "outlook": f"{planned}-{planned + 4}",
            "glossary": str(planned),
        }
        marks: list[tuple[int, PartKind, str]] = [(0, "preamble", periods["preamble"])]
        for start, sentence in _pieces(self.text, _SENTENCE_END):
            kind, period = marks[-1][1:]
            opened = _part_opened(sentence.strip(), kind, (reviewed, planned))
            if opened == "five years":
                kind, period = "review", f"{reviewed - 4}-{reviewed}"
            elif opened == "one year":
                kind, period = "review", str(reviewed)
            elif opened:
                kind, period = opened, periods[opened]
            if (kind, period) != marks[-1][1:]:
                marks.append((start, kind, period))
        ends = [start for start, _, _ in marks[1:]] + [len(self.text)]
        return tuple(
            Part(start, end, kind, period)
            for (start, kind, period), end in zip(marks, ends, strict=True)
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
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses with at least one character, in order.

        Text that goes on without a mark is cut, so that the work on a clause is bounded.
        """
        normal = self.normal
        found = []
        for start, sentence in _cut(_pieces(normal.text, _SENTENCE_END), _LONGEST_SENTENCE):
            whole = (start, start + len(sentence))
            for begin, clause in _cut(_pieces(sentence, _CLAUSE_END), _LONGEST_CLAUSE):
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
        return self.copied.then(normalise(self.copied.text))

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

    @cached_property
    def _part_starts(self) -> list[int]:
        return [part.start for part in self.parts]

    @cached_property
    def _clause_starts(self) -> list[int]:
        return [clause.start for clause in self.clauses]


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


def _part_opened(
    sentence: str, current: PartKind, years: tuple[int, int]
) -> PartKind | Literal["five years", "one year"] | None:
    """Say which part a sentence or heading opens, None where it opens none."""
    # A numbered line is a chapter of a part ("三、城区面貌") unless it names the time it speaks of.
    is_chapter = _NUMBERED.match(sentence) and not _NAMED_TIME.search(sentence)
    if len(sentence) <= _HEADING_MAX and not is_chapter and not _COMMA.search(sentence):
        named = [int(year) for year in _YEAR.findall(sentence)]
        if len(named) == 1 and named[0] in years and _WORK.search(sentence):
            is_review = named[0] == years[0] or _BACK.search(sentence)
            return "review" if is_review else "plan"
        for kind, pattern in _HEADINGS:
            if pattern.search(sentence):
                return kind
    for opening, pattern in _OPENINGS:
        if pattern.search(sentence) and not (opening == "five years" and current != "review"):
            return opening
    return None


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
