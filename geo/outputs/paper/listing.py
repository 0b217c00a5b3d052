"""The list of the sites: rows that are wrapped into columns, columns that fill pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from geo.base.languages import Language, about
from geo.base.printable import visible
from geo.model.atlas import Atlas
from geo.model.codes import MENTIONED, STAGES
from geo.outputs.paper.badges import name_of, spot_on
from geo.outputs.paper.canvas import Canvas
from geo.outputs.paper.fonts import Typeface
from geo.outputs.paper.ground import Ground
from geo.outputs.paper.labels import Box
from geo.outputs.paper.numbering import Site, holds
from geo.outputs.paper.wording import say, say_precision
from geo.view.badges import Badge, badges_of
from geo.view.works import stage_text, works_of

POINTS: Final = 6.2
LINE_MM: Final = 2.45
_PADDING_MM: Final = 0.35

GUTTER_MM: Final = 1.2
_CLAIMS: Final[tuple[Literal["status", "target"], ...]] = ("status", "target")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, each in lines; ``is_heading`` spans the column with its one cell."""

    cells: tuple[tuple[str, ...], ...]
    is_heading: bool = False

    @property
    def height(self) -> float:
        """How high it stands, in millimetres."""
        return max(len(cell) for cell in self.cells) * LINE_MM + _PADDING_MM


def make_row(cells: Sequence[str], typeface: Typeface, widths: Sequence[float]) -> Row:
    """Return a row whose cells are wrapped into the widths."""
    return Row(
        tuple(
            tuple(typeface.wrap(cell, POINTS, width - GUTTER_MM))
            for cell, width in zip(cells, widths, strict=True)
        )
    )


def make_heading(text: str, typeface: Typeface, widths: Sequence[float]) -> Row:
    """Return a row that says what the rows below it are, over their whole width."""
    return Row((tuple(typeface.wrap(text, POINTS, sum(widths))),), is_heading=True)


def fill_columns(rows: Sequence[Row], height: float) -> Iterator[list[Row]]:
    """Yield the rows column by column, none higher than ``height`` millimetres.

    A row that is higher than a column stands in one of its own; a heading never ends one.
    """
    column: list[Row] = []
    left = height
    for index, row in enumerate(rows):
        below = rows[index + 1].height if row.is_heading and index + 1 < len(rows) else 0.0
        if column and row.height + below > left:
            yield column
            column, left = [], height
        column.append(row)
        left -= row.height
    if column:
        yield column


def rows_of(
    atlas: Atlas,
    sites: Sequence[Site],
    ground: Ground | None,
    boxes: Sequence[Box | None],
    typeface: Typeface,
    language: Language,
) -> list[Row]:
    """Return the rows of all sites: on the map by number, in its badges, then the others."""
    widths = about(language).paper_widths

    def cells(site: Mapping[str, Any], number: str, cell: str) -> list[str]:
        name = visible(site[about(language).names])
        stages = [stage_text(site, claim, language) or "–" for claim in _CLAIMS]
        works = {works_of(site, claim) for claim in _CLAIMS if site[claim] not in {None, MENTIONED}}
        if len(works) == 1 and (done := works.pop()):
            # Where all that is said is said of them, they have more room behind the name.
            name += say("works", language, works=visible(done))
            stages = [STAGES[site[c]].label(language) if site[c] else "–" for c in _CLAIMS]
        return [number, name, *stages, say_precision(site["precision"], language), cell]

    rows = [
        make_row(
            cells(s.feature["properties"], str(s.number), ground.cell_name(s.x, s.y)),
            typeface,
            widths,
        )
        for s in sites
        if ground
    ]
    badges = badges_of(atlas)
    in_badges = {f["id"] for badge in badges for f in badge.features}
    others = [
        f["properties"] for f in atlas.features if not f["geometry"] and f["id"] not in in_badges
    ]
    if badges or others:
        rows.append(make_heading(say("unlocated", language), typeface, widths))
    for badge in badges:
        cell = ground.cell_name(*spot_on(badge, ground)) if ground else "–"
        rows.append(make_heading(_title(badge, language), typeface, widths))
        rows += [
            make_row(cells(f["properties"], "–", cell), typeface, widths) for f in badge.features
        ]
    if badges and others:
        rows.append(make_heading(say("others", language), typeface, widths))
    rows += [make_row(cells(site, "–", "–"), typeface, widths) for site in others]
    unplaced = sum(box is None for box in boxes)
    if unplaced:
        rows.append(make_heading(say("unplaced", language, count=unplaced), typeface, widths))
    cut = [str(s.number) for s in sites if ground and not holds(ground.frame, s.shape)]
    if cut:
        rows.append(make_heading(say("cut", language, numbers=", ".join(cut)), typeface, widths))
    return rows


def _title(badge: Badge, language: Language) -> str:
    count, levels = len(badge.features), badge.levels
    only = say("comma", language).join(
        say("known_of", language, count=number, only=say(f"only_{level}", language))
        if len(levels) > 1
        else say(f"only_{level}", language)
        for level, number in levels.items()
    )
    return say("known_only", language, name=name_of(badge, language), count=count, only=only)


def make_head(typeface: Typeface, language: Language) -> Row:
    """Return the row that says what the columns hold."""
    keys = ("number", "name", "status", "target", "precision", "cell")
    return make_row([say(key, language) for key in keys], typeface, about(language).paper_widths)


def draw_column(
    sheet: Canvas,
    x: float,
    top: float,
    head: Row,
    column: Sequence[Row],
    widths: Sequence[float],
) -> None:
    """Draw one column of the list, its head at ``top``."""
    y = top + head.height
    wide = sum(widths)
    _draw_band(sheet, x, top, head, wide)
    _draw_row(sheet, x, top, head, widths)
    sheet.line([(x, y), (x + wide, y)], lw=0.7)
    for row in column:
        if row.is_heading:
            _draw_band(sheet, x, y, row, wide)
        _draw_row(sheet, x, y, row, widths)
        y += row.height
        sheet.line([(x, y), (x + wide, y)], lw=0.2, color="#c5ccd3")


def _draw_band(sheet: Canvas, x: float, y: float, row: Row, wide: float) -> None:
    """Set a row apart by its ground: the typeface has one weight."""
    ground = Box(x, y, x + wide, y + row.height)
    sheet.box(ground, fill=True, fc="#e6ebf0", ec="none", zorder=0)


def _draw_row(sheet: Canvas, x: float, y: float, row: Row, widths: Sequence[float]) -> None:
    for index, cell in enumerate(row.cells):
        is_number = index == 0 and not row.is_heading
        for line, said in enumerate(cell):
            sheet.text(
                x + (widths[0] - GUTTER_MM if is_number else sum(widths[:index])),
                y + LINE_MM * (line + 1) - 0.25,
                said, POINTS, ha="right" if is_number else "left",
            )  # fmt: skip
