"""Tables in a report's text: where they stand, their rows and cells, and what the columns hold.

A converted document's text holds a table's cells separated by tabs and its rows by lines; a plain
text may do so too, or have Markdown's ``| a | b |``. All spans are offsets into the text. What a
column holds, its header says (:func:`role_of`); without a header only the column of names is told
by its cells, and no unit is known.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

Span = tuple[int, int]
Role = Literal[
    "number", "name", "task", "place", "content", "total", "annual", "spent", "money", "years",
    "start", "end", "status", "class", "progress", "aim", "lead", "responsible", "builder",
    "person", "remark",
]  # fmt: skip
View = Literal["plan", "review"]

# In a cell: the same as in the one above, with which it is merged.
DITTO: Final = "〃"

_LINE: Final = re.compile(r"[^\n]*+")
_PIPES: Final = re.compile(r"[ \t]{0,20}\|[^\n]{0,20000}\|[ \t\r]{0,20}")
_RULE: Final = re.compile(r"[ \t|:\-]{3,2000}\r?")
_BRACKETS: Final = re.compile(r"[（(\[【][^（()）\[\]【】]{0,60}[)）\]】]")
_SPACE: Final = re.compile(r"\s")
_NUMERIC: Final = re.compile(r"[\d\s.,%‰+\-—–/~]{1,40}")
_TOTALS: Final = re.compile(
    r".{0,12}(?:合计|小计|总计|共计)(?:[（(].{0,30}|[:：].{0,30}|\d{0,6}[个项]?)?"
)
_HAN_NUMBER: Final = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?")
_SECTION: Final = re.compile(
    r"(?:计划|拟|年内)?(?:新建|续建|竣工|前期|储备|在建|投产|开工|新开工|完工|建成|谋划|已完成|达进度|欠进度|超进度)"
    r".{0,6}?(?:项目|工程|类)?(?:[（(].{0,20}[)）])?"
)
_ARABIC: Final = re.compile(r"\d{1,5}[.、．]?")
_UNIT: Final = re.compile(
    r"(?<![平立])(百万|千万|万|亿|億|萬)(?:元|圆|圓)|(?<![万亿億萬千百美欧日港台])元"
)
_YEAR: Final = re.compile(r"(20\d\d)(?!\d)\s{0,3}年?")
_IN_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)\s{0,3}年")
_SHORT_RANGE: Final = re.compile(r"20(\d\d)\s{0,3}[-—–~－～至]{1,2}\s{0,3}(\d\d)(?![\d.年月/-])")

_UNITS: Final = {"百万": 1e6, "千万": 1e7, "万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8}
# Beyond this a table is no list that people have written.
MAX_COLUMNS: Final = 100
_LABEL_MAX: Final = 40
_CAPTION_MAX: Final = 80
_CAPTION_LINES: Final = 3
_CAPTION_CELLS: Final = 6
_HEADER_REACH: Final = 20
_GUESS_SAMPLE: Final = 50
_GUESS_SHARE: Final = 0.6

# What a column's label says; the first that is found in it counts.
_ROLES: Final[tuple[tuple[Role, re.Pattern[str]], ...]] = (
    (
        "person",
        re.compile(
            r"领导|領導|责任人|負責人|负责人|联系人|联络员|联络人|电话|電話|手机|联系方式|姓名|挂点|班长|秘书|专员"
        ),
    ),
    ("number", re.compile(r"^(?:序号|序號|编号|編號|项目编号|项目代码|序|[Nn][Oo]\.?|号)$")),
    (
        "lead",
        re.compile(r"(?:牵头|牽頭|主管|主办|督导|行业监管)(?:责任)?(?:单位|部门|單位|部門)|^牵头$"),
    ),
    (
        "responsible",
        re.compile(
            r"(?:责任|責任|承办|落实|包保|服务|属地)(?:单位|部门|主体|單位|部門)|^责任$|责任分工"
        ),
    ),
    (
        "builder",
        re.compile(
            r"(?:建设|建設|实施|承建|代建|申报|项目|投资|業主|业主)(?:单位|主体|單位|企业|方)|业主|項目法人|项目法人|企业名称"
            r"|投资方"
        ),
    ),
)
_COOPERATES: Final = re.compile(r"配合|协办|协助|协同|参与")
_MONEY: Final = re.compile(r"投资|投資|概算|估算|造价|资金|經費|经费|金额")
_MONEY_OTHER: Final = re.compile(
    r"来源|补助|中央|省级|市级|区级|县级|专项|债|自筹|贷款|财政|争取|性质|类型|拨付|缺口|合同|中标|强度|占比|率"
)
_MONEY_SPENT: Final = re.compile(
    r"累计|已(?:经)?完成|截至|截止|至.{0,10}底|以前|(?<!计划)(?<!预计)(?<!拟)完成|实际"
)
_MONEY_YEAR: Final = re.compile(r"20\d\d年|年度|本年|当年|今年|全年|上年|去年|年计划")
# The first column of a group of sums.
_SUM: Final = re.compile(r"合计|小计|总计|总额|总量|合計|总数|总投资|计划总投资")
_MONEY_WHOLE: Final = re.compile(
    r"总投资|总投資|總投資|总概算|总造价|总经费|投资总|总额|总资金|总规模"
)
_REST: Final[tuple[tuple[Role, re.Pattern[str]], ...]] = (
    (
        "class",
        re.compile(
            r"进度(?:评价|类别|等次|评定|状况|分类)|督查(?:结果|评价|意见|情况)|评价|等次|亮灯|完成状态|办理状态|推进类别"
        ),
    ),
    (
        "progress",
        re.compile(
            r"进展|進展|(?:完成|推进|实施|落实|执行)情况|完成進度|截至|截止|目前|当前|现状|实际|已完成"
        ),
    ),
    ("start", re.compile(r"(?:开工|動工|动工)(?:时间|日期|年月|年份)")),
    (
        "end",
        re.compile(
            r"(?:竣工|完工|建成|投产|投用|完成|交付|办结)(?:时间|日期|时限|年月|年份|期限)|时限|期限"
        ),
    ),
    (
        "years",
        re.compile(r"年限|起止|工期|周期|建设期|(?:建设|实施|建設)(?:时间|年份|期限|年度)|^时间$"),
    ),
    (
        "aim",
        re.compile(
            r"(?:20\d\d年|年度|今年|本年|当年|全年|下一步|下步|下阶段|季度|\d月).{0,12}(?:目标|计划|任务|安排|内容|进度|建设|工作|节点|要求)"
            r"|目标|計劃|(?:计划|工作|进度|推进)(?:进度|计划|安排|节点|措施)|下一步|下步"
        ),
    ),
    ("progress", re.compile(r"形象进度|工程进度|建设进度|项目进度|^进度$|进度$")),
    (
        "status",
        re.compile(r"性质|性質|状态|狀態|阶段|階段|类别|類別|类型|分类|^状况$|建设情况"),
    ),
    (
        "place",
        re.compile(
            r"地点|地點|地址|位置|所在|属地|选址|^(?:区县|县区|县市区|市县|乡镇|镇街|街道|区域|地区|县别|区划|辖区|片区|镇|乡)$"
            r"|所属(?:区|县|镇|街|乡|市)"
        ),
    ),
    (
        "name",
        re.compile(
            r"(?:项目|工程|項目|建筑|桥梁|道路|路段|标段|学校|园区|设施|实事|事项)(?:的)?(?:名称|名稱)|^名称$|^名稱$"
            r"|^(?:建设|重点|重大|工程|投资|具体|实事|新建|续建|单项|主要)?(?:项目|項目|工程)$"
        ),
    ),
    (
        "task",
        re.compile(r"任务|任務|实事|事项|工作(?:内容|要点|举措)|重点工作|^工作$|主要举措|措施"),
    ),
    ("content", re.compile(r"内容|內容|规模|規模|概况|简介|主要指标")),
    ("remark", re.compile(r"备注|備註|说明|備考")),
)
# What its cells end with where no header says which column holds the names.
_NAME_END: Final = re.compile(
    r"(?:工程|项目|改造|建设|扩建|迁建|新建|治理|整治|修复|提升|[一二三四五]期|厂|站|园|桥|路|大道|医院|学校|中学|小学"
    r"|幼儿园|中心|基地|水库|隧道|公园|社区|广场|段|線|线|馆|楼|村|河|港|库)(?:[（(][^（()）]{0,40}[)）])?$"
)
_PLANS: Final = re.compile(
    r"计划|計劃|安排|清单|清單|目标|任务|分解|方案|要点|打算|一览表|名单|项目表|储备|谋划|项目库|实事|拟"
)
_REVIEWS: Final = re.compile(
    r"(?:完成|进展|推进|实施|落实|执行|建设)情况|督查|通报|竣工项目|建成项目|总结|销号|考核|评价结果|成果"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number in its table, from 1, its line's span and the spans of its cells."""

    number: int
    span: Span
    cells: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: its label, the label's span, and the size of its unit in yuan.

    ``unit`` is None where neither label nor caption say one; ``year`` is that of the label.
    """

    role: Role
    at: int
    label: str
    span: Span
    unit: float | None = None
    year: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """Rows under one header, with what the header and the caption say of them.

    ``header`` are the rows of the header, ``caption`` the spans of the lines above it, nearest
    first; ``start`` is where its rows begin; ``view`` says whether it speaks of what is to come,
    None where it does not tell.
    """

    columns: tuple[Column, ...]
    header: tuple[Row, ...]
    rows: tuple[Row, ...]
    caption: tuple[Span, ...]
    view: View | None
    year: str
    start: int

    def all_of(self, *roles: Role) -> list[Column]:
        """Return the columns of ``roles``, in the order of the table."""
        return [column for column in self.columns if column.role in roles]

    @property
    def name(self) -> Column | None:
        """The column of the sites' names."""
        return next((c for c in self.columns if c.role == "name"), None)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its span, and its bodies, of which only those are there that can be read."""

    span: Span
    rows: tuple[Row, ...]
    bodies: tuple[Body, ...] = field(default=())

    def row_at(self, offset: int) -> tuple[Body, Row] | None:
        """Return the row that can be read and holds the character at ``offset``, and its body."""
        number = bisect_right(self.bodies, offset, key=lambda body: body.start) - 1
        if number < 0:
            return None
        body = self.bodies[number]
        at = bisect_right(body.rows, offset, key=lambda row: row.span[0]) - 1
        return (body, body.rows[at]) if at >= 0 and offset < body.rows[at].span[1] else None


# Where a header begins and ends, and the columns where there is none.
_Head = tuple[int, int, list[Column] | None]


def find_tables(text: str) -> tuple[Table, ...]:
    """Return the tables of a text in their order."""
    if "\t" not in text and "|" not in text:
        return ()
    return tuple(_read(text, rows, lines) for rows, lines in _runs(text))


def table_at(tables: Sequence[Table], offset: int) -> Table | None:
    """Return the table that holds the character at ``offset``, None where none does."""
    at = bisect_right(tables, offset, key=lambda table: table.span[0]) - 1
    return tables[at] if at >= 0 and offset < tables[at].span[1] else None


def is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether cells are a table of data, and no layout of a page: none holds a whole text."""
    filled = [[cell for cell in row if cell.strip() and cell != DITTO] for row in rows]
    if sum(len(row) > 1 for row in filled) < 2:
        return False
    sizes = sorted(len(cell) for row in filled for cell in row)
    header = any(header_roles(row) for row in rows[:_HEADER_REACH])
    return header or (sizes[len(sizes) // 2] <= 60 and sizes[-1] <= 1000)


def header_roles(cells: Iterable[str]) -> list[Role | None]:
    """Return what the columns under these labels hold; nothing where they are no header.

    A header names the column of sites or of tasks and one more.
    """
    cells = list(cells)
    # A row that is counted is none, nor one that holds a text.
    if (cells and cells[0].isdigit()) or any(len(cell) > _LABEL_MAX for cell in cells):
        return []
    labels = [core_of(cell) for cell in cells]
    roles = [role_of(label) for label in labels]
    known = [role for role in roles if role]
    filled = sum(bool(label) and label != DITTO for label in labels)
    if len(known) < 2 or 2 * len(known) < filled or len(set(known)) < 2:
        return []
    if "name" not in roles and "task" not in roles:
        return []
    return roles


def core_of(label: str) -> str:
    """Return a label without blanks and what stands in brackets (总投资（亿元） is 总投资)."""
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", label[: 4 * _LABEL_MAX]))
    return _BRACKETS.sub("", plain) or plain


def role_of(core: str) -> Role | None:
    """Return what a column with such a label holds, None where that is not known."""
    if not core or core == DITTO or _NUMERIC.fullmatch(core) or _COOPERATES.search(core):
        return None
    for role, pattern in _ROLES:
        if pattern.search(core):
            return role
    if _MONEY.search(core):
        return _money_role(core)
    return next((role for role, pattern in _REST if pattern.search(core)), None)


def _money_role(core: str) -> Role:
    if _MONEY_WHOLE.search(core) and not _MONEY_SPENT.search(core):
        return "total"
    if _MONEY_OTHER.search(core):
        return "money"
    if _MONEY_SPENT.search(core):
        return "spent"
    return "annual" if _MONEY_YEAR.search(core) else "total"


def unit_of(label: str) -> float | None:
    """Return the size in yuan of the one unit of money that a label names, None for none or two."""
    found = {_UNITS.get(unit[1] or "", 1.0) for unit in _UNIT.finditer(label)}
    return found.pop() if len(found) == 1 else None


def years_in(cell: str) -> list[str]:
    """Return the first and the last year that a cell names: none, one or two."""
    plain = unicodedata.normalize("NFKC", cell[:200])
    found = [int(year[1]) for year in _YEAR.finditer(plain)]
    found += [
        2000 + int(short[2])
        for short in _SHORT_RANGE.finditer(plain)
        if int(short[2]) > max(12, int(short[1]))
    ]
    return [str(year) for year in sorted({min(found), max(found)})] if found else []


def _runs(text: str) -> Iterator[tuple[list[Row], list[Span]]]:
    """Yield the rows of each run of lines that are rows, with the spans of the lines before it.

    One short line of one cell may stand between rows (一、新建项目).
    """
    rows: list[tuple[Span, ...]] = []
    spans: list[Span] = []
    waiting: Span | None = None
    before: list[Span] = []
    kind = ""
    for line in _lines(text):
        its = _kind(text, line)
        if its and (not kind or its == kind):
            if waiting is not None:
                rows.append((waiting,))
                spans.append(waiting)
                waiting = None
            kind = its
            if not (its == "|" and _RULE.fullmatch(text, *line)):
                rows.append(_cells(text, line, its))
                spans.append(line)
            continue
        if rows and waiting is None and not its and line[1] - line[0] <= _CAPTION_MAX:
            if line[1] > line[0]:
                waiting = line
            continue
        if found := _checked(rows, spans):
            yield found, before
        if rows or its or line[1] > line[0]:
            before = [*(before if not rows else ()), *([waiting] if waiting else ())]
            before = [*before, line][-_CAPTION_LINES:] if line[1] > line[0] else before
        rows, spans, waiting, kind = [], [], None, ""
        if its:
            before = before[:-1]
            kind, rows, spans = its, [_cells(text, line, its)], [line]
    if found := _checked(rows, spans):
        yield found, before


def _lines(text: str) -> Iterator[Span]:
    at = 0
    while at <= len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        stop = end - 1 if end > at and text[end - 1] == "\r" else end
        yield at, (at if text[at:stop].isspace() and "\t" not in text[at:stop] else stop)
        at = end + 1


def _kind(text: str, line: Span) -> str:
    if text.find("\t", *line) >= 0 and text[slice(*line)].strip():
        return "\t"
    return "|" if text.startswith("|", _first(text, line)) and _PIPES.fullmatch(text, *line) else ""


def _first(text: str, span: Span) -> int:
    start, end = span
    while start < end and text[start] in " \t":
        start += 1
    return start


def _cells(text: str, line: Span, mark: str) -> tuple[Span, ...]:
    """Return the spans of a line's cells, without the blanks around them."""
    start, end = line
    if mark == "|":
        start, end = text.index("|", start) + 1, text.rindex("|", start, end)
    cells = []
    for piece in text[start:end].split(mark):
        stripped = piece.strip()
        first = start + (piece.index(stripped) if stripped else 0)
        cells.append((first, first + len(stripped)))
        start += len(piece) + 1
    return tuple(cells)


def _checked(rows: list[tuple[Span, ...]], spans: list[Span]) -> list[Row]:
    """Return rows of equal length where they are a table: nothing else has two cells twice."""
    if sum(sum(end > start for start, end in row) > 1 for row in rows) < 2:
        return []
    width = min(max(map(len, rows)), MAX_COLUMNS)
    return [
        Row(number, span, (*row[:width], *[(span[1], span[1])] * (width - len(row))))
        for number, (row, span) in enumerate(zip(rows, spans, strict=True), 1)
    ]


def _read(text: str, rows: list[Row], before: list[Span]) -> Table:
    """Return the table of these rows: each header opens a body of its own."""
    cells = [[text[slice(*cell)] for cell in row.cells] for row in rows]
    heads: list[_Head] = [(*head, None) for head in _heads(cells)]
    if not heads and (guessed := _guessed(rows, cells)):
        heads = [(0, 0, guessed)]
    # Lines of one cell right above a header are its caption; all above the first one are.
    starts = [_caption_start(cells, end, first) for end, (first, *_) in _behind(heads)]
    bodies: list[Body] = []
    for number, (first, last, columns) in enumerate(heads):
        above = rows[0 if number == 0 else starts[number] : first]
        lines = [cell for row in reversed(above) for cell in row.cells if cell[1] > cell[0]]
        lines = lines[:_CAPTION_CELLS]
        captions = [*lines, *reversed(before)] if number == 0 else lines or [*bodies[-1].caption]
        words = [text[slice(*span)] for span in captions if span[1] - span[0] <= _CAPTION_MAX]
        held = columns or _columns(rows[first:last], cells[first:last], words)
        said = (*words, "".join(column.label for column in held))
        until = starts[number + 1] if number + 1 < len(heads) else len(rows)
        bodies.append(
            Body(
                tuple(held),
                tuple(rows[first:last]),
                tuple(rows[last:until]),
                tuple(captions),
                _view(words, held),
                next((found[1] for word in said if (found := _IN_YEAR.search(word))), ""),
                rows[last].span[0] if last < len(rows) else rows[-1].span[1],
            )
        )
    return Table((rows[0].span[0], rows[-1].span[1]), tuple(rows), tuple(bodies))


def _behind(heads: list[_Head]) -> Iterator[tuple[int, _Head]]:
    """Yield each header with where the one before it ends."""
    end = 0
    for head in heads:
        yield end, head
        end = head[1]


def _caption_start(cells: list[list[str]], last: int, first: int) -> int:
    """Return where the rows of one cell begin that stand directly above the header at ``first``."""
    start = first
    while start > last and sum(bool(c) and c != DITTO for c in cells[start - 1]) == 1:
        start -= 1
    return start


def _heads(cells: list[list[str]]) -> Iterator[tuple[int, int]]:
    """Yield where each header begins and ends."""
    at = 0
    while at < len(cells):
        if not header_roles(cells[at]):
            at += 1
            continue
        first, last = at, at + 1
        if first and _is_group(cells[first - 1], cells[first]):
            first -= 1
        if last < len(cells) and _is_second(cells[at], cells[last]):
            last += 1
        yield first, last
        at = last


def _is_group(above: list[str], labels: list[str]) -> bool:
    """Whether a row above a header groups its columns: some cells, each for several columns."""
    filled = [cell for cell in above if cell and cell != DITTO]
    gaps = sum(1 for cell, label in zip(above, labels, strict=True) if not cell and label)
    return len(filled) > 1 and gaps > 0 and all(_is_label(cell) for cell in filled)


def _is_second(labels: list[str], below: list[str]) -> bool:
    """Whether the row below a header divides its columns: it stands only under groups."""
    filled = {at for at, cell in enumerate(below) if cell and cell != DITTO}
    if not filled or not all(_is_label(below[at]) for at in filled):
        return False
    group = {
        at
        for at, label in enumerate(labels)
        if not label or (at + 1 < len(labels) and not labels[at + 1])
    }
    has_gap = any(not labels[at] for at in filled)
    return filled <= group and has_gap


def _is_label(cell: str) -> bool:
    return len(cell) <= _LABEL_MAX and not _NUMERIC.fullmatch(cell)


def _columns(rows: list[Row], cells: list[list[str]], words: list[str]) -> list[Column]:
    """Return what the columns under a header of these rows hold."""
    caption = next((unit for word in words if (unit := _caption_unit(word))), None)
    found: list[Column] = []
    for at in range(len(cells[0])):
        parts = [part for number in range(len(cells)) if (part := _label(rows, cells, number, at))]
        if not parts:
            continue
        label = "".join(text for text, _ in parts)
        role = role_of(core_of(parts[-1][0])) or role_of(core_of(label))
        if len(parts) > 1 and _MONEY.search(parts[0][0]):
            role = _divided(core_of(parts[0][0]), core_of(parts[-1][0]))
        if role is None:
            continue
        unit = next((u for text, _ in reversed(parts) if (u := unit_of(text))), None)
        year = _IN_YEAR.search(label)
        said = year[1] if year else ""
        found.append(Column(role, at, label, parts[-1][1], unit or caption, said))
    return _without_doubles(found)


def _label(
    rows: list[Row], cells: list[list[str]], number: int, at: int
) -> tuple[str, Span] | None:
    """Return what one row of a header says of a column: a group's label stands at its left."""
    own = cells[number][at]
    if own == DITTO:
        return None
    if not own and any(cells[below][at] for below in range(number + 1, len(cells))):
        while at and not own:
            at -= 1
            own = cells[number][at]
        if own == DITTO:
            return None
    return (own, rows[number].cells[at]) if own else None


def _divided(group: str, own: str) -> Role:
    """Return what a part of a group of sums holds (总投资: 合计, 中央, 其中2025年)."""
    if _SUM.fullmatch(own):
        return _money_role(group)
    if _MONEY_YEAR.search(own):
        return "spent" if _MONEY_SPENT.search(own) else "annual"
    if _MONEY.search(own):
        return _money_role(own)
    return "money"


def _caption_unit(word: str) -> float | None:
    """Return the unit that a line above a table gives for all its sums (单位：万元)."""
    plain = _SPACE.sub("", word)
    return unit_of(plain) if "单位" in plain or "單位" in plain or _BRACKETS.search(plain) else None


def _without_doubles(columns: list[Column]) -> list[Column]:
    """Return the columns, with one for the whole sum and one of names."""
    totals = [c for c in columns if c.role == "total"]
    whole = next((c for c in totals if _MONEY_WHOLE.search(core_of(c.label))), None)
    names = [c for c in columns if c.role == "name"]
    # 工程 beside 项目名称 says what kind of works it is.
    name = next((c for c in names if "名" in c.label), names[0] if names else None)
    kept = []
    for column in columns:
        if column.role == "total" and column is not (whole or totals[0]):
            continue
        if column.role == "name" and column is not name:
            continue
        if column.role == "task" and name is not None:
            kept.append(replace(column, role="aim", unit=None))
            continue
        kept.append(column)
    return kept


def _guessed(rows: list[Row], cells: list[list[str]]) -> list[Column]:
    """Return the column of names where there is no header: most of its cells end like names."""
    sample = cells[:_GUESS_SAMPLE]
    counts: Counter[int] = Counter()
    filled: Counter[int] = Counter()
    for row in sample:
        for at, cell in enumerate(row):
            if cell and cell != DITTO:
                filled[at] += 1
                counts[at] += 4 <= len(cell) <= 60 and bool(_NAME_END.search(cell))
    best = max(counts, key=lambda at: (counts[at], -at), default=None)
    if best is None or counts[best] < 2 or counts[best] < _GUESS_SHARE * filled[best]:
        return []
    found = [Column("name", best, "", (rows[0].span[0],) * 2)]
    for at in filled:
        ranged = sum(_is_range(row[at]) for row in sample)
        if at != best and ranged > _GUESS_SHARE * filled[at]:
            found.append(Column("years", at, "", (rows[0].span[0],) * 2))
    return found


def _is_range(cell: str) -> bool:
    return len(years_in(cell)) == 2 and len(cell) <= 24


def _view(words: list[str], columns: list[Column]) -> View | None:
    """Return whether a table speaks of what is to come: by its caption, else by its columns."""
    for word in words:
        reviews, plans = _REVIEWS.search(word), _PLANS.search(word)
        if reviews:
            return "review"
        if plans:
            return "plan"
    roles = {column.role for column in columns}
    if roles & {"progress", "class"}:
        return "review"
    return "plan" if roles & {"aim", "annual"} else None


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row adds others up (合计, 小计)."""
    first = [_SPACE.sub("", cell) for cell in cells[:4] if cell and cell != DITTO]
    return any(_TOTALS.fullmatch(cell[:60]) for cell in first[:2])


def is_section(cells: Sequence[str], name: int, *, is_numbered: bool) -> bool:
    """Whether a row is a heading of those below it: one cell, or 一 in a table that counts 1, 2.

    ``is_numbered`` says whether the table counts its rows in digits; ``name`` is the column of
    names.
    """
    filled = [at for at, cell in enumerate(cells) if cell and cell != DITTO]
    if len(filled) == 1:
        # A name alone is a site of which nothing is said.
        only = cells[filled[0]]
        return filled[0] != name or bool(_HAN_NUMBER.match(only) or _SECTION.fullmatch(only))
    first = cells[filled[0]] if filled else ""
    if filled and filled[0] < name and not _is_filled(cells[name]):
        # With the sums of its rows: 一、续建项目（2个）, 158000.
        counted = _HAN_NUMBER.match(first)
        if counted and _SECTION.fullmatch(first, counted.end()):
            return True
    return is_numbered and bool(_HAN_NUMBER.fullmatch(first)) and filled[0] < name


def _is_filled(cell: str) -> bool:
    return bool(cell) and cell != DITTO


def is_counted(cells: Mapping[int, str] | Sequence[str], at: int) -> bool:
    """Whether a cell is a row's number in digits."""
    return bool(_ARABIC.fullmatch(cells[at]))
