"""Which spans of a sentence are names: every likely one is weighed as a whole.

The tagger decides character by character. Here its chances, the words around a span and those
inside it are weighed together, for all spans that the tagger or a rule of the lists thinks
possible, and for their neighbours with one word more or less. The weights are learned beside
the tagger's (``benchmarks/training.py``): a maximum-entropy model, that is a CRF over
sequences of one. Of the spans that overlap, the set with the highest sum counts.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from geo.model.mentions import Span
from geo.reading.lexicon import Lexicon
from geo.reading.lists import is_rare
from geo.reading.segmentation import Token
from geo.reading.spans import is_site
from geo.reading.tagger import Marks, logit, open_tagger

NAME: Final = "name"
# A span counts from this chance on: what gives the best F1 in cross-validation.
_THRESHOLD: Final = 0.28
# Runs of characters that lie outside a name with less than these chances.
_OUTSIDE: Final = (0.3, 0.7, 0.9, 0.97)
_ITEM_OUTSIDE: Final = 0.97
_BEGINS_ANEW: Final = 0.4
_EDGES: Final = 0.005
_LONGEST: Final = 45
_NEAR: Final = 14
_BREAKS: Final = frozenset(("separator", "mark", "boundary", "stage"))


class Sentence:
    """A sentence with its words, the tagger's marks and the names by rules alone."""

    def __init__(
        self, text: str, tokens: list[Token], marks: Marks, ruled: Iterable[Span], lexicon: Lexicon
    ) -> None:
        self.text, self.tokens, self.marks, self.lexicon = text, tokens, marks, lexicon
        self.ruled = frozenset(ruled)
        self.marked = frozenset(marks.spans)
        self._starts = [t.start for t in tokens]
        self._ends = [t.end for t in tokens]

    @cached_property
    def candidates(self) -> list[Span]:
        """Every span that may be a name."""
        found = {*self.marked, *self.ruled, *self._items(), *self._runs()}
        found |= {other for span in sorted(found) for other in self._neighbours(span)}
        return sorted(span for span in found if is_site(self.text, self.tokens, span, self.lexicon))

    def _items(self) -> Iterator[Span]:
        """Yield what stands between verbs and marks, where the tagger has any doubt."""
        first = 0
        for i in range(len(self.tokens) + 1):
            if i < len(self.tokens) and self.tokens[i].role not in _BREAKS:
                continue
            if i > first:
                start, end = self.tokens[first].start, self.tokens[i - 1].end
                if end - start > 1 and min(self.marks.outside[start:end]) < _ITEM_OUTSIDE:
                    yield start, end
            first = i + 1

    def _runs(self) -> Iterator[Span]:
        """Yield the runs of characters that are likelier than usual to be in a name."""
        outside, begin, size = self.marks.outside, self.marks.begin, len(self.text)
        for chance in _OUTSIDE:
            start = 0
            while start < size:
                end = start + 1
                if outside[start] < chance:
                    while end < size and outside[end] < chance and begin[end] < _BEGINS_ANEW:
                        end += 1
                    if end - start > 1:
                        yield start, end
                start = end

    def _neighbours(self, span: Span) -> Iterator[Span]:
        """Yield the spans with one edge elsewhere: a few words off, or one word on."""
        start, end = span
        if end - start > _LONGEST:
            return
        first, last = self._inside(span)
        starts = [s for s in self._starts[first : last + 1] if start < s < end - 1][:3]
        ends = [e for e in self._ends[first : last + 1] if start + 1 < e <= end][-3:]
        if first and self._ends[first - 1] == start and self._joins(first - 1):
            starts.append(self._starts[first - 1])
        if last + 1 < len(self.tokens) and self._starts[last + 1] == end and self._joins(last + 1):
            ends.append(self._ends[last + 1])
        for other in (*((s, end) for s in starts), *((start, e) for e in ends)):
            chance = self.marks.begin[other[0]] * self.marks.end[other[1] - 1]
            if other[1] - other[0] > 1 and chance > _EDGES:
                yield other

    def _joins(self, i: int) -> bool:
        return self.tokens[i].role not in {"mark", "separator"}

    def _inside(self, span: Span) -> tuple[int, int]:
        """Return the first and the last token that ``span`` touches."""
        return bisect_right(self._starts, span[0]) - 1, bisect_left(self._ends, span[1])

    @cached_property
    def _verbs(self) -> list[Token | None]:
        """For each token, the last verb or function word before it."""
        found: list[Token | None] = []
        verb: Token | None = None
        for token in self.tokens:
            found.append(verb)
            if token.role in {"stage", "boundary"}:
                verb = token
        return found

    @cached_property
    def _stages(self) -> list[Token | None]:
        """For each token, the next stage word behind it."""
        found: list[Token | None] = []
        stage: Token | None = None
        for token in reversed(self.tokens):
            found.append(stage)
            if token.role == "stage":
                stage = token
        return found[::-1]

    def describe(self, span: Span) -> dict[str, float]:
        """Return the features of ``span``, each with its value."""
        first, last = self._inside(span)
        before = self.tokens[first - 1] if first else None
        after = self.tokens[last + 1] if last + 1 < len(self.tokens) else None
        return {
            **self._chances(span),
            **dict.fromkeys(self._around(span, first, last, before, after), 1.0),
            **dict.fromkeys(self._within(span, self.tokens[first : last + 1]), 1.0),
            **self._commonness(span),
        }

    def _chances(self, span: Span) -> dict[str, float]:
        """Return what the tagger thinks of the edges, the middle and the surroundings."""
        start, end = span
        marks = self.marks
        begin, stop = marks.begin[start], marks.end[end - 1]
        inside = [1 - chance for chance in marks.outside[start:end]]
        middle = min(marks.middle[start + 1 : end - 1], default=1.0)
        found = {
            "begin": logit(begin),
            "end": logit(stop),
            "least": logit(min(inside)),
            "mean": logit(sum(inside) / len(inside)),
            "anew": logit(max(marks.begin[start + 1 : end], default=0.0)),
            "before": logit(marks.outside[start - 1]) if start else 3.0,
            "behind": logit(marks.outside[end] if end < len(self.text) else 1.0),
            "middle": logit(middle),
            "all": max(math.log(max(begin * stop * middle, 1e-6)), -8.0),
            "size": (end - start) / 10,
            "others": min(len(self.marked), 8) / 8,
        }
        for name, reader in zip("rn", marks.each, strict=True):
            outside = reader.outside[start:end]
            found |= {
                f"begin {name}": logit(reader.begin[start]),
                f"end {name}": logit(reader.end[end - 1]),
                f"mean {name}": logit(1 - sum(outside) / len(outside)),
                f"least {name}": logit(1 - max(outside)),
                f"before {name}": logit(reader.outside[start - 1]) if start else 3.0,
                f"behind {name}": logit(reader.outside[end]) if end < len(self.text) else 3.0,
            }
        found |= {"marked": 1.0} if span in self.marked else {}
        found |= {"ruled": 1.0} if span in self.ruled else {}
        return found

    def _around(
        self, span: Span, first: int, last: int, before: Token | None, after: Token | None
    ) -> Iterator[str]:
        """Yield what stands before and behind ``span``."""
        start, end = span
        left, right = (before.role if before else "^"), (after.role if after else "$")
        yield f"b{left}"
        yield f"a{right}"
        yield f"B{_word(before) or left}"
        yield f"A{_word(after) or right}"
        second = self.tokens[last + 2] if last + 2 < len(self.tokens) else None
        yield f"C{_word(second) or '$'}"
        if self.tokens[first].start < start:
            yield "cut before"
        if self.tokens[last].end > end:
            yield "cut behind"
        if (left in _BREAKS or left == "^") and (right in _BREAKS or right == "$"):
            yield "item"
        beside = (start - 1 in self._marked_ends) + (end + 1 in self._marked_starts)
        yield f"beside {beside}"
        if verb := self._verbs[first]:
            yield f"v{verb.text}"
        if stage := self._stages[last]:
            yield f"s{stage.text}"
        for token in reversed(self.tokens[:first]):
            if start - token.end >= _NEAR:
                break
            if token.role != "unknown":
                yield f"l{token.text}"
        for token in self.tokens[last + 1 :]:
            if token.start - end >= _NEAR:
                break
            if token.role != "unknown":
                yield f"r{token.text}"

    @cached_property
    def _marked_starts(self) -> frozenset[int]:
        return frozenset(start for start, _ in self.marked)

    @cached_property
    def _marked_ends(self) -> frozenset[int]:
        return frozenset(end for _, end in self.marked)

    def _within(self, span: Span, inside: list[Token]) -> Iterator[str]:
        """Yield what ``span`` itself is made of."""
        start, end = span
        yield f"size {min(end - start, 14)}"
        yield f"words {min(len(inside), 6)}"
        yield f"F{_word(inside[0])}"
        yield f"L{_word(inside[-1])}"
        yield f"f{inside[0].role}"
        yield f"e{inside[-1].role}"
        yield f"1{self.text[end - 1]}"
        yield f"2{self.text[end - 2 : end]}"
        if inside[-1].role == "head" and inside[-1].text in self.lexicon.heads:
            yield f"kind {self.lexicon.heads[inside[-1].text].kind}"
        for role in {token.role for token in inside}:
            yield f"has {role}"
        if any(is_rare(token, self.lexicon) for token in inside):
            yield "rare"

    def _commonness(self, span: Span) -> dict[str, float]:
        """Return how common its pairs of characters are in work reports."""
        pairs = self.lexicon.pairs
        counts = [pairs.get(self.text[i : i + 2], 0) / 40 for i in range(span[0], span[1] - 1)]
        if not counts:
            return {}
        return {"rarest": min(counts), "common": sum(counts) / len(counts)}


def choose(sentence: Sentence, model: Path) -> list[Span]:
    """Return the names of ``sentence``: no two overlap."""
    tagger = open_tagger(model)
    weighed: list[tuple[Span, float]] = []
    for span in sentence.candidates:
        tagger.set([sentence.describe(span)])
        gain = tagger.marginal(NAME, 0) - _THRESHOLD
        if gain > 0:
            weighed.append((span, gain))
    return best(weighed)


def best(weighed: Iterable[tuple[Span, float]]) -> list[Span]:
    """Return those spans, none over another, whose gains have the highest sum."""
    ends: list[int] = [-1]
    sums: list[float] = [0.0]
    chosen: list[tuple[Span, int] | None] = [None]
    for span, gain in sorted(weighed, key=lambda w: (w[0][1], w[0][0])):
        before = bisect_right(ends, span[0]) - 1
        if sums[before] + gain > sums[-1]:
            ends.append(span[1])
            sums.append(sums[before] + gain)
            chosen.append((span, before))
    found: list[Span] = []
    at = len(chosen) - 1
    while (step := chosen[at]) is not None:
        found.append(step[0])
        at = step[1]
    return found[::-1]


def _word(token: Token | None) -> str:
    """Return the text of a known word, nothing for one that the lexicon does not know."""
    return "" if token is None or token.role == "unknown" else token.text
