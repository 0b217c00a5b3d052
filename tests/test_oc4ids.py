"""The atlas as a project package of OC4IDS, and the table of codes behind it."""

import json
import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standards_schemas import answer, needs_schemas, schema

from geo.base.errors import InputError
from geo.model.atlas import Atlas
from geo.model.codes import PRECISIONS, SECTORS, STAGES
from geo.model.standards import read_standards
from geo.outputs.data.oc4ids import PREFIX, check_prefix, package
from geo.outputs.data.oc4ids import write as to_oc4ids
from geo.outputs.formats import FORMATS


def written(atlas, **options):
    return json.loads(to_oc4ids(atlas, **options))


def changed(atlas, site, geometry=True, report=None, **properties):
    feature = json.loads(json.dumps(atlas.by_id[site]))
    feature["properties"] |= properties
    if geometry is not True:
        feature["geometry"] = geometry
    return Atlas({**atlas.report, **(report or {})}, (feature,))


def project(atlas, **options):
    return written(atlas, **options)["projects"][0]


@pytest.fixture
def check(monkeypatch):
    """Return what libcoveoc4ids finds wrong."""
    from libcoveoc4ids.api import oc4ids_json_output

    monkeypatch.setattr("libcove.lib.tools.requests.get", answer)

    def check(said, folder):
        found = oc4ids_json_output(output_dir=str(folder), json_data=said)
        looked = (
            "validation_errors", "conformance_checks", "additional_checks", "additional_fields",
            "additional_closed_codelist_values", "additional_open_codelist_values",
        )  # fmt: skip
        assert found["version_used"] == "0.9.5"
        # Our own classifications are named as such: the standard's list is open.
        return {name: found[name] for name in looked if found[name]}

    return check


@needs_schemas
def test_libcoveoc4ids_finds_nothing_wrong(atlas, report, check, tmp_path):
    assert check(json.loads(to_oc4ids(atlas, report.text)), tmp_path) == {}


@needs_schemas
def test_libcoveoc4ids_is_asked_in_earnest(atlas, check, tmp_path):
    said = written(atlas)
    said["projects"][0]["status"] = "nearly"
    said["projects"][1]["id"] = "binjiang"
    said["projects"][2]["title"] = " "
    del said["projects"][3]["id"]
    assert set(check(said, tmp_path)) >= {
        "validation_errors", "conformance_checks", "additional_checks",
        "additional_closed_codelist_values",
    }  # fmt: skip


def validator():
    from jsonschema import Draft4Validator, FormatChecker
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT4

    projects, packages = schema("project-schema.json"), schema("project-package-schema.json")
    registry = Registry().with_resource(
        projects["id"], Resource(contents=projects, specification=DRAFT4)
    )
    checker = FormatChecker(["uri", "date-time"])
    return Draft4Validator(packages, registry=registry, format_checker=checker)


@needs_schemas
def test_the_schema_itself_finds_nothing_wrong(atlas):
    said = written(atlas)
    assert not list(validator().iter_errors(said))
    said["projects"][0]["status"] = "nearly"
    assert list(validator().iter_errors(said))


TEXTS = st.text(min_size=1, max_size=40).filter(str.strip)


@needs_schemas
@settings(max_examples=40, deadline=None)
@given(
    name=TEXTS,
    name_en=st.text(max_size=20),
    aliases=st.lists(TEXTS, max_size=3),
    source=st.fixed_dictionaries({
        "title": st.text(max_size=20),
        "publisher": st.text(max_size=20),
        "date": st.none() | st.text(max_size=10) | st.dates().map(str),
        "address": st.text(max_size=30).map("http://".__add__),
    }),
    report=st.fixed_dictionaries({
        "title": st.text(max_size=10),
        "place": st.none() | st.text(max_size=10),
        "date": st.none() | st.sampled_from(["2021-12-14", "2021-02-31", ""]),
    }),
)  # fmt: skip
def test_odd_texts_keep_the_package_sound(atlas, name, name_en, aliases, source, report):
    investment = {"amount_cny": 0.5, "basis": "cited", "covers": "total_investment", "scope": "",
                  "figure": name, "source": source}  # fmt: skip
    odd = changed(
        atlas, "tanhualin", None, report,
        name=name, name_en=name_en, aliases=aliases, investment=investment, mentions=[],
    )  # fmt: skip
    said = written(odd)
    assert not list(validator().iter_errors(said))
    assert said["projects"][0]["title"] == name


def test_every_site_is_a_project_under_the_prefix(atlas):
    said = written(atlas, prefix="oc4ids-bu3kcz")
    assert [p["id"] for p in said["projects"]] == [
        f"oc4ids-bu3kcz-{f['id']}" for f in atlas.features
    ]
    assert said["version"] == "0.9"
    located = {
        p["id"] for p in said["projects"] if any("geometry" in at for at in p.get("locations", []))
    }
    assert len(located) == sum(1 for f in atlas.features if f["geometry"])
    assert Counter(p.get("status") for p in said["projects"]) == Counter(
        next(iter(read_standards()["stage"].get(f["properties"]["status"], ())), None)
        for f in atlas.features
    )


def test_the_same_atlas_gives_the_same_bytes(atlas):
    assert to_oc4ids(atlas) == to_oc4ids(atlas)
    assert written(atlas)["uri"] != written(atlas, prefix="oc4ids-bu3kcz")["uri"]


@pytest.mark.parametrize(
    "prefix",
    ["", "oc4ids", "oc4ids-ABCDEF", "oc4ids-abc12", "oc4ids-abc1234", "x" * 99, "oc4ids-bu3kcz\n"],
)
def test_a_broken_prefix_is_refused(atlas, prefix):
    with pytest.raises(InputError, match="is no OC4IDS prefix"):
        to_oc4ids(atlas, prefix=prefix)


def test_the_default_prefix_has_the_right_form():
    assert check_prefix(PREFIX) == PREFIX
    assert FORMATS["oc4ids"].options[0].default == PREFIX


def test_no_site_makes_no_package(atlas):
    with pytest.raises(InputError, match="there is no site"):
        to_oc4ids(atlas.subset(set()))


def test_a_site_only_planned_has_no_status_and_a_scheduled_milestone(atlas):
    planned = next(
        f for f in atlas.features
        if f["properties"]["status"] is None and f["properties"]["target"] == "completed"
    )  # fmt: skip
    said = project(atlas.subset({planned["id"]}))
    assert "status" not in said
    (milestone,) = [m for m in said["milestones"] if m["title"].startswith("竣工")]
    assert (milestone["status"], milestone["dueDate"]) == ("scheduled", "2022-12-31T23:59:59+08:00")
    assert said["completionPeriod"] == {
        "startDate": "2022-01-01T00:00:00+08:00", "endDate": "2022-12-31T23:59:59+08:00",
    }  # fmt: skip
    assert "documentType" not in said["documents"][0]


def test_the_report_is_a_document_of_every_project(atlas, report):
    for said, feature in zip(written(atlas)["projects"], atlas.features, strict=True):
        document = said["documents"][0]
        assert document["title"] == "政府工作报告"
        assert "2021-12-14" in document["description"]
        for mention in feature["properties"]["mentions"]:
            assert f"{mention['quote_start']}–{mention['quote_end']}" in document["description"]
    (said,) = json.loads(to_oc4ids(atlas.subset({"tanhualin"}), report.text))["projects"]
    assert "昙华林" in said["documents"][0]["description"]


TOTAL = {
    "amount_cny": 400_000_000,
    "basis": "cited",
    "covers": "total_investment",
    "scope": "",
    "figure": "总投资4亿元",
    "source": {
        "title": "一则",
        "publisher": "某网",
        "date": "2020-05",
        "address": "https://example.org/a?b=1",
    },
}


def test_a_budget_has_an_amount_only_where_the_whole_is_stated(atlas):
    def budget(**investment):
        return project(changed(atlas, "tanhualin", investment=investment)).get("budget")

    amount = {"amount": 400_000_000, "currency": "CNY"}
    assert budget(**TOTAL)["amount"] == amount
    assert budget(amount_cny=400_000_000, basis="stated", start=1, end=2)["amount"] == amount
    part = budget(**{**TOTAL, "scope": "二期"})
    assert "amount" not in part
    assert "二期" in part["description"]
    assert "amount" not in budget(**{**TOTAL, "covers": "land_price"})
    least = budget(amount_cny=100_000_000, basis="at_least", start=1, end=2)
    assert "amount" not in least
    assert "不低于 100,000,000 元" in least["description"]
    assert budget(amount_cny=1, basis="fund", start=1, end=2) is None


def test_a_cited_document_stands_beside_the_report(atlas):
    cited = project(changed(atlas, "tanhualin", investment=TOTAL))["documents"][1]
    assert cited["url"] == "https://example.org/a?b=1"
    assert "datePublished" not in cited
    assert "2020-05" in cited["description"]
    source = {**TOTAL["source"], "date": "2020-05-06", "address": "http://例 子/<x>"}
    cited = project(changed(atlas, "tanhualin", investment={**TOTAL, "source": source}))
    assert cited["documents"][1]["datePublished"] == "2020-05-06T00:00:00+08:00"
    assert "url" not in cited["documents"][1]
    assert "http://例 子/<x>" in cited["documents"][1]["description"]


def test_later_words_are_milestones_and_their_documents_documents(atlas):
    said = project(atlas.subset({"dream-plaza"}))
    (target,) = [m for m in said["milestones"] if m.get("status") == "scheduled"]
    assert target["description"].endswith("；结果：已兑现")
    site = atlas.by_id["dream-plaza"]["properties"]
    later = [m for m in said["milestones"] if m["id"].startswith("later-")]
    assert len(later) == len(site["outcomes"])
    for milestone, outcome in zip(later, site["outcomes"], strict=True):
        assert f"“{outcome['words']}”" in milestone["description"]
    urls = {d.get("url") for d in said["documents"]}
    assert {o["source"]["address"] for o in site["outcomes"]} <= urls


def test_a_later_report_is_a_document_that_says_which_site_is_meant(atlas):
    link = {
        "report": "wuchang-2022", "date": "2022-12-27", "site": "dream-plaza", "name": "梦时代广场",
        "relation": "same", "score": 0.9, "how": "decided", "reason": "同一地块",
    }  # fmt: skip
    said = project(changed(atlas, "dream-plaza", links=[link]))["documents"][-1]
    assert (said["title"], said["datePublished"][:10]) == ("wuchang-2022", "2022-12-27")
    assert "梦时代广场（dream-plaza）；关系：同一项目" in said["description"]
    assert said["description"].endswith("把握：0.9；编辑理由：同一地块")


def test_no_milestone_is_met_by_what_proves_nothing(atlas):
    site = atlas.by_id["dream-plaza"]["properties"]
    outcome = site["outcomes"][site["verdict"]["decided_by"]]
    day = {"date": "2022-11-05"}
    odd = [{"certainty": "weak"}, {"kind": "repost"}, {"forecast": True}, {"unfinished": True},
           {"ended": True, "stage": None}, {"total": True}, {"date": None}]  # fmt: skip
    outcomes = [{**outcome, **day, **change} for change in [{}, *odd]]
    said = project(changed(atlas, "dream-plaza", outcomes=outcomes))
    met, *others = [m for m in said["milestones"] if m["id"].startswith("later-")]
    assert (met["status"], met["dateMet"][:10]) == ("met", "2022-11-05")
    assert {m.get("status") for m in others} == {None, "scheduled"}
    assert others[4]["title"] == "停止或改变"
    silent = project(atlas.subset({"baotongsi-road"}))
    assert any("不等于没有兑现" in m["description"] for m in silent["milestones"])


def test_a_location_says_how_exact_it_is(atlas):
    exact = project(atlas.subset({"yellow-crane-tower"}))["locations"][0]
    assert "GeographicExactness：1" in exact["description"]
    vague = project(atlas.subset({"abc-college-south"}))["locations"][0]
    assert "GeographicExactness：2" in vague["description"]
    assert "locations" not in project(
        changed(atlas, "tanhualin", None, precision="none", location_source=None)
    )


def test_a_report_without_a_day_is_published_now(atlas):
    undated = changed(atlas, "tanhualin", report={"date": None})
    said = package(undated, PREFIX, "x", read_standards(), now=datetime(2026, 1, 2, tzinfo=UTC))
    assert said["publishedDate"] == "2026-01-02T00:00:00+00:00"


def test_the_table_maps_every_code_to_the_standards_codes():
    standards = read_standards()
    assert {name: set(codes) for name, codes in standards.items()} == {
        "stage": set(STAGES), "sector": set(SECTORS), "precision": set(PRECISIONS),
    }  # fmt: skip
    assert {target for codes in standards["precision"].values() for target in codes} == {"1", "2"}


@needs_schemas
def test_the_table_names_codes_that_the_standard_has():
    standards = read_standards()
    for name, codelist in (("stage", "projectStatus"), ("sector", "projectSector")):
        known = set(re.findall(r"^([\w.]+),", answer(f"/{codelist}.csv").text, re.MULTILINE))
        assert {target for codes in standards[name].values() for target in codes} <= known


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("sector,nonsense,projectSector,health,", "unknown sector 'nonsense'"),
        ("colour,red,x,y,", "unknown list 'colour'"),
        ("stage,planning,projectSector,health,", "a stage goes to projectStatus"),
        ("stage,planning,projectStatus,identification,\n" * 2, "twice"),
        ("stage,planning,projectStatus,identification,", "the stage 'land_assembly' has no row"),
    ],
)
def test_a_table_that_does_not_hold_is_refused(tmp_path, row, what):
    path = tmp_path / "standards.csv"
    path.write_text(f"list,code,standard,target,note\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=what):
        read_standards(path)
