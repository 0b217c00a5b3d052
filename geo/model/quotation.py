"""A mention's quotation: its clause, and the words far from it that govern it.

A clause that is shown without them may read as done where they say that it is planned.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

# Stands for the words between two pieces.
LEFT_OUT: Final = "……"


def pieces_of(mention: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    """Return the spans of a mention's quotation in the report's text, in its order."""
    start, end = mention.get("quote_more") or (None, None)
    more = [] if start is None or end is None else [(int(start), int(end))]
    return tuple(sorted([(mention["quote_start"], mention["quote_end"]), *more]))


def quotation(mention: Mapping[str, Any], text: str) -> str:
    """Return a mention's quotation in the words of its report's text.

    >>> quotation({"quote_start": 5, "quote_end": 9, "quote_more": [0, 2]}, "推动一批、学校建成")
    '推动……学校建成'
    """
    return LEFT_OUT.join(text[start:end] for start, end in pieces_of(mention))
