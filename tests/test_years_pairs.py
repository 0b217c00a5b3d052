"""The same site in two reports: linked where it is sure, asked where it is not."""

import pytest

from geo.years.pairs import named, pair

BEFORE = ("临江市", "临江", "市")


def feature(name, number=0, aliases=()):
    site = {"id": f"s-{number}", "name": name, "aliases": list(aliases)}
    return {"id": site["id"], "properties": site}


def paired(old, new):
    """Pair two lists of names; return ``(old name, new name) -> (relation, sure)``."""
    ours = [feature(name, n) for n, name in enumerate(old)]
    theirs = [feature(name, 100 + n) for n, name in enumerate(new)]
    names = {f["id"]: f["properties"]["name"] for f in ours + theirs}
    found = pair(named(ours, BEFORE), named(theirs, BEFORE))
    return {(names[p.old], names[p.new]): (p.relation, p.is_sure) for p in found}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("江东大道", "江东大道"),
        ("江东大道", "江东大道快速化改造工程"),
        ("江东大道改造", "江东大道提升改造工程"),
        ("临江体育中心", "临江市体育中心"),
        ("市第三人民医院迁建", "第三人民医院迁建项目"),
        ("临港至沙湾高速公路", "临港至沙湾高速"),
        ("临港至沙湾高速", "沙湾—临港高速公路"),
        ("临沙高速铁路", "临沙高铁"),
        ("东湖片区", "東湖片區"),
        ("市一医院迁建", "市第一人民医院迁建工程"),
        ("东山抽蓄电站", "东山抽水蓄能电站"),
        ("地铁2号线", "地铁二号线"),
        ("望江书院（一期）", "望江书院一期"),
        ("柳湾污水处理厂扩建", "柳湾污水处理厂改扩建工程"),
        ("南湖水系综合治理", "南湖水系综合整治"),
    ],
)
def test_one_site_in_other_words_is_linked(old, new):
    assert paired([old], [new]) == {(old, new): ("same", True)}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("江东大道", "江西大道"),
        ("第三中学", "第四中学"),
        ("地铁2号线", "地铁3号线"),
        ("望江书院一期", "望江书院二期"),
        ("望江书院东段", "望江书院西段"),
        ("黄鹤楼", "黄鹤楼小学"),
        ("北环路", "北环路变电站"),
        ("新城大厦", "新港大厦"),
        ("A区", "B区"),
        ("区第四小学", "市第四小学"),
    ],
)
def test_neighbours_are_not_linked(old, new):
    assert all(not sure or relation != "same" for relation, sure in paired([old], [new]).values())


def test_a_phase_is_a_part_and_not_the_whole():
    found = paired(["望江书院"], ["望江书院一期", "望江书院二期"])
    assert found == {
        ("望江书院", "望江书院一期"): ("part_of", True),
        ("望江书院", "望江书院二期"): ("part_of", True),
    }
    assert paired(["望江书院二期"], ["望江书院"]) == {
        ("望江书院二期", "望江书院"): ("has_part", True)
    }


def test_a_slip_of_the_hand_is_asked():
    assert paired(["柳弯污水处理厂"], ["柳湾污水处理厂"]) == {
        ("柳弯污水处理厂", "柳湾污水处理厂"): ("same", False)
    }
    # And not where the right one is there.
    found = paired(["柳弯污水处理厂", "柳湾污水处理厂"], ["柳湾污水处理厂"])
    assert found == {("柳湾污水处理厂", "柳湾污水处理厂"): ("same", True)}


def test_other_works_at_one_place_are_asked():
    found = paired(["市三院迁建"], ["市三院扩建"])
    assert found == {("市三院迁建", "市三院扩建"): ("same", False)}


def test_each_site_is_one_other_at_most():
    found = paired(["东湖公园", "东湖公园改造"], ["东湖公园", "东湖公园改造工程"])
    assert found == {
        ("东湖公园", "东湖公园"): ("same", True),
        ("东湖公园改造", "东湖公园改造工程"): ("same", True),
    }


def test_what_a_list_shares_a_head_with_is_no_name_by_itself():
    ours = [feature("月亮湾变电站", 1, ["月亮湾"])]
    theirs = [feature("月亮湾公园", 2, ["月亮湾"])]
    assert pair(named(ours, ()), named(theirs, ())) == []
