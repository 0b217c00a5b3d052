"""Find the sites that a report names, clause by clause, and what it claims of each.

The way of a clause: its words (:mod:`geo.segmentation`) → lists of items between verbs →
a name in each item (by its head, or by the head that the list shares) → the stage words
that govern it → its sector. A last pass over the whole report finds the names again where
they stand alone or inside a longer one. Everything here is a pure function of the text,
the lexicon and, if one is handed in, the known names of a gazetteer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from geo.amounts import find_investment
from geo.codes import MENTIONED, STAGE_RANK
from geo.lexicon import Lexicon
from geo.mentions import Mention
from geo.report import Clause, Part, Report
from geo.segmentation import Token, segment

_INSIDE = frozenset(
    ("unknown", "latin", "head", "suffix", "common", "inner", "name", "level", "geo", "bracket")
)
_EVIDENCE = frozenset(("unknown", "latin", "name", "geo", "level", "bracket"))
# 等5个消防站: the head that a list shares can stand behind its count.
_COUNTED = re.compile(r"等(\d+|[一二三四五六七八九十]+|多)(个|座|所|条|处|家|宗|栋|批|项)")
_QUANTITY = re.compile(r"\d+(?:\.\d+)?(个|座|所|条|处|栋|公里|平方米|公顷|亩)")
_WORKS = frozenset(("项目", "工程"))
_SHARED_KINDS = frozenset(("facility", "campus", "tunnel"))
_NESTING_KINDS = frozenset(("area", "campus", "road", "park", "corridor", "plot", "hill"))
_MIN_NAME, _MAX_NAME = 2, 24
# How many characters may lie between a name and a stage word of its own.
_OWN_REACH = 8

Item = list[Token]


@dataclass(frozen=True, slots=True)
class Known:
    """A place that is known beforehand: its official name and its kind."""

    name: str
    kind: str


def find_mentions(
    report: Report, lexicon: Lexicon, known: Mapping[str, Known] | None = None
) -> list[Mention]:
    """Return the mentions of all sites in ``report``, in the order of the text.

    ``known`` maps the names and aliases of known places to what is known; with None the
    extractor works from the language alone. Mentions may nest; they never cross and no two
    have the same span.
    """
    found: dict[tuple[int, int], Mention] = {}
    for clause in report.clauses:
        part = report.part_at(clause.start)
        for mention in _read_clause(report, clause, part, lexicon):
            found.setdefault(mention.span, mention)
    surface = {form: place.name for form, place in (known or {}).items()}
    for mention in found.values():
        if mention.end - mention.start >= 3 and mention.text == mention.name:
            surface.setdefault(mention.text, mention.name)
    _find_again(report, lexicon, surface, known or {}, found)
    return sorted(found.values(), key=lambda m: (m.start, -m.end))


def claim(report: Report, lexicon: Lexicon, start: int, end: int, name: str) -> Mention:
    """Return the mention ``start`` to ``end`` with the stage that its clause claims.

    Used for words that are known to be a site: an editor's, or the gazetteer's.
    Raises ``IndexError`` where the span lies in no clause.
    """
    clause = report.clause_at(start)
    tokens = _tokens(report, clause, lexicon)
    return _mention(report, clause, report.part_at(start), lexicon, tokens, start, end, name)


def _tokens(report: Report, clause: Clause, lexicon: Lexicon) -> list[Token]:
    return segment(report.text[clause.start : clause.end], lexicon)


def _read_clause(report: Report, clause: Clause, part: Part, lexicon: Lexicon) -> Iterable[Mention]:
    tokens = _tokens(report, clause, lexicon)
    text = report.text[clause.start : clause.end]
    for items in _lists(tokens):
        for item, name in _names(items, text, lexicon):
            if _is_count(text, item[-1], lexicon):
                continue
            start, end = clause.start + item[0].start, clause.start + item[-1].end
            yield _mention(report, clause, part, lexicon, tokens, start, end, name)


def _is_count(clause: str, last: Token, lexicon: Lexicon) -> bool:
    """Whether a quantity follows: 大件垃圾处理厂1座 names no site."""
    return (
        last.role == "head"
        and lexicon.heads[last.text].kind != "area"
        and bool(_QUANTITY.match(clause, last.end))
    )


def _lists(tokens: list[Token]) -> Iterable[list[Item]]:
    """Yield the lists of a clause: items are runs of words that can stand in a name."""
    for inside, run in groupby(tokens, lambda t: t.role in _INSIDE or t.role == "separator"):
        if not inside:
            continue
        items = [
            list(item) for is_item, item in groupby(run, lambda t: t.role != "separator") if is_item
        ]
        if items:
            yield items


def _names(items: list[Item], clause: str, lexicon: Lexicon) -> Iterable[tuple[Item, str]]:
    """Yield the words and the full name of each site that a list names."""
    parted = [piece for item in items for piece in _apposed(item)]
    own = [_named(item) for item in parted]
    shared = _shared_head(parted, own, clause, lexicon)
    enough = _is_counted(parted, clause) or any(own)
    last = ""
    for item, named in zip(parted, own, strict=True):
        if named and not (shared and _yields(named, shared)):
            last = _join(named)
            yield named, last
        elif _is_phase(item) and last:
            yield item, _phaseless(last) + _join(item)
        elif (bare := _bare(named or item)) and (shared or (enough and len(parted) > 1)):
            last = _join(bare)
            if shared and last[-1] != shared[-1]:
                last += shared
            yield bare, last


def _apposed(item: Item) -> list[Item]:
    """Cut 先导项目小洪山科学城 behind 项目: what follows is a name of its own."""
    pieces: list[Item] = [[]]
    for token, after in zip(item, [*item[1:], None], strict=True):
        pieces[-1].append(token)
        if token.text in _WORKS and after and after.role in _EVIDENCE:
            pieces.append([])
    return pieces


def _named(item: Item) -> Item | None:
    """Return the part of ``item`` that is a name with a head, None where there is none."""
    heads = [i for i, token in enumerate(item) if token.role == "head"]
    while heads:
        last = heads.pop()
        first = _first(item, last)
        if first is None:
            continue
        end = last + 1
        while end < len(item) and (item[end].role in {"suffix", "latin"}):
            end += 1
        # 项目 and 工程 belong to a name only behind another suffix (综合提升项目).
        while item[end - 1].text in _WORKS and end - 2 <= last:
            end -= 1
        name = item[first:end]
        return name if _MIN_NAME <= len(_join(name)) <= _MAX_NAME else None
    suffixed = [i for i, token in enumerate(item) if token.role == "suffix"]
    if suffixed and item[0].role in _EVIDENCE and item[0].role != "latin":
        name = item[: suffixed[-1] + 1]
        if name[-1].text not in _WORKS and _MIN_NAME < len(_join(name)) <= _MAX_NAME:
            return name
    return None


def _first(item: Item, last: int) -> int | None:
    """Return where the name that ends with the head at ``last`` begins."""
    begin = 0
    for i in range(last):
        # A head without a name of its own before it only describes (购物中心武商梦时代广场).
        described = item[i].role == "head" and not any(t.role in _EVIDENCE for t in item[begin:i])
        if described and item[i + 1].role in _EVIDENCE:
            begin = i + 1
    while begin < last and item[begin].role in {"common", "suffix"}:
        begin += 1
    evidence = [t for t in item[begin:last] if t.role in _EVIDENCE]
    return (
        begin
        if any(len(t.text) > 1 or t.role == "level" for t in evidence)
        else (begin if evidence and len(_join(item[begin : last + 1])) > 2 else None)
    )


def _is_counted(items: list[Item], clause: str) -> bool:
    return bool(_COUNTED.match(clause, items[-1][-1].end))


def _shared_head(
    items: list[Item], own: list[Item | None], clause: str, lexicon: Lexicon
) -> str | None:
    """Return the head that the items of a list share, None where they share none."""
    counted = _COUNTED.match(clause, items[-1][-1].end)
    if counted:
        for token in segment(clause[counted.end() :], lexicon):
            if token.role == "head":
                kind = lexicon.heads[token.text].kind
                return token.text if kind in _SHARED_KINDS else None
            if token.role not in _INSIDE:
                return None
        return None
    final = own[-1]
    if len(items) < 2 or not final:
        return None
    heads = [i for i, token in enumerate(final) if token.role == "head"]
    if not heads or any(own[i] and not _is_short(own[i]) for i in range(len(items) - 1)):
        return None
    head = heads[-1]
    kind = lexicon.heads[final[head].text].kind if final[head].text in lexicon.heads else ""
    if kind not in _SHARED_KINDS:
        return None
    while head > 0 and final[head - 1].role in {"common", "inner", "level"}:
        head -= 1
    return _join(final[head:]) if head else None


def _is_short(named: Item | None) -> bool:
    """Whether a name is only a street or a water, such as a district office is named by."""
    return named is not None and len(named) == 2 and len(named[-1].text) == 1


def _yields(named: Item, shared: str) -> bool:
    """Whether a short name is only the first half of a longer one (罗家路 of 罗家路消防站)."""
    return _is_short(named) and shared not in _join(named)


def _is_phase(item: Item) -> bool:
    return all(token.role == "suffix" and token.text.endswith("期") for token in item)


def _phaseless(name: str) -> str:
    return re.sub(r"[一二三四五首]期$", "", name)


def _bare(item: Item) -> Item | None:
    """Return ``item`` if it can be a name that has no head of its own."""
    while item and item[0].role == "common":
        item = item[1:]
    has_evidence = any(t.role in {"unknown", "latin"} for t in item)
    plain = all(t.role in {"unknown", "latin", "name", "geo", "level", "head"} for t in item)
    return item if has_evidence and plain and _MIN_NAME <= len(_join(item)) <= 10 else None


def _join(item: Item) -> str:
    return "".join(token.text for token in item)


def _mention(
    report: Report,
    clause: Clause,
    part: Part,
    lexicon: Lexicon,
    tokens: list[Token],
    start: int,
    end: int,
    name: str,
) -> Mention:
    stage = _stage(tokens, start - clause.start, end - clause.start, lexicon)
    quote = report.text[clause.start : clause.end]
    code = lexicon.stages[stage.text].stage if stage else MENTIONED
    return Mention(
        start=start,
        end=end,
        text=report.text[start:end],
        name=name,
        quote_start=clause.start,
        quote_end=clause.end,
        period=part.period,
        planned=part.planned,
        stage=code,
        stage_start=clause.start + stage.start if stage else None,
        stage_end=clause.start + stage.end if stage else None,
        sector=sector_of(name, quote, code, lexicon),
        kind=_kind(name, lexicon),
        investment=find_investment(report.text, start, end, clause),
    )


def _stage(tokens: list[Token], start: int, end: int, lexicon: Lexicon) -> Token | None:
    """Return the words of the clause that say the stage of the name at ``start`` to ``end``.

    Strong words win over weak ones; behind the name wins over before it (a verb at the end
    governs the whole list, unless an item has its own); of words that stand together the
    furthest stage counts (竣工通车).
    """
    words = [t for t in tokens if t.role == "stage" and (t.end <= start or t.start >= end)]
    if own := _own(tokens, end, lexicon):
        return own
    before = [t for t in words if t.end <= start and not _is_owned(t, tokens)]
    behind = [t for t in words if t.start >= end]
    pool = (
        [t for t in behind if lexicon.stages[t.text].strong]
        or [t for t in before if lexicon.stages[t.text].strong][-1:]
        or before[-1:]
        or behind[:1]
    )
    return max(pool, key=lambda t: STAGE_RANK[lexicon.stages[t.text].stage], default=None)


def _is_owned(word: Token, tokens: list[Token]) -> bool:
    """Whether a stage word belongs to the item of a list that it ends (X开业、Y改造)."""
    return any(t.start == word.end and t.role == "separator" for t in tokens)


def _own(tokens: list[Token], end: int, lexicon: Lexicon) -> Token | None:
    """Return the stage word that follows the name before the list goes on (X开业、Y改造)."""
    for token in tokens:
        if token.start < end:
            continue
        if token.role == "separator" or token.start > end + _OWN_REACH:
            return None
        if token.role == "stage" and lexicon.stages[token.text].strong:
            return token if _is_owned(token, tokens) else None
    return None


def sector_of(name: str, quote: str, stage: str, lexicon: Lexicon) -> str:
    """Return the sector that the cues in a name, and less so in its clause, speak for."""
    scores: dict[str, float] = {}
    if stage in {"land_assembly", "land_supply"}:
        scores["urban_renewal"] = 4.0
    for cue, entry in lexicon.sectors.items():
        if len(cue) == 1 and not name.endswith(cue):
            continue
        if cue in name:
            # The end of a name says what it is, its beginning whose it is.
            weight = 3.0 if name.endswith(cue) else 2.0
        elif cue in quote:
            weight = 0.5
        else:
            continue
        scores[entry.sector] = scores.get(entry.sector, 0) + weight * entry.weight
    return max(scores, key=lambda s: scores[s], default="headquarters_other")


def _kind(name: str, lexicon: Lexicon) -> str | None:
    """Return the kind of place that the last head in ``name`` stands for."""
    for start in range(len(name)):
        for head in (name[start:], name[start:-2]):
            if head in lexicon.heads and not lexicon.heads[head].suffix:
                return lexicon.heads[head].kind
    return None


def _find_again(
    report: Report,
    lexicon: Lexicon,
    surface: Mapping[str, str],
    known: Mapping[str, Known],
    found: dict[tuple[int, int], Mention],
) -> None:
    """Add the places where a name stands again that the clause alone did not show."""
    if not surface:
        return
    for form in sorted(surface, key=lambda f: (-len(f), f)):
        start = report.text.find(form)
        while start >= 0:
            span = start, start + len(form)
            if span[1] <= report.clause_at(start).end:
                _take(report, lexicon, surface[form], span, known, found)
            start = report.text.find(form, start + 1)


def _take(
    report: Report,
    lexicon: Lexicon,
    name: str,
    span: tuple[int, int],
    known: Mapping[str, Known],
    found: dict[tuple[int, int], Mention],
) -> None:
    """Take the name at ``span`` unless it crosses or repeats what is found there."""
    mention = claim(report, lexicon, *span, name)
    if span in found:
        if mention.text in known:
            found[span] = replace(found[span], name=name)
        return
    others = [m for m in found.values() if m.quote_start == mention.quote_start]
    verdicts = [(_settle(mention, other, known, lexicon), other) for other in others]
    if any(verdict == "yield" for verdict, _ in verdicts):
        return
    for verdict, other in verdicts:
        if verdict == "replace":
            del found[other.span]
        elif verdict == "nest":
            mention = replace(mention, stage=MENTIONED, stage_start=None, stage_end=None)
    found[span] = mention


def _settle(
    mention: Mention, other: Mention, known: Mapping[str, Known], lexicon: Lexicon
) -> Literal["keep", "nest", "replace", "yield"]:
    """Say what a name that stands again does to a mention that was found in its clause."""
    knows_better = mention.text in known and other.text not in known
    if mention.crosses(other):
        return "replace" if knows_better else "yield"
    if other.start <= mention.start and mention.end <= other.end:
        # At its end the longer one only describes the name (国内最大的武商梦时代广场).
        if mention.end == other.end:
            return "replace" if knows_better else "yield"
        place, holder = known.get(mention.text), known.get(other.text)
        if place and holder and place.name == holder.name:
            return "yield"
        kind = place.kind if place else _kind(mention.text, lexicon)
        return "nest" if kind in _NESTING_KINDS else "yield"
    is_held = mention.start <= other.start and other.end <= mention.end
    if is_held and other.text not in known and (knows_better or other.end == mention.end):
        return "replace"
    return "keep"
