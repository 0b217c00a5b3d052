"""Ten tables that were written before they were first read, of kinds that offices publish.

Places and people are invented. Each says for its sites stage, planned, period and yuan; a stage in
a set is any of them.
"""

import pytest
from table_files import FILES, LEFT, UP, csv_file, html_file

from geo.documents.inputs import decode_document
from geo.documents.report import Report
from geo.reading.extraction import find_mentions

CASES = {
    "a county's list of livelihood projects": (
        html_file(
            [
                ["序号", "实事项目名称", "建设内容", "责任单位", "完成时限"],
                ["1", "城东养老服务中心建设项目", "新建床位200张", "县民政局", "2025年11月底前"],
                [
                    "2",
                    "乡镇污水管网改造工程",
                    "改造管网30公里",
                    "县住建局、各乡镇",
                    "2025年12月底前",
                ],
            ],
            ["辛县2025年民生实事项目安排表"],
        ),
        "a.html",
        {
            "城东养老服务中心": (None, True, "2025", None),
            "乡镇污水管网改造": (None, True, "2025", None),
        },
    ),
    "a province's list with groups and a total": (
        FILES["xlsx"](
            [
                [
                    "序号",
                    "项目名称",
                    "建设性质",
                    "建设起止年限",
                    "总投资",
                    "2026年投资计划",
                    "主管部门",
                ],
                ["总计（3个）", LEFT, "", "", "2105000", "310000", ""],
                ["一、交通（2个）", LEFT, LEFT, LEFT, LEFT, LEFT, LEFT],
                ["1", "辛壬高速公路", "续建", "2024-2028", "1280000", "200000", "省交通厅"],
                ["2", "癸州港二期工程", "新建", "2026-2029", "325000", "50000", "省交通厅"],
                ["二、能源（1个）", LEFT, LEFT, LEFT, LEFT, LEFT, LEFT],
                ["3", "青岭抽水蓄能电站", "前期", "2027-2032", "500000", "60000", "省能源局"],
            ],
            ["某省2026年重点建设项目名单", "单位：万元"],
        ),
        "a.xlsx",
        {
            "辛壬高速公路": ("under_construction", True, "2024-2028", 1.28e10),
            "癸州港二期": ("started", True, "2026-2029", 3.25e9),
            "青岭抽水蓄能电站": ("planning", True, "2027-2032", 5e9),
        },
    ),
    "progress by the end of a quarter": (
        csv_file(
            [
                ["项目名称", "业主单位", "总投资(万元)", "截至9月底形象进度", "存在问题"],
                ["城南文化馆", "壬县文旅局", "6500", "主体结构封顶，正在进行装饰装修", "无"],
                ["壬县体育公园", "壬县城投公司", "12000", "已完工并投入使用", "无"],
                ["石桥水厂扩建工程", "壬县水务集团", "8800", "正在办理用地手续", "征地慢"],
            ],
            ";",
            "gb18030",
        ),
        "进度.csv",
        {
            "城南文化馆": ("under_construction", False, None, 6.5e7),
            "壬县体育公园": ({"operating", "completed"}, False, None, 1.2e8),
            "石桥水厂扩建": ("planning", False, None, 8.8e7),
        },
    ),
    "units in the cells": (
        FILES["docx"](
            [
                ["工程名称", "工程地点", "概算投资", "计划开工时间", "计划竣工时间"],
                ["凤鸣大桥", "凤鸣镇", "约2.3亿元", "2025年3月", "2027年6月"],
                ["凤鸣中心小学迁建", "凤鸣镇", "5600万元", "2025年5月", "2026年8月"],
            ],
            ["癸县2025年建设工程计划"],
        ),
        "a.docx",
        {
            "凤鸣大桥": (None, True, "2025-2027", 2.3e8),
            "凤鸣中心小学迁建": (None, True, "2025-2026", 5.6e7),
        },
    ),
    "a header split over three groups": (
        html_file(
            [
                ["项目概况", LEFT, LEFT, "投资（亿元）", LEFT, LEFT, "责任分工", LEFT],
                [
                    "序号",
                    "项目名称",
                    "建设内容",
                    "总投资",
                    "截至2024年底累计完成投资",
                    "2025年计划投资",
                    "牵头单位",
                    "责任领导",
                ],
                ["1", "子城湿地公园", "占地300亩", "4.8", "1.6", "2.0", "市林业局", "周某山"],
                ["2", "子城北客运站", "一级站", "2.2", "0", "1.5", "市交通局", "吴某水"],
            ],
            ["子城市2025年重点项目责任分解表"],
        ),
        "a.html",
        {
            "子城湿地公园": (None, True, "2025", 4.8e8),
            "子城北客运站": (None, True, "2025", 2.2e8),
        },
    ),
    "results of an inspection by class": (
        FILES["pdf"](
            [
                ["序号", "重点项目", "责任单位", "督查情况", "评价"],
                ["1", "丑河综合治理工程", "区水务局", "已建成堤防12公里", "超进度"],
                ["2", "丑河文化广场", "区文旅局", "完成基础施工", "达到序时进度"],
                ["3", "丑河保障房三期", "区房管局", "因征迁受阻", "滞后"],
            ],
            ["关于2025年上半年重点项目的督查通报"],
        ),
        "a.pdf",
        {
            "丑河综合治理": (None, False, "2025", None),
            "丑河文化广场": (None, False, "2025", None),
            "丑河保障房三期": ("mentioned", False, "2025", None),
        },
    ),
    "a merged column of districts": (
        FILES["docx"](
            [
                ["县区", "项目名称", "投资额（万元）", "2025年度工作目标"],
                ["寅县", "寅县医院门诊楼", "9000", "主体完工"],
                [UP, "寅县职教中心", "15000", "开工建设"],
                ["卯区", "卯区智慧物流园", "42000", "建成投产"],
                ["合计", LEFT, "66000", ""],
            ],
            ["2025年市级重点项目目标任务表"],
        ),
        "a.docx",
        {
            "寅县医院门诊楼": ("under_construction", True, "2025", 9e7),
            "寅县职教中心": ("started", True, "2025", 1.5e8),
            "卯区智慧物流园": ("operating", True, "2025", 4.2e8),
        },
    ),
    "a list of what was finished": (
        html_file(
            [
                ["序号", "项目名称", "竣工时间", "完成投资（万元）"],
                ["1", "辰山隧道", "2024年8月", "32000"],
                ["2", "辰山图书馆新馆", "2024年12月", "7800"],
            ],
            ["2024年竣工项目一览表"],
        ),
        "a.html",
        {
            "辰山隧道": (None, False, "2024", None),
            "辰山图书馆新馆": (None, False, "2024", None),
        },
    ),
    "a table of figures": (
        csv_file(
            [
                ["指标", "单位", "2023年", "2024年"],
                ["地区生产总值", "亿元", "512.3", "548.1"],
                ["固定资产投资", "亿元", "210.4", "231.9"],
            ]
        ),
        "a.csv",
        {},
    ),
    "names in the third column, the header in the fourth row": (
        FILES["xlsx"](
            [
                ["填报单位：午县发改局", LEFT, "填报时间：2025年3月", LEFT, "单位：亿元"],
                ["", "", "", "", ""],
                ["类别", "编号", "建设项目名称", "建设地址", "项目总投资"],
                ["产业", "1", "午县年产20万吨再生纸项目", "午县经开区", "8.5"],
                ["基础设施", "2", "午县城北环线", "午县", "6.2"],
            ],
            ["附件2", "午县重点项目库"],
        ),
        "a.xlsx",
        {
            "午县年产20万吨再生纸": (None, True, "2025", 8.5e8),
            "午县城北环线": (None, True, "2025", 6.2e8),
        },
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_table_that_was_not_seen_before_is_read(case, lexicon):
    raw, name, expected = CASES[case]
    document = decode_document(raw, "list", name)
    found = {m.text: m for m in find_mentions(Report("list", document.text), lexicon)}
    assert list(found) == list(expected)
    for text, (stage, planned, period, amount) in expected.items():
        mention = found[text]
        if stage is not None:
            assert mention.stage in ({stage} if isinstance(stage, str) else stage)
        assert mention.planned is planned
        assert (mention.period or None) == period
        assert (mention.investment.amount_cny if mention.investment else None) == amount
