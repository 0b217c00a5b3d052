"""What the interface answers from: published atlases, or a table of many reports.

The interface knows no more of either than :class:`Holdings`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Protocol

from geo.model.atlas import Feature
from geo.selecting.selection import parameter_names
from geo.serving.collections import (
    COLLECTIONS,
    Collection,
    Numbers,
    Rows,
    all_rows,
    extent_of,
    found_in,
)
from geo.serving.published import Catalogue
from geo.serving.query import Page, choose, where_of


@dataclass(frozen=True)
class Found:
    """Some features of all that match; ``as_of`` is what they go by."""

    matched: int
    features: Sequence[Feature]
    as_of: Sequence[Mapping[str, Any]]


class Holdings(Protocol):
    """What there is to ask, as it is now."""

    @property
    def collections(self) -> Mapping[str, Collection]:
        """The collections by their codes."""

    @property
    def filters(self) -> Sequence[str]:
        """The page's filters that can be asked of it; others are refused."""

    @property
    def reports(self) -> Sequence[str]:
        """The ids of the reports for the definition; none where they are too many to list."""

    @property
    def as_of(self) -> Sequence[Mapping[str, Any]]:
        """What all of it goes by."""

    @property
    def has_feed(self) -> bool:
        """Whether a feed tells its changes."""

    def extent(self, collection: Collection) -> Mapping[str, Any]:
        """Return a collection's extent as the standard has it."""

    def find(self, collection: Collection, query: Mapping[str, str], page: Page) -> Found:
        """Return a page of what a query asks for.

        Raises :class:`~geo.serving.refusals.Refusal` for what is not known.
        """

    def feature(self, collection: Collection, row: str) -> Found | None:
        """Return one feature by its id, None where there is none."""


class AtlasHoldings:
    """Published atlases, each whole in memory."""

    collections: Mapping[str, Collection] = COLLECTIONS
    has_feed = True

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    @property
    def filters(self) -> Sequence[str]:
        """All filters of the page."""
        return parameter_names()

    @property
    def reports(self) -> Sequence[str]:
        """The ids of the reports."""
        return [each.id for each in self._catalogue.atlases]

    @property
    def as_of(self) -> Sequence[Mapping[str, Any]]:
        """What each atlas goes by."""
        return [each.as_of for each in self._catalogue.atlases]

    def extent(self, collection: Collection) -> Mapping[str, Any]:
        """Return a collection's extent as the standard has it."""
        return extent_of(all_rows(collection, self._catalogue))

    def find(self, collection: Collection, query: Mapping[str, str], page: Page) -> Found:
        """Return a page of what a query asks for."""
        where = where_of(query)
        choice = choose(query, self._catalogue)
        found = found_in(collection, choice, where)
        matched = sum(len(numbers) for _, numbers in found)
        features = [rows.feature(number) for rows, number in _part(found, page)]
        return Found(matched, features, [each.as_of for each in choice.atlases])

    def feature(self, collection: Collection, row: str) -> Found | None:
        """Return one feature by its id, None where there is none."""
        for rows in all_rows(collection, self._catalogue):
            if row in rows.number_of:
                feature = rows.feature(rows.number_of[row])
                by_id = self._catalogue.by_id
                held = [by_id[rows.report].as_of] if rows.report else self.as_of
                return Found(1, [feature], held)
        return None


def _part(found: Sequence[tuple[Rows, Numbers]], page: Page) -> list[tuple[Rows, int]]:
    """Return the rows of a page of what is found over several atlases."""
    ends = accumulate(len(numbers) for _, numbers in found)
    part: list[tuple[Rows, int]] = []
    for (rows, numbers), end in zip(found, ends, strict=True):
        first = max(0, page.offset - (end - len(numbers)))
        wanted = page.limit - len(part)
        part += [(rows, int(number)) for number in numbers[first : first + wanted]]
    return part
