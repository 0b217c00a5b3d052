"""What lies on the disk and is damaged is set aside, said in one line, and the run goes on."""

import os
import shutil

import pyarrow.parquet as pq
import pytest
from many import REPORTS, build_into, files_in, nobody

from geo.base.errors import InputError
from geo.base.files import set_aside
from geo.cli.main import main
from geo.many.folder import FolderStore
from geo.places.geocoders.answers import Candidate
from geo.places.geocoders.cache import AnswerCache

ANSWER = [Candidate("昙华林", 114.31, 30.55)]


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    return code, [line for line in capsys.readouterr().err.splitlines() if line[:5] == "geo: "]


def spoil(path, how):
    raw = bytearray(path.read_bytes())
    match how:
        case "other":
            raw = bytearray("这不是数据库。".encode() * 500)
        case "torn":
            raw = raw[: len(raw) // 3]
        case "empty pages":
            raw[4096:] = bytes(len(raw) - 4096)
        case "head":
            raw[:64] = b"\xff" * 64
    path.write_bytes(raw)


@pytest.mark.parametrize("how", ["other", "head", "torn", "empty pages"])
def test_a_damaged_cache_of_answers_is_begun_anew(tmp_path, how):
    with AnswerCache(tmp_path) as cache:
        for number in range(200):
            cache.put(ANSWER, "question", str(number))
    spoil(tmp_path / "cache.db", how)
    for name in ("cache.db-wal", "cache.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    notices = []
    for _ in range(2):
        with AnswerCache(tmp_path) as cache:
            for number in range(200):
                cache.get("question", str(number))
                cache.put(ANSWER, "question", str(number))
            assert cache.get("question", "7") == ANSWER
            notices.append(cache.notices)
    assert len(notices[0]) == 1
    assert "cache.db: the cache is damaged (" in notices[0][0]
    assert notices[0][0].endswith("): it is set aside as _damaged-cache.db")
    assert notices[1] == []
    assert (tmp_path / "_damaged-cache.db").is_file()


def test_the_command_says_so_and_goes_on(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("GEO_CACHE", str(tmp_path))
    # Nobody listens there: what is asked fails, and the cache is opened all the same.
    monkeypatch.setenv("GEO_NOMINATIM_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("GEO_TIMEOUT", "1")
    (tmp_path / "cache.db").write_bytes(b"no database" * 900)
    code, lines = run(capsys, "locate", "昙华林", "--online", "nominatim")
    assert code == 0
    assert sum("the cache is damaged" in line for line in lines) == 1


def test_what_is_set_aside_replaces_nothing(tmp_path):
    for content in ("a", "b", "c"):
        (tmp_path / "file").write_text(content, encoding="utf-8")
        set_aside(tmp_path / "file")
    kept = {p.name: p.read_text(encoding="utf-8") for p in tmp_path.iterdir()}
    assert kept == {"_damaged-file": "a", "_damaged-2-file": "b", "_damaged-3-file": "c"}
    with pytest.raises(InputError, match="cannot be set aside: No such file"):
        set_aside(tmp_path / "none")


def torn(folder, names):
    path = folder / f"report={names[2]}" / "sites.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    return path


def foreign(folder, names):
    path = folder / f"report={names[2]}" / "sites.parquet"
    path.write_text("别的", encoding="utf-8")
    return path


def of_another(folder, names):
    path = folder / f"report={names[2]}" / "sites.parquet"
    shutil.copy(folder / f"report={names[3]}" / "sites.parquet", path)
    return path


def a_pipe(folder, names):
    path = folder / f"report={names[2]}" / "sites.parquet"
    path.unlink()
    os.mkfifo(path)
    return path


def a_folder(folder, names):
    path = folder / f"report={names[2]}" / "sites.parquet"
    path.unlink()
    path.mkdir()
    (path / "x").touch()
    return path


def no_folder(folder, names):
    path = folder / f"report={names[2]}"
    shutil.rmtree(path)
    path.write_text("别的", encoding="utf-8")
    return path


def another_text(folder, names):
    path = folder / "_texts" / f"{names[2]}.txt"
    path.write_text("别的", encoding="utf-8")
    return path


DAMAGES = [torn, foreign, of_another, a_pipe, a_folder, no_folder, another_text]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_part_of_an_atlas_of_many_is_built_again(
    capsys, districts, undisturbed, tmp_path, damage
):
    folder = shutil.copytree(undisturbed, tmp_path / "atlas")
    path = damage(folder, [p.stem for p in districts])
    code, lines = run(capsys, "build", *districts, "-o", folder, "--workers", "1")
    assert code == 0
    assert len(lines) == 2
    assert lines[0].startswith(f"geo: {path}: ")
    assert lines[0].endswith(f": it is set aside as _damaged-{path.name}")
    assert f"1 reports built, {REPORTS - 1} finished before, 0 failed" in lines[1]
    aside = path.with_name(f"_damaged-{path.name}")
    assert os.path.lexists(aside)
    if aside.is_dir():
        shutil.rmtree(aside)
    else:
        aside.unlink()
    assert files_in(folder) == files_in(undisturbed)
    assert build_into(folder, districts, nobody).failed == []


def test_rows_that_cannot_be_read_are_found_when_they_are_wanted(
    capsys, districts, undisturbed, tmp_path
):
    folder = shutil.copytree(undisturbed, tmp_path / "atlas")
    path = folder / f"report={districts[1].stem}" / "sites.parquet"
    group = pq.read_metadata(path).row_group(0)
    columns = {group.column(n).path_in_schema: group.column(n) for n in range(group.num_columns)}
    start = columns["properties"].dictionary_page_offset
    raw = bytearray(path.read_bytes())
    raw[start + 60 : start + 260] = bytes(200)
    path.write_bytes(raw)
    out = tmp_path / "all.geojson"
    code, lines = run(capsys, "build", *districts, "-o", folder, "--geojson", out, "--workers", "1")
    assert code == 0
    assert len(lines) == 2
    assert lines[0].startswith(f"geo: {path}: cannot be read: ")
    assert f"1 reports built, {REPORTS - 1} finished before" in lines[1]
    whole = tmp_path / "whole.geojson"
    run(capsys, "build", *districts, "-o", tmp_path / "other", "--geojson", whole)
    assert out.read_bytes() == whole.read_bytes()


def test_reading_sets_nothing_aside(districts, undisturbed, tmp_path):
    folder = shutil.copytree(undisturbed, tmp_path / "atlas")
    torn(folder, [p.stem for p in districts])
    before = files_in(folder)
    with pytest.raises(InputError, match="no partition of an atlas"):
        FolderStore(folder).reports()
    assert files_in(folder) == before
    assert list(folder.rglob("_damaged*")) == []
