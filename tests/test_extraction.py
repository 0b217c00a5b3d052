"""Reading clauses: names, lists, shared heads, stages. The texts and names are invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.documents.report import Report
from geo.model.places import Known
from geo.reading.extraction import find_mentions
from geo.reading.lexicon import read_lexicon

HEAD = "青石区政府工作报告\n2023年工作回顾\n"
PLAN = "2024年工作安排\n"


def read(text, lexicon, known=None):
    report = Report("invented", HEAD + text)
    mentions = find_mentions(report, lexicon, known)
    for mention in mentions:
        assert report.text[mention.start : mention.end] == mention.text
    return mentions


def names(text, lexicon, known=None):
    return [mention.name for mention in read(text, lexicon, known)]


def stages(text, lexicon):
    return {mention.name: mention.stage for mention in read(text, lexicon)}


def test_each_item_of_a_list_is_a_site(lexicon):
    text = "枫桦大厦、鹭洲国际广场、柳湾隧道等19个项目顺利竣工。"
    assert stages(text, lexicon) == dict.fromkeys(
        ["枫桦大厦", "鹭洲国际广场", "柳湾隧道"], "completed"
    )


def test_a_shared_head_belongs_to_each_item(lexicon):
    found = read("启动鹭湾、槐荫闸变电站施工。", lexicon)
    assert [(m.text, m.name) for m in found] == [
        ("鹭湾", "鹭湾变电站"),
        ("槐荫闸变电站", "槐荫闸变电站"),
    ]
    assert {m.stage for m in found} == {"started"}


def test_a_head_behind_the_count_belongs_to_each_item(lexicon):
    assert names("启动罗溪、槐荫等5个消防站建设。", lexicon) == ["罗溪消防站", "槐荫消防站"]


def test_a_bare_phase_takes_its_name_from_the_item_before(lexicon):
    found = {m.text: m for m in read("启动鹭洲小镇二期、三期征收。", lexicon)}
    assert found["三期"].name == "鹭洲小镇三期"
    assert found["鹭洲小镇二期"].stage == found["三期"].stage == "land_assembly"


def test_what_a_name_begins_with_is_a_site_of_its_own(lexicon):
    found = {m.text: m.stage for m in read("加快轨道交通十二号线东延伸建设。", lexicon)}
    assert found == {
        "轨道交通十二号线东延伸": "under_construction",
        "轨道交通十二号线": "mentioned",
    }


def test_the_specific_word_says_the_stage_not_the_helping_verb(lexicon):
    assert stages("完成鹭洲大厦主体结构施工。", lexicon)["鹭洲大厦"] == "under_construction"
    assert stages("推动鹭洲大厦开工。", lexicon)["鹭洲大厦"] == "started"
    assert stages("全力保障槐荫路竣工通车。", lexicon)["槐荫路"] == "operating"


def test_an_item_may_have_a_stage_of_its_own(lexicon):
    found = stages("推进鹭洲时代广场开业运营、槐荫大厦改造升级。", lexicon)
    assert found == {"鹭洲时代广场": "operating", "槐荫大厦": "under_construction"}


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("推动鹭洲电池产业园项目落地。", "signed"),
        ("获批设立鹭洲临港产业园区。", "mentioned"),
        ("槐荫大桥完成主体工程。", "under_construction"),
        ("鹭洲机场改扩建达到开工条件。", "planning"),
        ("推动鹭洲学院升格为本科。", "mentioned"),
        ("鹭洲灌区具备通水条件。", "completed"),
    ],
)
def test_what_is_aimed_at_counts_not_the_verb_that_helps(lexicon, text, stage):
    whole = max(read(text, lexicon), key=lambda mention: len(mention.text))
    assert whole.stage == stage


def test_whose_building_is_helped_is_being_built(lexicon):
    found = stages("支持鹭洲科技园、柳湾物流园建设。", lexicon)
    assert found == dict.fromkeys(["鹭洲科技园", "柳湾物流园"], "under_construction")
    assert set(stages("支持鹭洲科技园引进人才。", lexicon).values()) <= {"mentioned"}


def test_a_line_around_its_section_is_a_site_of_its_own(lexicon):
    found = stages("鹭湾铁路（柳湾段）开工建设。", lexicon)
    assert found == {"鹭湾铁路（柳湾段）": "started", "鹭湾铁路": "mentioned"}


def test_a_firm_that_builds_is_industry(lexicon):
    found = {m.name: m.sector for m in read("加快荣光四期建设。", lexicon)}
    assert found == {"荣光四期": "industry"}


def test_unnamed_counts_and_generic_words_are_no_sites(lexicon):
    text = "建成口袋公园4个，新建大件垃圾处理厂1座，老旧小区改造新开工74个。"
    assert names(text, lexicon) == []


def test_policies_campaigns_and_figures_are_no_sites(lexicon):
    text = "深化科创强区建设，完成固定资产投资330亿元以上，常态化开展政银企对接活动。"
    assert names(text, lexicon) == []


def test_a_name_with_a_plus_is_an_idea(lexicon):
    assert "鹭湖" not in names("槐荫公园“鹭湖+”开园开馆。", lexicon)


def test_review_and_plan_are_two_claims_about_one_site(lexicon):
    text = "槐荫大厦正式开工。\n" + PLAN + "推动槐荫大厦主体封顶。"
    found = read(text, lexicon)
    assert [(m.name, m.planned, m.period, m.stage) for m in found] == [
        ("槐荫大厦", False, "2023", "started"),
        ("槐荫大厦", True, "2024", "under_construction"),
    ]


def test_names_with_latin_letters_and_brackets(lexicon):
    text = "鹭洲(青石)人工智能创新中心正式启用，鹭洲T3航站楼开工，轨道交通12号线开通运营。"
    found = names(text, lexicon)
    assert "鹭洲T3航站楼" in found
    assert any(name.endswith("人工智能创新中心") for name in found)


def test_known_names_are_found_wherever_they_stand(lexicon):
    known = {"鹭桥": Known("鹭桥片区", "area"), "槐院": Known("槐院", "institution")}
    text = "以鹭桥重大项目为支撑，鹭桥人文小镇、槐院小学加快建设。"
    found = read(text, lexicon, known)
    # An area is named inside a longer name too; an institution is not.
    assert [m.name for m in found] == ["鹭桥片区", "鹭桥人文小镇", "鹭桥片区", "槐院小学"]
    assert found[2].stage == "mentioned"


def test_a_known_name_ends_where_the_clause_goes_on(lexicon):
    known = {"鹭湖古城": Known("鹭湖古城", "area"), "鹭湖港": Known("鹭湖港", "facility")}
    assert names("鹭湖古城借助现代光影技术馆开放。", lexicon, known) == ["鹭湖古城"]
    assert "鹭湖港至柳湾港航道" in names("加快鹭湖港至柳湾港航道建设。", lexicon, known)


def test_every_mention_of_the_seed_is_where_it_says(report, lexicon, gazetteer):
    found = find_mentions(report, lexicon, gazetteer.known)
    assert len(found) > 150
    for one in found:
        assert report.text[one.start : one.end] == one.text
        assert one.quote_start <= one.start < one.end <= one.quote_end
        if one.stage_start is not None:
            assert one.quote_start <= one.stage_start < one.stage_end <= one.quote_end


LEXICON = read_lexicon()
PIECES = st.sampled_from(
    [
        "鹭洲",
        "大厦",
        "、",
        "和",
        "启动",
        "一期",
        "，",
        "。",
        "\n",
        "路",
        "12",
        "亿元",
        "(",
        "“",
        "E1",
        "等3个",
        "的",
        "\u3000",
    ]
)


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_gives_spans_that_lie_in_it_and_never_cross(text):
    report = Report("any", text)
    found = find_mentions(report, LEXICON, {"鹭洲大厦": Known("鹭洲大厦", "building")})
    assert [m.start for m in found] == sorted(m.start for m in found)
    assert len({m.span for m in found}) == len(found)
    for one in found:
        assert text[one.start : one.end] == one.text != ""
        assert not any(one.crosses(other) for other in found)


@pytest.mark.parametrize("word", ["建设", "推进"])
def test_a_verb_alone_is_no_name(lexicon, word):
    assert names(f"{word}、{word}。", lexicon) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("建成人民医院、鹭洲医院新院区。", "人民医院"),
        ("新建图书馆、文化馆、鹭洲体育馆。", "文化馆"),
        ("完成路网（平安大道、德和路和仁和路等）升级改造。", "平安大道"),
    ],
)
def test_a_list_of_names_holds_the_plain_one_of_its_kind(sentence, expected, lexicon):
    assert expected in names(sentence, lexicon)


@pytest.mark.parametrize(
    "sentence", ["建成学校、医院、鹭洲公园。", "在人民医院、中医院设窗口。", "打通断头路、鹭洲路。"]
)
def test_a_list_makes_no_name_of_what_any_town_has(sentence, lexicon):
    assert set(names(sentence, lexicon)) <= {"鹭洲公园", "鹭洲路"}


@pytest.mark.parametrize(
    ("sentence", "stage"),
    [
        ("加快推进鹭洲湿地保护行动。", "mentioned"),
        ("推进柳湾商圈提升行动。", "mentioned"),
        ("推动鹭洲新区集聚发展。", "mentioned"),
        ("推进鹭洲大桥建设，实施创新发展战略。", "under_construction"),
    ],
)
def test_a_campaign_or_a_policy_for_a_place_is_no_works_there(sentence, stage, lexicon):
    report = Report("invented", f"二、2024年工作安排\n{sentence}\n")
    assert {mention.stage for mention in find_mentions(report, lexicon)} == {stage}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("槐荫书院基本竣工。", "基本竣工"),
        ("槐荫书院基本完工。", "基本完工"),
        ("鹭洲大桥基本建成。", "基本建成"),
        ("鹭洲大桥初步建成。", "初步建成"),
        ("槐荫书院主体完工。", "主体完工"),
        ("鹭洲大桥主体结构封顶。", "主体结构封顶"),
        ("鹭洲大桥主体结构全面封顶。", "主体结构全面封顶"),
        ("鹭洲大桥主体工程封顶。", "主体工程封顶"),
        ("鹭洲大桥主体工程开工。", "主体工程开工"),
        ("槐荫书院部分开放。", "部分开放"),
        ("鹭洲公园局部开放。", "局部开放"),
        ("鹭洲大桥大致完成。", "大致完成"),
        ("柳湾变电站全部建成。", "全部建成"),
        ("鹭洲大桥基本实现竣工。", "基本实现竣工"),
        ("基本完成鹭洲大桥建设。", "基本完成"),
        ("初步建成鹭洲大桥。", "初步建成"),
    ],
)
def test_what_hedges_a_stage_belongs_to_its_words(text, words, lexicon):
    mention = read(text, lexicon)[-1]
    assert (HEAD + text)[mention.stage_start : mention.stage_end] == words
    assert mention.stage != "mentioned"


def test_a_word_that_ends_like_a_hedge_is_none(lexicon):
    text = "柳湾产业园市场主体落户。"
    mention = read(text, lexicon)[-1]
    assert (HEAD + text)[mention.stage_start : mention.stage_end] == "落户"


def test_where_only_the_structure_is_finished_the_site_is_not(lexicon):
    assert stages("鹭洲大桥主体工程全线贯通。", lexicon) == {"鹭洲大桥": "under_construction"}
    assert stages("鹭洲大桥全线贯通。", lexicon) == {"鹭洲大桥": "completed"}


@pytest.mark.parametrize(
    ("entry", "quote"),
    [
        (
            "1.鹭洲科学城:位于柳湾新区,规划面积12平方公里,发展算力。",
            "1.鹭洲科学城:位于柳湾新区,规划面积12平方公里,发展算力",
        ),
        ("鹭洲科学城：以算力为主。", "鹭洲科学城：以算力为主"),
        ("[3]鹭洲科学城：以算力为主。", "鹭洲科学城：以算力为主"),
        ("（3）鹭洲科学城：以算力为主。", "鹭洲科学城：以算力为主"),
        ("3、鹭洲科学城：以算力为主。", "3、鹭洲科学城：以算力为主"),
        ("3．鹭洲科学城 ： 以算力为主。", "3．鹭洲科学城 ： 以算力为主"),
        ("“鹭洲科学城”：以算力为主。", "“鹭洲科学城”：以算力为主"),
        ("3.鹭洲科学城：\n以算力为主。", "3.鹭洲科学城：\n以算力为主"),
        ("3.鹭洲科学城：以算力为主；设三个中心。", "3.鹭洲科学城：以算力为主；设三个中心"),
        ("3.鹭洲科学城：以算力为主。设三个中心。", "3.鹭洲科学城：以算力为主"),
        ("3.鹭洲科学城是指以算力为主的园区。", "3.鹭洲科学城是指以算力为主的园区"),
        ("3.鹭洲科学城：\n", "3.鹭洲科学城"),
        ("3.一城：指已经建成的鹭洲科学城，以算力为主。", "指已经建成的鹭洲科学城"),
    ],
)
def test_what_a_glossary_explains_is_quoted_with_the_explanation(entry, quote, lexicon):
    text = f"建成鹭洲科学城。\n\n名词解释\n\n{entry}\n"
    mention = [m for m in read(text, lexicon) if m.name == "鹭洲科学城"][-1]
    said = (HEAD + text)[mention.quote_start : mention.quote_end]
    assert said == quote


def test_a_long_explanation_is_quoted_to_the_end_of_a_clause(lexicon):
    entry = "鹭洲科学城：" + "，".join(f"建设算力平台第{n:02}号" for n in range(60)) + "。"
    mention = read(f"建成鹭洲科学城。\n\n名词解释\n\n{entry}\n", lexicon)[-1]
    assert 200 < mention.quote_end - mention.quote_start <= 300


@pytest.mark.parametrize(
    "text",
    [
        "南屏高架未能如期通车。",
        "南屏高架没有如期建成。",
        "南屏高架未按期竣工。",
        "南屏高架迟迟未能开工。",
        "南屏高架无法按时投用。",
        "南屏高架尚不具备通车条件。",
        "南屏高架暂缓建设。",
        "南屏高架难以如期竣工。",
        "南屏高架推迟开工。",
        "南屏高架暂停建设。",
        "南屏高架原定10月竣工。",
        "南屏高架原计划2023年6月底前建成，目前仍没有完工。",
    ],
)
def test_what_is_denied_put_off_or_was_meant_once_is_no_stage(text, lexicon):
    assert set(stages(text, lexicon).values()) <= {"mentioned"}


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("红旗路立体停车场主体工程完成85%。", "under_construction"),
        ("红旗路立体停车场桩基施工完成约80％。", "under_construction"),
        ("鹭洲水厂设备安装完成60.5%。", "under_construction"),
        ("鹭洲水厂完成基础施工。", "under_construction"),
        ("鹭洲水厂完成初步设计。", "planning"),
        ("鹭洲水厂完成施工图设计。", "planning"),
        # Of these a share is none of works.
        ("鹭洲产业园招商完成60%。", "mentioned"),
        ("鹭洲水厂年度投资完成60%。", "mentioned"),
    ],
)
def test_a_share_or_a_step_that_is_done_is_not_the_whole(text, stage, lexicon):
    assert set(stages(text, lexicon).values()) == {stage}


@pytest.mark.parametrize(
    ("text", "stage", "planned"),
    [
        ("鹭洲水厂，10月建成供水，惠及群众4万人。", "operating", False),
        ("鹭洲水厂总投资8300万元，已建成投用。", "operating", False),
        ("鹭洲大桥全长3公里，总投资12亿元，预计2024年6月竣工。", "completed", True),
        ("鹭洲美术馆总经费8600万元，将于2024年动工。", "started", True),
        ("鹭洲大桥：二季度开工", "started", False),
        ("1.鹭洲小学：9月投用", "operating", False),
        # What comes afterwards, what has names of its own, what is weak or denied.
        ("鹭洲大桥全长3公里，建成后将缓解拥堵。", "mentioned", False),
        ("鹭洲水厂日供水5万吨，投用以后惠及万人。", "mentioned", False),
        ("鹭洲湖水清岸绿，建设成效显著。", "mentioned", False),
        ("鹭洲大桥资金紧张，尚未开工。", "mentioned", False),
    ],
)
def test_a_clause_that_goes_on_says_the_stage_of_the_name_that_begins(
    text, stage, planned, lexicon
):
    mention = read(text, lexicon)[0]
    assert (mention.stage, mention.planned) == (stage, planned)
    if stage != "mentioned":
        report = HEAD + text
        quote = report[mention.quote_start : mention.quote_end]
        assert report[mention.stage_start : mention.stage_end] in quote


def test_a_neighbour_that_a_clause_names_takes_its_own_stage(lexicon):
    found = stages("鹭洲大桥全长3公里，建成槐荫隧道。", lexicon)
    assert found == {"鹭洲大桥": "mentioned", "槐荫隧道": "completed"}
