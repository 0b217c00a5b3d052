"""Lists of names: items that share a head, items that their neighbours prove, bare phases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from geo.model.mentions import Span
from geo.reading.lexicon import Lexicon
from geo.reading.segmentation import Token, count_before
from geo.reading.spans import covered

# 等5个消防站: the head that a list shares can stand behind its count.
_COUNTED: Final = re.compile(
    r"(?:等?(?:\d+|[一二三四五六七八九十两]+|多)(?:个|座|所|条|处|家|宗|栋|批|项|大)|等)(?P<rest>.{1,14})"
)
_SHARED_KINDS: Final = frozenset(
    ("facility", "campus", "tunnel", "metro", "road", "area", "building", "canal", "plot")
)
_ENDS: Final = frozenset(("boundary", "mark", "stage", "number", "digits"))
# In so many reports of some sixty a pair of characters is common speech.
_COMMON_PAIR: Final = 10
_PHASE: Final = re.compile(r"[一二三四五六首]期(?=$|工程$)")
_PHASE_END: Final = re.compile(r"[一二三四五六首]期$")
# A series is read from its first number only, not from each of its numbers anew.
_SERIES: Final = re.compile(
    r"(?:(?:城市)?轨道交通|地铁|轨交|轻轨)?(?<!\d[、和与及])(?:(?<!\d)\d{1,2}|(?<=\d)\d{2})(?!\d)"
    r"(?:[、和与及]\d{1,2})++号线"
)
_BETWEEN: Final = re.compile("[、和与及]")
_TO_NUMBER: Final = re.compile(r"\D*")
_FIRMS: Final = re.compile(r"等\d+(?:家|户)")
_COST: Final = re.compile(
    r"(?:项目|工程)?(?:[（(](?:计划|预计|项目)?总?投资(?:额|约)?|(?:总造价|造价|概算)(?:为|约|达)?)(?=约?\d)"
)
_WHOLE_END: Final = re.compile(r"[A-Za-z]\d*$|[）)”]$")
_QUOTED: Final = re.compile(r"“[^“”，。、]{2,10}”")
# E1、E2、F3: plots of the area that the first one names.
_PLOT: Final = re.compile(r"[A-Z]{1,2}\d{0,3}")
_PLOT_TAIL: Final = re.compile(r"[A-Z]{1,2}\d{0,3}$")
_EVIDENCE: Final = frozenset(("unknown", "latin", "name", "geo", "level", "bracket"))


def items(tokens: list[Token]) -> Iterable[list[list[Token]]]:
    """Yield the lists of a sentence: runs of items between verbs and marks."""
    run: list[list[Token]] = [[]]
    for token in [*tokens, None]:
        if token is None or token.role in _ENDS:
            if any(run):
                yield [item for item in run if item]
            run = [[]]
        elif token.role == "separator":
            run.append([])
        else:
            run[-1].append(token)


def complete(tokens: list[Token], spans: list[Span]) -> list[Span]:
    """Return ``spans`` with the items of their lists that the tagger passed over."""
    found = list(spans)
    marked, held = frozenset(spans), covered(spans, tokens[-1].end if tokens else 0)
    for run in items(tokens):
        if len(run) < 2:
            continue
        edges = [(item[0].start, item[-1].end) for item in run]
        whole = [edge in marked for edge in edges]
        free = [1 not in held[start:end] for start, end in edges]
        if sum(whole) * 2 < len(run) - sum(free) or not any(whole):
            continue
        for item, edge, is_free in zip(run, edges, free, strict=True):
            if is_free and _is_proved(item, edge):
                found.append(edge)
    return sorted(found)


def headed(tokens: list[Token], spans: list[Span], lexicon: Lexicon) -> list[Span]:
    """Return ``spans`` with the plain names that the tagger passed over.

    Plain is what consists of something of its own, a head of two characters or more and
    nothing else, between a verb or a mark and another.
    """
    found = list(spans)
    held = covered(spans, tokens[-1].end if tokens else 0)
    shells = lexicon.cue("shell")
    for run in items(tokens):
        for item in run:
            last = max((i for i, t in enumerate(item) if t.role == "head"), default=0)
            if not last:
                continue
            rest = item[last + 1 :]
            while rest and rest[0].role == "suffix" and rest[0].text not in shells:
                last, rest = last + 1, rest[1:]
            first = int(item[0].role in {"common", "inner"} and last > 1)
            plain = item[first : last + 1]
            start, end = plain[0].start, plain[-1].end
            head = next((t for t in reversed(plain) if t.role == "head"), plain[-1])
            inside = [t for t in plain if t.role not in {"head", "suffix"}]
            if (
                head.role == "head"
                and len(head.text) > 1
                and any(is_rare(t, lexicon) for t in inside)
                and all(t.role in {"unknown", "name", "geo", "inner"} for t in inside)
                and all(t.text in shells for t in rest)
                and 1 not in held[start:end]
            ):
                found.append((start, end))
    return sorted(set(found))


def alike(tokens: list[Token], spans: list[Span], lexicon: Lexicon) -> list[Span]:
    """Return ``spans`` with the items of lists whose every other item is a name of such a kind.

    An item is a name of its own (平安大道、鹭洲路), or, where something is built, an institution
    that a county has once (建成人民医院、鹭洲医院新院区).
    """
    found = list(spans)
    held = covered(spans, tokens[-1].end if tokens else 0)
    roles = {token.end: token.role for token in tokens}
    for run in items(tokens):
        edges = [(item[0].start, item[-1].end) for item in run]
        named = [1 in held[start:end] for start, end in edges]
        if len(run) < 2 or not any(named):
            continue
        is_built = roles.get(edges[0][0]) == "stage"
        kinds = {_kind(item, lexicon) for item, own in zip(run, named, strict=True) if own}
        fits = [
            own or (_kind(item, lexicon) in kinds and _is_one(item, lexicon, is_built=is_built))
            for item, own in zip(run, named, strict=True)
        ]
        if all(fits):
            found += [edge for edge, own in zip(edges, named, strict=True) if not own]
    return sorted(set(found))


def _kind(item: list[Token], lexicon: Lexicon) -> str:
    """Return the kind of the last head of an item, "" where it has none."""
    heads = (lexicon.heads.get(t.text) for t in reversed(item) if t.role == "head")
    return next((str(head.kind) for head in heads if head), "")


def _is_one(item: list[Token], lexicon: Lexicon, *, is_built: bool) -> bool:
    if len(item) == 1:
        return is_built and item[0].text in lexicon.cue("unique")
    *own, head = item
    return (
        head.role == "head" and len(head.text) > 1 and all(is_rare(token, lexicon) for token in own)
    )


def phases(tokens: list[Token], spans: list[Span], lexicon: Lexicon) -> list[Span]:
    """Return ``spans`` with the phases that stand alone behind a name (X一期建成，二期开工)."""
    found = list(spans)
    for before, token, after in zip(tokens, tokens[1:], [*tokens[2:], None], strict=False):
        alone = before.role in _ENDS or before.role == "separator"
        ended = after is None or after.role in _ENDS or after.role == "separator"
        phase = _PHASE.match(token.text)
        if (
            phase
            and alone
            and (ended or after is None or after.text in lexicon.cue("shell"))
            and any(end <= token.start for _, end in spans)
        ):
            found.append((token.start, token.start + phase.end()))
    return sorted(set(found))


def sole(tokens: list[Token], spans: list[Span], lexicon: Lexicon) -> list[Span]:
    """Return ``spans`` with the areas that need no name where a city has one (高新区, 综保区)."""
    found = list(spans)
    for run in items(tokens):
        for item in run:
            first = 1 if len(item) > 1 and item[0].role == "level" else 0
            edge = item[0].start, item[first].end if first < len(item) else 0
            alone = len(item) == first + 1 or item[first + 1].role in {"common", "inner"}
            if (
                item[first].text in lexicon.cue("sole")
                and alone
                and not any(edge[0] < e and b < edge[1] for b, e in spans)
            ):
                found.append(edge)
    return sorted(set(found))


def numbered(sentence: str, spans: list[Span]) -> list[Span]:
    """Return ``spans`` with each line of a series (6、7、8号线)."""
    found = set(spans)
    for series in _SERIES.finditer(sentence):
        found = {s for s in found if s[1] <= series.start() or s[0] >= series.end()}
        at = series.start()
        for number in _BETWEEN.split(series.group()):
            found.add((at, at + len(number)))
            at += len(number) + 1
    return sorted(found)


def quoted(sentence: str, tokens: list[Token], spans: list[Span]) -> list[Span]:
    """Return ``spans`` with what a quotation and the head behind it name (“鹭洲之眼”观光塔)."""
    found = list(spans)
    heads = {t.start: t.end for t in tokens if t.role == "head" and len(t.text) > 1}
    for mark in _QUOTED.finditer(sentence):
        end = heads.get(mark.end())
        if end and not any(mark.start() < e and b < end for b, e in spans):
            found.append((mark.start(), end))
    return sorted(set(found))


def settled(sentence: str, tokens: list[Token], spans: list[Span], lexicon: Lexicon) -> list[Span]:
    """Return ``spans`` with the firms that a clause brings in (引进X、Y等3家企业)."""
    found = list(spans)
    for i, token in enumerate(tokens[:-1]):
        if token.text not in lexicon.cue("settling"):
            continue
        run = next(iter(items(tokens[i + 1 :])), [])
        if not run or run[0][0].start != token.end:
            continue
        if not _FIRMS.match(sentence, run[-1][-1].end):
            continue
        for item in run:
            edge = item[0].start, item[-1].end
            if not any(edge[0] < e and b < edge[1] for b, e in spans):
                found.append(edge)
    return sorted(set(found))


def costed(sentence: str, tokens: list[Token], spans: list[Span], lexicon: Lexicon) -> list[Span]:
    """Return ``spans`` with the names whose cost follows (X厂（总投资3亿元）, X立交造价6亿元)."""
    found = list(spans)
    for cost in _COST.finditer(sentence):
        run: list[Token] = []
        for token in reversed(tokens[: count_before(tokens, cost.start())]):
            if token.role in _ENDS or token.role == "separator":
                break
            run.insert(0, token)
        while run and run[-1].role == "suffix":
            run.pop()
        if len(run) < 2 or run[-1].role != "head":
            continue
        span = run[0].start, run[-1].end
        own = any(is_rare(token, lexicon) or token.role == "geo" for token in run[:-1])
        if own and not any(begin < span[1] and span[0] < end for begin, end in found):
            found.append(span)
    return sorted(found)


def is_rare(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is of this place alone, as far as other reports tell."""
    if token.role == "name":
        return True
    common = lexicon.pairs.get(token.text[:2], 0) >= _COMMON_PAIR
    return token.role == "unknown" and len(token.text) > 1 and not common


def _is_proved(item: list[Token], edge: Span) -> bool:
    """Whether an item beside names can be one: something of its own, nothing generic."""
    has_evidence = any(t.role in _EVIDENCE and len(t.text) > 1 for t in item)
    return has_evidence and 2 <= edge[1] - edge[0] <= 12


def full_names(sentence: str, spans: list[Span], lexicon: Lexicon) -> dict[Span, str]:
    """Return the name of each span, with the head that its list shares restored.

    In 鹭湾、槐荫闸变电站 the first item is named 鹭湾变电站, in 鹭洲小镇二期、三期 the second
    is named 鹭洲小镇三期.
    """
    names = {span: sentence[slice(*span)] for span in spans}
    for series in _SERIES.finditer(sentence):
        prefix = _TO_NUMBER.match(series.group())
        for span in spans:
            if series.start() <= span[0] and span[1] <= series.end() and prefix:
                number = names[span].removeprefix(prefix.group()).removesuffix("号线")
                names[span] = f"{prefix.group()}{number}号线"
    before = ""
    for run in _runs(sentence, spans):
        head = _shared_head(sentence, run, lexicon)
        first = last = ""
        for span in run:
            text = names[span]
            if text != sentence[slice(*span)]:
                continue
            if _PLOT.fullmatch(text) and last:
                text = _PLOT_TAIL.sub("", first) + text
                names[span] = text
            if _PHASE_END.fullmatch(text) and (last := last or before):
                names[span] = _PHASE_END.sub("", last) + text
            elif head and _lacks(text, head, lexicon):
                names[span] = text + head.removeprefix(text[-1])
            last = names[span]
            first = first or sentence[slice(*span)]
        before = last
    return names


def _runs(sentence: str, spans: list[Span]) -> Iterable[list[Span]]:
    run: list[Span] = []
    for span in sorted(spans):
        if run and sentence[run[-1][1] : span[0]] not in {
            "、",
            "和",
            "与",
            "及",
            "以及",
            "\\",
            "/",
        }:
            yield run
            run = []
        run.append(span)
    if run:
        yield run


def _lacks(text: str, head: str, lexicon: Lexicon) -> bool:
    """Whether ``text`` is only the first half of a name: no head, or a street beside a station."""
    is_plot = head in lexicon.heads and lexicon.heads[head].kind == "plot"
    if _WHOLE_END.search(text) and not is_plot:
        return False
    own = next((text[i:] for i in range(1, len(text)) if text[i:] in lexicon.heads), "")
    if not own:
        return True
    kind = lexicon.heads[head].kind if head in lexicon.heads else "facility"
    other = kind != lexicon.heads[own].kind and kind not in {"road", "metro", "building"}
    return len(own) == 1 and other and head not in text


def _shared_head(sentence: str, run: list[Span], lexicon: Lexicon) -> str | None:
    if counted := _COUNTED.match(sentence, run[-1][1]):
        return _first_head(counted["rest"], lexicon)
    if len(run) < 2:
        return None
    final = sentence[slice(*run[-1])]
    for i in range(1, len(final) - 1):
        head = lexicon.heads.get(final[i:])
        if head and not head.suffix:
            if head.kind not in _SHARED_KINDS:
                return None
            return final[_with_attributes(final, i, lexicon) :]
    return None


def _first_head(rest: str, lexicon: Lexicon) -> str | None:
    """Return the head that ``rest`` begins with, behind a few attributes (地标性商圈)."""
    for begin in range(min(5, len(rest))):
        if begin and not _is_attribute(rest[:begin], lexicon):
            continue
        for size in range(min(len(rest) - begin, 12), 1, -1):
            head = lexicon.heads.get(rest[begin : begin + size])
            if head and not head.suffix:
                return head.word if head.kind in _SHARED_KINDS else None
    return None


def _is_attribute(text: str, lexicon: Lexicon) -> bool:
    return text.endswith("性") or lexicon.words.get(text) in {"common", "inner", "level"}


def _with_attributes(name: str, at: int, lexicon: Lexicon) -> int:
    """Return where the common words before a head begin (街道社区卫生服务中心)."""
    for begin in range(max(1, at - 4), at):
        if lexicon.words.get(name[begin:at]) in {"common", "inner", "level"}:
            return _with_attributes(name, begin, lexicon)
    return at
