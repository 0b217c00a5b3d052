"""What the audit of the positions found, as rules for every region's gazetteer and base map."""

import json
import re
from collections import defaultdict

import pytest
import shapely
from shapely.geometry import Polygon, shape

from geo.places.gazetteer import read_gazetteer, to_metres
from geo.places.region import read_regions
from geo.selecting.selection import Selection

REGIONS = tuple(read_regions().values())
# Metres that a hand-drawn outline may reach beyond the one that holds it.
BESIDE = 25.0
HELD = {"area", "township"}
FORBIDDEN = re.compile(
    r"高德|百度地图|腾讯地图|AMap|BD-?09|GCJ-?02|链家|贝壳|安居客|房天下|房产数据|地图数据|POI",
    re.IGNORECASE,
)
# What can bear a street: a way, a crossing, a station, a building, a number.
STREET = re.compile(r"路|环线|街|大道|桥|巷|站|广场|楼|号")
TRACED = re.compile(r"OSM|OpenStreetMap|维基数据|街道网|注释")
SENTENCE_MAX = 60
# What a source says of its own drawing: 所画约3.9平方公里, 所描长度约1.1公里, 所画周长约3公里.
DRAWN = re.compile(
    r"所(?P<how>[画描])(?P<edge>周长)?(?:长度)?约?(?P<number>\d+(?:\.\d+)?)(?P<unit>平方公里|公顷|公里|米)"
)
# A figure of the drawing that does not say that it is one.
UNSAID = re.compile(
    r"[画描]出[^。；，]{0,6}，(?:面积|长|周长)?约?\d+(?:\.\d+)?(?:平方公里|公顷|公里|米)"
)
METRES = {"平方公里": 1e6, "公顷": 1e4, "公里": 1e3, "米": 1.0}
MEASURED_WITHIN = 0.05


class Ground:
    """A region's places and waters by id and name, each shape in metres."""

    def __init__(self, region):
        self.places = read_gazetteer(region).places
        shapes = {i: p.geometry for i, p in self.places.items() if p.geometry is not None}
        self.shapes = dict(zip(shapes, to_metres(shapes.values()), strict=True))
        self.base = {name: layer(region, name) for name in ("water", "labels")}
        waters = [f for f in self.base["water"]["features"] if "Polygon" in f["geometry"]["type"]]
        names = [f["properties"]["name"] for f in waters]
        metres = to_metres([shape(f["geometry"]) for f in waters])
        self.waters = dict(zip(names, metres, strict=True))

    def outlines(self):
        return {i: g for i, g in self.shapes.items() if "Polygon" in g.geom_type}

    def sources(self):
        return {i: p for i, p in self.places.items() if p.location_source}


def layer(region, name):
    path = region.base / f"{name}.geojson"
    if not path.exists():
        # A region may have no base map yet.
        return {"features": []}
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=REGIONS, ids=lambda region: region.code)
def ground(request):
    return Ground(request.param)


def likeness(one, other):
    return one.intersection(other).area / one.union(other).area


def test_no_outline_contradicts_the_base_maps_water(ground):
    wrong = [
        (place, water)
        for place, outline in ground.outlines().items()
        for water, surface in ground.waters.items()
        # A lake may lie in an area, or be the site itself.
        if not outline.buffer(1).covers(surface)
        and outline.intersection(surface).area > 0.005 * outline.area
    ]
    assert not wrong


def test_no_line_but_a_crossing_runs_in_the_water(ground):
    surfaces = shapely.union_all(list(ground.waters.values()))
    crossing = {"road", "tunnel", "metro", "canal"}
    wrong = [
        place
        for place, line in ground.shapes.items()
        if "Line" in line.geom_type
        and ground.places[place].kind not in crossing
        and line.intersection(surfaces).length > 0.01 * line.length
    ]
    assert not wrong


def test_a_lake_has_one_outline_on_map_and_base_map(ground):
    lakes = {i: g for i, g in ground.outlines().items() if ground.places[i].kind == "lake"}
    for place, outline in lakes.items():
        alike = [likeness(outline, surface) for surface in ground.waters.values()]
        assert not alike or max(alike) > 0.95, place


def test_a_waters_label_stands_in_it(ground):
    labels = [
        f for f in ground.base["labels"]["features"] if f["properties"]["name"] in ground.waters
    ]
    for label, point in zip(labels, to_metres([shape(f["geometry"]) for f in labels]), strict=True):
        surface = ground.waters[label["properties"]["name"]]
        assert surface.covers(point), label["properties"]


def test_ziyang_lake_lies_in_its_park():
    # It was drawn 668 m to the east once, on housing.
    ground = Ground(read_regions()["420106"])
    assert ground.shapes["ziyang-park"].covers(ground.waters["紫阳湖"])


def test_no_place_leaves_the_one_that_holds_it(ground):
    outlines = ground.outlines()
    wrong = [
        (i, place.within)
        for i, place in ground.places.items()
        if i in ground.shapes
        and place.within in outlines
        and not outlines[place.within].buffer(BESIDE).covers(ground.shapes[i])
    ]
    assert not wrong


def test_no_outline_has_slivers(ground):
    for place, outline in ground.outlines().items():
        for part in shapely.get_parts(outline):
            assert part.area >= 0.01 * outline.area, place
            for ring in part.interiors:
                assert Polygon(ring).area >= 0.01 * outline.area, place


def test_two_places_share_a_point_only_in_one_building_or_where_no_more_is_known(ground):
    at = defaultdict(list)
    for i, metres in ground.shapes.items():
        if metres.geom_type == "Point" and ground.places[i].precision not in HELD:
            at[metres.coords[0]].append(ground.places[i])
    for places in at.values():
        houses = {p.id for p in places if p.kind == "building"}
        rest = [p for p in places if p.id not in houses]
        assert len(houses) <= 1, [p.id for p in places]
        assert len(places) == 1 or all(p.within in houses for p in rest), [p.id for p in places]


def test_a_place_known_by_what_holds_it_stands_at_its_label_point(ground):
    at = defaultdict(set)
    for place in ground.places.values():
        if place.precision in HELD:
            at[place.within, place.precision].add(place.geometry.coords[0])
    assert all(len(points) == 1 for points in at.values())


def test_each_source_names_what_bears_the_precision(ground):
    for i, place in ground.sources().items():
        source = place.location_source
        first = source["text"].partition("。")[0]
        if place.precision == "exact":
            assert TRACED.search(source["text"]), i
        if place.precision == "street":
            assert STREET.search(first), i
        if source["kind"] == "estimate":
            assert re.search("估|推断|推定", source["text"]), i
        if place.precision == "area":
            assert any(name in source["text"] for name in ground.places[place.within].names), i
        if place.precision == "township":
            assert re.search("街道|镇|乡", first), i


def test_what_a_source_says_of_its_drawing_is_what_is_drawn(ground):
    # Once 2.6 km was said of 2.5, and half a square kilometre of 0.6.
    for i, place in ground.sources().items():
        text = place.location_source["text"]
        assert not UNSAID.search(text), i
        for said in DRAWN.finditer(text):
            drawn = ground.shapes[i]
            is_area = said["unit"] in {"平方公里", "公顷"}
            measured = drawn.area if is_area else drawn.length
            told = float(said["number"]) * METRES[said["unit"]]
            assert ("Polygon" in drawn.geom_type) == (is_area or bool(said["edge"])), i
            assert measured == pytest.approx(told, rel=MEASURED_WITHIN), (i, said.group())


@pytest.mark.parametrize(
    ("text", "said", "unsaid"),
    [
        ("沿街道网描出，所画约0.6平方公里；", "0.6", False),
        ("所描长度约2.5公里", "2.5", False),
        ("所描长度360米", "360", False),
        ("所画周长约3公里", "3", False),
        ("所画约28公顷", "28", False),
        ("沿街道网描出，约0.5平方公里；", None, True),
        ("据报道全长2520米", None, False),
    ],
)
def test_a_figure_of_the_drawing_is_told_from_a_reported_one(text, said, unsaid):
    found = DRAWN.search(text)
    assert (found["number"] if found else None) == said
    assert bool(UNSAID.search(text)) == unsaid


def test_an_estimated_point_puts_its_place_in_no_area_that_its_source_does_not_name(ground):
    for i, place in ground.sources().items():
        source = place.location_source
        is_guess = source["kind"] == "estimate" and ground.shapes[i].geom_type == "Point"
        if is_guess and place.within:
            names = ground.places[place.within].names
            assert any(name in source["text"] for name in names), i


# What a source says that the report reports for a year, and words that it quotes of it.
REPORTED = re.compile(r"报告》?(?:（[^）]{0,20}）)?说[^。；，计拟]{0,12}?(?P<year>20\d\d)年")
QUOTED = re.compile(r"报告[^。；“”]{0,20}(?:写作|只写|称|说)“(?P<words>[^”]+)”")


def told_by_report(atlas):
    """What the sources of the shipped places say of the shipped report: site, text."""
    sources = [f["properties"] for f in atlas.features if f["properties"]["location_source"]]
    return [(site, site["location_source"]["text"]) for site in sources]


def test_no_source_tells_as_reported_what_the_report_only_plans(atlas):
    found = [
        (site, said["year"])
        for site, text in told_by_report(atlas)
        for said in REPORTED.finditer(text)
    ]
    assert found
    for site, year in found:
        reported = [m["period"] for m in site["mentions"] if m["period"] and not m["planned"]]
        assert any(year in period for period in reported), site["id"]


def test_words_that_a_source_quotes_of_the_report_stand_in_it(atlas, report):
    found = [
        (site["id"], said["words"])
        for site, text in told_by_report(atlas)
        for said in QUOTED.finditer(text)
    ]
    assert found
    assert [each for each in found if each[1] not in report.text] == []


def test_no_source_names_a_map_or_listing_whose_terms_forbid_it(ground):
    named = {i for i, p in ground.sources().items() if FORBIDDEN.search(p.location_source["text"])}
    assert not named


def test_each_source_begins_with_a_short_sentence_in_both_languages(ground):
    for i, place in ground.sources().items():
        source = place.location_source
        first, stop, _ = source["text"].partition("。")
        assert stop, i
        assert len(first + stop) <= SENTENCE_MAX, i
        assert 0 < len(source["text_en"]) <= SENTENCE_MAX, i
        assert source["text_en"].isascii() or re.fullmatch(r"[ -~–’]+", source["text_en"]), i


def test_chinese_sentences_have_chinese_marks(ground):
    half = re.compile(r"[\u4e00-\u9fff][,;:!?(]|[,;:!?)][\u4e00-\u9fff]")
    for i, place in ground.sources().items():
        assert not half.search(place.location_source["text"]), i


def test_english_names_are_english(ground):
    for i, place in ground.places.items():
        assert not re.search(
            r"[\u3000-\u9fff\uff00-\uffef]|[Cc]entre|[Hh]arbour|isation\b", place.name_en
        ), i


@pytest.mark.parametrize(
    ("words", "site"),
    [
        ("地铁5号线", "metro-line-5"),
        ("武昌实验中学", "shiyan-middle"),
        ("Wuhan Dream Plaza", "dream-plaza"),
        ("中铁四院", "tiesiyuan"),
        ("武昌万象城", "yangtze-center-mall"),
        ("武昌湾", "wuchuan-project"),
        ("高投资本中心", "gaotou-tower"),
        ("长江产业大厦", "hubei-financial-holding-tower"),
        ("中碳登大厦", "carbon-tower"),
        ("武汉市第七医院", "seventh-hospital"),
    ],
)
def test_a_name_that_people_use_finds_its_site(atlas, words, site):
    assert site in Selection(text=words).ids(atlas)


def test_a_price_stands_at_one_site(atlas):
    amounts = defaultdict(list)
    for feature in atlas.features:
        investment = feature["properties"]["investment"]
        if investment and investment["basis"] == "cited":
            amounts[investment["amount_cny"], investment["source"]["address"]].append(feature["id"])
    assert all(len(sites) == 1 for sites in amounts.values())
