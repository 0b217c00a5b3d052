"""A mention: the words on the page that name a site, and what their clause claims of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from geo.model.codes import MENTIONED

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Investment:
    """An amount that the text states for one site, with the span of the words that say so.

    ``amount_cny`` is in yuan; ``basis`` is a code of
    :data:`geo.model.codes.INVESTMENT_BASES`; ``about`` is true for 约, 近, 余. ``parts`` are years
    with what they spend of it, in yuan, where the text says so. ``among`` is how many sites the
    text says it of, each at the least so much (等61个亿元以上项目), 0 where it does not count them.
    """

    amount_cny: float
    basis: str
    start: int
    end: int
    about: bool = False
    parts: tuple[tuple[str, float], ...] = ()
    among: int = 1


@dataclass(frozen=True, slots=True)
class Responsible:
    """A unit that a document makes responsible for a site, with the span of its name.

    ``role`` is a code of :data:`geo.model.codes.RESPONSIBLE_ROLES`. Persons are never taken down.
    """

    unit: str
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention. All positions are character offsets into the report's text.

    ``name`` is the site's name as the sentence gives it, with a head that a list shares
    restored (月亮湾 becomes 月亮湾变电站); ``text`` are just the words on the page.
    ``quote_start`` and ``quote_end`` span the clause, ``stage_start`` and ``stage_end`` the
    words that say the stage, None where the stage is ``mentioned``. ``quote_more`` spans a
    second piece of the quotation, where the words that decide stand far before the clause;
    ``period`` is None where no year is known. ``site`` is the id of
    the site once it is known. ``works_start`` and ``works_end`` span the works at the site whose
    stage it is, None where the site itself is built. ``row`` is the number of the table's row,
    from 1, that it stands in; ``progress`` a code of :data:`geo.model.codes.PROGRESS` where the
    document classes it.
    """

    start: int
    end: int
    text: str
    name: str
    quote_start: int
    quote_end: int
    period: str | None
    planned: bool
    stage: str = MENTIONED
    stage_start: int | None = None
    stage_end: int | None = None
    sector: str | None = None
    kind: str | None = None
    investment: Investment | None = None
    site: str | None = None
    quote_more: tuple[int, int] | None = None
    row: int | None = None
    progress: str | None = None
    works_start: int | None = None
    works_end: int | None = None
    responsible: tuple[Responsible, ...] = ()

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


def row_of(mention: Mention) -> dict[str, Any]:
    """Return a mention as an object for JSON, by the names of its fields."""
    return asdict(mention)


def mention_of(row: Mapping[str, Any]) -> Mention:
    """Return the mention that :func:`row_of` made an object of.

    Raises :class:`ValueError` for any other object.
    """
    return _made(Mention, row)


def _made(kind: type[T], row: object) -> T:
    """Return a dataclass of the members of an object, each of its field's type."""
    hints = get_type_hints(kind)
    if not isinstance(row, Mapping) or set(row) != set(hints):
        raise ValueError(f"no object of {kind.__name__}")
    return kind(**{name: _fitted(row[name], hint) for name, hint in hints.items()})


def _fitted(value: Any, hint: Any) -> Any:
    """Return a value of JSON as one of a type: plain, a tuple, a dataclass, or one of several."""
    if get_origin(hint) in {Union, UnionType}:
        for each in get_args(hint):
            try:
                return _fitted(value, each)
            except ValueError:
                continue
    elif get_origin(hint) is tuple and isinstance(value, list | tuple):
        kinds = get_args(hint)
        if kinds[-1] is Ellipsis:
            return tuple(_fitted(each, kinds[0]) for each in value)
        if len(kinds) == len(value):
            return tuple(_fitted(each, own) for each, own in zip(value, kinds, strict=True))
    elif is_dataclass(hint) and isinstance(hint, type):
        return _made(hint, value)
    elif hint is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    elif isinstance(hint, type) and type(value) is hint:
        return value
    raise ValueError("a member is of another type")


Span = tuple[int, int]
