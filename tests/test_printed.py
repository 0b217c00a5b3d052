"""The printed map: what stands on the paper, and that nothing of it is cut off or covered."""

import io
import json
import re
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper import Paper
from PIL import Image

from geo.base.errors import InputError
from geo.model.atlas import Atlas
from geo.outputs.formats import FORMATS
from geo.outputs.paper import sheet
from geo.outputs.paper.fonts import find_typeface
from geo.outputs.paper.ground import Ground, scale_for
from geo.outputs.paper.labels import Box, Spot, place_labels
from geo.outputs.paper.listing import Row, fill_columns
from geo.outputs.paper.sheet import write_pdf, write_png
from geo.view.badges import region_shown


@pytest.fixture(scope="module")
def a3(atlas):
    return Paper(write_pdf(atlas))


@pytest.fixture(scope="module")
def a4(atlas):
    return Paper(write_pdf(atlas, paper="A4", language="en"))


def changed(atlas, site="tanhualin", geometry=True, report=None, **properties):
    feature = json.loads(json.dumps(atlas.by_id[site]))
    feature["properties"] |= properties
    if geometry is not True:
        feature["geometry"] = geometry
    return Atlas({**atlas.report, **(report or {})}, (feature,))


def test_every_site_stands_in_the_list_and_every_located_one_has_a_number(atlas, a3):
    for feature in atlas.features:
        assert feature["properties"]["name"].replace(" ", "") in a3.text
    located = sum(1 for f in atlas.features if f["geometry"] and not region_shown(f))
    # Once on the map and once in the list.
    numbers = Counter(re.findall(r"(?<![\d:.])\d+(?![\d:.])", a3.texts[0]))
    assert all(numbers[str(number)] >= 2 for number in range(1, located + 1))
    assert "不在图上（位置不详）" in a3.text
    assert "京东健康" in a3.text.split("不在图上（位置不详）")[1]
    assert "编号在图上放不下" not in a3.text


def test_the_sheet_says_what_it_is_and_where_it_is_from(a3):
    assert a3.sizes == [(420, 297)]
    for said in (
        "武汉市武昌区政府工作报告项目图", "2021-12-14", "154个项目，135个在图上", "1:65,000",
        "北", "空心：仅有计划", "虚线：位置不精确", "©OpenStreetMapcontributors(ODbL-1.0)",
        "不作为任何界线的依据", "没有审图号", "伸出图外：135", "东湖",
    ):  # fmt: skip
        assert said in a3.text


def test_a_smaller_paper_goes_on_over_pages_with_nothing_cut_off(atlas, a3, a4):
    assert a4.sizes == [(297, 210)] * 3
    for feature in atlas.features:
        assert re.sub(r"\s", "", feature["properties"]["name_en"]) in a4.text
    assert a3.outside == a4.outside == []
    assert "Page3of3" in a4.text


def test_text_is_set_in_embedded_fonts_and_the_file_is_small(a3):
    assert b"/Subtype /Type3" in a3.data
    assert b"/FontFile2" not in a3.data
    assert b"CreationDate" not in a3.data
    assert len(a3.data) < 600_000


def test_the_same_atlas_gives_the_same_bytes(atlas):
    few = atlas.subset({"tanhualin", "yellow-crane-tower", "binjiang-cbd"})
    assert write_pdf(few, paper="A4") == write_pdf(few, paper="A4")
    assert write_png(few, paper="A4") == write_png(few, paper="A4")


def test_a_picture_holds_all_pages_one_below_another(atlas):
    picture = Image.open(io.BytesIO(write_png(atlas, paper="A4")))
    assert picture.size == (2338, 2 * 1653)
    assert picture.info["dpi"] == pytest.approx((200, 200), abs=0.1)
    # The second page, too, is drawn on.
    lower = picture.convert("L").crop((0, 1653, 2338, 3306))
    assert lower.getextrema()[0] < 80


HOSTILE = "$\\frac{1}{0}$ {{ 7*7 }} \x00\x07\n\t😀 %s \\n ﷽"


def test_odd_texts_are_set_as_they_are_and_lose_nothing(atlas):
    long = "很长的名称" * 100
    paper = Paper(write_pdf(changed(atlas, name=HOSTILE + long, report={"place": HOSTILE * 9})))
    assert "$\\frac{1}{0}${{7*7}}" in paper.text
    assert long in paper.text
    assert paper.outside == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_atlas_without_positions_is_a_list(atlas, language):
    report = {"place": None, "place_code": None, "date": None}
    paper = Paper(write_pdf(changed(atlas, geometry=None, report=report), language=language))
    said = {"zh": "没有可定位的项目", "en": "Nositecanbelocated"}[language]
    assert said in paper.text
    assert Paper(write_pdf(Atlas({}, ()))).sizes == [(420, 297)]


def test_another_city_has_no_base_map_of_wuchang(atlas):
    point = {"type": "MultiPoint", "coordinates": [[121.5, 31.2], [121.52, 31.21]]}
    paper = Paper(
        write_pdf(changed(atlas, geometry=point, report={"place": "上海市", "place_code": None}))
    )
    assert "东湖" not in paper.text
    assert "河湖" not in paper.text
    assert "上海市政府工作报告项目图" in paper.text


def test_too_many_sites_are_refused(atlas):
    crowd = Atlas(atlas.report, atlas.features * 10)
    with pytest.raises(InputError, match="1540 sites are more than a sheet can number"):
        write_pdf(crowd)


@pytest.mark.parametrize("code", ["pdf", "png"])
def test_a_paper_that_is_none_is_refused(atlas, code):
    with pytest.raises(InputError, match="paper is one of A3, A4"):
        FORMATS[code].write(atlas, paper="A5")
    with pytest.raises(InputError, match="paper is one of A3, A4"):
        sheet.write_pdf(atlas, paper="A5")


SPOTS = st.builds(
    Spot,
    x=st.floats(5, 95),
    y=st.floats(5, 95),
    width=st.sampled_from([2.5, 4.0, 5.5]),
    height=st.just(3.0),
    clearance=st.sampled_from([0.0, 1.7]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(SPOTS, max_size=30))
def test_no_number_covers_another_or_leaves_the_map(spots):
    frame, arrow = Box(0, 0, 100, 100), Box(88, 2, 98, 17)
    placed = place_labels(spots, frame, [arrow])
    boxes = [box for box in placed if box]
    assert len(boxes) == len(spots)
    assert not any(one.touches(other) for one, other in combinations([*boxes, arrow], 2))
    for box in boxes:
        assert box.left >= 0
        assert box.top >= 0
        assert box.right <= 100
        assert box.bottom <= 100


def test_a_number_without_room_is_left_out_not_laid_on_another():
    spots = [Spot(5, 5, 4, 3, 1.7)] * 40
    placed = place_labels(spots, Box(0, 0, 10, 10))
    assert 0 < sum(box is not None for box in placed) < 10


@given(st.lists(st.integers(1, 9), max_size=80))
def test_columns_keep_the_rows_in_order_and_none_is_too_high(lines):
    rows = [Row((("x",) * n,)) for n in lines]
    columns = list(fill_columns(rows, 40))
    assert [row for column in columns for row in column] == rows
    assert all(sum(row.height for row in column) <= 40 for column in columns)


@given(st.text(max_size=60), st.floats(8, 60))
def test_lines_are_no_wider_than_asked_and_hold_the_whole_text(text, width):
    typeface = find_typeface()
    lines = typeface.wrap(text, 6, width)
    assert all(typeface.width(line, 6) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == typeface.printable(text).replace(" ", "")


def test_a_scale_is_round_and_true(atlas):
    bounds = (114.3, 30.5, 114.4, 30.6)
    scale = scale_for(bounds, 200, 200)
    assert scale == 60_000
    ground = Ground(bounds, Box(10, 10, 210, 210), scale)
    metres, length = ground.bar(60)
    assert (metres, round(length, 2)) == (2000, 33.33)
    assert ground.cell_name(10, 10) == "A1"
    assert ground.cell_name(209, 209) == "D4"
