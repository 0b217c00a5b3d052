"""The stage that a clause claims of a name: which of its words counts, and what it denies."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Final

from geo.codes import STAGE_RANK
from geo.lexicon import Lexicon
from geo.segmentation import Token, count_before, first_behind
from geo.spans import Span, covered

# How many characters may lie between a name and a stage word of its own.
_OWN_REACH: Final = 8
# Between 尚未 and 开工.
_MANNER: Final = ("", "正式", "全面", "实质性")
_PREPARING: Final = frozenset(("planning",))
# Whether a verb acts on something, these say, and the word behind a verb that is none of both.
_STOPS: Final = frozenset(("mark", "separator"))
_OBJECTS: Final = frozenset(("head", "unknown", "geo", "common", "latin", "digits"))


def stage_of(
    clause: str,
    tokens: list[Token],
    span: Span,
    names: Iterable[Span],
    lexicon: Lexicon,
) -> Token | None:
    """Return the words of ``clause`` that say the stage of the name at ``span``.

    ``names`` are all names of the clause: the words inside them say nothing (通航设施).

    Strong words win over weak ones; behind the name wins over before it (a verb at the end
    governs the whole list, unless an item has its own); of words that stand together the
    furthest stage counts (竣工通车), but preparation wins over all (前期工作).
    """
    start, end = span
    if is_background(tokens, start, lexicon) and not is_helped(tokens, start, end, lexicon):
        return None
    if is_title_holder(tokens, end, lexicon):
        return None
    first, last = part_of(tokens, start, end)
    words = stage_words(clause, tokens[first:last], (span, *names), lexicon)
    if own := own_word(tokens, end, lexicon):
        return own
    before = [t for t in words if t.end <= start and not is_owned(t, tokens)]
    behind = [t for t in words if t.start >= end and lexicon.stages[t.text].force != "before"]
    strong_behind = [t for t in behind if lexicon.stages[t.text].strong]
    if preparing := [t for t in strong_behind if lexicon.stages[t.text].stage in _PREPARING]:
        return preparing[0]
    pool = (
        strong_behind
        or [t for t in before if lexicon.stages[t.text].strong][-1:]
        or ([] if aims_elsewhere(clause[end:], lexicon) else _nearest(before, lexicon))
        or [t for t in behind[:1] if not acting(tokens, lexicon)[first_behind(tokens, t.end)]]
        # 建设 that ends a clause without a verb goes on with the verb of the clause before.
        or [t for t in words if t.start >= end and t is tokens[-1]]
    )
    return max(pool, key=lambda t: STAGE_RANK[lexicon.stages[t.text].stage], default=None)


def stage_words(
    clause: str,
    tokens: Iterable[Token],
    names: Iterable[Span],
    lexicon: Lexicon,
    mere: Container[str] = (),
) -> list[Token]:
    """Return those of ``tokens`` that say a stage: in no name, and not denied.

    ``mere`` are common words that are taken as well.
    """
    inside = covered(names, len(clause))
    denials = _denials(lexicon.cue("denial"))
    return [
        t
        for t in tokens
        if (t.role == "stage" or t.text in mere)
        and 1 not in inside[t.start : t.end]
        and not clause.endswith(denials, 0, t.start)
    ]


@lru_cache(maxsize=64)
def _denials(words: frozenset[str]) -> tuple[str, ...]:
    """Return what denies the word behind it: 尚未开工 says only that it is not."""
    return tuple(word + manner for word in sorted(words) for manner in _MANNER)


def is_background(tokens: list[Token], start: int, lexicon: Lexicon) -> bool:
    """Whether the name is only what the clause builds on (依托X, 围绕X, 为X)."""
    for token in reversed(tokens[: count_before(tokens, start)]):
        if token.role in {"boundary", "stage", "mark", "digits"}:
            return token.text in lexicon.cue("background")
    return False


def is_helped(tokens: list[Token], start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether what is helped is the works of the name, alone or in a list (支持X、Y建设, X投产)."""
    ahead = reversed(tokens[: count_before(tokens, start)])
    verb = next((t for t in ahead if t.role == "boundary"), None)
    if verb is None or verb.text not in lexicon.cue("help"):
        return False
    for token in tokens[first_behind(tokens, end) :]:
        if token.role in {"boundary", "stage", "mark"}:
            if token.role == "stage" and lexicon.stages[token.text].strong:
                return True
            return token.text in lexicon.cue("helped") and token.end == tokens[-1].end
    return False


def is_title_holder(tokens: list[Token], end: int, lexicon: Lexicon) -> bool:
    """Whether the name is only said to have got a title, or to own what follows."""
    at = first_behind(tokens, end)
    behind = tokens[at] if at < len(tokens) else None
    return behind is not None and behind.start == end and behind.text in lexicon.cue("title")


def aims_elsewhere(behind: str, lexicon: Lexicon) -> bool:
    """Whether the verb before a name drives something else than works (推动X创建…)."""
    return any(word in behind for word in lexicon.cue("no_works"))


def acting(tokens: list[Token], lexicon: Lexicon) -> list[bool]:
    """Say for each token, and for the end, whether a weak verb before it acts on something.

    The name before the verb then acts on something else (X加快引进…企业).
    """
    vague = lexicon.cue("vague")
    found = [False]
    for token in reversed(tokens):
        if token.role in _OBJECTS:
            found.append(token.text not in vague)
        else:
            found.append(found[-1] and token.role not in _STOPS)
    return found[::-1]


def part_of(tokens: list[Token], start: int, end: int) -> tuple[int, int]:
    """Return the tokens from verb to verb around a name (开工X等项目、建成Y等项目)."""
    cuts = [
        i
        for i in range(1, len(tokens) - 1)
        if tokens[i].role == "separator"
        and tokens[i + 1].role in {"stage", "boundary"}
        and _has_object(tokens, i + 1)
    ]
    first = max((i for i in cuts if tokens[i].end <= start), default=0)
    last = min((i for i in cuts if tokens[i].start >= end), default=len(tokens))
    before, behind = count_before(tokens, start), first_behind(tokens, end)
    is_said = any(t.role == "stage" for t in (*tokens[first:before], *tokens[behind:last]))
    return (first, last) if is_said else (0, len(tokens))


def _has_object(tokens: list[Token], i: int) -> bool:
    """Whether a verb has something behind it before the next mark."""
    for token in tokens[i:]:
        if token.role in {"separator", "mark"}:
            return False
        if token.role in {"head", "unknown", "geo", "latin"}:
            return True
    return False


def _nearest(before: list[Token], lexicon: Lexicon) -> list[Token]:
    """Return the weak word that governs what stands behind it; 建设 yields to the verb before."""
    for token in reversed(before):
        if lexicon.stages[token.text].force == "weak":
            return [token]
    return before[-1:]


def is_owned(word: Token, tokens: list[Token]) -> bool:
    """Whether a stage word belongs to the item of a list that it ends (X开业、Y改造)."""
    behind = first_behind(tokens, word.end)
    return behind < len(tokens) and tokens[behind].role == "separator"


def own_word(tokens: list[Token], end: int, lexicon: Lexicon) -> Token | None:
    """Return the stage word that follows the name before the list goes on (X开业、Y改造)."""
    for token in tokens[first_behind(tokens, end) :]:
        if token.role == "separator" or token.start > end + _OWN_REACH:
            return None
        if token.role == "stage" and lexicon.stages[token.text].strong:
            return token if is_owned(token, tokens) else None
    return None
