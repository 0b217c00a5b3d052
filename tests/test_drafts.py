"""An editor's draft: steps that hold are taken, others refused; files ready to commit.

The report and its places are invented, but for the tests of the files that ship.
"""

import json
from dataclasses import replace

import pytest
from shipped import ATLAS, REGION, REVIEW, SEED

from geo.base.errors import InputError
from geo.building.build import build_atlas
from geo.building.decisions import COLUMNS, Decision, read_decisions, write_decisions
from geo.building.setting import Setting
from geo.documents.report import Report, read_report
from geo.editing import steps
from geo.editing.desk import Desk, read_desk
from geo.editing.drafts import joined, read_steps
from geo.editing.findings import list_findings, lost_decisions, missed_places, select
from geo.places.gazetteer import read_features, read_gazetteer
from geo.promises.outcomes import outcomes_of

TEXT = (
    "政府工作报告\n一、2023年工作回顾\n"
    "2023年，青石大桥建成通车，柳湾隧道主体结构封顶。新建枫林中学、云杉医院。"
    "学校周边的老厂区启动改造。\n"
    "二、2024年重点工作安排\n"
    "2024年，开工建设云杉医院新院区，推动老厂区开放，青石大桥年内完成亮化。\n"
)
WHY = "读过原文"


def place(place_id, name, geometry=None):
    known = geometry is not None
    return {
        "type": "Feature",
        "id": place_id,
        "properties": {
            "id": place_id,
            "name": name,
            "name_en": "Invented",
            "aliases": [],
            "kind": "facility",
            "within": None,
            "precision": "approximate" if known else "none",
            "uncertainty_m": 600 if known else None,
            "location_source": {"kind": "estimate", "text": "虚构的位置", "licence": "ODbL-1.0"}
            if known
            else None,
        },
        "geometry": geometry,
    }


BRIDGE = place("qingshi-bridge", "青石大桥", {"type": "Point", "coordinates": [114.3, 30.55]})
SHELF = {"lines.geojson": [BRIDGE], "areas.geojson": []}
LOCATION = steps.Location(
    name="柳湾隧道",
    name_en="Liuwan tunnel",
    aliases=(),
    kind="tunnel",
    within=None,
    precision="approximate",
    uncertainty_m=500.0,
    source_kind="estimate",
    source_text="虚构的位置",
    licence="ODbL-1.0",
    geometry={"type": "LineString", "coordinates": [[114.3, 30.55], [114.31, 30.56]]},
)


def changed(**values):
    return replace(LOCATION, **values)


class Work:
    """A desk with a draft on it."""

    def __init__(self, lexicon, text=TEXT, base=()):
        self.desk = Desk(
            Report("liuwan", text), lexicon, SHELF, tuple(base), setting=Setting(region=REGION)
        )
        self.draft = self.desk.blank()
        self.reading = self.desk.read(self.draft)

    def take(self, step):
        self.draft, self.reading = self.desk.take(self.draft, step, self.reading)
        return self

    @property
    def sites(self):
        found = list_findings(self.desk.report, self.draft, self.reading, ())
        return {site.id: site for site in found}

    def site(self, name):
        return next(s for s in self.sites.values() if s.name == name)

    def finding(self, words, number=0):
        found = [f for s in self.sites.values() for f in s.findings if f.mention.text == words]
        return found[number]

    @property
    def report(self):
        return self.desk.report

    def atlas(self):
        return self.desk.build(self.draft, self.reading)


@pytest.fixture
def work(lexicon):
    return Work(lexicon)


def rejected(work, words):
    return steps.reject(work.report, work.finding(words), WHY)


def test_a_step_changes_the_findings_and_its_undoing_brings_them_back(work):
    before = work.draft
    work.take(rejected(work, "枫林中学"))
    assert work.finding("枫林中学").state == "rejected"
    assert "枫林中学" not in {f["properties"]["name"] for f in work.atlas().features}
    assert work.draft.undone() == before
    assert before.steps == ()


def test_every_kind_of_decision_reaches_the_atlas(work):
    report = work.report
    tunnel = work.finding("柳湾隧道")
    work.take(steps.set_stage(report, tunnel, "completed", "封顶", WHY))
    work.take(steps.set_planned(report, work.finding("柳湾隧道"), WHY, planned=True))
    work.take(steps.set_sector(work.site("枫林中学"), "housing", WHY))
    work.take(steps.rename(work.site("枫林中学"), "枫林学校", WHY, work.draft, None))
    work.take(steps.accept(report, work.finding("云杉医院"), WHY))
    yard = missed_places(report, "老厂区", [], 9)
    work.take(steps.add(report, yard[0], "old-yard", "老厂区", WHY))
    sites = {f["properties"]["name"]: f["properties"] for f in work.atlas().features}
    assert sites["柳湾隧道"]["target"] == "completed"
    assert sites["柳湾隧道"]["status"] is None
    assert sites["枫林学校"]["sector"] == "housing"
    assert sites["枫林学校"]["aliases"] == ["枫林中学"]
    assert sites["老厂区"]["id"] == "old-yard"


def test_a_whole_site_merges_into_another_at_once(work):
    school, hospital = work.site("枫林中学"), work.site("云杉医院")
    step = steps.assign(work.report, hospital.findings, school.id, "", WHY)
    work.take(step)
    assert hospital.id not in work.sites
    assert len(work.sites[school.id].findings) == len(hospital.findings) + 1
    assert len(work.draft.steps) == 1


@pytest.mark.parametrize(
    ("second", "note"),
    [
        (lambda w: rejected(w, "枫林中学"), "line 2 decides the same"),
        (lambda w: steps.set_sector(w.site("柳湾隧道"), "transport", WHY), "redundant"),
        (
            lambda w: steps.set_stage(w.report, w.finding("柳湾隧道"), "signed", "签约", WHY),
            "the clause does not say '签约'",
        ),
        (
            lambda w: steps.assign(w.report, [w.finding("柳湾隧道")], "no-such-site", "", WHY),
            "'no-such-site' is no place",
        ),
        (lambda w: steps.reject(w.report, w.finding("柳湾隧道"), " "), "needs its reason"),
    ],
)
def test_a_step_that_does_not_hold_is_refused_and_says_why(work, second, note):
    work.take(rejected(work, "枫林中学"))
    step = second(work)
    before = work.draft
    with pytest.raises(InputError, match=note):
        work.take(step)
    assert work.draft is before


def test_a_mention_that_a_merge_names_is_not_rejected_before_the_merge_is_withdrawn(work):
    school = work.finding("枫林中学")
    work.take(steps.assign(work.report, [school], "qingshi-bridge", "", WHY))
    with pytest.raises(InputError, match="line 2 contradicts it"):
        work.take(rejected(work, "枫林中学"))
    work.take(steps.withdraw(work.draft.decisions[0]))
    work.take(rejected(work, "枫林中学"))
    assert [d.action for d in work.draft.decisions] == ["reject"]


def test_a_rejection_that_would_leave_another_decision_without_its_site_is_refused(work):
    work.take(steps.set_sector(work.site("枫林中学"), "housing", WHY))
    with pytest.raises(InputError, match="a sector is set for"):
        work.take(rejected(work, "枫林中学"))


def test_a_decision_can_be_withdrawn_the_files_own_too(lexicon):
    base = Decision("reject", "枫林中学", "", "", "", "", "", WHY, "liuwan.csv, line 2")
    work = Work(lexicon, base=[base])
    assert work.finding("枫林中学").state == "rejected"
    work.take(steps.withdraw(work.finding("枫林中学").decisions[0]))
    assert work.draft.decisions == ()
    assert work.finding("枫林中学").state == "new"
    with pytest.raises(InputError, match="no such decision"):
        work.take(steps.withdraw(base))


def test_a_renamed_site_takes_its_name_into_the_gazetteer(work):
    school = work.site("枫林中学")
    work.take(steps.rename(school, "枫林学校", WHY, work.draft, None))
    names = steps.machine_names(work.sites[school.id], work.reading)
    assert names == ("枫林中学",)
    location = changed(name="枫林学校", aliases=names, kind="campus")
    work.take(steps.locate(work.sites[school.id], location))
    assert work.draft.decisions == ()
    (feature,) = [f for f in work.atlas().features if f["id"] == school.id]
    assert feature["properties"]["name"] == "枫林学校"
    assert feature["geometry"]["type"] == "LineString"
    assert lost_decisions(work.sites.values(), work.reading) == []


def test_renaming_a_known_place_keeps_its_old_name_as_an_alias(work):
    site = work.site("青石大桥")
    known = work.desk.raw_place(site.id, work.draft)
    work.take(steps.rename(site, "青石长江大桥", WHY, work.draft, known))
    assert work.draft.features["qingshi-bridge"]["properties"]["aliases"] == ["青石大桥"]
    assert work.site("青石长江大桥").id == "qingshi-bridge"


def test_a_site_that_decisions_named_is_renamed_in_them(work):
    yard = missed_places(work.report, "老厂区", [], 9)
    work.take(steps.add(work.report, yard[0], "old-yard", "老厂区", WHY))
    work.take(steps.rename(work.sites["old-yard"], "老厂区公园", WHY, work.draft, None))
    assert [(d.action, d.value) for d in work.draft.decisions] == [("add", "老厂区公园")]


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ({"geometry": None}, "no position is chosen"),
        ({"precision": "street", "uncertainty_m": 100.0}, "an estimate is approximate"),
        ({"uncertainty_m": 200.0}, "an estimate is approximate"),
        ({"precision": "exact", "source_kind": "reference"}, "allows 100 m at most"),
        ({"source_text": "无"}, "location_source"),
        ({"precision": "area", "source_kind": "within"}, "precision area needs"),
        ({"name": "青石大桥"}, "names"),
        ({"geometry": {"type": "Point", "coordinates": [2.3, 48.9]}}, "outside the region"),
        (
            {
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [[114.3, 30.5], [114.4, 30.6], [114.4, 30.5], [114.3, 30.6], [114.3, 30.5]]
                    ],
                }
            },
            "invalid",
        ),
    ],
)
def test_a_place_that_claims_too_much_is_refused(work, values, note):
    with pytest.raises(InputError, match=note):
        work.take(steps.locate(work.site("柳湾隧道"), changed(**values)))


def test_a_draft_is_written_and_read_again(work):
    work.take(rejected(work, "枫林中学"))
    work.take(steps.locate(work.site("柳湾隧道"), LOCATION))
    again, refused = work.desk.replay(read_steps(work.draft.dumps(), work.report))
    assert refused == []
    assert again.decisions == work.draft.decisions
    assert again.features == work.draft.features


def test_steps_that_were_taken_before_a_kept_draft_came_back_go_behind_its_own(work):
    work.take(rejected(work, "枫林中学"))
    work.take(steps.locate(work.site("柳湾隧道"), LOCATION))
    first, second = work.draft.steps
    kept = replace(work.draft, steps=(first,))
    for taken in ((second,), (first, second), ()):
        text = joined(kept.dumps().encode(), replace(work.draft, steps=taken))
        again, refused = work.desk.replay(read_steps(text, work.report))
        assert refused == []
        assert [s.as_json() for s in again.steps] == [
            s.as_json() for s in (first, *(s for s in taken if s is second))
        ]


@pytest.mark.parametrize("kept", ["", "[]", "null", "[" * 100_000, "{}", '{"steps": 1}'])
def test_what_is_kept_and_no_draft_stays_for_reading_to_refuse(work, kept):
    work.take(rejected(work, "枫林中学"))
    with pytest.raises(InputError):
        read_steps(joined(kept.encode(), work.draft), work.report)


def test_of_a_loaded_draft_the_steps_that_hold_are_kept(work):
    work.take(rejected(work, "枫林中学"))
    work.take(rejected(work, "柳湾隧道"))
    twice = (*work.draft.steps, work.draft.steps[0])
    draft, refused = work.desk.replay(twice)
    assert draft.steps == work.draft.steps
    assert [str(error) for _, error in refused] == ["枫林中学: line 2 decides the same"]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("", "no draft"),
        ("[" * 100_000, "no draft"),
        ('{"draft": 1}', "no draft"),
        (json.dumps({"draft": 1, "report": "x", "sha256": "0" * 64, "steps": []}), "another"),
        (b"\xff\xfe", "no draft"),
        ("0" * 6_000_000, "too large"),
    ],
)
def test_what_is_no_draft_of_this_report_is_refused(work, text, note):
    with pytest.raises(InputError, match=note):
        read_steps(text, work.report)


def test_hostile_cells_of_a_loaded_draft_are_refused_and_harm_nothing(work):
    row = dict.fromkeys(COLUMNS, "{{ 7*7 }}")
    steps_text = [
        {"add": [row], "drop": [], "place": None},
        {"add": [], "drop": [], "place": {"id": "x", "properties": "<img>"}},
        {"add": [], "drop": [row], "place": None},
    ]
    content = json.loads(work.draft.dumps()) | {"steps": steps_text}
    draft, refused = work.desk.replay(read_steps(json.dumps(content), work.report))
    assert draft.steps == ()
    assert len(refused) == 3


def test_the_list_can_be_narrowed(work):
    work.take(rejected(work, "枫林中学"))
    sites = list(work.sites.values())

    def names(view, words=""):
        return {s.name for s in select(sites, view, words, work.draft)}

    assert names("draft") == {"枫林中学"}
    assert "枫林中学" not in names("undecided")
    assert "青石大桥" not in names("unlocated")
    assert names("all", "大桥") == {"青石大桥"}
    assert names("all", "QINGSHI") == {"青石大桥"}


@pytest.mark.parametrize(
    ("kind", "text", "shape"),
    [
        ("Point", "114.3, 30.5", [114.3, 30.5]),
        ("LineString", "114.3，30.5\n\n114.4,30.6", [[114.3, 30.5], [114.4, 30.6]]),
        ("Polygon", "1,2\n3,4\n5,0", [[[1, 2], [3, 4], [5, 0], [1, 2]]]),
    ],
)
def test_coordinates_are_read_and_written_alike(kind, text, shape):
    geometry = steps.parse_shape(kind, text)
    assert geometry == {"type": kind, "coordinates": shape}
    again, written = steps.shape_text(geometry)
    assert steps.parse_shape(again, written) == geometry


@pytest.mark.parametrize(
    ("kind", "text"),
    [("Point", "a, b"), ("Point", "200, 1"), ("LineString", "1,2"), ("Polygon", "1,2\n3,4")],
)
def test_coordinates_that_are_none_are_refused(kind, text):
    with pytest.raises(InputError):
        steps.parse_shape(kind, text)


def test_the_shipped_decisions_are_written_as_they_stand():
    assert write_decisions(read_decisions(REVIEW)) == REVIEW.read_text(encoding="utf-8")


def test_the_files_keep_what_the_draft_does_not_touch_and_build(lexicon, tmp_path):
    report = read_report(SEED)
    desk = read_desk(report)
    draft = desk.blank()
    reading = desk.read(draft)
    sites = {s.id: s for s in list_findings(report, draft, reading, ())}
    draft, reading = desk.take(
        draft, steps.reject(report, sites["udesk"].findings[0], WHY), reading
    )
    site = sites["poke-city"]
    values = {"name": site.name, "kind": "institution", "aliases": ("新别名",)}
    draft, reading = desk.take(draft, steps.locate(site, changed(**values)), reading)

    kept = REVIEW.read_text(encoding="utf-8")
    assert draft.review_csv().startswith(kept)
    ((name, text),) = draft.gazetteer_files(desk.shelf).items()
    before = (REGION.places / name).read_text(encoding="utf-8").splitlines()
    after = text.splitlines()
    assert [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b] == [
        next(i for i, line in enumerate(before) if '"id":"poke-city"' in line)
    ]

    for path in REGION.places.glob("*.geojson"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / name).write_text(text, encoding="utf-8")
    review = tmp_path / "review.csv"
    review.write_text(draft.review_csv(), encoding="utf-8")
    built = build_atlas(
        report,
        lexicon,
        read_gazetteer(REGION, tmp_path),
        read_decisions(review),
        desk.citations,
        outcomes=outcomes_of(REGION),
    )
    assert built == desk.build(draft, reading)
    assert json.loads(ATLAS.read_text(encoding="utf-8")) != json.loads(built.dumps())


def test_a_new_place_goes_to_the_file_of_its_kind_in_the_order_of_ids(work):
    work.take(steps.locate(work.site("柳湾隧道"), LOCATION))
    ((name, text),) = work.draft.gazetteer_files(SHELF).items()
    assert name == "lines.geojson"
    ids = [f["id"] for f in json.loads(text)["features"]]
    assert ids == sorted(ids)
    assert len(ids) == 2


@pytest.mark.parametrize(
    "text", ["广场。\r\n老厂区\r\n老厂区。", "甲 老厂区 乙\u3000老厂区\u3000丙\f老厂区"]
)
def test_words_are_quoted_so_that_the_table_finds_them_again(lexicon, tmp_path, text):
    report = Report("x", text)
    for span in missed_places(report, "老厂区", [], 9):
        decision = steps.decide(report, span, "reject", '说"不是",\r\n就不是')
        path = tmp_path / "x.csv"
        path.write_text(write_decisions([decision]), encoding="utf-8", newline="")
        (again,) = read_decisions(path)
        assert again.span(text) == span
        assert again.reason == decision.reason


SHIPPED_PLACES = {
    feature["id"]: feature
    for path in sorted(REGION.places.glob("*.geojson"))
    for feature in read_features(path)
}


def as_it_stands(feature, **values):
    """What the room's form says of a place where nobody changes anything."""
    properties = feature["properties"]
    source = properties["location_source"] or {"kind": "estimate", "text": "", "licence": "CC0-1.0"}
    said = {
        "name": properties["name"],
        "name_en": properties["name_en"],
        "aliases": tuple(properties["aliases"]),
        "kind": properties["kind"],
        "within": properties["within"],
        "precision": properties["precision"],
        "uncertainty_m": properties["uncertainty_m"],
        "source_kind": source["kind"],
        "source_text": source["text"],
        "licence": source["licence"],
        "geometry": steps.parse_shape(*steps.shape_text(feature["geometry"])),
    }
    return steps.Location(**said | values)


def test_a_place_that_is_saved_unchanged_is_what_it_was(work):
    for place_id, feature in SHIPPED_PLACES.items():
        site = replace(work.site("柳湾隧道"), id=place_id)
        assert steps.locate(site, as_it_stands(feature), feature).place == feature


def test_what_the_room_does_not_edit_stays_with_a_place_that_is_moved(work):
    feature = place("liu-wan-sui-dao", "柳湾隧道", {"type": "Point", "coordinates": [114.3, 30.5]})
    feature["properties"] |= {"region": "420106001", "note": "另一栏"}
    feature["properties"]["location_source"] |= {"text_en": "Invented.", "attribution": "某局"}
    feature["bbox"] = [114.3, 30.5, 114.3, 30.5]
    moved = {"type": "Point", "coordinates": [114.31, 30.51]}
    saved = steps.locate(
        work.site("柳湾隧道"), as_it_stands(feature, geometry=moved), feature
    ).place
    assert saved["geometry"] == moved
    assert saved | {"geometry": feature["geometry"]} == feature


def test_the_room_can_take_away_what_it_shows(work):
    feature = place("liu-wan-sui-dao", "柳湾隧道", {"type": "Point", "coordinates": [114.3, 30.5]})
    feature["properties"]["region"] = "420106001"
    feature["properties"]["location_source"]["text_en"] = "Invented."
    blank = as_it_stands(feature, source_text_en=" ", region="")
    properties = steps.locate(work.site("柳湾隧道"), blank, feature).place["properties"]
    assert "region" not in properties
    assert "text_en" not in properties["location_source"]


def test_the_gazetteer_that_ships_holds_open_positions_alone():
    licences = {
        (f["properties"]["location_source"] or {"licence": "CC0-1.0"})["licence"]
        for f in SHIPPED_PLACES.values()
    }
    assert licences <= {"ODbL-1.0", "CC0-1.0"}
