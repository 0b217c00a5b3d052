"""What became of a target: the rules, which hold for machine and editor alike (docs/years.md).

Silence is never a broken promise: without evidence the verdict is ``no_evidence``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from geo.model.codes import STAGE_RANK
from geo.promises.evidence import KINDS, LASTING, Days, Evidence, days_of, days_of_period

# From here on a stage is an end: what comes behind it does not say when it was reached.
_END: Final = STAGE_RANK["completed"]
_MARGIN_DAYS: Final = 31
_COMPLETION: Final = re.compile("建成|竣工|完工|交付")
_BEGUN: Final = STAGE_RANK["started"]


@dataclass(frozen=True, slots=True)
class Target:
    """A promised stage. ``period`` is the one it is promised for, None where nothing says it.

    ``said`` is the day of the promise (ISO 8601), ``part`` is empty where the whole is meant.
    ``nearly`` is true where no more was promised than that it be all but reached (基本建成).
    """

    stage: str
    period: str | None
    said: str
    part: str = ""
    nearly: bool = False

    @property
    def due(self) -> date | None:
        """The last day of its period."""
        days = days_of_period(self.period)
        return days.last if days else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A code of :data:`geo.model.codes.VERDICTS`.

    ``decided_by`` is the place of what decides in the evidence; ``overdue`` is true where
    something said after the term still calls it unfinished.
    """

    code: str
    due: str | None
    overdue: bool = False
    decided_by: int | None = None


def judge(target: Target, evidence: Sequence[Evidence], parts: Sequence[str] = ()) -> Verdict:
    """Return the verdict on ``target`` by ``evidence``; ``parts`` are all named parts of the site.

    Evidence of events before the promise says nothing of it.
    """
    due = target.due.isoformat() if target.due else None
    known = [
        (n, _as_it_counts(e, target)) for n, e in enumerate(evidence) if not is_before(e, target)
    ]
    about = [(n, e) for n, e in known if e.part == target.part]
    if not target.part:
        about += _of_all_parts([(n, e) for n, e in known if e.part], parts)
    found = _ended(target, about) or _proved(target, about) or _unfinished(target, about)
    if found is None and not target.part and STAGE_RANK[target.stage] >= _END:
        found = _begun_in_part(known)
    code, number, overdue = found or ("no_evidence", None, False)
    return Verdict(code, due, overdue, number)


Found = tuple[str, int | None, bool]
Numbered = Sequence[tuple[int, Evidence]]


def is_before(evidence: Evidence, target: Target) -> bool:
    """Whether what it says lies before the promise, and so says nothing of it."""
    promised = days_of(target.said)
    if promised is None:
        return False
    when, said = evidence.when, days_of(evidence.said)
    if when is None:
        return said is not None and said.last <= promised.first
    # A year or more that all but ends with the promise mostly lies before it.
    return (when.last - promised.first).days < (_MARGIN_DAYS if when.first < promised.first else 0)


def _as_it_counts(evidence: Evidence, target: Target) -> Evidence:
    """Return evidence with what is all but ended as works that go on, where an end was promised."""
    if evidence.nearly and not target.nearly and evidence.rank >= _END:
        return replace(evidence, stage="under_construction")
    return evidence


def _ended(target: Target, about: Numbered) -> Found | None:
    """Return the verdict where a source says that the works were ended and none after it denies."""
    ends = [(n, e) for n, e in about if e.ended and e.proves]
    if not ends:
        return None
    number, end = max(ends, key=lambda item: item[1].latest or date.min)
    wanted = STAGE_RANK[target.stage]
    for _, other in about:
        # What was reached before it ended was reached; works that go on are ended by that.
        if target.stage not in LASTING and other.proves and not other.ended:
            before = other.when and end.when and other.when.last < end.when.first
            if before and other.rank >= wanted:
                return None
        goes_on = other.proves and not other.ended and (other.rank >= min(_BEGUN, wanted))
        if goes_on and (other.latest or date.min) >= (end.latest or date.min):
            return None
    return "contradicted", number, False


def _proved(target: Target, about: Numbered) -> Found | None:
    wanted = STAGE_RANK[target.stage]
    proofs = [(n, e) for n, e in about if e.proves and not e.ended and e.rank >= wanted]
    if not proofs:
        return None
    in_time = [(n, e) for n, e in proofs if not _is_late(e, target.due)]
    beyond = [(n, e) for n, e in in_time if e.rank > wanted]
    same = [(n, e) for n, e in proofs if e.rank == wanted]
    if beyond:
        return "surpassed", _best(beyond), False
    if in_time:
        # Two dates of one event: the better source decides, of two alike the earlier.
        best = min(_trust(e) for _, e in same)
        if target.stage not in LASTING and all(
            _is_late(e, target.due) for _, e in same if _trust(e) == best
        ):
            return "kept_late", _best([(n, e) for n, e in same if _trust(e) == best]), False
        return "kept", _best(in_time), False
    # To hear late of what goes on for years does not say that it began late.
    if same and target.stage not in LASTING:
        return "kept_late", _best(same), False
    if same and len(same) == len(proofs):
        return None
    # Later than the term it was beyond the promised stage, and nothing says when it got there.
    further = [(n, e) for n, e in proofs if e.rank > wanted]
    return ("kept_late" if wanted >= _END else "surpassed"), _best(further), False


def _unfinished(target: Target, about: Numbered) -> Found | None:
    """Return the verdict of what goes on, or is said by too weak a source to prove more."""
    wanted = STAGE_RANK[target.stage]
    going = [
        (n, e)
        for n, e in about
        if (e.is_about_the_past and not e.ended)
        # What is not ended yet has begun.
        or (e.unfinished and not e.forecast and _END <= e.rank <= wanted)
    ]
    late = [
        (n, e)
        for n, e in about
        if not e.is_total and not e.ended and _said_after(e, target.due) and _leaves_open(e, target)
    ]
    if late:
        number, _ = max(late, key=lambda item: (_said(item[1]), -item[0]))
        return "under_way", number, True
    if going:
        number, _ = max(going, key=lambda item: (item[1].latest or date.min, item[1].rank))
        return "under_way", number, False
    return None


def _leaves_open(evidence: Evidence, target: Target) -> bool:
    """Whether it says, in whatever way, that the promised stage is not reached yet."""
    if evidence.unfinished:
        # Not open yet says nothing of its completion.
        return evidence.rank <= STAGE_RANK[target.stage]
    if evidence.forecast and target.stage not in LASTING:
        # 即将建成通车 says of its completion too that it is to come.
        says = target.stage == "completed" and _COMPLETION.search(evidence.words) is not None
        return says or 0 <= evidence.rank <= STAGE_RANK[target.stage]
    return 0 <= evidence.rank < STAGE_RANK[target.stage] and evidence.proves


def _begun_in_part(known: Numbered) -> Found | None:
    """Return ``under_way`` where a part is proved to be built: the whole is not, by that."""
    begun = [(n, e) for n, e in known if e.part and e.proves and not e.ended and e.rank >= _BEGUN]
    if not begun:
        return None
    return "under_way", max(begun, key=lambda item: item[1].latest or date.min)[0], False


def _of_all_parts(known: Numbered, parts: Sequence[str]) -> list[tuple[int, Evidence]]:
    """Return what all named parts together say of the whole: the least that one of them says."""
    named = set(parts)
    if len(named) < 2:
        return []
    furthest: dict[str, tuple[int, Evidence]] = {}
    for number, each in known:
        if each.part in named and each.proves and not each.ended:
            before = furthest.get(each.part)
            if before is None or each.rank > before[1].rank:
                furthest[each.part] = (number, each)
    if set(furthest) != named:
        return []
    number, least = min(furthest.values(), key=lambda item: item[1].rank)
    ends = [e.when for _, e in furthest.values() if e.when]
    last = max(ends, key=lambda days: days.last)
    return [(number, replace(least, part="", date=_interval(last)))]


def _interval(days: Days) -> str:
    return f"{days.first.isoformat()}/{days.last.isoformat()}"


def _is_late(evidence: Evidence, due: date | None) -> bool:
    """Whether all days that it may mean lie behind the term."""
    when = evidence.when
    return due is not None and when is not None and when.first > due


def _said(evidence: Evidence) -> date:
    days = days_of(evidence.said) or evidence.when
    return days.last if days else date.min


def _said_after(evidence: Evidence, due: date | None) -> bool:
    days = days_of(evidence.said) or evidence.when
    return due is not None and days is not None and days.first > due


def _trust(evidence: Evidence) -> int:
    return KINDS.index(evidence.kind) if evidence.kind in KINDS else len(KINDS)


def _best(found: Numbered) -> int:
    """Return the number of the best source, of those that are alike the earliest event's."""
    return min(found, key=lambda item: (_trust(item[1]), item[1].latest or date.max, item[0]))[0]
