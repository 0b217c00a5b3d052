"""The command line: what it writes, and how it ends on bad input."""

import csv
import json
import os
import shutil
import subprocess
import sys

import pytest
from shipped import ATLAS, REGION, SEED

from geo.base.paths import ROOT
from geo.cli.main import main
from geo.outputs.format import Format, Option
from geo.outputs.formats import FORMATS


def run(capsys, *arguments):
    try:
        code = main([str(a) for a in arguments])
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    return code, out, err


def test_build_writes_the_atlas(capsys, tmp_path):
    out = tmp_path / "a.geojson"
    code, stdout, err = run(capsys, "build", SEED, "-o", out)
    assert (code, stdout) == (0, "")
    assert "154 sites, 216 mentions" in err
    assert out.read_bytes() == ATLAS.read_bytes()


def test_it_runs_as_a_module_from_anywhere(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "geo", "extract", SEED],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stderr == b""
    text = SEED.read_text(encoding="utf-8")
    for line in done.stdout.decode().splitlines():
        row = json.loads(line)
        assert text[row["start"] : row["end"]] == row["text"]


def test_extract_speaks_the_contract_with_and_without_gazetteer(capsys):
    code, out, _ = run(capsys, "extract", SEED, "--no-gazetteer")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert set(rows[0]) == {
        "text",
        "name",
        "start",
        "end",
        "stage",
        "planned",
        "period",
        "sector",
        "investment_cny",
    }
    assert len(rows) < len(run(capsys, "extract", SEED)[1].splitlines())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the report is empty"),
        ("青石桥".encode("gb18030")[:-1], "line 1: the report is not UTF-8 text"),
        ("天气很好。\n我们很高兴。\n".encode(), "the report names no site"),
    ],
)
@pytest.mark.parametrize("command", ["build", "extract"])
def test_a_bad_report_ends_with_2_and_one_line(capsys, tmp_path, command, content, message):
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    out = ["-o", tmp_path / "a.geojson"] if command == "build" else []
    code, stdout, err = run(capsys, command, path, *out)
    assert (code, stdout) == (2, "")
    assert err.count("\n") == 1
    assert "bad.txt" in err
    assert message in err
    assert not (tmp_path / "a.geojson").exists()


def test_a_broken_decision_names_file_and_line(capsys, tmp_path):
    review = tmp_path / "review.csv"
    review.write_text(
        "action,exact,prefix,suffix,site,value,words,reason\nreject,没有这句话,,,,,,x\n",
        encoding="utf-8",
    )
    code, _, err = run(capsys, "build", SEED, "--review", review, "-o", tmp_path / "a.geojson")
    assert code == 2
    assert "review.csv, line 2: the report nowhere says" in err
    assert not (tmp_path / "a.geojson").exists()


def test_a_broken_place_names_file_and_id(capsys, tmp_path):
    places = shutil.copytree(REGION.places, tmp_path / "places")
    path = places / "areas.geojson"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"kind":"area"', '"kind":"castle"', 1),
        encoding="utf-8",
    )
    code, _, err = run(capsys, "build", SEED, "--places", places, "-o", tmp_path / "a.geojson")
    assert code == 2
    assert "areas.geojson, bairuijing: " in err
    assert "castle" in err


def test_locate_says_where_and_how_well(capsys):
    code, out, _ = run(capsys, "locate", "黄鹤楼", "楚河汉街")
    assert code == 0
    tower, street = (json.loads(line) for line in out.splitlines())
    assert (tower["id"], street["id"]) == ("yellow-crane-tower", "han-street")
    assert tower["precision"] == "exact"


def test_locate_says_what_it_does_not_know(capsys):
    code, out, err = run(capsys, "locate", "黄鹤楼", "水晶宫")
    assert code == 2
    assert "黄鹤楼" in out
    assert "水晶宫" in err


def test_export_never_overwrites_unasked(capsys, tmp_path):
    out = tmp_path / "out.geojson"
    assert run(capsys, "export", ATLAS, "-o", out)[0] == 0
    code, _, err = run(capsys, "export", ATLAS, "-o", out)
    assert code == 2
    assert "already there" in err
    assert run(capsys, "export", ATLAS, "-o", out, "--force")[0] == 0


def test_export_takes_the_clauses_from_the_reports_text(capsys, tmp_path, report):
    out = tmp_path / "m.csv"
    assert run(capsys, "export", ATLAS, "--format", "csv-mentions", "-o", out)[0] == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert all(row["clause"] in report.text for row in csv.DictReader(file))
    other = tmp_path / "other.txt"
    other.write_text("另一份报告。", encoding="utf-8")
    code, _, err = run(capsys, "export", ATLAS, "-o", tmp_path / "x", "--report", other)
    assert code == 2
    assert "the atlas was built from another text" in err


def test_export_refuses_an_atlas_that_breaks_the_schema(capsys, tmp_path):
    broken = tmp_path / "broken.geojson"
    text = ATLAS.read_text(encoding="utf-8").replace('"started"', '"begun"', 1)
    broken.write_text(text, encoding="utf-8")
    code, out, err = run(capsys, "export", broken, "-o", tmp_path / "out.geojson")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "broken.geojson, feature" in err
    assert "unknown status 'begun'" in err
    assert not (tmp_path / "out.geojson").exists()


@pytest.mark.parametrize("place", ["file/out.csv", "file/deep/out.csv", "folder", "a\0b.csv"])
def test_a_place_that_cannot_be_written_is_named(capsys, tmp_path, place):
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "folder" / "inner").mkdir(parents=True)
    code, out, err = run(
        capsys, "export", ATLAS, "--format", "csv", "-o", f"{tmp_path}/{place}", "--force"
    )
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "cannot write" in err
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder", "inner"]


FULL_DISK = """
import contextlib, io, resource, sys, tempfile
from pathlib import Path
from geo.cli.main import main
from geo.outputs.formats import FORMATS
atlas, folder = sys.argv[1:]
tempfile.tempdir = folder
Path(folder).mkdir()
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
for code in FORMATS:
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        ended = main(["export", atlas, "--format", code, "-o", f"{folder}/out-{code}"])
    left = [path.name for path in Path(folder).iterdir()]
    print(code, ended, said.getvalue().count("\\n"), "cannot write" in said.getvalue(), left)
"""


LINK = {
    "report": "next", "date": None, "name": "某某", "relation": "same", "score": 1, "how": "name",
}  # fmt: skip


def test_a_full_disk_leaves_nothing_half_written(tmp_path):
    # Nor does this leave anything cut off: no compiled files, and a home of its own.
    home = {"HOME": tmp_path, "MPLCONFIGDIR": tmp_path, "PYTHONDONTWRITEBYTECODE": "1"}
    # The atlas that ships is linked with no later report: a table of links would fit.
    atlas = json.loads(ATLAS.read_text(encoding="utf-8"))
    for feature in atlas["features"]:
        feature["properties"]["links"] = [LINK | {"site": feature["id"]}]
    linked = tmp_path / "linked.geojson"
    linked.write_text(json.dumps(atlas), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FULL_DISK, linked, tmp_path / "out"],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, **home, "PYTHONPATH": str(ROOT)},
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [f"{code} 2 1 True []" for code in FORMATS]


def test_a_formats_options_are_the_command_lines(capsys, tmp_path, monkeypatch):
    paper = Option("paper", "size of the sheet", "A3", ("A3", "A4"))
    form = Format("fake", "format", ".x", "", lambda: fake, "for this test", options=(paper,))
    monkeypatch.setattr("geo.outputs.formats.FORMATS", {**FORMATS, "fake": form})
    out = tmp_path / "out.x"
    assert run(capsys, "export", ATLAS, "--format", "fake", "-o", out, "--paper", "A4")[0] == 0
    assert out.read_text(encoding="utf-8") == "A4"
    code, _, err = run(capsys, "export", ATLAS, "-o", tmp_path / "y", "--paper", "A4")
    assert (code, err) == (2, "geo: the format geojson has no option 'paper'\n")
    assert "size of the sheet: A3, A4" in " ".join(run(capsys, "export", "--help")[1].split())


def fake(_atlas, _text, paper):
    return paper.encode()


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["build"], ["export", "x", "--format", "gif", "-o", "y"]]
)
def test_a_wrong_call_ends_with_2_and_one_line(capsys, arguments):
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert err.count("\n") == 1
