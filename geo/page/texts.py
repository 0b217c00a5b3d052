"""What the page says, Chinese and English, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.codes import Language

TEXTS: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("{place}政府工作报告地图", "{place}: the work report as a map"),
    "intro": (
        "{date} 的政府工作报告点名的每一个项目：在哪里、到了哪一步、原文怎么说。",
        (
            "Every site that the work report of {date} names: where it is, how far it has come, "
            "and the report's own words."
        ),
    ),
    "unnamed_place": ("", "District"),
    "language": ("语言", "Language"),
    "sector": ("行业", "Sector"),
    "stage": ("阶段", "Stage"),
    "precision": ("精度", "Precision"),
    "shape": ("形状", "Shape"),
    "area": ("所在片区", "Inside an area"),
    "only_visible": ("只看地图范围", "Only the visible map"),
    "more_filters": ("更多条件", "More filters"),
    "claim": ("说法", "Claim"),
    "claim_help": (
        "“已报告”是回顾部分所说已做或在做的；“计划”是今后的目标和任务。",
        "Reported: what the review says is done or under way. Planned: a target or task to come.",
    ),
    "stage_help": (
        "按报告原文的最远阶段（现状）或下一步目标。",
        "The furthest stage that the report states, or the next one that it plans.",
    ),
    "search": ("名称", "Name"),
    "search_placeholder": ("如：昙华林、Metro", "e.g. 昙华林, Metro"),
    "any": ("不限", "Any"),
    "reset": ("清除筛选", "Reset"),
    "nothing": (
        "没有符合条件的项目。放宽一个条件，或清除筛选。",
        "No site matches. Loosen a filter, or reset them.",
    ),
    "unknown_query": (
        "链接里有本页不认识的条件，已忽略：{what}",
        "The link asks for something that this page does not know; ignored: {what}",
    ),
    "map_label": ("项目地图", "Map of the sites"),
    "map_help": (
        "点击地图上的项目看原文；也可在下方表格中选择一行。",
        "Click a site on the map to read the words; or choose a row in the table below.",
    ),
    "map_failed": (
        "地图没有打开。下方表格列出全部项目；重新载入页面可再试。",
        "The map did not open. The table below lists all sites; reload the page to try again.",
    ),
    "card_empty": (
        "在地图或表格中选一个项目，这里显示它的详情和原文。",
        "Choose a site on the map or in the table to read about it here.",
    ),
    "close": ("取消选择", "Clear selection"),
    "status": ("现状", "Status"),
    "target": ("目标", "Target"),
    "not_reported": ("未报告", "not reported"),
    "no_target": ("未提出", "none stated"),
    "investment": ("投资", "Investment"),
    "no_investment": ("报告未说明", "the report states none"),
    "location": ("位置", "Location"),
    "uncertainty": ("误差不超过 {metres:,.0f} 米", "within {metres:,.0f} m"),
    "location_source": ("依据", "How it is known"),
    "within": ("所在片区", "Lies in"),
    "contains": ("包含", "Contains"),
    "aliases": ("又称", "Also called"),
    "words": ("报告原文", "The report's words"),
    "reported_in": ("{period} 已报告", "Reported, {period}"),
    "planned_in": ("{period} 计划", "Planned, {period}"),
    "no_words": ("报告全文不在这里，只列出名称。", "The report's text is not here; names only."),
    "card": ("项目", "Site"),
    "report": ("报告全文", "The report"),
    "outline": ("目录", "Outline"),
    "charts": ("图表", "Charts"),
    "by_sector": ("各行业的项目，按现状或目标的阶段", "Sites by sector and stage"),
    "by_claim": ("已报告与计划的阶段", "Stages reported and planned"),
    "count_axis": ("项目数", "Sites"),
    "stated_amounts": ("项目投资", "Investment of sites"),
    "programme_amounts": (
        "报告中的总量金额（不属于任何一个项目）",
        "Programme figures of the report (they belong to no single site)",
    ),
    "amount": ("金额", "Amount"),
    "basis": ("依据", "Basis"),
    "covers": ("包括", "For"),
    "document": ("文件", "Document"),
    "clause": ("原文", "Words"),
    "period": ("时期", "Period"),
    "open_in": ("在其他地图打开", "Open in"),
    "site_file": ("下载本项目 GeoJSON", "This site as GeoJSON"),
    "table": ("项目表", "Table"),
    "name": ("名称", "Name"),
    "name_en": ("英文名", "English name"),
    "located": ("已定位", "On the map"),
    "download": ("下载 {format}（{count} 个项目）", "Download {format} ({count} sites)"),
    "more_formats": ("其他格式", "More formats"),
    "own_report": ("打开自己的报告", "Open a report of your own"),
    "own_help": (
        (
            "选一份政府工作报告（不超过 10 MB）。它只在这次会话里读取和显示，不会保存；"
            "机器初读未经编辑核对，本地名录不认识的地点没有位置。"
        ),
        (
            "Choose a government work report (10 MB at most). It is read and shown in this "
            "session only and not kept. The machine's reading is unreviewed; places that the "
            "gazetteer does not know have no position."
        ),
    ),
    "own_label": ("报告文件", "Report file"),
    "own_reading": ("正在读取…", "Reading…"),
    "own_finding": ("正在找出项目…", "Finding the sites…"),
    "own_drawing": ("正在绘制…", "Drawing…"),
    "own_failed": ("这份文件读不了：", "This file cannot be read:"),
    "own_shown": (
        "现在显示的是您的报告：机器初读，未经编辑核对。",
        "This is your own report: the machine's reading, unreviewed.",
    ),
    "own_leave": ("回到武昌区的报告", "Back to the report of Wuchang"),
    "about": ("说明与来源", "About and sources"),
    "about_text": (
        (
            "阶段、金额只取报告原文的说法；没有写的一律不填。位置按公开资料由编者标定，"
            "每处注明依据和误差，轮廓为示意，不作为任何边界的依据。"
            "底图和部分位置取自 © OpenStreetMap 贡献者（ODbL）和 Wikidata（CC0）。"
            "在中国大陆公开发布地图须另行取得审图号。"
        ),
        (
            "Stages and amounts are the report's own words; what it does not say stays empty. "
            "Positions were set by an editor from public sources, each with its grounds and its "
            "uncertainty; outlines are sketches and no authority on any boundary. "
            "The base map and part of the positions come from © OpenStreetMap contributors (ODbL) "
            "and Wikidata (CC0). Publishing a map in mainland China needs a review number "
            "(审图号) of its own."
        ),
    ),
    "broken": ("无法打开：{what}", "Cannot open: {what}"),
    "no_script": ("这一页要用 JavaScript 才能显示。", "This page needs JavaScript."),
    "no_report": (
        "这份网页没有附报告全文，卡片只列出名称。",
        "This page comes without the report's text; the cards list names only.",
    ),
    "sort_by": ("按{column}排序", "Sort by {column}"),
}


def say(key: str, language: Language, **values: object) -> str:
    """Return the text ``key`` in ``language`` with its values filled in."""
    chinese, english = TEXTS[key]
    return (english if language == "en" else chinese).format(**values)
