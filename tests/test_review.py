"""An editor's decisions: found by their words, refused with file and line otherwise."""

import pytest
from shipped import REVIEW

from geo.base.errors import InputError
from geo.building.build import build_atlas
from geo.building.decisions import COLUMNS, read_decisions
from geo.building.review import apply_decisions
from geo.documents.report import Report
from geo.reading.extraction import find_mentions

HEADER = ",".join(COLUMNS)


def decisions(tmp_path, *rows):
    path = tmp_path / "review.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return read_decisions(path)


def undecided(tmp_path, report, lexicon, gazetteer):
    """What the machine finds, as it stands where nobody has decided anything."""
    found = find_mentions(report, lexicon, gazetteer.known)
    return apply_decisions(report, found, decisions(tmp_path), gazetteer, lexicon)[0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("destroy,昙华林,,,,,,why", "unknown action 'destroy'"),
        ("reject,昙华林,,,,,,", "a decision needs its reason"),
        ("reject,,,,,,,why", "reject needs words"),
        ("reject,昙华林,,,tanhualin,,,why", "reject takes no site"),
        ("add,昙华林,,,,,,why", "add needs a site"),
        ("stage,昙华林,,,,finished,完工,why", "unknown stage 'finished'"),
        ("stage,昙华林,,,,completed,,why", "a stage needs the words"),
        ("stage,昙华林,,,,mentioned,完工,why", "mentioned has none"),
        ("sector,,,,tanhualin,fun,,why", "unknown sector 'fun'"),
        ("sector,昙华林,,,tanhualin,finance,,why", "sector takes no words"),
        ("reject,昙华林,,,,why", "6 cells instead of 8"),
        ("reject,昙华林,,,,昙华林,,why", "unknown reject '昙华林'"),
        ("accept,昙华林,,,,,,why", "accept needs a site"),
        ("accept,昙华林,,,tanhualin,done,,why", "unknown accept 'done'"),
        ("accept,昙华林,,,tanhualin,mentioned,开放,why", "words say a stage"),
        ("planned,昙华林,,,,maybe,,why", "unknown planned 'maybe'"),
        ("rename,,,,tanhualin,,,why", "rename needs a value"),
        ("rename,昙华林,,,tanhualin,昙华林街,,why", "rename takes no words"),
        ("add,昙华林,,,Tan hua,,,why", "'Tan hua' is no id"),
    ],
)
def test_a_broken_row_is_refused(tmp_path, row, message):
    with pytest.raises(InputError, match=message) as caught:
        decisions(tmp_path, row)
    assert caught.value.where.endswith("review.csv, line 2")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("reject,不在文中的话,,,,,,why", "the report nowhere says"),
        ("reject,昙华林,,,,,,why", "more than once"),
        ("reject,战斗堡垒,,,,,,why", "nowhere says"),
        ("stage,经济发展重回主赛道,,,,mentioned,,why", "is no mention there"),
        ("planned,经济发展重回主赛道,,,,true,,why", "is no mention there"),
        ("rename,,,,no-such-place,某某广场,,why", "the report names no site 'no-such-place'"),
        ("accept,襄阳大厦,,,xiangyang-tower,started,,why", "now says 'completed': give the words"),
        ("add,襄阳大厦,,,no-such-place,,,why", "'no-such-place' is no place"),
        ("stage,襄阳大厦,,,,completed,拆除,why", "the clause does not say '拆除'"),
        ('add,"襄阳大厦基本竣工,天风大厦",,,xiangyang-tower,,,why', "beyond their clause"),
    ],
)
def test_a_decision_that_finds_nothing_is_refused(
    tmp_path, report, lexicon, gazetteer, row, message
):
    found = find_mentions(report, lexicon, gazetteer.known)
    with pytest.raises(InputError, match=message):
        apply_decisions(report, found, decisions(tmp_path, row), gazetteer, lexicon)


def test_decisions_change_just_what_they_say(tmp_path, report, lexicon, gazetteer):
    found = undecided(tmp_path, report, lexicon, gazetteer)
    made = decisions(
        tmp_path,
        "reject,襄阳大厦,,,,,,why",
        "stage,天风大厦,,,,completed,交付,why",
        "sector,,,,tanhualin,housing,,why",
    )
    after, sectors = apply_decisions(report, found, made, gazetteer, lexicon)
    before = {m.span: m for m in found}
    changed = [m for m in after if before.get(m.span) != m]
    assert sectors == {"tanhualin": "housing"}
    assert [(m.text, m.stage) for m in changed] == [("天风大厦", "completed")]
    assert {m.text for m in found} - {m.text for m in after} == {"襄阳大厦"}


def test_a_rejection_of_what_is_not_found_is_moot(tmp_path, report, lexicon, gazetteer):
    found = undecided(tmp_path, report, lexicon, gazetteer)
    made = decisions(tmp_path, "reject,经济发展重回主赛道,,,,,,why")
    assert apply_decisions(report, found, made, gazetteer, lexicon)[0] == found


@pytest.mark.parametrize(
    "row",
    [
        "accept,襄阳大厦,,,xiangyang-tower,completed,竣工,why",
        "site,襄阳大厦,,,xiangyang-tower,,,why",
    ],
)
def test_a_decision_puts_back_what_the_machine_lost(tmp_path, report, lexicon, gazetteer, row):
    found = find_mentions(report, lexicon, gazetteer.known)
    lost = next(m for m in found if m.text == "襄阳大厦")
    others = [m for m in found if m is not lost]
    made = decisions(tmp_path, row)
    after, _ = apply_decisions(report, others, made, gazetteer, lexicon)
    assert [m.span for m in after] == [m.span for m in found]
    again = next(m for m in after if m.text == "襄阳大厦")
    assert (again.site, again.stage) == ("xiangyang-tower", "completed")


def test_a_decision_sets_whether_a_claim_is_a_target(tmp_path, report, lexicon, gazetteer):
    found = undecided(tmp_path, report, lexicon, gazetteer)
    made = decisions(tmp_path, "planned,襄阳大厦,,,,true,,why")
    after, _ = apply_decisions(report, found, made, gazetteer, lexicon)
    assert [m.text for m, before in zip(after, found, strict=True) if m != before] == ["襄阳大厦"]
    assert next(m for m in after if m.text == "襄阳大厦").planned


def test_decisions_hold_when_the_text_moves(report, lexicon, gazetteer):
    made = read_decisions(REVIEW)
    moved = Report("moved", "前言：" * 50 + "\n" + report.text)
    atlas = build_atlas(moved, lexicon, gazetteer, made)
    assert atlas.by_id.keys() == build_atlas(report, lexicon, gazetteer, made).by_id.keys()


def test_no_file_of_decisions_means_none(tmp_path):
    assert read_decisions(tmp_path / "none.csv") == []
