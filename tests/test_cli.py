"""The command line: what it writes, and how it ends on bad input."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from shipped import ATLAS, SEED

from geo.cli import main
from geo.paths import DATA, ROOT


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
    assert "154 sites, 211 mentions" in err
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
    places = shutil.copytree(DATA / "places", tmp_path / "places")
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


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["build"], ["export", "x", "--format", "gif", "-o", "y"]]
)
def test_a_wrong_call_ends_with_2_and_one_line(capsys, arguments):
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert err.count("\n") == 1
