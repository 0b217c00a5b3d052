"""The editor's room, run without a browser."""

import re
import subprocess
import sys
from collections import OrderedDict
from functools import partial

import pytest
from room_app import PAGE, act, cards, enter, field, pick, press, steps_of
from shipped import ATLAS

from geo.base.errors import InputError
from geo.base.messages import Message, at_line
from geo.base.paths import ROOT
from geo.editing.findings import select, undecided
from geo.jobs.pool import Pool, Size
from geo.page import reading
from geo.page.editor import finding
from geo.page.editor.refusals import explain_error


@pytest.fixture
def room(monkeypatch):
    return partial(enter, monkeypatch)


def test_it_opens_with_every_finding_beside_the_decisions(room):
    app = room()
    assert not app.exception
    _, reading, sites = app.session_state["editor_reading"]
    findings = [finding for site in sites for finding in site.findings]
    assert {m.span for m in reading.found} <= {f.mention.span for f in findings}
    counted = f"{len(sites)} 个项目，{len(findings)} 处提及"
    assert counted in {c.value for c in app.caption}
    assert steps_of(app) == "草稿：0 步未提交"
    app.text_input(key="editor_search").set_value("udesk").run()
    assert "1 个项目，1 处提及" in {c.value for c in app.caption}
    app.text_input(key="editor_search").set_value("没有这个").run()
    assert "没有符合的项目。" in {i.value for i in app.info}


def test_a_step_needs_its_reason_and_can_be_undone(room):
    app = pick(room(), "udesk")
    act(app, "sector")
    box = next(b for b in app.selectbox if b.key.startswith("editor_sector_code"))
    box.set_value("housing")
    press(app, "记入草稿")
    assert "请写明理由" in {t.value for t in app.text}
    assert steps_of(app) == "草稿：0 步未提交"
    field(app, "reason").set_value("只为试验")
    press(app, "记入草稿")
    assert not app.exception
    assert steps_of(app) == "草稿：1 步未提交"
    assert any("设定行业：udesk → 住房" in t.value for t in app.text)
    press(app, "撤销上一步")
    assert steps_of(app) == "草稿：0 步未提交"


def test_a_decision_that_stands_is_shown_and_can_be_withdrawn(room):
    app = room()
    draft = app.session_state["editor_reading"][0]
    (decision,) = [d for d in draft.decisions if (d.action, d.exact) == ("reject", "铁四院")]
    sites = app.session_state["editor_reading"][2]
    (found,) = [f for s in sites for f in s.findings if decision in f.decisions]
    pick(app, found.site, f"{found.mention.start}-{found.mention.end}")
    assert any("此处只是云服务的客户" in t.value for t in app.text)
    press(app, "撤回")
    assert steps_of(app) == "草稿：1 步未提交"
    assert decision not in app.session_state["editor_reading"][0].decisions


@pytest.mark.parametrize(
    ("query", "time"),
    [({}, "本句没有说，由所在部分开头的这一行"), ({"lang": "en"}, "the line that")],
)
def test_each_site_shows_which_words_decided_time_stage_and_amount(room, query, time):
    app = room(**query)
    sites = app.session_state["editor_reading"][2]
    text = app.session_state["editor_desk"].report.text
    paid = next(s for s in sites if any(f.mention.investment for f in s.findings))
    (card,) = cards(pick(app, paid.id))
    assert not app.exception
    assert time in card
    mention = next(f.mention for f in paid.findings if f.mention.investment)
    amount = text[mention.investment.start : mention.investment.end]
    assert f"<mark class='said-amount' lang='zh-CN'>{amount}</mark>" in card
    assert card.count("data-said='time'") == len(paid.findings)
    for role in ("time", "stage", "amount"):
        assert f"data-said='{role}'" in card
    chosen = next(f for f in paid.findings if f.mention.stage_start is not None)
    (one,) = cards(pick(app, paid.id, f"{chosen.mention.start}-{chosen.mention.end}"))
    stage = text[chosen.mention.stage_start : chosen.mention.stage_end]
    assert f"<mark class='said-stage' lang='zh-CN'>{stage}</mark>" in one
    assert one.count("data-said='time'") == 1


def test_a_missed_mention_is_added_where_it_stands(room):
    app = room()
    field(app, "missed_words").set_value("武昌有担当").run()
    assert any("报告里没有这几个字" in i.value for i in app.info)
    field(app, "missed_words").set_value("全区").run()
    where = next(b for b in app.selectbox if b.key.startswith("editor_missed_where"))
    assert all("【全区】" in option for option in where.options)
    target = next(b for b in app.selectbox if b.key.startswith("editor_missed_target"))
    target.set_value("+").run()
    next(t for t in app.toggle if t.key.startswith("editor_more_missed")).set_value(True).run()
    field(app, "missed_id").set_value("whole-district")
    field(app, "missed_reason").set_value("只为试验")
    press(app, "记入草稿 · 补充提及")
    assert not app.exception
    assert steps_of(app) == "草稿：1 步未提交"


def rejected_once(app):
    """Put a step into the draft; return the draft's file."""
    pick(app, "udesk")
    act(app, "sector")
    next(b for b in app.selectbox if b.key.startswith("editor_sector_code")).set_value("housing")
    field(app, "reason").set_value("只为试验")
    press(app, "记入草稿")
    assert steps_of(app) == "草稿：1 步未提交"
    return app.session_state["editor_reading"][0].dumps().encode()


def load(app, raw, name="wuchang-2021.draft.json"):
    return app.file_uploader[0].upload(name, raw, "application/json").run()


def test_a_draft_is_loaded_by_a_worker_or_kept_till_there_is_one(room, monkeypatch):
    draft = rejected_once(room())
    app = room()
    full = Pool(Size(workers=0, waiting=0))
    with monkeypatch.context() as busy:
        busy.setattr(reading, "workers", lambda: full)
        load(app, draft)
        assert any("草稿还没有载入" in w.value for w in app.warning)
        assert any("现在很忙" in t.value for t in app.text)
        assert steps_of(app) == "草稿：0 步未提交"
    press(app, "再试一次")
    assert not app.exception
    assert any("已载入 1 步" in s.value for s in app.success)
    assert steps_of(app) == "草稿：1 步未提交"


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"{", "这个文件不是草稿"),
        (b'{"draft": 2, "report": "x", "place_code": null, "steps": [], "sha256": "%s"}'
         % (b"0" * 64), "这份草稿属于另一份报告（或它的另一个版本）"),
    ],
)  # fmt: skip
def test_what_is_no_draft_about_the_report_is_said_so(room, raw, line):
    app = load(room(), raw)
    assert not app.exception
    assert any("这份草稿读不了" in e.value for e in app.error)
    assert any(t.value.endswith(line) for t in app.text)
    assert steps_of(app) == "草稿：0 步未提交"
    assert not app.run().error


def test_a_server_that_is_too_busy_to_read_says_so_and_can_be_asked_again(room, monkeypatch):
    monkeypatch.setattr(finding, "_kept", OrderedDict())
    full = Pool(Size(workers=0, waiting=0))
    with monkeypatch.context() as busy:
        busy.setattr(reading, "workers", lambda: full)
        app = room()
        assert any("现在打不开编辑室" in w.value for w in app.warning)
        assert any("现在很忙" in t.value for t in app.text)
    press(app, "再试一次")
    assert not app.exception
    assert steps_of(app) == "草稿：0 步未提交"


def test_it_speaks_english(room):
    app = pick(room(lang="en"), "udesk")
    assert app.header[0].value == "The editor's room"
    shown = [*app.caption, *app.info, *app.subheader, *app.text]
    labels = [e.label for e in (*app.selectbox, *app.text_input, *app.button)]
    assert "Draft: 0 open steps" in {e.value for e in shown}
    assert {"What to do", "Find a site", "Reason (required)"} <= set(labels)


def test_without_the_reports_text_it_says_so(room, tmp_path):
    other = tmp_path / "other.geojson"
    text = ATLAS.read_text(encoding="utf-8").replace('"id":"wuchang-2021"', '"id":"other"', 1)
    other.write_text(text.replace('"id": "wuchang-2021"', '"id": "other"', 1), encoding="utf-8")
    app = room("--atlas", other)
    assert not app.exception
    assert any("没有这份报告的全文" in i.value for i in app.info)


def test_the_first_page_starts_without_the_extractor():
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "sys.argv = ['streamlit_app.py']\n"
        f"app = AppTest.from_file({PAGE!r}, default_timeout=60).run()\n"
        "assert not app.exception\n"
        "editing = ('geo.reading.extraction', 'geo.editing.drafts', 'geo.building.review')\n"
        "print([m for m in editing if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("error", "chinese"),
    [
        (InputError("decides_the_same", line=7), "第 7 行已有相同的决定"),
        (InputError("machine_finds_stage", stage="completed"), "机器读出的阶段是“竣工”"),
        (InputError("mentions_cross", one="甲", other="乙"), "“甲”与“乙”互相交叉"),
        (
            InputError("precision_allows", precision="street", metres=300),
            "“街区级（300 米内）”的误差最多 300 米",
        ),
        (
            InputError("line_is_no_position", Message("line", line=2)),
            "第 2 行：每行写“经度, 纬度”两个数",
        ),
        # Where the server has its files is nobody's business.
        (InputError("reason_is_missing", at_line("/srv/a/review.csv", 3)), "请写明理由"),
    ],
)
def test_what_is_wrong_is_said_in_the_readers_language(error, chinese):
    assert explain_error(error, "zh") == chinese
    assert not re.search("[\u4e00-\u9fff]", re.sub("'.'", "", explain_error(error, "en")))


def keyed(app, name):
    return next(b for b in app.button if b.key == f"editor_walk_{name}")


def undecided_in(app):
    return undecided(app.session_state["editor_reading"][2])


def picked_in(app):
    return app.session_state["editor_pick"].partition("|")[2]


def test_one_goes_from_undecided_to_undecided_by_one_click_each(room):
    app = room()
    first, second, third = undecided_in(app)[:3]
    spans = [f"{f.mention.start}-{f.mention.end}" for f in (first, second, third)]
    assert keyed(app, "accept").disabled
    keyed(app, "next").click().run()
    assert picked_in(app) == spans[0]
    count = len(undecided_in(app))
    keyed(app, "accept").click().run()
    assert not app.exception
    assert steps_of(app) == "草稿：1 步未提交"
    assert picked_in(app) == spans[1]
    assert len(undecided_in(app)) == count - 1
    keyed(app, "reject").click().run()
    assert picked_in(app) == spans[2]
    actions = [d.action for s in app.session_state["editor_reading"][0].steps for d in s.add]
    assert actions == ["accept", "reject"]
    keyed(app, "undo").click().run()
    assert steps_of(app) == "草稿：1 步未提交"
    # A site as a whole is confirmed by its words, one by one.
    pick(app, second.site)
    assert keyed(app, "reject").disabled
    # Behind the last one the first is next.
    last = undecided_in(app)[-1]
    pick(app, last.site, f"{last.mention.start}-{last.mention.end}")
    keyed(app, "next").click().run()
    assert picked_in(app) == spans[1]


def test_every_key_is_one_that_the_page_takes(room):
    keys = [b.proto.shortcut for b in room().button if b.key and b.key.startswith("editor_walk")]
    assert len(set(keys)) == len(keys) == 4
    # Streamlit runs and clears by these.
    assert not {"c", "r"} & {key.casefold() for key in keys}


@pytest.mark.parametrize(
    ("words", "found"),
    [("thl", "tanhualin"), ("tanhualin", "tanhualin"), ("曇華林", "tanhualin"), ("udesk", "udesk")],
)
def test_a_site_is_found_as_on_the_page(room, words, found):
    app = room()
    app.text_input(key="editor_search").set_value(words).run()
    assert not app.exception
    draft, _, sites = app.session_state["editor_reading"]
    assert found in {site.id for site in select(sites, "all", words, draft)}
    assert "没有符合的项目。" not in {i.value for i in app.info}


ACTIONS = ("accept", "reject", "stage", "site", "planned", "rename", "sector", "merge", "place")
# What stands in boxes of its own, and what chooses the form.
NO_FIELD = ("action", "missed_", "paste_")


def asked(app):
    """The names of the fields of the form that is open."""
    kinds = (app.text_input, app.text_area, app.selectbox, app.radio, app.number_input)
    keys = [f.key.removeprefix("editor_").partition(":") for kind in kinds for f in kind if f.key]
    return [
        name for name, is_of_choice, _ in keys if is_of_choice and not name.startswith(NO_FIELD)
    ]


@pytest.mark.parametrize("action", ACTIONS)
def test_no_form_asks_for_more_than_four_things_until_more_is_wanted(room, action):
    app = room()
    found = undecided_in(app)[0]
    act(pick(app, found.site, f"{found.mention.start}-{found.mention.end}"), action)
    assert not app.exception
    assert 1 <= len(asked(app)) <= 4


def test_a_place_is_put_with_four_fields_and_the_rest_on_demand(room):
    app = act(pick(room(), "poke-city"), "place")
    assert set(asked(app)) == {"shape_text", "p_precision", "p_source", "p_grounds"}
    texts = {f.key.split(":")[0].removeprefix("editor_"): f for f in app.text_area}
    texts["shape_text"].set_value("114.35, 30.55")
    texts["p_grounds"].set_value("只为试验")
    press(app, "记入草稿")
    assert not app.exception
    place = app.session_state["editor_reading"][0].features["poke-city"]
    assert place["properties"]["uncertainty_m"] == 500
    assert place["properties"]["location_source"]["licence"] == "ODbL-1.0"
    act(app, "place")
    more = next(t for t in app.toggle if t.key.startswith("editor_more_place"))
    more.set_value(True).run()
    assert len(asked(app)) > 10
    # It stays asked for at the next site, and what was hidden once is there again.
    pick(app, "udesk")
    act(app, "place")
    assert len(asked(app)) > 10
    next(t for t in app.toggle if t.key.startswith("editor_more_place")).set_value(False).run()
    assert not app.exception
    assert len(asked(app)) == 4


@pytest.mark.parametrize(
    ("at", "is_outside", "steps"),
    [
        ("114.33, 30.56", False, 1),
        # In the box of the region's places, and yet across the river.
        ("114.25, 30.56", True, 1),
        # Where no place of the region may lie.
        ("121.47, 31.23", True, 0),
    ],
)
def test_a_place_outside_of_the_reports_district_is_warned_about(room, at, is_outside, steps):
    app = act(pick(room(), "poke-city"), "place")
    texts = {f.key.split(":")[0].removeprefix("editor_"): f for f in app.text_area}
    texts["shape_text"].set_value(at)
    texts["p_grounds"].set_value("只为试验")
    press(app, "记入草稿 · 在地图上定位")
    assert not app.exception
    assert steps_of(app) == f"草稿：{steps} 步未提交"
    act(app, "place")
    warned = ["这个位置看来不在" in w.value for w in app.warning]
    assert any(warned) == is_outside
