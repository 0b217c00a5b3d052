"""The editor's loop on a report that no gazetteer knows: decide, look, build again.

The report and its places are invented.
"""

import json

import pytest

from geo.building.build import build_atlas
from geo.building.decisions import COLUMNS, read_decisions
from geo.building.ledger import with_decided_sites
from geo.building.review import find_changes
from geo.cli.main import main
from geo.documents.report import Report
from geo.model.places import Gazetteer
from geo.reading.extraction import find_mentions

TEXT = (
    "政府工作报告\n一、2023年工作回顾\n"
    "2023年，青石大桥建成通车，柳湾隧道主体结构封顶。新建枫林中学、云杉医院。"
    "学校周边的老厂区启动改造。\n"
    "二、2024年重点工作安排\n"
    "2024年，开工建设云杉医院新院区，推动老厂区开放，青石大桥年内完成亮化。\n"
)
NOWHERE = Gazetteer({})


@pytest.fixture
def report_file(tmp_path):
    path = tmp_path / "liuwan.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def decided(tmp_path, *rows):
    path = tmp_path / "review.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return path


def changes(tmp_path, lexicon, *rows, text=TEXT, lost=("老厂区",)):
    """What changed, for a machine that does not find ``lost``."""
    report = Report("liuwan", text)
    found = [m for m in find_mentions(report, lexicon) if m.text not in lost]
    made = read_decisions(decided(tmp_path, *rows))
    return [c.as_row() for c in find_changes(report, found, made, NOWHERE, lexicon)]


def against(rows):
    """The rows about decisions: verdict, line and what is wrong."""
    return [(r["change"], r["line"], r["note"]) for r in rows if r["change"] != "new"]


def atlas(tmp_path, lexicon, *rows):
    made = read_decisions(decided(tmp_path, *rows))
    gazetteer = with_decided_sites(NOWHERE, made)
    return build_atlas(Report("liuwan", TEXT), lexicon, gazetteer, made)


def test_without_decisions_every_finding_is_new_and_can_be_quoted(tmp_path, lexicon):
    rows = changes(tmp_path, lexicon)
    assert {r["change"] for r in rows} == {"new"}
    assert [r["start"] for r in rows] == sorted(r["start"] for r in rows)
    assert {"青石大桥", "柳湾隧道", "枫林中学", "云杉医院"} <= {r["exact"] for r in rows}
    for row in rows:
        pattern = row["prefix"] + row["exact"] + row["suffix"]
        assert TEXT.count(pattern) == 1
        assert TEXT.index(pattern) + len(row["prefix"]) == row["start"]
        assert row["exact"] in row["quote"]


def test_accepting_every_finding_leaves_nothing_to_look_at(tmp_path, lexicon):
    rows = changes(tmp_path, lexicon)
    accepted = [
        f"accept,{r['exact']},{r['prefix']},{r['suffix']},{r['site']},{r['stage']},,读过"
        for r in rows
        if not set(",\n") & set(r["prefix"] + r["suffix"])
    ]
    assert len(accepted) == len(rows)
    assert changes(tmp_path, lexicon, *accepted) == []

    text = TEXT.replace("。新建", "。松涛公园对外开放。新建")
    (row,) = changes(tmp_path, lexicon, *accepted, text=text)
    assert (row["change"], row["exact"], row["stage"]) == ("new", "松涛公园", "operating")


def test_words_that_the_report_no_longer_says_have_vanished(tmp_path, lexicon):
    rows = changes(
        tmp_path,
        lexicon,
        "reject,银杏广场,,,,,,x",
        "accept,枫林中学,,,feng-lin-zhong-xue,,,x",
        "sector,,,,no-such-site,education,,x",
        text=TEXT.replace("枫林中学", "枫林小学"),
    )
    assert against(rows) == [
        ("vanished", 2, "the report does not say these words"),
        ("vanished", 3, "the report does not say these words"),
        ("vanished", 4, "the report names no such site"),
    ]
    assert [r["quote"] for r in rows[:2]] == ["银杏广场", "枫林中学"]


@pytest.mark.parametrize(
    ("rows", "line", "note"),
    [
        (["reject,老厂区,的,,,,,x"], 2, "moot: the machine does not find it"),
        (["stage,老厂区,的,,,started,启动,x"], 2, "the machine does not find it"),
        (["planned,柳湾隧道,,,,false,,x"], 2, "redundant"),
        (["add,柳湾隧道,,,liu-wan-sui-dao,,,x"], 2, "redundant"),
        (["site,柳湾隧道,,,liu-wan-sui-dao,,,x"], 2, "redundant"),
        (["sector,,,,liu-wan-sui-dao,transport,,x"], 2, "redundant"),
        (["rename,,,,liu-wan-sui-dao,柳湾隧道,,x"], 2, "redundant"),
        (
            ["accept,柳湾隧道,,,liu-wan-sui-dao,completed,,x"],
            2,
            "the machine finds stage under_con",
        ),
        (["accept,柳湾隧道,,,feng-lin-zhong-xue,,,x"], 2, "the machine finds site liu-wan-sui-dao"),
        (["reject,老厂区,,,,,,x"], 2, "the report says these words more than once"),
        (["site,柳湾隧道,,,no-such-site,,,x"], 2, "'no-such-site' is no place"),
        (["reject,柳湾隧道,,,,,,x", "reject,柳湾隧道,，,,,,,x"], 3, "line 2 decides the same"),
        (
            [
                "sector,,,,liu-wan-sui-dao,housing,,x",
                "sector,,,,liu-wan-sui-dao,safety,,x",
            ],
            3,
            "line 2 decides the same",
        ),
        (
            ["planned,柳湾隧道,,,,true,,x", "reject,柳湾隧道,,,,,,x"],
            3,
            "line 2 contradicts it",
        ),
    ],
)
def test_decisions_that_contradict_or_repeat_the_machine_are_listed(
    tmp_path, lexicon, rows, line, note
):
    ((verdict, at, said),) = against(changes(tmp_path, lexicon, *rows))
    assert (verdict, at) == ("conflicting", line)
    assert said.startswith(note)


def test_a_stage_that_the_machine_finds_by_the_same_words_is_redundant(tmp_path, lexicon):
    found = find_mentions(Report("liuwan", TEXT), lexicon)
    stage = next(m for m in found if m.text == "柳湾隧道")
    words = TEXT[stage.stage_start : stage.stage_end]
    rows = changes(tmp_path, lexicon, f"stage,柳湾隧道,,,,{stage.stage},{words},x")
    assert against(rows) == [("conflicting", 2, "redundant: the machine finds the same")]


def test_an_acceptance_of_what_the_machine_lost_is_listed(tmp_path, lexicon):
    row = "accept,枫林中学,,,feng-lin,,,x"
    listed = changes(
        tmp_path, lexicon, row, "add,云杉医院,、,,feng-lin,枫林校区,,x", lost=("枫林中学",)
    )
    assert ("conflicting", 2, "the machine does not find it") in against(listed)


def test_decisions_that_still_do_their_work_are_not_listed(tmp_path, lexicon):
    rows = changes(
        tmp_path,
        lexicon,
        "reject,枫林中学,,,,,,x",
        "add,老厂区,的,,old-works,青石老厂区,,x",
        "stage,老厂区,的,,,started,启动,x",
        "stage,柳湾隧道,,,,mentioned,,x",
        "rename,,,,liu-wan-sui-dao,柳湾过江隧道,,x",
        "sector,,,,old-works,culture_tourism,,x",
    )
    assert against(rows) == []
    assert "枫林中学" not in {r["exact"] for r in rows}


def test_a_site_that_no_gazetteer_knows_can_be_added_and_named(tmp_path, lexicon):
    built = atlas(
        tmp_path,
        lexicon,
        "add,老厂区,的,,old-works,青石老厂区,,x",
        "add,老厂区,动,,old-works,,,x",
        "sector,,,,old-works,culture_tourism,,x",
    )
    site = built.by_id["old-works"]["properties"]
    assert (site["name"], site["name_en"]) == ("青石老厂区", "Qing shi lao chang qu")
    assert (site["precision"], site["sector"]) == ("none", "culture_tourism")
    assert [m["text"] for m in site["mentions"]] == ["老厂区", "老厂区"]
    assert built.by_id["old-works"]["geometry"] is None


def test_a_new_site_takes_in_what_the_machine_finds_by_its_name(tmp_path, lexicon):
    built = atlas(tmp_path, lexicon, "site,青石大桥,，,建,stone-bridge,青石大桥,,x")
    mentions = built.by_id["stone-bridge"]["properties"]["mentions"]
    assert [m["text"] for m in mentions] == ["青石大桥"] * 2
    assert "qing-shi-da-qiao" not in built.by_id


def test_one_found_site_can_be_merged_into_another(tmp_path, lexicon):
    assert "yun-shan-yi-yuan-xin-yuan-qu" in atlas(tmp_path, lexicon).by_id
    built = atlas(tmp_path, lexicon, "site,云杉医院新院区,,,yun-shan-yi-yuan,,,x")
    assert "yun-shan-yi-yuan-xin-yuan-qu" not in built.by_id
    texts = {m["text"] for m in built.by_id["yun-shan-yi-yuan"]["properties"]["mentions"]}
    assert "云杉医院新院区" in texts


def test_a_rename_keeps_the_id_and_changes_the_name(tmp_path, lexicon):
    before = atlas(tmp_path, lexicon).by_id["liu-wan-sui-dao"]["properties"]
    after = atlas(tmp_path, lexicon, "rename,,,,liu-wan-sui-dao,柳湾过江隧道,,x").by_id
    site = after["liu-wan-sui-dao"]["properties"]
    assert site["name"] == "柳湾过江隧道"
    assert site["aliases"] == ["柳湾隧道"]
    assert site["mentions"] == before["mentions"]


def test_two_names_for_one_new_site_are_refused(capsys, tmp_path, report_file):
    review = decided(
        tmp_path,
        "add,老厂区,的,,old-works,青石老厂区,,x",
        "add,老厂区,动,,old-works,青石新厂区,,x",
    )
    code, _, err = run(capsys, "build", report_file, review, "-o", tmp_path / "a.geojson")
    assert code == 2
    assert "review.csv, line 3: 'old-works' is named '青石老厂区' before" in err


def run(capsys, command, report, review, *arguments):
    paths = ["--review", review, "--places", report.parent / "no-places"]
    code = main([str(a) for a in (command, report, *paths, *arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def test_review_prints_json_lines_and_a_build_refuses_what_has_vanished(
    capsys, tmp_path, report_file
):
    review = decided(tmp_path, "reject,银杏广场,,,,,,x", "reject,枫林中学,,,,,,x")
    code, out, err = run(capsys, "review", report_file, review)
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert len({tuple(row) for row in rows}) == 1
    assert [(r["change"], r["line"]) for r in rows][:2] == [("vanished", 2), ("new", None)]
    assert err.startswith(f"geo: {len(rows) - 1} new, 1 vanished, 0 conflicting; ")
    assert run(capsys, "review", report_file, review)[1] == out

    code, _, err = run(capsys, "build", report_file, review, "-o", tmp_path / "a.geojson")
    assert code == 2
    assert "review.csv, line 2: the report nowhere says '银杏广场'" in err
    assert not (tmp_path / "a.geojson").exists()


def test_a_build_from_the_command_line_keeps_a_new_sites_id(capsys, tmp_path, report_file):
    review = decided(tmp_path, "add,老厂区,的,,old-works,青石老厂区,,x")
    assert run(capsys, "build", report_file, review, "-o", tmp_path / "a.geojson")[0] == 0
    built = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert "old-works" in {feature["id"] for feature in built["features"]}


def test_review_names_a_missing_file_of_decisions(capsys, tmp_path, report_file):
    code, out, err = run(capsys, "review", report_file, tmp_path / "none.csv")
    assert (code, out) == (2, "")
    assert "there is no such file of decisions" in err


def test_the_same_words_many_times_over_are_still_told_apart(tmp_path, lexicon):
    text = TEXT + "柳湾隧道封顶。\n" * 3 + "全线贯通。"
    rows = changes(tmp_path, lexicon, text=text)
    assert len([r for r in rows if r["exact"] == "柳湾隧道"]) == 4
    for row in rows:
        assert text.count(row["prefix"] + row["exact"] + row["suffix"]) == 1
