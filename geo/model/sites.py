"""A site: the mentions of one place, with what they add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geo.model.codes import MENTIONED, STAGE_RANK
from geo.model.mentions import Investment, Mention, Responsible
from geo.model.periods import age, due
from geo.model.places import Place


@dataclass(frozen=True)
class Site:
    """A site of a report; ``place`` is its entry in the gazetteer, None where it has none."""

    id: str
    name: str
    name_en: str
    sector: str
    mentions: tuple[Mention, ...]
    place: Place | None

    @property
    def aliases(self) -> list[str]:
        """Every other surface form in the text, in the order of its first appearance."""
        return list(dict.fromkeys(m.text for m in self.mentions if m.text != self.name))

    @property
    def status(self) -> str | None:
        """The furthest reported stage in the newest period that reports one.

        ``mentioned`` where the report names the site without a stage, None where only its
        plans do.
        """
        reported = [m for m in self.mentions if not m.planned]
        staged = [m for m in reported if m.stage != MENTIONED]
        if not staged:
            return MENTIONED if reported else None
        newest = max(age(m.period) for m in staged)
        return _furthest(m for m in staged if age(m.period) == newest)

    @property
    def target(self) -> str | None:
        """The furthest stage of the nearest period that plans one, None where none does."""
        staged = [m for m in self.mentions if m.planned and m.stage != MENTIONED]
        if not staged:
            return None
        nearest = min(due(m.period) for m in staged)
        return _furthest(m for m in staged if due(m.period) == nearest)

    @property
    def investment(self) -> Investment | None:
        """The first amount that the text states for the site."""
        return next((m.investment for m in self.mentions if m.investment), None)

    @property
    def responsible(self) -> list[Responsible]:
        """The units that the text names for the site, each once in a role."""
        found = [unit for m in self.mentions for unit in m.responsible]
        return list({(unit.unit, unit.role): unit for unit in reversed(found)}.values())[::-1]


def _furthest(mentions: Iterable[Mention]) -> str:
    return max((m.stage for m in mentions), key=lambda stage: STAGE_RANK[stage])
