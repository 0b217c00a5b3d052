"""Which beginnings of a name are sites of their own (十二号线东延伸, 鹭洲公园二期).

A line stands before its section, a park before its second phase, an area before its part.

Every beginning that ends with a word is weighed by what it ends with and by what follows it
inside the name. The weights are learned beside the tagger's (``benchmarks/training.py``): a
maximum-entropy model, that is a CRF over sequences of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from geo.reading.lexicon import Lexicon
from geo.reading.segmentation import Token, segment
from geo.reading.tagger import logit, open_tagger

INNER: Final = "name"
# A name in a name counts from this chance on: half the F1 of all names, where one more pays.
_THRESHOLD: Final = 0.58
_LAST_ROLES: Final = frozenset(
    ("head", "unknown", "geo", "common", "digits", "suffix", "latin", "level", "bracket")
)
_REST_MAX: Final = 6


def inner_names(name: str, chances: Sequence[float], lexicon: Lexicon) -> list[str]:
    """Return the beginnings of ``name`` that are names as well, the shortest first.

    ``chances`` say for each character how likely such a one ends there
    (:attr:`geo.reading.tagger.Marks.inner`). None are found without a model.
    """
    found: list[str] = []
    if lexicon.nester is None:
        return found
    tokens = segment(name, lexicon)
    tagger = None
    for last in beginnings(tokens):
        tagger = tagger or open_tagger(lexicon.nester)
        tagger.set([describe(name, chances, tokens, last, lexicon)])
        if tagger.marginal(INNER, 0) > _THRESHOLD:
            found.append(name[: tokens[last].end])
    return found


def beginnings(tokens: list[Token]) -> Iterator[int]:
    """Yield the number of each word of a name with which a name may end before it does."""
    for i, token in enumerate(tokens[:-1]):
        if token.end > 1 and token.role in _LAST_ROLES:
            yield i


def describe(
    name: str, chances: Sequence[float], tokens: list[Token], last: int, lexicon: Lexicon
) -> dict[str, float]:
    """Return the features of the beginning of ``name`` that ends with word ``last``."""
    end = tokens[last].end
    pairs = [lexicon.pairs.get(name[i : i + 2], 0) / 40 for i in range(end - 1)]
    return {
        "bias": 1.0,
        "read": logit(chances[end - 1]),
        "likeliest": float(chances[end - 1] == max(chances[:-1])),
        **dict.fromkeys(_ending(name, tokens[: last + 1], lexicon), 1.0),
        **dict.fromkeys(_rest(name, tokens, last), 1.0),
        "rarest": min(pairs),
        "common": sum(pairs) / len(pairs),
    }


def _ending(name: str, inside: list[Token], lexicon: Lexicon) -> Iterator[str]:
    """Yield what the beginning is made of and ends with."""
    first, last = inside[0], inside[-1]
    yield f"L{last.term}"
    yield f"e{last.role}"
    if last.role == "head" and last.text in lexicon.heads:
        yield f"kind {lexicon.heads[last.text].kind}"
    yield f"1{name[last.end - 1]}"
    yield f"F{first.term}"
    yield f"f{first.role}"
    yield f"size {min(last.end, 10)}"
    yield f"words {min(len(inside), 5)}"
    for role in {token.role for token in inside}:
        yield f"has {role}"


def _rest(name: str, tokens: list[Token], last: int) -> Iterator[str]:
    """Yield what follows the beginning inside the name."""
    after = tokens[last + 1]
    rest = name[tokens[last].end :]
    yield f"A{after.term}"
    yield f"a{after.role}"
    if len(rest) <= _REST_MAX:
        yield f"rest {rest}"
    yield f"rest 1 {rest[0]}"
    yield f"rest 2 {rest[:2]}"
    yield f"rest last {rest[-1]}"
    yield f"rest size {min(len(rest), 8)}"
    yield f"O{tokens[-1].term}"
    yield f"LA{tokens[last].term}|{after.term}"
