"""The words that prove a statement, with their offsets: ``text[start:end]`` is the quotation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from geo.base.languages import Language
from geo.base.printable import visible
from geo.model.codes import MENTIONED, STAGES
from geo.model.facets import says
from geo.model.periods import age
from geo.model.quotation import pieces_of
from geo.promises.table import promise_of
from geo.serving.addresses import address
from geo.serving.published import Published
from geo.view.works import with_works

# A longer clause (a row of a table) is quoted up to here; the offsets are those of what is quoted.
QUOTE_MAX: Final = 200
_NAME_MAX: Final = 60

Said = dict[str, Any]


def span(text: str, start: int, end: int, most: int = QUOTE_MAX) -> Said:
    """Return words of a report with their offsets; where they go on, ``goes_on_to`` says how far.

    >>> span("杨柳桥建成通车。", 0, 7, most=5)
    {'quote': '杨柳桥建成', 'start': 0, 'end': 5, 'goes_on_to': 7}
    """
    last = min(end, start + most)
    said = {"quote": text[start:last], "start": start, "end": last}
    return said if last == end else said | {"goes_on_to": end}


def quotes_of(mention: Mapping[str, Any], text: str | None) -> list[Said]:
    """Return the pieces of a mention's quotation; of a long one the stretch that has the name.

    Where the report's text is not at hand it is the name alone, as the atlas keeps it.
    """
    start, end = int(mention["start"]), int(mention["end"])
    if text is None:
        return [{"quote": mention["text"], "start": start, "end": end}]
    found = []
    for first, last in pieces_of(mention):
        far = first <= start < last and end - first > QUOTE_MAX
        found.append(span(text, start if far else first, last))
    return found


def statement(
    published: Published, site: Mapping[str, Any], number: int, language: Language, public: str
) -> Said:
    """Return what one mention of a site says, its words, and its address; ``number`` is from 0.

    ``says`` is ``planned``, ``reported`` or, where no stage is said, ``named``.
    """
    mention, text = site["mentions"][number], published.text
    stage, works = mention["stage"], str(mention.get("works") or "")
    kind = "named" if stage == MENTIONED else "planned" if mention["planned"] else "reported"
    said: Said = {
        "says": kind,
        "stage": None if stage == MENTIONED else stage,
        "label": with_works(STAGES[stage].label(language), works, language),
        "period": mention["period"],
        "quotes": quotes_of(mention, text),
    }
    if text is not None and mention["stage_start"] is not None:
        said["stage_words"] = span(text, mention["stage_start"], mention["stage_end"])
    if mention["text"] != site["name"]:
        said["named"] = _named(mention)
    here = f"{published.address_of(site['id'])}.{number + 1}"
    said["address"] = address(public, "api", "collections", "mentions", "items", here)
    return said


def _named(mention: Mapping[str, Any]) -> Said:
    """Return the name by which a mention calls its site."""
    words = str(mention["text"])[:_NAME_MAX]
    return {"quote": words, "start": mention["start"], "end": mention["start"] + len(words)}


def proving(site: Mapping[str, Any]) -> list[int]:
    """Return the numbers of the mentions that prove a site's status and its target.

    Without either it is the first one: that the report names the site.
    """
    mentions = site["mentions"]
    found = []
    if site["status"]:
        reported = [m for m in mentions if says(m, "reported") and m["stage"] == site["status"]]
        found.append(max(reported, key=lambda m: age(m["period"]), default=None))
    if site["target"]:
        found.append(promise_of(site) or None)
    numbers = [mentions.index(m) for m in found if m is not None]
    return list(dict.fromkeys(numbers)) or list(range(min(1, len(mentions))))


def short(text: object, most: int = 80) -> str:
    """Return a text of an atlas as an answer has it: nothing hidden, and not too long."""
    seen = visible(str(text))
    return seen if len(seen) <= most else f"{seen[: most - 1]}…"
