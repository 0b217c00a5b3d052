"""The gloss beside a clause tells what codes and names say of it, and nothing else."""

import pytest

from geo.view.card import card_html
from geo.view.gloss import gloss

SITE = {
    "name": "翠屿大道", "name_en": "Cuiyu Avenue", "sector": "transport",
    "investment": {"amount_cny": 300_000_000, "basis": "stated", "start": 12, "end": 15},
}  # fmt: skip
SAID = {
    "stage": "completed", "planned": False, "period": "2021", "start": 0, "end": 4,
    "stage_start": None, "stage_end": None, "quote_start": 0, "quote_end": 10,
}  # fmt: skip


def told(site=SITE, **changed):
    return gloss({**SAID, **changed}, site, "en", "2021-12-14")


def test_it_says_that_it_is_one_and_names_sector_site_year_and_stage():
    said = told()
    assert said.startswith("Gloss, no translation: ")
    for part in ("Cuiyu Avenue", "Transport", "Reported, 2021", "Completed"):
        assert part in said


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"planned": True, "period": "2022"}, "Planned, 2022"),
        ({"period": None}, "Reported"),
        ({"stage": "mentioned"}, "Named"),
        ({"stage": "mentioned", "planned": True, "period": "2022"}, "2022"),
    ],
)
def test_a_plan_a_report_and_a_bare_mention_are_told_apart(changed, part):
    assert part in told(**changed)


def test_a_bare_mention_has_no_stage():
    assert "Completed" not in told(stage="mentioned")
    assert "Mentioned" not in told(stage="mentioned")


def test_the_amount_is_told_where_the_clause_states_it():
    assert "300" not in told()
    assert "300" in told(quote_end=20)
    assert "300" in told(quote_more=[11, 16])
    cited = {**SITE, "investment": {**SITE["investment"], "basis": "cited"}}
    assert "300" not in told(cited, quote_end=20)
    assert "300" not in told({**SITE, "investment": None}, quote_end=20)


def test_the_report_in_its_own_language_wants_none():
    assert gloss(SAID, SITE, "zh", None) == ""


def test_every_clause_of_an_english_card_has_one_and_no_chinese_card_has_any(atlas, report):
    for feature in atlas.features:
        site = feature["properties"]
        english = card_html(site, atlas, report.text, "en")
        assert english.count("<p class='gloss'>") == len(site["mentions"])
        assert "class='gloss'" not in card_html(site, atlas, report.text, "zh")


def test_hostile_names_stay_text(atlas, report):
    site = {**atlas.by_id["csadi"]["properties"], "name_en": "<img src=x onerror=alert(1)>"}
    assert "<img" not in card_html(site, atlas, report.text, "en")
