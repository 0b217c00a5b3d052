"""The report's text beside the map: its headings, and every mention as a mark."""

from __future__ import annotations

from typing import Any, Final

from geo.base.languages import Language, about
from geo.base.printable import visible
from geo.model.atlas import Atlas
from geo.model.codes import STAGES
from geo.view.symbols import symbols
from geo.view.texts import say

_HEADING_MAX: Final = 32


def headings(text: str) -> list[dict[str, Any]]:
    """Return the lines that are headings: short ones that end without a full stop."""
    found = []
    start = 0
    for line in text.splitlines(keepends=True):
        head = line.strip()
        if (
            1 < len(head) <= _HEADING_MAX
            and head[-1] not in "。；;，,：:、！!"
            and head[0] not in "（("
        ):
            begin = start + line.index(head[0])
            found.append({"start": begin, "end": begin + len(head), "text": head})
        start += len(line)
    return found


def reader_data(
    atlas: Atlas, text: str, headings: list[dict[str, Any]], language: Language
) -> dict[str, Any]:
    """Return what the text's component is handed; offsets count characters as Python does."""
    key = about(language).names
    return {
        "text": text,
        "label": say("report", language),
        "outline": say("outline", language),
        "search": say("text_search", language),
        "headings": headings,
        "colours": {code: symbols().colour(code) for code in STAGES},
        "marks": [
            {
                "start": m["start"],
                "end": m["end"],
                "stage": m["stage"],
                "planned": m["planned"],
                "site": f["id"],
                "n": number,
                "label": f"{visible(f['properties'][key])} · {STAGES[m['stage']].label(language)}",
            }
            for number, f in enumerate(atlas.features)
            for m in f["properties"]["mentions"]
        ],
    }
