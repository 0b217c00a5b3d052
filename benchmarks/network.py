"""Train the extractor's network; needs PyTorch (``requirements-train.txt``).

The characters' vectors and the first layer begin as those of Baidu's LAC in its small form,
which the package jieba carries (``jieba/lac_small``, Apache License 2.0); all else begins at
random. Everything is then trained on the annotated sentences and written as a NumPy archive:
the vectors of the characters of GB 2312 in eight bits each, the rest in sixteen.
"""

from __future__ import annotations

import importlib.util
import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from geo.reading.tagger import LABELS

_WIDTH, _FIRST, _SECOND = 128, 128, 64
_HINT_WIDTHS: Final = (48, 16, 16, 16, 16, 16)
# A hint that is rarer teaches nothing, and now and then none is shown, for what is new later.
_LEAST: Final = 5
_HIDDEN: Final = 0.02
_EPOCHS: Final = 8
_BATCH: Final = 64
_RATE: Final = 3e-3
_DECAY: Final = 0.01
_DROPOUT: Final = 0.35
_SPREAD: Final = 0.08
_WARM: Final = 0.15
_LONGEST_STEP: Final = 5.0
_LAC_CHARACTERS: Final = 20_941
_UNKNOWN: Final = "OOV"


@dataclass(frozen=True)
class Sentence:
    """A sentence to learn from: its text, and what holds of each of its characters.

    ``hints`` are of several kinds, ``labels`` of :data:`geo.reading.tagger.LABELS`;
    ``inner`` says whether
    a name ends there that a longer one begins with.
    """

    text: str
    hints: Sequence[Sequence[str]]
    labels: Sequence[str]
    inner: Sequence[bool]


def _lac() -> Path:
    """Return the folder of LAC. Raises ``ModuleNotFoundError`` without jieba."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba is missing: pip install -r requirements-dev.txt")
    return Path(spec.origin).parent / "lac_small"


def _lac_weights(name: str, *shape: int) -> Tensor:
    """Return weights of LAC: a file's last bytes are its values, 32 bits each."""
    raw = (_lac() / "model_baseline" / name).read_bytes()
    values = np.frombuffer(raw[-4 * math.prod(shape) :], dtype="<f4")
    return torch.tensor(values.reshape(shape))


def _lac_rows() -> dict[str, int]:
    """Return the row of each of LAC's characters and of what it does not know."""
    lines = (_lac() / "word.dic").read_text(encoding="utf-8").split("\n")
    rows = (line.split("\t") for line in lines if "\t" in line)
    return {character: int(number) for number, character in rows}


class _Reader(nn.Module):
    """A layer in one direction, in LAC's order: update gate, reset gate, candidate."""

    def __init__(self, below: int, size: int) -> None:
        super().__init__()
        self.inputs = nn.Parameter(torch.randn(below, 3 * size) * _SPREAD)
        self.bias = nn.Parameter(torch.zeros(3 * size))
        self.gates = nn.Parameter(torch.randn(size, 2 * size) * _SPREAD)
        self.candidate = nn.Parameter(torch.randn(size, size) * _SPREAD)

    def begin_as(self, number: int) -> None:
        """Take the weights of LAC's reader ``number``; what LAC has not stays as it is."""
        size = self.candidate.shape[0]
        below = _lac_weights(f"fc_{number}.w_0", _WIDTH, 3 * size)
        recurrent = _lac_weights(f"gru_{number}.w_0", 3 * size * size)
        with torch.no_grad():
            self.inputs[:_WIDTH] = below
            both = (f"fc_{number}.b_0", f"gru_{number}.b_0")
            self.bias.copy_(sum(_lac_weights(name, 3 * size) for name in both))
            self.gates.copy_(recurrent[: 2 * size * size].reshape(size, 2 * size))
            self.candidate.copy_(recurrent[2 * size * size :].reshape(size, size))

    def forward(self, x: Tensor, mask: Tensor, backwards: bool) -> Tensor:
        """Return the states, ``(batch, length, size)``; padding leaves the state alone."""
        fed = (x @ self.inputs + self.bias).transpose(0, 1)
        held = mask.transpose(0, 1).unsqueeze(2)
        return _walk(fed, held, self.gates, self.candidate, backwards).transpose(0, 1)


@torch.jit.script
def _walk(fed: Tensor, held: Tensor, gates: Tensor, candidate: Tensor, backwards: bool) -> Tensor:
    length, size = fed.size(0), candidate.size(0)
    state = torch.zeros(fed.size(1), size)
    found = [state] * length
    for i in range(length):
        at = length - 1 - i if backwards else i
        both = torch.sigmoid(state @ gates + fed[at][:, : 2 * size])
        update, reset = both[:, :size], both[:, size:]
        new = torch.tanh((reset * state) @ candidate + fed[at][:, 2 * size :])
        state = torch.where(held[at], state + update * (new - state), state)
        found[at] = state
    return torch.stack(found)


class _Net(nn.Module):
    def __init__(self, rows: Tensor, hints: Sequence[int]) -> None:
        super().__init__()
        self.characters = nn.Embedding.from_pretrained(rows, freeze=False)
        sizes = zip(hints, _HINT_WIDTHS, strict=True)
        self.hints = nn.ModuleList(nn.Embedding(count, width) for count, width in sizes)
        below = _WIDTH + sum(_HINT_WIDTHS)
        self.first = nn.ModuleList(_Reader(below, _FIRST) for _ in range(2))
        self.second = nn.ModuleList(_Reader(2 * _FIRST, _SECOND) for _ in range(2))
        self.outputs = nn.Linear(2 * _SECOND, len(LABELS) + 1)
        self.dropout = nn.Dropout(_DROPOUT)
        for number, reader in enumerate(self.first):
            reader.begin_as(number)

    def forward(self, characters: Tensor, hints: Sequence[Tensor], mask: Tensor) -> Tensor:
        """Return the logits of the labels and of an inner end, ``(batch, length, labels + 1)``."""
        known = zip(self.hints, hints, strict=True)
        x = torch.cat([self.characters(characters), *(rows(hint) for rows, hint in known)], 2)
        for layer in (self.first, self.second):
            x = self.dropout(x)
            x = torch.cat([reader(x, mask, bool(i)) for i, reader in enumerate(layer)], 2)
        found: Tensor = self.outputs(self.dropout(x))
        return found


# By character: its row, its label, whether an inner name ends, then its hints' rows.
Encoded = list[list[int]]


def _batches(sentences: Sequence[Encoded]) -> Iterator[list[Encoded]]:
    """Yield all sentences in batches of like length, in a random order."""
    drawn = sorted(sentences, key=lambda s: len(s[0]) + random.random() * 6)  # noqa: S311
    batches = [drawn[i : i + _BATCH] for i in range(0, len(drawn), _BATCH)]
    random.shuffle(batches)
    yield from batches


def _padded(batch: Sequence[Encoded], part: int) -> Tensor:
    rows = [torch.tensor(sentence[part]) for sentence in batch]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True)


def fit(sentences: Sequence[Sentence], path: Path, seed: int = 1) -> None:
    """Train a network on ``sentences`` and write it to ``path``, a NumPy archive."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    random.seed(seed)
    known = _lac_rows()
    characters = sorted(c for c in known if len(c) == 1 and c.encode("gb2312", "ignore"))
    rows = [known[_UNKNOWN], *(known[c] for c in characters)]
    vectors = _lac_weights("word_emb", _LAC_CHARACTERS, _WIDTH)[rows]
    number = {c: i for i, c in enumerate(characters, 1)}
    seen = [Counter(h for s in sentences for h in s.hints[i]) for i in range(len(_HINT_WIDTHS))]
    hints = [sorted(hint for hint, n in counts.items() if n >= _LEAST) for counts in seen]
    places = [{hint: i for i, hint in enumerate(kind, 1)} for kind in hints]
    encoded = [
        [
            [number.get(c, 0) for c in s.text],
            [LABELS.index(label) for label in s.labels],
            [int(ends) for ends in s.inner],
            *([at.get(hint, 0) for hint in own] for at, own in zip(places, s.hints, strict=True)),
        ]
        for s in sentences
        if s.text
    ]
    net = _Net(vectors, [len(kind) + 1 for kind in hints])
    optimizer = torch.optim.AdamW(net.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = _EPOCHS * -(-len(encoded) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, _RATE, total_steps=steps, pct_start=_WARM
    )
    net.train()
    for _ in range(_EPOCHS):
        for batch in _batches(encoded):
            loss = _loss(net, batch)
            optimizer.zero_grad()
            (loss / len(batch)).backward()
            nn.utils.clip_grad_norm_(net.parameters(), _LONGEST_STEP)
            optimizer.step()
            schedule.step()
    _write(net, characters, hints, path)


def _loss(net: _Net, batch: Sequence[Encoded]) -> Tensor:
    characters, labels, inner, *hints = (_padded(batch, part) for part in range(len(batch[0])))
    mask = nn.utils.rnn.pad_sequence(
        [torch.ones(len(s[0]), dtype=torch.bool) for s in batch], batch_first=True
    )
    shown = [torch.where(torch.rand(hint.shape) < _HIDDEN, 0, hint) for hint in hints]
    logits = net(characters, shown, mask)[mask]
    named = nn.functional.cross_entropy(logits[:, :-1], labels[mask], reduction="sum")
    ends = inner[mask].float()
    return named + nn.functional.binary_cross_entropy_with_logits(
        logits[:, -1], ends, reduction="sum"
    )


def _write(
    net: _Net, characters: Sequence[str], hints: Sequence[Sequence[str]], path: Path
) -> None:
    """Write what :func:`geo.reading.network.open_network` reads."""
    vectors = _values(net.characters.weight)
    scale = np.abs(vectors).max(1) / 127
    stored: dict[str, NDArray[np.generic]] = {
        "characters": np.array("".join(characters)),
        "character_vectors": np.rint(vectors / scale[:, None]).astype(np.int8),
        "character_scale": scale.astype(np.float16),
        "outputs": _values(net.outputs.weight).T.astype(np.float16),
        "output_bias": _values(net.outputs.bias).astype(np.float16),
    }
    for i, (kind, rows) in enumerate(zip(hints, net.hints, strict=True)):
        stored[f"hints_{i}"] = np.array(kind)
        stored[f"hint_vectors_{i}"] = _values(rows.weight).astype(np.float16)
    for i, layer in enumerate((net.first, net.second)):
        for part in ("inputs", "bias", "gates", "candidate"):
            both = np.stack([_values(getattr(reader, part)) for reader in layer])
            stored[f"{part}_{i}"] = both.astype(np.float16)
    with path.open("wb") as file:
        np.savez(file, **stored)  # type: ignore[arg-type]


def _values(weights: Tensor) -> NDArray[np.float32]:
    found: NDArray[np.float32] = weights.detach().numpy()
    return found
