"""How likely each character of a sentence begins a name, stands in one, ends one: a network.

Two layers of gated recurrent units read the characters and the words' roles forwards and
backwards (K. Cho et al. 2014, "Learning phrase representations using RNN encoder-decoder",
EMNLP). The first layer and the characters' vectors come from Baidu's lexical analyser LAC,
which has read far more Chinese than sixty reports; ``benchmarks/network.py`` trains the whole on
the annotated passages. Here it is only read, by numpy: pure functions of text and weights.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Floats = NDArray[np.float32]
# A text and, for each kind of hint, the hint of each of its characters.
Sentence = tuple[str, Sequence[Sequence[str]]]
# Sentences are read together, about so many characters at a time: quick, in bounded memory.
_CHARACTERS: Final = 2_000
# So many are read together at least: a step takes as long for few sentences as for one, and text
# without marks has sentences of many steps.
_LEAST: Final = 4
# The first row of all vectors: what training has not seen.
UNSEEN: Final = 0


@dataclass(frozen=True)
class Layer:
    """The weights of a layer, for both directions: arrays of shape ``(2, …)``.

    ``inputs`` ``(2, n, 3h)`` and ``bias`` ``(2, 3h)`` feed the update gate, the reset gate and
    the candidate, in this order; ``gates`` ``(2, h, 2h)`` and ``candidate`` ``(2, h, h)`` take
    the state.
    """

    inputs: Floats
    bias: Floats
    gates: Floats
    candidate: Floats


@dataclass(frozen=True)
class Network:
    """All weights. ``characters`` and ``hints`` say which row of the vectors is whose.

    A character has a vector for itself and one for each of its hints.
    """

    characters: dict[str, int]
    character_vectors: Floats
    hints: tuple[dict[str, int], ...]
    hint_vectors: tuple[Floats, ...]
    layers: tuple[Layer, ...]
    outputs: Floats
    output_bias: Floats


@lru_cache(maxsize=4)
def open_network(path: Path) -> Network:
    """Return the network of the file ``path``; it is opened once."""
    with np.load(path, allow_pickle=False) as file:
        stored = {name: file[name] for name in file.files}
    vectors = stored["character_vectors"].astype(np.float32)
    wide = {k: v.astype(np.float32) for k, v in stored.items() if v.dtype == np.float16}
    count = sum(name.startswith("inputs_") for name in stored)
    kinds = sum(name.startswith("hints_") for name in stored)
    return Network(
        characters={c: i for i, c in enumerate(str(stored["characters"]), UNSEEN + 1)},
        character_vectors=vectors * wide["character_scale"][:, None],
        hints=tuple(
            {hint: row for row, hint in enumerate(stored[f"hints_{i}"].tolist(), UNSEEN + 1)}
            for i in range(kinds)
        ),
        hint_vectors=tuple(wide[f"hint_vectors_{i}"] for i in range(kinds)),
        layers=tuple(
            Layer(*(wide[f"{part}_{i}"] for part in ("inputs", "bias", "gates", "candidate")))
            for i in range(count)
        ),
        outputs=wide["outputs"],
        output_bias=wide["output_bias"],
    )


def read(sentences: Sequence[Sentence], network: Network) -> list[Floats]:
    """Return the chances by character of each sentence: arrays of shape ``(characters, 5)``.

    The first columns are begin, middle, end, outside, as in :class:`geo.reading.tagger.Marks`, and
    sum to 1; the last says how likely a name ends at the character that a longer one begins with.
    """
    found: dict[int, Floats] = {}
    with _threads().limit(limits=1, user_api="blas"):
        for group in _groups([len(text) for text, _ in sentences]):
            chances = _read_group([sentences[i] for i in group], network)
            ends = np.cumsum([len(sentences[i][0]) for i in group])
            found |= dict(zip(group, np.split(chances, ends[:-1]), strict=True))
    nothing = np.zeros((0, len(network.output_bias)), np.float32)
    return [found.get(i, nothing) for i in range(len(sentences))]


@lru_cache(maxsize=1)
def _threads() -> ThreadpoolController:
    """Return what holds numpy's products on one thread.

    They are small: more threads wait for one another longer than they work, and take the cores
    from the other processes that read reports.
    """
    return ThreadpoolController()


def _groups(sizes: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of sentences to read together: of like length, the longest first."""
    group: list[int] = []
    total = 0
    for i in sorted(range(len(sizes)), key=lambda i: -sizes[i]):
        if not sizes[i]:
            break
        if group and total + sizes[i] > max(_CHARACTERS, _LEAST * sizes[group[0]]):
            yield group
            group, total = [], 0
        group.append(i)
        total += sizes[i]
    if group:
        yield group


def _read_group(sentences: Sequence[Sentence], network: Network) -> Floats:
    """Return the chances of all characters of ``sentences``, whose longest stands first."""
    sizes = np.array([len(text) for text, _ in sentences])
    order, counts = _order(sizes)
    first, *others = network.layers
    characters = [network.characters.get(c, UNSEEN) for text, _ in sentences for c in text]
    # Every character that occurs is multiplied once, not at each of its places.
    seen, at = np.unique(characters, return_inverse=True)
    width = network.character_vectors.shape[1]
    table = network.character_vectors[seen] @ first.inputs[:, :width] + first.bias[:, None]
    fed = _taken(table, at[order])
    for kind, rows in enumerate(network.hints):
        hints = [rows.get(hint, UNSEEN) for _, own in sentences for hint in own[kind]]
        vectors = network.hint_vectors[kind]
        below = first.inputs[:, width : width + vectors.shape[1]]
        fed += _taken(vectors @ below, np.array(hints)[order])
        width += vectors.shape[1]
    state = _run(fed, first, order, counts)
    for layer in others:
        state = _run(
            _taken(state @ layer.inputs + layer.bias[:, None], order), layer, order, counts
        )
    logits = state @ network.outputs + network.output_bias
    label_logits = logits[:, :-1]
    powers: Floats = np.exp(label_logits - label_logits.max(1, keepdims=True), dtype=np.float32)
    return np.hstack([powers / powers.sum(1, keepdims=True), _sigmoid(logits[:, -1:])])


def _taken(rows: Floats, places: NDArray[np.int_]) -> Floats:
    """Return ``(2, n, …)``: of each direction's rows those at its places."""
    found = np.empty((*places.shape, rows.shape[2]), np.float32)
    for own, at, to in zip(rows, places, found, strict=True):
        own.take(at, 0, to, "clip")
    return found


def _order(sizes: NDArray[np.int_]) -> tuple[NDArray[np.int_], list[int]]:
    """Return which characters are read at each step, in both directions, and how many.

    The first array has shape ``(2, characters)``: step by step, of each sentence that is long
    enough, the character that stands so far from its beginning, or from its end.
    """
    starts = np.cumsum(sizes) - sizes
    counts = [int(n) for n in np.searchsorted(-sizes, -np.arange(int(sizes[0])), side="left")]
    ahead = np.concatenate([starts[:n] + step for step, n in enumerate(counts)])
    ends = starts + sizes - 1
    back = np.concatenate([ends[:n] - step for step, n in enumerate(counts)])
    return np.stack([ahead, back]), counts


def _run(fed: Floats, layer: Layer, order: NDArray[np.int_], counts: list[int]) -> Floats:
    """Return the states of both directions side by side, ``(characters, 2h)``.

    ``fed``, ``(2, characters, 3h)``, is what the gates and the candidate take from below, in
    the order of the steps.
    """
    size = layer.candidate.shape[1]
    found = np.empty((2, fed.shape[1], size), np.float32)
    state = np.zeros((2, counts[0], size), np.float32)
    at = 0
    for count in counts:
        own = state[:, :count]
        step = fed[:, at : at + count]
        gates = _sigmoid(own @ layer.gates + step[:, :, : 2 * size])
        update, reset = gates[:, :, :size], gates[:, :, size:]
        candidate = np.tanh((reset * own) @ layer.candidate + step[:, :, 2 * size :])
        own += update * (candidate - own)
        found[:, at : at + count] = own
        at += count
    both = np.empty((fed.shape[1], 2, size), np.float32)
    both[order[0], 0], both[order[1], 1] = found
    return both.reshape(fed.shape[1], 2 * size)


def _sigmoid(x: Floats) -> Floats:
    powers: Floats = 1 + np.exp(-x)
    return np.float32(1) / powers
