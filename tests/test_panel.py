"""What stands beside the map: the overview, and the rows of results."""

from geo.model.atlas import Atlas
from geo.selecting.selection import Selection
from geo.view.claims import claim_label, planned_periods
from geo.view.panel import ROWS_MAX, overview, rows


def test_the_overview_says_in_three_sentences_what_the_report_is(atlas):
    said = overview(atlas, "zh")["sentences"]
    assert len(said) == 3
    assert atlas.report["date"] in said[0]
    assert str(len(atlas.features)) in said[0]
    assert str(len(Selection(claim="planned").ids(atlas))) in said[1]
    assert "2022" in said[1]
    assert len(overview(atlas, "en")["sentences"]) == 3


def test_its_counts_are_what_a_click_shows(atlas):
    for stage in overview(atlas, "zh")["stages"]:
        assert stage["n"] == len(Selection(stage=(stage["code"],)).ids(atlas))


def test_its_ways_lead_to_areas_that_hold_most_and_to_the_largest_amounts(atlas):
    found = overview(atlas, "zh")
    held = Selection().counts(atlas, "area")
    assert [held[way["id"]] for way in found["areas"]] == sorted(held.values())[::-1][:6]
    amounts = [
        atlas.by_id[way["id"]]["properties"]["investment"]["amount_cny"] for way in found["amounts"]
    ]
    assert amounts == sorted(amounts, reverse=True)
    assert len(amounts) == sum(f["properties"]["investment"] is not None for f in atlas.features)


def test_an_atlas_without_date_amounts_and_areas_has_an_overview(atlas):
    site = next(f for f in atlas.features if not f["properties"]["investment"])
    found = overview(Atlas({}, (site,)), "zh")
    assert found["amounts"] == []
    assert found["areas"] == []
    assert found["sentences"]


def test_every_row_has_sector_stage_year_and_the_clause_of_the_report(atlas, report):
    numbers = range(len(atlas.features))
    for row in rows(atlas, report.text, numbers, "zh"):
        site = atlas.by_id[row["id"]]["properties"]
        assert row["name"] == site["name"]
        assert row["sector"]
        for claim, said in row["claims"].items():
            assert said["stage"]
            assert said["clause"] or not site["mentions"]
            words = said["clause"].removesuffix("…")
            assert words in " ".join(report.text.split()) or len(words.split()) > 1
            assert claim in {"reported", "planned", "all"}
        assert ("planned" in row["claims"]) == (row["id"] in Selection(claim="planned").ids(atlas))


def test_a_plan_says_for_which_year_it_is(atlas, report):
    number = [f["id"] for f in atlas.features].index("dream-plaza")
    (row,) = rows(atlas, report.text, [number], "zh")
    assert row["claims"]["planned"]["stage"] == "2022 年计划：投用"
    assert row["claims"]["reported"]["stage"] == "2021 年已报告：在建"
    assert planned_periods(atlas, "zh") == "2022、2022–2026"
    assert claim_label("planned", atlas, "zh") == "计划 2022、2022–2026"
    assert claim_label("reported", atlas, "en") == "Reported"


def test_without_the_text_the_names_words_stand_for_the_clause(atlas):
    (row,) = rows(atlas, None, [0], "zh")
    words = {m["text"] for m in atlas.features[0]["properties"]["mentions"]}
    assert {said["clause"] for said in row["claims"].values()} <= words


def test_numbers_that_there_are_not_are_passed_over_and_no_more_than_a_few_hundred_are_told(atlas):
    assert rows(atlas, None, [-1, 10**9, len(atlas.features)], "zh") == []
    many = [0] * (ROWS_MAX + 50)
    assert len(rows(atlas, None, many, "zh")) == ROWS_MAX
