"""Works at a place: what is done there, where the clause's stage is that of the works.

A lake is not completed: 完成水果湖、外沙湖水环境综合治理 says that its 水环境综合治理 is. The stage
belongs to these words, and whoever shows the stage shows them. What is built itself
(启动武泰闸变电站施工) has no works, and land says by its stage what is done with it (征收).

So it is with what was made of the items of a list (建成柳湾大道、青石大道等10条景观大道: the roads
were there), and with a programme in quotation marks behind a name (柳湾公园“大湖+”开园).

Where the words of the stage say less than its code, they are the works themselves: 实现正负零,
主体结构施工, 基本建成; and an institution that is in use by its founding (揭牌成立).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from geo.base.scripts import in_one_script
from geo.model.mentions import Mention, Span
from geo.reading.lexicon import Lexicon

# Stages of building; what is in use, signed or cleared is so itself.
_BUILDING: Final = frozenset(("started", "under_construction", "completed"))
# A programme at a place, and what was made of it, can be in use as well.
_MADE: Final = _BUILDING | {"operating"}
_LONGEST: Final = 30
# So many names on either side of one are held for its list.
_MOST: Final = 40
# Before the words for works: how they go on.
_MANNER: Final = re.compile(r"(?:进行|实施|开展|实现|全面|的){0,3}")
# Between the items of a list.
_JOINT: Final = re.compile("以及|[、和及与]")
# Behind a list's last name: how many more there are.
_OTHERS: Final = re.compile(
    r"等(?:(?:\d{1,5}余?|[一二两三四五六七八九十多]{1,3})(?:公里|[个处条座段项])|一批)?"
)
# Behind a list's last name: what its items are together, and how that goes on.
_COUNT: Final = (
    r"(?:(?:\d{1,5}|[一二两三四五六七八九十百]{1,4})[余多]?|多)"
    "(?:公里|[个条座处家所片栋段项块类批对大])"
)
_SUM: Final = re.compile(
    rf"(?:等(?:{_COUNT}|一批)?|共?{_COUNT})的?(?P<sum>[^、，,。；;：:等]{{2,24}})$"
)
_MADE_WAY: Final = re.compile(
    r"(?:建设|创建|打造|培育|试点|任务|工作|全面|全部|已|均|都|先后|相继|陆续|顺利|成功|正式|如期){1,4}$"
)
# The verb that says that there was nothing before.
_NEW: Final = "新"
# Between a designation and its sort.
_LONGEST_SORT: Final = 8
# A programme in quotation marks, or some; what is so much behind it belongs to it.
_QUOTED: Final = re.compile(
    r"(?:[“「『\"][^“”「」『』\"，。；]{1,16}[”」』\"](?:[、和及与](?=[“「『\"]))?){1,4}"
)
_QUOTED_TAIL: Final = re.compile(r"(?![前后期之]|假期)[^、，,。；;：:等]{0,16}")
_QUOTED_WAY: Final = re.compile(
    r"(?:建设|施工|进度|步伐|全面|全部|已|均|先后|相继|陆续|顺利|成功|正式|如期|即将|率先|也|将|于){1,4}$"
)
# Words of a stage that say less than its code: how far it is, or that it is only founded.
_LESS: Final = re.compile("基本|正负零|主体|封顶|结顶|合龙|始发|揭牌|挂牌|成立|设立|组建")
_MAIN_PART: Final = "主体"
_FINISH: Final = "完成"
# Where an item of a list ends.
_ITEM_END: Final = re.compile("$|[、，,。；;：:]|以及")
# An item of a list that says itself what it is: the last one's works are not its.
_OWN_WORKS: Final = re.compile(r"(?:工程|项目|延伸|延长线?|[一二三四五首]期|[东南西北]延)$")
# What is done of works is their main part only.
_MAIN: Final = re.compile(r"(?:项目|工程)?(?P<works>主体(?:工程|结构)?(?:施工|建设)?)(?=$|[、，,])")
# Beside a place, not the place itself.
_BESIDE: Final = re.compile(
    r"(?:沿线|沿路|沿岸|沿江|沿河|沿湖|两侧|两岸|两厢|周边|周围)[^、，。；]{0,16}(?:项目|工程|布局|建设|开发)$"
)
# What ends the words for works; more may follow that says only how they go.
_ENDING: Final = r"(?:工程|项目|建设|行动|计划|规划|试点){0,2}"
_REST: Final = re.compile(r"(?:任务|工作|施工)?[^、，。；和及与]{0,6}$")
# What is named before 建设 and is no other thing than the site.
_SAME: Final = re.compile(
    r"等|的|之|其|后|前|项目|工程|主体|全面|开工|复工|加快|推进|启动|配套建|[一二三四五首后]期|新|改|扩|续"
)
_BUILT_THERE: Final = re.compile(r"(?P<works>[\u4e00-\u9fff]{2,16}建设)(?:工程|项目|任务|工作)?$")


# Of a clause that goes on longer, what stands farther in has no works.
LONGEST_CLAUSE: Final = 500
# Where the clause at an offset begins, and its words, at most so many characters.
ClauseAt = Callable[[int], tuple[int, str]]


def with_works(mentions: Iterable[Mention], clause_at: ClauseAt, lexicon: Lexicon) -> list[Mention]:
    """Return the mentions, each with the span of the works whose stage its clause states.

    Mentions in rows of a table have none: a row's name is that of its works.
    """
    mentions = list(mentions)
    outer = _outer(mentions)
    starts = [m.start for m in outer]
    cues = _Cues(
        _works(lexicon.cue("at_place")),
        _any_of(lexicon.cue("designation")),
        _any_of(lexicon.cue("nickname")),
        lexicon.cue("sort") | {word for word, head in lexicon.heads.items() if not head.suffix},
    )
    return [
        _with_works(m, clause_at(m.start), outer, bisect_right(starts, m.start), cues)
        if m.stage in _MADE and m.row is None and m.stage_start is not None
        else m
        for m in mentions
    ]


@dataclass(frozen=True, slots=True)
class _Cues:
    """What words for works are known by: what they end with, and the rest of the cues."""

    works: re.Pattern[str]
    designations: re.Pattern[str]
    nicknames: re.Pattern[str]
    sorts: frozenset[str]


@lru_cache(maxsize=16)
def _works(words: frozenset[str]) -> re.Pattern[str]:
    """Return the pattern of what is done at a place, which ends with one of ``words``."""
    return re.compile(rf"(?:{_any_of(words).pattern}){{1,4}}{_ENDING}")


@lru_cache(maxsize=16)
def _any_of(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)")


def _outer(mentions: Iterable[Mention]) -> list[Mention]:
    found: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not found or mention.end > found[-1].end:
            found.append(mention)
    return found


def _with_works(
    mention: Mention,
    clause: tuple[int, str],
    outer: Sequence[Mention],
    behind: int,
    cues: _Cues,
) -> Mention:
    """Return a mention with its works; number ``behind`` of ``outer`` is the first behind it."""
    first, text = clause
    if max(mention.end, mention.stage_end or 0) > first + len(text):
        return mention
    beside = [m for m in outer[behind : behind + _MOST] if m.start < first + len(text)]
    before = [m for m in outer[max(behind - 1 - _MOST, 0) : max(behind - 1, 0)] if m.start >= first]
    span = _span(
        in_one_script(text),
        (mention.start - first, mention.end - first),
        ((mention.stage_start or 0) - first, (mention.stage_end or 0) - first),
        [(m.start - first, m.end - first) for m in before],
        [(m.start - first, m.end - first) for m in beside],
        cues,
        is_built=mention.stage in _BUILDING,
    )
    if span is None:
        span = _less(
            in_one_script(text),
            (mention.start - first, mention.end - first),
            ((mention.stage_start or 0) - first, (mention.stage_end or 0) - first),
            [(m.start - first, m.end - first) for m in beside],
        )
    if span is None:
        return mention
    return replace(mention, works_start=first + span[0], works_end=first + span[1])


def _span(
    text: str,
    name: Span,
    stage: Span,
    before: Sequence[Span],
    behind: Sequence[Span],
    cues: _Cues,
    *,
    is_built: bool,
) -> Span | None:
    """Return where the words for works stand: behind the name's list, or as the stage itself.

    ``before`` and ``behind`` are the clause's other names. What is in use has fewer works than
    what ``is_built``.
    """
    words = cues.works
    first, is_shared = _list_around(text, name, before, behind, words)
    is_last = first == name[1]
    has_works = is_shared or is_last
    if has_works and (span := _quoted(text, first, stage, cues)):
        return span
    last = len(text)
    found = words.search(text, *stage) if stage[0] >= 0 else None
    if has_works and not found and (span := _made(text, name, first, stage, cues)):
        return span
    if not is_built:
        return None
    if stage[0] >= name[1]:
        last = stage[1] if found else stage[0]
    last = min([last, *(start for start, _ in behind if start >= first)])
    if last > first and has_works:
        span = _behind(text[:last], first, words)
        # X、Y改造等加快建设: each item is one of its own.
        if span and (is_last or not text.startswith("等", span[1])):
            return span
    if found and not _ends_with(text[slice(*name)], words):
        return found.span()
    return None


def _less(text: str, name: Span, stage: Span, behind: Sequence[Span]) -> Span | None:
    """Return the words of the stage where they say less than its code, else None.

    With the verb before the name where they are finished only together (完成X主体建设), and with
    the section of the site of which alone they are told (X完成东段主体结构施工).
    """
    words = text[max(stage[0], 0) : max(stage[1], 0)]
    if not _LESS.search(words):
        return None
    is_around = words.startswith(_MAIN_PART) and stage[0] == name[1]
    if is_around and text.endswith(_FINISH, 0, name[0]):
        return name[0] - len(_FINISH), stage[1]
    for part in behind:
        if part[1] == stage[0] and text[name[1] : part[0]] in ("", _FINISH):
            return name[1], stage[1]
    return stage


def _quoted(text: str, first: int, stage: Span, cues: _Cues) -> Span | None:
    """Return the programme in quotation marks at ``first``, where the stage is its own."""
    quoted = _QUOTED.match(text, first)
    if quoted is None or cues.nicknames.search(quoted.group()):
        return None
    behind = stage[0] >= quoted.end()
    if not behind and stage[1] > first:
        return None
    tail = _QUOTED_TAIL.match(text, quoted.end(), stage[0] if behind else len(text))
    if tail is None or (behind and tail.end() < stage[0]):
        return None
    # Before a stage that stands ahead, the words go on to the item's end.
    if not behind and not _ITEM_END.match(text, tail.end()):
        return None
    return first, first + len(_without(_QUOTED_WAY, text[first : tail.end()]))


def _made(text: str, name: Span, first: int, stage: Span, cues: _Cues) -> Span | None:
    """Return what was made of the items of the list that ends at ``first`` (景观大道).

    It is a designation before a sort; what they are by themselves (新建X公园等3个公园) has none.
    """
    if text.startswith(_NEW, stage[0]):
        return None
    last = min(stage[0] if stage[0] >= first else len(text), first + 2 * _LONGEST)
    found = _SUM.match(text, first, last)
    if found is None:
        return None
    said = _without(_MADE_WAY, found["sum"])
    designation = cues.designations.search(said)
    if designation is None or designation.group() in text[slice(*name)]:
        return None
    rest = said[designation.end() :]
    if not any(rest[at:] in cues.sorts for at in range(min(len(rest), _LONGEST_SORT))):
        return None
    return found.start("sum"), found.start("sum") + len(said)


def _without(way: re.Pattern[str], said: str) -> str:
    """Return words without how they go on."""
    found = way.search(said)
    return said[: found.start()] if found else said


def _list_around(
    text: str,
    name: Span,
    before: Sequence[Span],
    behind: Sequence[Span],
    words: re.Pattern[str],
) -> tuple[int, bool]:
    """Return where the list ends that a name is in, and whether all its items share their end."""
    items = [name]
    for item in behind:
        if item[0] >= items[-1][1]:
            if not _JOINT.fullmatch(text, items[-1][1], item[0]):
                break
            items.append(item)
    for item in reversed(before):
        if item[1] <= items[0][0]:
            if not _JOINT.fullmatch(text, item[1], items[0][0]):
                break
            items.insert(0, item)
    names = [text[slice(*item)] for item in items[:-1]]
    is_shared = not any(_OWN_WORKS.search(each) or _ends_with(each, words) for each in names)
    return items[-1][1], is_shared


def _ends_with(name: str, words: re.Pattern[str]) -> bool:
    return any(found.end() == len(name) for found in words.finditer(name))


def _behind(text: str, first: int, words: re.Pattern[str]) -> Span | None:
    """Return the words for works between the end of a list and the text's end."""
    said = text[first : first + 2 * _LONGEST]
    others = _OTHERS.match(said)
    begin = others.end() if others else 0
    if manner := _MANNER.match(said, begin):
        begin = manner.end()
    if _JOINT.match(said, begin):
        return None
    if main := _MAIN.match(said, begin):
        return first + main.start("works"), first + main.end("works")
    every = list(words.finditer(said, begin, begin + _LONGEST))
    if every and "、" not in said[begin : every[0].start()]:
        end = every[0].end()
        for found in every[1:]:
            # 雨污分流及混错接改造 is one.
            if "、" in said[end : found.start()]:
                break
            end = found.end()
        return (first + begin, first + end) if _REST.match(said, end) else None
    beside = _BESIDE.match(said, begin)
    if beside and beside.end() == len(said):
        return first + begin, first + beside.end()
    built = _BUILT_THERE.match(said, begin)
    if built and not others and not _SAME.match(built["works"]):
        return first + built.start("works"), first + built.end("works")
    return None
