"""Whether sentences lean back or ahead, by all their words, where no heading says it.

Work reports look back (获批, 增长5.8%, 取得) and ahead (加快, 力争, 以上) in words of their own.
How much each run of one to four characters speaks for a plan is learned from reports whose
headings tell (``benchmarks/tense.py``, ``data/lexicon/leaning.csv``). One sentence of ten is taken
for the other side; the sentences of a stretch together hardly ever are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from geo.base.errors import InputError
from geo.base.paths import DATA
from geo.base.tables import read_table

TABLE: Final = DATA / "lexicon" / "leaning.csv"
# The row of what a sentence without any known words leans to.
BIAS: Final = "*"
LONGEST: Final = 4
_DIGITS: Final = re.compile(r"\d+")
# No sentence says more than this.
_MOST: Final = 4.0


@lru_cache(maxsize=1)
def read_weights() -> Mapping[str, float]:
    """Read the table of weights, log-odds for looking ahead by run of characters.

    Raises :class:`~geo.base.errors.InputError` with file and line for a weight that is no number.
    """
    weights: dict[str, float] = {}
    for where, row in read_table(TABLE, ("run", "weight"), verbatim=("run",)):
        try:
            weights[row["run"]] = float(row["weight"])
        except ValueError:
            raise InputError("weight_is_no_number", where, weight=row["weight"]) from None
    return weights


@lru_cache(maxsize=1)
def _sizes() -> Mapping[str, tuple[int, ...]]:
    """Return the lengths of the runs by their first character: few are to be tried at each."""
    found: dict[str, set[int]] = {}
    for run in read_weights():
        found.setdefault(run[0], set()).add(len(run))
    return {first: tuple(sorted(sizes)) for first, sizes in found.items()}


def spelled(sentence: str) -> str:
    """Return a sentence as the table's runs are counted in it: with its ends, numbers as 0."""
    return f"^{_DIGITS.sub('0', sentence)}$"


def leaning(sentence: str) -> float:
    """Return how much a sentence leans ahead (above 0) or back (below), as log-odds."""
    weights, sizes, text = read_weights(), _sizes(), spelled(sentence)
    runs = {
        run
        for at, first in enumerate(text)
        for size in sizes.get(first, ())
        if (run := text[at : at + size]) in weights
    }
    total = weights[BIAS] + math.fsum(weights[run] for run in runs)
    return max(-_MOST, min(_MOST, total))


def divided(
    leanings: Sequence[float], priors: Sequence[float], switch: Sequence[float]
) -> list[bool]:
    """Say of each sentence whether it stands in a stretch that looks ahead.

    ``leanings`` and ``priors`` are log-odds for that, of the words and of the part the sentence
    stands in; ``switch[i]`` is what it costs to change sides before sentence ``i``. The division
    is the cheapest one.
    """
    back, ahead = [0.0], [0.0]
    came: list[tuple[bool, bool]] = []
    for said, prior, cost in zip(leanings, priors, switch, strict=True):
        for_ahead = said + prior
        stays_back = back[-1] >= ahead[-1] - cost
        stays_ahead = ahead[-1] >= back[-1] - cost
        came.append((not stays_back, stays_ahead))
        before = back[-1], ahead[-1]
        back.append((before[0] if stays_back else before[1] - cost) - for_ahead / 2)
        ahead.append((before[1] if stays_ahead else before[0] - cost) + for_ahead / 2)
    is_ahead = ahead[-1] > back[-1]
    found = []
    for from_back, from_ahead in reversed(came):
        found.append(is_ahead)
        is_ahead = from_ahead if is_ahead else from_back
    return found[::-1]
