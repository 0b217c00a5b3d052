"""Files and folders are written whole or not at all, and never over what is somebody else's."""

import os

import pytest

from geo.errors import InputError
from geo.files import check_free, write_folder, write_whole


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "deep" / "a.geojson"
    write_whole(path, "first")
    assert path.read_text() == "first"

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(InputError, match="No space left on device"):
        write_whole(path, "second")
    assert path.read_text() == "first"
    assert [p.name for p in path.parent.iterdir()] == ["a.geojson"]


def test_a_device_is_not_replaced_by_a_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="something that is no file"):
        write_whole(pipe, "text")
    assert pipe.is_fifo()


def test_a_folder_is_written_whole_and_only_over_its_own(tmp_path, monkeypatch):
    site = tmp_path / "deep" / "site"
    write_folder(site, {"index.html": b"1", "data/a.json": b"{}"})
    write_folder(site, {"index.html": b"2", "data/a.json": b"{}", "more.js": b""})
    assert (site / "index.html").read_bytes() == b"2"
    (site / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"a file of another making: notes\.txt"):
        write_folder(site, {"index.html": b"3", "data/a.json": b"", "more.js": b""})
    (site / "notes.txt").unlink()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(InputError, match="No space left on device"):
        write_folder(site, dict.fromkeys(("index.html", "data/a.json", "more.js"), b"4"))
    assert (site / "index.html").read_bytes() == b"2"
    assert [path.name for path in site.parent.iterdir()] == ["site"]


def test_what_is_there_is_refused_without_force(tmp_path):
    check_free(tmp_path / "new", force=False)
    (tmp_path / "empty").mkdir()
    check_free(tmp_path / "empty", force=False)
    with pytest.raises(InputError, match="the folder is already there"):
        check_free(tmp_path, force=False)
    check_free(tmp_path, force=True)
