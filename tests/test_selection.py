"""A reader's choice as a mask, a sentence and a link."""

from dataclasses import replace

import pytest

from geo.model.atlas import Atlas
from geo.model.facets import FACETS, OPEN_FACETS, stages_of
from geo.selecting.selection import Selection


def properties(atlas, selection):
    return [atlas.by_id[i]["properties"] for i in selection.ids(atlas)]


def test_nothing_chosen_is_everything(atlas):
    assert len(Selection().ids(atlas)) == len(atlas.features)


def test_filters_hold_together(atlas):
    chosen = properties(
        atlas, Selection(sector=("transport",), stage=("operating",), claim="planned")
    )
    assert {p["name"] for p in chosen} == {"新武金堤路", "复兴路南延线"}


def test_several_codes_of_one_filter_are_alternatives(atlas):
    both = Selection(sector=("education", "health")).ids(atlas)
    assert set(both) == {
        *Selection(sector=("education",)).ids(atlas),
        *Selection(sector=("health",)).ids(atlas),
    }


@pytest.mark.parametrize("claim", ["reported", "planned"])
def test_a_claim_needs_its_mentions(atlas, claim):
    chosen = properties(atlas, Selection(claim=claim))
    assert 0 < len(chosen) < len(atlas.features)
    assert all(any(m["planned"] == (claim == "planned") for m in p["mentions"]) for p in chosen)


@pytest.mark.parametrize(("claim", "shows"), [("reported", "status"), ("planned", "target")])
def test_what_is_only_mentioned_is_neither_reported_nor_planned(atlas, claim, shows):
    chosen = Selection(claim=claim).ids(atlas)
    assert chosen == [
        f["id"] for f in atlas.features if f["properties"][shows] not in {None, "mentioned"}
    ]


def test_every_site_is_found_by_the_stages_that_it_shows(atlas):
    for f in atlas.features:
        for stage in stages_of(f["properties"]):
            assert f["id"] in Selection(stage=(stage,)).ids(atlas)


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("昙华林", "tanhualin"),
        ("metro line 5", "metro-line-5"),
        ("汉街", "han-street"),
        ("  skp ", "skp-wuhan"),
    ],
)
def test_names_are_found_in_both_languages_and_by_alias(atlas, text, site):
    assert site in Selection(text=text).ids(atlas)


@pytest.mark.parametrize(
    ("selection", "counts", "chinese", "english"),
    [
        (
            Selection(sector=("transport",), stage=("under_construction",)),
            (38, 4),
            "38 个项目：交通 · 在建（另有 4 个无法定位）",
            "38 sites: Transport · Under construction (and 4 that cannot be located)",
        ),
        (Selection(), (1, 0), "1 个项目", "1 site"),
        (
            Selection(sector=("education", "health"), claim="planned", text="路"),
            (0, 0),
            "0 个项目：教育或医疗 · 计划 · 含“路”",
            "0 sites: Education or Health · Planned · “路”",
        ),
        (
            Selection(period=("2017-2021", "2022"), responsible=("区建设局",), unit=("420106",)),
            (2, 0),
            "2 个项目：2017–2021或2022 年 · 责任单位区建设局 · 在420106",
            "2 sites: 2017–2021 or 2022 · under 区建设局 · in 420106",
        ),
        (
            Selection(amount=(50_000_000, None)),
            (3, 0),
            "3 个项目：至少 0.5 亿元",
            "3 sites: CNY 50 million or more",
        ),
        (
            Selection(amount=(100_000_000, 1_250_000_000_000)),
            (1, 0),
            "1 个项目：1 至 12,500 亿元",
            "1 site: CNY 100 to 1,250,000 million",
        ),
        (
            Selection(amount=(None, 200_000_000)),
            (1, 0),
            "1 个项目：至多 2 亿元",
            "1 site: CNY 200 million or less",
        ),
    ],
)
def test_the_sentence_says_what_is_shown(selection, counts, chinese, english):
    assert selection.sentence(*counts) == chinese
    assert selection.sentence(*counts, "en") == english


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(("transport", "health"), ("started",), "reported", text="a&b=c 路"),
        Selection(
            precision=("exact", "none"), shape=("line",), investment=("cited",),
            area="wuchang-old-city", bounds=(114.2, 30.5, 114.3, 30.6),
        ),
        Selection(period=("2017-2021", "2022"), unit=("420106001",), amount=(100, None)),
        Selection(amount=(None, 10**14)),
        Selection(amount=(0, 0)),
    ],
)  # fmt: skip
def test_a_link_gives_the_selection_back(selection, atlas):
    assert Selection.from_query(selection.to_query(), atlas) == (selection, [])


def test_what_a_link_gets_wrong_is_said_and_left_out(atlas):
    query = {
        "sector": "xyz,transport", "stage": "<script>", "claim": "maybe", "q": "x" * 10_000,
        "area": "tiesiyuan", "bounds": "1,2,3",
        "period": "2022,1066", "responsible": "{1+1}", "unit": "99", "amount": "NaN",
    }  # fmt: skip
    selection, unknown = Selection.from_query(query, atlas)
    assert selection == Selection(("transport",), period=("2022",), text="x" * 80)
    assert unknown == [
        "sector=xyz", "stage=<script>", "period=1066", "responsible={1+1}", "unit=99",
        "claim=maybe", "area=tiesiyuan", "bounds=1,2,3", "amount=NaN", "q",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    ["NaN", "-", "5", "1-2-3", "9-1", "-1-", "1e9-", "１-２", "0x1-", " 1-2", "9" * 10_000 + "-",
     "<script>alert(1)</script>", "'; drop table", "\x00-", "²-"],
)  # fmt: skip
def test_a_wrong_amount_in_a_link_is_said_and_left_out(atlas, asked):
    selection, unknown = Selection.from_query({"amount": asked}, atlas)
    assert selection == Selection()
    assert unknown == [f"amount={asked[:40]}"]


@pytest.mark.parametrize("name", [*FACETS, *OPEN_FACETS, "claim", "area", "bounds"])
@pytest.mark.parametrize("asked", ["NaN", "x" * 10_000, "<script>alert(1)</script>", "{{7*7}}"])
def test_nothing_in_a_link_that_is_not_known_chooses_anything(atlas, name, asked):
    selection, unknown = Selection.from_query({name: asked}, atlas)
    assert selection == Selection()
    assert len(unknown) == 1
    assert len(unknown[0]) < 60


def made(*sites):
    """Return an atlas of sites of which only what is filtered by is told."""
    plain = {"region": None, "investment": None, "mentions": [], "within": None}
    properties = [
        {"id": f"s{n}", "precision": "none", "status": None, "target": None, "sector": "finance"}
        | plain
        | site
        for n, site in enumerate(sites)
    ]
    return Atlas({}, tuple({"id": p["id"], "properties": p, "geometry": None} for p in properties))


def mention(planned, period, stage="started"):
    return {"planned": planned, "period": period, "stage": stage}


def test_a_year_is_that_of_the_claim_that_is_asked_for():
    atlas = made(
        {"mentions": [mention(False, "2021"), mention(True, "2022")]},
        {"mentions": [mention(True, "2022", "mentioned"), mention(False, "2022")]},
        {"mentions": [mention(True, "2022-2026"), mention(False, None)]},
    )
    assert Selection(period=("2022",)).ids(atlas) == ["s0", "s1"]
    assert Selection(period=("2022",), claim="planned").ids(atlas) == ["s0"]
    assert Selection(period=("2022",), claim="reported").ids(atlas) == ["s1"]
    assert Selection(period=("2021", "2022-2026")).ids(atlas) == ["s0", "s2"]
    assert Selection(period=("2021",), claim="planned").ids(atlas) == []


def amount(yuan, basis="stated"):
    return {"investment": {"amount_cny": yuan, "basis": basis}}


def test_an_amount_counts_where_it_is_surely_within():
    atlas = made(amount(3e8), amount(1e8, "at_least"), amount(5e8, "cited"), {})
    assert Selection(amount=(100_000_000, None)).ids(atlas) == ["s0", "s1", "s2"]
    assert Selection(amount=(200_000_000, None)).ids(atlas) == ["s0", "s2"]
    # A floor of 100 million may be more than 400.
    assert Selection(amount=(None, 400_000_000)).ids(atlas) == ["s0"]
    assert Selection(amount=(500_000_000, 500_000_000)).ids(atlas) == ["s2"]


def test_a_unit_holds_what_lies_in_those_below_it():
    atlas = made({"region": "420106001"}, {"region": "420106"}, {"region": "4201"}, {})
    assert Selection(unit=("420106",)).ids(atlas) == ["s0", "s1"]
    assert Selection(unit=("4201",)).ids(atlas) == ["s0", "s1", "s2"]
    # The province holds what the city holds: it is no choice of its own.
    assert Selection().counts(atlas, "unit") == {"4201": 3, "420106": 2, "420106001": 1}


def test_who_is_responsible_is_chosen_by_name_and_stands_in_a_link():
    atlas = made(
        {"responsible": [{"unit": "区建设局,园林局", "role": "lead"}]},
        {"responsible": [{"unit": "区教育局", "role": "lead"}]},
        {},
    )
    chosen = Selection(responsible=("区建设局，园林局", "区教育局"))
    assert chosen.ids(atlas) == ["s0", "s1"]
    assert Selection.from_query(chosen.to_query(), atlas) == (chosen, [])


@pytest.mark.parametrize("facet", [*FACETS, *OPEN_FACETS])
def test_each_choice_counts_what_choosing_it_would_show(atlas, facet):
    base = Selection(sector=("transport",)) if facet != "sector" else Selection(claim="planned")
    for code, number in base.counts(atlas, facet).items():
        assert len(replace(base, **{facet: (code,)}).ids(atlas)) == number


def test_an_area_holds_what_says_so_and_what_lies_there(atlas):
    inside = set(Selection(area="wuchang-old-city").ids(atlas))
    assert {"wuchang-old-city", "tanhualin", "tanhualin-town", "yellow-crane-tower"} <= inside
    assert not inside & {"yangyuan", "han-street", "jd-health"}


def test_the_visible_map_shows_what_touches_it_and_nothing_unlocated(atlas):
    chosen = set(Selection(bounds=(114.29, 30.54, 114.30, 30.55)).ids(atlas))
    assert "yellow-crane-tower" in chosen
    assert not chosen & {"dream-plaza", "jd-health"}


def test_pinyin_finds_chinese_names(atlas):
    assert "tanhualin" in Selection(text="tan hua").ids(atlas)
    assert "youyi-avenue" in Selection(text="youyidadao").ids(atlas)
