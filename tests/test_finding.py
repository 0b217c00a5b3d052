"""What a reader's words find, in which order, and how that grows. The browser's part of it is held
to the same by tests/data/vectors.json."""

import json
import sys

import pytest

from geo.model.atlas import Atlas
from geo.selecting.finding import Clause, Place, equivalents, first_characters, index_of
from geo.selecting.selection import Selection
from geo.view.map.basemap import named_places
from geo.view.map.finding import finder

PLACES = (Place("柳絮站", "Liuxu", "station", 30.6, 114.3),)


def site(name, english="", sector="other", aliases=()):
    properties = {
        "name": name, "name_en": english or name, "aliases": list(aliases), "sector": sector,
        "precision": "none", "status": None, "target": None, "mentions": [],
    }  # fmt: skip
    return {"id": name, "properties": properties, "geometry": None}


SITES = (
    site("青鹭大学", "Qinglu University", "education"),
    site("柳絮林", "Catkin Grove"),
    site("柳絮林人文小镇", "Catkin Town"),
    site("轨道交通9号线", "Metro Line 9", "transport", ("号线九期",)),
    site("白石小学", "Baishi Primary School", "education"),
    site("市三院迁建", "Third Hospital", "health", ("青鹭区第三人民医院",)),
    site("重庆路改造", "Chongqing Road"),
    site("<b>青鹭</b>广场", "Qinglu Square <img src=x>"),
)
CLAUSES = (Clause("柳絮林人文小镇开街，青鹭大学科技园签约", (2, 0)),)


@pytest.fixture(scope="module")
def index():
    return index_of(SITES, CLAUSES, PLACES)


def found(index, text):
    """Return the hits as kind, how, and what they go by."""
    return [
        (hit.kind, hit.how, SITES[hit.target]["id"] if hit.kind == "site" else hit.said)
        for hit in index.hits(text)
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("柳絮林", ("site", "name", "柳絮林")),
        ("LIUXULIN", ("site", "pinyin", "柳絮林")),
        ("liu xu lin", ("site", "pinyin", "柳絮林")),
        ("liuxu'lin", ("site", "pinyin", "柳絮林")),
        ("lxl", ("site", "initials", "柳絮林")),
        ("lxlin", ("site", "initials", "柳絮林")),
        ("chongqing", ("site", "english", "重庆路改造")),
        ("cql", ("site", "initials", "重庆路改造")),
        ("catkin t", ("site", "english", "柳絮林人文小镇")),
        ("青鷺大學", ("site", "name", "青鹭大学")),
        ("軌道交通", ("site", "name", "轨道交通9号线")),
        ("青大", ("site", "short", "青鹭大学")),
        ("地铁", ("site", "same", "轨道交通9号线")),
        ("地铁9号线", ("site", "same", "轨道交通9号线")),
        ("中小学", ("site", "same", "白石小学")),
        ("第三人民医院", ("site", "alias", "市三院迁建")),
        ("医院 青鹭", ("site", "alias", "市三院迁建")),
        ("教育", ("sector", "name", "教育")),
        ("jiaoyu", ("sector", "pinyin", "教育")),
        ("educ", ("sector", "english", "Education")),
        ("在建", ("stage", "name", "在建")),
        ("柳絮站", ("place", "name", "柳絮站")),
        ("科技园签约", ("words", "words", CLAUSES[0].text)),
        ("開街", ("words", "words", CLAUSES[0].text)),
        ("<b>", ("site", "name", "<b>青鹭</b>广场")),
    ],
)
def test_what_comes_first_is_what_is_meant(index, text, first):
    assert found(index, text)[0] == first


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\x00", "没有这个", "xyzxyz", "大青", "（"])
def test_blanks_and_what_is_not_there_find_nothing(index, text):
    assert index.hits(text) == []


def test_a_whole_name_comes_before_one_that_begins_so_and_that_before_one_that_holds_it(index):
    kinds = [name for kind, how, name in found(index, "柳絮林") if kind == "site"]
    assert kinds == ["柳絮林", "柳絮林人文小镇"]
    names = [(how, name) for kind, how, name in found(index, "青鹭") if kind == "site"]
    assert names[0] == ("name", "青鹭大学")
    # A short name is a guess, and a sector says little: both come behind every name.
    ranked = [how for _, how, _ in found(index, "教育")]
    assert ranked == sorted(ranked, key=["name", "sector"].index)


def test_the_sector_finds_its_sites_behind_itself(index):
    sites = [name for kind, how, name in found(index, "教育") if how == "sector"]
    assert sorted(sites) == ["白石小学", "青鹭大学"]


def test_one_letter_is_looked_for_at_the_beginning_alone(index):
    assert {name for kind, how, name in found(index, "r") if how == "initials"} == set()
    assert ("site", "name", "柳絮林") not in found(index, "x")


def test_the_filter_finds_by_name_what_the_list_does(index):
    for text in ("柳絮林", "lxl", "地铁", "教育", "青大", "医院 青鹭", "签约"):
        listed = {hit.target for hit in index.hits(text) if hit.kind == "site"}
        assert set(index.sites(text)) == listed
    atlas = Atlas({}, tuple(sorted(SITES, key=lambda f: f["id"])))
    assert Selection(text="青鷺大學").ids(atlas) == ["青鹭大学"]


def test_short_names_are_first_characters_of_words():
    words = frozenset({"大学", "人民", "医院", "广场"})
    assert first_characters("青鹭大学", words) == "青大"
    assert first_characters("人民医院", words) == "人医"
    assert first_characters("柳絮林", words) == ""
    assert first_characters("A座9号", words) == "座号"
    assert first_characters("", words) == ""


def test_words_that_mean_the_same_are_each_other_words():
    rows = equivalents()
    assert len(rows) == len(set(rows))
    assert all(said and meant and said != meant for said, meant in rows)


def test_what_ships_is_found_by_all_its_names(atlas, report):
    known = finder(atlas, report.text)
    for number, feature in enumerate(atlas.features):
        site = feature["properties"]
        for name in (site["name"], site["name_en"], *site["aliases"]):
            assert number in known.sites(name), name
    assert {place.name for place in named_places(atlas)} >= {"徐家棚", "沙湖"}
    assert [hit.kind for hit in known.hits("徐家棚")] == ["place"]
    # A road has no one place.
    assert all(place.kind != "road" for place in named_places(atlas))


def test_every_clause_is_the_reports_own_words(atlas, report):
    text = "".join(report.text.split())
    for clause in finder(atlas, report.text).clauses:
        words = "".join(clause.text.split()).removesuffix("…")
        assert words in text
        assert clause.sites
    assert not finder(atlas, None).clauses


def test_the_index_says_each_name_once_in_plain_json(index):
    data = json.loads(json.dumps(index.data(), ensure_ascii=False))
    assert len(data["entries"]) == len(index.entries)
    assert len(json.dumps(data["scripts"])) < 4000


@pytest.mark.parametrize("text", ["liuxulin", "青大", "地铁", "lx", "l" * 80, "青 大 学", "教育"])
def test_four_times_the_sites_take_four_times_the_steps(text):
    def steps(count):
        sites = [site(f"柳絮林{n}号青鹭大学", f"Catkin {n}") for n in range(count)]
        index, taken = index_of(sites), 0
        index.sites(text)

        def count_call(*_):
            nonlocal taken
            taken += 1

        sys.setprofile(count_call)
        try:
            index.sites(text)
        finally:
            sys.setprofile(None)
        return taken

    assert steps(400) < 4.5 * steps(100)
