"""Many reports in PostGIS: a real one, started for these tests."""

import psycopg
import pytest
from many import REPORTS, build_into, files_in, nobody, one_by_one
from postgis_server import Server, binaries
from shipped import ATLAS, SEED

from geo.cli import main
from geo.errors import InputError
from geo.many.folder import FolderStore
from geo.many.run import build_many
from geo.many.store import open_store, read, write_geojson
from geo.selection import Selection

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


def test_where_a_site_lies_is_found_by_an_index(store, server, tmp_path):
    build_into(tmp_path, [SEED], one_by_one, store)
    plain = "SELECT count(*) FROM atlas.sites WHERE geom IS NULL"
    assert rows(server, plain) == [(15,)]
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


def test_a_database_that_goes_away_in_mid_run_keeps_what_is_finished(
    store, server, districts, undisturbed, tmp_path
):
    def stop(summary):
        if summary.done == 3:
            server.stop()

    try:
        with pytest.raises(InputError, match=rf"^postgresql://{server.folder}/geo: "):
            build_into(tmp_path, districts, one_by_one, store, progress=stop)
    finally:
        server.start()
    assert len(rows(server, "SELECT id FROM atlas.reports")) == 3
    again = open_store(server.address)
    summary = build_into(tmp_path, districts, one_by_one, again)
    assert (len(summary.finished_before), len(summary.built)) == (4, REPORTS - 4)
    assert read(again).dumps() == read(FolderStore(undisturbed)).dumps()
    assert files_in(tmp_path) == files_in(undisturbed)
    again.close()


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
        ("postgresql://me:secret@[::1/geo", "no address of a database"),
        ("postgresql://me:secret@localhost:port/geo", "postgresql"),
    ],
)
def test_no_database_is_one_line_without_the_password(capsys, tmp_path, address, message):
    assert main(["build", str(SEED), "-o", str(tmp_path / "a"), "--to", address]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert "secret" not in line
