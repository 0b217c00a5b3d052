"""Cut a clause into the words that the lexicon knows and what lies between them.

The cut with the fewest words and unknown characters wins (a shortest path over the clause),
so that 和平大道 is 和平 + 大道 and not 和 + 平 + 大道.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise

from geo.reading.lexicon import Lexicon

_SEPARATORS = frozenset(("、", "和", "与", "及", "以及", "\\", "/", "／"))
_WHOLE = re.compile(
    r"[(（][^()（）,，。]{1,8}[)）]"  # 华为(某市)人工智能创新中心
    r"|\d+(?:\.\d+)?(?:号线|号楼|号地块)"
    r"|(?:\d+(?:[.-]\d+)?|多|几|数)余?(?:个|宗|家|条|户|座|处|所|栋|批|项|张|名|人|件|根|部|场|次|强|公里|亩|%)"
    r"|[A-Za-z]+[A-Za-z0-9#+-]*"
    r"|\d+(?:\.\d+)?"
)
_UNKNOWN_COST = 1.02
_WORD_COST = 1.0
_STAGE_BONUS = 0.02


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a clause: offsets within the clause and what kind of word it is.

    ``role`` is ``stage``, ``head``, ``suffix``, ``separator``, ``latin``, ``bracket``,
    ``digits``, ``unknown``, ``mark`` (any other character that is no letter) or a word
    class of the lexicon.
    """

    start: int
    end: int
    text: str
    role: str

    @property
    def term(self) -> str:
        """The text of a known word, the role of one that the lexicon does not know."""
        return self.role if self.role == "unknown" else self.text


def count_before(tokens: list[Token], at: int) -> int:
    """Return how many tokens end at or before character ``at``."""
    return bisect_right(tokens, at, key=lambda t: t.end)


def first_behind(tokens: list[Token], at: int) -> int:
    """Return the number of the first token that starts at or behind character ``at``."""
    return bisect_left(tokens, at, key=lambda t: t.start)


def segment(clause: str, lexicon: Lexicon) -> list[Token]:
    """Return the tokens of ``clause``; they cover it without gaps."""
    size = len(clause)
    whole = {found.start(): found.end() for found in _WHOLE.finditer(clause)}
    cost = [0.0] + [float("inf")] * size
    back = [0] * (size + 1)
    vocabulary, lengths = lexicon.vocabulary, lexicon.lengths
    for start in range(size):
        so_far = cost[start] + _UNKNOWN_COST
        if so_far < cost[start + 1]:
            cost[start + 1], back[start + 1] = so_far, start
        so_far = cost[start] + _WORD_COST
        for length in lengths.get(clause[start], ()):
            end = start + length
            if end > size:
                break
            if so_far - _STAGE_BONUS < cost[end] and (word := clause[start:end]) in vocabulary:
                # 建成渝昆高铁 is 建成 + 渝昆, not 建 + 成渝 + 昆.
                price = so_far - _STAGE_BONUS if word in lexicon.stages else so_far
                if price < cost[end]:
                    cost[end], back[end] = price, start
        stop = whole.get(start)
        if stop and so_far <= cost[stop]:
            cost[stop], back[stop] = so_far, start
    cuts = [size]
    while cuts[-1] > 0:
        cuts.append(back[cuts[-1]])
    cuts.reverse()
    tokens: list[Token] = []
    for start, end in pairwise(cuts):
        role = _role(clause[start:end], lexicon)
        is_run = role == "unknown" and tokens and tokens[-1].role == "unknown"
        first = tokens.pop().start if is_run else start
        tokens.append(Token(first, end, clause[first:end], role))
    return tokens


def _role(text: str, lexicon: Lexicon) -> str:
    if text in _SEPARATORS:
        return "separator"
    if text in lexicon.stages:
        return "stage"
    if text in lexicon.heads:
        return "suffix" if lexicon.heads[text].suffix else "head"
    if text in lexicon.words:
        return lexicon.words[text]
    if text in lexicon.regions:
        return "geo"
    if text[0] in "(（" and len(text) > 2:
        return "bracket"
    if text.endswith("号线"):
        return "head"
    if text[0].isascii() and text[0].isalpha():
        return "latin"
    if text[0].isdigit():
        return "digits"
    if len(text) > 1 and text[0] in "多几数":
        return "digits"
    if text.isalpha() or text in "·-—•":
        return "unknown"
    return "mark"
