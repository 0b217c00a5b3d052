"""Which stage word of its clause a name is claimed by: every one is weighed.

Each word that could be it is weighed by what it is, where it stands to the name, what lies
between and what the rules of :mod:`geo.reading.stages` see in the clause; the likeliest counts if
it is likely at all. What the rules would choose does not count: they were written on the passages
that the weights are learned from (``benchmarks/training.py``), and would be trusted too much. The
model is one of maximum entropy, that is a CRF over sequences of one.

The weights decide the stage. Where several words say it (加快…建设), the rules choose the one that
is shown for it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Final

from geo.model.mentions import Span
from geo.reading.lexicon import Lexicon
from geo.reading.segmentation import Token, count_before, first_behind
from geo.reading.stages import Signs, share_of, stage_of, sure_word
from geo.reading.tagger import open_tagger

CLAIM: Final = "claim"
# A word counts from this chance on: anything from .35 to .5 is alike in cross-validation.
_THRESHOLD: Final = 0.42
_COUNTED: Final = ("separator", "mark", "boundary", "stage")
_SPEAKING: Final = frozenset(("boundary", "stage"))
# Words that are told where they lie between.
_TOLD: Final = frozenset((*_SPEAKING, "mark", "common"))
_MANY: Final = 3
_STEP, _FAR = 4, 7


@dataclass(frozen=True, slots=True)
class NameInClause:
    """A name in its clause: the clause's words, the name's span, kind and the other names.

    ``planned`` says whether the clause speaks of what is to come.
    """

    clause: str
    tokens: list[Token]
    span: Span
    names: Sequence[Span]
    kind: str
    planned: bool


def stage_word_of(name: NameInClause, lexicon: Lexicon, model: Path | None) -> Token | None:
    """Return the words that say the stage of ``name``; by the rules alone without a model."""
    signs = _signs(name, lexicon)
    word = _chosen(name, signs, lexicon, model)
    return word and sure_word(word, signs, name.names)


def _chosen(name: NameInClause, signs: Signs, lexicon: Lexicon, model: Path | None) -> Token | None:
    ruled = stage_of(signs)
    if model is None:
        return ruled
    tagger = open_tagger(model)
    likeliest, chance = None, _THRESHOLD
    for token, features in _described(name, signs, lexicon):
        tagger.set([features])
        own = tagger.marginal(CLAIM, 0)
        if own > chance:
            likeliest, chance = token, own
    if likeliest and ruled and _stage(ruled, lexicon) == _stage(likeliest, lexicon):
        return ruled
    # The weights know no share of works.
    return likeliest or share_of(signs)


def _stage(word: Token, lexicon: Lexicon) -> str:
    return lexicon.all_stages[word.text].stage


def described(name: NameInClause, lexicon: Lexicon) -> Iterator[tuple[Token, dict[str, float]]]:
    """Yield each stage word of the clause with its features."""
    return _described(name, _signs(name, lexicon), lexicon)


def _signs(name: NameInClause, lexicon: Lexicon) -> Signs:
    return Signs(name.clause, name.tokens, name.span, name.names, lexicon)


def _described(
    name: NameInClause, signs: Signs, lexicon: Lexicon
) -> Iterator[tuple[Token, dict[str, float]]]:
    """Yield each stage word of the clause with its features.

    What the words have in common is counted once: a clause may hold as many names and stage
    words as it has room for.
    """
    words = signs.words
    if not words:
        return
    said = zip(
        words,
        _placed(name, words, lexicon),
        _between(name, signs, lexicon),
        _beside(name, signs, lexicon),
        strict=True,
    )
    for word, placed, between, beside in said:
        features = {"bias": 1.0}
        features |= dict.fromkeys(_ruled(name, word, signs, lexicon), 1.0)
        features |= dict.fromkeys(placed, 1.0)
        features |= dict.fromkeys(between, 1.0)
        features |= dict.fromkeys(beside, 1.0)
        yield word, features


def _side(name: NameInClause, word: Token) -> str:
    return "before" if word.end <= name.span[0] else "behind"


def _ruled(name: NameInClause, word: Token, signs: Signs, lexicon: Lexicon) -> Iterator[str]:
    """Yield what the rules see of the word and of its clause."""
    known, side = lexicon.all_stages[word.text], _side(name, word)
    is_near = signs.places[word.start] in signs.part
    own = signs.own
    yield f"part {is_near} {side}"
    yield f"part {is_near} {known.force} {side}"
    yield f"background {signs.is_background} {signs.is_helped}"
    yield f"background {signs.is_background} {signs.is_helped} {known.stage}"
    yield f"titled {signs.is_title_holder}"
    yield f"elsewhere {signs.aims_elsewhere} {side} {known.force}"
    yield f"own {own is not None and own.start == word.start} {own is not None}"
    yield f"owned {signs.is_owned(word)} {side}"
    yield f"acts {signs.acts(word)} {side} {known.force}"


def _placed(name: NameInClause, words: Sequence[Token], lexicon: Lexicon) -> Iterator[list[str]]:
    """Yield, for each stage word, what it is and where it stands among the others."""
    sides = [_side(name, word) for word in words]
    before = sides.count("before")
    count = f"{min(before, _MANY)} {min(len(words) - before, _MANY)}"
    forces = Counter(lexicon.all_stages[word.text].force for word in words)
    keys = [f"{lexicon.all_stages[w.text].stage} {s}" for w, s in zip(words, sides, strict=True)]
    others = _others(keys)
    for number, (word, side) in enumerate(zip(words, sides, strict=True)):
        known = lexicon.all_stages[word.text]
        rank = min(before - 1 - number if side == "before" else number - before, _MANY)
        beside = sorted(f for f, often in forces.items() if often > (f == known.force))
        yield [
            f"word {word.text} {side}",
            f"stage {known.stage} {side}",
            f"force {known.force} {side}",
            f"kind {name.kind} {known.stage} {side}",
            f"planned {name.planned} {known.stage}",
            f"rank {side} {rank}",
            f"rank {side} {rank} {known.force}",
            f"count {side} {count}",
            f"others {side} {known.force} {beside}",
            *(f"other {other} {keys[number]}" for other in next(others)),
        ]


def _others(keys: Sequence[str]) -> Iterator[list[str]]:
    """Yield, for each of ``keys``, what the others are: each once, in order of appearance."""
    places: dict[str, list[int]] = {}
    for at, key in enumerate(keys):
        places.setdefault(key, []).append(at)
    usual = list(places)
    for at, key in enumerate(keys):
        if places[key][0] != at:
            yield usual
        else:
            first = {other: found[0] for other, found in places.items() if other != key}
            if len(places[key]) > 1:
                first[key] = places[key][1]
            yield sorted(first, key=first.__getitem__)


def _between(name: NameInClause, signs: Signs, lexicon: Lexicon) -> list[list[str]]:
    """Return, for each stage word, what lies between it and the name."""
    words, places, tokens, (start, end) = signs.words, signs.places, name.tokens, name.span
    until, since = count_before(tokens, start), first_behind(tokens, end)
    # The tokens between a word and the name are a run of them: two sums tell what is in it.
    sizes = list(accumulate((t.end - t.start for t in tokens), initial=0))
    roles = [list(accumulate((t.role == r for t in tokens), initial=0)) for r in _COUNTED]
    starts = sorted(a for a, b in name.names if b <= start)
    ends = sorted(b for a, b in name.names if a >= end)
    found: dict[int, list[str]] = {}

    def say(word: Token, run: tuple[int, int], names: int, texts: Iterable[str]) -> None:
        side = _side(name, word)
        first, last = run
        gap = sizes[last] - sizes[first]
        found[word.start] = [
            f"gap {side} {min(gap // _STEP, _FAR)}",
            f"touches {side} {gap == 0} {lexicon.all_stages[word.text].stage}",
            *(
                f"between {side} {role} {min(sums[last] - sums[first], _MANY)}"
                for role, sums in zip(_COUNTED, roles, strict=True)
            ),
            f"names between {side} {min(names, _MANY)}",
            *(f"between {side} {text}" for text in texts),
        ]

    # Each word's texts are those of the word nearer to the name and some more.
    texts: dict[str, None] = {}
    at = since
    for word in words:
        if _side(name, word) == "behind":
            for token in tokens[at : places[word.start]]:
                if token.role in _TOLD:
                    texts[token.text] = None
            at = max(at, places[word.start])
            say(word, (since, at), bisect_right(ends, word.start), texts)
    texts = {}
    at = until
    for word in reversed(words):
        if _side(name, word) == "before":
            first = places[word.start] + 1
            for token in reversed(tokens[first:at]):
                if token.role in _TOLD:
                    texts.pop(token.text, None)
                    texts[token.text] = None
            at = first
            say(word, (first, until), len(starts) - bisect_left(starts, word.end), reversed(texts))
    return [found[word.start] for word in words]


def _beside(name: NameInClause, signs: Signs, lexicon: Lexicon) -> Iterator[list[str]]:
    """Yield, for each stage word, what stands directly beside it and beside the name."""
    places, tokens, (start, end) = signs.places, name.tokens, name.span
    until, since = count_before(tokens, start), first_behind(tokens, end)
    before = _term(tokens[until - 1] if until else None)
    behind = _term(tokens[since] if since < len(tokens) else None)
    last = _term(tokens[-1] if since < len(tokens) else None)
    spoken = (
        t.text
        for t in reversed(tokens[:until])
        if t.role in _SPEAKING and 1 not in signs.held[t.start : t.end]
    )
    verb = next(spoken, "^")
    for word in signs.words:
        side, stage = _side(name, word), lexicon.all_stages[word.text].stage
        at = places[word.start]
        left = tokens[at - 1] if at else None
        right = tokens[at + 1] if at + 1 < len(tokens) else None
        yield [
            f"left {side} {_term(left)}",
            f"right {side} {_term(right)}",
            f"left role {side} {left.role if left else '^'}",
            f"right role {side} {right.role if right else '$'}",
            f"pair {word.text} {_term(right)}",
            f"pair {_term(left)} {word.text}",
            f"last {side} {right is None}",
            f"before name {before} {side}",
            f"behind name {behind} {side}",
            f"ends {last} {side} {stage}",
            f"verb {verb} {word.text} {side}",
        ]


def _term(token: Token | None) -> str:
    return token.term if token else "|"
