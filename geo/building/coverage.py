"""How far an atlas gets: how well its sites are placed, on what, and which state an amount.

All numbers are counted from the atlas alone. Points, lines and areas are told apart: a road or
a campus is easier to place than a house, so that their shares say nothing of each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from geo.base.languages import Code
from geo.model.atlas import Atlas
from geo.model.codes import INVESTMENT_BASES, LOCATION_SOURCES, PRECISIONS
from geo.model.facets import SHAPES, shape_of

_PRECISE: Final = ("exact", "street")
_NO_BETTER: Final = ("district", "city", "none")


@dataclass(frozen=True)
class Coverage:
    """An atlas's sites counted by precision, by kind of location source and by amount.

    from geo.model.atlas import Atlas
    from geo.model.codes import INVESTMENT_BASES, LOCATION_SOURCES, PRECISIONS, Code
    from geo.model.facets import SHAPES, shape_of
    """

    sites: int
    precisions: Mapping[str, int]
    sources: Mapping[str | None, int]
    investments: Mapping[str | None, int]
    shapes: Mapping[str, Mapping[str, int]]

    @property
    def better_than_district(self) -> int:
        """The sites of which more is known than that they lie in the district."""
        return self.sites - sum(self.precisions.get(code, 0) for code in _NO_BETTER)

    @property
    def precise(self) -> int:
        """The sites that are ``exact`` or ``street``."""
        return sum(self.precisions.get(code, 0) for code in _PRECISE)


def count(atlas: Atlas) -> Coverage:
    """Return how many of the atlas's sites are placed how well, and state an amount."""
    sites = [feature["properties"] for feature in atlas.features]
    shapes: dict[str, Counter[str]] = {code: Counter() for code in SHAPES}
    for feature in atlas.features:
        shapes[shape_of(feature["geometry"])][feature["properties"]["precision"]] += 1
    return Coverage(
        len(sites),
        Counter(site["precision"] for site in sites),
        Counter(_code(site["location_source"], "kind") for site in sites),
        Counter(_code(site["investment"], "basis") for site in sites),
        shapes,
    )


def _code(member: Mapping[str, Any] | None, key: str) -> str | None:
    return str(member[key]) if member else None


def share(part: int, whole: int) -> str:
    """Return ``part`` of ``whole`` as a percentage with one digit, a dash where there is none."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def report_lines(coverage: Coverage) -> Iterator[str]:
    """Yield the count as lines of text: a table for each question, the shapes apart."""
    whole = coverage.sites
    yield f"{whole} sites"
    yield from _table("precision", PRECISIONS.values(), coverage.precisions, whole)
    for code, said in SHAPES.items():
        counts = coverage.shapes[code]
        if number := sum(counts.values()):
            title = f"precision of {number} sites: {said.en.lower()}"
            yield from _table(title, PRECISIONS.values(), counts, number)
    yield from _table("source of the position", LOCATION_SOURCES.values(), coverage.sources, whole)
    yield from _table("amount", INVESTMENT_BASES.values(), coverage.investments, whole)
    yield "together"
    yield _row("better than district", coverage.better_than_district, whole)
    yield _row("exact or street", coverage.precise, whole)


def _table(
    title: str, codes: Iterable[Code], counts: Mapping[Any, int], whole: int
) -> Iterator[str]:
    yield title
    for code in codes:
        if counts.get(code.code):
            yield _row(code.code, counts[code.code], whole)
    if counts.get(None):
        yield _row("without", counts[None], whole)


def _row(label: str, part: int, whole: int) -> str:
    return f"  {label:<20} {part:>5}  {share(part, whole):>7}"
