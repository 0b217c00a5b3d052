"""Words that find a place of a text again: as short a quotation as is unique."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from geo.model.mentions import Span

# How much of the text around its words a finding quotes, in characters, until it is unique.
_CONTEXTS: Final = (0, 1, 2, 4, 8, 16, 32, 64)


def quote_words(text: str, span: Span) -> tuple[str, str, str]:
    """Return ``prefix``, ``exact`` and ``suffix`` that find the words at ``span`` again.

    As short as makes them unique; where nothing does, as long as a decision may quote.
    """
    words = text[slice(*span)]
    positions = list(occurrences(text, words))
    prefix = suffix = ""
    for prefix, suffix in _contexts(text, span):
        pattern, lead = prefix + words + suffix, len(prefix)
        others = (p for p in positions if p != span[0] and p >= lead)
        if not any(text.startswith(pattern, p - lead) for p in others):
            break
    return prefix, words, suffix


def occurrences(text: str, words: str) -> Iterator[int]:
    """Yield the offsets at which ``words``, at least one character, stand in ``text``."""
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def all_quotes(text: str, words: str) -> Mapping[int, tuple[str, str, str]]:
    """Return, as :func:`quote_words` does, what finds ``words`` at each place they stand.

    All at once: where words stand often, to hold each place against all others takes the
    square of their number.
    """
    positions = list(occurrences(text, words))
    size = len(words)
    found: dict[int, tuple[str, str, str]] = {}
    unsettled = {p: _contexts(text, (p, p + size)) for p in positions}
    while unsettled:
        standing: dict[tuple[int, int], Counter[str]] = {}
        for place, contexts in list(unsettled.items()):
            context = next(contexts, None)
            if context is None:
                del unsettled[place]
                continue
            prefix, suffix = context
            lead, tail = len(prefix), len(suffix)
            if (lead, tail) not in standing:
                standing[lead, tail] = Counter(
                    text[p - lead : p + size + tail] for p in positions if p >= lead
                )
            found[place] = prefix, words, suffix
            if standing[lead, tail][prefix + words + suffix] == 1:
                del unsettled[place]
    return found


def _contexts(text: str, span: Span) -> Iterator[tuple[str, str]]:
    """Yield what may be quoted before and behind the words at ``span``, the shorter first.

    No blank is quoted at the outer ends, where people and spreadsheets lose them.
    """
    start, end = span
    for size in _CONTEXTS:
        before = text[max(start - size, 0) : start].lstrip()
        behind = text[end : end + size].rstrip()
        yield from ((before, ""), ("", behind), (before, behind))
