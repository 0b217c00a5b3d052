"""The sheets: an atlas drawn on paper, as PDF or as one PNG."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from PIL import Image

from geo.base.errors import InputError
from geo.base.languages import Language, about
from geo.base.printable import visible
from geo.model.atlas import Atlas
from geo.outputs.paper.backdrop import draw_backdrop, draw_names
from geo.outputs.paper.badges import draw_badges
from geo.outputs.paper.canvas import DPI, GREY, Canvas
from geo.outputs.paper.chart import draw_frame, draw_sites, furniture_of
from geo.outputs.paper.fonts import Typeface, find_typeface
from geo.outputs.paper.ground import Bounds, Ground, scale_for
from geo.outputs.paper.labels import Box
from geo.outputs.paper.legend import LEGEND_LINE_MM, Item, draw_legend, flow, legend_items
from geo.outputs.paper.listing import Row, draw_column, fill_columns, make_head, rows_of
from geo.outputs.paper.numbering import numbered, shown_bounds
from geo.outputs.paper.wording import say
from geo.places.surroundings import ATTRIBUTION, COUNTRY, SEATS
from geo.view.badges import Badge, badges_of, region_shown
from geo.view.map.basemap import backdrop_of, grounds_under
from geo.view.place import place_of

# Landscape: width and height in millimetres (ISO 216).
PAPERS: Final[Mapping[str, tuple[float, float]]] = {"A3": (420, 297), "A4": (297, 210)}
# No sheet holds more numbers than this.
MAX_SITES: Final = 1500

_MARGIN_MM: Final = 10.0
_GAP_MM: Final = 4.0
_TITLE_MM: Final = 14.0
_FOOT_MM: Final = 8.5
_EDGE_MM: Final = 3.5
_SMALL_POINTS: Final = 5.6

# The library's settings are the whole process's: one sheet at a time.
_LOCK: Final = Lock()
_SETTINGS: Final[Any] = {
    # Outlines, with the characters beside them: fonts with PostScript outlines, as Noto's,
    # cannot be embedded as TrueType.
    "pdf.fonttype": 3,
    "pdf.compression": 9,
    "hatch.linewidth": 0.45,
    "axes.unicode_minus": False,
    "path.simplify": True,
}


def write_pdf(
    atlas: Atlas, text: str | None = None, *, paper: str = "A3", language: Language = "zh"
) -> bytes:
    """Return a PDF: the map with the beginning of the list, and as many pages as the list needs.

    ``paper`` is ``A3`` or ``A4``, landscape. Fonts are embedded, text can be searched and
    copied; the same atlas gives the same bytes, on every machine.

    Raises :class:`~geo.base.errors.InputError` where there is no Chinese font, and for more than
    1,500 sites.
    """
    del text
    out = io.BytesIO()
    about: dict[str, Any] = {"CreationDate": None, "Creator": None, "Producer": None}
    with drawing() as typeface:
        sheets = _sheets(atlas, typeface, paper, language)
        about["Title"] = _title(atlas, language)
        with PdfPages(out, metadata=about) as pages:
            for sheet in sheets:
                pages.savefig(sheet)
    return out.getvalue()


def write_png(
    atlas: Atlas, text: str | None = None, *, paper: str = "A3", language: Language = "zh"
) -> bytes:
    """Return the pages of :func:`write_pdf` as one picture of 200 dots an inch, one below another.

    Raises :class:`~geo.base.errors.InputError` as :func:`write_pdf`.
    """
    del text
    with drawing() as typeface:
        pages = []
        for sheet in _sheets(atlas, typeface, paper, language):
            canvas = FigureCanvasAgg(sheet)
            canvas.draw()  # type: ignore[no-untyped-call]
            pages.append(np.asarray(canvas.buffer_rgba())[..., :3])  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    picture = Image.fromarray(np.concatenate(pages))
    picture.save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()


@contextmanager
def drawing() -> Iterator[Typeface]:
    """Draw with our settings and typeface, whatever a file of the user's or its list says."""
    with _LOCK, mpl.rc_context():
        typeface = find_typeface()
        typeface.enlist()
        mpl.rcdefaults()
        # A family of another's would have the library look for it, and list its fonts anew.
        mpl.rcParams.update(_SETTINGS | {"font.family": typeface.families})
        yield typeface


def _sheets(atlas: Atlas, typeface: Typeface, paper: str, language: Language) -> list[Figure]:
    if paper not in PAPERS:
        raise InputError("paper_is_one_of", choices=", ".join(PAPERS), value=paper)
    if len(atlas.features) > MAX_SITES:
        raise InputError("too_many_for_a_sheet", count=len(atlas.features), most=MAX_SITES)
    base, view = backdrop_under(atlas)
    bounds = shown_bounds(atlas, base, view)
    size = PAPERS[paper]
    first = Canvas(size, typeface)
    items = legend_items(atlas, base, language)
    width = sum(about(language).paper_widths)
    columns, frame, scale, legend = _layout(bounds, size, items, typeface, width)
    ground = Ground(bounds, frame, scale) if bounds else None
    sites = numbered(atlas, ground, base)
    boxes: list[Box | None] = []
    if ground:
        draw_backdrop(first, base, ground)
        furniture = furniture_of(ground, sites)
        taken = [furniture.arrow, furniture.bar]
        taken += draw_badges(first, badges_of(atlas), ground, taken, language)
        boxes = draw_sites(first, sites, ground, taken)
        taken += [box for box in boxes if box]
        lines = shapely.STRtree([site.shape for site in sites if not site.is_area])
        draw_names(first, base, ground, taken, lines, language)
        draw_frame(first, ground, furniture, language)
    else:
        first.box(frame)
        x, y = frame.centre
        first.text(x, y, say("nothing_located", language), 12, ha="center")
    draw_legend(first, legend, items, typeface)
    rows = rows_of(atlas, sites, ground, boxes, typeface, language)
    sheets = _listed(first, rows, columns, language)
    for number, sheet in enumerate(sheets, 1):
        _draw_margins(sheet, atlas, base, ground, (number, len(sheets)), language)
    return [sheet.figure for sheet in sheets]


def backdrop_under(atlas: Atlas) -> tuple[Sequence[Mapping[str, Any]], Bounds | None]:
    """Return the base map's layers, and what the map shows where that is no region's.

    Of a report that does not say where it is at home there is no map.
    """
    grounds = grounds_under(atlas)
    if COUNTRY in grounds.places:
        return (), None
    backdrop = backdrop_of(atlas)
    return backdrop.layers, backdrop.view if grounds.places else None


def _title(atlas: Atlas, language: Language) -> str:
    return say(
        "title",
        language,
        place=visible(place_of(atlas, language)),
    )


def owed(atlas: Atlas, base: Sequence[Mapping[str, Any]], badges: Sequence[Badge]) -> set[str]:
    """Return whom the base map and the positions are owed to, each with the terms."""
    about = [layer["layer"] for layer in base if layer["layer"].get("id") != SEATS]
    named = {f"{each['attribution']} ({each['licence']})" for each in about}
    for feature in atlas.features:
        source = feature["properties"]["location_source"] or {}
        licence = source.get("licence") or ""
        if "attribution" in source:
            named.add(f"{source['attribution']} ({licence})")
        elif "ODbL" in licence:
            named.add("© OpenStreetMap contributors (ODbL-1.0)")
    if len(about) < len(base) or any(badge.mark["how"] != "region" for badge in badges):
        named.add(ATTRIBUTION)
    return named


# ---- layout ------------------------------------------------------------------------------


def _layout(
    bounds: Bounds | None,
    size: tuple[float, float],
    items: Sequence[Item],
    typeface: Typeface,
    wide: float,
) -> tuple[int, Box, float, Box]:
    """Return how many columns of the list stand beside the map, its frame, scale and legend.

    As many columns, ``wide`` millimetres each, as do not make the map smaller, one at the least.
    """
    width, height = size
    best: tuple[int, Box, float, Box] | None = None
    most = int((width - 2 * _MARGIN_MM) * 0.6 / (wide + _GAP_MM))
    for columns in range(1, most + 1):
        right = width - _MARGIN_MM - columns * (wide + _GAP_MM)
        lines = len(flow(items, right - _MARGIN_MM, typeface))
        bottom = height - _MARGIN_MM - _FOOT_MM
        legend = Box(_MARGIN_MM, bottom - lines * LEGEND_LINE_MM, right, bottom)
        frame = Box(
            _MARGIN_MM + _EDGE_MM,
            _MARGIN_MM + _TITLE_MM + _EDGE_MM,
            right,
            legend.top - 1.5 - _EDGE_MM,
        )
        scale = (
            scale_for(bounds, frame.right - frame.left, frame.bottom - frame.top) if bounds else 1.0
        )
        if best is None or scale <= best[2]:
            best = (columns, frame, scale, legend)
    assert best is not None  # noqa: S101 (there is room for one column on every paper)
    return best


def _listed(first: Canvas, rows: Sequence[Row], columns: int, language: Language) -> list[Canvas]:
    """Draw the list beside the map and on as many further sheets as it needs; return all."""
    widths = about(language).paper_widths
    step = sum(widths) + _GAP_MM
    top = _MARGIN_MM + _TITLE_MM
    head = make_head(first.typeface, language)
    height = first.height - _MARGIN_MM - _FOOT_MM - top - head.height
    each = int((first.width - 2 * _MARGIN_MM + _GAP_MM) / step)
    places = [first.width - _MARGIN_MM - i * step + _GAP_MM for i in range(columns, 0, -1)]
    sheets = [first]
    for column in fill_columns(rows, height):
        if not places:
            sheets.append(Canvas((first.width, first.height), first.typeface))
            places = [_MARGIN_MM + i * step for i in range(each)]
        draw_column(sheets[-1], places.pop(0), top, head, column, widths)
    return sheets


def _draw_margins(
    sheet: Canvas,
    atlas: Atlas,
    base: Sequence[Mapping[str, Any]],
    ground: Ground | None,
    page: tuple[int, int],
    language: Language,
) -> None:
    badges = badges_of(atlas)
    in_badges = sum(len(badge.features) for badge in badges)
    located = sum(1 for f in atlas.features if f["geometry"] and not region_shown(f))
    is_first = page[0] == 1
    points = 17 if is_first else 11
    title = sheet.typeface.fit(_title(atlas, language), points, sheet.width * 0.75)
    sheet.text(_MARGIN_MM, _MARGIN_MM + 5.5, title, points)
    sheet.text(
        _MARGIN_MM, _MARGIN_MM + 11,
        say(
            "subtitle",
            language,
            date=atlas.report.get("date") or "",
            count=len(atlas.features),
            located=located,
        )
        + (say("in_badges", language, count=in_badges) if in_badges else ""),
        8, color=GREY,
    )  # fmt: skip
    bottom = sheet.height - _MARGIN_MM
    sources = [say("report", language), *sorted(owed(atlas, base, badges))]
    lines = [
        say("sources", language, sources=", ".join(sources)) + "　" + say("note", language),
        say("precisions", language),
    ]
    if ground and is_first:
        edge = (ground.frame.right - ground.frame.left) / ground.cells[0]
        lines[1] += "　" + say(
            "projection", language, lon=f"{ground.meridian:.2f}", cell=f"{edge:.0f}"
        )
    for index, said in enumerate(lines):
        sheet.text(_MARGIN_MM, bottom - 3.2 + index * 2.9, said, _SMALL_POINTS, color=GREY)
    number = say("page", language, page=page[0], pages=page[1])
    sheet.text(
        sheet.width - _MARGIN_MM, _MARGIN_MM + 5.5, number, _SMALL_POINTS, color=GREY, ha="right"
    )
