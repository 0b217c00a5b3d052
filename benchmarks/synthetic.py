"""Reports and atlases of any size that are made up, for benchmarks and tests only.

Everything here is invented by a seeded generator and says so wherever it is written: the
text in its first line, its title and its place, the atlas in the id, title and foreign
member ``synthetic`` of its report, each site in its id, its English name and the text of its
location. The same arguments give the same bytes::

    python -m benchmarks.synthetic atlas 10000 -o FOLDER      # …/synthetic-10000-0.geojson, .txt
    python -m benchmarks.synthetic reports 1000 -o FOLDER     # …/synthetic-0000.txt and so on
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.base.files import write_whole
from geo.building.build import assemble
from geo.building.gathering import gather_sites
from geo.documents.report import Report
from geo.model.atlas import Atlas
from geo.model.codes import MENTIONED
from geo.model.mentions import Investment, Mention
from geo.model.places import Gazetteer, Place

MARK: Final = "【合成数据 SYNTHETIC】本文由程序按种子 {seed} 生成,地名、项目、数字均为虚构,仅供测试"
# As long as such a sentence is in the shipped gazetteer: some hundred characters.
LOCATION: Final = (
    "合成位置,由程序生成,不是真实地点(synthetic, no real place):按种子落在虚构的{road}路"
    "与第{cross}街相交处{side}侧约{metres}米,以虚构的{near}站认路;两端与四至没有文件可查,半径是生成时抽取的数,"
    "不说明任何实地情况。"
)
# What names are made of; none is meant to be a place.
_FIRST: Final = "云霁澄岚翠锦碧瑶璟澜霖芷蘅岑汀渚溪涧泓沐晴朗昭熙曜辰星映霞虹雪梧桐枫槐榆柏楠棠"
_SECOND: Final = "栖屿畔苑垣坞岫屏麓崖桥埠浦湾洲澳泽沼台阁轩榭庭院坊巷陌郊野原坡冈岭谷峰岩石泉井"
# A head, its kind and its sector.
_HEADS: Final = (
    ("大厦", "building", "commerce"),
    ("广场", "building", "commerce"),
    ("金融中心", "building", "finance"),
    ("科技园", "area", "innovation_digital"),
    ("设计产业园", "area", "design_engineering"),
    ("产业园", "area", "industry"),
    ("大道", "road", "transport"),
    ("快速路", "road", "transport"),
    ("隧道", "tunnel", "transport"),
    ("变电站", "facility", "utilities"),
    ("污水处理厂", "facility", "utilities"),
    ("小学", "campus", "education"),
    ("中学", "campus", "education"),
    ("医院", "campus", "health"),
    ("养老院", "facility", "social_care"),
    ("公园", "park", "ecology"),
    ("湿地公园", "park", "ecology"),
    ("博物馆", "building", "culture_tourism"),
    ("文化街区", "area", "culture_tourism"),
    ("棚改地块", "plot", "urban_renewal"),
    ("保障房", "building", "housing"),
    ("消防站", "facility", "safety"),
    ("水库", "facility", "agriculture"),
    ("总部大楼", "building", "headquarters_other"),
)
_AREA: Final = ("片区", "area", "urban_renewal")
_LINES: Final = frozenset(("road", "tunnel"))
# What stands before a name in its clause, so that clauses are as long as real ones.
_MANNER: Final = ("", "在各方支持下", "按照年度计划", "经过多轮协商", "在全区上下共同努力下")
# How a clause claims a stage: before the name, behind it, the word that says the stage.
_DONE: Final = (
    ("", "开工建设", "开工", "started"),
    ("", "顺利竣工", "竣工", "completed"),
    ("", "建成投用", "投用", "operating"),
    ("", "主体结构封顶", "封顶", "under_construction"),
    ("", "成功签约", "签约", "signed"),
    ("", "成功出让", "出让", "land_supply"),
    ("", "征收工作全面收尾", "征收", "land_assembly"),
    ("", "受到市民欢迎", "", MENTIONED),
)
_TO_DO: Final = (
    ("确保", "开工", "开工", "started"),
    ("确保", "竣工", "竣工", "completed"),
    ("力争", "年内投用", "投用", "operating"),
    ("加快推进", "建设", "推进", "under_construction"),
    ("完成", "规划编制", "编制", "planning"),
)
_FILLER: Final = (
    "经济运行总体平稳,主要指标好于预期",
    "营商环境持续优化,企业办事更加便利",
    "基层治理不断深化,群众满意度稳步提高",
    "就业形势保持稳定,居民收入继续增长",
    "改革举措落地见效,发展活力逐步释放",
    "作风建设常抓不懈,行政效能明显提升",
)
_CHAPTERS: Final = "一二三四五六七八九"
# An area and the sites that may lie in it.
_GROUP: Final = 40
# Some 150 sites in a district about 0.12 degrees wide: the density that larger atlases keep.
_CENTRE: Final = (114.33, 30.56)
_DEGREES_PER_ROOT_SITE: Final = 0.12 / math.sqrt(150)


@dataclass
class _Writer:
    """Text as it grows; whoever adds words learns where they stand."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, words: str) -> tuple[int, int]:
        """Append ``words`` and return their span."""
        start = self.length
        self.pieces.append(words)
        self.length += len(words)
        return start, self.length


@dataclass(frozen=True, slots=True)
class _Invented:
    """A site: where it lies, its name, its codes."""

    place: Place
    sector: str


def synthetic_report(sites: int = 120, seed: int = 0, *, year: int = 2021, filler: int = 2) -> str:
    """Return the text of a work report that names ``sites`` invented sites.

    Every third clause or so speaks of one; ``filler`` sentences without a site stand beside
    each one with sites.
    """
    rng = random.Random(f"report-{seed}")  # noqa: S311 (no secret depends on it)
    return _compose(_invent(sites, rng), rng, seed, year, filler)[0]


def synthetic_atlas(sites: int, seed: int = 0, *, year: int = 2021) -> tuple[Atlas, str]:
    """Return an atlas of ``sites`` invented sites, and the text that its spans refer to.

    The density is that of a district with 150 sites, whatever the size: 100,000 sites cover
    some three degrees. About half of them are points, a third outlines of some twenty
    corners, a sixth lines, one in eight has no position.
    """
    rng = random.Random(f"atlas-{seed}")  # noqa: S311
    invented = _invent(sites, rng)
    text, mentions = _compose(invented, rng, seed, year, filler=0)
    report = Report(f"synthetic-{sites}-{seed}", text)
    gazetteer = Gazetteer({i.place.id: i.place for i in invented})
    atlas = assemble(report, gather_sites(mentions, gazetteer, {}), gazetteer)
    return Atlas({**atlas.report, "synthetic": MARK.format(seed=seed)}, atlas.features), text


def _invent(count: int, rng: random.Random) -> list[_Invented]:
    """Return ``count`` sites with names of their own; every fortieth is an area for others."""
    stems = len(_FIRST) * len(_SECOND)
    kinds = stems * len(_HEADS)
    picks = rng.sample(range(max(kinds, count)), count)
    half = _DEGREES_PER_ROOT_SITE * math.sqrt(max(count, 1)) / 2
    found: list[_Invented] = []
    holder: Place | None = None
    for number, pick in enumerate(picks):
        is_area = number % _GROUP == 0 and count > 1
        round_, rest = divmod(pick, kinds)
        head, kind, sector = _AREA if is_area else _HEADS[rest // stems]
        first, second = divmod(rest % stems, len(_SECOND))
        # An area's name must differ from those of other areas with the same stem.
        label = f"{number // _GROUP + 1}号" if is_area else f"{round_ + 1}期" if round_ else ""
        name = f"{_FIRST[first]}{_SECOND[second]}{head}{label}"
        inside = None if is_area or rng.random() < 0.5 else holder
        centre = _spot(rng, inside, half)
        place = _placed(number, name, kind, centre, inside, rng, is_area=is_area)
        if is_area:
            holder = place
        found.append(_Invented(place, sector))
    return found


def _spot(rng: random.Random, inside: Place | None, half: float) -> tuple[float, float]:
    """Return a position in degrees: in the core of an area, or anywhere."""
    if inside is not None and inside.geometry is not None:
        core = inside.geometry.centroid
        return core.x + rng.uniform(-0.003, 0.003), core.y + rng.uniform(-0.003, 0.003)
    return _CENTRE[0] + rng.uniform(-half, half), _CENTRE[1] + rng.uniform(-half, half)


def _placed(
    number: int,
    name: str,
    kind: str,
    centre: tuple[float, float],
    inside: Place | None,
    rng: random.Random,
    *,
    is_area: bool,
) -> Place:
    geometry: BaseGeometry | None
    if is_area:
        geometry, precision, uncertainty, source = _outline(centre, 0.009, rng), "street", 250, ""
    elif (chance := rng.random()) < 0.12:
        geometry, precision, uncertainty = None, "district" if chance < 0.09 else "none", None
        source = "within"
    else:
        geometry = _shape(centre, kind, rng)
        precision, uncertainty, source = rng.choice(
            (
                ("exact", 60, "reference"),
                ("street", 200, "described"),
                ("approximate", 600, "estimate"),
                ("approximate", 900, "near"),
            )
        )
    has_source = precision != "none"
    return Place(
        id=f"synthetic-{number:06d}",
        name=name,
        name_en=f"Synthetic {kind} {number}",
        aliases=(),
        kind=kind,
        within=inside.id if inside else None,
        precision=precision,
        uncertainty_m=float(uncertainty) if uncertainty is not None else None,
        location_source=(
            {"kind": source or "described", "text": _told(name, rng), "licence": "CC0-1.0"}
            if has_source
            else None
        ),
        geometry=geometry,
    )


def _told(name: str, rng: random.Random) -> str:
    return LOCATION.format(
        road=rng.choice(_FIRST) + rng.choice(_SECOND),
        cross=rng.randint(1, 99),
        side=rng.choice("东南西北"),
        metres=rng.randint(1, 30) * 10,
        near=name[:2],
    )


def _shape(centre: tuple[float, float], kind: str, rng: random.Random) -> BaseGeometry:
    if kind in _LINES:
        angle, step = rng.uniform(0, math.tau), rng.uniform(0.0005, 0.002)
        corners = []
        x, y = centre
        for _ in range(rng.randint(4, 12)):
            corners.append((round(x, 6), round(y, 6)))
            x, y = x + step * math.cos(angle), y + step * math.sin(angle)
            angle += rng.uniform(-0.4, 0.4)
        return LineString(corners)
    if kind in {"area", "campus", "park", "plot"}:
        return _outline(centre, rng.uniform(0.0008, 0.003), rng)
    return Point(round(centre[0], 6), round(centre[1], 6))


def _outline(centre: tuple[float, float], radius: float, rng: random.Random) -> Polygon:
    """Return a star-shaped outline of about twenty corners: never crossing itself."""
    count = rng.randint(14, 26)
    reach = [radius * rng.uniform(0.75, 1.0) for _ in range(count)]
    return Polygon(
        (
            round(centre[0] + r * math.cos(math.tau * i / count), 6),
            round(centre[1] + r * math.sin(math.tau * i / count), 6),
        )
        for i, r in enumerate(reach)
    )


def _compose(
    invented: Sequence[_Invented], rng: random.Random, seed: int, year: int, filler: int
) -> tuple[str, list[Mention]]:
    """Return a report's text and its mentions, in the order of the text."""
    out = _Writer()
    district = _FIRST[seed % len(_FIRST)] + _SECOND[seed // len(_FIRST) % len(_SECOND)]
    out.add(f"{MARK.format(seed=seed)}\n合成样例政府工作报告\n")
    out.add(f"——{year}年12月20日在合成市{district}区第一届人民代表大会\n\n各位代表:\n\n")
    reported, planned = [], []
    for site in invented:
        chance = rng.random()
        if chance < 0.7:
            reported.append(site)
        if chance > 0.5:
            planned.append(site)
    mentions: list[Mention] = []
    for heading, sites, is_plan in (
        (f"{year}年工作回顾", reported, False),
        (f"{year + 1}年工作安排", planned, True),
    ):
        out.add(f"{heading}\n\n")
        period = str(year + is_plan)
        for number, chunk in enumerate(_chunks(sites, rng)):
            if number % 12 == 0 and number < 12 * len(_CHAPTERS):
                out.add(f"{_CHAPTERS[number // 12]}、合成章节\n")
            for spare in range(filler):
                out.add(_FILLER[(number + spare) % len(_FILLER)] + "。")
            mentions += [
                _claimed(out, site, rng, period, is_plan, mark="。\n" if last else ",")
                for site, last in chunk
            ]
    out.add("\n(合成文本完)\n")
    return "".join(out.pieces), mentions


def _chunks(
    sites: Sequence[_Invented], rng: random.Random
) -> Iterator[list[tuple[_Invented, bool]]]:
    """Yield what one sentence names, each site with whether it is the last one."""
    start = 0
    while start < len(sites):
        some = sites[start : start + rng.randint(2, 5)]
        yield [(site, site is some[-1]) for site in some]
        start += len(some)


def _claimed(
    out: _Writer, site: _Invented, rng: random.Random, period: str, is_plan: bool, mark: str
) -> Mention:
    """Write a clause about a site and return what it claims."""
    before, behind, word, stage = rng.choice(_TO_DO if is_plan else _DONE)
    quote_start, _ = out.add(rng.choice(_MANNER))
    told, _ = out.add(before)
    amount = None
    if rng.random() < 0.06:
        out.add("总投资")
        figure = rng.randint(2, 90)
        span = out.add(f"{figure}亿元")
        amount = Investment(figure * 1e8, "stated", *span)
        out.add("的")
    start, end = out.add(site.place.name)
    tail, quote_end = out.add(behind)
    at = told + before.find(word) if word in before else tail + behind.find(word)
    has_stage = stage != MENTIONED
    out.add(mark)
    return Mention(
        start=start,
        end=end,
        text=site.place.name,
        name=site.place.name,
        quote_start=quote_start,
        quote_end=quote_end,
        period=period,
        planned=is_plan,
        stage=stage,
        stage_start=at if has_stage else None,
        stage_end=at + len(word) if has_stage else None,
        sector=site.sector,
        kind=site.place.kind,
        investment=amount,
    )


def write_atlas(folder: Path, sites: int, seed: int = 0) -> Path:
    """Write an atlas and, beside it, its text; return the atlas's path."""
    atlas, text = synthetic_atlas(sites, seed)
    path = folder / f"{atlas.report['id']}.geojson"
    write_whole(path.with_suffix(".txt"), text)
    write_whole(path, atlas.dumps())
    return path


def write_reports(folder: Path, count: int, sites: int = 120, seed: int = 0) -> list[Path]:
    """Write ``count`` reports of ``sites`` sites each, with seeds from ``seed`` on."""
    paths = [folder / f"synthetic-{number:04d}.txt" for number in range(seed, seed + count)]
    for number, path in enumerate(paths, seed):
        write_whole(path, synthetic_report(sites, number))
    return paths


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description="Made-up reports and atlases, marked as such.")
    parser.add_argument("what", choices=["atlas", "reports"])
    parser.add_argument("count", type=int, help="sites of the atlas, or number of reports")
    parser.add_argument("--sites", type=int, default=120, help="sites of each report")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder")
    options = parser.parse_args()
    if options.what == "atlas":
        print(write_atlas(options.output, options.count, options.seed))
    else:
        paths = write_reports(options.output, options.count, options.sites, options.seed)
        print(f"{len(paths)} reports in {options.output}")


if __name__ == "__main__":
    main()
