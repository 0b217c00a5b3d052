"""Dependencies are tested at both ends of their bounds, in an environment that is nobody's."""

import os
import subprocess
import sys

import pytest
from packaging.requirements import Requirement

from geo.base.errors import InputError
from geo.base.paths import ROOT
from tools import bounds
from tools.bounds import check_folder, constraints, installation, lowest, main
from tools.dependencies import FILES, named


@pytest.mark.parametrize(
    ("requirement", "version"),
    [
        ("streamlit>=1.67,<2", "1.67"),
        ("geopy[requests]<3,>=2.4", "2.4"),
        ("noto-cjk-sans-otc==0.0.1", "0.0.1"),
        ("a~=1.4", "1.4"),
        ("a>=1.9,>=1.10", "1.10"),
        ("a>=2,!=2.1; python_version > '3'", "2"),
        ("types-shapely", None),
        ("a<3", None),
    ],
)
def test_the_lowest_version_is_that_of_the_lower_bound(requirement, version):
    assert lowest(Requirement(requirement)) == version


def test_every_dependency_that_has_a_bound_is_held_at_it_once():
    files = [(ROOT / name, "") for name in FILES]
    lines = constraints(requirement for requirement, _ in named(files)).splitlines()
    held = [Requirement(line) for line in lines]
    assert len({one.name for one in held}) == len(held)
    assert {"streamlit", "xlsxwriter", "psycopg", "pytest"} <= {one.name for one in held}
    for requirement, _ in named(files):
        for one in held:
            if one.name == requirement.name:
                assert requirement.specifier.contains(next(iter(one.specifier)).version)


def test_what_the_page_needs_is_bounded_from_below():
    needed = named((ROOT / name, "") for name in ("requirements.txt", "requirements-many.txt"))
    assert [r.name for r, _ in needed if lowest(r) is None] == []


def test_the_newest_are_taken_without_constraints_and_the_oldest_with_them(tmp_path):
    held = tmp_path / "constraints.txt"
    assert str(held) in installation("oldest", held)
    assert str(held) not in installation("newest", held)
    assert "eager" in installation("newest", held)


def test_an_environment_takes_the_place_of_nothing_else(tmp_path):
    with pytest.raises(InputError, match="outside the checkout"):
        check_folder(ROOT / "environment")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("dear", encoding="utf-8")
    for path in (tmp_path / "letters", tmp_path / "letters" / "one.txt"):
        with pytest.raises(InputError, match="would be emptied"):
            check_folder(path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "pyvenv.cfg").touch()
    for name in ("empty", "old", "new"):
        check_folder(tmp_path / name)


@pytest.fixture
def commands(monkeypatch):
    """Run nothing; returns the commands, and what exit codes those get that hold a word."""
    ran, codes = [], {}

    def run(command, **_):
        ran.append(command)
        code = next((code for word, code in codes.items() if word in " ".join(command)), 0)
        return subprocess.CompletedProcess(command, code)

    monkeypatch.setattr(bounds.subprocess, "run", run)
    monkeypatch.setattr(bounds, "write_whole", lambda path, text: None)
    return ran, codes


def test_both_ends_are_tested_in_environments_of_their_own(commands, tmp_path, capsys):
    ran, codes = commands
    assert main(["--folder", str(tmp_path), "--", "-n", "2", "tests/test_a.py"]) == 0
    assert len(ran) == 6
    for end, (made, installed, tested) in zip(
        ("oldest", "newest"), (ran[:3], ran[3:]), strict=True
    ):
        own = str(tmp_path / end / "bin" / "python")
        assert made == [sys.executable, "-m", "venv", "--clear", str(tmp_path / end)]
        assert installed[:4] == [own, "-m", "pip", "install"]
        assert tested[:3] == [own, "-m", "pytest"]
        assert tested[-3:] == ["-n", "2", "tests/test_a.py"]
    codes["oldest/bin/python -m pytest"] = 1
    assert main(["--folder", str(tmp_path)]) == 1
    assert capsys.readouterr().out.endswith("tests fail at the oldest versions\n")


def test_a_bound_that_nothing_can_be_installed_at_is_one_line(commands, tmp_path, capsys):
    ran, codes = commands
    codes["pip install"] = 1
    assert main(["oldest", "--folder", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "pip cannot install the oldest versions that the requirements allow" in said
    assert not any("pytest" in command for command in ran)


def test_it_runs_as_a_command_and_refuses_the_checkout():
    done = subprocess.run(
        [sys.executable, "-m", "tools.bounds", "oldest", "--folder", str(ROOT / "no")],
        capture_output=True, text=True, check=False, cwd=ROOT, env=os.environ,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert not (ROOT / "no").exists()
