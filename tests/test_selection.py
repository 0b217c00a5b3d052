"""A reader's choice as a mask, a sentence and a link."""

from dataclasses import replace

import pytest

from geo.model.facets import FACETS, stages_of
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
    ],
)  # fmt: skip
def test_a_link_gives_the_selection_back(selection, atlas):
    assert Selection.from_query(selection.to_query(), atlas) == (selection, [])


def test_what_a_link_gets_wrong_is_said_and_left_out(atlas):
    query = {
        "sector": "xyz,transport", "stage": "<script>", "claim": "maybe", "q": "x" * 10_000,
        "area": "tiesiyuan", "bounds": "1,2,3",
    }  # fmt: skip
    selection, unknown = Selection.from_query(query, atlas)
    assert selection == Selection(("transport",), text="x" * 80)
    assert unknown == [
        "sector=xyz", "stage=<script>", "claim=maybe", "area=tiesiyuan", "bounds=1,2,3", "q",
    ]  # fmt: skip


@pytest.mark.parametrize("facet", list(FACETS))
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
