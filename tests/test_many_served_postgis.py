"""Many reports in PostGIS behind the interface: as if their atlases were published as files."""

from contextlib import closing

import psycopg
import pytest
from asgi import ask
from hypothesis import HealthCheck, given, settings
from many_served import REPORTS, SITES, atlases, built, files_app, many_app, questions, same
from postgis_server import Server, binaries

from geo.cli.main import main
from geo.many.served import NOT_BORNE, open_table
from geo.many.store import open_store
from geo.model.facets import FACETS

pytestmark = pytest.mark.skipif(
    binaries() is None, reason="NO POSTGIS: install postgresql-postgis (Debian, Ubuntu)"
)


@pytest.fixture(scope="module")
def made():
    return atlases()


@pytest.fixture(scope="module")
def server(made):
    server = Server()
    with closing(open_store(server.address)) as store:
        for atlas in reversed(made):
            store.put(built(atlas))
    yield server
    server.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory, made):
    return files_app(tmp_path_factory.mktemp("files"), made)


@pytest.fixture(scope="module")
def many(server):
    opened = []

    def opening():
        opened.append(open_table(server.address))
        return opened[-1]

    yield many_app(opening)
    for table in opened:
        table.close()


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(query=questions())
def test_a_database_answers_as_if_the_atlases_were_published_as_files(files, many, query):
    same(files, many, query)


def test_each_value_of_each_filter_chooses_the_same_sites_of_a_database(files, many):
    chosen = dict.fromkeys(FACETS, 0)
    for facet, codes in FACETS.items():
        for code in codes:
            for claim in ("all", "reported", "planned"):
                query = {facet: code, "claim": claim, "limit": "1000"}
                chosen[facet] += same(files, many, query)["numberReturned"]
    assert all(chosen.values()), chosen
    for unit in ("42", "4201", "420106", "420107", "420106001", "36", "3601"):
        same(files, many, {"unit": unit, "limit": "1000"})


def test_single_sites_and_reports_of_a_database_have_the_same_addresses(files, many, made):
    for atlas in made:
        report = atlas.report["id"]
        for address in (f"{SITES}/{report}--{atlas.features[3]['id']}", f"{REPORTS}/{report}"):
            one, other = ask(files, address).json, ask(many, address).json
            assert (other["id"], other["geometry"]) == (one["id"], one["geometry"])
    for lost in ("egret-2020--none", "none", "%00", "egret-2020--%00", "egret-2020--'", "--"):
        assert ask(many, f"{SITES}/{lost}").status == 404
    for query in ({}, {"report": "egret-2021,egret-2020"}, {"datetime": "2021-01-15"}):
        same(files, many, query, REPORTS)
    for name in ("sites", "reports"):
        one, other = (ask(app, f"/api/collections/{name}").json for app in (files, many))
        assert other["extent"] == one["extent"]


def test_what_a_request_says_is_never_part_of_a_statement(many, server):
    evil = ("'", '"; DROP TABLE atlas.sites; --', "%s", "%(sector)s", "\\", "{}", "\0")
    for name in ("q", "unit", "report", "sector", "amount", "bounds", "bbox", "datetime", "limit"):
        for text in evil:
            reply = ask(many, f"{SITES}?{name}={quoted_bytes(text)}")
            assert reply.status in {200, 400}, (name, text, reply.text)
    with psycopg.connect(server.address) as connection:
        assert connection.execute("SELECT count(*) FROM atlas.sites").fetchone()[0] > 40


def quoted_bytes(text):
    return "".join(f"%{byte:02x}" for byte in text.encode())


def test_a_database_refuses_the_filters_that_it_does_not_bear(many):
    for name in NOT_BORNE:
        reply = ask(many, f"{SITES}?{name}=2021")
        assert (reply.status, reply.json["code"]) == (400, "UnknownParameter")


def test_the_database_is_only_read_and_asked_again_after_it_went_away(server, made):
    opened = []

    def opening():
        opened.append(open_table(server.address))
        return opened[-1]

    app = many_app(opening)
    assert ask(app, f"{SITES}?limit=1").status == 200
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        opened[0]._connection.execute("DELETE FROM atlas.sites")
    tag = ask(app, f"{SITES}?limit=1").headers["etag"]
    server.stop("fast")
    reply = ask(app, f"{SITES}?limit=1")
    assert (reply.status, reply.json["code"]) == (500, "NoApplicableCode")
    assert "secret" not in reply.text
    server.start()
    assert ask(app, f"{SITES}?limit=1", if_none_match=tag).status in {304, 500}
    assert ask(app, f"{SITES}?limit=1", if_none_match=tag).status == 304
    with closing(open_store(server.address)) as store:
        store.put(built(made[0], "1" * 64))
    assert ask(app, f"{SITES}?limit=1", if_none_match=tag).status == 200
    for table in opened:
        table.close()


def test_a_database_that_cannot_be_served_is_said_without_its_password(server, capsys):
    other = server.address.replace("/geo?", "/empty?")
    nowhere = server.address.replace("/geo?", "/none?")
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
    with psycopg.connect(other, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA atlas")
    old = "CREATE TABLE atlas.sites (id text)"
    for address, wanted, before in (
        (other, "no report", None),
        (other, "older version", old),
        (nowhere, "none", None),
        ("postgresql://a:secret@b@c/d", "address", None),
    ):
        if before:
            with psycopg.connect(other, autocommit=True) as connection:
                connection.execute(before)
        assert main(["serve", "--no-page", "--many", address]) == 2
        said = capsys.readouterr().err
        assert wanted in said
        assert "secret" not in said
        assert len(said.splitlines()) == 1


def test_a_table_of_an_older_version_gets_its_columns_and_is_built_again(server, made):
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE older")
    address = server.address.replace("/geo?", "/older?")
    with closing(open_store(address)) as store:
        store.put(built(made[1]))
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER TABLE atlas.sites DROP COLUMN shape, DROP COLUMN verdict")
    with closing(open_store(address)) as store, closing(open_table(address)) as table:
        with pytest.raises(Exception, match="older version"):
            table.entries()
        store.put(built(made[1], "1" * 64))
        assert [entry.id for entry in table.entries()] == [made[1].report["id"]]
