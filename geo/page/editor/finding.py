"""What a report's mentions are found by in the editor's room: what is at hand, or a worker."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from geo.base.languages import Language
from geo.base.messages import SAID
from geo.building.setting import setting_of
from geo.documents.report import Report
from geo.editing.desk import Finder
from geo.jobs.protocol import Failure, Task
from geo.model.mentions import Mention, mention_of
from geo.model.places import Known
from geo.model.regions import Region
from geo.page import reading
from geo.page.opening import Opened
from geo.places.gazetteer import read_gazetteer
from geo.reading.lexicon import Lexicon

_Key = tuple[str, frozenset[tuple[str, Known]]]
# Of reports that are no reader's own: every session asks for the same.
_MAX_KEPT: Final = 4
_kept: OrderedDict[_Key, tuple[Mention, ...]] = OrderedDict()
_lock = threading.Lock()


def finder(opened: Opened, language: Language) -> Finder:
    """Return what finds the mentions of an opened report.

    It raises :class:`~geo.page.reading.NotReadError` where no worker gave them.
    """
    own, is_own, asked = opened.found, opened.is_own, opened.asked_place or None

    def find(report: Report, _lexicon: Lexicon, known: Mapping[str, Known]) -> Sequence[Mention]:
        if own is not None and known == _usual(setting_of(report, asked).region):
            return own
        key = report.sha256, frozenset(known.items())
        with _lock:
            if key in _kept:
                return _kept[key]
        mentions = _found_beside(report, known, language)
        if not is_own:
            with _lock:
                _kept[key] = mentions
                while len(_kept) > _MAX_KEPT:
                    _kept.popitem(last=False)
        return mentions

    return find


@lru_cache(maxsize=8)
def _usual(region: Region | None) -> Mapping[str, Known]:
    """Return the known names that an uploaded report of this region was read with."""
    return read_gazetteer(region).known


def _found_beside(
    report: Report, known: Mapping[str, Known], language: Language
) -> tuple[Mention, ...]:
    asked = {
        "text": report.text,
        "known": [[name, [place.name, place.kind]] for name, place in known.items()],
    }
    result = reading.await_result(Task("find", json.dumps(asked).encode()), language)
    try:
        return tuple(map(mention_of, result["found"]))
    except (LookupError, TypeError, ValueError) as error:
        said = reading.said_of(Failure("crash"), language)
        raise reading.NotReadError(SAID, text=said) from error
