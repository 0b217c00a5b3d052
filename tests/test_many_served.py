"""Many reports in GeoParquet behind the interface: as if their atlases were published as files."""

import json
import tracemalloc
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from asgi import ask
from data_server import data_alone, get
from hypothesis import HealthCheck, given, settings
from many_served import (
    IDS,
    REPORTS,
    SITES,
    atlases,
    built,
    files_app,
    invented,
    many_app,
    questions,
    same,
)

from geo.cli.main import main
from geo.many import partition
from geo.many.folder import FolderStore
from geo.many.served import FILTERS, NOT_BORNE, TEXT_SITES, Many, ManyHoldings, open_table
from geo.model.atlas import Atlas
from geo.model.facets import FACETS
from geo.selecting.selection import parameter_names
from geo.serving.query import Page


@pytest.fixture(scope="module")
def made():
    return atlases()


@pytest.fixture(scope="module")
def files(tmp_path_factory, made):
    return files_app(tmp_path_factory.mktemp("files"), made)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, made):
    folder = tmp_path_factory.mktemp("many")
    store = FolderStore(folder)
    for atlas in made:
        store.put(built(atlas))
    return folder


@pytest.fixture(scope="module")
def many(folder):
    return many_app(partial(open_table, str(folder)))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(query=questions())
def test_it_answers_as_if_the_atlases_were_published_as_files(files, many, query):
    same(files, many, query)


def test_each_value_of_each_filter_chooses_the_same_sites(files, many):
    chosen = dict.fromkeys(FACETS, 0)
    for facet, codes in FACETS.items():
        for code in codes:
            for claim in ("all", "reported", "planned"):
                query = {facet: code, "claim": claim, "limit": "1000"}
                chosen[facet] += same(files, many, query)["numberReturned"]
    assert all(chosen.values()), chosen
    for unit in ("42", "4201", "420106", "420107", "420106001", "36", "3601"):
        same(files, many, {"unit": unit, "limit": "1000"})


def test_pages_together_are_all_sites_in_order(files, many):
    found, offset = [], 0
    while True:
        said = same(files, many, {"limit": "5", "offset": str(offset)})
        found += [f["id"] for f in said["features"]]
        offset += 5
        if offset >= said["numberMatched"]:
            break
    assert len(found) == len(set(found)) == said["numberMatched"] > 40


def test_single_sites_and_reports_have_the_same_addresses(files, many, made):
    for atlas in made:
        report = atlas.report["id"]
        for address in (f"{SITES}/{report}--{atlas.features[3]['id']}", f"{REPORTS}/{report}"):
            one, other = ask(files, address), ask(many, address)
            assert (one.status, other.status) == (200, 200)
            assert other.headers["content-type"] == one.headers["content-type"]
            assert other.json["id"] == one.json["id"]
            assert other.json["geometry"] == one.json["geometry"]
            assert other.json["asOf"][0]["report"] == report
    for lost in ("egret-2020--none", "none", "%00", "egret-2020--%00", "egret-2020--'", "--"):
        assert ask(many, f"{SITES}/{lost}").status == 404
    assert ask(many, f"{REPORTS}/none").status == 404


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"report": "egret-2021,egret-2020"},
        {"bbox": "114.0,30.0,114.31,31.0"},
        {"datetime": "2021-01-15"},
        {"limit": "1", "offset": "2"},
        {"sector": "finance"},
    ],
)
def test_reports_are_the_same(files, many, query):
    same(files, many, query, REPORTS)


def test_a_filter_that_no_column_bears_is_refused_and_not_passed_over(many):
    assert {*FILTERS, *NOT_BORNE} == set(parameter_names())
    for name in NOT_BORNE:
        reply = ask(many, f"{SITES}?{name}=2021")
        assert (reply.status, reply.json["code"]) == (400, "UnknownParameter")
        assert reply.headers["content-type"] == "application/problem+json"
        assert name in reply.json["detail"]
    said = ask(many, "/api/openapi").json
    offered = said["paths"]["/collections/sites/items"]["get"]["parameters"]
    names = {each["$ref"].rpartition("/")[2] for each in offered}
    assert names >= {*FILTERS, "bbox", "datetime", "limit", "offset", "report"}
    assert not names & set(NOT_BORNE)
    for gone in ("mentions", "regions"):
        assert ask(many, f"/api/collections/{gone}/items").status == 404


def test_every_page_of_the_interface_is_there_for_programs_and_browsers(files, many):
    for address in ("/api", "/api/collections", "/api/collections/sites", f"{SITES}?limit=2"):
        reply = ask(many, address)
        assert reply.status == 200
        assert "<html" in ask(many, f"{address}{'&' if '?' in address else '?'}f=html").text
        assert all("feed" not in link["href"] for link in reply.json["links"])
    for name in ("sites", "reports"):
        one, other = (ask(app, f"/api/collections/{name}").json for app in (files, many))
        assert other["extent"] == one["extent"]
    (whole,) = ask(many, "/api").json["asOf"]
    assert len(whole["text_sha256"]) == len(whole["build_sha256"]) == 64


def test_an_answer_keeps_its_tag_until_a_report_is_built_anew(tmp_path, made):
    store = FolderStore(tmp_path)
    store.put(built(made[0]))
    app = many_app(partial(open_table, str(tmp_path)))
    first = ask(app, SITES)
    tag = first.headers["etag"]
    assert ask(app, SITES, if_none_match=tag).status == 304
    store.put(built(made[0], "1" * 64))
    again = ask(app, SITES, if_none_match=tag)
    assert (again.status, again.json["features"]) == (200, first.json["features"])
    store.put(built(made[1]))
    assert ask(app, SITES).json["numberMatched"] == len(made[0].features) + len(made[1].features)


def test_a_damaged_partition_is_left_out_and_told(tmp_path, made, capfd):
    store = FolderStore(tmp_path)
    for atlas in made[:2]:
        store.put(built(atlas))
    app = many_app(partial(open_table, str(tmp_path)))
    assert ask(app, REPORTS).json["numberMatched"] == 2
    path = tmp_path / f"report={IDS[0]}" / "sites.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    assert ask(app, REPORTS).json["numberMatched"] == 1
    assert "left out" in capfd.readouterr().err


def test_a_folder_that_cannot_be_served_is_said_in_one_line(tmp_path, capsys, made):
    old = tmp_path / "old"
    FolderStore(old).put(built(made[0]))
    path = old / f"report={IDS[0]}" / "sites.parquet"
    table = pq.read_table(path, partitioning=None)
    kept = {k: v for k, v in table.schema.metadata.items() if k != b"summary"}
    pq.write_table(table.drop_columns(["verdict"]).replace_schema_metadata(kept), path)
    empty = tmp_path / "empty"
    empty.mkdir()
    for given_, wanted in (
        (tmp_path / "none", "no such folder"),
        (empty, "no report"),
        (old, "older version"),
        (path, "is a file"),
    ):
        assert main(["serve", "--no-page", "--many", str(given_)]) == 2
        said = capsys.readouterr().err
        assert wanted in said
        assert len(said.splitlines()) == 1


def test_a_text_is_looked_for_where_sites_are_few_and_refused_where_they_are_many(
    folder, monkeypatch
):
    monkeypatch.setattr("geo.many.served.TEXT_SITES", 20)
    app = many_app(partial(open_table, str(folder)))
    reply = ask(app, f"{SITES}?q=a")
    assert (reply.status, reply.json["code"]) == (400, "InvalidParameterValue")
    assert "narrow" in reply.json["detail"]
    assert ask(app, f"{SITES}?q=a&report={IDS[0]}").status == 200
    assert TEXT_SITES >= 1000


def repeated(atlas, times):
    """An atlas whose sites stand in it so many times, each under an id of its own."""
    features = [
        {**f, "id": name, "properties": {**f["properties"], "id": name, "within": None}}
        for number in range(times)
        for f in atlas.features
        for name in (f"s{number:05d}-{f['id']}",)
    ]
    return Atlas(atlas.report, tuple(features))


def peak(folder, ask_for):
    """How many bytes an answer takes at the most, of Python's and of Arrow's."""
    holdings = Many(partial(open_table, str(folder))).read()
    own, before = pa.proxy_memory_pool(pa.default_memory_pool()), pa.default_memory_pool()
    pa.set_memory_pool(own)
    tracemalloc.start()
    try:
        matched = ask_for(holdings)
        return tracemalloc.get_traced_memory()[1] + own.max_memory(), matched
    finally:
        tracemalloc.stop()
        pa.set_memory_pool(before)


def test_an_answer_takes_no_more_memory_of_a_table_eight_times_as_large(tmp_path):
    atlas = invented(IDS[0], 0, 40)
    sites = ManyHoldings.collections["sites"]
    for name, times in (("small", 150), ("large", 1200)):
        FolderStore(tmp_path / name).put(built(repeated(atlas, times)))
    rows = pq.ParquetFile(tmp_path / "large" / f"report={IDS[0]}" / "sites.parquet")
    assert rows.num_row_groups >= 1200 * len(atlas.features) // partition.ROW_GROUP
    for query in (
        {},
        {"stage": "started,mentioned,completed", "claim": "reported"},
        {"bbox": "113,29,116,32"},
        {"datetime": "2020-01-01/.."},
    ):

        def answer(holdings, query=query):
            return holdings.find(sites, query, Page(100, 500)).matched

        small, few = peak(tmp_path / "small", answer)
        large, many = peak(tmp_path / "large", answer)
        assert many == 8 * few > 0
        assert large < 1.6 * small, query


def test_the_command_serves_a_folder_by_its_address(folder, made):
    with data_alone("--many", folder) as address:
        status, headers, body = get(f"{address}{SITES}?report={IDS[2]}&limit=3")
        assert (status, headers["content-type"]) == (200, "application/geo+json")
        said = json.loads(body)
        assert said["numberMatched"] == len(made[2].features)
        assert [f["properties"]["report"] for f in said["features"]] == [IDS[2]] * 3
