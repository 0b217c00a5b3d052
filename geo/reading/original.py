"""What is read in a clean text, said of the text on the page: places and names as written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from geo.documents.report import Report
from geo.model.mentions import Mention

T = TypeVar("T")


def on_page(report: Report, mention: Mention, official: Collection[str]) -> Mention:
    """Return a mention of ``report.clean`` as one of ``report``.

    A name that is in no sentence, but ``official``, stays as it is.
    """
    moved = _moved(report, mention)
    units = (replace(u, unit=report.text[u.start : u.end]) for u in moved.responsible)
    return replace(
        moved,
        responsible=tuple(units),
        text=report.text[moved.start : moved.end],
        name=_written(report, mention) if mention.name not in official else mention.name,
    )


def _moved(report: Report, said: T) -> T:
    """Return a mention, or what it holds, with all its spans laid on the page.

    A span is a pair of members, ``…start`` and ``…end``, or one member of two whole numbers.
    """
    found: dict[str, Any] = {}
    members: dict[str, Any] = {f.name: getattr(said, f.name) for f in fields(said)}  # type: ignore[arg-type]
    for name, value in members.items():
        end = name.removesuffix("start") + "end"
        if name.endswith("start") and isinstance(value, int):
            found[name], found[end] = report.copied.span(value, members[end])
        elif is_dataclass(value):
            found[name] = _moved(report, value)
        elif isinstance(value, tuple) and value and all(map(is_dataclass, value)):
            found[name] = tuple(_moved(report, each) for each in value)
        elif isinstance(value, tuple) and len(value) == 2 and all(type(v) is int for v in value):
            found[name] = report.copied.span(*value)
    return replace(said, **found)  # type: ignore[type-var]


def _written(report: Report, mention: Mention) -> str:
    """Return the name of a mention of the clean report in the page's characters.

    What a list's head adds to it is taken from the same sentence.
    """
    name, own = mention.name, report.clean.text[mention.start : mention.end]
    at = name.find(own)
    if at < 0:
        return _spelled(report, name, mention)
    before, behind = name[:at], name[at + len(own) :]
    spelled = _of_page(report, mention.start, mention.end)
    return _spelled(report, before, mention) + spelled + _spelled(report, behind, mention)


def _spelled(report: Report, words: str, mention: Mention) -> str:
    """Return words as the sentence of a mention has them, character by character at worst."""
    if not words:
        return ""
    first, last = report.clean.clause_at(mention.start).sentence
    at = report.clean.text.find(words, first, last)
    if at >= 0:
        return _of_page(report, at, at + len(words))
    if len(words) == 1:
        return words
    half = len(words) // 2
    return _spelled(report, words[:half], mention) + _spelled(report, words[half:], mention)


def _of_page(report: Report, start: int, end: int) -> str:
    """Return the page's characters of a span of the clean text, without what was dropped."""
    return "".join(report.text[report.copied.offsets[i]] for i in range(start, end))
