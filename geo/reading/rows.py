"""What the rows of tables say: a row is a site, its columns are what is known of it.

The row's name is the site's, as it stands there; its proof are the row's cells. Time and stage
come from the columns: a class of progress or what was done goes before the year's aim, this before
a status (续建, 竣工) and this before the line above the rows (一、续建项目), which never says that
anything is finished. Sums count only where a unit of money is given for them, in the cell, in the
column's label or above the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from geo.documents.report import Report
from geo.documents.tables import (
    DITTO,
    Body,
    Column,
    Row,
    Span,
    Table,
    View,
    is_counted,
    is_section,
    is_total,
    table_at,
    years_in,
)
from geo.model.codes import MENTIONED, STAGE_RANK
from geo.model.mentions import Investment, Mention, Responsible
from geo.reading.amounts import sum_in
from geo.reading.lexicon import Lexicon
from geo.reading.progress import class_of
from geo.reading.responsible import units_in
from geo.reading.sectors import cues, kind_of, sector_of
from geo.reading.segmentation import Token, segment
from geo.reading.spans import ends_with_head, is_name, without_aside, without_works
from geo.reading.stage_choice import NameInClause, stage_word_of
from geo.reading.stages import stage_said

_NAME_MAX: Final = 120
_CLAUSES: Final = re.compile(r"[^，,；;。！!\n]{1,300}")
_MOST_CLAUSES: Final = 40
_ORDINAL: Final = re.compile(
    r"(?:[（(]\d{1,3}[)）]|\d{1,3}[.、．](?!\d)|[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．])\s{0,4}"
)
# Before a name: what is done to it.
_VERB: Final = re.compile(
    r"(?:计划|拟|继续|加快|全面|积极)?(?:新建|续建|建设|建成|实施|推进|启动|开工|完成)(?!大道|大街|路|街|村|镇|乡)"
)
_LAST_BRACKET: Final = re.compile(r"[（(]([^（()）]{0,80})[)）]$")
# In such a bracket stands what tells a site from its neighbour.
_PART: Final = re.compile(r"(?:[一二三四五六七八九十\d]{1,3}期|[东西南北中]区|.{0,6}地块)$")
_TAIL: Final = re.compile(r"(?:建设)?(?:项目|工程)$")
_COUNT: Final = re.compile(r"(?:等|共)?\d{1,6}(?:个|处|条|座|家|所|项|批|户|套|公里|万)")
_PLACEHOLDER: Final = re.compile(r"[xXｘＸ×*]{2,20}|某某?")
# Those of a cell's lines; between Latin letters they stay.
_INNER_BLANKS: Final = re.compile(r"(?<![A-Za-z0-9\s])\s{1,20}|(?<!\s)\s{1,20}(?![A-Za-z0-9\s])")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")

_INTENDED: Final = re.compile(
    r"(?<!按)(?<!按照)(?:计划|計畫)(?!推进|进度|有序)|拟|预计|預計|年内|力争|确保|争取|将(?!军|来)|目标|(?:年|月|季度)底?前|待(?!遇)|下一?步"
)
_UNBEGUN: Final = re.compile(r"(?:未|尚未|暂未|没有|待)(?:开工|启动|动工|实施)")
# What works are doing that are under way, where a cell of progress says no stage.
_STEPS: Final = re.compile(
    r"桩基|打桩|基坑|支护|土方|[上下]部结构|主塔|桥墩|墩柱|路基|路面|箱梁|预制梁|吊装|砌筑|围堰|围护|衬砌|掘进|摊铺|铺轨"
    r"|(?:管道|管网|管线|线路|光缆)(?:铺设|敷设)|铺设|敷设|幕墙|装修|装饰|设备安装|安装调试|土建|主体|浇筑|支模"
)
# So near to 完成 stands what is done.
_STEP_REACH: Final = 8
_PREPARES: Final = re.compile(r"设计|招标|招投标|可研|立项|审批|用地|选址|勘察|前期|手续|报建")
# What a status says in one word, or a line above rows does.
_STATUS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("operating", re.compile(r"建成投产|竣工投产|投产|投用|投运|通车|运营")),
    ("completed", re.compile(r"竣工|完工|建成")),
    ("under_construction", re.compile(r"续建|續建|在建|结转")),
    ("started", re.compile(r"新开工|开工")),
    ("planning", re.compile(r"前期|储备|谋划|预备|拟建|规划|策划")),
)
_NEW: Final = re.compile(r"新建|新增|新上")
_FINISHED: Final = frozenset(("completed", "operating"))


@dataclass(frozen=True, slots=True)
class _Said:
    """What a row says of its site: the stage and its words, and when."""

    stage: str
    words: Span | None
    planned: bool
    period: str


def row_mentions(report: Report, lexicon: Lexicon) -> Iterator[Mention]:
    """Yield the mention of each row that is a site, in the order of the text."""
    for table in report.tables:
        for body in table.bodies:
            if body.name is not None:
                yield from _Reader(report, lexicon, body).mentions()


def row_mention(report: Report, lexicon: Lexicon, start: int, end: int) -> Mention | None:
    """Return the mention ``start`` to ``end`` with what its row says; None in no such row.

    Used for words that are known to be a site: an editor's.
    """
    table = table_at(report.tables, start)
    found = table.row_at(start) if table else None
    if found is None or found[0].name is None or end > found[1].span[1]:
        return None
    body, row = found
    return _Reader(report, lexicon, body).mention(row, (start, end))


def in_rows(mentions: Iterable[Mention], report: Report, lexicon: Lexicon) -> list[Mention]:
    """Return mentions of running text, those that stand in rows with what their row says.

    These are the sites that a task names (建成区图书馆 under 目标任务): the row says when, and
    who is responsible.
    """
    readers: dict[int, _Reader] = {}
    told = []
    for mention in mentions:
        table = table_at(report.tables, mention.start)
        if table and (found := table.row_at(mention.start)):
            body, row = found
            reader = readers.setdefault(body.rows[0].span[0], _Reader(report, lexicon, body))
            told.append(reader.completed(mention, row))
        else:
            told.append(mention)
    return told


def is_read_by_row(tables: Sequence[Table], offset: int) -> bool:
    """Whether what stands at ``offset`` is read by its columns, and not as running text."""
    table = table_at(tables, offset)
    if table is None:
        return False
    if not (found := table.row_at(offset)):
        # Headers and captions of a table that can be read.
        return bool(table.bodies)
    body, row = found
    if body.name is not None:
        return True
    tasks = [row.cells[column.at] for column in body.all_of("task")]
    return not any(start <= offset < end for start, end in tasks)


class _Reader:
    """Reads the rows of one body."""

    def __init__(self, report: Report, lexicon: Lexicon, body: Body) -> None:
        self.report, self.lexicon, self.body = report, lexicon, body
        self.text = report.text
        # By column, for each row the one that its cell is merged with.
        self._origins: dict[int, list[int]] = {}

    def cell(self, row: Row, column: Column) -> str:
        """Return the text of a cell."""
        return self.text[slice(*row.cells[column.at])]

    def mentions(self) -> Iterator[Mention]:
        """Yield the mentions of the rows that are sites."""
        name = self.body.name
        assert name is not None  # noqa: S101 (its bodies alone are asked)
        for row in self.body.rows:
            cells = [self.text[slice(*cell)] for cell in row.cells]
            if is_total(cells) or is_section(cells, name.at, is_numbered=self._is_numbered):
                continue
            if span := self._name(row.cells[name.at]):
                yield self.mention(row, span)

    @cached_property
    def _is_numbered(self) -> bool:
        columns = self.body.all_of("number")
        return any(
            is_counted([self.cell(row, column)], 0) for row in self.body.rows for column in columns
        )

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {row.number: at for at, row in enumerate(self.body.rows)}

    @cached_property
    def _sections(self) -> list[Span | None]:
        """For each row the line above it that heads it."""
        name, current, found = self.body.name, None, []
        for row in self.body.rows:
            cells = [self.text[slice(*cell)] for cell in row.cells]
            at = name.at if name else 0
            if not is_total(cells) and is_section(cells, at, is_numbered=self._is_numbered):
                current = next(cell for cell in reversed(row.cells[: at + 1]) if cell[1] > cell[0])
            found.append(current)
        return found

    def _section(self, row: Row) -> Span | None:
        at = self._numbers.get(row.number)
        return None if at is None else self._sections[at]

    def _name(self, cell: Span) -> Span | None:
        """Return the words of a cell that name the row's site, None where they name none."""
        start, end = cell
        text = self.text[start:end]
        if text == DITTO or not text or len(text) > _NAME_MAX or not _HAN.search(text):
            return None
        if ordinal := _ORDINAL.match(text):
            start += ordinal.end()
        if (verb := _VERB.match(self.text, start, end)) and end - verb.end() > 3:
            start = verb.end()
        end = start + self._cut(self.text[start:end])
        words = self.text[start:end]
        if end - start < 2 or _COUNT.match(words) or _PLACEHOLDER.search(words):
            return None
        plain = _plain(words)
        return (start, end) if len(plain) > 40 or is_name(plain, self.lexicon) else None

    def _cut(self, name: str) -> int:
        """Return how many characters of a name are left without works and what brackets say."""
        end = len(name)
        bracket = _LAST_BRACKET.search(name)
        if bracket and bracket.start() > 1 and not _PART.search(bracket[1]):
            end = bracket.start()
        _, end = without_aside(name, (0, len(name[:end].rstrip())))
        while True:
            cut = len(without_works(name[:end], self.lexicon))
            tail = _TAIL.search(name, 0, end)
            if tail and tail.start() > 3:
                # 幼儿园建设项目 is the kindergarten's, 扩建项目 are works.
                owned = ends_with_head(name[: tail.start()], self.lexicon)
                if tail.group().startswith("建设") and owned:
                    cut = min(cut, tail.start())
                elif tail.group().endswith("项目"):
                    cut = min(cut, tail.end() - 2)
            if cut == end:
                return end
            end = cut

    def mention(self, row: Row, span: Span) -> Mention:
        """Return the mention at ``span`` with what the row says."""
        start, end = span
        name = _plain(self.text[start:end])
        kind = kind_of(name, self.lexicon)
        said = self._said(row, name, str(kind))
        content = "".join(self.cell(row, c) for c in self.body.all_of("content"))[:_NAME_MAX]
        quote = self._quote(row)
        return Mention(
            start=start,
            end=end,
            text=self.text[start:end],
            name=name,
            quote_start=quote[0],
            quote_end=quote[1],
            period=said.period or None,
            planned=said.planned,
            stage=said.stage,
            stage_start=said.words[0] if said.words else None,
            stage_end=said.words[1] if said.words else None,
            quote_more=self._above_row(row, said.words),
            sector=sector_of(name, cues(content, self.lexicon), said.stage, self.lexicon),
            kind=kind,
            investment=self._investment(row, said.period),
            row=row.number,
            progress=self._progress(row),
            responsible=self._responsible(row),
        )

    def completed(self, mention: Mention, row: Row) -> Mention:
        """Return a mention of running text with what its row says of time and of who does it."""
        said = self._said(row, mention.name, str(mention.kind))
        quote = self._quote(row)
        progress = self._progress(row)
        if said.stage == MENTIONED:
            said = replace(
                said,
                stage=mention.stage,
                words=(mention.stage_start, mention.stage_end)
                if mention.stage_start is not None and mention.stage_end is not None
                else None,
            )
        return replace(
            mention,
            quote_start=quote[0],
            quote_end=quote[1],
            planned=said.planned,
            period=said.period or None,
            stage=said.stage,
            stage_start=said.words[0] if said.words else None,
            stage_end=said.words[1] if said.words else None,
            quote_more=self._above_row(row, said.words),
            row=row.number,
            progress=progress,
            responsible=self._responsible(row) or mention.responsible,
        )

    def _above_row(self, row: Row, words: Span | None) -> Span | None:
        """Return the line above a row where it is that which says the stage."""
        section = self._section(row)
        return section if section and words and words[1] <= row.span[0] else None

    def _quote(self, row: Row) -> Span:
        """Return the row's cells, without those of persons at its end."""
        persons = {column.at for column in self.body.all_of("person")}
        cells = [(at, cell) for at, cell in enumerate(row.cells) if cell[1] > cell[0]]
        first = min((at for at, _ in cells if at not in persons), default=0)
        name = self.body.name or next(iter(self.body.all_of("task")), None)
        until = min((at for at in persons if name and at > name.at), default=len(row.cells))
        begin = max((at + 1 for at in persons if name and at < name.at), default=first)
        kept = [cell for at, cell in cells if begin <= at < until]
        return kept[0][0], kept[-1][1]

    @property
    def _view(self) -> View | None:
        part = self.report.part_at(self.body.rows[0].span[0] if self.body.rows else 0)
        if self.body.view:
            return self.body.view
        # A heading above it tells; how a text without one begins does not.
        if part.start and part.kind in {"plan", "outlook"}:
            return "plan"
        if part.start and part.kind == "review":
            return "review"
        return "plan" if self.body.all_of("years", "start", "end") else None

    def _said(self, row: Row, name: str, kind: str) -> _Said:
        """Return which stage a row claims, and whether it is still to come."""
        view, body = self._view, self.body
        year = body.year or self._part_year(row)
        span = self._years(row)
        code, words = self._class(row)
        if code == "done":
            for column in body.all_of("progress"):
                claimed = self._claimed(row.cells[column.at], name, kind, aims=False)
                if claimed and claimed[0][0] in _FINISHED and not claimed[1]:
                    return _Said(*claimed[0], False, year or span)
            return _Said("completed", words, False, year or span)
        for column in (*body.all_of("progress"), *body.all_of("aim")):
            aims = column.role == "aim"
            found = self._claimed(row.cells[column.at], name, kind, aims)
            if found is None:
                continue
            token, planned = found
            own = years_in(self.text[slice(*token[1])])[-1:]
            when = next(filter(None, [*own, column.year, year]), span)
            return _Said(token[0], token[1], planned, when)
        is_plan = view == "plan" or (view is None and code is None and bool(span))
        for column in body.all_of("status"):
            if found_status := self._status(row.cells[column.at], row, is_section=False):
                stage, where = found_status
                is_aim = view == "plan" or bool(_INTENDED.search(self.cell(row, column)))
                return _Said(stage, where, is_aim, (span or year) if is_aim else year or span)
        if (section := self._section(row)) and (
            found_status := self._status(section, row, is_section=True)
        ):
            stage, where = found_status
            is_aim = is_plan or bool(_INTENDED.search(self.text[slice(*section)]))
            if is_aim or stage not in _FINISHED:
                return _Said(stage, where, is_aim, (span or year) if is_aim else year or span)
        if code == "on_track" and words:
            return _Said("under_construction", words, False, year or span)
        if code or body.all_of("progress"):
            is_plan = False
        return _Said(MENTIONED, None, is_plan, (span or year) if is_plan else year or span)

    def _part_year(self, row: Row) -> str:
        """Return the year that the report's part speaks of, empty where none can be known."""
        period = self.report.part_at(row.span[0]).period or ""
        return period if period[:2] == "20" else ""

    def _years(self, row: Row) -> str:
        """Return the span of years of a row: that of its column, or from start to end."""
        for column in self.body.all_of("years"):
            if years := years_in(self.cell(row, column)):
                return "-".join(years)
        ends = [
            year
            for column in self.body.all_of("start", "end")
            for year in years_in(self.cell(row, column))
        ]
        return "-".join(dict.fromkeys((min(ends), max(ends)))) if ends else ""

    def _claimed(
        self, cell: Span, name: str, kind: str, aims: bool
    ) -> tuple[tuple[str, Span], bool] | None:
        """Return the furthest stage that a cell claims with its words, and whether it is to come.

        What is done goes before what is intended, but in a column of aims all is.
        """
        found: list[tuple[bool, int, str, Span]] = []
        for number, clause in enumerate(_CLAUSES.finditer(self.text, *cell)):
            if number == _MOST_CLAUSES:
                break
            token = self._stage_in(clause.group(), name, kind, aims)
            if token is None:
                if number == 0 and (step := self._step(clause.span(), aims)):
                    (stage, words), planned = step
                    found.append((not planned, STAGE_RANK[stage], stage, words))
                continue
            stage = stage_said(clause.group(), token, self.lexicon)
            if stage == "completed" and _is_step(clause.group(), token):
                stage = "under_construction"
            start = clause.start() + token.start
            planned = aims or bool(_INTENDED.search(clause.group()))
            rank = STAGE_RANK[stage]
            found.append((not planned, rank, stage, (start, start + len(token.text))))
        if not found:
            return self._short(cell, aims)
        is_done, _, stage, words = max(found, key=lambda each: each[:2])
        return (stage, words), not is_done

    def _short(self, cell: Span, aims: bool) -> tuple[tuple[str, Span], bool] | None:
        """Return what a cell of one word says (续建, 完成)."""
        found = self._status(cell, None, is_section=False)
        if found is None:
            return self._step(cell, aims)
        return found, aims or bool(_INTENDED.search(self.text, *cell))

    def _step(self, cell: Span, aims: bool) -> tuple[tuple[str, Span], bool] | None:
        """Return what a cell says that only names what works are doing (基坑支护)."""
        step = _STEPS.search(self.text, *cell)
        if step is None or _UNBEGUN.search(self.text, *cell) or _PREPARES.search(self.text, *cell):
            return None
        return ("under_construction", step.span()), aims or bool(_INTENDED.search(self.text, *cell))

    def _stage_in(self, clause: str, name: str, kind: str, aims: bool) -> Token | None:
        """Return the stage word of a clause that speaks of the row's site, offsets within it."""
        size = len(name)
        tokens = [
            Token(t.start + size, t.end + size, t.text, t.role)
            for t in segment(clause, self.lexicon)
        ]
        asked = NameInClause(name + clause, tokens, (0, size), [], kind, aims)
        token = stage_word_of(asked, self.lexicon, self.lexicon.stager)
        if token is None:
            return None
        return Token(token.start - size, token.end - size, token.text, token.role)

    def _status(self, cell: Span, row: Row | None, *, is_section: bool) -> tuple[str, Span] | None:
        """Return the stage that a status or a line above rows says with its words.

        None where it says several (续建及竣工项目) or none. 新建 says that works begin only
        where they do so in the table's year.
        """
        if self.text[slice(*cell)] == DITTO and row is not None:
            cell = self._above(cell, row)
        if cell[1] - cell[0] > _NAME_MAX or _UNBEGUN.search(self.text, *cell):
            return None
        found = [
            (stage, said.span())
            for stage, pattern in _STATUS
            if (said := pattern.search(self.text, *cell))
        ]
        if {stage for stage, _ in found} == _FINISHED and not is_section:
            found = found[:1]
        if len(found) == 1:
            return found[0]
        new = _NEW.search(self.text, *cell)
        if found or not new or row is None:
            return None
        years = self._years(row)
        begins = years[:4] == self.body.year if years and self.body.year else is_section
        return ("started", new.span()) if begins else None

    def _above(self, cell: Span, row: Row) -> Span:
        """Return the cell with which a cell of ditto marks is merged."""
        number = self._numbers.get(row.number)
        if number is None:
            return cell
        at = row.cells.index(cell)
        if at not in self._origins:
            origins: list[int] = []
            for here, other in enumerate(self.body.rows):
                is_ditto = self.text[slice(*other.cells[at])] == DITTO
                origins.append(origins[-1] if is_ditto and origins else here)
            self._origins[at] = origins
        return self.body.rows[self._origins[at][number]].cells[at]

    def _class(self, row: Row) -> tuple[str | None, Span | None]:
        """Return the class of progress of a row, or of the line above it, and its words."""
        cells = [
            row.cells[column.at]
            for column in self.body.all_of("class", "progress", "status", "remark")
        ]
        section = self._section(row)
        if section and self._view == "review":
            cells.append(section)
        for cell in cells:
            if self.text[slice(*cell)] == DITTO:
                cell = self._above(cell, row)  # noqa: PLW2901
            if found := class_of(self.text, cell):
                return found
        return None, None

    def _progress(self, row: Row) -> str | None:
        return self._class(row)[0]

    def _responsible(self, row: Row) -> tuple[Responsible, ...]:
        found: list[Responsible] = []
        for column in self.body.all_of("lead", "responsible", "builder"):
            cell = row.cells[column.at]
            if self.text[slice(*cell)] == DITTO:
                cell = self._above(cell, row)
            found += units_in(self.text, cell, str(column.role))
        return tuple(found)

    def _investment(self, row: Row, period: str) -> Investment | None:
        whole = next((self._sum(row, column) for column in self.body.all_of("total")), None)
        if whole is None:
            return None
        parts = []
        for column in self.body.all_of("annual"):
            year = column.year or self.body.year or (period if period.isdigit() else "")
            part = self._sum(row, column)
            if year and part is not None and part.amount_cny <= whole.amount_cny:
                parts.append((year, part.amount_cny))
        return replace(whole, parts=tuple(parts))

    def _sum(self, row: Row, column: Column) -> Investment | None:
        """Return the sum of a cell; one that is merged with another row's is for both together."""
        number = self._numbers.get(row.number)
        if number is not None and number + 1 < len(self.body.rows):
            below = self.body.rows[number + 1].cells[column.at]
            if self.text[slice(*below)] == DITTO:
                return None
        return sum_in(self.text, row.cells[column.at], column.unit)


def _is_step(clause: str, word: Token) -> bool:
    """Whether only a step of the works is done (桩基全部完成, 完成下部结构)."""
    if not word.text.endswith(("完成", "完工")):
        return False
    before, behind = clause[: word.start][-_STEP_REACH:], clause[word.end :][:_STEP_REACH]
    return bool(_STEPS.search(before) or _STEPS.search(behind))


def _plain(name: str) -> str:
    """Return a name without the blanks of its cell's lines; between Latin letters they stay."""
    return _INNER_BLANKS.sub("", name)
