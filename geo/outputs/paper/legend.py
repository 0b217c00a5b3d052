"""What the signs of the map mean, in lines below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo.base.languages import Language
from geo.model.atlas import Atlas, drawn_stage
from geo.model.codes import STAGES
from geo.outputs.paper.canvas import Canvas
from geo.outputs.paper.fonts import Typeface
from geo.outputs.paper.labels import Box
from geo.outputs.paper.symbols import draw_sample
from geo.outputs.paper.wording import say
from geo.places.surroundings import SEATS
from geo.view.badges import badges_of, region_shown
from geo.view.reach import district_of, part_beyond

LEGEND_LINE_MM: Final = 4.6
_POINTS: Final = 6.6


@dataclass(frozen=True, slots=True)
class Item:
    """A sign and what it stands for; ``kind`` is a stage or a sign's own name."""

    kind: str
    said: str


def legend_items(atlas: Atlas, base: Sequence[Mapping[str, Any]], language: Language) -> list[Item]:
    """Return the signs that the map uses."""
    used = {
        drawn_stage(f["properties"])
        for f in atlas.features
        if f["geometry"] and not region_shown(f)
    }
    items = [Item(code, stage.label(language)) for code, stage in STAGES.items() if code in used]
    items += [Item(kind, say(kind, language)) for kind in ("planned_only", "vague", "shared")]
    district = district_of(base)
    lines = (f["geometry"] for f in atlas.features if f["geometry"])
    leaves = any(part_beyond(line, district) is not None for line in lines)
    kinds: list[str] = (["beyond"] if leaves else []) + (["unit"] if badges_of(atlas) else [])
    if any(layer["layer"].get("id") != SEATS for layer in base):
        kinds += ["water", "roads", "metro", "bridges", "district"]
    if any(layer["layer"].get("id") == SEATS for layer in base):
        kinds.append("seat")
    return items + [Item(kind, say(kind, language)) for kind in kinds]


def _item_width(item: Item, typeface: Typeface) -> float:
    return 8.5 + typeface.width(item.said, _POINTS)


def flow(items: Sequence[Item], width: float, typeface: Typeface) -> list[list[Item]]:
    """Return the signs in lines of at most ``width`` millimetres."""
    lines: list[list[Item]] = [[]]
    left = width
    for item in items:
        if lines[-1] and _item_width(item, typeface) > left:
            lines.append([])
            left = width
        lines[-1].append(item)
        left -= _item_width(item, typeface)
    return lines


def draw_legend(sheet: Canvas, box: Box, items: Sequence[Item], typeface: Typeface) -> None:
    """Draw the signs and their words into a box."""
    for row, line in enumerate(flow(items, box.right - box.left, typeface)):
        x, y = box.left, box.top + (row + 0.5) * LEGEND_LINE_MM
        for item in line:
            draw_sample(sheet, item.kind, x + 2.2, y)
            sheet.text(x + 5.2, y, item.said, _POINTS, va="center_baseline")
            x += _item_width(item, typeface)
