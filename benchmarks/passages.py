"""Annotated passages: which words of which report name a site, and what is said of each.

The reports themselves do not ship (only the seed does); a passage names its file, its span
and the digest of its text, so that an annotation is never laid over other words.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.base.paths import ROOT

GOLD: Final = ROOT / "tests" / "data" / "gold"
TRAINING: Final = GOLD / "training" / "passages.json"
ASIDE: Final = GOLD / "aside" / "passages.json"
SEEDS: Final = ROOT / "seeds"

Span = tuple[int, int]


@dataclass(frozen=True)
class Passage:
    """The stretch ``start`` to ``end`` of ``path``, a UTF-8 text, with its mentions by span.

    ``unsure`` are spans on which the annotator would not decide: their sentences teach and
    count nothing.
    """

    path: Path
    start: int
    end: int
    mentions: dict[Span, dict[str, Any]]
    unsure: tuple[Span, ...] = ()

    @property
    def file(self) -> str:
        """Name of the report's file."""
        return self.path.name


class MissingReport(Exception):  # noqa: N818 (says what is missing, as FileNotFound does)
    """The report of a passage is not at hand, or is another text."""


def _passage(row: dict[str, Any], reports: Path | None) -> Passage:
    places = [SEEDS / row["file"], *([reports / row["file"]] if reports else [])]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise MissingReport(f"{row['file']}: no such report in {reports or 'seeds/'}")
    text = path.read_bytes().decode("utf-8")[row["start"] : row["end"]]
    if hashlib.sha256(text.encode("utf-8")).hexdigest() != row["sha256"]:
        raise MissingReport(f"{row['file']}: another text than the one that was annotated")
    mentions = {(m["start"], m["end"]): m for m in row["mentions"]}
    unsure = tuple((start, end) for start, end in row.get("unsure", ()))
    return Passage(path, row["start"], row["end"], mentions, unsure)


def read_passages(
    rows: list[dict[str, Any]], reports: Path | None
) -> tuple[list[Passage], list[str]]:
    """Return the passages whose reports are at hand, and a line for each that is skipped."""
    found: list[Passage] = []
    skipped: list[str] = []
    for row in rows:
        try:
            found.append(_passage(row, reports))
        except MissingReport as missing:
            skipped.append(str(missing))
    return found, skipped


def gold_rows() -> list[dict[str, Any]]:
    """Return all annotation files of ``tests/data/gold``."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLD.glob("*.json"))]


def aside_rows() -> list[dict[str, Any]]:
    """Return the passages that two readers annotated apart from each other, never trained on."""
    rows: list[dict[str, Any]] = json.loads(ASIDE.read_text(encoding="utf-8"))["passages"]
    return rows


def training_rows() -> list[dict[str, Any]]:
    """Return what the tagger is trained on: the training passages and the gold they name."""
    training = json.loads(TRAINING.read_text(encoding="utf-8"))
    also = [GOLD / name for name in training["also"]]
    return [
        *(json.loads(path.read_text(encoding="utf-8")) for path in also if path.exists()),
        *training["passages"],
    ]


def training_files() -> frozenset[str]:
    """Return the names of the reports of which any sentence was trained on."""
    return frozenset(row["file"] for row in training_rows())
