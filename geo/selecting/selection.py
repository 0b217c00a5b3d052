"""What a reader has chosen to see: one value that becomes a mask, a sentence and a link.

A selection is plain data: the page makes one of its widgets, a link's query makes one too,
and everything that depends on the choice (map, table, card, download) is computed from it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import compress
from typing import Final

import numpy as np

from geo.base.languages import Language, about, table
from geo.model.atlas import Atlas
from geo.model.facets import CLAIMS, FACETS, OPEN_FACETS, Amounts, Bounds, Claim
from geo.selecting.columns import Mask, columns_of

# The claim reads behind so many of the facets.
CLAIM_PLACE: Final = 2
# Of the text that is looked for, in characters.
TEXT_MAX: Final = 80
_NUMBERS_MAX: Final = 100
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
# More yuan than any report speaks of.
_AMOUNT_DIGITS: Final = 15


@dataclass(frozen=True)
class Matches:
    """The sites of an atlas that a selection shows, as a mask in the atlas's order."""

    whole: Atlas
    mask: Mask

    @cached_property
    def located(self) -> int:
        """How many of them have a position."""
        return int(np.count_nonzero(self.mask & columns_of(self.whole).located))

    @cached_property
    def placed(self) -> int:
        """How many of them have a place of their own: one better than an administrative unit's."""
        columns = columns_of(self.whole)
        return int(np.count_nonzero(self.mask & columns.located & ~columns.rough))

    @cached_property
    def rough(self) -> int:
        """Of how many the map knows a town, county, city or province, and no more."""
        return int(np.count_nonzero(self.mask & columns_of(self.whole).rough))

    @cached_property
    def total(self) -> int:
        """How many they are."""
        return int(np.count_nonzero(self.mask))

    @cached_property
    def atlas(self) -> Atlas:
        """The atlas of just these sites."""
        return Atlas(self.whole.report, tuple(compress(self.whole.features, self.mask)))


@dataclass(frozen=True, slots=True)
class Selection:
    """A reader's choice; an empty one selects every site.

    The facets hold codes, any of which may hold; ``claim`` narrows to what the review
    reports or the plan intends, each with a stage; ``verdict`` leaves out what has none;
    ``period``, ``responsible`` and ``unit`` hold values of the atlas
    (:func:`geo.model.facets.values_of`), any of which may hold, a period that of a mention which
    makes the claim; ``amount`` is from and to in yuan, either open, and leaves out an amount that
    is not surely within;
    ``area`` is the id of a site that holds the others;
    ``bounds`` (west, south, east, north; WGS-84 degrees) is a stretch of the map that a
    site must touch; ``text`` must find it by name or sector (:mod:`geo.selecting.finding`). All of
    them hold together.
    """

    sector: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    claim: Claim = "all"
    verdict: tuple[str, ...] = ()
    precision: tuple[str, ...] = ()
    shape: tuple[str, ...] = ()
    investment: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    unit: tuple[str, ...] = ()
    amount: Amounts | None = None
    area: str | None = None
    bounds: Bounds | None = None
    text: str = ""

    def mask(self, atlas: Atlas, without: str = "") -> Mask:
        """Return which sites match, in the atlas's order; ``without`` leaves one filter out."""
        columns = columns_of(atlas)
        mask = columns.claimed("all" if without == "claim" else self.claim)
        for name in FACETS:
            if (chosen := getattr(self, name)) and name != without:
                mask = mask & columns.having(name, chosen, self.claim)
        for name in OPEN_FACETS:
            if (values := getattr(self, name)) and name != without:
                mask = mask & columns.valued(name, values, self.claim)
        if self.amount and without != "amount":
            mask = mask & columns.costing(self.amount)
        if self.area and without != "area":
            inside = np.zeros(len(columns), bool)
            inside[columns.inside(self.area)] = True
            mask = mask & inside
        if self.bounds and without != "bounds":
            mask = mask & columns.touching(self.bounds)
        if self.text.strip():
            mask = mask & columns.saying(self.text)
        return mask

    def matches(self, atlas: Atlas) -> Matches:
        """Return the sites that match."""
        return Matches(atlas, self.mask(atlas))

    def ids(self, atlas: Atlas) -> list[str]:
        """Return the ids of the sites that match, in the atlas's order."""
        return list(compress(columns_of(atlas).ids, self.mask(atlas)))

    def counts(self, atlas: Atlas, facet: str) -> dict[str, int]:
        """Return how many sites each choice of a filter would give under the other filters.

        ``facet`` is one of the facets, open or not, ``claim`` or ``area``.
        """
        columns = columns_of(atlas)
        others = self.mask(atlas, without=facet)
        if facet == "claim":
            return {
                claim: int(np.count_nonzero(replace(self, claim=claim).mask(atlas)))  # type: ignore[arg-type]
                for claim in CLAIMS
            }
        if facet == "area":
            return {
                area: int(np.count_nonzero(others[columns.inside(area)])) for area in columns.areas
            }
        if facet in OPEN_FACETS:
            return columns.value_counts(facet, others, self.claim)
        return columns.counts(facet, others, self.claim)

    def sentence(
        self,
        located: int,
        unlocated: int,
        language: Language = "zh",
        area_name: str = "",
        rough: int = 0,
        unit_names: Sequence[str] = (),
        claim_name: str = "",
    ) -> str:
        """Say in words what is shown: ``38 个项目：交通 · 在建（另有 4 个无法定位）``.

        ``rough`` is how many of the ``unlocated`` are known to lie in a town, a county, a city or a
        province; ``unit_names`` are the names of the administrative units that are chosen;
        ``claim_name`` is the claim's with its years, its label alone without.
        """
        said_in = table("selection", language)

        def words(part: str, **values: object) -> str:
            return said_in[part].format(**values)

        said = [
            words("or").join(codes[code].label(language) for code in getattr(self, name))
            for name, codes in FACETS.items()
        ]
        claim = claim_name or CLAIMS[self.claim].label(language) if self.claim != "all" else ""
        said.insert(CLAIM_PLACE, claim)
        names = {"period": map(period_text, self.period), "responsible": self.responsible}
        for name, values in (names | {"unit": unit_names or self.unit}).items():
            if getattr(self, name):
                said.append(words(name, value=words("or").join(values)))
        said += [
            self._amount_words(language),
            words("area", name=area_name) if self.area else "",
            words("bounds") if self.bounds else "",
            words("text", text=self.text.strip()) if self.text.strip() else "",
        ]
        what = " · ".join(part for part in said if part)
        counts = {"rough": rough, "unlocated": unlocated - rough}
        others = words("and").join(words(part, count=n) for part, n in counts.items() if n)
        count = located or unlocated
        return (
            words("one" if count == 1 else "many", count=count)
            + (words("what", what=what) if what else "")
            + (words("more" if located else "none", what=others) if others else "")
        )

    def _amount_words(self, language: Language) -> str:
        if not self.amount:
            return ""
        least, most = self.amount
        part = "to" if least is None else "from" if most is None else "from_to"
        unit = about(language).amount_unit
        return table("selection", language)[part].format(
            least=figure((least or 0) / unit), most=figure((most or 0) / unit)
        )

    def to_query(self) -> dict[str, str]:
        """Return the selection as query parameters; what is not chosen is left out."""
        query = {name: ",".join(getattr(self, name)) for name in (*FACETS, *OPEN_FACETS)}
        least, most = self.amount or (None, None)
        query |= {
            "claim": "" if self.claim == "all" else self.claim,
            "amount": "-".join("" if end is None else str(end) for end in (least, most))
            if self.amount
            else "",
            "area": self.area or "",
            "bounds": ",".join(map(_degrees, self.bounds or ())),
            "q": self.text,
        }
        return {name: value for name, value in query.items() if value}

    @classmethod
    def from_query(cls, query: Mapping[str, str], atlas: Atlas) -> tuple[Selection, list[str]]:
        """Return the selection that query parameters ask for, and what in them is not known."""
        unknown: list[str] = []

        def codes(name: str, known: Mapping[str, object]) -> tuple[str, ...]:
            asked = [code for code in query.get(name, "")[:1000].split(",") if code]
            unknown.extend(f"{name}={code[:40]}" for code in asked if code not in known)
            return tuple(dict.fromkeys(code for code in asked if code in known))

        columns = columns_of(atlas)
        chosen = {name: codes(name, known) for name, known in FACETS.items()}
        for name in OPEN_FACETS:
            chosen[name] = codes(name, dict.fromkeys(columns.values(name)))
        claim = next(iter(codes("claim", CLAIMS)), "all")
        area = next(iter(codes("area", dict.fromkeys(columns.areas))), None)
        bounds = _parse_bounds(query.get("bounds", ""))
        if query.get("bounds") and bounds is None:
            unknown.append(f"bounds={query['bounds'][:40]}")
        amount = _parse_amounts(query.get("amount", ""))
        if query.get("amount") and amount is None:
            unknown.append(f"amount={query['amount'][:40]}")
        text = query.get("q", "")
        if len(text) > TEXT_MAX:
            unknown.append("q")
        return (
            cls(
                claim=claim,  # type: ignore[arg-type]
                amount=amount,
                area=area,
                bounds=bounds,
                text=text[:TEXT_MAX].strip(),
                **chosen,
            ),
            unknown,
        )


def parameter_names() -> tuple[str, ...]:
    """Return the names of the query parameters that make a selection, in the order of its fields.

    >>> "sector" in parameter_names(), "q" in parameter_names(), "text" in parameter_names()
    (True, True, False)
    """
    return tuple("q" if field.name == "text" else field.name for field in fields(Selection))


def parse_numbers(text: str, count: int) -> list[float] | None:
    """Return so many numbers with commas between them, None where a text is not that.

    They are written plainly, in ASCII: ``30.5``, ``-1e2``.
    """
    parts = [part.strip() for part in text[:_NUMBERS_MAX].split(",")]
    if len(parts) != count or not all(map(_NUMBER.fullmatch, parts)):
        return None
    numbers = [float(part) for part in parts]
    return numbers if all(map(math.isfinite, numbers)) else None


def _degrees(number: float) -> str:
    """Return degrees with 5 digits, as the browser's script rounds them."""
    rounded = Decimal(number).quantize(Decimal("1e-5"), ROUND_HALF_UP)
    return f"{rounded:f}" if number else "0.00000"


def _parse_bounds(text: str) -> Bounds | None:
    numbers = parse_numbers(text, 4)
    if numbers is None:
        return None
    west, south, east, north = numbers
    is_sound = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if is_sound else None


def _parse_amounts(text: str) -> Amounts | None:
    """Return ``from-to`` in yuan, either of them left out, None where it is not that."""
    ends = text[:100].split("-")
    if len(ends) != 2 or not any(ends):
        return None
    if any(end and not (end.isascii() and end.isdigit()) for end in ends):
        return None
    if max(map(len, ends)) > _AMOUNT_DIGITS:
        return None
    least, most = (int(end) if end else None for end in ends)
    return None if least is not None and most is not None and least > most else (least, most)


def period_text(period: str) -> str:
    """Return a period as people write it: ``2017–2021``."""
    return period.replace("-", "–")


def figure(number: float) -> str:
    """Return a number without zeros that say nothing: ``5``, ``0.5``."""
    return f"{number:,.10f}".rstrip("0").rstrip(".")
