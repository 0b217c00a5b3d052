"""Text as it was meant: copying's traces go, and every character keeps its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.documents.normal import normalise

PROSE = "我们持续推进交通建设，全力推进青石"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("济 枣湾大桥开工", "济枣湾大桥开工"),
        ("新增企业160 家", "新增企业160家"),
        ("青石大桥[22]建成通车", "青石大桥建成通车"),
        ("“鹭洲工程”（12）建成", "“鹭洲工程”建成"),
        (PROSE + "\n大桥建设。", PROSE + "大桥建设。"),
        (PROSE + " — 14 — 大桥建设。", PROSE + "大桥建设。"),
    ],
)
def test_the_traces_of_copying_go(text, meant):
    assert normalise(text).text == meant


@pytest.mark.parametrize(
    "text",
    [
        "2023年工作回顾\n青石大桥开工。",
        "一、抓项目，强支撑，推动区域发展稳健前行\n青石大桥开工。",
        "鹭洲公园（二期）开放。",
        "青石大桥开工。\n柳湾隧道通车。",
        "Green Bridge opened",
    ],
)
def test_titles_brackets_and_words_stay(text):
    assert normalise(text).text == text


def test_a_column_of_short_lines_is_read_as_one_text():
    lines = [
        "推动青石城区道路桥梁建设提速提质统筹推进鹭",
        "洲片区开发建设不断完善城市功能和公共配套设",
    ] * 8
    assert "\n" not in normalise("\n\n".join(lines)).text


def test_spans_lead_back_to_the_page():
    text = "开工建设济 枣湾[3]大桥。"
    normal = normalise(text)
    start = normal.text.index("济枣湾大桥")
    assert text[slice(*normal.span(start, start + 5))] == "济 枣湾[3]大桥"
    assert normal.within(*normal.span(start, start + 5)) == (start, start + 5)


@given(st.text(alphabet="青石大桥，。、 \n\t—[]（）12\u3000\r", max_size=80))
def test_what_stays_stands_where_the_map_says(text):
    normal = normalise(text)
    assert [text[i] for i in normal.offsets] == list(normal.text)
    assert list(normal.offsets) == sorted(set(normal.offsets))
