"""One site as a picture to show beside a link: its words, and the printed map around it."""

from __future__ import annotations

import io
import math
from typing import Any, Final

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from shapely.geometry import shape

from geo.base.languages import CHINESE, Language, about
from geo.base.printable import visible
from geo.model.atlas import Atlas, Feature
from geo.model.codes import SECTORS
from geo.outputs.paper.backdrop import draw_backdrop, draw_names
from geo.outputs.paper.badges import draw_badges
from geo.outputs.paper.canvas import DPI, GREY, INK, Canvas
from geo.outputs.paper.chart import draw_marks
from geo.outputs.paper.ground import Bounds, Ground, scale_for
from geo.outputs.paper.labels import Box
from geo.outputs.paper.numbering import numbered, shown_bounds
from geo.outputs.paper.sheet import backdrop_under, drawing, owed
from geo.outputs.paper.wording import say
from geo.view.badges import badges_of
from geo.view.place import place_of
from geo.view.works import claims_said

# What messengers and social networks show whole: 1.91 to 1.
PIXELS: Final = (1200, 630)
_MM: Final = 25.4 / DPI
_SIZE: Final = (PIXELS[0] * _MM, PIXELS[1] * _MM)
_TEXT_MM: Final = 56.0
_MARGIN_MM: Final = 4.5
# Around a site, metres to the edge of the map at the least.
_REACH_M: Final = 1500.0
_METRES_PER_DEGREE: Final = 111_320
_COLOURS: Final = 96
_NAME_LINES: Final = 4
_FACT_LINES: Final = 3
_OWED_LINES: Final = 6


def write_picture(atlas: Atlas, site: str, language: Language = CHINESE) -> bytes:
    """Return a PNG of 1200 × 630 dots: a site's name, stage and sector, and the map around it.

    ``site`` is its id in the atlas. Of a site of which only a unit is known the map is that of
    the report's place with the unit's badge; one that is not located has no mark. The same atlas
    gives the same bytes.

    Raises :class:`~geo.base.errors.InputError` where there is no Chinese font.
    """
    alone = atlas.subset({site})
    feature = alone.features[0]
    with drawing() as typeface:
        sheet = Canvas(_SIZE, typeface)
        frame = Box(_TEXT_MM, 0.0, sheet.width, sheet.height)
        base, view = backdrop_under(atlas)
        bounds = _around(feature) or shown_bounds(atlas, base, view)
        badges = badges_of(alone)
        if bounds:
            width, height = frame.right - frame.left, frame.bottom - frame.top
            ground = Ground(bounds, frame, scale_for(bounds, width, height))
            draw_backdrop(sheet, base, ground)
            marks = numbered(alone, ground, base)
            draw_marks(sheet, marks, ground)
            for mark in marks:
                if mark.is_point:
                    ring = {"markersize": 17, "mfc": "none", "mec": INK, "mew": 1.1}
                    sheet.mark(mark.x, mark.y, marker="o", zorder=11, **ring)
            taken = draw_badges(sheet, badges, ground, [], language)
            lines = shapely.STRtree([mark.shape for mark in marks if not mark.is_area])
            draw_names(sheet, base, ground, taken, lines, language)
        if feature["geometry"] is None and not badges:
            x, y = frame.centre
            sheet.text(x, y, say("nothing_here", language), 9, ha="center", zorder=12)
        _write_facts(sheet, atlas, feature, language)
        _write_owed(sheet, sorted(owed(alone, base, badges)), language)
        drawn = FigureCanvasAgg(sheet.figure)
        drawn.draw()  # type: ignore[no-untyped-call]
        dots = np.asarray(drawn.buffer_rgba())[: PIXELS[1], : PIXELS[0], :3]  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    # Flat colours: a fifth of the bytes, and nobody sees it.
    picture = Image.fromarray(np.ascontiguousarray(dots)).quantize(
        _COLOURS, dither=Image.Dither.NONE
    )
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _around(feature: Feature) -> Bounds | None:
    """Return what the map shows around a located site, in degrees."""
    if feature["geometry"] is None:
        return None
    west, south, east, north = shape(feature["geometry"]).bounds
    site = feature["properties"]
    metres = max(_REACH_M, 1.3 * float(site["uncertainty_m"] or 0))
    up = metres / _METRES_PER_DEGREE
    aside = up / max(0.1, math.cos(math.radians((south + north) / 2)))
    x, y = (west + east) / 2, (south + north) / 2
    margin_x, margin_y = (east - west) * 0.1, (north - south) * 0.1
    return (
        min(west - margin_x, x - aside),
        min(south - margin_y, y - up),
        max(east + margin_x, x + aside),
        max(north + margin_y, y + up),
    )


def _write_facts(sheet: Canvas, atlas: Atlas, feature: Feature, language: Language) -> None:
    """Write what the site is: the report's place, its name, stage, target and sector."""
    site = feature["properties"]
    width = _TEXT_MM - 2 * _MARGIN_MM
    name = visible(str(site[about(language).names] or site["name"]))
    style: dict[str, Any] = {"zorder": 12}
    y = _MARGIN_MM + 4.0
    place = " · ".join(
        filter(None, [visible(place_of(atlas, language)), str(atlas.report.get("date") or "")])
    )
    for line in sheet.typeface.wrap(place, 7, width)[:2]:
        sheet.text(_MARGIN_MM, y, line, 7, color=GREY, **style)
        y += 3.6
    y += 4.4
    for line in _lines(sheet, name, 14, width, _NAME_LINES):
        sheet.text(_MARGIN_MM, y, line, 14, **style)
        y += 6.6
    y += 1.4
    for fact in [*claims_said(site, language), SECTORS[site["sector"]].label(language)]:
        for line in _lines(sheet, fact, 9, width, _FACT_LINES):
            sheet.text(_MARGIN_MM, y, line, 9, **style)
            y += 4.6


def _lines(sheet: Canvas, text: str, points: float, width: float, most: int) -> list[str]:
    """Return a text in at most so many lines, the last cut where there are more."""
    lines = sheet.typeface.wrap(text, points, width)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], sheet.typeface.fit("".join(lines[most - 1 :]), points, width)]


def _write_owed(sheet: Canvas, sources: list[str], language: Language) -> None:
    """Write whom the map is owed to, at the foot."""
    said = say("sources", language, sources=", ".join([say("report", language), *sources]))
    text = say("note_behind", language, sources=said, note=say("note", language))
    lines = _lines(sheet, text, 4.6, _TEXT_MM - 2 * _MARGIN_MM, _OWED_LINES)
    y = sheet.height - _MARGIN_MM - (len(lines) - 1) * 2.3
    for line in lines:
        sheet.text(_MARGIN_MM, y, line, 4.6, color=GREY, zorder=12)
        y += 2.3
