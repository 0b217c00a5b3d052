"""Where a name begins and ends: what the tagger marks, made whole and cut to the name.

All spans are offsets into a sentence; tokens are its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from geo.model.mentions import Span
from geo.reading.lexicon import Lexicon
from geo.reading.segmentation import Token, count_before, first_behind

_OPENING: Final = {"“": "”", "（": "）", "(": ")", "《": "》", "‘": "’"}
_COUNTED: Final = re.compile(r"^\d+(?:\.\d+)?余?(?:个|处|条|座|家|所|项|栋|批|宗|大|对)(?!\w?号)")
_QUANTITY: Final = re.compile(
    r"\d+(?:\.\d+)?余?(?:个|座|所|条|处|栋|公里|平方米|公顷|亩|套|家)(?=[，。、；,;]|以上|和|及|$)"
)
_COUNT_INSIDE: Final = re.compile(r"(?<!\d)\d++(?:\.\d+)?余?(?:个|处|条|座|家|所|项)")
_TITLE: Final = re.compile(r"(?:县|(?<![小古新名])镇|乡|自治州|市)$")
# 三大…, 十个…: a number of things.
_NUMBERED: Final = r"(?:十|[一二三四五六七八九两]|\d)大|[一二三四五六七八九两]个"
# In brackets at a name's end: what it costs, how large it is, until when.
_ASIDE: Final = re.compile(
    r"[（(](?=[^（()）]{0,40}\d)[^（()）]{0,40}(?:[亿億万萬]元?|年|公里|平方米|亩|吨|千瓦)[^（()）]{0,20}[)）]$"
)
# Or of how far it is (（投资滞后）, （尚未开工）).
_STATE: Final = re.compile(
    r"[（(][^（()）]{0,16}(?:滞后|缓慢|未开工|未动工|未启动|未完工|未建成|停工|缓建|已开工|已完工|已完成|已建成|在建|续建|新建)[)）]$"
)
# Words of time that a name does not hold: X至今, X预计明年第二季.
_WHEN: Final = re.compile(
    r"(?:至今|预计|預計|有望|力争|尚未|仍未|现已|截至|明年|今年|去年).{0,12}$"
)
_SINCE: Final = re.compile(r"继(?:去年|上年|今年|\d{4}年)")
_PHASE: Final = re.compile(r"^[一二三四五六首]期$")
# Where a form leaves a name open: XX路, 某某小学, ××工程, ○○大桥, __路.
_PLACEHOLDER: Final = re.compile(
    r"(?<![A-Za-z])[XxＸｘ]{2,}(?![A-Za-z])|(?<![0-9A-Za-z×✕╳＊*□_＿])[×✕╳＊*□_＿]{2,8}"
    r"|^[×✕╳＊*□_＿][\u4e00-\u9fff]|某(?!种)|^[A-Z](?:路|街|大道|大桥|桥|小区|社区|村|镇|小学|中学)$"
    r"|(?<![〇○一二三四五六七八九])[〇○◯]{2,}(?![〇○一二三四五六七八九])"
)
_LEFT_OPEN: Final = re.compile(
    r"(?:(?<![A-Za-zＸｘ])[XxＸｘ]{2,8}|[×✕╳＊*□_＿]|(?<![〇○◯一二三四五六七八九])[〇○◯]{2,8}|某)$"
)
# A heading of verbs with their objects (通路桥、促城建：), of which one verb begins no name.
_SLOGAN: Final = re.compile(
    r"\s{0,4}(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．]?)?(?P<run>[\u4e00-\u9fff]{3,4}(?:、[\u4e00-\u9fff]{3,4}){1,5})(?:[，：:]|$)"
)
_DRIVEN: Final = frozenset("促抓补优提稳惠增扩拓畅强守惠聚")
_NUMBER: Final = re.compile(r"\d{1,2}")
_PAUSE: Final = re.compile("[，。,]")
_MIN_NAME, _MAX_NAME = 2, 40


def _any(words: Iterable[str]) -> str:
    """Return the pattern of any of ``words``; one that stands for none where there are none."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"


@lru_cache(maxsize=64)
def _at_end(words: frozenset[str]) -> re.Pattern[str]:
    """Return the pattern of one of ``words`` at the end of a name."""
    return re.compile(f"(?:{_any(words)})$")


@lru_cache(maxsize=64)
def _works(words: frozenset[str]) -> re.Pattern[str]:
    """Return the pattern of works that 工程 or 项目 follows at the end of a name."""
    return re.compile(f"({_any(words)})(?:工程|项目)$")


@lru_cache(maxsize=64)
def _generic(of: frozenset[str], ranks: frozenset[str], generic: frozenset[str]) -> re.Pattern[str]:
    """Return the pattern of what begins as no name does: 国家级经开区 is a rank, not a place."""
    return re.compile(
        rf"(?:{_any(of)})(?:级|性)?[^、]{{0,4}}(?:{_any(ranks)})|{_NUMBERED}"
        rf"|{_any(generic)}|特色(?:小镇|街区|园区)$"
    )


def covered(spans: Iterable[Span], size: int) -> bytearray:
    """Return for each of ``size`` characters 1 where one of ``spans`` holds it, else 0."""
    held = bytearray(size)
    for start, end in spans:
        first, last = max(start, 0), min(end, size)
        if first < last:
            held[first:last] = b"\1" * (last - first)
    return held


def touched(tokens: list[Token], span: Span) -> list[Token]:
    """Return the tokens that have a character of ``span``."""
    return tokens[count_before(tokens, span[0]) : first_behind(tokens, span[1])]


def refine(sentence: str, tokens: list[Token], spans: list[Span], lexicon: Lexicon) -> list[Span]:
    """Return the names in ``spans``, each made whole and cut to what belongs to it."""
    found: list[Span] = []
    for span in spans:
        for piece in _pieces(span, tokens, lexicon):
            trimmed = _trim(sentence, tokens, _balance(sentence, piece), lexicon)
            if trimmed:
                found.append(trimmed)
    return [span for span in found if is_site(sentence, tokens, span, lexicon)]


def is_site(sentence: str, tokens: list[Token], span: Span, lexicon: Lexicon) -> bool:
    """Whether the words at ``span`` can name a site, where they stand."""
    return (
        is_name(sentence[slice(*span)], lexicon)
        and not _is_counted(sentence, tokens, span)
        and not _is_slogan(sentence, span)
        # “大湖+” is an idea, no lake.
        and sentence[span[1] : span[1] + 1] not in {"+", "＋"}
    )


def _is_slogan(sentence: str, span: Span) -> bool:
    """Whether the words are one of the verbs with objects that a heading consists of."""
    heading = _SLOGAN.match(sentence)
    if heading is None or not heading.start("run") <= span[0] < span[1] <= heading.end("run"):
        return False
    items = heading["run"].split("、")
    return len({len(item) for item in items}) == 1 and any(item[0] in _DRIVEN for item in items)


def _is_counted(sentence: str, tokens: list[Token], span: Span) -> bool:
    """Whether a quantity follows a word of no place: 大件垃圾处理厂1座 names no site."""
    if not _QUANTITY.match(sentence, span[1]):
        return False
    inside = tokens[first_behind(tokens, span[0]) : count_before(tokens, span[1])]
    return not any(t.role in {"geo", "latin"} for t in inside)


def is_phase(text: str) -> bool:
    """Whether ``text`` is only a phase, whose site is not said."""
    return bool(_PHASE.match(text))


def is_placeholder(name: str, before: str = "") -> bool:
    """Whether a form leaves a name open (XX路); ``before`` is what stands before it."""
    return bool(_PLACEHOLDER.search(name) or _LEFT_OPEN.search(before))


def is_name(text: str, lexicon: Lexicon) -> bool:
    """Whether ``text`` can name a site: no region, no bare head, nothing counted."""
    if _PHASE.match(text):
        return True
    if not _MIN_NAME <= len(text) <= _MAX_NAME and not _NUMBER.fullmatch(text):
        return False
    if text in lexicon.stages or _TITLE.search(text):
        return False
    if text in lexicon.heads and text not in lexicon.cue("unique", "sole"):
        return False
    generic = _generic(lexicon.cue("rank_of"), lexicon.cue("rank"), lexicon.cue("generic"))
    return not _COUNTED.match(text) and not generic.match(text)


def _pieces(span: Span, tokens: list[Token], lexicon: Lexicon) -> Iterator[Span]:
    """Cut at what no name goes across: a comma, or a verb that says a stage by itself."""
    start = span[0]
    depth = 0
    for token in touched(tokens, span):
        depth += (token.text in _OPENING) - (token.text in _OPENING.values())
        is_mark = token.role == "mark" and token.text in ",，:：;；。"
        is_verb = (
            token.role == "stage"
            and lexicon.stages[token.text].strong
            and token.start > span[0]
            and token.end < span[1]
        )
        if depth <= 0 and (is_mark or is_verb):
            if token.start > start:
                yield start, token.start
            start = token.end
    if start < span[1]:
        yield start, span[1]


def _balance(sentence: str, span: Span) -> Span:
    """Take in the closing mark of an opened one, or leave the opened one out."""
    start, end = span
    for opening, closing in _OPENING.items():
        inside = sentence[start:end]
        opened = inside.count(opening) - inside.count(closing)
        if opened > 0:
            at = sentence.find(closing, end)
            if 0 <= at - end <= 12 and not _PAUSE.search(sentence[end:at]):
                end = at + 1
            else:
                cut = start + inside.rindex(opening)
                start, end = (start, cut) if cut > start + 1 else (cut + 1, end)
        elif opened < 0:
            at = sentence.rfind(opening, 0, start)
            if at >= 0 and start - at <= 12 and not _PAUSE.search(sentence[at:start]):
                start = at
            else:
                end = start + inside.index(closing)
    if end - start > 2 and _OPENING.get(sentence[start]) == sentence[end - 1]:
        inside = sentence[start + 1 : end - 1]
        if sentence[start] not in inside and sentence[end - 1] not in inside:
            start, end = start + 1, end - 1
    return start, end


def _trim(sentence: str, tokens: list[Token], span: Span, lexicon: Lexicon) -> Span | None:
    """Cut verbs, counts and works off both ends."""
    start, end = without_aside(sentence, span)
    inside = touched(tokens, (start, end))
    while inside and inside[0].start >= start and _opens_nothing(inside[0], lexicon):
        start = inside.pop(0).end
    while inside and inside[-1].end <= end and inside[-1].role in {"boundary", "separator"}:
        end = inside.pop().start
    counted = _COUNT_INSIDE.search(sentence[start:end])
    if counted and counted.start() > 1:
        end = start + counted.start()
    end = start + len(without_works(sentence[start:end], lexicon))
    return (start, end) if end > start else None


def without_aside(sentence: str, span: Span) -> Span:
    """Return the span without what is said of the site in brackets at its end (（总投资8亿元）)."""
    aside = _ASIDE.search(sentence, *span) or _STATE.search(sentence, *span)
    return (span[0], aside.start()) if aside and aside.start() > span[0] + 1 else span


def has_state_behind(sentence: str, span: Span) -> bool:
    """Whether brackets behind a name say how far the site is (X（投资滞后）)."""
    end = sentence.find("）", span[1], span[1] + 20) + 1
    return bool(end and _STATE.fullmatch(sentence, span[1], end))


def without_time(sentence: str, span: Span) -> Span:
    """Return the span without what it says of time before or behind the name (X至今)."""
    start, end = span
    if since := _SINCE.match(sentence, start, end):
        start = since.end()
    if (when := _WHEN.search(sentence, start, end)) and when.start() > start + 2:
        end = when.start()
    return start, end


def without_kind_of_works(sentence: str, span: Span, lexicon: Lexicon) -> Span:
    """Return the span without 工程 or 项目 behind works that name themselves (填海工程)."""
    named = _works(frozenset(word for word in lexicon.cue("works") if len(word) > 1))
    works = named.search(sentence[slice(*span)])
    return (span[0], span[0] + works.end(1)) if works else span


def _opens_nothing(token: Token, lexicon: Lexicon) -> bool:
    if token.text in lexicon.cue("where"):
        return True
    return token.role == "separator" or (
        token.role == "boundary" and (len(token.text) > 1 or token.text in "其该此等")
    )


def without_works(name: str, lexicon: Lexicon) -> str:
    """Return ``name`` without the works that its end only mentions (北海火车站提质改造工程)."""
    if works := _works(lexicon.cue("works")).search(name):
        name = name[: works.end(1)]
    if name.endswith("项目") and (len(name) > 6 or ends_with_head(name[:-2], lexicon)):
        name = name[:-2]
    bettered = _at_end(lexicon.cue("betterment")).search(name)
    if bettered and ends_with_head(name[: bettered.start()], lexicon):
        name = name[: bettered.start()]
    is_works = name.endswith("工程") and not name.endswith(("水源工程", "环网工程"))
    if is_works and ends_with_head(name[:-2], lexicon, 2):
        name = name[:-2]
    return name


def ends_with_head(name: str, lexicon: Lexicon, at_least: int = 1) -> bool:
    """Whether ``name`` ends with a head of at least so many characters."""
    return any(
        name[-size:] in lexicon.heads and not lexicon.heads[name[-size:]].suffix
        for size in range(at_least, min(len(name), 12) + 1)
    )
