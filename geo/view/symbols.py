"""How the map draws, on the screen, on the site and on paper: ``data/codes/symbols.toml``.

The table says all of colours, shapes, hatchings, widths and dashes; what draws asks here. Lengths
are pixels of the screen, and ``paper`` says how many points one of them is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.files import read_text
from geo.base.paths import DATA
from geo.model.atlas import drawn_stage
from geo.model.codes import NO_VERDICT, SECTORS, STAGES, VERDICTS

TABLE: Final = DATA / "codes" / "symbols.toml"
# Of these positions it is sure where they are drawn; the others are dashed.
PRECISE: Final = ("exact", "street")

_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
_SECTIONS: Final = (
    "paper", "stages", "verdicts", "glyphs", "hatches", "point", "line", "area", "vague", "faint",
    "badge", "legend", "base", "seat", "names", "sectors", "dark",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """How the sites of a stage or a verdict are drawn.

    ``glyph`` and ``hatch`` name a shape and a hatching of the table.
    """

    colour: str
    glyph: str
    hatch: str


@dataclass(frozen=True, slots=True)
class Symbols:
    """The table: ``signs`` by the codes of stages and verdicts, and all sections as they stand."""

    signs: Mapping[str, Sign]
    table: Mapping[str, Mapping[str, Any]]

    def colour(self, code: str) -> str:
        """Return the colour of a stage or a verdict, ``#rrggbb``."""
        return self.signs[code].colour


def symbols() -> Symbols:
    """Return the project's table; raise :class:`InputError` where it is broken."""
    return read_symbols(TABLE)


@lru_cache(maxsize=2)
def read_symbols(path: Path) -> Symbols:
    """Return a table of symbols; raise :class:`InputError` with what is wrong in it, and where."""
    try:
        table = tomllib.loads(read_text(path, "table_of_symbols"))
    except tomllib.TOMLDecodeError as error:
        raise InputError("not_toml", path, why=error) from error
    if missing := [name for name in _SECTIONS if not isinstance(table.get(name), dict)]:
        raise InputError("no_section", path, section=missing[0])
    signs: dict[str, Sign] = {}
    for section, codes in (("stages", [*STAGES]), ("verdicts", [*VERDICTS, NO_VERDICT.code])):
        rows = table[section]
        if list(rows) != codes:
            wanted = " ".join(codes)
            raise InputError("other_codes_in_section", path, section=section, wanted=wanted)
        signs |= {code: _sign(row, table, f"{section}.{code}", path) for code, row in rows.items()}
    _check_colours(table, "", path)
    palette = table["sectors"].get("palette")
    if not isinstance(palette, list) or len(palette) < len(SECTORS):
        raise InputError("palette_is_short", path, count=len(SECTORS))
    for colour in palette:
        _check_colours({"colour": colour}, "sectors.palette", path)
    return Symbols(signs, table)


def _sign(row: Any, table: Mapping[str, Any], where: str, path: Path) -> Sign:
    if not isinstance(row, dict) or set(row) != {"colour", "glyph", "hatch"}:
        raise InputError("wrong_members_of_sign", path, sign=where)
    for name, section in (("glyph", "glyphs"), ("hatch", "hatches")):
        if str(row[name]) not in table[section]:
            raise InputError(
                "not_in_section", path, sign=where, name=name, value=row[name], section=section
            )
    return Sign(**row)


def _check_colours(value: Any, where: str, path: Path) -> None:
    """Hold every colour to its form; what names it decides whether it is one."""
    for name, inner in value.items():
        place = f"{where}.{name}" if where else name
        if isinstance(inner, dict):
            _check_colours(inner, place, path)
        elif name in {"colour", "fill", "edge", "own", "grey", "water", "other", "hollow"} and not (
            isinstance(inner, float | int) or _COLOUR.fullmatch(str(inner))
        ):
            raise InputError("no_colour", path, place=place, value=inner)


def sector_colours() -> dict[str, str]:
    """Return the colour of each sector, in their order, ``#rrggbb``."""
    return dict(zip(SECTORS, symbols().table["sectors"]["palette"], strict=False))


def for_screen() -> dict[str, Any]:
    """Return what the map's script is handed: the sections that it draws by, as plain JSON."""
    left_out = {"paper", "stages", "verdicts", "sectors"}
    table = {name: dict(rows) for name, rows in symbols().table.items() if name not in left_out}
    table["hatches"] = {name: hatch["tile"] for name, hatch in table["hatches"].items()}
    return table | {"precise": list(PRECISE)}


def style_sheet() -> str:
    """Return the colours that the map's style sheet names, as CSS."""
    table = symbols().table
    named = {
        "ground": table["base"]["ground"]["fill"],
        "badge-edge": table["badge"]["edge"],
        "badge-fill": table["badge"]["fill"],
        "grey": table["legend"]["grey"],
        "name-water": table["names"]["water"],
        "name-other": table["names"]["other"],
    }
    return f":root {{ {' '.join(f'--{name}: {colour};' for name, colour in named.items())} }}\n"


def is_planned_only(site: Mapping[str, Any]) -> bool:
    """Say whether the report only plans the stage that a site is drawn as: it is hollow then."""
    return site["target"] is not None and drawn_stage(site) != site["status"]


def is_vague(site: Mapping[str, Any]) -> bool:
    """Say whether a site's position is not precise: it is dashed then."""
    return site["precision"] not in PRECISE
