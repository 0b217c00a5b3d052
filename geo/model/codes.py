"""The project's code lists: stage, sector, precision, kind and period, each with its labels.

A code is what files hold; labels are what people read, Chinese first. Order matters for
stages: the further down the list, the further a site has come.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list."""

    code: str
    zh: str
    en: str

    def label(self, language: Language = "zh") -> str:
        """Return the label in ``language``."""
        return self.en if language == "en" else self.zh


def _table(*codes: Code) -> dict[str, Code]:
    return {code.code: code for code in codes}


MENTIONED: Final = "mentioned"

STAGES: Final[dict[str, Code]] = _table(
    Code("planning", "谋划", "Planning"),
    Code("land_assembly", "征收储备", "Land assembly"),
    Code("land_supply", "供地", "Land supply"),
    Code("signed", "签约落户", "Signed or brought in"),
    Code("started", "开工", "Started"),
    Code("under_construction", "在建", "Under construction"),
    Code("completed", "竣工", "Completed"),
    Code("operating", "投用", "In use"),
    Code(MENTIONED, "提及", "Mentioned"),
)

# How far a stage is; a bare mention is no stage and ranks below all of them.
STAGE_RANK: Final[dict[str, int]] = {code: i for i, code in enumerate(STAGES)} | {MENTIONED: -1}

SECTORS: Final[dict[str, Code]] = _table(
    Code("finance", "金融", "Finance"),
    Code("commerce", "商贸", "Commerce"),
    Code("culture_tourism", "文旅", "Culture and tourism"),
    Code("innovation_digital", "科创数字", "Innovation and digital"),
    Code("design_engineering", "工程设计", "Engineering design"),
    Code("transport", "交通", "Transport"),
    Code("utilities", "市政公用", "Utilities"),
    Code("education", "教育", "Education"),
    Code("health", "医疗", "Health"),
    Code("social_care", "养老助残托育", "Social care"),
    Code("ecology", "生态", "Ecology"),
    Code("urban_renewal", "城市更新", "Urban renewal"),
    Code("housing", "住房", "Housing"),
    Code("safety", "安全应急", "Safety"),
    Code("industry", "工业制造", "Industry"),
    Code("agriculture", "农林水利", "Agriculture and water"),
    Code("headquarters_other", "总部与其他", "Headquarters and other"),
)

PRECISIONS: Final[dict[str, Code]] = _table(
    Code("exact", "精确（100 米内）", "Exact (within 100 m)"),
    Code("street", "街区级（300 米内）", "Street (within 300 m)"),
    Code("approximate", "大致（1 公里内）", "Approximate (within 1 km)"),
    Code("area", "仅知所在片区", "Only the containing area is known"),
    Code("township", "仅知所在街镇", "Only the township is known"),
    Code("district", "仅知所在区县", "Only the county or district is known"),
    Code("city", "仅知所在省市", "Only the city or province is known"),
    Code("none", "无法定位", "Not located"),
)

# Precisions by which only an administrative unit is known.
BY_UNIT: Final = frozenset(("township", "district", "city"))

# The largest uncertainty, in metres, that a precision allows.
MAX_UNCERTAINTY_M: Final[dict[str, float]] = {"exact": 100, "street": 300, "approximate": 1000}

LOCATION_SOURCES: Final[dict[str, Code]] = _table(
    Code("reference", "引用数据集", "Reference data set"),
    Code("described", "按公开描述绘制", "Traced from a public description"),
    Code("near", "按已知邻近地点", "Placed by a known neighbour"),
    Code("within", "取自所在片区", "From the containing area"),
    Code("estimate", "编者估计", "Editor's estimate"),
    Code("geocoder", "地理编码服务", "Geocoder"),
)

KINDS: Final[dict[str, Code]] = _table(
    Code("area", "片区", "Area"),
    Code("plot", "地块", "Plot"),
    Code("building", "建筑", "Building"),
    Code("road", "道路", "Road"),
    Code("tunnel", "隧道", "Tunnel"),
    Code("metro", "轨道交通", "Metro line"),
    Code("corridor", "廊道", "Corridor"),
    Code("park", "公园江滩", "Park or riverside"),
    Code("lake", "湖泊", "Lake"),
    Code("canal", "渠", "Canal"),
    Code("hill", "山", "Hill"),
    Code("campus", "校园院区", "Campus"),
    Code("facility", "设施", "Facility"),
    Code("institution", "机构", "Institution"),
)

# What an amount that another document states is for.
COVERS: Final[dict[str, Code]] = _table(
    Code("total_investment", "总投资", "Total investment"),
    Code("land_price", "土地成交价", "Land price"),
    Code("contract", "合同金额", "Contract"),
    Code("construction_cost", "工程投资", "Construction cost"),
    Code("fund_size", "基金规模", "Fund size"),
)

PROGRESS: Final[dict[str, Code]] = _table(
    Code("done", "已完成", "Done"),
    Code("ahead", "超进度", "Ahead of schedule"),
    Code("on_track", "达进度", "On schedule"),
    Code("behind", "欠进度", "Behind schedule"),
)
RESPONSIBLE_ROLES: Final[dict[str, Code]] = _table(
    Code("lead", "牵头单位", "Lead"),
    Code("responsible", "责任单位", "Responsible"),
    Code("builder", "建设单位", "Builds or owns it"),
)
INVESTMENT_BASES: Final[dict[str, Code]] = _table(
    Code("stated", "报告原文金额", "Stated in the report"),
    Code("at_least", "报告原文下限", "At least, by the report"),
    Code("fund", "基金规模", "Size of a fund seated there"),
    Code("cited", "其他公开文件", "From another public document"),
)

# What became of a target; silence is never a broken promise.
VERDICTS: Final[dict[str, Code]] = _table(
    Code("kept", "已兑现", "Kept"),
    Code("kept_late", "逾期兑现", "Kept late"),
    Code("surpassed", "超过目标", "Surpassed"),
    Code("under_way", "正在进行", "Under way"),
    Code("contradicted", "另有说法", "Contradicted"),
    Code("no_evidence", "未见后续", "No evidence"),
)
# What the map draws a site as that has no verdict, since no target of it is known.
NO_VERDICT: Final = Code("none", "没有目标", "No target")

# What a later document is, the one to believe first where two differ.
SOURCES: Final[dict[str, Code]] = _table(
    Code("official_report", "政府报告", "Official report"),
    Code("notice", "公告", "Notice"),
    Code("company", "企业", "Company"),
    Code("press", "媒体", "Press"),
    Code("encyclopaedia", "百科", "Encyclopaedia"),
    Code("repost", "转载", "Repost"),
)
# How sure it is that a later document means this site.
CERTAINTIES: Final[dict[str, Code]] = _table(
    Code("sure", "确定", "Sure"),
    Code("likely", "很可能", "Likely"),
    Code("weak", "不确定", "Not sure"),
)
