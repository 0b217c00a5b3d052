"""The check at the end of each run sees what a test leaves in the checkout."""

import os
import py_compile
from pathlib import Path

import pytest
from checkout import changes, cut_off, listing


@pytest.fixture
def folder(tmp_path):
    for name in ("data/a.csv", "geo/module.py", ".venv/lib/x.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text("x = 1\n" * 50, encoding="utf-8")
    return tmp_path


def test_it_sees_what_came_went_and_changed(folder):
    before = listing(folder)
    (folder / "data" / "a.csv").write_text("y", encoding="utf-8")
    (folder / "data" / "link").symlink_to("nowhere")
    (folder / ".cache").mkdir()
    (folder / ".cache" / "deep").touch()
    (folder / "geo" / "module.py").unlink()
    (folder / ".venv" / "lib" / "y.py").touch()
    assert changes(before, listing(folder)) == [
        "came: .cache/deep",
        "came: data/link",
        "went: geo/module.py",
        "changed: data/a.csv",
    ]


def test_it_sees_a_compiled_file_that_is_cut_off(folder):
    compiled = Path(py_compile.compile(str(folder / "geo" / "module.py")))
    before = listing(folder)
    assert cut_off(folder) == []
    for size in (compiled.stat().st_size - 1, 20, 16, 3, 0):
        os.truncate(compiled, size)
        assert cut_off(folder) == [str(compiled.relative_to(folder))]
    assert listing(folder) == before
