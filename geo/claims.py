"""Which stage word of its clause a name is claimed by: every one is weighed.

Each word that could be it is weighed by what it is, where it stands to the name, what lies
between and what the rules of :mod:`geo.stages` see in the clause; the likeliest counts if it is
likely at all. What the rules would choose does not count: they were written on the passages that
the weights are learned from (``benchmarks/training.py``), and would be trusted too much. The
model is one of maximum entropy, that is a CRF over sequences of one.

The weights decide the stage. Where several words say it (加快…建设), the rules choose the one that
is shown for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.lexicon import Lexicon
from geo.segmentation import Token
from geo.stages import (
    Span,
    acts,
    aims_elsewhere,
    is_background,
    is_helped,
    is_owned,
    is_title_holder,
    own_word,
    part_of,
    stage_of,
    stage_words,
)
from geo.tagger import open_tagger

CLAIM: Final = "claim"
# A word counts from this chance on: anything from .35 to .5 is alike in cross-validation.
_THRESHOLD: Final = 0.42
_COUNTED: Final = ("separator", "mark", "boundary", "stage")
_SPEAKING: Final = frozenset(("boundary", "stage"))
_MANY: Final = 3
_STEP, _FAR = 4, 7


@dataclass(frozen=True, slots=True)
class Claimed:
    """A name in its clause: the clause's words, the name's span, kind and the other names.

    ``planned`` says whether the clause speaks of what is to come.
    """

    clause: str
    tokens: list[Token]
    span: Span
    names: Sequence[Span]
    kind: str
    planned: bool


def claim_of(name: Claimed, lexicon: Lexicon, model: Path | None) -> Token | None:
    """Return the words that say the stage of ``name``; by the rules alone without a model."""
    ruled = stage_of(name.clause, name.tokens, name.span, name.names, lexicon)
    if model is None:
        return ruled
    tagger = open_tagger(model)
    likeliest, chance = None, _THRESHOLD
    for token, features in described(name, lexicon):
        tagger.set([features])
        own = tagger.marginal(CLAIM, 0)
        if own > chance:
            likeliest, chance = token, own
    if likeliest and ruled and _stage(ruled, lexicon) == _stage(likeliest, lexicon):
        return ruled
    return likeliest


def _stage(word: Token, lexicon: Lexicon) -> str:
    return lexicon.claims[word.text].stage


def described(name: Claimed, lexicon: Lexicon) -> Iterator[tuple[Token, dict[str, float]]]:
    """Yield each stage word of the clause with its features."""
    words = stage_words(
        name.clause, name.tokens, (name.span, *name.names), lexicon, lexicon.mere_stages
    )
    signs = _signs(name, lexicon) if words else {}
    for word in words:
        features = {"bias": 1.0}
        features |= dict.fromkeys(_ruled(name, word, signs, lexicon), 1.0)
        features |= dict.fromkeys(_placed(name, word, words, lexicon), 1.0)
        features |= dict.fromkeys(_between(name, word, lexicon), 1.0)
        features |= dict.fromkeys(_beside(name, word, lexicon), 1.0)
        yield word, features


def _side(name: Claimed, word: Token) -> str:
    return "before" if word.end <= name.span[0] else "behind"


def _signs(name: Claimed, lexicon: Lexicon) -> dict[str, Any]:
    """Return what the rules see in the clause, whichever the word."""
    tokens, (start, end) = name.tokens, name.span
    own = own_word(tokens, end, lexicon)
    first, last = part_of(tokens, start, end)
    return {
        "part": {token.start for token in tokens[first:last]},
        "own": None if own is None else own.start,
        "background": is_background(tokens, start, lexicon),
        "helped": is_helped(tokens, start, end, lexicon),
        "titled": is_title_holder(tokens, end, lexicon),
        "elsewhere": aims_elsewhere(name.clause[end:], lexicon),
    }


def _ruled(name: Claimed, word: Token, signs: dict[str, Any], lexicon: Lexicon) -> Iterator[str]:
    """Yield what the rules see of the word and of its clause."""
    known, side = lexicon.claims[word.text], _side(name, word)
    is_near = word.start in signs["part"]
    yield f"part {is_near} {side}"
    yield f"part {is_near} {known.force} {side}"
    yield f"background {signs['background']} {signs['helped']}"
    yield f"background {signs['background']} {signs['helped']} {known.stage}"
    yield f"titled {signs['titled']}"
    yield f"elsewhere {signs['elsewhere']} {side} {known.force}"
    yield f"own {signs['own'] == word.start} {signs['own'] is not None}"
    yield f"owned {is_owned(word, name.tokens)} {side}"
    yield f"acts {acts(name.tokens, word, lexicon)} {side} {known.force}"


def _placed(name: Claimed, word: Token, words: Sequence[Token], lexicon: Lexicon) -> Iterator[str]:
    """Yield what the word is and where it stands among the stage words."""
    known, side = lexicon.claims[word.text], _side(name, word)
    yield f"word {word.text} {side}"
    yield f"stage {known.stage} {side}"
    yield f"force {known.force} {side}"
    yield f"kind {name.kind} {known.stage} {side}"
    yield f"planned {name.planned} {known.stage}"
    before = [w for w in words if w.end <= name.span[0]]
    behind = [w for w in words if w.start >= name.span[1]]
    rank = len(before) - 1 - before.index(word) if side == "before" else behind.index(word)
    yield f"rank {side} {min(rank, _MANY)}"
    yield f"rank {side} {min(rank, _MANY)} {known.force}"
    yield f"count {side} {min(len(before), _MANY)} {min(len(behind), _MANY)}"
    others = [w for w in words if w is not word]
    forces = sorted({lexicon.claims[w.text].force for w in others})
    yield f"others {side} {known.force} {forces}"
    for other in others:
        yield f"other {lexicon.claims[other.text].stage} {_side(name, other)} {known.stage} {side}"


def _between(name: Claimed, word: Token, lexicon: Lexicon) -> Iterator[str]:
    """Yield what lies between the word and the name."""
    start, end = name.span
    side = _side(name, word)
    first, last = (word.end, start) if side == "before" else (end, word.start)
    inside = [t for t in name.tokens if first <= t.start and t.end <= last]
    gap = sum(t.end - t.start for t in inside)
    yield f"gap {side} {min(gap // _STEP, _FAR)}"
    yield f"touches {side} {gap == 0} {lexicon.claims[word.text].stage}"
    for role in _COUNTED:
        yield f"between {side} {role} {min(sum(t.role == role for t in inside), _MANY)}"
    names = sum(first <= a and b <= last for a, b in name.names)
    yield f"names between {side} {min(names, _MANY)}"
    for token in inside:
        if token.role in {*_SPEAKING, "mark", "common"}:
            yield f"between {side} {token.text}"


def _beside(name: Claimed, word: Token, lexicon: Lexicon) -> Iterator[str]:
    """Yield what stands directly beside the word and beside the name."""
    start, end = name.span
    side, stage = _side(name, word), lexicon.claims[word.text].stage
    at = name.tokens.index(word)
    left = name.tokens[at - 1] if at else None
    right = name.tokens[at + 1] if at + 1 < len(name.tokens) else None
    yield f"left {side} {_term(left)}"
    yield f"right {side} {_term(right)}"
    yield f"left role {side} {left.role if left else '^'}"
    yield f"right role {side} {right.role if right else '$'}"
    yield f"pair {word.text} {_term(right)}"
    yield f"pair {_term(left)} {word.text}"
    yield f"last {side} {right is None}"
    before = [t for t in name.tokens if t.end <= start]
    behind = [t for t in name.tokens if t.start >= end]
    yield f"before name {_term(before[-1] if before else None)} {side}"
    yield f"behind name {_term(behind[0] if behind else None)} {side}"
    yield f"ends {_term(behind[-1] if behind else None)} {side} {stage}"
    verbs = [t for t in before if t.role in _SPEAKING and not _is_named(t, name)]
    yield f"verb {verbs[-1].text if verbs else '^'} {word.text} {side}"


def _is_named(token: Token, name: Claimed) -> bool:
    return any(token.start < end and start < token.end for start, end in name.names)


def _term(token: Token | None) -> str:
    return token.term if token else "|"
