"""What a selection, a link, a table and a file hold, written from Python for the browser's scripts.

    python -m tools.vectors          writes tests/data/vectors.json; or `make vectors`

The static site chooses, says and writes in JavaScript what the page does in Python. Both are held
to these vectors: ``tests/test_vectors.py`` holds them to what Python does now, and
``tests/scripts`` holds the scripts to them. The sites are invented, with names that are hard on a
script: other scripts, marks that nobody sees, signs of markup, letters of which two make one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import numpy as np
import shapely
from shapely.geometry import shape

from geo.base.files import write_whole
from geo.base.languages import LANGUAGES, about
from geo.base.paths import ROOT
from geo.documents.report import Report
from geo.model.atlas import Atlas, drawn_stage
from geo.model.codes import PRECISIONS, SECTORS, VERDICTS
from geo.model.facets import FACETS, OPEN_FACETS
from geo.model.quotation import quotation
from geo.outputs.data import geojson
from geo.outputs.data.delimited import write_sites
from geo.outputs.site.content import content
from geo.page.became_table import became_frame
from geo.page.downloads import file_stem
from geo.page.table import table_frame
from geo.selecting.finding import Clause, Place, index_of
from geo.selecting.link import View, in_link, read_link
from geo.selecting.selection import Matches
from geo.view.map.payload import bits_of
from geo.view.symbols import is_planned_only, is_vague, symbols
from geo.view.texts import say

VECTORS: Final = ROOT / "tests" / "data" / "vectors.json"

_CLAUSES: Final = (
    Clause("翠屿大道2021年竣工，确保2023年投用", (0, 2)),
    Clause("澄江桥\ufffd开工", (1,)),
)
TEXT: Final = "翠屿大道2021年竣工，确保2023年投用。澄江桥开工。"
# What a reader says is wrong: the site's name, the words, what was chosen and written; and what of
# the last is kept.
_HOSTILE: Final = "<img src=x onerror=alert(1)>`${1}`</script>\u202e{{ 7*7 }}"
CORRECTIONS: Final = (
    ("not_a_site", True, "", "", ""),
    ("not_a_site", False, "", "", ""),
    ("stage", True, "completed", "", ""),
    ("stage", True, "mentioned", "\u3000 只是规划\n ", "只是规划"),
    ("planned", True, "", "", ""),
    ("sector", False, "health", "", ""),
    ("name", False, "翠屿大道（北段）", "牌子上这样写", "牌子上这样写"),
    ("place", False, "", _HOSTILE, _HOSTILE),
    ("amount", True, "", "𠮷" * 600, "𠮷" * 500),
    ("other", False, "", '"引号" \\ \t 空格', '"引号" \\ \t 空格'),
)
_SOURCE: Final = {
    "kind": "estimate",
    "text": "虚构。",
    "text_en": "Invented.",
    "licence": "CC0-1.0",
}
_GEONAMES: Final = _SOURCE | {"licence": "CC-BY-4.0"}
_SQUARE: Final = [[[114.3, 30.5], [114.4, 30.5], [114.4, 30.6], [114.3, 30.6], [114.3, 30.5]]]

# Links: what a reader may choose, and what a link may get wrong.
LINKS: Final = (
    "",
    "sector=health",
    "sector=health,transport&stage=operating,completed",
    "stage=operating,operating,completed&claim=planned",
    "claim=reported&verdict=kept,no_evidence",
    "verdict=kept_late,kept&colour=verdict&year=2023",
    "precision=exact,none&shape=line,unlocated",
    "investment=cited&amount=100000000-",
    "amount=-500000000",
    "amount=100000000-500000000&lang=en",
    "amount=007-7",
    "period=2021",
    "period=2022–2023,2021&claim=planned",
    "responsible=区建设局",
    "unit=420106&lang=en",
    "area=island",
    "area=island&bounds=114.3,30.5,114.35,30.55",
    "bounds=114.328125,-30.5,180,30.6",
    "q=翠屿",
    "q=翠嶼大道",
    "q=cydd",
    "q=翠大",
    "q=医院+友好",
    "q=教育",
    "q=学校",
    "q=cui+yu",
    "q=STRASSE",
    "q=Straße",
    "q=ΣΊΣΥΦΟς",
    "q=ﬁRST",
    "q=ı",
    "q=i",
    "q=%C4%B0stanbul",
    "q=%F0%A0%AE%B7",
    "q=Ꮳ",
    "q=%3Cimg+src%3Dx%3E",
    "q=%EF%BB%BF翠屿",
    "q=%1C翠屿%1F",
    "q=%C2%85cuiyu%E3%80%80",
    "q=a%26b%3Dc",
    "q=" + "%F0%A0%AE%B7" * 81,
    "q=" + "x" * 90,
    "sector=nothing&stage=<script>&claim=maybe&area=bridge&bounds=1,2,3&amount=1-2-3",
    "sector=,,health,&sector=",
    "sector=health&sector=transport",
    "sector=constructor&claim=toString&area=__proto__&lang=hasOwnProperty&site=valueOf",
    "period=x&responsible=y&unit=z&sector=w&verdict=v",
    "bounds=0x10,0,1e1,1_0",
    "bounds=+1.,.5,1e1,%201e1%20",
    "bounds=１,2,3,4",
    "bounds=10,2,3,4",
    "bounds=nan,2,3,inf",
    "bounds=-181,2,3,4",
    "amount=-",
    "amount=5-3",
    "amount=٣-",
    "amount=1e3-",
    "amount=1234567890123456-",
    "site=bridge&at=30.55,114.3,15&lang=en",
    "site=nowhere&at=99,0,5",
    "at=30.55,114.3",
    "at=30.55,114.3,20",
    "at=" + "9" * 120,
    "colour=red&year=20x4",
    "year=0000",
    "year=٢٠٢٣",
    "lang=fr&year=2022",
    "unknown=1&q=&claim=",
    "sector=" + "x" * 2000,
    "sector=" + ",".join(["health"] * 400) + ",transport",
    "responsible=%F0%9F%8F%97️局",
)

# What somebody types, and places that the base map names.
SEARCHES: Final = (
    "", " ", "翠屿", "翠嶼", "翠屿大道", "cuiyu", "cui yu", "cuiyudadao", "cydd", "cyudd", "yudd",
    "c", "y", "翠大", "屿大", "大道", "学校", "地铁", "医院", "友好 医院", "医院 友好 市", "教育",
    "教", "edu", "education", "在建", "under", "STRASSE", "straße", "ı", "i", "İ", "ﬁrst", "𠮷",
    "Ꮳ", "<img", "\u202e", "'", "c'y", "竣工", "开工。", "開工", "澄江", "澄江湖", "chengjiang",
    "cjz", "翠湖", "[", "\\", "x" * 200, "翠 " * 40, "1",
)  # fmt: skip
# Near what: latitude, longitude, metres.
NEAR: Final = (
    (30.55, 114.35, 500),
    (30.555, 114.36, 1000),
    (30.5, 114.3, 2000),
    (30.61, 114.35, 1000),
    (30.61, 114.35, 2000),
    (30.53, 114.33, 50_000),
    (-30.5, 0.0, 5000),
)
PLACES: Final = (
    Place("澄江站", "Chengjiang", "station", 30.551, 114.351),
    Place("翠湖", "", "lake", 30.52, 114.32),
    Place("长沙街", "", "seat", 30.5, 114.3),
)


def atlas() -> Atlas:
    """Return the invented atlas."""
    features = (
        _feature("island", "栖屿片区", "Qi Isle", _area(_SQUARE), precision="approximate"),
        _feature(
            "avenue",
            "翠屿大道",
            "Cuiyu Avenue",
            _line([[114.31, 30.51], [114.328125, 30.55]]),
            sector="transport",
            status="completed",
            target="operating",
            within="island",
            region="420106",
            responsible=[{"unit": "区建设局", "role": "lead"}],
            investment=_amount(1_200_000_000, "stated"),
            mentions=[
                _mention("completed", "2021", start=0),
                _mention("operating", "2023", planned=True) | {"works": "清淤\u202e工程"},
            ],
            outcomes=[
                _outcome("operating", "2023-05-01"),
                _outcome("operating", "2023-04/2023-06"),
            ],
            verdict={"code": "kept", "due": "2023-12-31", "overdue": False, "decided_by": 1},
        ),
        _feature(
            "bridge",
            "澄江桥\u202e反",
            "Cheng Bridge <img src=x>",
            {"type": "Point", "coordinates": [114.35, 30.55]},
            sector="transport",
            status="started",
            precision="exact",
            region="420106004",
            responsible=[{"unit": "市,区建设局", "role": "lead"}],
            investment=_amount(300_000_000, "at_least"),
            mentions=[_mention("started", "2021")],
        ),
        _feature(
            "hospital",
            "İstanbul友好医院",
            "Straße Hospital a&b=c",
            {"type": "Point", "coordinates": [114.36, 30.56]},
            sector="health",
            status="mentioned",
            target="started",
            precision="street",
            aliases=["𠮷𠮷医院"],
            investment=_amount(500_000_000, "cited"),
            mentions=[
                _mention("mentioned", "2021"),
                _mention("started", "2022–2023", planned=True),
            ],
            outcomes=[_outcome("completed", "2024", address="javascript:alert(1)")],
            verdict={"code": "kept_late", "due": "2023-12-31", "overdue": True, "decided_by": 0},
        ),
        _feature(
            "clinic",
            "Ꮳ诊所",
            "ΣΊΣΥΦΟΣ clinic",
            None,
            sector="health",
            target="operating",
            precision="district",
            region="420106",
            location_source=_GEONAMES,
            mentions=[_mention("operating", None, planned=True)],
            verdict={"code": "no_evidence", "due": None, "overdue": False, "decided_by": None},
        ),
        _feature(
            "school",
            "=HYPERLINK(1)小学",
            "+School",
            None,
            sector="education",
            status="operating",
            precision="none",
            location_source=None,
            aliases=["ﬁrst、school"],
            mentions=[_mention("operating", "2021")],
        ),
        _feature(
            "park",
            "🏗️公园",
            "ı Park",
            {"type": "Point", "coordinates": [114.328125, 30.5]},
            sector="ecology",
            status="mentioned",
            within="island",
            precision="area",
            responsible=[{"unit": "🏗️局", "role": "lead"}],
            mentions=[_mention("mentioned", "2021")],
        ),
    )
    report = {
        "id": "虚构/2021 a", "title": "政府工作报告", "place": "虚构区", "place_code": None,
        "date": "2021-12-14", "sha256": "0" * 64,
    }  # fmt: skip
    return Atlas(report, features)


def vectors() -> dict[str, Any]:
    """Return what the scripts are handed, and what they have to make of it."""
    whole = atlas()
    # The site's geometries are those of its GeoJSON.
    regular = json.loads(geojson.write(whole))
    given = content(whole, TEXT)
    for site, feature in zip(given["sites"], regular["features"], strict=True):
        site |= {"properties": feature["properties"], "geometry": feature["geometry"]}
    found = index_of(whole.features, _CLAUSES, PLACES)
    given["finder"] = found.data()
    # Of the page's texts the tables need one; the others are no logic.
    given["texts"] = {"overdue": given["texts"]["overdue"]}
    given["reader"] = None
    cases = [_case(link, whole) for link in LINKS]
    # Files and tables are of the sites alone: each choice of sites once.
    choices = {str(case["found"]): case["found"] for case in cases}
    return {
        "data": given,
        "links": cases,
        "searches": [
            {
                "text": text,
                "hits": [asdict(hit) for hit in found.hits(text)],
                "sites": found.sites(text),
            }
            for text in SEARCHES
        ],
        "near": [_near(*case, whole) for case in NEAR],
        "corrections": [_correction(*case) for case in CORRECTIONS],
        "files": [_files(found, whole) for found in choices.values()],
        "drawn": _drawn(),
        "bits": [
            _bits(places, count)
            for places, count in (([], 0), ([], 7), ([0], 1), ([0, 7, 8, 19], 20))
        ],
    }


def _correction(wrong: str, has_words: bool, value: str, said: str, kept: str) -> dict[str, Any]:
    """Return a form as it is filled in, and the file that it makes."""
    report = Report("翠屿-2021", TEXT)
    mention = _mention("completed", "2021", start=0)
    site = {"report": report.id, "sha256": report.sha256, "site": "avenue", "name": "翠屿'大道"}
    clause = {
        "start": mention["start"],
        "end": mention["end"],
        "exact": mention["text"],
        "quotation": quotation(mention, TEXT),
    }
    words = clause if has_words else None
    file = {"correction": 1, **site, "words": words, "wrong": wrong, "value": value, "said": kept}
    return {
        "corrected": site,
        "clause": words,
        "told": {"wrong": wrong, "value": value, "said": said},
        "file": json.dumps(file, ensure_ascii=False, indent=1),
    }


def _near(lat: float, lon: float, radius: int, whole: Atlas) -> dict[str, Any]:
    """Return which sites are near a place: how many metres off, and whether surely."""
    scale = np.array([math.cos(math.radians(lat)), 1.0]) * math.pi * 6_371_008.8 / 180
    found = []
    for number, feature in enumerate(whole.features):
        if feature["geometry"] is None:
            continue
        flat = shapely.transform(shape(feature["geometry"]), lambda at: (at - [lon, lat]) * scale)
        metres, doubt = flat.distance(shapely.Point(0, 0)), feature["properties"]["uncertainty_m"]
        if metres - (doubt or 0) <= radius:
            found.append([number, round(metres, 3), metres + (doubt or 0) <= radius])
    return {"lat": lat, "lon": lon, "radius": radius, "found": found}


def dumps() -> str:
    """Return the vectors as they are kept: JSON with a case a line."""
    found = vectors()
    parts = []
    for name, value in found.items():
        if isinstance(value, list):
            rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in value)
            parts.append(f'"{name}": [\n{rows}\n]')
        else:
            rows = ",\n".join(
                f"{json.dumps(key)}: {json.dumps(row, ensure_ascii=False)}"
                for key, row in value.items()
            )
            parts.append(f'"{name}": {{\n{rows}\n}}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _case(link: str, whole: Atlas) -> dict[str, Any]:
    view, unknown = read_link(dict(parse_qsl(link)), whole)
    selection = view.selection
    matches = selection.matches(whole)
    return {
        "link": link,
        "view": _view(view),
        "unknown": unknown,
        "found": np.flatnonzero(matches.mask).tolist(),
        "counts": {
            name: selection.counts(whole, name) for name in (*FACETS, *OPEN_FACETS, "claim", "area")
        },
        "sentence": {language: _sentence(view, matches, whole, language) for language in LANGUAGES},
        "query": selection.to_query(),
        "file": file_stem(whole, selection),
    }


def _files(places: list[int], whole: Atlas) -> dict[str, Any]:
    found = Atlas(whole.report, tuple(whole.features[n] for n in places))
    return {
        "found": places,
        "geojson": json.loads(geojson.write(found)),
        "csv": write_sites(found, TEXT).decode("utf-8"),
        "table": {language: _table(found, whole, language) for language in LANGUAGES},
        "became": {language: _became(found, language) for language in LANGUAGES},
    }


def _view(view: View) -> dict[str, Any]:
    chosen = view.selection
    return {
        "selection": {
            "chosen": {name: list(getattr(chosen, name)) for name in (*FACETS, *OPEN_FACETS)},
            "claim": chosen.claim,
            "amount": chosen.amount,
            "area": chosen.area,
            "bounds": chosen.bounds,
            "text": chosen.text,
        },
        "site": view.site,
        "language": view.language,
        "at": view.map.at,
        "colour": view.map.colour,
        "year": view.map.year,
        "lang": in_link(view.language).get("lang", ""),
    }


def _sentence(view: View, matches: Matches, whole: Atlas, language: str) -> str:
    area = view.selection.area
    name = whole.by_id[area]["properties"][about(language).names] if area else ""
    names = content(whole, None)["units"]
    units = [names[code][language] for code in view.selection.unit]
    missing = matches.total - matches.placed
    return view.selection.sentence(matches.placed, missing, language, name, matches.rough, units)


def _table(found: Atlas, whole: Atlas, language: str) -> list[list[str]]:
    frame = table_frame(found, whole, language)
    key = "name" if about(language).names == "name" else "name_en"
    columns = [
        say(each, language)
        for each in (key, "sector", "status", "target", "investment", "precision")
    ]
    return [list(map(str, row)) for row in frame[columns].itertuples(index=False)]


def _became(found: Atlas, language: str) -> list[list[str]]:
    order = list(VERDICTS)
    told = [f for f in found.features if f["properties"].get("verdict")]
    told.sort(key=lambda f: order.index(f["properties"]["verdict"]["code"]))
    frame = became_frame(Atlas(found.report, tuple(told)), TEXT, language)
    return [list(map(str, row)) for row in frame.itertuples(index=False)]


def _drawn() -> list[dict[str, Any]]:
    """Return how sites are drawn by stage: the code, whether hollow, whether dashed."""
    table = symbols()
    cases = []
    for status in (None, "mentioned", "planning", "completed"):
        for target in (None, "planning", "completed", "operating"):
            for precision in PRECISIONS:
                site = {"status": status, "target": target, "precision": precision}
                code = drawn_stage(site)
                cases.append(
                    site
                    | {
                        "code": code,
                        "colour": table.colour(code),
                        "isHollow": is_planned_only(site),
                        "isVague": is_vague(site),
                    }
                )
    return cases


def _bits(places: list[int], count: int) -> dict[str, Any]:
    mask = np.zeros(count, bool)
    mask[places] = True
    return {"places": places, "count": count, "bits": bits_of(mask)}


def _feature(
    code: str, name: str, name_en: str, geometry: Mapping[str, Any] | None, **told: Any
) -> dict[str, Any]:
    properties = {
        "id": code, "name": name, "name_en": name_en, "aliases": [], "sector": next(iter(SECTORS)),
        "status": None, "target": None, "investment": None, "precision": "approximate",
        "uncertainty_m": 300.0 if geometry else None, "location_source": _SOURCE, "within": None,
        "mentions": [], **told,
    }  # fmt: skip
    return {"type": "Feature", "id": code, "properties": properties, "geometry": geometry}


def _mention(
    stage: str, period: str | None, *, planned: bool = False, start: int = 4
) -> dict[str, Any]:
    return {
        "start": start, "end": start + 2, "text": TEXT[start : start + 2], "quote_start": start,
        "quote_end": start + 6, "stage": stage, "stage_start": start, "stage_end": start + 2,
        "planned": planned, "period": period,
    }  # fmt: skip


def _amount(yuan: int, basis: str) -> dict[str, Any]:
    source = {
        "title": "公示",
        "publisher": "某局",
        "date": "2020",
        "address": "https://example.test/",
    }
    told = {"amount_cny": yuan, "basis": basis}
    cited = {"covers": "total_investment", "scope": "", "figure": "总投资", "source": source}
    return told | (cited if basis == "cited" else {"start": 0, "end": 2})


def _outcome(stage: str, date: str, address: str = "https://example.test/a?b=c") -> dict[str, Any]:
    source = {"title": "公报", "publisher": "某报", "date": "2024-01", "address": address}
    return {
        "stage": stage, "part": "主线\u200f", "date": date, "words": "已经通车", "kind": "press",
        "certainty": "sure", "source": source,
    }  # fmt: skip


def _line(coordinates: Iterable[list[float]]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": list(coordinates)}


def _area(coordinates: list[list[list[float]]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": coordinates}


def main(path: Path = VECTORS) -> None:
    """Write the vectors."""
    write_whole(path, dumps())


if __name__ == "__main__":
    main()
