"""A project list is read by its columns, whatever file it comes in. All names are invented."""

from io import BytesIO

import docx
import openpyxl
import pytest
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas
from table_files import (
    FILES,
    LEFT,
    UP,
    csv_file,
    fill,
    html_file,
    pdf_file,
    saved,
    workbook,
    xlsx_file,
)

from geo.base.errors import InputError
from geo.building.build import build_atlas
from geo.documents.inputs import decode_document
from geo.documents.report import Report
from geo.model.places import Gazetteer
from geo.reading.extraction import find_mentions

TITLE = "丙市2025年重点项目清单"
HEADER = [
    "序号",
    "项目名称",
    "建设地点",
    "建设内容",
    "建设年限",
    "总投资（亿元）",
    "2025年目标",
    "责任单位",
]
BRIDGE = [
    "1",
    "柳河大桥改建工程",
    "丁县柳河镇",
    "全长600米",
    "2025-2027",
    "3.6",
    "开工建设",
    "丁县政府",
]
PLANT = [
    "2",
    "东湾污水处理厂二期项目",
    "戊区",
    "日处理5万吨",
    "2023-2025",
    "1.2",
    "竣工投产",
    "市住建局",
]
LIST = [HEADER, BRIDGE, PLANT]


def read(raw, name):
    return decode_document(raw, "list", name)


def sites(raw, name, lexicon):
    document = read(raw, name)
    report = Report(document.id, document.text, document.source)
    found = find_mentions(report, lexicon)
    for mention in found:
        assert document.text[mention.start : mention.end] == mention.text
        quote = document.text[mention.quote_start : mention.quote_end]
        assert mention.text in quote
        if mention.investment:
            words = document.text[mention.investment.start : mention.investment.end]
            assert words in quote
        for unit in mention.responsible:
            assert document.text[unit.start : unit.end] == unit.unit
    return {mention.text: mention for mention in found}


def told(text, lexicon):
    return sites(text.encode(), "report.txt", lexicon)


def said(mention):
    amount = mention.investment and mention.investment.amount_cny
    return mention.stage, mention.planned, mention.period, amount


def lines(*rows):
    return "".join("\t".join(row) + "\n" for row in rows)


@pytest.mark.parametrize("kind", FILES)
def test_a_list_says_the_same_in_every_kind_of_file(kind, lexicon):
    found = sites(FILES[kind](LIST, [TITLE]), f"a.{kind}", lexicon)
    assert list(found) == ["柳河大桥改建", "东湾污水处理厂二期"]
    bridge, plant = found.values()
    assert said(bridge) == ("started", True, "2025", 3.6e8)
    assert said(plant) == ("operating", True, "2025", 1.2e8)
    assert [(u.unit, u.role) for u in bridge.responsible] == [("丁县政府", "responsible")]
    assert [m.row for m in found.values()] == ([3, 4] if kind == "xlsx" else [2, 3])


@pytest.mark.parametrize("separator", [",", ";", "|", "\t", "，"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_separated_values_are_read_in_any_encoding(separator, encoding, lexicon):
    found = sites(csv_file(LIST, separator, encoding), "a.csv", lexicon)
    assert {text: said(m)[0] for text, m in found.items()} == {
        "柳河大桥改建": "started",
        "东湾污水处理厂二期": "operating",
    }


def test_a_cell_in_quotation_marks_keeps_its_commas_and_its_lines_apart(lexicon):
    rows = [HEADER, [*BRIDGE[:3], "新建桥梁,\n引道", *BRIDGE[4:]]]
    document = read(csv_file(rows), "a.csv")
    assert "\t新建桥梁, 引道\t" in document.text
    assert not document.is_verbatim


def test_text_with_tabs_is_taken_byte_for_byte(lexicon):
    text = f"{TITLE}\n{lines(*LIST)}"
    assert read(text.encode(), "a.txt").is_verbatim
    assert list(told(text, lexicon)) == ["柳河大桥改建", "东湾污水处理厂二期"]


def test_a_markdown_table_is_read_where_it_stands(lexicon):
    text = f"# {TITLE}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in LIST[:1])
    text += "\n|" + "---|" * 8 + "\n" + "\n".join(f"| {' | '.join(row)} |" for row in LIST[1:])
    found = told(text, lexicon)
    assert said(found["柳河大桥改建"]) == ("started", True, "2025", 3.6e8)
    assert read(text.encode(), "a.md").is_verbatim


TWO_ROWS = [
    ["序号", "项目名称", "投资（万元）", LEFT, "责任单位"],
    [UP, UP, "总投资", "2025年计划投资", UP],
    ["1", "南门公园", "4200", "1200", "区城管局"],
    ["2", "北岸泵站", "860", "860", "区水务局"],
]


@pytest.mark.parametrize("kind", FILES)
def test_a_header_of_two_rows_is_one(kind, lexicon):
    found = sites(FILES[kind](TWO_ROWS, ["2025年项目计划"]), f"a.{kind}", lexicon)
    assert list(found) == ["南门公园", "北岸泵站"]
    park = found["南门公园"]
    assert said(park) == ("mentioned", True, "2025", 4.2e7)
    assert park.investment.parts == (("2025", 1.2e7),)


def test_a_header_of_two_rows_needs_no_merged_cells(lexicon):
    rows = [["" if c in {UP, LEFT} else c for c in row] for row in TWO_ROWS]
    assert said(told(lines(*rows), lexicon)["南门公园"])[3] == 4.2e7


def test_a_group_above_the_names_is_part_of_the_header(lexicon):
    rows = [
        ["项目基本情况", "", "", "投资情况（万元）", ""],
        ["序号", "名称", "建设地点", "总投资", "累计完成投资"],
        ["1", "南门公园", "东街", "4200", "3100"],
        ["2", "北岸泵站", "西街", "860", "900"],
    ]
    found = told(lines(*rows), lexicon)
    assert [said(m)[3] for m in found.values()] == [4.2e7, 8.6e6]


def test_the_unit_may_stand_above_the_table(lexicon):
    rows = [["附件1", "", "", ""], ["2025年项目表", "", "", ""], ["单位：万元", "", "", ""]]
    rows += [["序号", "项目名称", "建设性质", "总投资"], ["1", "南门公园", "续建", "4,200.5"]]
    assert said(told(lines(*rows), lexicon)["南门公园"]) == (
        "under_construction", True, "2025", 4.2005e7,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("3.6", None), ("3.6亿元", 3.6e8), ("1200万元", 1.2e7), ("约1200万元", 1.2e7), ("/", None),
        ("１２００万", 1.2e7),
        ("3.6（含征地）", None), ("面议", None), ("0", None), ("5000元", 5000),
    ],
)  # fmt: skip
def test_no_unit_is_guessed(cell, amount, lexicon):
    text = lines(
        ["项目名称", "建设地点", "总投资"], ["南门公园", "东街", cell], ["北岸泵站", "西街", ""]
    )
    found = told(text, lexicon)
    assert said(found["南门公园"])[3] == amount
    assert said(found["北岸泵站"])[3] is None


def test_two_units_above_a_table_are_none(lexicon):
    text = "（单位：万元、亿元）\n" + lines(
        ["项目名称", "总投资"], ["南门公园", "3.6"], ["北岸泵站", "86"]
    )
    assert {said(m)[3] for m in told(text, lexicon).values()} == {None}


def test_a_sum_for_several_rows_is_no_ones(lexicon):
    rows = [HEADER, BRIDGE, [*PLANT[:5], UP, *PLANT[6:]], ["3", "南门公园", *PLANT[2:]]]
    found = sites(html_file(rows, [TITLE]), "a.html", lexicon)
    assert [said(m)[3] for m in found.values()] == [None, None, 1.2e8]


def test_a_unit_for_several_rows_is_responsible_for_each(lexicon):
    rows = [HEADER, BRIDGE, [*PLANT[:7], UP], ["3", "南门公园", *PLANT[2:7], ""]]
    found = sites(html_file(rows, [TITLE]), "a.html", lexicon)
    assert [[u.unit for u in m.responsible] for m in found.values()] == [
        ["丁县政府"], ["丁县政府"], [],
    ]  # fmt: skip


def test_lines_above_rows_are_context_and_no_site(lexicon):
    header = ["序号", "项目名称", "总投资（亿元）", "建设年限"]
    rows = [
        header,
        ["合计", LEFT, "30", ""],
        ["一", "新建项目（1个）", "10", ""],
        ["1", "南门公园", "10", "2025-2026"],
        ["二、续建项目", LEFT, LEFT, LEFT],
        ["2", "北岸泵站", "12", "2023-2025"],
        ["三、竣工项目", LEFT, LEFT, LEFT],
        ["3", "柳河大桥", "8", "2022-2025"],
        ["小 计", LEFT, "30", ""],
    ]
    found = sites(html_file(rows, [TITLE]), "a.html", lexicon)
    assert {text: said(m) for text, m in found.items()} == {
        "南门公园": ("started", True, "2025-2026", 1e9),
        "北岸泵站": ("under_construction", True, "2023-2025", 1.2e9),
        "柳河大桥": ("completed", True, "2022-2025", 8e8),
    }


def test_a_line_above_rows_never_reports_that_they_are_finished(lexicon):
    rows = [["序号", "项目名称", "建设地点"], ["竣工项目", "", ""], ["1", "柳河大桥", "丁县"]]
    assert said(told(lines(*rows), lexicon)["柳河大桥"])[0] == "mentioned"


def test_a_section_line_without_tabs_ends_no_table(lexicon):
    text = lines(HEADER) + "一、新建项目\n" + lines(BRIDGE) + "二、续建项目\n" + lines(PLANT)
    assert list(told(text, lexicon)) == ["柳河大桥改建", "东湾污水处理厂二期"]


@pytest.mark.parametrize(
    ("title", "status", "expected"),
    [
        ("2025年项目计划", "续建", ("under_construction", True)),
        ("2025年项目计划", "竣工", ("completed", True)),
        ("2025年项目计划", "前期", ("planning", True)),
        ("2025年项目计划", "新建", ("mentioned", True)),
        ("2024年项目完成情况", "竣工", ("completed", False)),
        ("2024年项目完成情况", "在建", ("under_construction", False)),
        ("2024年项目完成情况", "计划开工", ("started", True)),
        ("2024年项目完成情况", "年内竣工", ("completed", True)),
        ("2024年项目完成情况", "未开工", ("mentioned", False)),
        ("2025年项目计划", "续建及竣工", ("mentioned", True)),
    ],
)
def test_a_status_means_what_its_words_say(title, status, expected, lexicon):
    text = f"{title}\n" + lines(["项目名称", "项目状态"], ["南门公园", status], ["北岸泵站", ""])
    assert said(told(text, lexicon)["南门公园"])[:2] == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("已建成通车", ("operating", False)),
        ("正在进行主体结构施工", ("under_construction", False)),
        ("主体已封顶，预计年底竣工", ("under_construction", False)),
        ("正在开展前期工作，计划6月开工", ("planning", False)),
        ("计划10月开工建设", ("started", True)),
        ("尚未开工", ("mentioned", False)),
        ("", ("mentioned", False)),
    ],
)
def test_what_was_done_goes_before_what_is_intended(cell, expected, lexicon):
    text = lines(["项目名称", "进展情况"], ["南门公园", cell], ["北岸泵站", "已竣工"])
    assert said(told(text, lexicon)["南门公园"])[:2] == expected


def test_what_was_done_goes_before_the_aim(lexicon):
    text = lines(
        ["项目名称", "2025年目标", "截至6月底进展"],
        ["南门公园", "竣工", "完成基础施工"],
        ["北岸泵站", "竣工", ""],
    )
    found = told("2025年项目督查通报\n" + text, lexicon)
    assert said(found["南门公园"])[:2] == ("under_construction", False)
    assert said(found["北岸泵站"])[:3] == ("completed", True, "2025")


NOTICE = [
    ["序号", "项目名称", "年度目标", "进度评价", "牵头单位", "责任领导"],
    ["1", "南门公园", "开工", "达进度", "区城管局", "张三"],
    ["2", "北岸泵站", "竣工", "已完成", "区水务局", "李四"],
    ["3", "柳河大桥", "主体完工", "欠进度", "区交通局、丁县政府", "王五"],
    ["4", "东湾学校", "封顶", "超进度", "区教育局（赵六）", "钱七"],
]


@pytest.mark.parametrize("kind", FILES)
def test_a_notice_classes_progress_and_names_units_but_no_persons(kind, lexicon):
    raw = FILES[kind](NOTICE, ["2025年重点项目督查通报"])
    found = sites(raw, f"a.{kind}", lexicon)
    assert [m.progress for m in found.values()] == ["on_track", "done", "behind", "ahead"]
    assert said(found["北岸泵站"])[:2] == ("completed", False)
    units = [[(u.unit, u.role) for u in m.responsible] for m in found.values()]
    assert units == [
        [("区城管局", "lead")],
        [("区水务局", "lead")],
        [("区交通局", "lead"), ("丁县政府", "lead")],
        [("区教育局", "lead")],
    ]
    document = read(raw, f"a.{kind}")
    assert not any(person in document.text for person in ("张三", "李四", "王五", "钱七"))
    assert "names of persons in a table are left out" in document.notice


def test_a_quotation_from_text_with_tabs_ends_before_the_persons(lexicon):
    document = f"督查通报\n{lines(*NOTICE)}"
    for mention in told(document, lexicon).values():
        quote = document[mention.quote_start : mention.quote_end]
        assert not any(person in quote for person in ("张三", "李四", "王五", "钱七"))


def test_tasks_are_read_as_text_and_their_row_says_when_and_who(lexicon):
    rows = [
        ["序号", "工作任务", "牵头单位", "责任单位", "完成时限"],
        [
            "1",
            "建成银杏幼儿园，开展技能培训5000人次。",
            "区教育局",
            "区住建局、柳河镇",
            "2025年12月",
        ],
        ["2", "提高城乡低保标准。", "区民政局", "", "2025年6月"],
    ]
    found = told("2025年工作任务分解方案\n" + lines(*rows), lexicon)
    assert list(found) == ["银杏幼儿园"]
    school = found["银杏幼儿园"]
    assert said(school)[:3] == ("completed", True, "2025")
    assert [u.role for u in school.responsible] == ["lead", "responsible", "responsible"]
    assert school.row == 2


def test_a_table_inside_a_report_is_read_beside_its_text(lexicon):
    before = ["政府工作报告", "一、2024年工作回顾", "银杏路建成通车，东山隧道主体完工。"]
    after = ["二、2025年工作安排", "开工建设梧桐水库。"]
    rows = [
        ["序号", "项目名称", "进展情况"],
        ["1", "南门公园", "建成开放"],
        ["2", "北岸泵站", "主体完工"],
    ]
    for kind in ("html", "docx", "pdf"):
        found = sites(FILES[kind](rows, before, after), f"a.{kind}", lexicon)
        assert list(found) == ["银杏路", "东山隧道", "南门公园", "北岸泵站", "梧桐水库"]
        assert [m.planned for m in found.values()] == [False, False, False, False, True]
        assert [m.row for m in found.values()] == [None, None, 2, 3, None]


def test_without_a_header_names_are_read_and_no_unit_is_known(lexicon):
    rows = [
        ["1", "柳河大桥改建工程", "丁县", "2025-2027", "36000"],
        ["2", "东湾污水处理厂", "戊区", "2024-2026", "12000"],
        ["3", "南门公园", "戊区", "2024-2025", "900万元"],
    ]
    found = told(lines(*rows), lexicon)
    assert {text: said(m) for text, m in found.items()} == {
        "柳河大桥改建": ("mentioned", True, "2025-2027", None),
        "东湾污水处理厂": ("mentioned", True, "2024-2026", None),
        "南门公园": ("mentioned", True, "2024-2025", None),
    }


def test_two_tables_on_one_sheet_keep_their_own_headers(lexicon):
    rows = [
        HEADER,
        BRIDGE,
        ["附件2", *[LEFT] * 7],
        ["序号", "工程名称", "总投资（万元）", *[""] * 5],
    ]
    rows.append(["1", "北岸泵站", "860", *[""] * 5])
    found = sites(xlsx_file(rows, [TITLE]), "a.xlsx", lexicon)
    assert {text: said(m)[3] for text, m in found.items()} == {
        "柳河大桥改建": 3.6e8,
        "北岸泵站": 8.6e6,
    }


def test_hidden_sheets_rows_and_columns_are_not_read_and_said(lexicon):
    book = workbook(LIST, [TITLE])
    sheet = book.create_sheet("旧清单")
    fill(sheet, [HEADER, ["1", "银杏大厦", *PLANT[2:]]])
    sheet.sheet_state = "hidden"
    book["项目"].row_dimensions[4].hidden = True
    book["项目"].column_dimensions["H"].hidden = True
    document = read(saved(book), "a.xlsx")
    assert not any(word in document.text for word in ("银杏大厦", "东湾", "丁县政府"))
    assert "1 hidden sheet is not read" in document.notice
    assert "not read: 1 hidden rows, 1 hidden columns" in document.notice


def test_a_formula_without_a_stored_value_is_empty_and_said():
    book = workbook(LIST, [TITLE])
    book["项目"]["F3"] = "=1.2*3"
    document = read(saved(book), "a.xlsx")
    assert "=1.2" not in document.text
    assert "1 formula is left empty: no value is stored for it" in document.notice


def test_numbers_in_cells_are_written_as_people_write_them(lexicon):
    book = workbook([HEADER], [TITLE])
    sheet = book["项目"]
    sheet.append([1, "柳河大桥改建工程", None, None, 2025, 18.400000000000002, "开工", None])
    sheet.append([2.0, "南门公园", None, None, "2025-2026", 12, "竣工", None])
    found = sites(saved(book), "a.xlsx", lexicon)
    assert [said(m)[3] for m in found.values()] == [1.84e9, 1.2e9]


def test_sheets_are_read_one_behind_the_other_under_their_names(lexicon):
    book = workbook(LIST, [TITLE], title="续建项目")
    fill(book.create_sheet("新建项目"), [HEADER, ["1", "银杏大厦", *PLANT[2:]]])
    document = read(saved(book), "a.xlsx")
    assert document.text.startswith("续建项目\n")
    assert list(sites(saved(book), "a.xlsx", lexicon))[-1] == "银杏大厦"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (openpyxl.Workbook, "the workbook's sheets are empty"),
        (lambda: workbook([["项目名称"]], title="空"), None),
    ],
)
def test_a_workbook_without_sites_says_so(make, message, tmp_path):
    raw = saved(make())
    if message is None:
        assert read(raw, "a.xlsx").text == "项目名称\n"
    else:
        with pytest.raises(InputError, match=message):
            read(raw, "a.xlsx")


def test_cells_merged_over_everything_glue_nothing(lexicon):
    rows = [[TITLE, *[LEFT] * 7], *[[UP, *[LEFT] * 7]] * 3, HEADER, BRIDGE, PLANT]
    for kind in ("html", "docx", "xlsx"):
        found = sites(FILES[kind](rows), f"a.{kind}", lexicon)
        assert list(found) == ["柳河大桥改建", "东湾污水处理厂二期"]


def test_a_layout_of_a_page_is_no_table(lexicon):
    cell = "柳河大桥建成通车。" * 60
    row = f"<tr><td><p>{cell}</p></td><td><p>目录</p></td></tr>"
    raw = f"<html><body><table>{row}</table></body></html>"
    assert "\t" not in read(raw.encode(), "a.html").text


def test_pictures_of_tables_are_said(tmp_path):
    picture = BytesIO()
    Image.new("RGB", (40, 40)).save(picture, "PNG")
    document = docx.Document()
    document.add_picture(BytesIO(picture.getvalue()))
    buffer = BytesIO()
    document.save(buffer)
    with pytest.raises(InputError, match="holds pictures only"):
        read(buffer.getvalue(), "a.docx")
    document.add_paragraph("柳河大桥建成通车。")
    buffer = BytesIO()
    document.save(buffer)
    assert "1 picture is not read" in read(buffer.getvalue(), "a.docx").notice


def test_wrapped_cells_of_a_page_are_whole_and_the_next_page_goes_on(lexicon):
    rows = [HEADER, *([str(n), f"第{n}号排涝泵站改扩建工程", *PLANT[2:]] for n in range(1, 60))]
    found = sites(pdf_file(rows, [TITLE]), "a.pdf", lexicon)
    assert len(found) == 59
    assert "第59号排涝泵站改扩建" in found


def test_a_page_without_ruled_lines_glues_no_cells():
    text = read(pdf_file(LIST, [TITLE], is_ruled=False), "a.pdf").text
    assert "2025-2027  3.6  开工建设  丁县政府" in text
    assert "\t" not in text


def test_cells_that_are_drawn_one_by_one_are_not_glued_either():
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = BytesIO()
    sheet = canvas.Canvas(buffer, invariant=1)
    sheet.setFont("STSong-Light", 10)
    for number, row in enumerate((HEADER, BRIDGE, PLANT)):
        for at, cell in enumerate(row):
            sheet.drawString((40, 65, 180, 240, 300, 370, 450, 510)[at], 700 - 20 * number, cell)
    sheet.save()
    text = read(buffer.getvalue(), "a.pdf").text
    assert (
        "1  柳河大桥改建工程  丁县柳河镇  全长600米  2025-2027  3.6  开工建设  丁县政府\n2  "
        in text
    )


def test_the_atlas_says_row_progress_and_who_is_responsible(lexicon):
    document = read(html_file(NOTICE, ["2025年重点项目督查通报"]), "a.html")
    report = Report("notice", document.text)
    atlas = build_atlas(report, lexicon, Gazetteer({}))
    bridge = next(f["properties"] for f in atlas.features if f["properties"]["name"] == "柳河大桥")
    assert [unit["unit"] for unit in bridge["responsible"]] == ["区交通局", "丁县政府"]
    assert (bridge["mentions"][0]["row"], bridge["mentions"][0]["progress"]) == (4, "behind")


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("建成银杏学校。（责任单位：区教育局）", ["区教育局"]),
        (
            "1.建成银杏学校。\n牵头单位：区教育局；责任单位：区住建局、柳河镇",
            ["区教育局", "区住建局", "柳河镇"],
        ),
        ("（一）银杏学校。\n年内建成银杏学校。\n责任单位：区教育局", ["区教育局"]),
        ("建成银杏学校。责任领导：张三\n牵头单位：区教育局", ["区教育局"]),
        ("建成银杏学校。（责任人：张三）", []),
        ("建成银杏学校。（责任单位：张三）", []),
    ],
)
def test_running_text_names_units_for_the_item_above(text, units, lexicon):
    found = told(f"2025年责任分解方案\n{text}\n2.建成梧桐大桥。\n", lexicon)
    assert [u.unit for u in found["银杏学校"].responsible] == units
    assert found["梧桐大桥"].responsible == ()


def test_running_text_classes_progress_only_where_it_says_so(lexicon):
    text = (
        "2025年重点项目督查通报\n一、已完成（1项）\n1.银杏学校建成投用。\n二、欠进度项目\n1.梧桐大桥主体施工。\n"
        "三、下一步工作\n1.推进东山隧道建设。\n"
    )
    found = told(text, lexicon)
    assert {t: m.progress for t, m in found.items()} == {
        "银杏学校": "done", "梧桐大桥": "behind", "东山隧道": None,
    }  # fmt: skip
    plain = told("2024年工作回顾\n银杏学校已完成建设，梧桐大桥达到序时进度。\n", lexicon)
    assert [m.progress for m in plain.values()] == [None, "on_track"]


def test_a_long_list_keeps_its_numbers_and_its_columns(lexicon):
    rows = [[str(n), f"第{n}号排涝泵站", *PLANT[2:]] for n in range(1, 41)]
    found = told(lines(HEADER, *rows), lexicon)
    assert len(found) == 40
    assert {said(m)[3] for m in found.values()} == {1.2e8}


def test_a_list_in_the_traditional_script_keeps_its_characters(lexicon):
    rows = [
        ["序號", "項目名稱", "總投資（億元）", "建設狀態", "責任單位"],
        ["1", "銀杏圖書館新館", "3.6", "續建", "區教育局"],
        ["2", "梧桐大橋", "12", "在建", "區交通運輸局"],
    ]
    found = told("2025年重點項目計劃\n" + lines(*rows), lexicon)
    assert list(found) == ["銀杏圖書館新館", "梧桐大橋"]
    assert said(found["梧桐大橋"]) == ("under_construction", True, "2025", 1.2e9)
    assert [u.unit for u in found["梧桐大橋"].responsible] == ["區交通運輸局"]


def test_a_class_at_the_head_of_a_paragraph_holds_for_it(lexicon):
    text = (
        "关于前三季度区级重点项目推进情况的督查通报\n\n截至2023年9月底，现通报如下：\n\n"
        "（一）已完成项目2个。南门公园、北岸泵站均已竣工。\n\n"
        "（二）达进度项目1个。柳河大桥正在进行桩基施工。\n\n"
        "（三）超进度项目1个。东湾学校正在进行主体施工。\n\n"
        "（四）欠进度项目1个。西岭水厂因林地审批滞后，施工进展缓慢。\n"
    )
    found = told(text, lexicon)
    assert {name: m.progress for name, m in found.items()} == {
        "南门公园": "done",
        "北岸泵站": "done",
        "柳河大桥": "on_track",
        "东湾学校": "ahead",
        "西岭水厂": "behind",
    }


def test_a_line_above_rows_classes_them_whatever_its_number_and_count(lexicon):
    text = lines(
        ["序号", "项目名称", "进展情况", "责任单位"],
        ["一、已完成项目（1个）", "", "", ""],
        ["1", "南门公园", "已于8月投入使用", "县城管局"],
        ["二、达到序时进度项目（2个）", "", "", ""],
        ["2", "北岸泵站", "设备安装完成60%", "县水利局"],
        ["三、滞后于序时进度项目（1个）", "", "", ""],
        ["3", "柳河大桥", "正在开展场地平整", "县交通局"],
    )
    found = told("关于2024年第三季度重点项目督查情况的通报\n" + text, lexicon)
    assert {name: (m.progress, m.stage) for name, m in found.items()} == {
        "南门公园": ("done", "operating"),
        "北岸泵站": ("on_track", "under_construction"),
        "柳河大桥": ("behind", "mentioned"),
    }
