"""What a reader has chosen to see: one value that becomes a mask, a sentence and a link.

A selection is plain data: the page makes one of its widgets, a link's query makes one too,
and everything that depends on the choice (map, table, card, download) is computed from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal

from geo.atlas import Atlas, Feature
from geo.codes import MENTIONED, PRECISIONS, SECTORS, STAGES, Code, Language

Claim = Literal["all", "reported", "planned"]
Bounds = tuple[float, float, float, float]


def _codes(*codes: Code) -> Mapping[str, Code]:
    return {code.code: code for code in codes}


CLAIMS: Final = _codes(
    Code("all", "全部", "All"),
    Code("reported", "已报告", "Reported"),
    Code("planned", "计划", "Planned"),
)
SHAPES: Final = _codes(
    Code("point", "点", "Point"),
    Code("line", "线", "Line"),
    Code("polygon", "面", "Area"),
    Code("unlocated", "未定位", "Not located"),
)
INVESTMENTS: Final = _codes(
    Code("stated", "报告载明", "Stated by the report"),
    Code("cited", "其他文件载明", "Cited from another document"),
    Code("none", "未载明", "None stated"),
)
# The filters that choose codes, in the order in which they read, with their code lists.
FACETS: Final[Mapping[str, Mapping[str, Code]]] = {
    "sector": SECTORS,
    "stage": STAGES,
    "precision": PRECISIONS,
    "shape": SHAPES,
    "investment": INVESTMENTS,
}
# What :meth:`Selection.sentence` is made of. ``what`` are the parts, in the filters' order.
SENTENCE: Final[Mapping[str, Mapping[Language, str]]] = {
    "one": {"zh": "{count} 个项目", "en": "{count} site"},
    "many": {"zh": "{count} 个项目", "en": "{count} sites"},
    "what": {"zh": "：{what}", "en": ": {what}"},
    "unlocated": {
        "zh": "（另有 {count} 个无法定位）",
        "en": " (and {count} that cannot be located)",
    },
    "or": {"zh": "或", "en": " or "},
    "area": {"zh": "{name}内", "en": "in {name}"},
    "bounds": {"zh": "地图范围内", "en": "on the visible map"},
    "text": {"zh": "含“{text}”", "en": "“{text}”"},
}
# The claim reads behind so many of the facets.
CLAIM_PLACE: Final = 2
_QUERY_MAX: Final = 80


@dataclass(frozen=True, slots=True)
class Selection:
    """A reader's choice; an empty one selects every site.

    The facets hold codes, any of which may hold; ``claim`` narrows to what the review
    reports or the plan intends; ``area`` is the id of a site that holds the others;
    ``bounds`` (west, south, east, north; WGS-84 degrees) is a stretch of the map that a
    site must touch; ``text`` must stand in a name, an alias, the English name or the
    pinyin. All of them hold together.
    """

    sector: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    claim: Claim = "all"
    precision: tuple[str, ...] = ()
    shape: tuple[str, ...] = ()
    investment: tuple[str, ...] = ()
    area: str | None = None
    bounds: Bounds | None = None
    text: str = ""

    def ids(self, atlas: Atlas) -> list[str]:
        """Return the ids of the sites that match, in the atlas's order."""
        inside = sites_inside(atlas, self.area) if self.area else None
        return [
            f["id"]
            for f in atlas.features
            if (inside is None or f["id"] in inside) and self._matches(f)
        ]

    def _matches(self, feature: Feature) -> bool:
        site = feature["properties"]
        facets = ((name, getattr(self, name)) for name in FACETS)
        return (
            all(
                not chosen or codes_of(feature, name, self.claim) & {*chosen}
                for name, chosen in facets
            )
            and (self.claim == "all" or _is_claimed(site, self.claim))
            and (self.bounds is None or _touches(feature["geometry"], self.bounds))
            and _says(site, self.text)
        )

    def counts(self, atlas: Atlas, facet: str) -> Counter[str]:
        """Return how many sites each code of a facet would give under the other filters."""
        others = replace(self, **{facet: ()})  # type: ignore[arg-type]
        chosen = set(others.ids(atlas))
        return Counter(
            code
            for f in atlas.features
            if f["id"] in chosen
            for code in codes_of(f, facet, self.claim)
        )

    def sentence(
        self, located: int, unlocated: int, language: Language = "zh", area_name: str = ""
    ) -> str:
        """Say in words what is shown: ``38 个项目：交通 · 在建（另有 4 个无法定位）``."""

        def words(part: str, **values: object) -> str:
            return SENTENCE[part][language].format(**values)

        said = [
            words("or").join(codes[code].label(language) for code in getattr(self, name))
            for name, codes in FACETS.items()
        ]
        claim = CLAIMS[self.claim].label(language) if self.claim != "all" else ""
        said.insert(CLAIM_PLACE, claim)
        said += [
            words("area", name=area_name) if self.area else "",
            words("bounds") if self.bounds else "",
            words("text", text=self.text.strip()) if self.text.strip() else "",
        ]
        what = " · ".join(part for part in said if part)
        return (
            words("one" if located == 1 else "many", count=located)
            + (words("what", what=what) if what else "")
            + (words("unlocated", count=unlocated) if unlocated else "")
        )

    def to_query(self) -> dict[str, str]:
        """Return the selection as query parameters; what is not chosen is left out."""
        query = {name: ",".join(getattr(self, name)) for name in FACETS}
        query |= {
            "claim": "" if self.claim == "all" else self.claim,
            "area": self.area or "",
            "bounds": ",".join(f"{degrees:.5f}" for degrees in self.bounds or ()),
            "q": self.text,
        }
        return {name: value for name, value in query.items() if value}

    @classmethod
    def from_query(cls, query: Mapping[str, str], atlas: Atlas) -> tuple[Selection, list[str]]:
        """Return the selection that query parameters ask for, and what in them is not known."""
        unknown: list[str] = []

        def codes(name: str, known: Mapping[str, object]) -> tuple[str, ...]:
            asked = [code for code in query.get(name, "")[:1000].split(",") if code]
            unknown.extend(f"{name}={code[:40]}" for code in asked if code not in known)
            return tuple(dict.fromkeys(code for code in asked if code in known))

        chosen = {name: codes(name, known) for name, known in FACETS.items()}
        claim = next(iter(codes("claim", CLAIMS)), "all")
        area = next(iter(codes("area", dict.fromkeys(areas(atlas)))), None)
        bounds = _parse_bounds(query.get("bounds", ""))
        if query.get("bounds") and bounds is None:
            unknown.append(f"bounds={query['bounds'][:40]}")
        text = query.get("q", "")
        if len(text) > _QUERY_MAX:
            unknown.append("q")
        return (
            cls(claim=claim, area=area, bounds=bounds, text=text[:_QUERY_MAX].strip(), **chosen),  # type: ignore[arg-type]
            unknown,
        )


def codes_of(feature: Feature, facet: str, claim: Claim = "all") -> set[str]:
    """Return the codes of a facet that a site has."""
    site = feature["properties"]
    read: Mapping[str, Callable[[], set[str]]] = {
        "sector": lambda: {site["sector"]},
        "stage": lambda: stages_of(site, claim),
        "precision": lambda: {site["precision"]},
        "shape": lambda: {shape_of(feature["geometry"])},
        "investment": lambda: {investment_of(site)},
    }
    return read[facet]()


def stages_of(site: Mapping[str, Any], claim: Claim = "all") -> set[str]:
    """Return the stages that a site shows under a claim; ``mentioned`` where it has none."""
    shown = {
        "all": (site["status"], site["target"]),
        "reported": (site["status"],),
        "planned": (site["target"],),
    }[claim]
    stages = {stage for stage in shown if stage and stage != MENTIONED}
    return stages or {MENTIONED}


def shape_of(geometry: Mapping[str, Any] | None) -> str:
    """Return the code of a GeoJSON geometry's shape."""
    if geometry is None:
        return "unlocated"
    kind = str(geometry["type"])
    return "polygon" if kind.endswith("Polygon") else "line" if "Line" in kind else "point"


def investment_of(site: Mapping[str, Any]) -> str:
    """Return who states a site's investment: the report, another document or nobody."""
    investment = site["investment"]
    if investment is None:
        return "none"
    return "cited" if investment["basis"] == "cited" else "stated"


def areas(atlas: Atlas) -> list[str]:
    """Return the ids of the sites that are areas on the map and hold other sites."""
    held = {f["properties"]["within"] for f in atlas.features}
    return [
        f["id"] for f in atlas.features if f["id"] in held and shape_of(f["geometry"]) == "polygon"
    ]


def sites_inside(atlas: Atlas, area: str) -> frozenset[str]:
    """Return the ids of the sites that lie in an area, itself among them.

    A site lies there if it says so (``within``, over any number of steps) or if a point of
    it does.
    """
    # Only this filter needs geometry on the page.
    from shapely.geometry import shape

    outline = shape(atlas.by_id[area]["geometry"])
    return frozenset(
        site_id
        for site_id, feature in atlas.by_id.items()
        if area in _holders(atlas, site_id)
        or (
            feature["geometry"]
            and outline.contains(shape(feature["geometry"]).representative_point())
        )
    )


def _holders(atlas: Atlas, site_id: str) -> set[str]:
    """Return the ids of a site and of all that hold it."""
    found: set[str] = set()
    holder: str | None = site_id
    while holder and holder in atlas.by_id and holder not in found:
        found.add(holder)
        holder = atlas.by_id[holder]["properties"]["within"]
    return found


def _is_claimed(site: Mapping[str, Any], claim: Claim) -> bool:
    return any(mention["planned"] == (claim == "planned") for mention in site["mentions"])


def _says(site: Mapping[str, Any], text: str) -> bool:
    wanted = text.strip().casefold()
    if not wanted:
        return True
    names = (site["name"], site["name_en"], *site["aliases"])
    return any(wanted in name.casefold() for name in names) or (
        wanted.isascii() and wanted.replace(" ", "") in _pinyin(site["name"])
    )


@lru_cache(maxsize=100_000)
def _pinyin(name: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(name)).casefold()


def _touches(geometry: Mapping[str, Any] | None, bounds: Bounds) -> bool:
    if geometry is None:
        return False
    lons, lats = zip(*_points(geometry["coordinates"]), strict=True)
    west, south, east, north = bounds
    return bool(
        min(lons) <= east and max(lons) >= west and min(lats) <= north and max(lats) >= south
    )


def _points(coordinates: Any) -> list[tuple[float, float]]:
    if isinstance(coordinates[0], (int, float)):
        return [(coordinates[0], coordinates[1])]
    return [point for part in coordinates for point in _points(part)]


def _parse_bounds(text: str) -> Bounds | None:
    try:
        west, south, east, north = (float(part) for part in text[:100].split(","))
    except ValueError:
        return None
    is_sound = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if is_sound else None
