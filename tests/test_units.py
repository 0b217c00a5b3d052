"""The country's units, a report's place among them, and what names say of the sites' units."""

import json

import pytest

from geo.building.report_place import place_of
from geo.building.setting import setting_of
from geo.building.unit_words import UnitWords
from geo.cli.main import main
from geo.documents.report import Report
from geo.model.atlas import read_atlas
from geo.places.units import read_townships, read_units, region_code, resolve, stem

GIVEN = "现在，我代表{}，向大会报告工作，请予审议。\n一、2023年工作回顾\n"


@pytest.fixture(scope="module")
def units():
    return read_units()


def test_the_tables_hold_the_whole_country(units):
    levels = [unit.level for unit in units.by_code.values()]
    assert levels.count("province") == 34
    assert levels.count("prefecture") >= 333
    assert levels.count("county") >= 2840
    assert len(read_townships("")) > 38_000
    for unit in units.by_code.values():
        assert unit.level == "province" or units.parent(unit) is not None
        if unit.at:
            assert 73 < unit.at[0] < 135
            assert 3 < unit.at[1] < 54
            assert unit.radius_m > 0


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("六枝特区", "六枝"),
        ("神农架林区", "神农架"),
        ("浦东新区", "浦东"),
        ("沈北新区", "沈北"),
        ("清新区", "清新"),
        ("大新县", "大新"),
        ("管城回族区", "管城"),
        ("梅里斯达斡尔族区", "梅里斯"),
        ("东乡族自治县", "东乡"),
        ("鄂伦春自治旗", "鄂伦春"),
        ("鄂温克族自治旗", "鄂温克"),
        ("北川羌族自治县", "北川"),
        ("保安乡", "保安乡"),
        ("武昌区", "武昌"),
        ("内蒙古自治区", "内蒙古"),
        ("西藏自治区", "西藏"),
        ("恩施土家族苗族自治州", "恩施"),
        ("博尔塔拉蒙古自治州", "博尔塔拉"),
        ("新平彝族傣族自治县", "新平"),
        ("香港特别行政区", "香港"),
        ("兴安盟", "兴安"),
        ("沧县", "沧县"),
        ("小扬气镇", "小扬气"),
    ],
)
def test_a_short_name_is_what_people_say(name, short):
    assert stem(name) == short


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("——2024年1月16日在亳州市第五届人民代表大会第三次会议上\n", "341600"),
        ("在湖北省荆州市公安县第十八届人民代表大会第三次会议上\n", "421022"),
        ("在贵溪市第十七届人民代表大会第四次会议上\n", "360681"),
        ("2026年吉林省政府工作报告\n", "220000"),
        ("# 戊县政府工作报告\n", None),
        (GIVEN.format("南京市人民政府"), "320100"),
        (GIVEN.format("新疆维吾尔自治区人民政府"), "650000"),
        (GIVEN.format("恩施土家族苗族自治州人民政府"), "422800"),
        ("2024年朝阳区政府工作报告\n", None),
        ("2024年北京市朝阳区政府工作报告\n", "110105"),
        ("在重庆市万州区第六届人民代表大会第四次会议上\n", "500101"),
        ("在东莞市第十七届人民代表大会第四次会议上\n", "441900"),
    ],
)
def test_a_text_says_for_which_place_it_speaks(units, text, code):
    found = place_of(text, "report", units)
    assert (found.unit.code if found.unit else None) == code
    if code is None:
        assert found.notice


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # A county-level city, a banner, a prefecture, whatever the file is called.
        ("政府工作报告\n——2024年1月10日在迁安市第八届人民代表大会第四次会议上\n", "唐山市迁安市"),
        ("2024年鄂托克前旗政府工作报告\n各位代表", "鄂尔多斯市鄂托克前旗"),
        ("政府工作报告\n我代表大兴安岭地区行政公署向大会报告工作", "大兴安岭地区"),
        ("政府工作报告\n我代表锡林郭勒盟行政公署报告工作", "锡林郭勒盟"),
        ("六枝特区2024年政府工作报告\n各位代表", "六盘水市六枝特区"),
        ("延边朝鲜族自治州珲春市政府工作报告\n", "延边朝鲜族自治州珲春市"),
        # Autonomous units as they are called for short.
        ("政府工作报告\n在恩施州第九届人民代表大会第三次会议上\n", "恩施土家族苗族自治州"),
        ("政府工作报告\n在延边州第十六届人民代表大会第三次会议上\n", "延边朝鲜族自治州"),
        ("政府工作报告\n在鄂温克旗第十六届人民代表大会第三次会议上\n", "呼伦贝尔市鄂温克族自治旗"),
        ("政府工作报告\n在长阳县第十届人民代表大会第三次会议上\n", "宜昌市长阳土家族自治县"),
        ("政府工作报告\n在宜昌市长阳县第十届人民代表大会第三次会议上\n", "宜昌市长阳土家族自治县"),
        # Other words for the congress and the title.
        ("市长在宜昌市第七届人大四次会议上的政府工作报告", "宜昌市"),
        ("政府工作报告\n（2024年1月8日 宜昌市第七届人民代表大会第四次会议）\n", "宜昌市"),
        ("政府工作报告\n2024年1月8日宜昌市第七届人大第四次会议\n", "宜昌市"),
        ("宜昌市人民政府2024年工作报告\n", "宜昌市"),
        # A name that several bear, by what the text names with it.
        (
            "政府工作报告\n在南山区第八届人民代表大会第五次会议上\n深圳市南山区发展。",
            "深圳市南山区",
        ),
        ("政府工作报告\n在鼓楼区第十届人民代表大会第五次会议上\n福州、福建。", "福州市鼓楼区"),
        ("政府工作报告\n在鼓楼区第十届人民代表大会第五次会议上\n", None),
        ("政府工作报告\n在鼓楼区第十届人民代表大会上\n福州支持。南京支持。", None),
        # Townships, with their county in the title or in the text.
        ("昆山市周庄镇人民政府工作报告\n在周庄镇第十九届人民代表大会上\n", "昆山市周庄镇"),
        ("公安县南平镇人民政府2024年工作报告\n", "公安县南平镇"),
        ("南平镇政府工作报告\n公安县南平镇建成水厂。", "公安县南平镇"),
        ("南平镇政府工作报告\n南平镇建成水厂。", None),
        ("海淀区中关村街道2024年工作报告\n", "海淀区中关村街道"),
        # The corps is no unit; its cities are. A zone that does not say where it is.
        ("新疆生产建设兵团第八师石河子市2024年政府工作报告\n", "新疆维吾尔自治区石河子市"),
        ("新疆生产建设兵团第八师2024年工作报告\n" + "石河子市建成水厂。" * 5, None),
        ("某某高新区管委会2024年工作报告\n高新区建成厂房。", None),
        # Two reports in one text; a county's beside its city's words is one.
        (
            (
                "荆州市2024年政府工作报告\n在荆州市第六届人民代表大会上\n一、回顾。\n"
                "宜昌市2024年政府工作报告\n在宜昌市第七届人民代表大会上\n一、回顾。"
            ),
            None,
        ),
        (
            (
                "夷陵区政府工作报告\n在夷陵区第六届人民代表大会上\n一、回顾。\n"
                "附：政府工作报告\n在宜昌市第七届人民代表大会上\n一、回顾。"
            ),
            "宜昌市夷陵区",
        ),
    ],
)
def test_reports_of_every_kind_say_their_place_or_that_they_do_not(units, text, name):
    found = place_of(text, "荆州的文件", units)
    assert (found.unit and units.full_name(found.unit)) == name
    assert name or found.notice


def test_a_text_with_the_reports_of_two_places_names_both(units):
    text = "".join(
        f"{city}政府工作报告\n在{city}第七届人民代表大会上\n一、回顾。\n"
        for city in ("荆州市", "宜昌市")
    )
    assert "荆州市 and of 宜昌市" in str(place_of(text, "宜昌市2024", units).notice)


def test_where_it_says_only_the_city_its_words_vote(units):
    body = (
        "全市经济平稳。夷陵区、枝江市、宜都市、秭归县加快发展，宜昌综合实力提升，宜昌中心城区更新。"
    )
    text = GIVEN.format("市人民政府") + body * 3 + "武汉、上海、北京给予支持。" * 3
    found = place_of(text, "x", units)
    assert (found.unit.name, found.how) == ("宜昌市", "words")
    county = GIVEN.format("县人民政府") + "全县经济平稳。秭归脐橙丰收，秭归县城更新，宜昌支持。" * 5
    assert place_of(county, "x", units).unit.name == "秭归县"


def test_a_file_named_after_another_place_is_said(units):
    text = "在亳州市第五届人民代表大会第三次会议上\n"
    found = place_of(text, "荆州-2024", units)
    assert found.unit.name == "亳州市"
    assert "named after 荆州市" in str(found.notice)
    state = "——在第十四届全国人民代表大会第二次会议上\n现在，我代表国务院，向大会报告政府工作。"
    assert place_of(state, "荆州-2024", units).unit is None
    assert "whole country" in str(place_of(state, "荆州-2024", units).notice)
    assert place_of("荆州明月公园开园。", "荆州-2024", units).how == "file"
    assert place_of("明月公园开园。", "荆州-2024", units).unit is None


def test_names_are_resolved_with_the_units_above_them(units):
    assert resolve("湖北省武汉市武昌区", units).code == "420106"
    assert resolve("武汉市武昌区", units).code == "420106"
    assert resolve("鼓楼区", units) is None
    assert resolve("福州市鼓楼区", units).code == "350102"
    assert resolve("武汉市鼓楼区", units) is None


def test_a_place_may_be_asked_for():
    report = Report("x", "明月公园开园。")
    assert setting_of(report).code is None
    for asked in ("荆州", "荆州市", "421000", "湖北省荆州市"):
        assert setting_of(report, asked).unit.code == "421000"
    assert setting_of(report, "420106").region.code == "420106"


@pytest.fixture(scope="module")
def yichang(units):
    unit = units.by_code["420500"]
    return UnitWords(unit, units, read_townships("4205"), {"建设", "和平", "中心", "城区"})


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("枝江市滨江公园", "枝江市"),
        ("枝江滨江公园", "枝江市"),
        ("宜昌市枝江滨江公园", "枝江市"),
        ("夷陵区城乡供水一体化", "夷陵区"),
        ("秭归港", None),
        ("秭归港区", "秭归县"),
        ("小溪塔街道老旧小区改造", "小溪塔街道"),
        ("夷陵区小溪塔街道老旧小区改造", "小溪塔街道"),
        ("枝江大道快速化改造", None),
        ("枝江大桥", None),
        ("秭归至兴山高速", None),
        ("枝江综合治理", None),
        ("宜都—枝江快速通道", None),
        ("枝江酒业产业园", None),
        ("枝江股份新厂", None),
        ("明月公园", None),
        ("宜昌明月公园", None),
        ("西陵峡景区", None),
        ("点军区第二医院江南院区", "点军区"),
        ("宜都中学北校区", None),
        ("荆州明月公园", None),
        ("枝江经开区", "枝江市"),
        ("枝江经济开发区", "枝江市"),
        ("夷陵区经开区", "夷陵区"),
        ("武宜高铁枝江段", "枝江市"),
        ("宜昌至枝江段", None),
        ("省人民医院枝江院区", "枝江市"),
        ("明月能源枝江电厂", "枝江市"),
        ("明月集团（枝江）数据中心", "枝江市"),
        ("明月路（枝江至宜都）改造", None),
        ("明月枝江书院", None),
        ("枝江海关", None),
    ],
)
def test_a_name_carries_a_unit_or_none(yichang, name, unit):
    found = yichang.in_name(name)
    assert (found.unit.name if found else None) == unit


@pytest.mark.parametrize(
    ("clause", "name", "unit"),
    [
        ("支持枝江市建设明月公园", "明月公园", "枝江市"),
        ("在夷陵区新建明月公园", "明月公园", "夷陵区"),
        ("枝江加快建设明月公园、望江书院", "望江书院", "枝江市"),
        ("枝江市经济增长，明月公园开园", "明月公园", None),
        ("推动枝江大道与明月公园联动", "明月公园", None),
        ("明月公园落户", "明月公园", None),
        ("支持秭归县深化合作、枝江建设明月公园", "明月公园", "枝江市"),
        ("支持秭归县、枝江市建设明月公园", "明月公园", None),
    ],
)
def test_a_clause_governs_by_its_grammar(yichang, clause, name, unit):
    start = clause.index(name)
    others = [(clause.index(o), clause.index(o) + len(o)) for o in ("明月公园",) if o != name]
    spans = [span for span in others if span[0] < start]
    found = yichang.in_clause(clause, start, spans)
    assert (found.unit.name if found else None) == unit


def test_codes_of_regions_have_as_many_digits_as_their_level(units):
    codes = [region_code(units.by_code[c]) for c in ("420000", "421000", "421022", "110000")]
    assert codes == ["42", "4210", "421022", "11"]
    assert region_code(read_townships("421022")[0]).startswith("421022")


def test_every_site_of_another_citys_report_has_a_region(tmp_path, capsys):
    path, out = tmp_path / "宜昌-2024.txt", tmp_path / "a.geojson"
    path.write_text(
        "在宜昌市第七届人民代表大会第四次会议上\n一、2023年工作回顾\n枝江滨江公园建成开放，沙湖公园开园。"
        "小溪塔街道文化中心投用。\n二、2024年工作安排\n支持宜都市新建望江大桥，开工建设黄鹤楼小学。\n",
        encoding="utf-8",
    )
    assert main(["build", str(path), "-o", str(out)]) == 0
    assert "named after" not in capsys.readouterr().err
    atlas = read_atlas(out)
    assert atlas.report["place_code"] == "420500"
    found = {f["properties"]["name"]: f for f in atlas.features}
    assert all(f["properties"]["region"].startswith("4205") for f in atlas.features)
    assert found["枝江滨江公园"]["properties"]["precision"] == "district"
    assert found["枝江滨江公园"]["geometry"] is None
    lake = found["沙湖公园"]
    assert (lake["properties"]["precision"], lake["properties"]["region"]) == ("city", "4205")
    assert lake["geometry"] is None
    assert json.dumps(lake["properties"]["location_source"], ensure_ascii=False).count("宜昌市")
