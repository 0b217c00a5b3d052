"""What every store of finished reports can do, be it a folder or a database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from geo.base.errors import InputError
from geo.base.messages import Message
from geo.model.atlas import Atlas, Feature
from geo.model.regions import Box

if TYPE_CHECKING:
    from geo.many.tasks import Built


class DamagedError(InputError):
    """A partition whose rows cannot be read; ``path`` is its file."""

    def __init__(self, what: str | Message, path: Path, /, **values: object) -> None:
        super().__init__(what, path, **values)
        self.path = path


@dataclass(frozen=True, slots=True)
class Filter:
    """What a store may narrow by; an empty one wants all.

    ``bounds``: west, south, east, north in degrees WGS-84, which a site's box must touch.
    """

    sectors: tuple[str, ...] = ()
    precisions: tuple[str, ...] = ()
    bounds: Box | None = None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """How a site of a later report is related to one of an earlier report of the same place.

    Sites have their ids of the atlas of many; all that are the same share a ``story``, which is the
    id of the oldest. ``relation``, ``score``, ``how`` and ``reason`` as in
    :class:`geo.years.pairs.Pair`.
    """

    place_code: str
    old_story: str
    old_site: str
    old_report: str
    old_date: str
    old_name: str
    new_story: str
    new_site: str
    new_report: str
    new_date: str
    new_name: str
    relation: str
    score: float
    how: str
    reason: str


class Store(Protocol):
    """Keeps finished reports, each whole or not at all.

    ``notices`` are lines about what was found damaged there and set aside.
    """

    notices: list[str]

    @property
    def name(self) -> str:
        """Where it is, for messages: without a password."""

    def keys(self) -> Mapping[str, str]:
        """Return the key of each finished report."""

    def put(self, built: Built) -> None:
        """Keep a finished report in the place of what is there of it."""

    def reports(self) -> list[dict[str, Any]]:
        """Return what each report says of itself, in the order of the slugs."""

    def atlas(self, report_id: str) -> Atlas:
        """Return one report's own atlas."""

    def text(self, report_id: str) -> str:
        """Return a report's text."""

    def features(
        self, reports: Collection[str], wanted: Filter
    ) -> Iterator[tuple[str, list[Feature]]]:
        """Yield the features of each report that may be wanted, in the order of the slugs."""

    def linked(self) -> Mapping[str, str]:
        """Return the key of each place whose reports are linked, by its code."""

    def put_links(self, place: str, key: str, rows: Sequence[LinkRow]) -> None:
        """Keep a place's links, whole or not at all, in the place of what is there of them.

        Without a key what is there is taken away.
        """

    def links_about(self, site: str) -> list[LinkRow]:
        """Return the links of a site's story, by its id in the atlas of many; none without."""

    def close(self) -> None:
        """Let go of what is open."""
