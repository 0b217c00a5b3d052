"""What a worker hands over of a report, and what the page makes of it. All places are invented."""

import json
from dataclasses import replace

import pytest
from shipped import SEED

from geo.base.errors import InputError, error_of
from geo.base.languages import Language
from geo.building.build import build_atlas
from geo.building.setting import setting_of
from geo.documents.report import Report
from geo.editing import steps
from geo.editing.desk import Desk, read_desk
from geo.editing.drafts import MAX_DECISIONS, Draft, Step, read_steps
from geo.editing.findings import list_findings
from geo.jobs import tasks
from geo.jobs.pool import Look
from geo.jobs.protocol import CODES, STEPS, Answer, Failure, result_lines
from geo.model.mentions import Investment, mention_of, row_of
from geo.page import reading
from geo.page.opening import opened_from
from geo.reading.extraction import find_mentions
from geo.reading.programmes import programmes
from geo.view.map.basemap import backdrop_of
from geo.view.map.many_sites import MANY, payload_for
from geo.view.transcript import headings

OPTIONS = {"name": "own.txt", "max_text_bytes": 10**6, "max_mentions": 5000, "max_edited": 2000}
INVENTED = (
    "政府工作报告\n在武汉市武昌区第十六届人民代表大会第三次会议上\n"
    "2023年工作回顾\n鹭洲大厦、槐荫国际广场等19个项目顺利竣工。\n"
)


def over_the_pipe(result):
    """A result as it comes out on the other side."""
    answer = Answer()
    for line in result_lines(result):
        answer.add(line)
    return answer.result


def read(raw, **changed):
    said = []
    result = tasks.read(raw, OPTIONS | changed, said.append)
    assert said == ["reading", "finding", "drawing"]
    return over_the_pipe(result)


@pytest.fixture(scope="module")
def result():
    return read(SEED.read_bytes())


def test_the_page_opens_what_it_would_have_read_itself(result, lexicon, gazetteer):
    opened = opened_from(result)
    report = Report("own", SEED.read_text(encoding="utf-8"), "own.txt")
    atlas = build_atlas(report, lexicon, gazetteer, setting=setting_of(report))
    assert opened.atlas == atlas
    assert opened.text == report.text
    assert opened.headings == headings(report.text)
    assert opened.payload == payload_for(atlas, backdrop_of(atlas))
    assert opened.programmes == programmes(report, atlas)
    assert list(opened.found) == find_mentions(report, lexicon, gazetteer.known)
    assert opened.is_own


def test_a_report_is_built_again_for_the_place_that_its_reader_names(result):
    asked = {key: result[key] for key in ("text", "notes")} | {"report_id": "own"}
    said = []
    options = {**OPTIONS, "place": "421022"}
    again = over_the_pipe(tasks.place(json.dumps(asked).encode(), options, said.append))
    assert said == ["finding", "drawing"]
    opened = opened_from(again)
    assert opened.atlas.report["place_code"] == "421022"
    assert opened.asked_place == "421022"
    assert opened.text == result["text"]
    assert {f["geometry"] for f in opened.atlas.features} == {None}
    assert opened.payload == payload_for(opened.atlas, backdrop_of(opened.atlas))
    usual = tasks.place(json.dumps(asked).encode(), OPTIONS, said.append)
    assert over_the_pipe(usual) == result
    with pytest.raises(InputError, match="several places"):
        tasks.place(json.dumps(asked).encode(), {**OPTIONS, "place": "鼓楼区"}, said.append)


def test_many_sites_are_opened_too():
    districts = [f"{a}{b}{c}" for a in "青白红" for b in "石松云" for c in "山湾林泉溪岭坪洲桥"]
    names = [
        f"{d}{n}"
        for d in districts
        for n in ("大厦", "中学", "医院", "公园", "小学", "水厂", "广场", "大桥")
    ]
    text = "青石区政府工作报告\n2023年工作回顾\n" + "".join(f"建成{n}。\n" for n in names)
    opened = opened_from(read(text.encode()))
    assert len(opened.atlas.features) > MANY
    made = payload_for(opened.atlas, backdrop_of(opened.atlas))
    assert opened.payload == made


@pytest.mark.parametrize(
    "change",
    [
        {"text": 1},
        {"report": {}},
        {"features": [{}]},
        {"features": "all"},
        {"found": [[1, 2]]},
        {"crowd": {}},
        {"bounds": "everywhere"},
        {"regions": ["999999"]},
        {"places": ["999999"]},
        {"units": None},
        {"programmes": None},
    ],
)
def test_what_no_worker_says_is_not_opened(result, change):
    with pytest.raises(ValueError, match=r".") as refused:
        opened_from(result | change)
    assert not isinstance(refused.value, json.JSONDecodeError)
    for name in result:
        without = {key: value for key, value in result.items() if key != name}
        with pytest.raises(ValueError, match="no result"):
            opened_from(without)


def test_a_mention_comes_back_as_it_went(report, lexicon, gazetteer):
    found = find_mentions(report, lexicon, gazetteer.known)
    assert any(m.investment for m in found)
    for mention in found:
        assert mention_of(json.loads(json.dumps(row_of(mention)))) == mention
    paid = replace(found[0], investment=Investment(1.5e8, "stated", 1, 2), site="x")
    assert mention_of(json.loads(json.dumps(row_of(paid)))) == paid


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("start", "0"),
        ("start", None),
        ("text", 3),
        ("planned", 1),
        ("stage", None),
        ("stage_start", "1"),
        ("sector", 2),
        ("investment", []),
        ("investment", {"amount_cny": 1}),
        ("site", 1),
    ],
)
def test_a_row_of_another_kind_is_no_mention(report, lexicon, place, value):
    row = row_of(find_mentions(report, lexicon)[0])
    row[place] = value
    with pytest.raises(ValueError, match=r"no object|another type"):
        mention_of(row)
    del row[place]
    with pytest.raises(ValueError, match="no object"):
        mention_of(row)


class Judged:
    """An uploaded report with its findings, and drafts about it that somebody brings."""

    def __init__(self):
        self.opened = opened_from(read(INVENTED.encode()))
        self.report = Report("own", self.opened.text)
        self.desk = read_desk(self.report)

    def bring(self, draft, name="own.draft.json", found=None):
        about = {"report_id": "own", "text": self.report.text, "found": found}
        raw = json.dumps(about).encode() + b"\n" + draft
        return over_the_pipe(tasks.replay(raw, {"name": name}, lambda _: None))


@pytest.fixture(scope="module")
def judged():
    return Judged()


def rejecting(judged, reason="只为试验"):
    reading_ = judged.desk.read(judged.desk.blank())
    sites = list_findings(judged.report, judged.desk.blank(), reading_, ())
    return steps.reject(judged.report, sites[0].findings[0], reason)


@pytest.mark.parametrize("is_at_hand", [True, False])
def test_of_a_draft_that_is_brought_the_steps_that_hold_are_kept(judged, is_at_hand):
    good, bad = rejecting(judged), rejecting(judged, reason="")
    draft = judged.desk.blank().then(bad).then(good)
    found = [row_of(m) for m in judged.opened.found] if is_at_hand else None
    answer = judged.bring(draft.dumps().encode(), found=found)
    assert read_steps(answer["draft"], judged.report) == (good,)
    assert [error_of(each).code for each in answer["refused"]] == ["reason_is_missing"]


@pytest.mark.parametrize(
    ("draft", "what"),
    [
        (b"", "no draft"),
        (b'{"draft": 1}', "no draft"),
        (b"\xff\xfe", "no draft"),
        (b"[" * 100_000, "no draft"),
        (b"0" * 6_000_000, "too large"),
        (Draft("own", "0" * 64).dumps().encode(), "another report"),
    ],
)
def test_what_is_no_draft_about_the_report_is_refused(judged, draft, what):
    with pytest.raises(InputError, match=what):
        judged.bring(draft)


def test_a_draft_holds_no_more_decisions_than_an_editor_makes(judged):
    decision = rejecting(judged).add[0]
    most = judged.desk.blank().then(Step(add=(decision,) * MAX_DECISIONS))
    assert len(read_steps(most.dumps(), judged.report)[0].add) == MAX_DECISIONS
    with pytest.raises(InputError, match=f"more than {MAX_DECISIONS} decisions"):
        read_steps(most.then(Step(drop=(decision,))).dumps(), judged.report)


def test_a_desk_asks_whom_it_is_told_to_for_the_mentions(judged, lexicon):
    asked = []

    def find(report, lexicon, known):
        asked.append((report.text, "黄鹤楼" in known))
        return judged.opened.found

    desk: Desk = read_desk(judged.report, find=find)
    reading_ = desk.read(desk.blank())
    assert reading_.found == judged.opened.found
    assert asked == [(INVENTED, True)]
    desk.read(desk.blank(), reading_)
    assert len(asked) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_failure_is_one_line_in_the_readers_language(language: Language):
    for code in CODES:
        said = reading.said_of(Failure(code, "what", "a.txt", 10**6), language)
        assert said
        assert "\n" not in said
        assert "{" not in said
    assert "60" in reading.said_of(Failure("time", limit=60), language)
    assert "1 MB" in reading.said_of(Failure("text", limit=10**6), language)
    assert "1,074 MB" in reading.said_of(Failure("memory", limit=2**30), language)


def test_how_far_a_job_is_says_its_place_or_its_step():
    assert "2" in reading.step_of(Look("waiting", 2, 5), "zh")
    assert reading.step_of(Look("waiting", 2, 5), "en") == "Waiting in line: number 2 of 5…"
    shares = [reading.share_of(Look("running", step=step)) for step in ("", *STEPS)]
    assert shares == sorted(shares)
    assert reading.step_of(Look("running", step="finding"), "en") == "Finding the sites…"
