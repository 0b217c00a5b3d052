"""An answer within its bound: as much as fits, and for the rest how to go on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from geo.base.languages import Language, table
from geo.serving.addresses import address
from geo.serving.published import Published

# What an answer weighs at the most, in bytes of UTF-8; one thing that is larger is still said.
MOST_BYTES: Final = 3000
# Kept free for what says that there is more.
_KEPT_FREE: Final = 200
# What says of which reports an answer is weighs some 300 bytes each.
_REPORTS_NAMED: Final = 3


def say(key: str, language: Language, **values: object) -> str:
    """Return the text ``key`` of an answer in ``language``."""
    return table("assistants", language)[key].format(**values)


def as_json(value: Any) -> str:
    """Return a value as JSON in one line, without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def size(value: Any) -> int:
    """Return what a value weighs as JSON, in bytes."""
    return len(as_json(value).encode("utf-8"))


class Answer:
    """An answer that is put together: its members, as long as they fit."""

    def __init__(self, language: Language, public: str) -> None:
        self.language = language
        self._public = public
        self._members: dict[str, Any] = {}
        self._as_of: dict[str, dict[str, Any]] = {}
        self._left_out: list[str] = []
        self._notes: list[str] = []
        self._kept_free = _KEPT_FREE

    def goes_by(self, atlases: Iterable[Published]) -> bool:
        """Name the reports by which this is said, with their builds.

        Returns whether all are named: of many it is the first ones, and a note says so.
        """
        for each in atlases:
            if each.id in self._as_of:
                continue
            if len(self._as_of) >= _REPORTS_NAMED:
                self.note("more_reports")
                return False
            here = address(self._public, "api", "collections", "reports", "items", each.id)
            self._as_of[each.id] = each.as_of | {"address": here}
            if each.text is None:
                self.note("no_text", report=each.id)
        return True

    def put(self, **members: Any) -> None:
        """Say something that is always said; its size is bounded by whoever makes it."""
        self._members |= members

    def keep_free(self, value: Any) -> None:
        """Leave room for something that is listed later, whatever is offered before."""
        self._kept_free = _KEPT_FREE + size(value)

    def offer(self, name: str, value: Any) -> None:
        """Say something if it fits; else say that it is left out."""
        if self._fits({name: value}):
            self._members[name] = value
        else:
            self._left_out.append(name)
            self.note("left_out")

    def note(self, key: str, **values: object) -> None:
        """Say in a sentence what is not known, or how this is to be read."""
        sentence = say(key, self.language, **values)
        if sentence not in self._notes:
            self._notes.append(sentence)

    def list_items(
        self,
        name: str,
        items: Sequence[tuple[Published, dict[str, Any]]],
        offset: int,
        matched: int,
    ) -> None:
        """Say of ``items`` as many as fit, one at the least, and with which offset to go on.

        They are those from ``offset`` on of ``matched``, each with the atlas that it is from.
        """
        said: list[dict[str, Any]] = []
        self._kept_free = _KEPT_FREE
        self._members |= {"matched": matched, "offset": offset, name: said}
        for published, item in items:
            before = dict(self._as_of), list(self._notes)
            is_named = self.goes_by((published,))
            if said and not (is_named and self._fits({name: [*said, item]})):
                self._as_of, self._notes = before
                break
            said.append(item)
        after = offset + len(said)
        if said and after < matched:
            self._members["next"] = {"offset": after}
            self.note("more", count=matched - after, offset=after)
        elif not said and matched:
            self.note("beyond", count=matched)

    def finished(self) -> dict[str, Any]:
        """Return the whole."""
        left_out = {"left_out": self._left_out} if self._left_out else {}
        notes = {"notes": self._notes} if self._notes else {}
        return {"asOf": list(self._as_of.values()), **self._members, **left_out, **notes}

    def _fits(self, more: Mapping[str, Any]) -> bool:
        return size({**self.finished(), **more}) <= MOST_BYTES - self._kept_free
