"""Files and folders are written whole or not at all, and never over what is somebody else's."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo.base.errors import InputError
from geo.base.files import check_free, only_writer, write_folder, write_whole


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


def test_what_came_to_lie_there_meanwhile_is_not_replaced_without_force(tmp_path):
    path, site = tmp_path / "a.geojson", tmp_path / "site"
    write_whole(path, "mine", force=False)
    write_folder(site, {"index.html": b"mine"}, force=False)
    with pytest.raises(InputError, match="the file is already there"):
        write_whole(path, "other", force=False)
    with pytest.raises(InputError, match="the folder is already there"):
        write_folder(site, {"index.html": b"other"}, force=False)
    assert path.read_text() == "mine"
    assert (site / "index.html").read_bytes() == b"mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.geojson", "site"]
    write_whole(path, "other")
    write_folder(site, {"index.html": b"other"})
    assert path.read_text() == "other"
    assert (site / "index.html").read_bytes() == b"other"


def test_where_no_file_has_two_names_it_is_written_all_the_same(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    write_whole(tmp_path / "a", "mine", force=False)
    with pytest.raises(InputError, match="the file is already there"):
        write_whole(tmp_path / "a", "other", force=False)
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "mine"


def test_two_that_write_one_folder_at_once_leave_the_whole_of_one(tmp_path):
    site = tmp_path / "site"
    names = [f"{number}.txt" for number in range(20)]
    write_folder(site, dict.fromkeys(names, b"old"))
    for _ in range(20):
        with ThreadPoolExecutor(2) as writers:
            both = [
                writers.submit(write_folder, site, dict.fromkeys(names, content))
                for content in (b"one", b"two")
            ]
        assert [writer.result() for writer in both] == [None, None]
        found = {(site / name).read_bytes() for name in names}
        assert found in ({b"one"}, {b"two"})
        assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_who_does_not_let_go_of_a_folder_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    with only_writer(tmp_path / "a") as is_sure:
        assert is_sure
        monkeypatch.setattr("geo.base.files.LOCK_SECONDS", 0)
        late = pytest.raises(InputError, match="another process has been writing there")
        with late, only_writer(tmp_path / "a"):
            pass
        with only_writer(tmp_path / "b"):
            pass
    with only_writer(tmp_path / "a") as is_sure:
        assert is_sure
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot write: "), only_writer(tmp_path / "file"):
        pass
