"""KML 2.2 (OGC 07-147r2), for Google Earth and map apps: a folder a stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

from geo.model.atlas import Atlas, Feature, drawn_stage
from geo.model.codes import MENTIONED, STAGES
from geo.outputs.data.tables import (
    SITE_COLUMNS,
    Row,
    held,
    holdable,
    licences,
    mention_rows,
    site_rows,
)
from geo.places.surroundings import ATTRIBUTION
from geo.view.badges import Badge, badges_of
from geo.view.symbols import is_planned_only, symbols
from geo.view.works import with_works

_NAMESPACE: Final = "http://www.opengis.net/kml/2.2"
# KML puts the alpha first and the red last.
_OPAQUE, _CLEAR = "ff", "66"


def write(atlas: Atlas, text: str | None = None) -> bytes:
    """Return the sites as placemarks, in folders by stage, with the report's words.

    A site that only the plan names stands in the folder of its target, drawn hollow. One
    without a location is a placemark without a shape; those of which only a county or township
    is known share one more placemark there, in a folder of its own. Values are in
    ``ExtendedData``; the description repeats the clauses as HTML, every text in it escaped.
    """
    root = etree.Element("kml", nsmap={None: _NAMESPACE})
    document = _add(root, "Document")
    about = atlas.report
    _add(document, "name", f"{about['place'] or ''}{about['title']}")
    _add(document, "description", escape(f"{about['date'] or ''} {licences(atlas)}".strip()))
    _add_styles(document)
    rows = {row["id"]: row for row in held(site_rows(atlas, text))}
    mentions: dict[str, list[Row]] = {}
    for row in held(mention_rows(atlas, text)):
        mentions.setdefault(row["site"], []).append(row)
    for name, features in _folders(atlas):
        folder = _add(document, "Folder")
        _add(folder, "name", name)
        for feature in features:
            _add_placemark(folder, feature, rows[feature["id"]], mentions.get(feature["id"], []))
    _add_badges(document, badges_of(atlas))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _add(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, tag, attributes)
    if text is not None:
        element.text = holdable(text)
    return element


def _folders(atlas: Atlas) -> Iterator[tuple[str, list[Feature]]]:
    by_stage: dict[str, list[Feature]] = {}
    for feature in atlas.features:
        by_stage.setdefault(drawn_stage(feature["properties"]), []).append(feature)
    for code, stage in STAGES.items():
        if features := by_stage.get(code):
            yield stage.zh, features


def _add_styles(document: Any) -> None:
    for code in STAGES:
        colour = symbols().colour(code)
        bgr = colour[5:7] + colour[3:5] + colour[1:3]
        for kind, fill in (("reported", "1"), ("planned", "0")):
            style = _add(document, "Style", id=f"{kind}-{code}")
            icon = _add(style, "IconStyle")
            _add(icon, "color", (_OPAQUE if fill == "1" else _CLEAR) + bgr)
            line = _add(style, "LineStyle")
            _add(line, "color", _OPAQUE + bgr)
            _add(line, "width", "3" if fill == "1" else "2")
            area = _add(style, "PolyStyle")
            _add(area, "color", _CLEAR + bgr)
            _add(area, "fill", fill)


def _add_badges(document: Any, badges: Sequence[Badge]) -> None:
    """Add the badges of the sites of which only a unit is known, as the map draws them."""
    if not badges:
        return
    folder = _add(document, "Folder")
    _add(folder, "name", "仅知所在区县或街镇")
    for badge in badges:
        place = _add(folder, "Placemark")
        _add(place, "name", badge.title)
        names = "<br>".join(escape(f["properties"]["name"]) for f in badge.features)
        source = "" if badge.mark["how"] == "region" else f"<br>{escape(ATTRIBUTION)}"
        _add(place, "description", f"{names}{source}")
        _add(_add(place, "Point"), "coordinates", _positions([badge.mark["at"]]))


def _add_placemark(folder: Any, feature: Feature, row: Row, mentions: list[Row]) -> None:
    site = feature["properties"]
    place = _add(folder, "Placemark")
    _add(place, "name", row["name"])
    _add(place, "description", _description(row, mentions))
    stage = drawn_stage(site)
    kind = "planned" if is_planned_only(site) else "reported"
    _add(place, "styleUrl", f"#{kind}-{stage}")
    data = _add(place, "ExtendedData")
    for column in SITE_COLUMNS:
        value = row[column.code]
        if value is not None and column.code != "name":
            item = _add(data, "Data", name=column.code)
            _add(item, "displayName", column.zh)
            _add(item, "value", _text(value))
    if feature["geometry"]:
        _add_geometry(place, feature["geometry"]["type"], feature["geometry"]["coordinates"])


def _text(value: float | bool | str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _description(row: Row, mentions: list[Row]) -> str:
    """Return what a balloon shows, as HTML with every text escaped."""
    stages = "；".join(
        f"{label}：{with_works(row[f'{claim}_zh'], row[f'{claim}_works'] or '', 'zh')}"
        for label, claim in (("现状", "status"), ("目标", "target"))
        if row[f"{claim}_zh"]
    )
    lines = [row["name_en"], f"{row['sector_zh']}　{stages}"]
    for mention in mentions:
        stage = with_works(mention["stage_zh"], mention["works"] or "", "zh")
        stage = "" if mention["stage"] == MENTIONED else f" {stage}"
        claim = "计划" if mention["planned"] else "已报告"
        when = f"{mention['period']} {claim}" if mention["period"] else claim
        lines.append(f"{when}{stage}：{mention['clause'] or mention['text']}")
    if row["verdict"]:
        due = f"（期限 {row['due']}）" if row["due"] else ""
        lines.append(f"目标的结果：{row['verdict_zh']}{due}")
    if row["outcome_words"]:
        when = f"{row['outcome_date']}　" if row["outcome_date"] else ""
        lines.append(f"后来：{when}{row['outcome_words']}（{row['outcome_source']}）")
    if row["linked"]:
        lines.append(f"后来的报告：{row['linked']}")
    return "<br>".join(escape(line) for line in lines)


def _add_geometry(parent: Any, kind: str, coordinates: Any) -> None:
    if kind.startswith("Multi"):
        collection = _add(parent, "MultiGeometry")
        for part in coordinates:
            _add_geometry(collection, kind.removeprefix("Multi"), part)
    elif kind == "Polygon":
        polygon = _add(parent, "Polygon")
        for number, ring in enumerate(coordinates):
            boundary = _add(polygon, "innerBoundaryIs" if number else "outerBoundaryIs")
            _add(_add(boundary, "LinearRing"), "coordinates", _positions(ring))
    else:
        positions = coordinates if kind == "LineString" else [coordinates]
        _add(_add(parent, kind), "coordinates", _positions(positions))


def _positions(positions: Sequence[Sequence[float]]) -> str:
    return " ".join(f"{position[0]!r},{position[1]!r}" for position in positions)
