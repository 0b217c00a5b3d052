"""Bringing one's own places from the page: whose page it is, what is asked, what is kept."""

import sys
from types import SimpleNamespace

import pytest
from extracts import REPORT, jingzhou, rows_in, write_table
from room_app import PAGE, press
from streamlit.testing.v1 import AppTest

from geo.jobs.importing import ImportRun, Wanted
from geo.page import reading, sharing
from geo.page.opening import opened_from
from geo.sources.intake import Terms, import_file
from geo.sources.store import open_store

TABLE = [("云梦剧院", 112.2450, 30.3300), ("织锦公园", 112.2500, 30.3400)]
LOCAL = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


@pytest.fixture
def store(tmp_path, monkeypatch):
    path = tmp_path / "home" / "places.sqlite"
    monkeypatch.setenv("GEO_PLACES", str(path))
    return path


def visited(monkeypatch, headers, ip=None, hosts=()):
    context = SimpleNamespace(headers=headers, ip_address=ip)
    monkeypatch.setattr(sharing, "st", SimpleNamespace(context=context, get_option=lambda _: hosts))
    return sharing.is_own()


def test_a_page_that_its_reader_serves_is_ones_own(monkeypatch):
    assert visited(monkeypatch, LOCAL)
    assert visited(monkeypatch, {"Host": "127.0.0.1:1", "Origin": "http://127.0.0.1:1"})
    assert visited(monkeypatch, {"Host": "[::1]:1", "Origin": "http://[::1]:1"})


@pytest.mark.parametrize(
    ("headers", "ip", "hosts"),
    [
        ({}, None, ()),
        (LOCAL, "192.0.2.7", ()),
        (LOCAL | {"X-Forwarded-For": "192.0.2.7"}, None, ()),
        (LOCAL | {"Forwarded": "for=192.0.2.7"}, None, ()),
        (LOCAL | {"Via": "1.1 proxy"}, None, ()),
        (LOCAL | {"Host": "atlas.example.org"}, None, ()),
        (LOCAL | {"Origin": "https://atlas.example.org"}, None, ()),
        (LOCAL | {"Origin": "http://["}, None, ()),
        (LOCAL, None, ("atlas.example.org",)),
    ],
)
def test_a_page_that_may_be_shared_is_not(monkeypatch, headers, ip, hosts):
    assert not visited(monkeypatch, headers, ip, hosts)


def test_whoever_runs_the_page_can_say_it(monkeypatch):
    monkeypatch.setenv(sharing.VARIABLE, "on")
    assert visited(monkeypatch, {}, "192.0.2.7")
    # But nobody from afar names files of the machine.
    assert not sharing.is_local()
    monkeypatch.setenv(sharing.VARIABLE, "off")
    assert not visited(monkeypatch, LOCAL)


@pytest.fixture
def page(monkeypatch):
    def start(*, is_own=True):
        monkeypatch.setattr(sys, "argv", ["streamlit_app.py"])
        monkeypatch.setattr(sharing, "is_local", lambda: is_own)
        app = AppTest.from_file(PAGE, default_timeout=60)
        app.session_state["own_places"] = True
        return app.run()

    return start


def bring(app, path, datum=None):
    """Import a file by its path, and wait for what becomes of it."""
    app.text_input(key="places_path").set_value(str(path))
    if datum:
        app.radio(key="places_datum").set_value(datum)
    app.button(key="places_import").click().run()
    assert not app.exception
    if "importing" in app.session_state:
        assert app.session_state["importing"].wait(120)
        app.run()
    return app


def test_a_shared_page_offers_no_import(page, store):
    app = page(is_own=False)
    assert not app.exception
    assert not [b for b in app.button if b.key == "places_import"]
    assert reading.places_option() == {}


def test_without_a_store_there_is_nothing_to_bring_places_to(page):
    assert not [b for b in page().button if b.key == "places_import"]


def test_an_extract_is_imported_and_said_in_one_line(page, store, tmp_path):
    path = jingzhou().write(tmp_path / "jingzhou.osm.pbf")
    app = bring(page(), path)
    assert not app.exception
    (line,) = [s.value for s in app.success]
    plain = line.replace("\\", "")
    assert "jingzhou.osm.pbf：导入" in plain
    assert "ODbL-1.0" in plain
    assert rows_in(store) > 10
    assert any("OpenStreetMap · ODbL-1.0" in t.value for t in app.text)


def test_a_tables_datum_is_asked_for_and_nothing_is_kept_without(page, store, tmp_path):
    path = write_table(tmp_path / "a.csv", TABLE)
    app = bring(page(), path)
    assert any("没有导入" in e.value for e in app.error)
    assert any("表格没有写明坐标系" in t.value for t in app.text)
    assert rows_in(store) == 0
    app = bring(app, path, "gcj02")
    assert len(app.success) == 1
    assert rows_in(store) == 2


def test_a_broken_file_leaves_what_was_there(page, store, tmp_path):
    import_file(write_table(tmp_path / "a.csv", TABLE), store, Terms(datum="wgs84"))
    before = store.read_bytes()
    path = jingzhou().write(tmp_path / "j.osm.pbf")
    path.write_bytes(path.read_bytes()[:-200])
    app = bring(page(), path)
    assert any("没有导入" in e.value for e in app.error)
    assert store.read_bytes() == before


def test_nothing_chosen_is_said(page, store):
    app = page()
    press(app, "导入")
    assert any("请先选文件" in e.value for e in app.error)


def test_uploaded_files_are_imported_one_by_one_and_forgotten(store, tmp_path):
    folder = tmp_path / "uploaded"
    folder.mkdir()
    good, bad = folder / "学校.csv", folder / "坏.csv"
    write_table(good, TABLE)
    bad.write_text("name\n甲\n", encoding="utf-8")
    files = [Wanted(f, f.name, Terms(datum="wgs84", file=f.name)) for f in (bad, good)]
    done = []
    run = ImportRun(files, store, lambda: done.append(True))
    assert run.wait(120)
    first, second = run.outcomes
    assert first.summary is None
    assert str(first.problem).startswith("坏.csv, line 1: no columns of longitude")
    assert second.summary.objects == 2
    assert done == [True]
    # The same name again is the same source, wherever it lay for the while.
    again = tmp_path / "学校.csv"
    write_table(again, TABLE[:1])
    run = ImportRun([Wanted(again, again.name, Terms(datum="wgs84", file=again.name))], store)
    assert run.wait(120)
    assert run.outcomes[0].summary.has_replaced
    assert rows_in(store) == 1


def test_an_import_that_is_given_up_leaves_nothing(store, tmp_path):
    path = jingzhou().write(tmp_path / "jingzhou.osm.pbf")
    run = ImportRun([Wanted(path, path.name, Terms())], store)
    run.cancel()
    assert run.wait(120)
    assert not [o for o in run.outcomes if o.summary]
    assert rows_in(store) == 0


def test_a_report_on_a_page_of_ones_own_is_placed_by_what_was_brought(store, tmp_path, monkeypatch):
    monkeypatch.setattr(sharing, "is_own", lambda: True)
    raw = REPORT.encode()

    def read():
        job = reading.submit(reading.upload_task(raw, "荆州-2024.txt"), "zh")
        assert job.wait(120)
        assert job.failure is None
        opened = opened_from(job.result, with_own_ground=bool(reading.places_option()))
        return opened, {f["properties"]["precision"] for f in opened.atlas.features}

    _, before = read()
    assert before <= {"city", "district"}
    import_file(jingzhou().write(tmp_path / "jingzhou.osm.pbf"), store, Terms())
    opened, after = read()
    assert {"exact", "street"} <= after
    layers = {layer["layer"]["id"] for layer in opened.payload["base"]}
    assert {"water", "roads"} <= layers
    # Read while nobody imports: the page's workers write nothing.
    assert open_store(store).sources()[0].name == "OpenStreetMap"
    monkeypatch.setattr(sharing, "is_own", lambda: False)
    assert read()[1] == before
