"""What a printed map says, Chinese and English, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.model.codes import Language

TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("{place}政府工作报告项目图", "{place}: sites of the work report"),
    "subtitle": (
        "政府工作报告 {date} · {count} 个项目，{located} 个在图上",
        "Work report {date} · {count} sites, {located} on the map",
    ),
    "number": ("编号", "No."),
    "name": ("名称", "Name"),
    "status": ("现状", "Reported"),
    "target": ("计划", "Planned"),
    "precision": ("精度", "Prec."),
    "cell": ("格", "Cell"),
    "unlocated": ("不在图上（位置不详）", "Not on the map (position unknown)"),
    "unplaced": (
        "{count} 个编号在图上放不下，只见于列表（按格查找）",
        "{count} numbers find no room on the map and stand in the list only (look up the cell)",
    ),
    "cut": ("伸出图外：{numbers}", "Reaching beyond the map: {numbers}"),
    "nothing_located": ("没有可定位的项目", "No site can be located"),
    "north": ("北", "N"),
    "planned_only": ("空心：仅有计划", "Hollow: planned only"),
    "vague": ("虚线：位置不精确", "Dashed: position not precise"),
    "shared": ("同一点的多个项目", "Several sites on one spot"),
    "beyond": ("淡色：伸出本区", "Faded: beyond the district"),
    "unit": ("虚线牌：仅知所在区县或街镇", "Dashed badge: only the county or township is known"),
    "seat": ("驻地", "Seats"),
    "badge": ("{name} · {count} 处", "{name} · {count}"),
    "in_badges": ("，另有 {count} 个在虚线牌上", ", {count} more in dashed badges"),
    "known_only": ("{name}：{count} 个项目，{only}", "{name}: {count} sites, {only}"),
    "known_of": ("{count} 个{only}", "of {count} {only}"),
    "comma": ("，", ", "),
    "works": ("：{works}", ": {works}"),
    "others": ("其余：位置不详", "The others: position unknown"),
    "only_township": ("仅知所在街镇", "only the township is known"),
    "only_county": ("仅知所在区县", "only the county is known"),
    "only_prefecture": ("仅知所在市", "only the city is known"),
    "only_province": ("仅知所在省市", "only the province is known"),
    "water": ("河湖", "Water"),
    "roads": ("主要道路", "Main roads"),
    "metro": ("地铁", "Metro"),
    "bridges": ("桥梁隧道", "Bridges, tunnels"),
    "district": ("区域轮廓（示意）", "District (sketch)"),
    "note": (
        "轮廓与位置为示意，不作为任何界线的依据；本图没有审图号。",
        (
            "Outlines and positions are approximate and no authority on any boundary; "
            "this map has no review number (审图号)."
        ),
    ),
    "precisions": (
        "精度：精确 100 米内；街区 300 米内；大致 1 公里内；片区 仅知所在片区，标在其内一点。",
        (
            "Precision: exact within 100 m; street 300 m; approx. 1 km; area: only the "
            "containing area is known, shown at a point in it."
        ),
    ),
    "projection": (
        "WGS-84，横轴墨卡托投影，中央经线 {lon}°E，格网边长 {cell} 毫米",
        "WGS-84, transverse Mercator, central meridian {lon}°E, cells of {cell} mm",
    ),
    "sources": ("资料：{sources}。", "Sources: {sources}."),
    "report": ("政府工作报告", "the work report"),
    "page": ("第 {page} 页，共 {pages} 页", "Page {page} of {pages}"),
    "exact": ("精确", "exact"),
    "street": ("街区", "street"),
    "approximate": ("大致", "approx."),
    "area": ("片区", "area"),
    "township": ("街镇", "town"),
    "city": ("省市", "city"),
    "none": ("不明", "none"),
}
# The precision called district: a word of its own, for the base map has the other.
DISTRICT_ONLY: Final = ("本区", "district")


def say(key: str, language: Language, **values: object) -> str:
    """Return the text in ``language``, with its values filled in."""
    return TEXTS[key][language == "en"].format(**values)


def say_precision(code: str, language: Language) -> str:
    """Return the short word for a precision."""
    return DISTRICT_ONLY[language == "en"] if code == "district" else say(code, language)
