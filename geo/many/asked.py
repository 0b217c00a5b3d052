"""What is asked of the sites of many reports, and what a table that answers can do.

A question is plain data: a folder makes a filter of it (:mod:`geo.many.folder_table`), a database
a condition (:mod:`geo.many.postgis_table`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from geo.many.partition import Summary
from geo.model.atlas import Feature
from geo.model.codes import MENTIONED
from geo.model.periods import Days
from geo.model.regions import Box
from geo.selecting.selection import Selection


@dataclass(frozen=True, slots=True)
class Entry:
    """A report of the table: what it says of itself, the key of its build, what its sites are."""

    report: Mapping[str, Any]
    key: str
    summary: Summary

    @property
    def id(self) -> str:
        """The report's id."""
        return str(self.report["id"])


@dataclass(frozen=True, slots=True)
class Question:
    """Which sites are wanted of ``reports``, in the order of these.

    ``selection`` is the page's, without text, unit, period, responsible and area; ``units`` has
    for each administrative unit the reports in which it chooses, None where none is asked for;
    ``box`` is west, south, east, north in degrees that a geometry must intersect, west beyond
    east across the antimeridian; ``days`` is an interval that a site's days must meet.
    """

    reports: tuple[str, ...]
    selection: Selection = field(default_factory=Selection)
    units: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    box: Box | None = None
    days: Days | None = None

    @property
    def is_of_all(self) -> bool:
        """Whether every site of the reports is wanted."""
        return self == Question(self.reports)

    @property
    def boxes(self) -> list[Box]:
        """The box as one or two in which west is not beyond east."""
        if self.box is None:
            return []
        west, south, east, north = self.box
        if west <= east:
            return [self.box]
        return [(west, south, 180.0, north), (-180.0, south, east, north)]

    @property
    def dates(self) -> tuple[date, date] | None:
        """The first and the last day."""
        if self.days is None:
            return None
        first, last = self.days
        return date.fromordinal(first), date.fromordinal(last)

    @property
    def stages(self) -> tuple[tuple[str, ...], list[str], bool]:
        """The columns that have a site's stage, the stages wanted, whether none is wanted too.

        See :func:`geo.model.facets.stages_of`.
        """
        columns = {"all": ("status", "target"), "reported": ("status",), "planned": ("target",)}
        stages = self.selection.stage
        wanted = [stage for stage in stages if stage != MENTIONED]
        return columns[self.selection.claim], wanted, MENTIONED in stages

    def may_be_in(self, summary: Summary) -> bool:
        """Whether a report may have a site that is wanted, by what its sites are together."""
        if self.days is not None:
            first, last = summary.days
            if not (first <= last and first <= self.days[1] and last >= self.days[0]):
                return False
        of_page = [self.selection.bounds] if self.selection.bounds else []
        for boxes in (self.boxes, of_page):
            if boxes and not any(_meets(summary.bounds, box) for box in boxes):
                return False
        return True


def _meets(bounds: Box | None, box: Box) -> bool:
    if bounds is None:
        return False
    west, south, east, north = bounds
    return west <= box[2] and east >= box[0] and south <= box[3] and north >= box[1]


@dataclass(frozen=True, slots=True)
class Part:
    """So many of the wanted sites of a report, from one of them on."""

    report: str
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Named:
    """A site by what it is called, to look for a text."""

    report: str
    site: str
    name: str
    name_en: str | None
    aliases: tuple[str, ...]
    sector: str


# A site as its report's atlas has it, with the report's id.
Row = tuple[str, Feature]


class Table(Protocol):
    """The sites of many reports, asked part by part: no answer holds more than it gives."""

    @property
    def is_closed(self) -> bool:
        """Whether it has to be opened again."""

    def entries(self) -> Sequence[Entry]:
        """Return the reports that there are now, in the order of their ids; the same if the same.

        Raises :class:`~geo.base.errors.InputError` where the table cannot be read.
        """

    def counts(self, question: Question) -> Mapping[str, int]:
        """Return how many sites of each report are wanted; a report without one may be left out."""

    def rows(self, question: Question, parts: Sequence[Part]) -> list[Row]:
        """Return parts of what is wanted, one behind the other; of all but the first from 0 on."""

    def named(self, question: Question) -> list[Named]:
        """Return what all wanted sites are called, in order: asked only where they are few."""

    def chosen(self, ids: Sequence[tuple[str, str]]) -> list[Row]:
        """Return sites by report and id, in this order; what is not there is left out."""

    def regions(
        self, reports: Sequence[str], units: Sequence[str]
    ) -> Mapping[str, Mapping[str, int]]:
        """Return for each report how many sites lie in each region that begins with any unit."""
