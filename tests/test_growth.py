"""No text makes reading run away: processor time grows as the text does, whatever its shape."""

import re
import subprocess
import sys

import pytest
from patterns import nameless, sources

from geo.base.paths import ROOT

pytest.importorskip("resource", reason="this machine limits no process's time")

import growth

PROGRAM = ROOT / "tests" / "growth.py"


def run(tmp_path, *arguments):
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PATH": ""},
    )


@pytest.mark.parametrize("what", ["patterns", "reports", "steps"])
def test_four_times_the_text_takes_at_most_six_times_the_time(what, tmp_path):
    done = run(tmp_path, PROGRAM, what)
    *begun, last = done.stdout.splitlines()[-20:]
    assert done.returncode == 0, "\n".join([*begun, last, done.stderr[-2_000:]])
    assert re.fullmatch(r"\d\d+ tried, 0 grew more than 6-fold", last)


def test_every_pattern_has_a_name_by_which_it_is_found_and_tried():
    found = {str(path.relative_to(ROOT)): nameless(path) for path in sources()}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_pattern_that_takes_the_square_of_the_text_is_found():
    blanks = re.compile(r"( )*\n")
    assert growth.growth(lambda size: " " * size, blanks.search) > growth.MOST_GROWTH
    mended = re.compile(r"(?<! )( )*+\n")
    assert growth.growth(lambda size: " " * size, mended.search) <= growth.MOST_GROWTH


def test_what_does_not_end_is_ended_and_named(tmp_path):
    program = (
        "import re, growth\n"
        "growth.MOST_SECONDS = 1\n"
        "run = re.compile('(a|a)*$').match\n"
        "growth.try_all([('the pattern', lambda size: 'a' * size + 'b', run)])\n"
    )
    done = run(tmp_path, "-c", program)
    assert done.returncode < 0
    assert done.stdout.splitlines()[-1] == "begun: the pattern"
