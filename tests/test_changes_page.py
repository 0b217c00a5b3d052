"""The table of what changed, on the page: chosen by the page's filters, and honest where empty."""

import copy
import sys

import pytest
from shipped import ATLAS
from streamlit.testing.v1 import AppTest

from geo.base.paths import ROOT
from geo.building.logged import write_atlas
from geo.model.atlas import Atlas, read_atlas
from geo.model.change_log import path_of, read_log
from geo.model.codes import CHANGES
from geo.page import beside
from geo.page.changes_table import changes_frame
from geo.selecting.changed import Changed
from geo.selecting.selection import Selection
from geo.serving.published import Publications


@pytest.fixture
def page(monkeypatch):
    def start(*arguments, **query):
        monkeypatch.setattr(sys, "argv", ["streamlit_app.py", *map(str, arguments)])
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
        app.session_state["changes_below"] = True
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    return start


@pytest.fixture(scope="module")
def changed():
    return Changed(read_atlas(ATLAS), read_log(ATLAS))


def rows_of(told):
    return sum(len(each.change.kinds) for each in told)


def captions(app):
    return " ".join(each.value for each in app.caption)


def altered(atlas, **properties):
    features = copy.deepcopy(atlas.features)
    (feature,) = (f for f in features if f["id"] == "csadi")
    feature["properties"] |= properties
    return Atlas(atlas.report, features)


def test_it_lists_every_change_and_the_filters_choose_among_them(page, changed):
    app = page()
    assert len(app.dataframe[0].value) == rows_of(changed.told)
    assert f"{len(changed.told)} 处变化" in captions(app)
    app = page(sector="transport", lang="en")
    told = changed.chosen(Selection(sector=("transport",)))
    assert 0 < len(told) < len(changed.told)
    assert len(app.dataframe[0].value) == rows_of(told)
    assert f"{len(told)} of {len(changed.told)} changes" in captions(app)
    assert set(app.dataframe[0].value["Change"]) <= {code.en for code in CHANGES.values()}


def test_each_row_says_what_was_and_what_is(changed):
    for language in ("zh", "en"):
        frame = changes_frame(changed.told, language)
        assert list(frame.columns[:2])
        assert not frame.isna().any().any()
        # Something is said on at least one side, and it is not the same twice.
        before, after = frame.iloc[:, 3], frame.iloc[:, 4]
        assert ((before != "") | (after != "")).all()
        assert (before != after).all()


def test_a_new_site_has_no_before_and_a_gone_one_no_after(page, atlas, tmp_path):
    less = atlas.subset({f["id"] for f in atlas.features} - {"csadi"})
    path = tmp_path / "a.geojson"
    for each in (less, atlas, less):
        write_atlas(path, each)
    rows = page("--atlas", path).dataframe[0].value
    assert list(rows["变化"]) == [CHANGES["gone"].zh, CHANGES["new"].zh]
    gone, new = rows.to_dict("records")
    assert gone["之后"] == new["之前"] == ""
    assert new["之后"] == gone["之前"] != ""


def test_where_there_is_nothing_it_says_why(page, atlas, tmp_path):
    assert "没有一处符合" in captions(page(q="没有这个名字"))
    path = tmp_path / "a.geojson"
    path.write_text(atlas.dumps(), encoding="utf-8")
    app = page("--atlas", path)
    assert "没有变化记录" in captions(app)
    assert not app.dataframe
    path = tmp_path / "b.geojson"
    write_atlas(path, atlas)
    app = page("--atlas", path)
    assert "此后没有变化" in captions(app)
    assert not app.dataframe


def test_a_damaged_log_is_a_notice_and_the_page_goes_on(page, atlas, tmp_path):
    path = tmp_path / "a.geojson"
    write_atlas(path, atlas)
    path_of(path).write_text("{\n", encoding="utf-8")
    app = page("--atlas", path)
    assert app.warning
    assert "a.changes.jsonl" in " ".join(each.value for each in app.text)
    assert "个项目" in app.markdown[0].value


def test_the_feed_of_what_is_chosen_is_offered_where_it_is_published(page, atlas, monkeypatch):
    monkeypatch.setattr(beside, "_served", [])
    assert "feed.atom" not in " ".join(each.value for each in page().markdown)
    monkeypatch.setattr(beside, "_served", [(Publications(folder=ATLAS.parent), ATLAS, "")])
    (link,) = (m.value for m in page(sector="transport").markdown if "feed.atom" in m.value)
    assert f"(/feed.atom?report={atlas.report['id']}&sector=transport)" in link


def test_what_names_say_stays_text(atlas, tmp_path):
    path = tmp_path / "a.geojson"
    evil = altered(atlas, name="<b>x</b>\u202e", name_en="<b>x</b>", status="planning")
    write_atlas(path, evil)
    write_atlas(path, altered(evil, status="started"))
    (name,) = changes_frame(Changed(evil, read_log(path)).told)["名称"]
    assert "\u202e" not in name
