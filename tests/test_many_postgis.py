"""Many reports in PostGIS: a real one, started for these tests."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import closing

import psycopg
import pytest
from many import REPORTS, build_into, files_in, nobody, one_by_one, watch_runs
from polling import wait_until
from postgis_server import Server, binaries
from shipped import ATLAS, SEED
from test_many_links import one_after_the_other, reports_in, site

from geo.base.errors import InputError
from geo.base.paths import ROOT
from geo.cli.main import main
from geo.many.folder import FolderStore
from geo.many.linking import history, link_many
from geo.many.run import build_many
from geo.many.store import open_store, read, write_geojson
from geo.model.atlas import read_atlas
from geo.selecting.selection import Selection

pytestmark = pytest.mark.skipif(
    binaries() is None, reason="NO POSTGIS: install postgresql-postgis (Debian, Ubuntu)"
)
SITES = "SELECT id, properties::text, ST_AsEWKB(geom) FROM atlas.sites ORDER BY id"


@pytest.fixture(scope="module")
def server():
    server = Server()
    yield server
    server.close()


@pytest.fixture
def store(server):
    """An empty database."""
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS atlas CASCADE")
    store = open_store(server.address)
    yield store
    store.close()


def rows(server, query=SITES):
    with psycopg.connect(server.address) as connection:
        return connection.execute(query).fetchall()


def test_it_gives_the_same_atlas_back_as_the_folder(store, districts, tmp_path):
    build_into(tmp_path, [SEED, *districts], one_by_one, store)
    folder = FolderStore(tmp_path)
    assert store.atlas("wuchang-2021").dumps() == ATLAS.read_text(encoding="utf-8")
    assert store.keys() == folder.keys()
    assert store.reports() == folder.reports()
    assert store.text("wuchang-2021") == folder.text("wuchang-2021")
    for selection in (
        Selection(),
        Selection(sector=("transport", "education"), claim="reported"),
        Selection(precision=("exact",), bounds=(114.30, 30.54, 114.32, 30.56)),
        Selection(area="wuchang-2021--binjiang-core"),
    ):
        atlas = read(store, selection)
        assert atlas.features
        assert atlas.dumps() == read(folder, selection).dumps()
    for name, source in (("one", store), ("other", folder)):
        write_geojson(source, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_sites_history_over_the_years_is_one_query(store, server, tmp_path, capsys):
    folder = FolderStore(tmp_path / "atlas")
    build_into(tmp_path / "atlas", reports_in(tmp_path), one_by_one, store)
    assert (
        link_many(store, one_after_the_other).links == link_many(folder, one_after_the_other).links
    )
    asked = site(store, "guixi-2024", "第九中学")
    query = "SELECT report_id, relation FROM atlas.history WHERE site = %s ORDER BY date, other"
    with psycopg.connect(server.address) as connection:
        found = connection.execute(query, [asked]).fetchall()
        plan = connection.execute(f"EXPLAIN {query}", [asked]).fetchall()
        parts = connection.execute(query, [site(store, "guixi-2023", "雄石路")]).fetchall()
        alone = connection.execute(query, [site(store, "leping-2023", "信江大桥")]).fetchall()
    assert found == [(f"guixi-{year}", "same") for year in (2023, 2024, 2025)]
    assert plan
    assert [relation for _, relation in parts].count("part_of") == 3
    assert alone == [("leping-2023", "same")]
    assert history(store, asked) == history(folder, asked)
    assert main(["link", server.address, "--site", asked]) == 0
    assert capsys.readouterr().out.count("guixi-") == 6


def test_the_links_of_a_report_go_with_it_and_come_again(store, server, tmp_path):
    paths = reports_in(tmp_path)
    build_into(tmp_path / "atlas", paths, one_by_one, store)
    link_many(store, one_after_the_other)
    before = rows(server, "SELECT * FROM atlas.links ORDER BY old_site, new_site")
    assert link_many(store, one_after_the_other).before == ["360681"]
    built = FolderStore(tmp_path / "atlas").load("guixi-2024", store.keys()["guixi-2024"])
    store.put(built)
    assert rows(server, "SELECT * FROM atlas.links WHERE new_report = 'guixi-2024'") == []
    assert link_many(store, one_after_the_other).places == ["360681"]
    assert rows(server, "SELECT * FROM atlas.links ORDER BY old_site, new_site") == before


def test_where_a_site_lies_is_found_by_an_index(store, server, tmp_path):
    build_into(tmp_path, [SEED], one_by_one, store)
    plain = "SELECT count(*) FROM atlas.sites WHERE geom IS NULL"
    unplaced = sum(f["geometry"] is None for f in read_atlas(ATLAS).features)
    assert rows(server, plain) == [(unplaced,)]
    query = (
        "EXPLAIN SELECT id FROM atlas.sites"
        " WHERE geom && ST_MakeEnvelope(114.3, 30.54, 114.32, 30.56, 4326)"
    )
    with psycopg.connect(server.address) as connection:
        connection.execute("SET enable_seqscan = off")
        plan = " ".join(line for (line,) in connection.execute(query))
    assert "sites_geom" in plan


def test_a_second_run_builds_and_writes_nothing(store, server, districts, tmp_path):
    build_into(tmp_path, districts, one_by_one, store)
    query = "SELECT id, xmin::text, ctid::text FROM atlas.sites ORDER BY id"
    before = rows(server, query)
    summary = build_into(tmp_path, districts, nobody, store)
    assert len(summary.finished_before) == REPORTS
    assert rows(server, query) == before


def test_a_changed_report_takes_the_place_of_the_old_one(store, server, districts, tmp_path):
    build_into(tmp_path / "a", districts[:2], one_by_one, store)
    changed = tmp_path / districts[0].name
    changed.write_text(districts[2].read_text(encoding="utf-8"), encoding="utf-8")
    assert build_into(tmp_path / "a", [changed, districts[1]], one_by_one, store).built == [
        districts[0].stem
    ]
    found = rows(server)
    with psycopg.connect(server.address) as connection:
        connection.execute("DROP SCHEMA atlas CASCADE")
    again = open_store(server.address)
    build_into(tmp_path / "b", [changed, districts[1]], one_by_one, again)
    again.close()
    assert rows(server) == found


def test_what_the_folder_has_is_not_built_again_for_the_database(
    store, undisturbed, districts, lexicon
):
    summary = build_many(districts, [FolderStore(undisturbed), store], nobody)
    assert len(summary.finished_before) == REPORTS
    assert read(store).dumps() == read(FolderStore(undisturbed)).dumps()


@pytest.mark.parametrize("fail", [Server.stop, Server.restart])
def test_a_database_that_goes_away_in_mid_run_keeps_what_is_finished(
    store, server, districts, undisturbed, tmp_path, fail
):
    def stop(summary):
        if summary.done == 3:
            fail(server)

    try:
        with pytest.raises(InputError, match=rf"^postgresql://{server.folder}/geo: "):
            build_into(tmp_path, districts, one_by_one, store, progress=stop)
    finally:
        if fail is Server.stop:
            server.start()
    assert len(rows(server, "SELECT id FROM atlas.reports")) == 3
    # One more is in the folder, and is copied from there.
    complete(server, districts, undisturbed, tmp_path, before=4)


def complete(server, districts, undisturbed, folder, before):
    """Run again, where so many reports are finished in the folder: all is as if nothing was."""
    again = open_store(server.address)
    summary = build_into(folder, districts, one_by_one, again)
    assert (len(summary.finished_before), len(summary.built)) == (before, REPORTS - before)
    assert read(again).dumps() == read(FolderStore(undisturbed)).dumps()
    assert files_in(folder) == files_in(undisturbed)
    again.close()


def kill_server(server, _backend):
    server.kill()
    server.start_again()


def kill_backend(server, backend):
    # The server ends all others too, looks over what it has and starts anew by itself.
    os.kill(backend, signal.SIGKILL)
    wait_until(lambda: answers(server))


def answers(server):
    try:
        psycopg.connect(server.address).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.parametrize("kill", [kill_server, kill_backend])
def test_the_command_ends_in_one_line_where_the_database_is_killed_in_the_middle_of_a_report(
    store, server, districts, undisturbed, tmp_path, kill
):
    command = [sys.executable, "-m", "geo", "build", *districts, "-o", tmp_path / "a"]
    with closing(psycopg.connect(server.address, autocommit=True)) as holder:
        # The run waits for us where it puts this report.
        holder.execute("SELECT pg_advisory_lock(hashtext(%s))", [districts[3].stem])
        run = subprocess.Popen(
            [*command, "--to", server.address, "--workers", "1"],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'advisory'"
        (backend,) = wait_until(lambda: holder.execute(waiting).fetchone())
        kill(server, backend)
        _, err = run.communicate()
    assert run.returncode == 2
    (line,) = [line for line in err.splitlines() if "geo: " in line]
    assert f"geo: postgresql://{server.folder}/geo: " in line
    assert line.endswith(f"(3 of {REPORTS} reports are done; run it again to go on)")
    assert "Traceback" not in err
    assert "secret" not in err
    kept = [(path.stem,) for path in districts[:3]]
    assert rows(server, "SELECT id FROM atlas.reports ORDER BY id") == kept
    complete(server, districts, undisturbed, tmp_path / "a", before=4)


def run_in_vain(capsys, server, districts, folder):
    """Run the command, which is to end with one line; return that."""
    arguments = ["build", *districts, "-o", folder, "--to", server.address, "--workers", "1"]
    assert main([str(a) for a in arguments]) == 2
    err = capsys.readouterr().err
    (line,) = [line for line in err.splitlines() if "geo: " in line]
    assert "Traceback" not in err
    assert "secret" not in err
    return line


def test_nobody_waits_for_ever_for_a_lock(
    store, server, districts, undisturbed, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr("geo.many.postgis.LOCK_SECONDS", 2)
    held = "another client holds a lock on the atlas and does not let it go"
    with closing(psycopg.connect(server.address)) as holder:

        def lock(summary):
            if summary.done == 2:
                holder.execute("LOCK atlas.reports IN ACCESS EXCLUSIVE MODE")

        with monkeypatch.context() as patch:
            watch_runs(patch, lock)
            line = run_in_vain(capsys, server, districts, tmp_path / "a")
        assert f"{held} (2 of {REPORTS} reports are done" in line
        # It is still held, so that the next does not even begin.
        assert run_in_vain(capsys, server, districts, tmp_path / "b").endswith(held)
        assert not (tmp_path / "b").exists()
    complete(server, districts, undisturbed, tmp_path / "a", before=3)


def test_a_limit_of_the_databases_own_stands(server, store):
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("ALTER ROLE geo SET lock_timeout = '5min'")
        again = open_store(server.address)
        assert again._rows("SHOW lock_timeout") == [("5min",)]
        again.close()
        connection.execute("ALTER ROLE geo RESET lock_timeout")
    assert store._rows("SHOW lock_timeout") == [("1min",)]


def test_nobody_waits_for_ever_for_a_server_that_is_frozen(
    store, server, districts, undisturbed, tmp_path, capsys, monkeypatch
):
    store.close()
    frozen = []

    def freeze(summary):
        if summary.done == 2:
            others = (
                "SELECT pid FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            frozen.extend(pid for (pid,) in rows(server, others))
            for pid in frozen:
                os.kill(pid, signal.SIGSTOP)
            monkeypatch.setattr("geo.many.postgis.ANSWER_SECONDS", 1)

    try:
        with monkeypatch.context() as patch:
            watch_runs(patch, freeze)
            line = run_in_vain(capsys, server, districts, tmp_path / "a")
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)
    assert f"the database did not answer within 1 s (2 of {REPORTS} reports are done" in line
    monkeypatch.undo()
    complete(server, districts, undisturbed, tmp_path / "a", before=3)


def test_a_full_disk_of_the_database_is_one_line_and_nothing_half_there(
    store, server, districts, undisturbed, tmp_path, capsys
):
    # The kernel's own full disk, in the place of the empty table's file.
    ((path,),) = store._rows("SELECT pg_relation_filepath('atlas.sites')")
    store.close()
    file, kept = server.data / path, tmp_path / "kept"
    server.stop("fast")
    shutil.move(file, kept)
    file.symlink_to("/dev/full")
    server.start()
    try:
        line = run_in_vain(capsys, server, districts, tmp_path / "a")
        assert "No space left on device" in line
        assert rows(server, "SELECT id FROM atlas.reports") == []
    finally:
        server.stop("fast")
        file.unlink()
        shutil.move(kept, file)
        server.start()
    complete(server, districts, undisturbed, tmp_path / "a", before=1)


def test_a_report_is_there_whole_or_not_at_all(store, server, districts, tmp_path):
    build_into(tmp_path / "a", districts[:1], one_by_one, store)
    before = rows(server)
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("ALTER TABLE atlas.sites ADD CHECK (sector <> 'education') NOT VALID")
    changed = tmp_path / districts[0].name
    changed.write_text("鹭洲大厦开工,月亮湾小学开工。", encoding="utf-8")
    with pytest.raises(InputError, match="violates check constraint"):
        build_into(tmp_path / "a", [changed], one_by_one, store)
    assert rows(server) == before


def test_the_command_fills_a_database(store, server, capsys, districts, tmp_path):
    arguments = ["build", *districts[:2], "-o", tmp_path / "a", "--workers", "1"]
    assert main([str(a) for a in [*arguments, "--to", server.address]]) == 0
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("geo: 2 reports built, 0 finished before, 0 failed: ")
    assert last.endswith(f"postgresql://{server.folder}/geo")
    assert len(store.reports()) == 2


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("postgresql://me:secret@/geo?host=/nowhere", "cannot open the database"),
        ("postgresql://me:secret@127.0.0.1:9/geo", "cannot open the database"),
        ("postgresql://me:secret@127.0.0.1:{mute}/geo", "cannot open the database"),
        ("postgresql://me:secret@[::1/geo", "no address of a database"),
        ("postgresql://me:secret@localhost:port/geo", "postgresql"),
    ],
)
def test_no_database_is_one_line_without_the_password(
    capsys, tmp_path, monkeypatch, address, message
):
    monkeypatch.setattr("geo.many.postgis.CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        to = address.replace("{mute}", str(mute.getsockname()[1]))
        assert main(["build", str(SEED), "-o", str(tmp_path / "a"), "--to", to]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert "secret" not in line
