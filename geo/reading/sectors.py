"""The sector and the kind of place that a name speaks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from geo.reading.lexicon import Lexicon

# G104, 省道229, 12号线, 鹭湾至槐荫: a line between places.
_LINE: Final = re.compile(r"..至..|[GS]\d{2,4}|\d号线|[国省]道\d|\d[国省]道")

# A firm's name alone: where it builds it makes something, where it settles it has an office.
_WORKS: Final = frozenset(("started", "under_construction", "completed"))


Cue = tuple[int, str]


def sector_of(name: str, said: Iterable[Cue], stage: str, lexicon: Lexicon) -> str:
    """Return the sector that the cues in a name, and less so those of its clause, speak for."""
    scores: dict[str, float] = {}
    if stage in {"land_assembly", "land_supply"}:
        scores["urban_renewal"] = 8.0
    if _LINE.search(name):
        scores["transport"] = 8.0
    in_name = cues(name, lexicon)
    for place, cue in sorted({*in_name, *said}):
        if len(cue) == 1 and not name.endswith(cue):
            continue
        weight = 0.5
        if (place, cue) in in_name:
            # The end of a name says what it is, its beginning whose it is.
            weight = 3.0 if name.endswith(cue) else 2.0
        entry = lexicon.sectors[cue]
        scores[entry.sector] = scores.get(entry.sector, 0) + weight * entry.weight
    usual = "industry" if stage in _WORKS else "headquarters_other"
    return max(scores, key=lambda s: scores[s], default=usual)


def cues(text: str, lexicon: Lexicon) -> frozenset[Cue]:
    """Return the cues in ``text``, each with its place in the table."""
    return frozenset(
        (place, cue)
        for at, first in enumerate(text)
        for place, cue in lexicon.sector_cues.get(first, ())
        if text.startswith(cue, at)
    )


def kind_of(name: str, lexicon: Lexicon) -> str | None:
    """Return the kind of place that the last head in ``name`` stands for."""
    for start in range(len(name)):
        for head in (name[start:], name[start:-2]):
            if head in lexicon.heads and not lexicon.heads[head].suffix:
                return lexicon.heads[head].kind
    return None
