"""A full disk cuts off no compiled file, and where one is cut off the user is told what to do."""

import os
import resource
import shutil
import subprocess
import sys

import pytest
from own_mounts import unshared
from shipped import ATLAS

from geo.base.paths import ROOT

MANY = 2**31


@pytest.fixture
def copy(tmp_path):
    """A copy of the program, without compiled files."""
    shutil.copytree(ROOT / "geo", tmp_path / "geo", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "data").symlink_to(ROOT / "data")
    return tmp_path


def python(folder, *arguments, limit=None):
    """Run Python there, with files of at most so many bytes."""
    most = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=folder,
        env=kept | {"HOME": str(folder), "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        **(most if limit else {}),
    )


@pytest.mark.parametrize(("limit", "written"), [(8 * 1024, False), (MANY, True), (None, True)])
def test_compiled_files_are_written_where_there_is_room_for_them(copy, limit, written):
    coverage = ["-m", "geo", "coverage", ATLAS]
    first = python(copy, *coverage, limit=limit)
    assert (first.returncode, first.stderr) == (0, "")
    assert any(copy.glob("geo/model/__pycache__/atlas.*.pyc")) is written
    again = python(copy, *coverage)
    assert (again.returncode, again.stdout) == (0, first.stdout)


# The first run has so many kilobytes, the second all it wants.
FULL_DISK = """
mount -t tmpfs -o size=40m tmpfs "$1"
cp -rL "$2" "$1/geo"; ln -s "$3" "$1/data"; cd "$1"; shift 3
for room in 4 8 12 16 20 24 28 32; do
    head -c 1G /dev/zero >fill 2>/dev/null || true
    truncate -s -${room}k fill
    "$@" >/dev/null || true; rm fill; "$@" >/dev/null || echo "cut off with $room kB"
    find . -name __pycache__ -prune -exec rm -r {} +
done
"""


def test_on_a_full_disk_none_is_cut_off(copy, tmp_path):
    """On a file system of a few blocks, made for the test where the system lets it."""
    mount = tmp_path / "small"
    mount.mkdir()
    command = [*unshared(), "sh", "-ec", FULL_DISK, "sh"]
    program = [sys.executable, "-m", "geo", "coverage", ATLAS]
    done = subprocess.run(
        [*command, mount, copy / "geo", ROOT / "data", *program],
        capture_output=True,
        text=True,
        check=False,
        env={k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("module", ["cli/main", "building/coverage"])
def test_a_compiled_file_that_was_cut_off_is_one_line_with_the_way_out(copy, module):
    python(copy, "-m", "geo", "coverage", ATLAS)
    room, _, name = module.partition("/")
    (compiled,) = copy.glob(f"geo/{room}/__pycache__/{name}.*.pyc")
    os.truncate(compiled, 1000)
    done = python(copy, "-m", "geo", "coverage", ATLAS)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"remove the folders named __pycache__ in {copy.resolve()}" in done.stderr
    shutil.rmtree(compiled.parent)
    assert python(copy, "-m", "geo", "coverage", ATLAS).returncode == 0
