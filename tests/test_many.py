"""Many reports: one atlas, whatever happens on the way to it."""

import errno
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import geopandas as gpd
import pytest
from many import REPORTS, build_into, files_in, nobody, one_by_one, write_reports
from own_mounts import unshared
from polling import PATIENCE
from shipped import ATLAS, REGION, SEED

from benchmarks.synthetic import synthetic_report
from geo.base.errors import InputError
from geo.base.paths import ROOT
from geo.building.build import build_atlas
from geo.cli.main import main
from geo.documents.report import read_report
from geo.many.digest import Settings, digest_inputs
from geo.many.folder import FolderStore
from geo.many.identity import join, slug_of
from geo.many.pools import on_this_machine
from geo.many.reports import find_reports
from geo.many.store import open_store, read
from geo.many.tasks import Failed, Task
from geo.model.atlas import parse_atlas, read_atlas
from geo.model.places import Gazetteer
from geo.selecting.selection import Selection


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, [line for line in err.splitlines() if line.startswith("geo: ")]


def two_processes(tasks):
    return on_this_machine(tasks, workers=2)


def test_each_report_keeps_its_own_atlas(districts, undisturbed, lexicon):
    store = open_store(undisturbed)
    for path in districts:
        alone = build_atlas(read_report(path), lexicon, Gazetteer({}))
        assert store.atlas(path.stem).dumps() == alone.dumps()
        assert store.text(path.stem) == path.read_text(encoding="utf-8")


def test_the_seed_is_the_same_among_others(districts, tmp_path):
    build_into(tmp_path, [*districts[:1], SEED])
    assert FolderStore(tmp_path).atlas("wuchang-2021").dumps() == ATLAS.read_text(encoding="utf-8")


def test_one_atlas_has_the_sites_of_all_under_ids_of_their_own(districts, undisturbed):
    store = open_store(undisturbed)
    atlas = read(store)
    assert atlas.dumps() == join([store.atlas(path.stem) for path in districts]).dumps()
    assert len(atlas.by_id) == len(atlas.features) > REPORTS
    assert list(atlas.by_id) == sorted(atlas.by_id)
    assert {f["properties"]["report"] for f in atlas.features} == {p.stem for p in districts}
    assert [r["id"] for r in atlas.report["reports"]] == [p.stem for p in districts]
    assert "合成" in atlas.report["title"]
    for f in atlas.features:
        within = f["properties"]["within"]
        assert within is None or within in atlas.by_id


def test_processes_give_the_same_files(districts, undisturbed, tmp_path):
    seen = []
    summary = build_into(
        tmp_path, districts, two_processes, progress=lambda summary: seen.append(summary.done)
    )
    assert files_in(tmp_path) == files_in(undisturbed)
    assert sorted(summary.built) == [p.stem for p in districts]
    assert seen == list(range(1, REPORTS + 1))


def test_a_killed_process_loses_nothing(districts, undisturbed, tmp_path):
    killed = []

    def kill(_summary):
        if not killed:
            victim = multiprocessing.active_children()[0]
            killed.append(victim)
            os.kill(victim.pid, signal.SIGKILL)

    summary = build_into(tmp_path, districts, two_processes, progress=kill)
    killed[0].join()
    assert killed[0].exitcode == -signal.SIGKILL
    assert summary.failed == []
    assert files_in(tmp_path) == files_in(undisturbed)


@pytest.mark.parametrize(("name", "code"), [("SIGKILL", -signal.SIGKILL), ("SIGINT", 130)])
def test_a_run_that_is_ended_leaves_nobody_behind(districts, undisturbed, tmp_path, name, code):
    script = f"""
import os, signal, sys
from geo.cli.main import main
from geo.many import run

def end(summary):
    os.kill(os.getpid(), signal.{name})

if __name__ == "__main__":
    # Whoever starts in a shell's background starts with the interrupt ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    plain = run.build_many
    run.build_many = lambda *arguments: plain(*arguments[:4], end)
    sys.exit(main(sys.argv[1:]))
"""
    program = tmp_path / "ended.py"
    program.write_text(script, encoding="utf-8")
    out = tmp_path / "atlas"
    # The call returns when everyone who could still write has gone.
    done = subprocess.run(
        [sys.executable, program, "build", *districts, "-o", out, "--workers", "2"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
    )
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert 0 < len(files_in(out)) < len(files_in(undisturbed))
    build_into(out, districts)
    assert files_in(out) == files_in(undisturbed)


@pytest.mark.parametrize(
    ("library", "options"),
    [
        ("distributed", ["--scheduler", "tcp://127.0.0.1:9"]),
        ("psycopg", ["--to", "postgresql://localhost/geo"]),
    ],
)
def test_what_is_not_installed_is_asked_for_in_one_line(
    capsys, tmp_path, monkeypatch, library, options
):
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, "geo.many.postgis", raising=False)
    code, _, lines = run(capsys, "build", SEED, "-o", tmp_path / "a", *options)
    assert code == 2
    assert len(lines) == 1
    assert "pip install -r requirements-many.txt" in lines[0]


class Deadly(Task):
    """A task that ends the process that takes it up."""

    def __reduce__(self):
        return os._exit, (1,)


def test_a_report_that_kills_its_process_fails_alone(districts):
    settings = Settings()
    inputs = digest_inputs(settings)
    tasks = [Task(p.stem, p.read_bytes(), str(p), settings, inputs, "") for p in districts[:3]]
    tasks.insert(1, Deadly("deadly", b"", "deadly.txt", settings, inputs, ""))
    outcomes = {o.report_id: o for o in on_this_machine(tasks, workers=1)}
    failed = outcomes.pop("deadly")
    assert isinstance(failed, Failed)
    assert failed.message.startswith("deadly.txt: the process that read it died twice")
    assert not [o for o in outcomes.values() if isinstance(o, Failed)]
    assert len(outcomes) == 3


def test_a_second_run_builds_nothing_and_changes_nothing(districts, undisturbed, tmp_path):
    folder = shutil.copytree(undisturbed, tmp_path / "atlas")
    times = {p: p.stat().st_mtime_ns for p in folder.rglob("*.*")}
    summary = build_into(folder, districts, nobody)
    assert summary.finished_before == [p.stem for p in districts]
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*.*")} == times


def test_only_what_changed_is_built_again(districts, undisturbed, tmp_path):
    folder = shutil.copytree(undisturbed, tmp_path / "atlas")
    changed = tmp_path / districts[0].name
    changed.write_text(districts[1].read_text(encoding="utf-8"), encoding="utf-8")
    (folder / f"report={districts[2].stem}" / "sites.parquet").write_bytes(b"PAR1 torn")
    (folder / "_texts" / f"{districts[3].stem}.txt").unlink()
    summary = build_into(folder, [changed, *districts[1:]])
    assert summary.built == [districts[0].stem, districts[2].stem, districts[3].stem]


def test_a_decision_or_a_place_counts_as_a_change(districts, tmp_path):
    review = tmp_path / "review"
    review.mkdir()
    places = shutil.copytree(REGION.places, tmp_path / "places")
    settings = Settings(str(places), str(review))
    folder = tmp_path / "atlas"
    build_into(folder, districts[:2], settings=settings)
    site = FolderStore(folder).atlas(districts[1].stem).features[0]["id"]
    (review / f"{districts[1].stem}.csv").write_text(
        "action,exact,prefix,suffix,site,value,words,reason\n"
        f"sector,,,,{site},safety,,for the test\n",
        encoding="utf-8",
    )
    assert build_into(folder, districts[:2], settings=settings).built == [districts[1].stem]
    changed = FolderStore(folder).atlas(districts[1].stem)
    assert changed.by_id[site]["properties"]["sector"] == "safety"
    path = places / "areas.geojson"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert len(build_into(folder, districts[:2], settings=settings).built) == 2


def test_broken_files_are_listed_at_the_end_and_stop_nobody(capsys, tmp_path, undisturbed):
    reports = tmp_path / "reports"
    reports.mkdir()
    paths = write_reports(reports)
    whole = paths[2].read_bytes()
    paths[2].write_bytes(b"\0\1\2 broken")
    (reports / "empty.txt").write_bytes(b"")
    out = tmp_path / "atlas"
    code, stdout, lines = run(capsys, "build", reports, reports / "none.txt", "-o", out)
    assert (code, stdout) == (2, "")
    assert lines == [
        f"geo: failed: {paths[2]}: the file is binary, no text",
        f"geo: failed: {reports / 'empty.txt'}: the report is empty",
        f"geo: failed: {reports / 'none.txt'}: cannot read the report: No such file or directory",
        f"geo: {REPORTS - 1} reports built, 0 finished before, 3 failed: {out}",
    ]
    (reports / "empty.txt").unlink()
    paths[2].write_bytes(whole)
    code, _, lines = run(capsys, "build", reports, "-o", out)
    assert code == 0
    assert lines == [f"geo: 1 reports built, {REPORTS - 1} finished before, 0 failed: {out}"]
    assert files_in(out) == files_in(undisturbed)


def test_two_runs_into_one_folder_at_once_give_what_one_gives(districts, undisturbed, tmp_path):
    command = [sys.executable, "-m", "geo", "build", *districts, "-o", tmp_path / "a"]
    runs = [
        subprocess.Popen([*command, "--workers", "1"], cwd=ROOT, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [run.communicate()[1].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert not [line for line in said if "Traceback" in line]
    assert files_in(tmp_path / "a") == files_in(undisturbed)


def test_two_versions_of_a_report_put_at_once_leave_the_whole_of_one(tmp_path, monkeypatch):
    """The second comes while the first is between its text and its sites."""
    versions = [tmp_path / name / "report.txt" for name in ("old", "new")]
    for number, path in enumerate(versions):
        path.parent.mkdir()
        path.write_text(synthetic_report(3, number), encoding="utf-8")
    folder = tmp_path / "a"
    waits = threading.Event()
    second = threading.Thread(target=lambda: (build_into(folder, versions[1:]), waits.set()))

    def replace(self, target, plain=Path.replace):
        if target.name == "sites.parquet" and not second.ident:
            second.start()
            assert waits.wait(PATIENCE)
        return plain(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr("geo.base.files.time.sleep", lambda _: waits.set())
    build_into(folder, versions[:1])
    second.join()
    store = FolderStore(folder)
    assert store.text("report") == versions[1].read_text(encoding="utf-8")
    assert build_into(folder, versions[1:], nobody).finished_before == ["report"]


def test_a_run_that_is_ended_between_text_and_sites_leaves_no_pair_of_two_versions(
    districts, undisturbed, tmp_path, monkeypatch
):
    folder = shutil.copytree(undisturbed, tmp_path / "atlas")
    changed = tmp_path / districts[0].name
    changed.write_text(districts[1].read_text(encoding="utf-8"), encoding="utf-8")

    def end(self, target, plain=Path.replace):
        if target.name == "sites.parquet":
            raise KeyboardInterrupt
        return plain(self, target)

    with monkeypatch.context() as ended:
        ended.setattr(Path, "replace", end)
        with pytest.raises(KeyboardInterrupt):
            build_into(folder, [changed, *districts[1:]])
    # Others were ended in the middle of a file.
    (folder / "_texts" / ".geo-abc").touch()
    (folder / f"report={districts[1].stem}" / ".geo-def").touch()
    store = FolderStore(folder)
    assert districts[0].stem not in dict(store.keys())
    assert build_into(folder, districts).built == [districts[0].stem]
    assert store.notices == []
    assert files_in(folder) == files_in(undisturbed)


def test_a_full_disk_stops_the_run_and_the_next_one_completes_it(
    districts, undisturbed, tmp_path, monkeypatch
):
    room = [5]

    def replace(self, target, plain=Path.replace):
        room[0] -= 1
        if room[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return plain(self, target)

    with monkeypatch.context() as full:
        full.setattr(Path, "replace", replace)
        with pytest.raises(InputError, match="cannot write: No space left on device"):
            build_into(tmp_path, districts)
    assert files_in(tmp_path).items() <= files_in(undisturbed).items()
    summary = build_into(tmp_path, districts)
    assert (len(summary.finished_before), len(summary.built)) == (2, REPORTS - 2)
    assert files_in(tmp_path) == files_in(undisturbed)


def test_a_disk_that_is_really_full(districts, undisturbed, tmp_path):
    """On a file system of a few blocks, made for the test where the system lets it."""
    mount = tmp_path / "small"
    mount.mkdir()
    script = (
        'mount -t tmpfs -o size=100k tmpfs "$1" || exit 99; shift\n'
        'SMALL=$1; COPY=$2; shift 2; "$@"; code=$?; cp -r "$SMALL/." "$COPY"; exit $code'
    )
    command = [*unshared(), "sh", "-c", script, "sh", mount, mount, tmp_path / "copy"]
    build = [sys.executable, "-m", "geo", "build", *districts, "-o", mount, "--workers", "1"]
    (tmp_path / "copy").mkdir()
    done = subprocess.run([*command, *build], capture_output=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    last = done.stderr.decode().splitlines()[-1]
    assert "cannot write: No space left on device (" in last
    assert last.endswith(f"of {REPORTS} reports are done; run it again to go on)")
    kept = files_in(tmp_path / "copy")
    assert kept
    assert kept.items() <= files_in(undisturbed).items()
    build_into(tmp_path / "copy", districts)
    assert files_in(tmp_path / "copy") == files_in(undisturbed)


def test_one_geojson_of_all_is_an_atlas(capsys, districts, tmp_path):
    out = tmp_path / "all.geojson"
    assert run(capsys, "build", *districts, "-o", tmp_path / "a", "--geojson", out)[0] == 0
    assert out.read_text(encoding="utf-8") == read(open_store(tmp_path / "a")).dumps()
    assert read_atlas(out).dumps() == out.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def mixed(districts, tmp_path_factory):
    """A store of reports with and without positions."""
    folder = tmp_path_factory.mktemp("mixed")
    build_into(folder, [SEED, *districts[:2]])
    return open_store(folder)


SELECTIONS = [
    Selection(),
    Selection(sector=("transport", "education")),
    Selection(precision=("exact", "none"), claim="planned"),
    Selection(bounds=(114.30, 30.54, 114.32, 30.56)),
    Selection(bounds=(114.30, 30.54, 114.32, 30.56), sector=("culture_tourism",)),
    Selection(area="wuchang-2021--binjiang-core", sector=("commerce",)),
    Selection(text="昙华林"),
    Selection(shape=("unlocated",), stage=("started",)),
    Selection(sector=("agriculture",), precision=("exact",)),
]


@pytest.mark.parametrize("selection", SELECTIONS)
def test_a_store_filters_as_the_page_does(mixed, selection):
    whole = read(mixed)
    assert read(mixed, selection).dumps() == whole.subset(set(selection.ids(whole))).dumps()


def test_some_reports_can_be_read_and_others_are_said_to_be_missing(mixed):
    some = read(mixed, reports=["wuchang-2021"])
    assert len(some.features) == 154
    assert [r["id"] for r in some.report["reports"]] == ["wuchang-2021"]
    with pytest.raises(InputError, match="the atlas has no report 'wuchang-2020'"):
        read(mixed, reports=["wuchang-2020"])
    with pytest.raises(InputError, match="the atlas has no report 'wuchang-2020'"):
        mixed.atlas("wuchang-2020")


def test_other_programs_read_the_folder_as_geoparquet(mixed):
    frame = gpd.read_parquet(mixed.folder)
    assert len(frame) == len(read(mixed).features)
    assert frame.crs == "EPSG:4326"
    seen = gpd.read_parquet(mixed.folder, bbox=(114.30, 30.54, 114.32, 30.56))
    inside = read(mixed, Selection(bounds=(114.30, 30.54, 114.32, 30.56)))
    assert set(inside.by_id) <= set(seen["id"])
    assert len(seen) < len(frame)


def test_a_page_as_report_keeps_its_text(tmp_path):
    paragraphs = "".join(f"<p>第{n}条,鹭洲大厦开工建设,白鹭大道建成通车。</p>" for n in range(30))
    page = tmp_path / "page.html"
    page.write_text(f"<html><body><article>{paragraphs}</article></body></html>", encoding="utf-8")
    build_into(tmp_path / "atlas", [page])
    store = FolderStore(tmp_path / "atlas")
    text = store.text("page")
    mentions = [m for f in store.atlas("page").features for m in f["properties"]["mentions"]]
    assert mentions
    assert all(text[m["start"] : m["end"]] == m["text"] for m in mentions)


def test_a_text_that_was_changed_is_refused(undisturbed, districts, tmp_path):
    folder = shutil.copytree(undisturbed, tmp_path / "atlas")
    (folder / "_texts" / f"{districts[0].stem}.txt").write_text("别的", encoding="utf-8")
    with pytest.raises(InputError, match="not the text that the atlas was built from"):
        FolderStore(folder).text(districts[0].stem)


def test_reports_are_found_in_folders_and_lists_and_counted_once(tmp_path):
    for name in ("b.txt", "a.PDF", "README.md", ".hidden.txt", "deep/c.docx", "_texts/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    found = [tmp_path / "a.PDF", tmp_path / "b.txt", tmp_path / "deep" / "c.docx"]
    assert find_reports([tmp_path]).reports == found
    assert find_reports([tmp_path / "b.txt", tmp_path]).reports == [found[1], found[0], found[2]]
    listed = tmp_path / "list"
    listed.write_text("# some\nREADME.md\n\ndeep\n", encoding="utf-8")
    assert find_reports([], listed).reports == [tmp_path / "README.md", found[2]]


def test_two_files_of_one_name_are_not_mixed_up(districts, tmp_path):
    other = tmp_path / districts[0].name
    other.write_text(districts[1].read_text(encoding="utf-8"), encoding="utf-8")
    summary = build_into(tmp_path / "atlas", [districts[0], other])
    assert summary.built == [districts[0].stem]
    assert [f.message for f in summary.failed] == [
        f"{other}: {districts[0]} has the same name, and a report's name is its id"
    ]
    assert build_into(tmp_path / "atlas", districts[:1], nobody).finished_before


def test_slugs_stay_apart():
    assert slug_of("wuchang-2021") == "wuchang-2021"
    names = [
        "伊春-2024",
        "宜春-2024",
        "yi-chun-2024",
        "Yi-Chun-2024",
        "a--b",
        "a-b",
        "北" * 99,
        "?",
    ]
    slugs = [slug_of(name) for name in names]
    assert len(set(slugs)) == len(names)
    assert all(slug.isascii() and slug == slug.lower() and "--" not in slug for slug in slugs)
    assert slugs[0].startswith("yi-chun-2024-")


def test_an_empty_selection_of_reports_is_an_atlas_too(mixed, tmp_path):
    assert parse_atlas(read(mixed, reports=[]).dumps(), "none").features == ()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build"], "there is no report"),
        (["build", "{empty}"], "empty: there is no report"),
        (["build", "--list", "{empty}/none"], "cannot read the list of reports"),
        (["build", SEED, "--to", "sqlite:///x"], "--to wants the address of a database"),
        (["build", SEED, "--workers", "0"], "--workers wants at least one"),
        (["build", SEED, "--workers", "1", "--review", SEED], "--review is a folder"),
        (["build", SEED, "--workers", "1", "-o", SEED], "is a folder, and this is a file"),
        (["build", SEED, "--workers", "1", "--places", "{empty}/no"], "no such folder of places"),
    ],
)
def test_a_wrong_call_ends_with_2_and_one_line(capsys, tmp_path, arguments, message):
    empty = tmp_path / "empty"
    empty.mkdir()
    call = [str(a).replace("{empty}", str(empty)) for a in arguments]
    if "-o" not in call:
        call += ["-o", str(tmp_path / "atlas")]
    code, out, lines = run(capsys, *call)
    assert (code, out, len(lines)) == (2, "", 1)
    assert message in lines[0]


def test_an_error_of_our_own_is_that_reports_failure(monkeypatch, districts, tmp_path):
    def broken(*_, **__):
        raise RecursionError("too deep\nindeed")

    with monkeypatch.context() as once:
        once.setattr("geo.many.tasks.build_atlas", broken)
        summary = build_into(tmp_path, districts[:1])
    assert [f.message for f in summary.failed] == [
        f"{districts[0]}: unexpected RecursionError: too deep indeed"
    ]
    assert build_into(tmp_path, districts[:1], one_by_one).failed == []


def test_a_worker_with_other_inputs_refuses(districts):
    task = Task("a", districts[0].read_bytes(), "a.txt", Settings(), "other inputs", "")
    (outcome,) = one_by_one([task])
    assert "not those of this run" in outcome.message


def test_metadata_say_what_the_atlas_says(undisturbed):
    reports = FolderStore(undisturbed).reports()
    assert len(reports) == REPORTS
    assert all(set(r) >= {"id", "title", "place", "date", "sha256"} for r in reports)
    assert json.dumps(reports, ensure_ascii=False).count("合成市") == REPORTS
