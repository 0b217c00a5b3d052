"""QGIS's layer style (QML): the sites by stage, as the page shows them, and labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

from lxml import etree  # type: ignore[import-untyped]

from geo.model.codes import STAGES
from geo.outputs.data.tables import Column
from geo.view.symbols import symbols

Kind = Literal["Point", "LineString", "Polygon"]

# As on the page: hollow where all that is known is the plan's; without any stage comes last.
_VALUE: Final = """coalesce(nullif("status", 'mentioned'), 'planned ' || "target", "status", '')"""
_NO_STAGE: Final = "#9a9a9a"
_TYPES: Final[Mapping[Kind, tuple[str, str]]] = {
    "Point": ("marker", "SimpleMarker"),
    "LineString": ("line", "SimpleLine"),
    "Polygon": ("fill", "SimpleFill"),
}


def layer_style(columns: Sequence[Column], kind: Kind | None = None) -> str:
    """Return the QML of a layer of points, lines or polygons, or of a table (``kind`` None).

    It labels the columns and draws by stage. QGIS takes the labels from here: not every
    version of it reads GeoPackage's own.
    """
    root = etree.Element("qgis", version="3.34", styleCategories="Symbology|Fields")
    if kind:
        _add_renderer(root, kind)
    aliases = etree.SubElement(root, "aliases")
    for column in columns:
        etree.SubElement(aliases, "alias", field=column.code, name=column.zh)
    doctype = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
    return str(etree.tostring(root, encoding="unicode", doctype=doctype, pretty_print=True))


def _add_renderer(root: Any, kind: Kind) -> None:
    renderer = etree.SubElement(
        root,
        "renderer-v2",
        type="categorizedSymbol",
        attr=_VALUE,
        symbollevels="0",
        enableorderby="0",
        forceraster="0",
    )
    categories = etree.SubElement(renderer, "categories")
    symbols = etree.SubElement(renderer, "symbols")
    symbol_type, layer_class = _TYPES[kind]
    for number, (value, label, colour, is_hollow) in enumerate(_categories()):
        etree.SubElement(
            categories,
            "category",
            value=value,
            label=label,
            symbol=str(number),
            render="true",
            type="string",
        )
        symbol = etree.SubElement(
            symbols,
            "symbol",
            name=str(number),
            type=symbol_type,
            alpha="1",
            clip_to_extent="1",
            force_rhr="0",
        )
        layer = etree.SubElement(
            symbol, "layer", {"class": layer_class, "enabled": "1", "locked": "0", "pass": "0"}
        )
        options = etree.SubElement(layer, "Option", type="Map")
        for name, setting in _settings(kind, colour, is_hollow=is_hollow).items():
            etree.SubElement(options, "Option", name=name, type="QString", value=setting)


def _categories() -> Iterator[tuple[str, str, str, bool]]:
    for code, stage in STAGES.items():
        yield code, stage.zh, symbols().colour(code), False
    for code, stage in STAGES.items():
        yield f"planned {code}", f"{stage.zh}（计划）", symbols().colour(code), True
    yield "", "无阶段", _NO_STAGE, False


def _settings(kind: Kind, colour: str, *, is_hollow: bool) -> dict[str, str]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    full, clear = f"{red},{green},{blue},255", f"{red},{green},{blue},0"
    if kind == "Point":
        return {
            "name": "circle",
            "color": clear if is_hollow else full,
            "outline_color": full,
            "outline_width": "0.6" if is_hollow else "0.2",
            "size": "2.6",
        }
    if kind == "LineString":
        return {
            "line_color": full,
            "line_width": "0.8",
            "line_style": "dash" if is_hollow else "solid",
            "capstyle": "round",
            "joinstyle": "round",
        }
    return {
        "color": clear if is_hollow else f"{red},{green},{blue},90",
        "style": "no" if is_hollow else "solid",
        "outline_color": full,
        "outline_width": "0.5",
        "outline_style": "solid",
    }
