"""Two reports of one place as one story, by the command line."""

import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from year_reports import NEW, OLD

from geo.base.paths import ROOT
from geo.cli.main import main
from geo.model.atlas import read_atlas
from geo.model.codes import CERTAINTIES, LINK_GROUNDS, RELATIONS, VERDICTS
from geo.model.schema import read_schema
from geo.promises.evidence import KINDS
from geo.years.links import COLUMNS


@pytest.fixture
def reports(tmp_path):
    paths = [tmp_path / "guixi-2023.txt", tmp_path / "guixi-2024.txt"]
    for path, text in zip(paths, (OLD, NEW), strict=True):
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in paths]


def followed(capsys, *arguments):
    """Return the rows that the command prints, by the site's name, and what it says beside."""
    assert main(["follow", *arguments]) == 0
    said = capsys.readouterr()
    return {row["name"]: row for row in csv.DictReader(io.StringIO(said.out))}, said.err


def row_of(rows, word):
    (found,) = (row for name, row in rows.items() if word in name)
    return found


def refused(capsys, *arguments):
    assert main(["follow", *map(str, arguments)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    (line,) = said.err.splitlines()
    return line


def test_each_target_has_its_promise_and_what_became_of_it(reports, capsys):
    rows, said = followed(capsys, *reports)
    road = row_of(rows, "柏里大道")
    assert (road["verdict"], road["due"], road["date"]) == ("kept", "2023-12-31", "2023")
    assert "确保柏里大道快速化改造竣工通车" in road["promise"]
    assert road["words"] in NEW
    assert "竣工" in road["words"]
    school = row_of(rows, "第九中学")
    assert (school["verdict"], school["stage"]) == ("surpassed", "under_construction")
    park = row_of(rows, "早闲公园")
    assert (park["verdict"], park["overdue"]) == ("under_way", "yes")
    # Silence is never a broken promise.
    assert rows["滨江污水处理厂"]["verdict"] == "no_evidence"
    assert "信江大桥" not in rows
    assert f"{len(rows)} targets of guixi-2023" in said


def test_the_older_may_be_given_second_and_atlases_for_reports(reports, capsys, tmp_path):
    rows, said = followed(capsys, *reversed(reports))
    assert "in the order of their dates" in said
    atlases = [str(tmp_path / f"{n}.geojson") for n in range(2)]
    for report, atlas in zip(reports, atlases, strict=True):
        assert main(["build", report, "-o", atlas]) == 0
    assert followed(capsys, *atlases)[0] == rows


def test_the_atlas_and_the_table_can_be_kept(reports, capsys, tmp_path):
    table, path = tmp_path / "table.csv", tmp_path / "followed.geojson"
    arguments = [*reports, "-o", str(table), "--atlas", str(path)]
    assert main(["follow", *arguments]) == 0
    assert capsys.readouterr().out == ""
    atlas = read_atlas(path)
    told = [f["properties"] for f in atlas.features if "verdict" in f["properties"]]
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert [site["id"] for site in told] == [row["site"] for row in rows]
    for site, row in zip(told, rows, strict=True):
        verdict = site["verdict"]
        assert verdict["code"] == row["verdict"]
        if verdict["decided_by"] is not None:
            assert site["outcomes"][verdict["decided_by"]]["words"] == row["words"]
    assert "already there" in refused(capsys, *arguments)
    assert main(["follow", *arguments, "--force"]) == 0


def test_links_stand_in_the_table_and_in_every_format_with_what_they_rest_on(
    reports, capsys, tmp_path
):
    path, links = tmp_path / "followed.geojson", tmp_path / "links.csv"
    rows, _ = followed(capsys, *reports, "--atlas", str(path))
    road = row_of(rows, "柏里大道")["site"]
    found = read_atlas(path).by_id[road]["properties"]["links"]
    assert [(link["report"], link["relation"]) for link in found] == [("guixi-2024", "same")]
    assert found[0]["name"] in NEW
    assert (
        f"guixi-2024/{found[0]['site']} {found[0]['name']} (same, "
        in row_of(rows, "柏里大道")["links"]
    )
    # A phase stays a site of its own in its report, and is a part of the one here.
    phases = row_of(rows, "雄石路")["links"]
    assert phases.count("(part_of, 0.95, phase)") == 2
    lines = [",".join(COLUMNS), f"guixi-2023,{road},guixi-2024,{found[0]['site']},part_of,只做一段"]
    links.write_text("\n".join(lines) + "\n", encoding="utf-8")
    arguments = ["--links", str(links), "--atlas", str(path), "--force"]
    followed(capsys, *reports, *arguments)
    (link,) = read_atlas(path).by_id[road]["properties"]["links"]
    assert (link["relation"], link["how"], link["reason"]) == ("part_of", "decided", "只做一段")
    table = tmp_path / "links-out.csv"
    assert main(["export", str(path), "--format", "csv-links", "-o", str(table)]) == 0
    told = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert [row["reason"] for row in told if row["site"] == road] == ["只做一段"]


def test_an_editor_decides_what_is_the_same(reports, capsys, tmp_path):
    rows, _ = followed(capsys, *reports)
    links = tmp_path / "links.csv"
    old = row_of(rows, "早闲公园")["site"]
    lines = [",".join(COLUMNS), f"guixi-2023,{old},guixi-2024,{old},different,重名"]
    links.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows, _ = followed(capsys, *reports, "--links", str(links))
    assert next(row for row in rows.values() if row["site"] == old)["verdict"] == "no_evidence"
    lines[1] = lines[1].replace(f",{old},different", ",nowhere,same")
    links.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "guixi-2024 names no site 'nowhere'" in refused(capsys, *reports, "--links", links)


def test_other_documents_tell_as_well(reports, capsys, tmp_path):
    rows, _ = followed(capsys, *reports)
    site = rows["滨江污水处理厂"]["site"]
    outcomes = tmp_path / "outcomes.csv"
    outcomes.write_text(
        "site,part,stage,date,words,kind,certainty,title,publisher,published,address\n"
        f"{site},,operating,2023-11-02,滨江污水处理厂投入运行,notice,sure,公告,水务局,2023-11-03,"
        "https://water.example/1\n",
        encoding="utf-8",
    )
    rows, _ = followed(capsys, reports[0], "--outcomes", str(outcomes))
    plant = rows["滨江污水处理厂"]
    assert (plant["verdict"], plant["address"]) == ("surpassed", "https://water.example/1")
    known = outcomes.read_text(encoding="utf-8")
    outcomes.write_text(known.replace(site, "nowhere"), encoding="utf-8")
    for given in (reports[:1], reports):
        rows, said = followed(capsys, *given, "--outcomes", str(outcomes))
        assert [line for line in said.splitlines() if "no report names: nowhere" in line]
        assert rows["滨江污水处理厂"]["verdict"] == "no_evidence"
    # What was said before it was promised says nothing of the promise.
    early = known.replace("2023-11-02", "2022-05-02").replace("2023-11-03", "2022-05-03")
    outcomes.write_text(early, encoding="utf-8")
    rows, said = followed(capsys, reports[0], "--outcomes", str(outcomes))
    assert f"before the promise, for {site}" in said
    assert rows["滨江污水处理厂"]["verdict"] == "no_evidence"
    # A long list of unknown sites is one line that can be read.
    head, row = known.splitlines()
    many = [row.replace(site, f"nowhere-{n:02}") for n in range(20)]
    outcomes.write_text("\n".join([head, *many]) + "\n", encoding="utf-8")
    _, said = followed(capsys, reports[0], "--outcomes", str(outcomes))
    assert "nowhere-07, … (20)" in said
    assert "nowhere-08" not in said


def test_what_tells_no_story_is_refused_in_a_line(reports, capsys, tmp_path):
    old, new = reports
    assert "the same report is given twice" in refused(capsys, old, old)
    assert "two reports or more" in refused(capsys, old)
    other = tmp_path / "other.txt"
    other.write_text(NEW.replace("贵溪市", "荆州市"), encoding="utf-8")
    assert "reports of two places" in refused(capsys, old, other)
    namesake = tmp_path / "elsewhere" / Path(old).name
    namesake.parent.mkdir()
    namesake.write_text(NEW, encoding="utf-8")
    assert "both reports are called" in refused(capsys, old, namesake)
    undated = tmp_path / "undated.txt"
    undated.write_text("贵溪市政府工作报告\n推进柏里大道建设。\n", encoding="utf-8")
    assert "when it was given" in refused(capsys, old, undated, "--place", "360681")
    assert "there is no such table" in refused(capsys, old, new, "--links", "none.csv")


def test_a_year_without_a_report_is_said(reports, capsys, tmp_path):
    later = tmp_path / "guixi-2026.txt"
    text = NEW.replace("2024年", "2026年").replace("2023年", "2025年")
    later.write_text(text, encoding="utf-8")
    _, said = followed(capsys, reports[0], str(later))
    assert "no report between 2023 and 2026" in said


def test_the_schema_knows_the_codes():
    definitions = read_schema("atlas")["$defs"]
    assert definitions["verdict"]["properties"]["code"]["enum"] == list(VERDICTS)
    outcome = definitions["outcome"]["properties"]
    assert outcome["kind"]["enum"] == list(KINDS)
    assert outcome["certainty"]["enum"] == list(CERTAINTIES)
    link = definitions["link"]["properties"]
    assert [*link["relation"]["enum"], "different"] == list(RELATIONS)
    assert link["how"]["enum"] == list(LINK_GROUNDS)


def test_what_is_known_of_a_region_goes_into_its_atlases(reports, capsys, tmp_path, monkeypatch):
    folder = tmp_path / "regions"
    shutil.copytree(ROOT / "tests" / "data" / "regions", folder)
    monkeypatch.setenv("GEO_REGIONS", str(folder))
    path = tmp_path / "atlas.geojson"
    assert main(["build", reports[0], "-o", str(path)]) == 0
    before = path.read_bytes()
    assert b"verdict" not in before
    (folder / "360681" / "outcomes.csv").write_text(
        "site,part,stage,date,words,kind,certainty,title,publisher,published,address\n"
        "bai-li-da-dao-kuai-su-hua-gai-zao,,operating,2023-12-30,柏里大道通车,press,sure,通车,某报,2023-12-30,"
        "https://news.example/1\n"
        "no-such-bridge,,operating,2023-12-30,某桥通车,press,sure,通车,某报,2023-12-30,"
        "https://news.example/2\n",
        encoding="utf-8",
    )
    assert main(["build", reports[0], "-o", str(path)]) == 0
    told = read_atlas(path).by_id["bai-li-da-dao-kuai-su-hua-gai-zao"]["properties"]
    assert told["verdict"]["code"] == "kept"
    assert "no report names: no-such-bridge" in capsys.readouterr().err
    assert told["outcomes"][0]["words"] == "柏里大道通车"
    # In a process of its own: those of this one's pool know the regions of earlier tests.
    command = [sys.executable, "-m", "geo", "build", *reports, "-o", str(tmp_path / "many")]
    done = subprocess.run(
        [*command, "--geojson", str(tmp_path / "m.json")],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    found = read_atlas(tmp_path / "m.json").by_id["guixi-2023--bai-li-da-dao-kuai-su-hua-gai-zao"][
        "properties"
    ]
    assert (found["verdict"], found["outcomes"]) == (told["verdict"], told["outcomes"])
