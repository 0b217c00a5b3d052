"""The page's logic, run without a browser."""

import os
import subprocess
import sys

import pytest
from shipped import ATLAS
from streamlit.testing.v1 import AppTest

from geo.base.errors import InputError
from geo.base.paths import ROOT
from geo.model.atlas import read_atlas
from geo.model.codes import STAGES
from geo.model.facets import CLAIMS
from geo.outputs.formats import FORMATS
from geo.selecting.selection import Selection


@pytest.fixture
def page(monkeypatch):
    def start(*arguments, is_open="table_below", **query):
        monkeypatch.setattr(sys, "argv", ["streamlit_app.py", *map(str, arguments)])
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
        app.session_state[is_open] = True
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
    app.session_state["filter_text"] = "没有这个名字"
    app.run()
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
    offered = [button.proto.label for button in page(is_open="downloads").get("download_button")]
    for form in FORMATS.values():
        label = f"下载 {form.zh}（154 个项目）"
        assert (label in offered) == (form.offered != "nowhere"), form.code


def test_what_is_closed_is_not_made(page):
    downloads = page(is_open="downloads")
    assert not downloads.dataframe
    assert not page().get("download_button")
    charts = page(is_open="charts_below")
    assert not charts.exception
    assert [table.value.shape[0] > 0 for table in charts.dataframe] == [True, True]


def test_each_choice_says_its_count_under_the_others(page):
    app = page(sector="health")
    shown = Selection(sector=("health",))
    claims = shown.counts(read_atlas(ATLAS), "claim")
    written = "".join(each.proto.body for each in app.get("html"))
    for place, code in enumerate(CLAIMS, 1):
        assert f":nth-of-type({place}) p::after{{content:' ({claims[code]})'}}" in written
    assert app.multiselect("filter_stage").options == [
        f"{STAGES[code].zh} ({count})"
        for code, count in shown.counts(read_atlas(ATLAS), "stage").items()
        if count
    ]


@pytest.mark.parametrize("label", ["医疗 (999)", "Health (1)", "health"])
def test_a_choice_whose_count_has_changed_since_is_still_that_choice(page, label):
    app = page()
    app.session_state["filter_sector"] = [label, "<script> (1)"]
    app.session_state["filter_area"] = "武昌古城 (999)"
    app.run()
    assert not app.exception
    assert app.multiselect("filter_sector").value == ["health"]
    assert "个项目：医疗" in sentence(app)


def test_the_card_leads_to_the_sites_around(page):
    app = page(site="tanhualin")
    around = {p.key.partition("_")[0]: p for p in app.get("button_group") if p.key}
    assert around["within"].options == ["武昌古城"]
    assert all(" m" in option or " km" in option for option in around["neighbours"].options)


def test_the_page_needs_neither_extractor_nor_geocoder():
    script = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('streamlit_app.py', default_timeout=30).run()\n"
        "assert not app.exception and not app.error\n"
        "print(' '.join(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "geo.page.map_frame" in loaded
    not_wanted = {
        "geo.reading.extraction", "geo.reading.tagger", "geo.reading.lexicon",
        "geo.places.gazetteer", "geo.places.geocoders", "geo.building.build",
        "pycrfsuite", "geopandas", "geopy", "pypinyin", "opencc", "trafilatura",
        "docx", "pypdfium2",
    }  # fmt: skip
    assert loaded & not_wanted == set()


@pytest.mark.parametrize("error", [InputError("no font"), ValueError("Expected end of text")])
def test_a_printed_map_that_cannot_be_made_here_says_why_and_the_others_can(
    page, monkeypatch, error
):
    def find_none():
        raise error

    monkeypatch.setattr("geo.outputs.paper.fonts.find_typeface", find_none)
    app = page(is_open="downloads")
    assert not app.exception
    offered = {b.proto.label: b.proto.disabled for b in app.get("download_button")}
    barred = {label for label, is_barred in offered.items() if is_barred}
    assert barred == {f"下载 {FORMATS[code].zh}（154 个项目）" for code in ("pdf", "png")}
    said = [c.value.replace("\\", "") for c in app.caption if "做不出来" in c.value]
    assert len(said) == 2
    assert all(str(error) in line for line in said)


def test_more_filters_are_in_the_link_and_in_the_sentence(page, atlas):
    app = page(period="2022-2026", amount="100000000-", unit="420106", claim="planned")
    assert app.multiselect("filter_period").value == ["2022-2026"]
    assert app.number_input("filter_amount_from").value == 1
    assert app.number_input("filter_amount_to").value is None
    said = sentence(app)
    assert "计划 2022、2022–2026" in said
    assert "2022–2026 年" in said
    assert "在武昌区" in said
    assert "至少 1 亿元" in said
    next(b for b in app.button if b.label == "清除筛选").click().run()
    assert len(app.dataframe[0].value) == len(atlas.features)


def test_a_year_and_amounts_are_chosen_under_more_filters(page, atlas):
    app = page()
    app.toggle("more").set_value(True).run()
    app.multiselect("filter_period").set_value(["2022"]).run()
    planned = Selection(period=("2022",))
    assert len(app.dataframe[0].value) == len(planned.ids(atlas))
    # The smaller is the first, whichever field it stands in.
    app.number_input("filter_amount_from").set_value(20.0)
    app.number_input("filter_amount_to").set_value(10.0).run()
    both = Selection(period=("2022",), amount=(1_000_000_000, 2_000_000_000))
    assert len(app.dataframe[0].value) == len(both.ids(atlas))
    assert not app.exception


@pytest.mark.parametrize("asked", ["NaN", "9" * 10_000, "<script>alert(1)</script>", "1-2-3", "-"])
@pytest.mark.parametrize("name", ["period", "responsible", "unit", "amount", "colour"])
def test_whatever_stands_in_the_link_the_page_opens_and_says_what_it_ignores(page, name, asked):
    app = page(**{name: asked})
    assert not app.exception
    assert f"{name}=" in app.warning[0].value.replace("\\", "")
    assert len(app.warning[0].value) < 400


def test_the_table_gives_the_clause_in_whole_words_and_no_none(page, atlas, report):
    table = page().dataframe[0].value
    assert not [name for name in table if table[name].isna().any()]
    assert not table.astype(str).isin(["None", "nan", "True", "False"]).any().any()
    shown = dict(zip(table["id"], table["报告原文"], strict=True))
    for feature in atlas.features:
        for mention in feature["properties"]["mentions"]:
            clause = report.text[mention["quote_start"] : mention["quote_end"]]
            assert "".join(clause.split())[:60] in "".join(shown[feature["id"]].split())


def test_an_atlas_that_is_built_anew_is_shown_anew(page, tmp_path):
    path = tmp_path / ATLAS.name
    path.write_bytes(ATLAS.read_bytes())
    assert "武昌区" in "".join(each.value for each in page("--atlas", path).header)
    path.write_bytes(ATLAS.read_bytes().replace("武汉市武昌区".encode(), "武汉市青山区".encode()))
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
    assert "青山区" in "".join(each.value for each in page("--atlas", path).header)
