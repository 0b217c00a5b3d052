"""What a clause's own grammar says of its time, whatever part it stands in.

将于, 力争, 预计…通车 speak of what is to come, also in a review; 已, 了, 去年 of what is done, also
in a plan (``data/lexicon/tense.csv``). A year with a limit (到2026年, 2025年底) says when. What
neither says, the clause leaves to the head of its sentence (力争到2026年，…) and that to its part.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from geo.base.paths import DATA
from geo.base.tables import read_roles
from geo.documents.calendar import Time, Years, period_of, times_in

TABLE: Final = DATA / "lexicon" / "tense.csv"
ROLES: Final = {
    "ahead": "what the clause says is to come, in any part (将于)",
    "done": "what the clause says is done or under way, in any part (已)",
    "neither": "holds a word of ahead or done and says nothing of time (预计总投资)",
    "drives": "begins a clause whose things are aimed at, in a plan (推动)",
}
# 了 behind a verb; not in 为了, 了解.
_ASPECT: Final = r"(?<![为除罢未不明得、，])了(?![解然结却望事如])"
# Behind these, 已 only says which things are meant (推动已签约项目开工).
_WHICH: Final = ("对", "并对", "把", "将", "为", "以")
# A year that something is to be done by, or in: what stands before it, and behind it.
_LIMIT_BEFORE: Final = re.compile(
    r"(?:到|至|于|在|力争|预计|计划|将|确保|争取|拟|有望|实现|目标|[，。]|^)\s?$"
)
_LIMIT_BEHIND: Final = re.compile(
    r"(?:底|末|前|内|初|年中|左右|上半年|下半年|第?[一二三四1-4]季度|\d{1,2}月|[一二三四五六七八九十]{1,2}月|春节|国庆|汛期)"
)
_FULFILS: Final = re.compile(
    r"建成|完成|完工|竣工|通车|投用|投产|启用|开工|动工|开通|落成|运营|开园|开业|交付|贯通|达产|启动|开建|开学|招生|开馆|使用"
)
_MADE_ON: Final = re.compile(r"基础上")
# A head of a sentence that says no more than when or that (力争到2026年).
_HEAD_MAX: Final = 16
_DONE_HEAD_MAX: Final = 10


@dataclass(frozen=True, slots=True)
class Tense:
    """What a clause says of its time: whether it is to come, and when, where it says so.

    ``start`` and ``end`` span the words that say so in the text that was read.
    """

    planned: bool
    period: str | None
    start: int
    end: int


@lru_cache(maxsize=1)
def _words() -> Mapping[str, tuple[str, ...]]:
    return read_roles(TABLE, ROLES)


@lru_cache(maxsize=1)
def _signs() -> re.Pattern[str]:
    """Return the pattern of the words that say a time."""
    words = {
        role: "|".join(map(re.escape, sorted(_words()[role], key=len, reverse=True)))
        for role in ("neither", "ahead", "done")
    }
    return re.compile(
        f"(?P<neither>{words['neither']})|(?P<ahead>{words['ahead']})"
        f"|(?P<done>{words['done']}|{_ASPECT})"
    )


def tense_of(clause: str, at: int, years: Years, *, republic: bool = False) -> Tense | None:
    """Return what a clause says of the time of what stands at ``at`` in it, None where nothing.

    The words must be in the simplified script, as ``Report.normal`` holds them.
    """
    start, end = _own_part(clause, at)
    own = clause[start:end]
    signs = (m for m in _signs().finditer(own) if not m["neither"])
    said = next((m for m in signs if m["ahead"] or _is_done(own, m.group())), None)
    times = times_in(own, years, republic=republic)
    dated = next((t for t in times if _is_limit(own, t, years)), None)
    if said is not None:
        planned = said["ahead"] is not None
        period = _period_said(times, planned, years)
        return Tense(planned, period, start + said.start(), start + said.end())
    if dated is not None:
        planned = years.reviewed is not None and (dated.first or 0) > years.reviewed
        period = period_of(dated.first, dated.last)
        return Tense(planned, period, start + dated.start, start + dated.end)
    return None


def _is_done(clause: str, word: str) -> bool:
    """Whether a word for what is done says it of the clause, and not of what the clause means."""
    if word in {"去年", "上年"}:
        return bool(_FULFILS.search(clause))
    if word.startswith("已"):
        return not drives(clause) and not clause.startswith(_WHICH)
    return True


def _own_part(clause: str, at: int) -> tuple[int, int]:
    """Return the stretch of a clause that ``at`` lies in: 在…基础上 is one, the rest another."""
    start, end = 0, len(clause)
    for found in _MADE_ON.finditer(clause):
        if found.end() <= at:
            start = found.end()
        else:
            end = found.end()
            break
    return start, end


def _is_limit(clause: str, time: Time, years: Years) -> bool:
    """Whether a year says when something is done, or by when."""
    if time.kind not in {"year", "coming", "past"} or time.first is None:
        return False
    if time.kind == "year" and (years.reviewed is None or time.first == years.within):
        return False
    is_late = years.reviewed is not None and time.first > years.reviewed
    behind = clause[time.end :]
    if is_late:
        return bool(_LIMIT_BEFORE.search(clause[: time.start]) or _LIMIT_BEHIND.match(behind)) and (
            bool(_FULFILS.search(behind)) or time.end > len(clause) - 6
        )
    return time.kind == "year" and bool(_FULFILS.search(behind[:16]))


def _period_said(times: list[Time], planned: bool, years: Years) -> str | None:
    """Return the year that a clause names beside a word for its time."""
    for time in times:
        if time.first is None or time.kind == "plan":
            continue
        is_late = years.reviewed is None or time.first > years.reviewed
        # 拟于今年12月开工, in a report of this year's end or within it.
        is_now = planned and time.first == (
            years.now if time.kind in {"this", "month"} else years.within
        )
        if is_late == planned or is_now or (years.reviewed is None and time.kind == "year"):
            return period_of(time.first, time.last)
    return None


def tense_of_head(head: str, years: Years, *, republic: bool = False) -> Tense | None:
    """Return what the first clause of a sentence says of the time of the clauses behind it.

    Only a head that says no more than that counts: 力争到2026年, 去年, 明年; 我们将… goes on.
    """
    found = tense_of(head, len(head), years, republic=republic)
    if found is None:
        times = times_in(head, years, republic=republic)
        if len(head) > _HEAD_MAX or not times or times[0].start > 2 or years.reviewed is None:
            return None
        time = times[0]
        if time.first is None or time.kind in {"this", "month"} or len(head) - time.end > 3:
            return None
        if time.first == years.within:
            return None
        is_late = time.first > years.reviewed
        is_bygone = time.last is not None and time.last <= years.reviewed
        if not is_late and not is_bygone:
            return None
        return Tense(is_late, period_of(time.first, time.last), time.start, time.end)
    if _FULFILS.search(head) or found.start > 4:
        return None
    if len(head) > (_HEAD_MAX if found.planned else _DONE_HEAD_MAX):
        return found if head.startswith("我们将") else None
    return found


def drives(clause: str) -> bool:
    """Whether a clause begins with a word that aims at what follows (推动, 力争)."""
    return clause.startswith(_words()["drives"])
