"""The page's logic, run without a browser."""

import sys

import pytest
from streamlit.testing.v1 import AppTest

from geo.exports.formats import FORMATS
from geo.paths import ROOT


@pytest.fixture
def page(monkeypatch):
    def start(*arguments, **query):
        monkeypatch.setattr(sys, "argv", ["streamlit_app.py", *map(str, arguments)])
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return start


def sentence(app):
    return app.markdown[0].value.replace("\\", "")


def test_it_opens_with_every_site(page):
    app = page()
    assert not app.exception
    assert "个项目（另有" in sentence(app)
    assert len(app.dataframe[0].value) == 154


def test_filters_change_the_sentence_and_the_table(page):
    app = page()
    app.multiselect("filter_sector").set_value(["transport"])
    app.multiselect("filter_stage").set_value(["operating"]).run()
    assert "个项目：交通 · 投用" in sentence(app)
    assert set(app.dataframe[0].value["行业"]) == {"交通"}


def test_an_empty_result_says_so_and_has_a_way_back(page):
    app = page()
    app.text_input("filter_text").set_value("没有这个名字").run()
    assert "0 个项目" in sentence(app)
    assert "没有符合条件的项目" in app.info[0].value
    next(b for b in app.button if b.label == "清除筛选").click().run()
    assert len(app.dataframe[0].value) == 154


def test_the_whole_page_speaks_english(page):
    app = page(lang="en")
    assert "sites (and" in sentence(app)
    assert [m.label for m in app.multiselect][:2] == ["Sector", "Stage"]
    assert "Sector" in app.dataframe[0].value


def test_a_link_opens_its_view_and_says_what_it_does_not_know(page):
    app = page(sector="health,xyz", claim="planned", site="nowhere")
    assert app.multiselect("filter_sector").value == ["health"]
    assert "个项目：医疗 · 计划" in sentence(app)
    notice = app.warning[0].value.replace("\\", "")
    assert "sector=xyz" in notice
    assert "site=nowhere" in notice


def test_an_atlas_that_cannot_be_opened_is_a_notice(page, tmp_path):
    broken = tmp_path / "broken.geojson"
    broken.write_text("{", encoding="utf-8")
    app = page("--atlas", broken)
    assert not app.exception
    assert app.error
    assert "broken.geojson" in app.text[0].value


def test_every_format_that_the_page_offers_is_one_click_away(page):
    offered = [button.proto.label for button in page().get("download_button")]
    for form in FORMATS.values():
        label = f"下载 {form.zh}（154 个项目）"
        assert (label in offered) == (form.offered != "nowhere"), form.code
