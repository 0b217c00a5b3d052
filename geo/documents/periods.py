"""The parts of a report: which stretch looks back, which ahead, and on which years.

A part is opened by a heading of any style (一、2023年工作回顾; 2024年区政府民生实事项目) or, where
there is none, by the sentence that the part begins with (2024年是…一年，做好今年工作…). Both are
read alike: by the times that they name (:mod:`geo.documents.calendar`) and by words for looking
back or ahead (``data/lexicon/times.csv``). 总体要求 and 奋斗目标 alone are none of these: they
stand anywhere. A stretch whose sentences lean to the other side for long
(:mod:`geo.documents.leaning`) is its own part.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final, Literal

from geo.base.paths import DATA
from geo.base.tables import read_roles
from geo.documents.calendar import (
    Time,
    Years,
    counted,
    is_of_republic,
    period_of,
    shares_in,
    times_in,
    with_shares,
)
from geo.documents.leaning import divided, leaning

PartKind = Literal["preamble", "review", "outlook", "plan", "glossary"]
Direction = Literal["back", "forth"]

TABLE: Final = DATA / "lexicon" / "times.csv"
ROLES: Final = {
    "review": "ends a heading that looks back, also without a year (回顾)",
    "plan": "ends a heading that looks ahead, also without a year (安排)",
    "back": "looks back where the heading names a time (成就)",
    "forth": "looks ahead where the heading names a time (任务)",
    "title": "ends the title of a document, which opens no part (报告)",
    "glossary": "heads the explanation of words (名词解释)",
    "theme": "in the sentence that a plan begins with (做好今年工作)",
    "landmark": "what the year is, in the sentence that its part begins with (开局之年)",
    "drafting": "in the sentence that introduces a five-year plan (编制)",
    "speaker": "whom a report speaks of, in a sentence that begins with its year (全县)",
    "presenting": "in that sentence, where no heading announces the plan (提请)",
}
_SENTENCE_END: Final = re.compile(r"[。！？!?；;\n]")
_HEADING_MAX: Final = 45
# So many characters of a heading are read where the text goes on behind it on the same line.
_PREFIX: Final = 34
_TOP: Final = re.compile(
    r"[#*\s]{0,6}(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]{1,3}(?:章|部分|篇)|[IVX]{1,4}[、.．])\s{0,4}"
)
_LOWER: Final = re.compile(
    r"[#*\s]{0,6}(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|第[一二三四五六七八九十]{1,3}节|\d{1,2}[、.．](?!\d)"
    r"|[一二三四五六七八九十]是|专栏\s?\d{0,2}|[-—–●■◆▪·•]{1,3})\s{0,4}"
)
# Before the time that a sentence begins with.
_LEAD: Final = re.compile(
    r"[—–\-\s“\"]{0,4}(?:同志们|各位代表|各位委员|主席)?[，,：:！!]?\s?"
    r"(?:刚刚过去的(?=\d{4}年|二)|在?刚刚|(?:综合|总体)(?:考虑|研判|来看|判断)，|回首|回眸|回望|回顾|盘点|总结|走过|告别|展望|奋进|面向|面对|踏入|跨入|迈入|迈向|进入|站在|根据)?[“\"]?"
)
# Words before the time that say on which side of now it lies.
_LOOKS_BACK: Final = re.compile("回首|回眸|回望|回顾|盘点|总结|走过|告别|过去")
_LOOKS_FORTH: Final = re.compile("展望|奋进|踏入|跨入|迈向")
# A plan's first sentence that says so (做好2025年政府工作，任务艰巨).
_DO_WELL: Final = re.compile(
    r"(?:做好|抓好|干好|办好)(?=.{4,5}年)(?P<year>.{4,5}年)度?(?:的)?(?:(?:政府|各项|全[省市县区州镇乡])(?:的)?)?(?:工作|事情)"
)
# What is said of a year that is long over (2015年，经济总量破万亿。8年来，…).
_SINCE: Final = re.compile(r"(?<![一1])年来|年后|此后|之后|如今")
# What is said of the year in which one site's history began.
_DECIDED: Final = re.compile("批复|立项|核准|中标")
_YEAR_BEFORE: Final = re.compile(r"(?:\d{4}年|今年)?")
# How far things stand, at the beginning of a notice: before December the year goes on.
_AS_OF: Final = re.compile(r"(?:.{1,16}[，,：:])?[（(]?截[至止]到?(?=.{4,5}年)")
_MONTH: Final = re.compile(r"\s?(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月")
# The title of Hong Kong's policy address, and the words for the year that follows on it.
_ADDRESS: Final = "施政报告"
_NEXT_YEAR: Final = re.compile("明年|(?<![未将])来年")
_LAST_MONTHS: Final = ("12", "十二")
# A line that is only a month, below a title.
_MONTH_LINE: Final = re.compile(r"[（(]?\s?(\d{4})\s?年\s?(\d{1,2})\s?月\s?[）)]?")
# Behind a title: which of its versions this is.
_VERSION: Final = re.compile(r"[（(][^（）()\d]{1,8}[）)]\s*$")
_COMMA: Final = re.compile("[,，]")
_SPACE: Final = re.compile(r"\s")
_ABOUT_PLAN: Final = re.compile(r"(?:时期|期间|以来|的?五年|这五年|规划|发展|[”\"’]|，|,|是){1,6}")
# Behind the year that a plan is for: what is to be done in it.
_WILL: Final = re.compile(r"[，,]?.{0,8}[将要](?=[^求素点领])")
# From so many characters on, the year that a text names most is taken for its own.
_LONG: Final = 2000
# A goal for a far year is no period of a report (2035年远景目标).
_FAR: Final = re.compile("远景")
_DATE: Final = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_HEAD_OF_TEXT: Final = 2000
_YEAR_LATER: Final = 7
# A text whose years only its sentences tell begins with one within so many characters, or such a
# share of it.
_SOON: Final = 200
_SOON_SHARE: Final = 0.2
_FAR_YEAR: Final = 2035
# In log-odds of the plan: what a part's opening says of each of its sentences, and what it takes
# to change sides within a part, where its heading names both sides, and where nothing is said.
_FIRM: Final = 1.0
_SWITCH: Final = 12.0
_SWITCH_ANNOUNCED: Final = 5.0
_SWITCH_OPEN: Final = 4.0
# So much must be said for one side where no part was opened.
_TOLD: Final = 1.0
_LEAST: Final = 4
# Words before the first part that are no more than this share of the text are a preamble.
_SHORT_SHARE: Final = 0.15


@dataclass(frozen=True, slots=True)
class Frame:
    """A point of view in time: looking back or ahead, on a year or on years (None: not known)."""

    kind: PartKind
    period: str | None

    @property
    def planned(self) -> bool:
        """Whether what is said from here is a target."""
        return self.kind in {"outlook", "plan"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a frame is opened. ``others`` are the further frames that its chapter's heading names.

    ``is_heading`` tells a heading from the first sentence of a part.
    """

    start: int
    frame: Frame
    others: tuple[Frame, ...] = ()
    is_heading: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or line: where it starts, its words, and whether it is a line of its own."""

    start: int
    text: str
    is_line: bool

    @property
    def level(self) -> int:
        """1 for a chapter's number before it (一、), 2 for one below it, 0 without a number."""
        return 1 if _TOP.match(self.text) else 2 if _LOWER.match(self.text) else 0

    @property
    def bare(self) -> str:
        """The words without number and marks before them."""
        found = _TOP.match(self.text) or _LOWER.match(self.text)
        return self.text[found.end() :] if found else self.text


@lru_cache(maxsize=1)
def _words() -> Mapping[str, tuple[str, ...]]:
    """Return the words of each role."""
    roles = read_roles(TABLE, ROLES)
    return {role: tuple(sorted(words, key=len, reverse=True)) for role, words in roles.items()}


@lru_cache(maxsize=1)
def _directions() -> re.Pattern[str]:
    """Return the pattern of the words that look back or ahead."""
    words = _words()
    back = "|".join(map(re.escape, (*words["review"], *words["back"])))
    forth = "|".join(map(re.escape, (*words["plan"], *words["forth"])))
    return re.compile(f"(?P<back>{back})|(?P<forth>{forth})")


def pieces(text: str) -> list[Piece]:
    """Return the sentences and lines of a text, without blanks around them."""
    found: list[Piece] = []
    start, is_begun = 0, True
    for end, mark in [(m.start(), m.group()) for m in _SENTENCE_END.finditer(text)] + [
        (len(text), "\n")
    ]:
        piece = text[start:end]
        if stripped := piece.strip():
            is_line = is_begun and mark == "\n"
            found.append(Piece(start + piece.index(stripped[0]), stripped, is_line))
        is_begun, start = mark == "\n", end + 1
    return found


def years_of(text: str, found: Sequence[Piece], date: str | None) -> Years:
    """Return the years that a report looks back on and plans, as far as its text tells.

    What its headings say goes before how far it says things stand, that before its date, its
    title, the sentences that begin with a year, and counting. A report within a year (上半年)
    looks back on the year that it plans.
    """
    republic = is_of_republic(text)
    headed = _headed(found, republic)
    if headed.is_address and not (republic or headed.says_last):
        headed.says_next = headed.says_next or bool(_NEXT_YEAR.search(text))
    reviewed, planned = headed.reviewed, headed.planned
    if planned is None:
        planned = _themed_year(found, republic)
    stands = _standing(found, republic) if headed.planned is None else None
    if stands and reviewed in {None, stands.reviewed} and planned in {None, stands.planned}:
        reviewed, planned = stands.reviewed, stands.planned
    date = date or _month_line(found)
    if reviewed is None and planned is None and date:
        year = int(date[:4])
        reviewed = year if headed.has_share or int(date[5:7]) >= _YEAR_LATER else year - 1
    if reviewed is None and planned is None and headed.titled is not None:
        is_own = headed.says_next or headed.has_share
        reviewed = headed.titled if is_own else headed.titled - 1
    if reviewed is None and planned is None:
        reviewed, planned = _begun_with(text, found, republic)
    if reviewed is None and planned is None:
        planned = headed.outlined
    if reviewed is None and planned is None and len(text) >= _LONG:
        reviewed, planned = _most_named(text, republic)
    if reviewed is None and planned is not None:
        reviewed = planned if headed.has_share else planned - 1
    if planned is None and reviewed is not None:
        planned = reviewed if headed.has_share else reviewed + 1
    years = Years(reviewed, planned)
    if years.within and not date:
        return Years(reviewed, planned, years.within)
    now = _now(found, date, years, headed.says_next)
    return Years(reviewed, planned, now, int(date[5:7]) if date else None)


@dataclass(slots=True)
class _Headed:
    """What the headings of a text say of its years.

    ``has_share`` says that they look back on a share of a year, or plan its rest; ``is_address``
    that the title is that of a policy address, which may be given late in its year.
    """

    reviewed: int | None = None
    planned: int | None = None
    titled: int | None = None
    outlined: int | None = None
    says_next: bool = False
    says_last: bool = False
    has_share: bool = False
    is_address: bool = False


def _headed(found: Iterable[Piece], republic: bool) -> _Headed:
    """Return what the headings say."""
    said = _Headed()
    aimed: list[int] = []
    bygone: int | None = None
    shared: set[int | None] = set()
    for piece in found:
        if not _is_heading(piece):
            continue
        words = piece.bare[:_HEADING_MAX]
        times = times_in(words, republic=republic)
        said.says_next = said.says_next or words.startswith(("明年", "来年"))
        said.says_last = said.says_last or words.startswith(("去年", "上年"))
        if _is_title(piece) and piece.start < _HEAD_OF_TEXT:
            said.titled = said.titled or next((t.first for t in times if t.kind == "year"), None)
            if looks := _titled(words, times):
                if looks.planned:
                    said.planned = said.planned or times[0].first
                else:
                    said.reviewed = said.reviewed or times[0].first
            if share := _shared(words, times):
                shared.add(share[0])
            said.is_address = said.is_address or _ADDRESS in words
            continue
        if piece.level < 2 and (share := _shared(words, times)):
            shared.add(share[0])
            continue
        for time, direction in _directed(words, times):
            if time.kind in {"past", "span"} and (direction == "back" or time.kind == "past"):
                bygone = bygone or time.last
            if time.kind in {"plan", "coming", "span"} and direction == "forth":
                said.outlined = said.outlined or time.first
            if time.kind != "year":
                continue
            if direction == "back":
                said.reviewed = said.reviewed or time.first
            elif direction == "forth" and time.first and not _FAR.match(words, time.end):
                aimed.append(time.first)
    if aimed:
        # Of two that headings aim at, the plan's is the later (完成2023年任务, 实现2024年目标).
        following = [year for year in aimed if year == aimed[0] + 1]
        said.planned = following[0] if following and said.reviewed is None else aimed[0]
    if said.reviewed is None and said.planned is None:
        said.reviewed = bygone
    if shared:
        named = {year for year in shared if year}
        told = named | {year for year in (said.reviewed, said.planned) if year}
        if len(told) <= 1:
            said.has_share = True
            said.reviewed = said.planned = next(iter(told), None)
        elif said.reviewed is None and len(named) == 1:
            said.reviewed = min(named)
    return said


def _titled(words: str, times: Sequence[Time]) -> Frame | None:
    """Return the frame of a title that says which way it looks (2023年实事完成情况的报告).

    None where it names another time than one year, or both sides.
    """
    if any(time.kind != "year" for time in times) or len({time.first for time in times}) != 1:
        return None
    sides = {direction for _, direction in _directed(words, times)}
    if len(sides) != 1 or None in sides or shares_in(words):
        return None
    return Frame("review" if "back" in sides else "plan", period_of(times[0].first, times[0].last))


def _shared(words: str, times: Sequence[Time]) -> tuple[int | None] | None:
    """Return the year (None: not said) whose share a heading looks back on, or whose rest it plans.

    A heading of the second half alone that looks back is of the whole year.
    """
    shares = shares_in(words)
    named = {time.first for time in times if time.kind == "year"}
    if not shares or len(named) > 1 or any(time.kind != "year" for time in times):
        return None
    directions = [(share, _directions().search(words, share.end)) for share in shares]
    if not any(said for _, said in directions) and not named:
        return None
    if all(share.is_late and said and said["back"] for share, said in directions):
        return None
    return (next(iter(named), None),)


def _standing(found: Iterable[Piece], republic: bool) -> Years | None:
    """Return the years of a text that begins with how far things stand (截至2023年9月底)."""
    for piece in found:
        if piece.start > _HEAD_OF_TEXT // 4:
            return None
        begins = _AS_OF.match(piece.bare)
        if begins is None:
            if year := _shared_by(_opening(piece), republic):
                return Years(year, year)
            continue
        words = piece.bare[begins.end() :].lstrip()[:24]
        for time in times_in(words, republic=republic)[:1]:
            if time.kind != "year" or time.start or time.first is None:
                continue
            month = _MONTH.match(words, time.end)
            if month and month["month"] not in _LAST_MONTHS:
                return Years(time.first, time.first)
            return Years(time.first, time.first + 1)
    return None


def _shared_by(words: str, republic: bool) -> int | None:
    """Return the year of the share that a sentence begins with (2024年1至8月，…)."""
    for time in times_in(words[:24], republic=republic)[:1]:
        for share in shares_in(words[:24])[:1]:
            is_first = time.kind == "year" and not time.start and share.start == time.end
            if is_first and not share.is_late and words[share.end : share.end + 1] in {"，", ","}:
                return time.first
    return None


def _month_line(found: Iterable[Piece]) -> str | None:
    """Return the month that a line of its own gives at the head of a text (2023-09)."""
    for piece in found:
        if piece.start > _HEAD_OF_TEXT // 4:
            return None
        if piece.is_line and (line := _MONTH_LINE.fullmatch(piece.text)):
            return f"{line[1]}-{int(line[2]):02}"
    return None


def _begun_with(text: str, found: Sequence[Piece], republic: bool) -> tuple[int | None, int | None]:
    """Return the year reviewed and the one planned that sentences begin with (2022年，面对…).

    Only where all of them agree: a chronicle, whose sentences begin with many years, has none.
    """
    back: set[int] = set()
    forth: set[int] = set()
    is_early = False
    for number, piece in enumerate(found):
        words = _opening(piece)
        time = next(iter(times_in(words[:24], republic=republic)), None)
        if time is None or time.kind != "year" or time.start or time.first is None:
            continue
        rest = words[time.end :]
        lead = piece.bare[: len(piece.bare) - len(words)]
        follows = [after.text for after in found[number + 1 : number + 3]]
        side = _begins(lead, rest, piece.text, follows)
        if side is None:
            continue
        (back if side == "back" else forth).add(time.first)
        is_early = is_early or piece.start <= max(_SOON, len(text) * _SOON_SHARE)
    if len(back) > 1 or len(forth) > 1 or not is_early:
        return None, None
    reviewed, planned = next(iter(back), None), next(iter(forth), None)
    if reviewed and planned and planned != reviewed + 1:
        return None, None
    return reviewed, planned


def _begins(lead: str, rest: str, sentence: str, follows: Sequence[str]) -> Direction | None:
    """Return to which side a sentence looks that begins with a year, None where it does not say."""
    if _LOOKS_FORTH.search(lead):
        return "forth"
    if _LOOKS_BACK.search(lead):
        return "back"
    is_landmark = rest[:3].lstrip("，,也将").startswith("是") and _has(rest[:80], "landmark")
    if not is_landmark and rest[:1] not in "，,":
        return None
    near = [sentence, *follows]
    if any(_SINCE.search(words) for words in near) or _DECIDED.search(sentence):
        return None
    if is_landmark and any(t.kind == "past" for words in near for t in times_in(words)):
        return "back"
    if not is_landmark and not _has(sentence, "speaker"):
        return None
    said = sum(leaning(words) for words in near if len(words) >= _LEAST)
    if is_landmark and said > -_TOLD and any(_has(words, "theme") for words in near):
        return "forth"
    if abs(said) < _TOLD:
        return None
    return "forth" if said > 0 else "back"


def _themed_year(found: Iterable[Piece], republic: bool) -> int | None:
    """Return the year of the sentence that a plan begins with, where it names one."""
    for piece in found:
        words = _opening(piece)
        if not piece.is_line and (well := _DO_WELL.match(words)):
            return next((t.first for t in times_in(well["year"], republic=republic)), None)
        for time in times_in(words[:24], republic=republic)[:1]:
            is_first = time.kind == "year" and time.start == 0
            if is_first and _has(words, "theme") and _is_themed(words[time.end :]):
                return time.first
    return None


def _is_themed(rest: str) -> bool:
    return _has(rest[:90], "theme") and not _has(rest[:40], "back")


def _most_named(text: str, republic: bool) -> tuple[int | None, int | None]:
    """Return the year that a text reviews and the one it plans, by how often it names them."""
    times = times_in(text, republic=republic)
    counts = {year: n for year, n in counted(times).items() if year < _FAR_YEAR - 4}
    if not counts:
        return None, None
    last = max(counts)
    most = max(counts, key=lambda year: (counts[year], year))
    return (most, most + 1) if most != last else (last - 1, last)


def _now(found: Iterable[Piece], date: str | None, years: Years, says_next: bool) -> int | None:
    """Return the year that a report is given in: what 今年 means there."""
    if date:
        return int(date[:4])
    if says_next or years.planned is None:
        return years.reviewed
    speaks = [piece for piece in found if "今年" in piece.text or "明年" in piece.text]
    this = sum("今年" in piece.text for piece in speaks)
    return years.reviewed if len(speaks) > this and not this else years.planned


def marks(text: str, found: Sequence[Piece], years: Years) -> list[Mark]:
    """Return where the parts of a text begin, in order; the first stands at its beginning."""
    republic = is_of_republic(text)
    opened = [Mark(0, Frame("preamble", period_of(years.reviewed, years.reviewed)))]
    for piece in found:
        mark = _opened(piece, opened[-1], years, republic)
        if mark is None:
            continue
        if mark.frame == opened[-1].frame:
            if mark.others != opened[-1].others and mark.is_heading:
                opened.append(mark)
            continue
        opened.append(mark)
    return opened


def frames(text: str, found: Sequence[Piece], years: Years) -> list[tuple[int, Frame]]:
    """Return the frames of a text with where each begins, in order; the first begins it.

    What headings and opening sentences say is held against how the sentences lean: a stretch that
    leans to the other side for long has its own frame, though nothing announces it.
    """
    opened = marks(text, found, years)
    ends = [mark.start for mark in opened[1:]] + [len(text)]
    starts = [piece.start for piece in found]
    result: list[tuple[int, Frame]] = []
    for mark, end in zip(opened, ends, strict=True):
        own = found[bisect_left(starts, mark.start) : bisect_left(starts, end)]
        is_short = len(opened) > 1 and end - mark.start < _SHORT_SHARE * len(text)
        if mark.frame.kind == "glossary" or (mark.frame.kind == "preamble" and is_short):
            runs = [(mark.start, mark.frame)]
        else:
            runs = list(_runs(mark, own, years))
        for start, frame in runs:
            if not result or result[-1][1] != frame:
                result.append((start, frame))
    return result


def _runs(mark: Mark, own: Sequence[Piece], years: Years) -> Iterator[tuple[int, Frame]]:
    """Yield the stretches of one mark: its own frame, or the other side's."""
    frame = mark.frame
    is_open = frame.kind == "preamble"
    other = next((f for f in mark.others if f.planned != frame.planned), None)
    side = 1.0 if frame.planned else -1.0
    prior = 0.0 if is_open else side * _FIRM
    cost = _SWITCH_OPEN if is_open else _SWITCH_ANNOUNCED if other else _SWITCH
    leanings = [leaning(p.text) if len(p.text) >= _LEAST else 0.0 for p in own]
    priors = [prior] * len(own)
    if own and not is_open:
        priors[0] += side * 2 * cost
    ahead = divided(leanings, priors, [cost] * len(own))
    begun = mark.start
    for is_ahead, group in groupby(
        zip(ahead, own, leanings, strict=True), key=lambda each: each[0]
    ):
        run = list(group)
        said = abs(sum(each[2] for each in run))
        if is_open:
            is_told = said >= _TOLD
            year = years.planned if is_ahead else years.reviewed
            kind: PartKind = "plan" if is_ahead else "review"
            yield begun, Frame(kind, period_of(year, year)) if is_told else frame
        elif is_ahead == frame.planned:
            yield begun, frame
        elif other:
            yield begun, other
        elif is_ahead:
            yield begun, Frame("plan", period_of(years.planned, years.planned))
        else:
            yield begun, Frame("review", period_of(years.reviewed, years.reviewed))
        begun = run[-1][1].start + len(run[-1][1].text)
    if not own:
        yield mark.start, frame


def _opened(piece: Piece, current: Mark, years: Years, republic: bool) -> Mark | None:
    """Return the mark that a piece sets, None where it opens nothing."""
    if _is_heading(piece):
        if _is_glossary(piece.bare):
            return Mark(piece.start, Frame("glossary", None))
        if _is_title(piece):
            return _opened_by_title(piece, current, years, republic)
        frames = _frames_of_heading(piece, piece.bare, current, years, republic)
        if current.frame.kind == "glossary" and not (piece.level == 1 and times_in(piece.bare)):
            return None
        if frames:
            return Mark(piece.start, frames[0], tuple(frames[1:]))
    elif going_on := _frames_of_prefix(piece, current, years, republic):
        return Mark(piece.start, going_on[0], tuple(going_on[1:]))
    if current.frame.kind == "glossary":
        return None
    frame = _frame_of_sentence(_opening(piece), current, years, republic)
    frame = frame or _frame_of_lead(piece, current, years, republic)
    if frame is None:
        return None
    rest = tuple(f for f in current.others if f != frame)
    return Mark(piece.start, frame, rest, is_heading=False)


def _opened_by_title(piece: Piece, current: Mark, years: Years, republic: bool) -> Mark | None:
    """Return the mark of a title at the head of a text that says which way it looks."""
    words = piece.bare[:_HEADING_MAX]
    frame = _titled(words, times_in(words, republic=republic))
    if frame is None or current.start or piece.start > _SOON:
        return None
    year = years.planned if frame.planned else years.reviewed
    return Mark(piece.start, frame, is_heading=False) if frame.period == str(year) else None


def _is_heading(piece: Piece) -> bool:
    return piece.is_line and len(piece.text) <= _HEADING_MAX


def _is_title(piece: Piece) -> bool:
    words = _VERSION.sub("", piece.bare).rstrip("。：:*# ）)")
    return words.endswith(_words()["title"]) or bool(_DATE.search(words))


def _is_glossary(words: str) -> bool:
    plain = _SPACE.sub("", words)
    return plain.startswith(_words()["glossary"]) or plain.endswith(_words()["glossary"])


def _directed(words: str, times: Sequence[Time]) -> list[tuple[Time, Direction | None]]:
    """Return each time of a heading with its direction.

    The last word behind it counts before the next time is named; where there is none, what is
    said of the next time, or of the one before (2025年和“十四五”时期工作回顾).
    """
    if not times:
        return []
    said: list[tuple[int, Direction]] = [
        (m.start(), "back" if m["back"] else "forth") for m in _directions().finditer(words)
    ]
    ends = [*(time.start for time in times[1:]), len(words)]
    own = [
        next((d for at, d in reversed(said) if time.end <= at < end), None)
        for time, end in zip(times, ends, strict=True)
    ]
    before = next((d for at, d in reversed(said) if at < times[0].start), None)
    found: list[tuple[Time, Direction | None]] = []
    for number, time in enumerate(times):
        behind = next((d for d in own[number:] if d), None)
        found.append((time, behind or (found[-1][1] if found else before)))
    return found


def _frames_of_heading(
    piece: Piece, words: str, current: Mark, years: Years, republic: bool
) -> list[Frame]:
    """Return the frames that a heading names, in its order."""
    times = times_in(words, years, republic=republic)
    if years.within:
        times = with_shares(times, words, years.within)
    if not times:
        frame = _frame_without_time(piece, words, current, years)
        return [frame] if frame else []
    is_lower = piece.level == 2
    frames: list[Frame] = []
    for time, direction in _directed(words, times):
        frame = _frame_of(time, direction, years)
        if frame is None or frame in frames or _FAR.match(words, time.end):
            continue
        is_told = direction is not None or time.kind in {"past", "coming"}
        is_told = is_told or (time.kind == "span" and words[: time.start].endswith(("（", "(")))
        # Below a chapter, a five-year plan is only what its works are for.
        if is_lower and (
            (time.kind == "plan" and frame not in (*current.others, current.frame)) or not is_told
        ):
            continue
        if not is_told and (_COMMA.search(words) or (piece.level == 0 and len(words) > 12)):
            continue
        frames.append(frame)
    return frames


def _frame_without_time(piece: Piece, words: str, current: Mark, years: Years) -> Frame | None:
    """Return the frame that a heading without a time opens by its last words."""
    if piece.level == 2 or _COMMA.search(words):
        return None
    words = words.rstrip("。：:*# ")
    for role, kind, year in (
        ("review", "review", years.reviewed),
        ("plan", "plan", years.planned),
    ):
        if words.endswith(_words()[role]):
            is_same = current.frame.planned == (kind == "plan")
            if is_same and current.frame.kind != "preamble":
                return None
            return Frame("plan" if kind == "plan" else "review", period_of(year, year))
    return None


def _frames_of_prefix(
    piece: Piece, current: Mark, years: Years, republic: bool
) -> list[Frame] | None:
    """Return the frames of a heading that the text goes on behind on the same line."""
    if piece.level == 2:
        return None
    words = piece.bare[:_PREFIX]
    times = times_in(words, years, republic=republic)
    if not times or times[0].start > 6:
        return None
    said = next((m for m in _directions().finditer(words) if m.start() >= times[0].end), None)
    if said is None or said.start() > times[0].end + 14 or _COMMA.search(words[: said.start()]):
        return None
    ends = said.end()
    while following := _directions().match(words, ends):
        ends = following.end()
    goes_on = any(t.start - ends in {0, 1} for t in times[1:]) or words[ends : ends + 1] == " "
    if piece.level != 1 and not goes_on:
        return None
    return _frames_of_heading(piece, words[:ends], current, years, republic) or None


def _frame_of(time: Time, direction: Direction | None, years: Years) -> Frame | None:
    """Return the frame of a time, by the direction that is said of it, else by the years."""
    period = period_of(time.first, time.last)
    if time.kind == "past":
        return Frame("review", period)
    if time.kind == "coming":
        is_one = time.first == time.last
        return Frame("plan" if is_one else "outlook", period)
    side = _side(time, years)
    if direction is None or (time.kind == "year" and side == "back"):
        direction = side
    if direction is None:
        return None
    if direction == "back":
        return Frame("review", period)
    return Frame("outlook" if time.first != time.last else "plan", period)


def _side(time: Time, years: Years) -> Direction | None:
    """Return on which side of now a time lies, None where it holds both or nobody knows."""
    if years.within is not None and time.first == time.last == years.within:
        return None
    if time.last is not None and years.reviewed is not None and time.last <= years.reviewed:
        return "back"
    if time.first is not None and years.planned is not None and time.first >= years.planned:
        return "forth"
    return None


def _opening(piece: Piece) -> str:
    """Return a sentence's words from the time on that it begins with, as far as it does."""
    words = piece.bare
    lead = _LEAD.match(words)
    return words[lead.end() :] if lead else words


def _frame_of_sentence(words: str, current: Mark, years: Years, republic: bool) -> Frame | None:
    """Return the frame that a sentence opens by the time that it begins with."""
    times = times_in(words[:60], years, republic=republic)
    if drafted := _drafted(words, current, years, republic):
        return drafted
    is_begun = words.startswith(("做好今年", "做好全年"))
    if well := _DO_WELL.match(words):
        named = times_in(well["year"], republic=republic)
        is_begun = any(time.first == years.planned for time in named)
    if is_begun and not current.frame.planned:
        return Frame("plan", period_of(years.planned, years.planned))
    if not times or (times[0].start > 1 and not words.startswith("以来的", times[0].start)):
        return None
    time, rest = times[0], words[times[0].end :]
    looks_back = (
        current.frame.kind in {"preamble", "review"}
        or any(not frame.planned for frame in current.others)
        or (current.is_heading and current.frame.kind == "outlook")
    )
    frame: Frame | None = None
    if time.kind == "past":
        is_bygone = words.startswith(("去年", "上一年"))
        # What some other number of years brought is said in passing (三年来).
        is_term = time.first is None or time.last is None or time.last - time.first in {0, 4}
        frame = Frame("review", period_of(time.first, time.last))
        frame = frame if looks_back and is_term and not is_bygone else None
    elif time.kind == "coming":
        frame = _frame_of(time, None, years)
        if words.startswith(("明年", "来年")) and not _is_themed(rest):
            frame = None
    elif time.kind == "month":
        return None
    elif time.kind == "plan":
        frame = _frame_of_plan(time, rest, current, years, looks_back=looks_back)
    elif time.first is not None:
        frame = _frame_of_year(time, rest, current, years)
    elif _is_themed(rest):
        frame = Frame("plan", None)
    return frame


def _frame_of_lead(piece: Piece, current: Mark, years: Years, republic: bool) -> Frame | None:
    """Return the frame of a sentence that looks ahead by its first word, or at the year's rest."""
    if current.frame.planned:
        return None
    words = _opening(piece)
    if years.within is not None:
        share = next(iter(shares_in(words[:_HEADING_MAX])), None)
        begins = share is not None and _YEAR_BEFORE.fullmatch(words[: share.start])
        if share and begins and share.is_late and words[share.end : share.end + 1] in {"，", ","}:
            return Frame("plan", period_of(years.within, years.within))
        return None
    times = times_in(words[:24], years, republic=republic)
    if not times or times[0].start or times[0].first != years.planned:
        return None
    if times[0].kind == "year" and _LOOKS_FORTH.search(piece.bare[: len(piece.bare) - len(words)]):
        return Frame("plan", period_of(years.planned, years.planned))
    return None


def _frame_of_plan(
    time: Time, rest: str, current: Mark, years: Years, *, looks_back: bool
) -> Frame | None:
    """Return the frame of a sentence that begins with a five-year plan (“十五五”时期是…)."""
    if not _ABOUT_PLAN.match(rest):
        return None
    side = _side(time, years)
    if side == "back" and looks_back:
        return Frame("review", period_of(time.first, time.last))
    if side == "forth" and current.frame.kind != "plan":
        return Frame("outlook", period_of(time.first, time.last))
    return None


def _frame_of_year(time: Time, rest: str, current: Mark, years: Years) -> Frame | None:
    """Return the frame of a sentence that begins with a year and says what it is to do or was."""
    period = period_of(time.first, time.last)
    is_landmark = rest[:3].lstrip("，,也将").startswith("是") and _has(rest[:80], "landmark")
    if time.first == years.planned and time.first != years.reviewed:
        frame = Frame("plan", period)
        is_plan = is_landmark or _is_themed(rest) or frame in current.others
        return frame if is_plan or _WILL.match(rest) else None
    if time.first == years.reviewed and current.frame.kind in {"preamble", "review"}:
        return Frame("review", period) if is_landmark or rest[:1] in "，," else None
    return None


def _drafted(words: str, current: Mark, years: Years, republic: bool) -> Frame | None:
    """Return the frame of the sentence that introduces the next five-year plan."""
    if current.frame.kind not in {"preamble", "review"} or not _has(words, "drafting"):
        return None
    for time in times_in(words[:200], years, republic=republic):
        if time.kind == "plan" and _side(time, years) == "forth":
            frame = Frame("outlook", period_of(time.first, time.last))
            if frame in current.others or _has(words, "presenting"):
                return frame
    return None


def _has(words: str, role: str) -> bool:
    return any(word in words for word in _words()[role])
