"""A mention: the words on the page that name a site, and what their clause claims of it."""

from __future__ import annotations

from dataclasses import dataclass

from geo.codes import MENTIONED


@dataclass(frozen=True, slots=True)
class Investment:
    """An amount that the text states for one site, with the span of the words that say so.

    ``amount_cny`` is in yuan; ``basis`` is a code of
    :data:`geo.codes.INVESTMENT_BASES`; ``about`` is true for 约, 近, 余. ``parts`` are years with
    what they spend of it, in yuan, where the text says so.
    """

    amount_cny: float
    basis: str
    start: int
    end: int
    about: bool = False
    parts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention. All positions are character offsets into the report's text.

    ``name`` is the site's name as the sentence gives it, with a head that a list shares
    restored (月亮湾 becomes 月亮湾变电站); ``text`` are just the words on the page.
    ``quote_start`` and ``quote_end`` span the clause, ``stage_start`` and ``stage_end`` the
    words that say the stage, None where the stage is ``mentioned``. ``site`` is the id of
    the site once it is known.
    """

    start: int
    end: int
    text: str
    name: str
    quote_start: int
    quote_end: int
    period: str
    planned: bool
    stage: str = MENTIONED
    stage_start: int | None = None
    stage_end: int | None = None
    sector: str | None = None
    kind: str | None = None
    investment: Investment | None = None
    site: str | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Start and end of the site's words."""
        return self.start, self.end

    def crosses(self, other: Mention) -> bool:
        """Whether the two overlap without one holding the other."""
        return (
            self.start < other.start < self.end < other.end
            or other.start < self.start < other.end < self.end
        )
