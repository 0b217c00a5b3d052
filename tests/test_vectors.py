"""What the browser's scripts are held to is what Python does now, and they do it, too."""

import json
import shutil
import subprocess

import pytest

from geo.base.paths import ROOT
from tools.vectors import LINKS, VECTORS, atlas, dumps


def test_the_vectors_are_what_python_does_now():
    assert VECTORS.read_text(encoding="utf-8") == dumps(), "run `make vectors` and look at the diff"


def test_the_vectors_choose_all_some_and_none():
    found = [tuple(case["found"]) for case in json.loads(dumps())["links"]]
    assert len(found) == len(LINKS)
    assert len(set(found)) > 10
    assert () in found
    assert tuple(range(len(atlas().features))) in found


def test_the_scripts_do_what_the_vectors_say():
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: it runs the tests of the browser's scripts")
    files = sorted((ROOT / "tests" / "scripts").glob("*.test.js"))
    assert files
    done = subprocess.run(
        [node, "--test", *map(str, files)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
