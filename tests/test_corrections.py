"""What readers say is wrong: what the form makes of it, and what the editor's room takes."""

import json
from functools import partial

import pytest
from room_app import cards, enter, pick, press, steps_of
from shipped import ATLAS, SEED

from geo.base.errors import InputError
from geo.cli.main import main
from geo.documents.report import Report
from geo.editing.corrections import (
    MAX_BYTES,
    MAX_OPEN,
    WRONGS,
    Correction,
    read_correction,
    step_of,
    with_another,
)
from geo.editing.desk import read_desk
from geo.editing.findings import list_findings
from geo.model.schema import read_schema
from geo.outputs.formats import FORMATS
from geo.page.correcting import mail
from geo.view.correcting import clauses_of, correction_form
from tools.vectors import vectors

HOSTILE = "<img src=x onerror=alert(1)> **粗** [a](javascript:x) :smile: {{7*7}} \u202e =1+1"
# Invented.
TEXT = (
    "青石区政府工作报告\n2023年工作回顾\n鹭洲大厦顺利竣工。槐荫中学加快建设。\n"
    "2024年工作安排\n推动柳湾隧道开工。槐荫中学投入使用。\n"
)


@pytest.fixture(scope="module")
def judged():
    """An invented report, its sites, and the draft and desk about it."""
    own = Report("qingshi-2023", TEXT)
    desk = read_desk(own)
    draft = desk.blank()
    reading = desk.read(draft)
    return own, list_findings(own, draft, reading, ()), desk, draft, reading


def named(sites, name):
    return next(site for site in sites if site.name == name)


def file_of(own, site, words=None, **told):
    """Return a correction as the form writes it, about these words' first mention."""
    said = {"wrong": "other", "value": "", "said": "说明"} | told
    if words is not None:
        start = own.text.index(words)
        words = {"start": start, "end": start + len(words), "exact": words, "quotation": ""}
    about = {"correction": 1, "report": own.id, "sha256": own.sha256, "site": site, "name": "x"}
    return about | {"words": words} | said


def read(judged, content):
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return read_correction(raw, judged[0], judged[1], "a.json")


def test_what_the_form_makes_is_what_the_room_reads(judged):
    own, sites, *_ = judged
    site = sites[0]
    span = site.findings[0].mention.span
    for case in vectors()["corrections"]:
        made = json.loads(case["file"])
        about = {"report": own.id, "sha256": own.sha256, "site": site.id}
        words = made["words"] and {
            "start": span[0],
            "end": span[1],
            "exact": own.text[slice(*span)],
            "quotation": "…",
        }
        found = read(judged, made | about | {"words": words})
        assert found.wrong == case["told"]["wrong"]
        assert found.span == (span if words else None)
        assert found.value == case["told"]["value"]
    assert {case["told"]["wrong"] for case in vectors()["corrections"]} == set(WRONGS)
    assert read_schema("correction")["properties"]["wrong"]["enum"] == list(WRONGS)


def test_a_mail_that_is_pasted_whole_is_read(judged):
    own, sites, *_ = judged
    made = json.dumps(file_of(own, sites[0].id, said="原文第三段\n说的是"), indent=1)
    broken = made.replace("\\n", "\n")
    mail = (
        f"From: someone@city.example\r\nSubject: 更正\r\n\r\n您好：\r\n{broken}\r\n-- \r\n某人\r\n"
    )
    assert read(judged, mail.encode()).said == "原文第三段 说的是"
    # Half a character is written out.
    assert read(judged, file_of(own, sites[0].id, said="\ud800")).said == "\\ud800"
    assert read(judged, b"\xef\xbb\xbf" + made.encode()).site == sites[0].id


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (b"", "file_is_no_correction"),
        (b"{", "file_is_no_correction"),
        (b"\xff\xfe{}", "file_is_no_correction"),
        (b"[" * 10_000, "file_is_no_correction"),
        (b'{"correction":' * 3000 + b"1" + b"}" * 3000, "file_is_no_correction"),
        (b'{"correction": 1' + b"0" * 5000 + b"}", "file_is_no_correction"),
        (b"[1, 2]", "file_is_no_correction"),
        (b"{}" + b" " * MAX_BYTES, "correction_too_large"),
        ({"correction": 2}, "correction_of_another_version"),
        ({"correction": True}, "file_is_no_correction"),
        ({"report": "other"}, "correction_of_another_report"),
        ({"sha256": "0" * 64}, "correction_of_another_report"),
        ({"sha256": "<script>"}, "file_is_no_correction"),
        ({"site": "no-such-site"}, "correction_of_no_site"),
        ({"site": HOSTILE}, "correction_of_no_site"),
        ({"site": "__proto__"}, "correction_of_no_site"),
        ({"site": ["x"]}, "file_is_no_correction"),
        ({"said": "x" * 501}, "file_is_no_correction"),
        ({"said": None}, "file_is_no_correction"),
        ({"value": "x" * 61}, "file_is_no_correction"),
        ({"wrong": "everything"}, "file_is_no_correction"),
        ({"wrong": "stage"}, "correction_without_words"),
        ({"wrong": "sector", "value": "no-sector"}, "correction_with_no_code"),
        ({"extra": 1}, "file_is_no_correction"),
        ({str(n): n for n in range(200)}, "file_is_no_correction"),
        ({"words": {"start": 0, "end": 2, "exact": "其他", "quotation": ""}},
         "correction_of_other_words"),
        ({"words": {"start": -1, "end": 2, "exact": "青石", "quotation": ""}},
         "file_is_no_correction"),
        ({"words": {"start": 9 * 10**6, "end": 9 * 10**6 + 2, "exact": "青石", "quotation": ""}},
         "correction_of_other_words"),
        ({"words": {"start": 0, "end": 2, "exact": "青石"}}, "file_is_no_correction"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_one_line_that_names_the_file(judged, change, code):
    own, sites, *_ = judged
    content = file_of(own, sites[0].id) | change if isinstance(change, dict) else change
    with pytest.raises(InputError) as refused:
        read(judged, content)
    assert refused.value.message.code == code
    for language in ("zh", "en"):
        line = refused.value.sentence(language)
        assert line.startswith("a.json")
        assert line.isprintable()
        assert len(line) < 400


def test_what_is_said_whole_becomes_the_step_and_the_rest_waits_for_the_editor(judged):
    own, sites, desk, draft, reading = judged
    tower, school = named(sites, "鹭洲大厦"), named(sites, "槐荫中学")

    def asked(site, words=None, **told):
        correction = read(judged, file_of(own, site.id, words, **told))
        step = step_of(correction, own, sites, draft, None, "读者指出：试")
        if step is None:
            return None
        # It holds: the atlas builds with it.
        after, _ = desk.take(draft, step, reading)
        return [(d.action, d.exact, d.site, d.value) for d in after.decisions]

    assert asked(tower, "鹭洲大厦", wrong="not_a_site") == [("reject", "鹭洲大厦", "", "")]
    assert [d[:2] for d in asked(school, wrong="not_a_site")] == [("reject", "槐荫中学")] * 2
    assert asked(school, "槐荫中学", wrong="planned") == [("planned", "槐荫中学", "", "true")]
    found = asked(school, wrong="sector", value="health")
    assert found == [("sector", "", school.id, "health")]
    assert asked(tower, wrong="name", value="鹭洲塔") == [("rename", "", tower.id, "鹭洲塔")]
    assert asked(tower, "鹭洲大厦", wrong="stage", value="mentioned") == [
        ("stage", "鹭洲大厦", "", "mentioned")
    ]
    # Which words say another stage, where a site lies: the editor says it.
    assert asked(tower, "鹭洲大厦", wrong="stage", value="operating") is None
    assert asked(tower, wrong="place") is None
    assert asked(tower, wrong="amount") is None
    assert asked(tower, wrong="sector") is None
    # Words that are no mention.
    assert asked(tower, "工作回顾", wrong="not_a_site") is None


def test_the_same_is_opened_once_and_not_without_end():
    opened = []
    for n in range(MAX_OPEN):
        opened = with_another(opened, Correction(f"site-{n}", "other"))
    assert with_another(opened, Correction("site-3", "other")) == opened
    with pytest.raises(InputError, match="judge these first"):
        with_another(opened, Correction("one-more", "other"))


def test_the_form_offers_the_reports_own_clauses(atlas, report):
    for feature in atlas.features:
        site = feature["properties"]
        clauses = clauses_of(site, atlas, report.text)
        assert len(clauses) == len(site["mentions"])
        for clause in clauses:
            assert report.text[clause["start"] : clause["end"]] == clause["exact"]
            assert clause["exact"] in clause["quotation"]
        assert not any(clause["quotation"] for clause in clauses_of(site, atlas, None))
    later = {**site, "mentions": [{**site["mentions"][0], "report": "a-later-one"}]}
    assert clauses_of(later, atlas, report.text) == []
    form = correction_form(atlas, site["id"], report.text, "en", "")
    assert form["corrected"]["sha256"] == report.sha256


@pytest.mark.parametrize(
    "address",
    ["nobody", "a@b", "a@b.example?cc=x@y.example", "a@b.example,c@d.example", "a b@c.example",
     "<a@b.example>", "é@b.example", "a@b.example\n", "a" * 65 + "@b.example"],
)  # fmt: skip
def test_only_a_plain_mail_address_is_written_to(address, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("GEO_CORRECTIONS_MAIL", address)
    if address.strip() == address:
        with pytest.raises(InputError, match="no mail address"):
            mail()
    file = tmp_path / "site.html"
    arguments = ["export", ATLAS, "--format", "html", "--mail", address, "-o", file]
    assert main([*map(str, arguments)]) == 2
    assert "no mail address" in capsys.readouterr().err
    assert not file.exists()
    monkeypatch.setenv("GEO_CORRECTIONS_MAIL", " atlas@city.example ")
    assert mail() == "atlas@city.example"


def test_the_static_site_names_nobody_unless_told_to(atlas, report):
    assert b"mailbox@city.example" not in FORMATS["html"].write(atlas, report.text)
    named = FORMATS["html"].write(atlas, report.text, mail="mailbox@city.example")
    assert named.count(b"mailbox@city.example") == 1


@pytest.fixture
def room(monkeypatch):
    return partial(enter, monkeypatch)


def letter(site="udesk", **told):
    own = Report("wuchang-2021", SEED.read_text(encoding="utf-8"))
    return json.dumps(file_of(own, site, **told), ensure_ascii=False).encode()


def open_file(app, raw, name="a.correction.json"):
    return app.file_uploader[1].upload(name, raw, "application/json").run()


def shown(app):
    return [
        h.proto.body for h in app.get("html") if "<article class='correction-open'" in h.proto.body
    ]


def test_the_room_opens_it_and_one_click_accepts_or_leaves_it(room):
    app = open_file(room(), letter(wrong="sector", value="housing", said=HOSTILE))
    assert not app.exception
    (one,) = shown(app)
    assert "&lt;img src=x onerror=alert(1)&gt; **粗**" in one
    assert "<img" not in one
    assert "\u202e" not in one
    assert steps_of(app) == "草稿：0 步未提交"
    press(app, "采纳")
    assert not app.exception
    assert steps_of(app) == "草稿：1 步未提交"
    assert shown(app) == []
    (decision,) = app.session_state["editor_reading"][0].steps[0].add
    assert (decision.action, decision.site, decision.value) == ("sector", "udesk", "housing")
    assert decision.reason.startswith("读者指出：<img")
    assert decision.reason.isprintable()
    open_file(app, letter(wrong="name", value="Udesk"))
    press(app, "不采纳")
    assert shown(app) == []
    assert steps_of(app) == "草稿：1 步未提交"


def test_what_does_not_say_all_begins_the_form_and_is_settled_by_it(room):
    own = Report("wuchang-2021", SEED.read_text(encoding="utf-8"))
    app = room()
    sites = app.session_state["editor_reading"][2]
    site, found = next(
        (s, f) for s in sites for f in s.findings if f.mention.stage == "completed"
        and f.state == "found"
    )  # fmt: skip
    start, end = found.mention.span
    words = {"start": start, "end": end, "exact": own.text[start:end], "quotation": ""}
    about = json.loads(letter(site.id, wrong="stage", value="operating", said="早已投用"))
    open_file(app, json.dumps(about | {"words": words}).encode())
    assert not [b for b in app.button if b.label == "采纳"]
    press(app, "照此填写")
    assert not app.exception
    assert any(found.mention.text in card for card in cards(app))
    action = next(b for b in app.selectbox if b.key.startswith("editor_action"))
    stage = next(b for b in app.selectbox if b.key.startswith("editor_stage_code"))
    reason = next(f for f in app.text_input if f.key.startswith("editor_reason"))
    assert (action.value, stage.value, reason.value) == ("stage", "operating", "读者指出：早已投用")
    press(app, "记入草稿")
    assert steps_of(app) == "草稿：1 步未提交"
    assert shown(app) == []
    # What was begun there is not begun elsewhere.
    app = pick(app, "udesk")
    assert next(f for f in app.text_input if f.key.startswith("editor_reason")).value == ""


def test_the_room_says_in_one_line_what_it_cannot_open(room):
    app = open_file(room(), letter("no-such-site"))
    assert not app.exception
    assert "打不开：" in {e.value for e in app.error}
    assert "a.correction.json：这份报告里没有这个项目：no-such-site" in {t.value for t in app.text}
    assert shown(app) == []
    area = next(a for a in app.text_area if a.key.startswith("editor_mail_text"))
    area.set_value("您好，" + letter(wrong="place", said="应在湖边").decode() + "谢谢")
    press(app, "打开")
    assert not app.exception
    assert len(shown(app)) == 1
    press(app, "照此填写")
    grounds = next(a for a in app.text_area if a.key.startswith("editor_p_grounds"))
    assert grounds.value == "读者指出：应在湖边"
