"""Mark the characters of a sentence that belong to a name: two readers, whose chances are averaged.

One is a linear-chain CRF. Its features are what the lexicon knows of each character's word and
its neighbours, how common each pair of characters is in work reports, and the list the word
stands in. Lafferty, McCallum and Pereira (2001), "Conditional random fields", ICML; the
implementation is CRFsuite's (N. Okazaki, 2007). The other is the network of
:mod:`geo.reading.network`, which has read more Chinese and less of the lexicon. The weights of both
are learned from the annotated passages (``benchmarks/training.py``); each errs where the other does
not, and both together err least.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pycrfsuite

from geo.reading import network
from geo.reading.lexicon import Lexicon
from geo.reading.segmentation import Token

# Words that stand for their kind, not for themselves.
_NAMELESS: Final = frozenset(("unknown", "digits", "latin", "geo", "mark", "bracket"))
# How often a pair of characters stands in other reports, in steps.
_STEPS: Final = (3, 5, 10, 20, 40)
# Half-width marks mean the same as full-width ones.
_WIDE: Final = dict(zip(",():;「」\\/", "，（）：；“”、、", strict=True))
_ENDS: Final = frozenset(("boundary", "mark", "stage"))
_NAMING: Final = frozenset(("head", "suffix", "latin"))
_NOTHING: Final = np.array([[0, 0, 0, 1]], np.float32)
# A character lies in no name for sure.
_SURE: Final = 0.95
_FLOOR: Final = 1e-3
# Begin, middle, end, outside: the columns of all chances.
LABELS: Final = "BIEO"


class _Tagger(pycrfsuite.Tagger):  # type: ignore[misc]
    """A tagger that keeps its weights alive: CRFsuite only takes their address."""

    def __init__(self, weights: bytes) -> None:
        self._weights = weights
        self.open_inmemory(weights)


@lru_cache(maxsize=4)
def open_tagger(model: Path) -> Any:
    """Return the tagger with the weights of ``model``, a gzip file; it is opened once."""
    return _Tagger(gzip.decompress(model.read_bytes()))


@dataclass(frozen=True, slots=True)
class Around:
    """What the words of a sentence are and stand among, each a list by word; rarity by character.

    ``heads`` and ``stages`` are the next ones behind, ``verbs`` the last before.
    """

    roles: list[str]
    heads: list[str]
    stages: list[str]
    verbs: list[str]
    lists: list[str]
    rare: list[str]


@dataclass(frozen=True)
class Described:
    """A sentence as the two readers see it."""

    text: str
    tokens: list[Token]
    around: Around

    @property
    def features(self) -> list[list[str]]:
        """The CRF's features of each character."""
        return features(self.text, self.tokens, self.around)

    @property
    def hints(self) -> list[list[str]]:
        """The network's hints: for each kind, one for each character."""
        return hints(self.tokens, self.around)


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader's chances by character, as in :class:`Marks`."""

    begin: list[float]
    middle: list[float]
    end: list[float]
    outside: list[float]


@dataclass(frozen=True, slots=True)
class Marks:
    """What the readers think of a sentence: the likeliest names, and chances by character.

    ``begin``, ``middle``, ``end`` and ``outside`` say how likely each character begins a name,
    stands in one, ends one, stands in none; they sum to 1. ``inner`` says how likely a name
    ends there that a longer one begins with. ``each`` holds the readers' own chances, the
    CRF's and the network's, which the others are the means of.
    """

    spans: list[tuple[int, int]]
    begin: list[float]
    middle: list[float]
    end: list[float]
    outside: list[float]
    inner: list[float]
    each: tuple[Reader, Reader]


def mark(sentences: Iterable[tuple[str, list[Token]]], lexicon: Lexicon) -> list[Marks]:
    """Return the marks of each sentence, a text and its words; none without a model."""
    if lexicon.model is None:
        return [_marks(_NOTHING.repeat(len(text), 0), None) for text, _ in sentences]
    described = (describe(text, tokens, lexicon) for text, tokens in sentences)
    return marks_of(described, lexicon.model, lexicon.network)


def marks_of(sentences: Iterable[Described], model: Path, net: Path | None) -> list[Marks]:
    """Return the marks by the CRF ``model`` and, unless it is None, the network ``net``.

    The network, which is slower, reads where the CRF has any doubt that there is no name; and
    neither reads a sentence of common words alone.
    """
    tagger = open_tagger(model)
    found: list[network.Floats] = []
    asked: dict[int, network.Sentence] = {}
    for i, sentence in enumerate(sentences):
        if not _may_name(sentence.tokens):
            found.append(_NOTHING.repeat(len(sentence.text), 0))
            continue
        tagger.set(sentence.features)
        places = range(len(sentence.text))
        begin, end, outside = ([tagger.marginal(label, at) for at in places] for label in "BEO")
        chances = np.array([begin, begin, end, outside], np.float32).T
        chances[:, 1] = np.maximum(1 - chances[:, [0, 2, 3]].sum(1), 0)
        found.append(chances)
        if min(outside) < _SURE:
            asked[i] = sentence.text, sentence.hints
    if net is None:
        return [_marks(chances, None) for chances in found]
    read = network.read(list(asked.values()), network.open_network(net))
    answers = dict(zip(asked, read, strict=True))
    return [_marks(chances, answers.get(i)) for i, chances in enumerate(found)]


def _may_name(tokens: Iterable[Token]) -> bool:
    """Whether any word can be of a name: a head, Latin letters, three unknown characters."""
    return any(
        token.role in _NAMING or (token.role == "unknown" and token.end - token.start > 2)
        for token in tokens
    )


def _marks(own: network.Floats, other: network.Floats | None) -> Marks:
    """Return the marks of the CRF's chances and, where it was asked, the network's."""
    inner = [0.0] * len(own) if other is None else other[:, -1].tolist()
    second = own if other is None else other[:, :-1]
    both = (own + second) / 2
    likeliest = [LABELS[i] for i in both.argmax(1)] if len(both) else []
    readers = (Reader(*own.T.tolist()), Reader(*second.T.tolist()))
    begin, middle, end, outside = both.T.tolist()
    return Marks(list(spans(likeliest)), begin, middle, end, outside, inner, readers)


def describe(sentence: str, tokens: list[Token], lexicon: Lexicon) -> Described:
    """Return what the two readers see of ``sentence``, whose words are ``tokens``."""
    roles = [_role(token, lexicon) for token in tokens]
    heads, stages = _behind(tokens, roles)
    around = Around(
        roles, heads, stages, _before(tokens), _lists(tokens), _rarity(sentence, lexicon)
    )
    return Described(sentence, tokens, around)


def hints(tokens: list[Token], around: Around) -> list[list[str]]:
    """Return the network's hints: for each kind, one for each character."""
    each = [
        [
            _place(token, k) + role
            for token, role in zip(tokens, around.roles, strict=True)
            for k in range(token.start, token.end)
        ]
    ]
    each += [
        [word for t, word in zip(tokens, words, strict=True) for _ in range(t.start, t.end)]
        for words in (around.heads, around.stages, around.verbs, around.lists)
    ]
    rare = around.rare
    each.append([rare[k] + rare[k + 1] for k in range(len(rare) - 2)])
    return each


def logit(chance: float) -> float:
    """Return the log-odds of ``chance``, bounded."""
    bounded = min(max(chance, _FLOOR), 1 - _FLOOR)
    return math.log(bounded / (1 - bounded))


def spans(labels: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the runs that labels B, I, E mark; anything else lies outside."""
    start: int | None = None
    for i, label in enumerate(labels):
        if start is not None and label in "BO":
            yield start, i
            start = None
        if label == "B":
            start = i
        elif label == "E" and start is not None:
            yield start, i + 1
            start = None
    if start is not None:
        yield start, len(labels)


def labels(size: int, names: list[tuple[int, int]]) -> list[str]:
    """Return the labels of ``size`` characters with names at these spans."""
    marked = ["O"] * size
    for start, end in names:
        marked[start:end] = ["I"] * (end - start)
        marked[start] = "B"
        if end - start > 1:
            marked[end - 1] = "E"
    return marked


def features(sentence: str, tokens: list[Token], around: Around) -> list[list[str]]:
    """Return the CRF's features of each character of ``sentence``."""
    roles, heads, words = around.roles, around.heads, around.stages
    verbs, lists, rare = around.verbs, around.lists, around.rare
    texts = [
        role if token.role in _NAMELESS else token.text
        for token, role in zip(tokens, roles, strict=True)
    ]
    quoted = _quoted(sentence)
    padded = "##" + "".join(map(_shape, sentence)) + "##"
    result: list[list[str]] = []
    size = len(tokens)
    for i, token in enumerate(tokens):
        before = roles[i - 1] if i else "^"
        after = roles[i + 1] if i + 1 < size else "$"
        second = roles[i + 2] if i + 2 < size else "$"
        first = roles[i - 2] if i > 1 else "^"
        shared = (
            f"{verbs[i]}|{heads[i]}",
            f"v{verbs[i]}",
            f"l{lists[i]}",
            f"l{lists[i]}|{heads[i]}",
            f"s{words[i]}",
            f"q{texts[i - 1] if i else '^'}",
            f"n{texts[i + 1] if i + 1 < size else '$'}",
        )
        role = roles[i]
        for k in range(token.start, token.end):
            place = _place(token, k)
            p = padded[k : k + 5]
            result.append(
                [
                    *shared,
                    "c" + p[2],
                    "b" + p[1],
                    "d" + p[3],
                    "e" + p[2:4],
                    "f" + p[1:3],
                    "g" + p[:2],
                    "h" + p[3:],
                    f"{place}r{role}",
                    f"{place}w{texts[i]}",
                    f"{place}x{before}|{role}",
                    f"{place}y{role}|{after}",
                    f"{place}z{before}|{role}|{after}",
                    f"{place}2{role}|{after}|{second}",
                    f"{place}1{first}|{before}|{role}",
                    f"{place}k{heads[i]}",
                    f"{place}m{heads[i]}|{role}",
                    f"{place}t{rare[k]}{rare[k + 1]}|{role}",
                    f"u{rare[k]}{rare[k + 1]}{rare[k + 2]}",
                    f"{place}o{quoted[k]}|{role}",
                ]
            )
    return result


def _shape(character: str) -> str:
    if character in _WIDE:
        return _WIDE[character]
    if character.isdigit():
        return "0"
    return "A" if character.isascii() and character.isalpha() else character


def _place(token: Token, at: int) -> str:
    if token.end - token.start == 1:
        return "S"
    return "B" if at == token.start else "E" if at == token.end - 1 else "I"


def _role(token: Token, lexicon: Lexicon) -> str:
    if token.role == "stage":
        word = lexicon.stages[token.text]
        return f"stage-{word.stage}-{word.force}"
    if token.role == "head" and token.text in lexicon.heads:
        long = "" if len(token.text) > 1 else "1"
        return f"head-{lexicon.heads[token.text].kind}{long}"
    return _WIDE.get(token.text, token.text) if token.role == "mark" else token.role


def _behind(tokens: list[Token], roles: list[str]) -> tuple[list[str], list[str]]:
    """Return, for each token, the next head of its item and the next stage of its clause."""
    heads, stages = [""] * len(tokens), [""] * len(tokens)
    head, stage = "$", "$"
    for i in range(len(tokens) - 1, -1, -1):
        role = tokens[i].role
        if role in {"head", "suffix"}:
            head = roles[i]
        elif role in _ENDS or role == "separator":
            head = roles[i][:7]
        if role == "stage":
            stage = roles[i]
        elif role == "mark" and tokens[i].text in "，,：:。；":
            stage = "$"
        heads[i], stages[i] = head, stage
    return heads, stages


def _before(tokens: list[Token]) -> list[str]:
    """Return, for each token, the last verb, function word or stage before it."""
    verbs, verb = [""] * len(tokens), "^"
    for i, token in enumerate(tokens):
        verbs[i] = verb
        if token.role in {"boundary", "stage"}:
            verb = token.text
        elif token.role == "mark" and token.text in "，,：:":
            verb = "，"
    return verbs


def _lists(tokens: list[Token]) -> list[str]:
    """Return, for each token, the size of its list and what stands behind it."""
    result = [""] * len(tokens)
    start = 0
    for i in range(len(tokens) + 1):
        if i < len(tokens) and tokens[i].role not in _ENDS:
            continue
        count = sum(t.role == "separator" for t in tokens[start:i])
        end = tokens[i].text if i < len(tokens) and tokens[i].role != "stage" else "$"
        if end == "等":
            behind = tokens[i + 1 : i + 4]
            end += "".join(t.role for t in behind[:1])
            end += "".join(t.text for t in behind if t.role in {"common", "suffix", "head"})
        size = min(count, 3)
        result[start:i] = [f"{size}{end}"] * (i - start)
        if i < len(tokens):
            result[i] = "-"
        start = i + 1
    return result


def _quoted(sentence: str) -> list[str]:
    depth, result = "", []
    for character in sentence:
        if character in "“(（":
            depth = character
        result.append(depth)
        if character in "”)）":
            depth = ""
    return result


def _rarity(sentence: str, lexicon: Lexicon) -> list[str]:
    """Return how rare the pairs are that end at, begin at and begin behind each character."""
    steps = ["-"]
    for first, second in pairwise(sentence):
        count = lexicon.pairs.get(first + second, 0)
        steps.append(str(sum(count >= step for step in _STEPS)))
    return [*steps, "-", "-"]
