"""What a request asks for: its parameters, checked, and the sites that they choose.

The filters are the page's own: their names are :func:`geo.selecting.selection.parameter_names`,
and one function reads them, whether they stand in a link or in a request
(:meth:`geo.selecting.selection.Selection.from_query`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from geo.model.periods import Days
from geo.selecting.columns import Mask
from geo.selecting.selection import Selection, parameter_names, parse_numbers
from geo.serving.published import Catalogue, Published
from geo.serving.refusals import Refusal, wrong_value
from geo.serving.times import parse_interval

# West, south, east, north in degrees; west is beyond east where it crosses the antimeridian.
Box = tuple[float, float, float, float]

DEFAULT_LIMIT: Final = 100
# More is asked for page by page; a larger limit is taken for this one, as the standard has it.
MAX_LIMIT: Final = 1000
MAX_OFFSET: Final = 10_000_000
# What every resource takes: the format, and the language of a page.
COMMON: Final = ("f", "lang")
PAGING: Final = ("limit", "offset")
_NUMBER: Final = re.compile(r"\d+", re.ASCII)
_DIGITS: Final = 12
_BOX: Final = "four numbers are wanted, west,south,east,north in degrees of CRS84"


def parameters(given: Iterable[tuple[str, str]], known: Collection[str]) -> dict[str, str]:
    """Return a request's parameters by name.

    Raises :class:`Refusal` for one that is not known, and for one that is given twice.
    """
    found: dict[str, str] = {}
    for name, value in given:
        if name not in known:
            detail = f"the parameter {name[:60]} is not known here: {', '.join(sorted(known))}"
            raise Refusal(400, "UnknownParameter", detail)
        if name in found:
            raise wrong_value(name, value, "it is given twice")
        found[name] = value
    return found


def items_parameters(filters: Sequence[str]) -> tuple[str, ...]:
    """Return the parameters of a collection's items; ``filters`` are those that choose there."""
    return (*COMMON, *PAGING, "bbox", "datetime", "report", *filters)


def number(query: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    """Return a whole number of a query, ``most`` where it is more.

    Raises :class:`Refusal` where it is none or less than ``least``.
    """
    said = query.get(name)
    if said is None:
        return default
    digits = said.lstrip("0") or said[-1:]
    if not _NUMBER.fullmatch(digits) or (len(digits) <= _DIGITS and int(digits) < least):
        raise wrong_value(name, said, f"a whole number from {least} on is wanted")
    return most if len(digits) > _DIGITS else min(int(digits), most)


def parse_box(text: str) -> Box:
    """Return a ``bbox``; of six numbers the heights are left out, for all lies on the ground.

    Raises :class:`Refusal` where it is none.
    """
    degrees = parse_numbers(text, 4) or parse_numbers(text, 6)
    if degrees is None:
        raise wrong_value("bbox", text, _BOX)
    west, south, east, north = degrees if len(degrees) == 4 else (*degrees[:2], *degrees[3:5])
    is_sound = abs(west) <= 180 and abs(east) <= 180 and -90 <= south <= north <= 90
    if not is_sound:
        raise wrong_value("bbox", text, _BOX)
    return west, south, east, north


@dataclass(frozen=True)
class Choice:
    """The sites that the page's filters choose: one mask for each atlas that is asked."""

    masks: tuple[tuple[Published, Mask], ...]

    @cached_property
    def atlases(self) -> list[Published]:
        """The atlases that are asked."""
        return [each for each, _ in self.masks]


def choose(query: Mapping[str, str], catalogue: Catalogue) -> Choice:
    """Return the sites that a query's filters choose, each read for each atlas as its page does.

    A value that one atlas knows and another does not (a period, an area) chooses nothing in the
    other. Raises :class:`Refusal` for one that none of them knows.
    """
    found = []
    for each, selection in selections(query, catalogue):
        size = len(each.atlas.features)
        if selection is None:
            found.append((each, np.zeros(size, bool)))
        elif selection == Selection():
            # What is not filtered costs no columns.
            found.append((each, np.ones(size, bool)))
        else:
            found.append((each, selection.mask(each.atlas)))
    return Choice(tuple(found))


def selections(
    query: Mapping[str, str], catalogue: Catalogue
) -> list[tuple[Published, Selection | None]]:
    """Return what a query's filters ask of each atlas that it asks; None where nothing can match.

    Raises :class:`Refusal` for a value that none of the atlases knows.
    """
    asked = {name: query[name] for name in parameter_names() if name in query}
    atlases = _asked_atlases(query.get("report"), catalogue)
    if not asked:
        return [(each, Selection()) for each in atlases]
    found: list[tuple[Published, Selection | None]] = []
    faults = []
    for each in atlases:
        selection, unknown = Selection.from_query(asked, each.atlas)
        faults.append(set(unknown))
        names = {what.partition("=")[0] for what in unknown}
        is_known = all(_is_chosen(selection, name) for name in names)
        found.append((each, selection if is_known else None))
    if faults and (nowhere := set.intersection(*faults)):
        raise Refusal(400, "InvalidParameterValue", f"not known: {', '.join(sorted(nowhere))}")
    return found


def _is_chosen(selection: Selection, name: str) -> bool:
    """Whether a filter of which a part is not known still chooses by the rest of it."""
    value = getattr(selection, "text" if name == "q" else name)
    return bool(value) and value != "all"


def _asked_atlases(reports: str | None, catalogue: Catalogue) -> Sequence[Published]:
    if reports is None:
        return catalogue.atlases
    names = dict.fromkeys(name for name in reports.split(",") if name)
    for name in names:
        if name not in catalogue.by_id:
            raise wrong_value("report", name, "no such report is published here")
    return [catalogue.by_id[name] for name in names] if names else catalogue.atlases


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of what is found is wanted: how many from where on."""

    limit: int
    offset: int


@dataclass(frozen=True, slots=True)
class Where:
    """Where and when: None where it does not matter."""

    box: Box | None
    days: Days | None


def page_of(query: Mapping[str, str]) -> Page:
    """Return the part that is wanted; raise :class:`Refusal` where it is none."""
    limit = number(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    return Page(limit, number(query, "offset", 0, 0, MAX_OFFSET))


def where_of(query: Mapping[str, str]) -> Where:
    """Return where and when; raise :class:`Refusal` where that cannot be."""
    box = parse_box(query["bbox"]) if "bbox" in query else None
    return Where(box, parse_interval(query["datetime"]) if "datetime" in query else None)
