"""The report's own words: a stretch of them by its offsets, or where words stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from geo.assistants.answers import Answer
from geo.assistants.proofs import short, span
from geo.serving.addresses import address
from geo.serving.published import Catalogue, Published
from geo.serving.refusals import wrong_value

# Of a stretch so many characters at once: in Chinese three bytes each.
STRETCH_MAX: Final = 700
_AROUND: Final = 60
_ENDS: Final = "。！？\n"
_NAMED_MAX: Final = 8


def quote(arguments: Mapping[str, Any], catalogue: Catalogue, public: str) -> dict[str, Any]:
    """Return words of a report with their offsets, and how to go on where there are more."""
    published = _asked(arguments.get("report"), catalogue)
    answer = Answer(arguments["lang"], public)
    answer.goes_by((published,))
    text = published.text
    if text is None:
        return answer.finished()
    answer.put(characters=len(text))
    if "find" in arguments:
        _find(answer, published, text, arguments)
    else:
        _read(answer, text, arguments)
    answer.put(address=address(public, "api", "collections", "reports", "items", published.id))
    return answer.finished()


def _asked(report: str | None, catalogue: Catalogue) -> Published:
    """Return the report that is asked for, the only one where none is named."""
    if report is None and len(catalogue.atlases) == 1:
        return catalogue.atlases[0]
    if report is not None and report in catalogue.by_id:
        return catalogue.by_id[report]
    names = ", ".join(each.id for each in catalogue.atlases[:_NAMED_MAX])
    raise wrong_value("report", report or "", f"the id of one report is wanted: {names}")


def _read(answer: Answer, text: str, arguments: Mapping[str, Any]) -> None:
    start = arguments.get("start", 0)
    end = arguments.get("end", start + STRETCH_MAX)
    if start >= len(text):
        raise wrong_value("start", str(start), f"the report has {len(text)} characters")
    if end <= start:
        raise wrong_value("end", str(end), f"an offset behind start ({start}) is wanted")
    end = min(int(end), len(text))
    said = span(text, int(start), end, STRETCH_MAX)
    answer.put(quotes=[said])
    if "goes_on_to" in said:
        answer.put(next={"start": said["end"], "end": end})
        answer.note("stretch_goes_on", start=said["end"])


def _find(answer: Answer, published: Published, text: str, arguments: Mapping[str, Any]) -> None:
    words, offset = arguments["find"], arguments["offset"]
    starts = list(_places(text, words))
    found = [
        (published, {"words": span(text, start, start + len(words)), **_clause(text, start, words)})
        for start in islice(starts, offset, offset + arguments["limit"])
    ]
    answer.list_items("found", found, offset, len(starts))
    if not starts:
        answer.note("not_said", words=short(words, 40))


def _places(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + len(words))


def _clause(text: str, start: int, words: str) -> dict[str, Any]:
    """Return the sentence around words, or so much of it as is near."""
    end = start + len(words)
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    first = start - len(before) + 1 + max(before.rfind(mark) for mark in _ENDS)
    ends = [place for mark in _ENDS if (place := after.find(mark)) >= 0]
    last = end + (min(ends) + 1 if ends else len(after))
    return {"quotes": [span(text, first, last, last - first)]}
