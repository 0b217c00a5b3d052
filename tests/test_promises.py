"""What became of the targets: counts, the table of both clauses, and the stage year by year."""

import copy
import re

import pytest

from geo.base.paths import DATA
from geo.base.scripts import simplified
from geo.model.atlas import Atlas
from geo.model.codes import VERDICTS
from geo.model.facets import verdict_of
from geo.page.became_table import became_frame
from geo.promises.course import course, date_of, first_year, years_of
from geo.promises.outcomes import as_member, from_member, read_outcomes
from geo.promises.table import COLUMNS, counts, rows
from geo.selecting.selection import Selection
from geo.view.became import became_html, headline_of
from geo.view.map.basemap import NOTHING
from geo.view.map.payload import payload
from geo.view.texts import say

HOSTILE = "<img src=x onerror=alert(1)>\u202e"


def member(**said):
    source = {"title": "公报", "publisher": "区", "date": said.pop("said", "2024-01-01")}
    return {
        "stage": "completed", "part": "", "date": "2023", "words": "已竣工", "kind": "press",
        "certainty": "sure", "source": {**source, "address": "https://example.com/"}, **said,
    }  # fmt: skip


def judged(atlas):
    return [f["properties"] for f in atlas.features if f["properties"].get("verdict")]


def test_every_verdict_is_counted_once_and_silence_apart(atlas):
    found = counts(atlas)
    assert found.targets == len(judged(atlas)) == sum(found.by_verdict.values())
    assert found.told + found.silent == found.targets
    assert found.silent == found.by_verdict["no_evidence"] > 0


def test_the_headline_never_calls_silence_a_failure(atlas):
    found = counts(atlas)
    chinese, english = headline_of(atlas, "zh"), headline_of(atlas, "en")
    head = f"{found.targets} 项目标：{found.told} 项有后续证据，{found.silent} 项未见证据"
    assert chinese.startswith(f"{head}（不等于未兑现）")
    assert f"no evidence found for {found.silent} (which is not to say" in english
    for code, number in found.by_verdict.items():
        if code != "no_evidence":
            assert (f"{VERDICTS[code].zh} {number}" in chinese) == bool(number)
    assert not re.search("失败|违背|fail|broken|未兑现(?!）)", chinese + english)


def became(atlas, code, outcomes, decided_by):
    """What the card says of the first target, with this verdict and these later words."""
    site = {
        **judged(atlas)[0],
        "outcomes": outcomes,
        "verdict": {"code": code, "due": "2022-12-31", "overdue": False, "decided_by": decided_by},
    }
    return became_html(site, "zh")


def test_silence_is_not_claimed_where_later_words_are_shown(atlas):
    silent, beside = say("no_evidence_note", "zh"), say("not_of_target_note", "zh")
    assert silent in became(atlas, "no_evidence", [], None)
    said = became(atlas, "no_evidence", [member(part="环保设施")], None)
    assert say("parts_only_note", "zh") in said
    assert silent not in said
    said = became(atlas, "no_evidence", [member(part="环保设施"), member(part="")], None)
    assert beside in said
    assert silent not in said


@pytest.mark.parametrize(
    ("statement", "is_explained"),
    [
        ({"kind": "repost"}, True),
        ({"date": None, "said": None}, True),
        ({"certainty": "weak"}, True),
        ({"stage": "started"}, False),
        ({"unfinished": True}, False),
    ],
)
def test_where_what_says_the_end_is_too_weak_to_prove_it_the_card_says_so(
    atlas, statement, is_explained
):
    target = next(each for each in judged(atlas) if each["target"] == "completed")
    said = member(**statement)
    if "said" in statement:
        said["source"]["date"] = None
    verdict = {"code": "under_way", "due": None, "overdue": False, "decided_by": 0}
    html = became_html({**target, "outcomes": [said], "verdict": verdict}, "zh")
    assert (say("too_weak_note", "zh") in html) is is_explained


def test_what_is_proved_after_the_term_is_not_called_too_weak(atlas):
    target = next(each for each in judged(atlas) if each["target"] == "completed")
    said = [member(date="2023-04", said="2023-05-01"), member(kind="repost")]
    verdict = {"code": "under_way", "due": "2022-12-31", "overdue": False, "decided_by": 1}
    html = became_html({**target, "outcomes": said, "verdict": verdict}, "zh")
    assert say("after_term_note", "zh") in html
    assert say("too_weak_note", "zh") not in html


def test_where_nobody_looked_there_is_no_headline(atlas):
    bare = [f for f in atlas.features if not f["properties"].get("verdict")]
    assert headline_of(Atlas(atlas.report, tuple(bare)), "zh") == ""


def test_each_target_has_a_row_with_the_words_of_both_sides(atlas, report):
    found = rows(atlas, report.text)
    assert [row["site"] for row in found] == [site["id"] for site in judged(atlas)]
    for row in found:
        assert set(row) == set(COLUMNS)
        site = atlas.by_id[row["site"]]["properties"]
        assert row["promise"] in report.text
        if site["verdict"]["decided_by"] is None:
            assert row["words"] == row["address"] == ""
        else:
            decides = site["outcomes"][site["verdict"]["decided_by"]]
            assert row["words"] == decides["words"]
            assert row["address"] == decides["source"]["address"]
    assert all(row["promise"] == "" for row in rows(atlas, None))


def test_the_pages_table_shows_words_from_outside_as_text_and_opens_only_the_web(atlas):
    feature = copy.deepcopy(atlas.by_id["dream-plaza"])
    site = feature["properties"]
    site["name"] = HOSTILE
    site["outcomes"] = [member(words=HOSTILE, part=HOSTILE, date=None)]
    site["outcomes"][0]["source"] |= {"title": HOSTILE, "date": None, "address": "javascript:x()"}
    site["verdict"] = {"code": "under_way", "due": None, "overdue": True, "decided_by": 0}
    frame = became_frame(Atlas(atlas.report, (feature,)), None)
    assert frame["出处链接"].tolist() == [""]
    assert "\u202e" not in "".join(map(str, frame.iloc[0]))
    assert frame["结果"].tolist() == ["正在进行 · 期限过后仍未完成"]
    assert list(became_frame(atlas, None, "en"))[:2] == ["Name", "Target"]


def test_the_filter_finds_each_verdict_and_leaves_out_what_has_none(atlas):
    for code in VERDICTS:
        wanted = [s["id"] for s in judged(atlas) if s["verdict"]["code"] == code]
        assert Selection(verdict=(code,)).ids(atlas) == wanted
    assert Selection.from_query({"verdict": "kept,xyz"}, atlas) == (
        Selection(verdict=("kept",)),
        ["verdict=xyz"],
    )


def test_a_statement_comes_back_from_the_atlas_as_it_went_in():
    table = read_outcomes(DATA / "regions" / "420106" / "outcomes.csv")
    statements = [each for found in table.values() for each in found]
    assert len(statements) > 20
    for each in statements:
        assert from_member(as_member(each)) == each


# How the press says that something opened, beside the stage words of reports.
PRESS_WORDS = ("与市民见面", "启幕", "上新")


def test_each_quotation_holds_the_words_that_say_the_stage(lexicon):
    """A list of names alone proves nothing, whatever the sentence behind it says."""
    words = (*lexicon.stages, *PRESS_WORDS)
    for found in read_outcomes(DATA / "regions" / "420106" / "outcomes.csv").values():
        for each in found:
            said = simplified(each.words)
            assert each.ended or any(word in said for word in words), each.words


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, [(2023, "completed")]),
        ({"date": "2022/2023"}, [(2023, "completed")]),
        # Not after the document that says it.
        ({"date": "2022/2025", "said": "2023-05-01"}, [(2023, "completed")]),
        ({"date": "2021"}, []),
        ({"date": None}, []),
        ({"part": "一期"}, []),
        ({"forecast": True}, []),
        ({"unfinished": True}, []),
        ({"total": True}, []),
        ({"ended": True}, []),
        ({"kind": "repost"}, []),
        ({"certainty": "weak"}, []),
        ({"words": "推动竣工"}, []),
    ],
)
def test_only_what_is_proved_moves_a_sites_stage(said, expected):
    assert course({"outcomes": [member(**said)]}, 2021) == expected


def test_of_one_year_the_furthest_stage_counts_and_a_year_keeps_its_own():
    site = {
        "outcomes": [
            member(date="2023-01", stage="started"),
            member(date="2023-11", stage="completed"),
            member(date="2022", stage="land_supply"),
        ]
    }
    assert course(site, 2021) == [(2022, "land_supply"), (2023, "completed")]
    assert course({}, 2021) == []


def test_the_years_go_from_the_report_to_the_last_that_is_known(atlas):
    years = years_of(atlas)
    first = int(date_of(atlas)[:4])
    told = {y for f in atlas.features for y, _ in course(f["properties"], first)}
    assert years == list(range(first, max(told) + 1))
    bare = [{**f, "properties": {**f["properties"], "outcomes": []}} for f in atlas.features]
    assert years_of(Atlas(atlas.report, tuple(bare))) == []


@pytest.mark.parametrize(
    ("date", "year"), [("2021-12-14", 2021), ("2022-01-05", 2021), ("2022-03-20", 2021),
                       ("2022-06-01", 2022), (None, None)]
)  # fmt: skip
def test_a_report_of_the_new_year_looks_back_on_the_old(date, year):
    assert first_year(Atlas({"date": date}, ())) == year


def test_the_map_is_handed_verdicts_and_years_of_the_few_sites_that_have_them(atlas):
    handed = payload(atlas, NOTHING)
    for site, feature in zip(handed["sites"], atlas.features, strict=True):
        assert site.get("verdict") == verdict_of(feature["properties"])
        assert site.get("course", []) == course(feature["properties"], handed["years"][0])
    assert set(handed["verdicts"]) == {*VERDICTS, "none"}
