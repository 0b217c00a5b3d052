"""Sites of two reports that may be one are asked in the editor's room, as a draft first."""

import csv
import io
import json

import pytest
from room_app import enter, field, press, steps_of
from test_comparing import compared, verdict_of
from year_reports import NEW, OLD

from geo.base.errors import InputError
from geo.building.setting import setting_of
from geo.documents.report import Report
from geo.editing import links
from geo.editing.desk import read_desk
from geo.editing.drafts import Draft, Step, read_steps
from geo.page import upload
from geo.years.history import Reported
from geo.years.links import COLUMNS, Link, link_of, read_links, write_links

ASKED_OLD = OLD.replace("推动早闲公园建成投用", "开工建设区第四小学")
ASKED_NEW = NEW.replace("早闲公园加快建设", "市第四小学开工")
WHY = "同一所学校，改由市里管"


@pytest.fixture
def room(monkeypatch):
    app = enter(monkeypatch)
    app.session_state["uploaded"] = upload._put(compared(ASKED_OLD, ASKED_NEW))
    app.switch_page("pages/editor.py")
    app.run()
    assert not app.exception
    return app


def link(relation="same", old="a", new="b", reason=WHY):
    cells = ("old", old, "new", new, relation, reason)
    return link_of(dict(zip(COLUMNS, cells, strict=True)))


def told(opened, decided=()):
    later = [Reported(each.atlas, each.text, each.name) for each in opened.compared.later]
    first = Reported(opened.atlas, opened.text, "old")
    return links.story(first, later, setting_of(Report("", OLD)), decided, {})


def answer(app, choice, reason):
    radio = next(r for r in app.radio if r.key.startswith("editor_links_answer"))
    radio.set_value(choice)
    next(f for f in app.text_input if "links_reason" in f.key).set_value(reason)
    return press(app, "记入草稿 · 关联")


def test_a_doubtful_pair_stands_with_both_clauses_and_the_reason_of_its_score(room):
    bodies = [html.proto.body for html in room.get("html")]
    sides = [body for body in bodies if body.startswith("<div class='link-side'")]
    assert len(sides) == 2
    assert "开工建设<mark>区第四小学</mark>" in sides[0]
    assert "2023-01-10" in sides[0]
    assert "<mark>市第四小学</mark>开工" in sides[1]
    assert any("名称相同，所属不同；把握 0.6" in caption.value for caption in room.caption)
    assert any("1 对待定" in e.label for e in room.expander)


def test_an_answer_needs_its_reason_and_is_a_step_that_can_be_undone(room):
    answer(room, "same", "  ")
    assert any("请写明理由" in text.value for text in room.text)
    answer(room, None, WHY)
    assert any("请先选择答案" in text.value for text in room.text)
    assert "0" in steps_of(room)
    answer(room, "same", WHY)
    assert not room.exception
    assert "1" in steps_of(room)
    assert any("0 对待定" in e.label for e in room.expander)
    assert any("关联：" in text.value and "同一项目" in text.value for text in room.text)
    press(room, "撤销上一步")
    assert any("1 对待定" in e.label for e in room.expander)


def test_the_preview_tells_the_story_as_it_is_decided_and_the_table_can_be_taken_home(room):
    answer(room, "same", WHY)
    drafts = room.session_state["editor_drafts"].values()
    (draft,) = (each for each in drafts if each.report_id == "old")
    assert any(b.label.startswith("下载跨年关联") for b in room.get("download_button"))
    rows = list(csv.DictReader(io.StringIO(draft.links_csv())))
    assert [(row["relation"], row["reason"]) for row in rows] == [("same", WHY)]
    press(room, "在地图上预览")
    shown = upload._shelf().get(room.session_state["previewed"])
    assert verdict_of(shown, "第四小学") != "no_evidence"
    assert shown.compared.doubts == ()
    sites = (f["properties"] for f in shown.atlas.features)
    (school,) = (site for site in sites if "第四小学" in site["name"])
    assert [(one["how"], one["reason"]) for one in school["links"]] == [("decided", WHY)]


def test_a_decision_can_be_withdrawn_and_no_is_an_answer_too(room):
    answer(room, "different", "两所学校")
    assert any("另一项目 · 两所学校" in text.value for text in room.text)
    button = next(b for b in room.button if b.key.startswith("editor_links_withdraw"))
    button.click().run()
    assert any("1 对待定" in e.label for e in room.expander)
    assert "2" in steps_of(room)


def test_one_report_alone_is_asked_nothing(monkeypatch):
    app = enter(monkeypatch)
    assert not any("待定" in e.label for e in app.expander)
    assert field(app, "missed_words")


def test_what_is_decided_goes_before_the_machine_and_parts_stay_sites_of_their_own():
    opened = compared(ASKED_OLD, ASKED_NEW)
    (asked,) = links.questions(told(opened), ())
    assert (asked.old.name, asked.new.name) == ("区第四小学", "市第四小学")
    (made,) = links.decide(asked, "part_of", WHY).link
    history = told(opened, [made])
    assert links.questions(history, [made])[0].link == made
    (pair,) = [p for p in history.pairs[asked.new.report] if p.how == "decided"]
    assert (pair.relation, pair.reason) == ("part_of", WHY)
    # What is of other reports counts for nothing here, and is no error.
    assert told(opened, [link()]).questions == told(opened).questions


def test_decisions_come_back_from_their_file_and_their_draft(tmp_path):
    rows = [link(), link("different", "a", "c", "逗号，和\n换行"), link("part_of", "d", "e")]
    path = tmp_path / "links.csv"
    path.write_text(write_links(rows), encoding="utf-8")
    assert [row.cells for row in read_links(path)] == [row.cells for row in rows]
    report = Report("old", OLD)
    draft = Draft("old", report.sha256, steps=(Step(link=tuple(rows)), Step(unlink=(rows[0],))))
    again = read_steps(draft.dumps(), report)
    assert [step.link for step in again] == [step.link for step in draft.steps]
    assert [row.cells for row in draft.links] == [row.cells for row in rows[1:]]


def test_a_draft_of_an_earlier_version_is_still_read():
    report = Report("old", OLD)
    step = {"add": [], "drop": [], "place": None}
    old = {"draft": 2, "report": "old", "place_code": None, "sha256": report.sha256}
    (read,) = read_steps(json.dumps({**old, "steps": [step]}), report)
    assert read == Step()


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([link(), link("different")], "these two sites are decided twice"),
        ([link(), link(new="c")], "the same as two of one report"),
        ([link(), link(old="c")], "the same as two of one report"),
    ],
)
def test_decisions_that_contradict_each_other_are_refused(tmp_path, rows, what):
    desk = read_desk(Report("old", OLD))
    draft = desk.blank()
    draft, reading = desk.take(draft, Step(link=(rows[0],)), desk.read(draft))
    with pytest.raises(InputError, match=what):
        desk.take(draft, Step(link=(rows[1],)), reading)
    path = tmp_path / "links.csv"
    path.write_text(write_links(rows), encoding="utf-8")
    with pytest.raises(InputError, match=r"links.csv, line 3") as refusal:
        read_links(path)
    assert what in refusal.value.what
    with pytest.raises(InputError, match="no such decision"):
        desk.take(draft, Step(unlink=(Link(*rows[1].cells),)), reading)
