"""What a paragraph says of the site above it, in lists where a heading names the site."""

import pytest

from geo.documents.report import Report
from geo.reading.extraction import find_mentions
from geo.view.card import card_html

DONE = "2024年民生实事项目完成情况\n\n一、2024年完成情况\n\n{}\n\n2.农村公路养护。\n"


def found(text, lexicon, name):
    mentions = find_mentions(Report("list", text), lexicon)
    return next(m for m in mentions if name in m.name and m.row is None)


@pytest.mark.parametrize(
    ("below", "stage", "planned"),
    [
        ("该项目计划投资1790万元，2024年7月竣工交付，9月投用。", "operating", False),
        ("该项目位于前进花园小区内，2024年7月竣工。", "completed", False),
        ("项目总投资2亿元，目前已开工。", "started", False),
        ("目前主体结构已封顶。", "under_construction", False),
        ("建设内容：新建教学楼一栋。已于8月投入使用。", "operating", False),
        ("截至12月底，工程已完工。", "completed", False),
        # What is still to come does not hide what is done.
        ("项目已开工，预计2025年6月竣工。", "started", False),
        ("该项目预计2025年6月竣工。", "completed", True),
    ],
)
def test_a_heading_takes_the_stage_of_its_paragraph(lexicon, below, stage, planned):
    text = DONE.format(f"1.市第四小学建设项目。\n\n{below}")
    mention = found(text, lexicon, "第四小学")
    assert (mention.stage, mention.planned) == (stage, planned)
    first, last = mention.quote_more
    assert first <= mention.stage_start < mention.stage_end <= last
    assert text[mention.stage_start : mention.stage_end] in below


@pytest.mark.parametrize(
    "below",
    [
        # Of something else, or of nothing.
        "为改善办学条件，区教育局多次召开会议。",
        "群众满意度达到98%，各项任务竣工验收。",
        "该项目计划投资1790万元。",
        "东湖小学2024年7月竣工。",
    ],
)
def test_what_speaks_of_no_site_above_gives_no_stage(lexicon, below):
    text = DONE.format(f"1.市第四小学建设项目。\n\n{below}")
    assert found(text, lexicon, "第四小学").stage == "mentioned"


def test_the_next_heading_ends_it(lexicon):
    text = "2024年完成情况\n\n1.市第四小学建设项目。\n\n2.东山水库项目。\n\n该项目已竣工。\n"
    assert found(text, lexicon, "第四小学").stage == "mentioned"
    assert found(text, lexicon, "东山水库").stage == "completed"


def test_the_card_quotes_both_pieces_in_their_order(lexicon, atlas):
    text = DONE.format("1.市第四小学建设项目。\n\n该项目位于小区内，2024年7月竣工。")
    m = found(text, lexicon, "第四小学")
    names = (
        *("start", "end", "text", "quote_start", "quote_end", "stage", "stage_start"),
        *("stage_end", "planned", "period"),
    )
    mention = {name: getattr(m, name) for name in names} | {"quote_more": list(m.quote_more)}
    site = {**atlas.by_id["dream-plaza"]["properties"], "mentions": [mention]}
    card = card_html(site, atlas, text)
    assert card.index("第四小学</mark>") < card.index("……") < card.index("<strong>竣工</strong>")
