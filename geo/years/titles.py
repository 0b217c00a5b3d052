"""A site's name in its pieces: what it names, which part of that, and which works there.

江东大道快速化改造东延线 is the road 江东大道, its extension to the east, and works that better it.
Two names of one base are one site, part and whole, or two parts; :mod:`geo.years.pairs` says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, Literal

from geo.model.names import NOWHERE, Core, Home, core_of, plain, spelled
from geo.places.naming import Name
from geo.places.units import read_units, stem
from geo.years.letters import city_letters

Cover = Literal["same", "less", "more", "other", "perhaps"]
# A branch that has no name of its own may be any.
_ANY_BRANCH: Final = frozenset(("新", "分院", "分校", "分馆"))

_HAN: Final = "\u3400-\u9fff"
_N: Final = "一二三四五六七八九十"
# A base has as many characters at the least.
_MIN_BASE: Final = 2
_MOST_PIECES: Final = 6

_LINE: Final = (
    "高速公路|高速铁路|城际铁路|快速公路|高速|高铁|铁路|城际|公路|大道|干线|号线|环线|过境线|"
    "滨江|岸线|廊道|绿道|航道|水道|国家文化公园"
)
# Works and phases that stand between a line and its section: 江沙高速扩容石坪段.
_BETWEEN: Final = rf"(?:(?:辅助)?通道|复线|扩容|改扩建|[{_N}]改[{_N}]|第?[{_N}]期)?(?:工程|项目)?"
_RAIL_OR_ROAD: Final = "高速公路|高速铁路|城际铁路|高速|高铁|铁路|快速路"
_HOUSE: Final = (
    "医院|保健院|妇幼|大学|学院|学校|中学|小学|高中|初中|职校|职院|幼儿园|研究所|研究院|"
    "博物馆|图书馆|文化馆|美术馆"
)
_BRACKETED: Final = re.compile(r"\(([^()]{1,20})\)")
_PHASES: Final = re.compile(
    rf"(?<!改)(?:第?(?:[{_N}]{{1,3}}|\d{{1,2}})(?:[、和及]|期|批次?|阶段)){{1,5}}$|(?:首期|首批|[iⅰ]{{1,3}}期)$"
)
_EACH_PHASE: Final = re.compile(rf"[{_N}]{{1,3}}|\d{{1,2}}|[首iⅰ]{{1,3}}")
_LOT: Final = re.compile(rf"第?([{_N}]{{1,3}}|\d{{1,3}})(?:标段|标)$")
_BUILDING_NUMBER: Final = re.compile(rf"(?:[{_N}]{{1,3}}|\d{{1,3}})号楼$")
_PLOT: Final = re.compile(r"[a-z]{1,2}\d?[区段]$")
_SECTION: Final = re.compile(
    rf"^(?P<base>.{{1,30}}?(?:{_LINE}){_BETWEEN})(?:境内)?(?P<part>[{_HAN}~～—-]{{1,16}}?)段$"
)
_SECTION_OF_SHORT: Final = re.compile(
    rf"^(?P<base>(?:.{{1,30}}[路街线江河渠廊堤环]|[gs]\d{{1,4}}){_BETWEEN})(?:境内)?"
    rf"(?P<part>[{_HAN}~～—-]{{1,16}}?)段$"
)
_PHASE_AHEAD: Final = re.compile(rf"^(?:第?[{_N}]{{1,3}}|首)期(?=.)")
_SIDE: Final = re.compile(r"(?P<part>[东西南北中]{1,2})部?段$")
_IN_BRACKETS: Final = re.compile(rf"^(?:[{_HAN}~～—-]{{1,16}}段|[东西南北]区|[一-龥]{{1,3}}部分)$")
_TO: Final = "至到~～—-"
_END: Final = rf"[^\W{_TO}]{{2,12}}"
_RANGE: Final = re.compile(rf"^(?P<one>{_END}?)站?[{_TO}]{{1,2}}(?P<other>{_END}?)站?段?$")
_RANGE_OF: Final = re.compile(
    rf"^(?P<base>.{{1,30}}?(?:{_LINE}|[gs]\d{{1,4}}|[路街线江河渠廊堤]){_BETWEEN})(?:境内)?"
    rf"(?P<part>{_END}?[{_TO}]{{1,2}}{_END}?)段$"
)
_EXTENSION: Final = re.compile(
    r"(?P<part>[东西南北]{1,2})延(?:长|伸)?(?:线|段|工程)?(?:轨道交通线)?$"
)
_BRANCH: Final = re.compile(
    rf"^(?P<base>.{{1,30}}(?:{_HOUSE}|[{_N}\d][中小院]|所(?=[{_HAN}]{{2,6}}院区)))"
    rf"(?P<part>[{_HAN}]{{0,12}}?(?:院区|校区|分院|分校|分馆|新址|(?<![{_HAN}])新区|新院|[东西南北]馆|[东西南北]区)|新区)$"
)
_BRANCH_OF_SHORT: Final = re.compile(
    rf"^(?P<base>[{_HAN}]{{2,4}})(?P<part>[{_HAN}]{{2}}(?:院区|校区))$"
)
_NODE: Final = re.compile(
    rf"^(?P<base>.{{1,24}}?(?:{_RAIL_OR_ROAD}|枢纽))"
    rf"(?P<part>[{_HAN}]{{2,8}}(?:站|出口|入口|出入口|互通立交|互通|服务区|收费站|连接线|隧道|大桥))$"
)
_CROSSING: Final = re.compile(
    rf"^(?P<base>.{{1,20}}?(?:{_LINE}|[路街]))(?P<part>(?:下穿|上跨)[{_HAN}]{{2,12}}(?<![桥道立交]))$"
)
_PIECE: Final = re.compile(
    r"^(?P<base>.{2,30}(?:园|城|中心|基地|小区|港区|港|机场|枢纽|大厦|广场|市场|街区|片区|商圈|综合体))"
    rf"(?P<part>标准化?厂房|孵化器|加速器|(?:[a-z]|(?:[{_N}]|\d{{1,2}}(?:-\d{{1,2}})?)号?)(?:座|栋|馆|塔楼|地块|泊位)|"
    rf"第?[{_N}]跑道)$"
)
_WING: Final = re.compile(
    r"^(?P<base>.{2,30}(?:公园|植物园|动物园|市场|会展中心|博览园))(?P<part>[东西南北][园区馆])$"
)
# Of a hospital every house is a part, whatever it is for.
_WARD: Final = re.compile(rf"^(?P<base>.{{1,30}}(?:医院|保健院))(?P<part>[{_HAN}]{{2,8}}?楼)$")
# What comes behind works that are done: a phase of its own.
_LATER: Final = re.compile(r"(?P<part>后续|续建)工程$")
# One side of what has two.
_TUBE: Final = re.compile(
    r"^(?P<base>.{2,30}(?:隧道|大桥|过江通道|高架))(?P<part>[东西南北左右](?:线|幅|洞))$"
)
_HALL: Final = re.compile(
    r"^(?P<base>.{1,30}(?:医院|保健院|中心|学校|小学|中学|学院|大学|机场|车站))"
    r"(?P<part>(?:外科|内科|门诊|住院|急诊|医疗|综合|教学|实训|宿舍|科研){0,3}(?:大楼|楼)|(?:t\d)?航站楼)$"
)
_ZONE: Final = re.compile(
    r"(?P<part>先行启动区|启动区|首开区|起步区|先行区|示范段|试验段|先导段|剩余段|主体)$"
)
# Of these the piece before must not be bare, or they are proper names.
_KINDS: Final = (
    ("lot", _LOT), ("building", _BUILDING_NUMBER), ("plot", _PLOT), ("extension", _EXTENSION),
    ("section", _RANGE_OF), ("section", _SECTION), ("section", _SECTION_OF_SHORT),
    ("section", _SIDE), ("branch", _BRANCH), ("branch", _BRANCH_OF_SHORT), ("hall", _HALL),
    ("hall", _WARD), ("tube", _TUBE),
    ("node", _NODE), ("zone", _ZONE),
    ("crossing", _CROSSING), ("piece", _PIECE), ("wing", _WING),
)  # fmt: skip
# Works at a place, longest first; two of one family are the same works in other words.
_WORKS: Final[Mapping[str, str]] = {
    "快速化改造": "better", "快捷化改造": "better", "提升改造": "better", "改造提升": "better",
    "升级改造": "better", "提质改造": "better", "提标改造": "better", "综合提升": "better",
    "综合改造": "better", "扩能改造": "extend", "技术改造": "better", "节能改造": "better",
    "拓宽改造": "better", "维修改造": "better", "提升整治": "clean", "整治提升": "clean",
    "架空线入地": "bury", "杆线入地": "bury",
    "及现代化改造": "better", "保护利用": "better", "活化利用": "better", "有机更新": "better",
    "更新改造": "better", "四改六": "better", "四改八": "better", "二改四": "better",
    "六改八": "better", "双改四": "better", "三改二": "better", "四改三": "better",
    "综合整治": "clean", "综合治理": "clean", "环境整治": "clean", "生态修复": "clean",
    "防洪提升治理": "clean", "提升治理": "clean", "防洪治理": "clean",
    "环境治理": "clean", "除险加固": "better", "加固": "better",
    "抬高蓄水位": "extend",
    "增建二线": "extend", "电气化改造": "better", "电气化": "better", "入地改造": "bury",
    "保护修缮": "better", "文物保护": "better", "保护修复": "restore", "续建配套": "better",
    "改线": "move", "改扩建": "extend", "扩建": "extend", "扩容": "extend", "扩能": "extend",
    "改建": "better",
    "新建": "", "续建": "", "建设": "", "技改": "better", "改造": "better", "提升": "better",
    "提标": "better", "提质": "better", "整治": "clean", "治理": "clean", "修复": "restore",
    "修缮": "better", "大修": "better", "刷黑": "better", "拓宽": "better", "生产": "",
    "入地": "bury", "迁建": "move", "搬迁": "move",
    "重建": "rebuild",
}  # fmt: skip
_ADDED: Final = ("全线", "工程项目", "项目工程", "建设工程", "建设项目", "工程", "项目")
# Works and phases that stand before what they are done at: 扩建石坪水厂. 新建 is a place as well.
_AHEAD: Final = re.compile(
    rf"^(?P<works>改造提升|提升改造|改扩建|扩建|改建|迁建|续建|重建|新建(?![区县镇路村街]))(?P<rest>[{_HAN}a-z\d].{{3,}})$"
)
_PHASE_FIRST: Final = re.compile(rf"^(?P<phase>第?[{_N}]{{1,3}}期)(?P<rest>[{_HAN}]{{2}}.{{1,}})$")
# What a clause does to a site and a name has caught: 加快未来科学城.
_DOING: Final = re.compile(r"^(?:加速|加快|推动|推进|实施)(?=.{4,})")
# A university's campus by its short name: 南大苏州校区, 杭电绍兴校区.
_DOES: Final = re.compile("(?<=.{4})(?:实现|完成|启动|推进|实施)$")
_UNIVERSITY: Final = re.compile("^(?P<u>.).(?:(?P<kind>大)学|(?P<kind2>电)子科技大学)$")
_OF_PLACE: Final = re.compile(rf"^[{_HAN}]{{2,5}}(?<![期段区馆校院园])$")
_ALIAS: Final = re.compile(rf"^(?!原)[{_HAN}]{{4,16}}$")
_NO_NAME: Final = ("建设", "工程", "项目")
_SIDE_BY_SIDE: Final = re.compile("[一二三四五六七八九]{2,4}(?=期|$)")
_WORKS_OF_SECTION: Final = re.compile(
    rf"^(?P<base>.{{1,20}}[路街江河渠堤])(?P<works>综合治理|综合整治|治理|整治|改造)(?:工程)?"
    rf"(?P<part>[{_HAN}]{{2,8}}段)$"
)
_STATE_ROAD: Final = re.compile(
    r"(?<![a-z\d])(?:(?:国道g?|省道s?|[gs])(?P<n>\d{3})(?:国道|省道|线)?|(?P<m>\d{3})(?:国道|省道)线?)(?!\d)"
)
_MAIN_RIVER: Final = re.compile("(?<=[江河])干流")
# A phase before the sort: 泰安二期抽水蓄能.
_PHASE_WITHIN: Final = re.compile(
    rf"^(?P<head>.{{2,20}}?)(?P<phase>第?[{_N}]{{1,2}}期)"
    r"(?P<rest>(?:抽水蓄能|抽蓄)(?:电站)?|水厂|电厂|电站|污水处理厂|机场|码头|产业园|工业园|风电场?|变电站)$"
)
# Numbers are said in characters and in figures: 五万吨级, 一号泊位.
_NUMERAL: Final = re.compile(
    rf"[{_N}]{{1,3}}(?=万吨|千吨|百吨|千伏|兆瓦|号(?:泊位|机组|楼|馆|地块))"
)
_FROM_TO: Final = re.compile(
    r"(?<!\d)(?P<a>\d{1,2})(?:号|#)?(?:泊位)?[至到~～—-](?P<b>\d{1,2})(?:号|#)?(?=泊位|机组|楼|地块)"
)
_SECOND_TRACK: Final = re.compile(rf"(?<=铁路)(?:增建)?第?二线(?![{_HAN}])")
_AND: Final = re.compile(
    "(?<=..)[与和暨](?=现代化|改造|提升|修复|综合|治理|保护|利用|整治|更新|配套)"
)
# A motorway's number before its ends: G5成绵扩容 is 成绵高速扩容.
_MOTORWAY: Final = re.compile(
    rf"^g(?:\d{{1,2}}|\d{{4}})(?P<ends>[{_HAN}]{{2}})(?:高速(?:公路)?)?(?=扩容|改扩建|扩能)"
)
_ROMAN: Final = re.compile(r"(?<![a-z])i{1,3}(?=号)")
_LEVEL_WITHIN: Final = re.compile("(?<=..)[县区市旗](?=..)")
_MARKS: Final = str.maketrans("〔〕[]【】―", "()()()—")

# One sort of thing in several words, at the end of what is named.
_SORTS: Final = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"^(?:城市)?(?:轨道交通|轨道|轨交|地铁|轻轨)(?=m?\d{1,3}号线)", ""),
        (r"(?:国家)?高铁(?=[东西南北]站)|^高铁(?=..[东西南北]?站$)", ""),
        (r"^(?P<u>..)大学附属(?P<k>[中小]学)", r"\g<u>附属\g<k>"),
        # A university's hospital by the university's short name: 浙大二院.
        # Called by their second character, or by more than one.
        (r"^四川大学(?=.)", "川大"),
        (r"^中国科学院大学", "国科大"),
        (r"^哈尔滨工业大学", "哈工大"),
        (r"^中国人民大学", "人大"),
        (r"^(?P<u>.).大学(?:医学院)?附属第?(?P<n>[一二三四五六七八九])医院", r"\g<u>大\g<n>院"),
        (r"^(?P<u>.).大学(?=(?:医学院)?附属|医院|.{2,4}(?:研究院|高研院)$)", r"\g<u>大"),
        (r"^中国科学技术大学", "中科大"),
        (r"(?<=大)(?:医学院)?附属(?=.{2,}医院)", ""),
        (r"^(?P<u>.).电子科(?:技大学|大)", r"\g<u>电"),
        (r"(?:普速铁路|普铁)$", "铁路"),
        (r"公路(?=(?:特大|大)?桥$)", ""),
        (r"(?:风电场|风力发电场?)$", "风电"),
        (r"光伏(?:发电)?(?:电站|场)$|光伏发电$", "光伏"),
        (r"师范大学", "师大"),
        (r"农业大学", "农大"),
        (r"科技大学", "科大"),
        (r"理工大学", "理工"),
        (r"医科大学", "医大"),
        (r"工业大学", "工大"),
        (r"交通大学", "交大"),
        (r"财经大学", "财大"),
        (r"民族大学", "民大"),
        (r"海洋大学", "海大"),
        (r"林业大学", "林大"),
        (r"外国语学校$", "外校"),
        (r"(?:特殊教育|特教)学校$", "特校"),
        (r"实验小学$", "实小"),
        (r"实验中学$", "实中"),
        (r"妇幼保健(?:计划生育服务中心|院)", "妇幼"),
        (r"妇女儿童", "妇儿"),
        (r"疾病预防控制中心", "疾控中心"),
        (r"社会福利", "社福"),
        (r"公共卫生(?:临床|医疗)?中心", "公卫中心"),
        (r"中国科学院", "中科院"),
        (r"国家电投(?:集团)?", "国电投"),
        (r"(?<=[江河湖溪])流域$", ""),
        (r"(?<=[路街道])道路$", ""),
        (r"老旧小区$", "小区"),
        (r"(?<=水库)(?:水源|枢纽)$", ""),
        (r"(?:生活)?垃圾(?:焚烧)?发电(?:厂|站)?$", "垃圾焚烧发电"),
        (r"(?:混合式|立体式)(?=抽)", ""),
        (r"(?:火|热|燃煤|燃气|热电联产)电厂$", "电厂"),
        (r"(?:旅游)?度假[村邨]$", "度假区"),
        (r"港区$", "港"),
        (r"高级中学$", "高中"),
        (r"初级中学$", "初中"),
        (rf"第?(?P<n>[{_N}]{{1,3}}|\d{{1,2}})(?P<sort>高中|初中)$", r"\g<n>\g<sort>"),
        (rf"(?P<n>[{_N}]|\d{{1,2}})高$", r"\g<n>高中"),
        (r"职业技术学院$", "职院"),
        (r"职业教育中心(?:学校)?$|职教中心学校$", "职教中心"),
        (r"国际旅游区", "国旅区"),
        (r"(?:抽水蓄能|抽蓄)(?:电站)?$", "抽蓄"),
        (r"(?:城际铁路|高速铁路|客运专线|客专|高铁|城际)$", "铁路"),
        (r"过江(?:通道|隧道)$|(?<=..)[长湘赣珠汉闽]江隧道$|(?<=..)黄河隧道$", "过江通道"),
        (r"环线高速$", "环线"),
        (r"航电$", "航电枢纽"),
        (r"中医医院$", "中医院"),
        (r"高等研究院$", "高研院"),
        (r"(?<=大)(?P<c>.).高研院$", r"\g<c>高院"),
        (r"高新(?:技术)?产?业?园$", "高新园"),
        (r"(?<=[旧故][址居])纪念馆$", ""),
        (r"博物馆群落$", "博物馆群"),
        (r"质量(?:监督)?检验(?:检测)?中心", "质检中心"),
        (r"快速通道$", "快速路"),
        (r"自由贸易港", "自贸港"),
        (r"职业学院$", "职院"),
        (r"^中国(?=电信|移动|联通|铁塔|石化|石油|中车)", ""),
        (r"联络(?:道|线|路)$", "联络线"),
        (r"(?:过境线|环线|快速路)公路$", "过境线"),
        (r"(?:特大桥|大桥)$", "桥"),
        (r"(?:互通立交桥|互通立交|立交桥|立交|互通)$", "互通"),
        (r"(?:综合交通|综合|交通)枢纽$", "枢纽"),
        (r"(?:国际|民用|通用)机场$", "机场"),
        (r"(?:工业园区|工业区)$", "工业园"),
        (r"(?:产业园区|园区)$", "园"),
        (r"历史文化街区$", "历史街区"),
        (r"污水(?:处理)?厂$", "污水厂"),
        (r"城际(?=轨道)", ""),
    )
)
_VOLTAGE: Final = re.compile(r"(\d{2,4})(?:千伏|kv)")
_NO_BRACKETS: Final = str.maketrans("", "", "()")
_LEVEL_OF_NUMBERED: Final = re.compile(
    r"^[省市州县区旗镇乡](?=(?:\d{1,3}(?:中|小|幼|高中|初中|医院)|特校|妇幼)$)"
)
# What is left of a line without its first end.
_CUT: Final = re.compile("[至经~—-]")
_COUNTED: Final = re.compile(r"(?:\d{1,3}(?:中|小|幼|高中|初中|医院)|[东西南北]站|特校|妇幼)$")
_ROUTE: Final = re.compile(
    rf"^[gs]\d{{1,4}}(?=[{_HAN}~]{{2,}}(?:高速|线|公路|铁路)$)|^铁路(?=.{{2,}}(?:线|段|枢纽)$)"
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The base, its parts by kind, and the family of the works."""

    base: str
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    works: str = ""


def pieces_of(text: str) -> Pieces:
    """Return a name's pieces."""
    rest, parts, works = _prepared(text), dict[str, frozenset[str]](), ""
    while found := _BRACKETED.search(rest):
        inside, before = found[1], rest[: found.start()]
        if len(before) >= _MIN_BASE:
            _take_in(parts, inside, before)
        rest = before + rest[found.end() :]
    if ahead := _AHEAD.match(rest):
        rest, works = ahead["rest"], _WORKS[ahead["works"]]
    elif (first := _PHASE_FIRST.match(rest)) and not first["rest"].startswith(_NO_NAME):
        rest, parts["phase"] = first["rest"], _phases(first["phase"])
    elif within := _PHASE_WITHIN.match(rest):
        rest, parts["phase"] = within["head"] + within["rest"], _phases(within["phase"])
    elif done := _WORKS_OF_SECTION.match(rest):
        rest, works = done["base"] + done["part"], _WORKS[done["works"]]
    rest = _without_part(rest, parts) if _LATER.search(rest) else rest
    for _ in range(_MOST_PIECES):
        before = rest
        for word in _ADDED:
            if rest.endswith(word) and len(rest) - len(word) >= _MIN_BASE:
                rest = rest[: -len(word)]
                break
        rest = _without_part(rest, parts)
        for word, family in _WORKS.items():
            if rest.endswith(word) and len(rest) - len(word) >= _MIN_BASE:
                rest, works = rest[: -len(word)], works or family
                rest = _DOES.sub("", rest)
                break
        if rest == before:
            break
    return Pieces(rest, parts, works)


def _prepared(text: str) -> str:
    """Return a name in one spelling, its brackets, dashes and numbers of roads as well."""
    text = _DOING.sub("", plain(text).translate(_MARKS))
    text = _MAIN_RIVER.sub("", text).replace("mw", "兆瓦").replace("新校园", "新校区")
    text = _ROMAN.sub(lambda n: str(len(n[0])), text)
    text = _NUMERAL.sub(lambda n: spelled(f"第{n[0]}期").removesuffix("期"), text)
    text = _FROM_TO.sub(r"\g<a>-\g<b>号", _AND.sub("及", text))
    text = _MOTORWAY.sub(r"\g<ends>高速", _SECOND_TRACK.sub("增建二线", text))
    return _STATE_ROAD.sub(
        lambda n: f"{'g' if '国' in n[0] or 'g' in n[0] else 's'}{n['n'] or n['m']}", text
    )


def _take_in(parts: dict[str, frozenset[str]], inside: str, base: str) -> None:
    """Add the part that words in brackets behind a base name, if they name one."""
    if _PHASES.search(inside):
        parts.setdefault("phase", _phases(inside))
    elif ends := _RANGE.match(inside):
        # Both ends of the whole line are no section of it: 江沙高速（江口—沙湾）.
        one, other = ends["one"][0], ends["other"][0]
        if one + other not in base and other + one not in base:
            parts.setdefault("section", frozenset({_stretch(inside)}))
    elif _IN_BRACKETS.match(inside):
        parts.setdefault("section", frozenset({inside.removesuffix("段")}))


def _stretch(part: str) -> str:
    """Return a section by its ends, whichever is named first."""
    ends = _RANGE.match(part)
    if not ends:
        return _bare(part)
    return "~".join(sorted((_bare(ends["one"]), _bare(ends["other"]))))


def _bare(end: str) -> str:
    """Return an end of a section without the province before it, or the level within it."""
    end = _LEVEL_WITHIN.sub("", end)
    return next(
        (end[len(p) :] for p in _provinces() if end.startswith(p) and end[len(p) + 1 :]), end
    )


@lru_cache(maxsize=1)
def _provinces() -> tuple[str, ...]:
    units = read_units().by_code.values()
    names = {u.name for u in units if u.level == "province"}
    return tuple(sorted(names | {stem(name) for name in names}, key=len, reverse=True))


def _phases(text: str) -> frozenset[str]:
    # 一二期 are two of them, 十二期 is one.
    text = _SIDE_BY_SIDE.sub(lambda some: "、".join(some[0]), text)
    return frozenset(
        str(len(each)) if each[0] in "iⅰ" else spelled(f"第{each}期").removesuffix("期")
        if each != "首" else "1"
        for each in _EACH_PHASE.findall(text)
    )  # fmt: skip


def _without_part(text: str, parts: dict[str, frozenset[str]]) -> str:
    """Return what is left of a name without the part at its end, which goes into ``parts``."""
    later = _LATER.search(text)
    if later and later.start() >= _MIN_BASE and "phase" not in parts:
        parts["phase"] = frozenset({later["part"]})
        return text[: later.start()]
    found = _PHASES.search(text)
    if found and found.start() >= _MIN_BASE:
        parts.setdefault("phase", _phases(found[0]))
        return text[: found.start()]
    for kind, pattern in _KINDS:
        found = pattern.search(text)
        if not found:
            continue
        groups = found.groupdict()
        base = groups["base"] if "base" in groups else text[: found.start()]
        part = groups.get("part") or found[0]
        if len(base) < _MIN_BASE or kind in parts:
            continue
        if kind == "branch":
            part = part.removesuffix("院区").removesuffix("校区")
            part = part if part in {"新", "新区", "新址", "新院", ""} else part.removesuffix("新")
            part = "新" if part in {"新区", "新址", "新院"} else part
        if kind == "section" and (ahead := _PHASE_AHEAD.match(part)):
            parts.setdefault("phase", _phases(ahead[0]))
            part = part[ahead.end() :]
        part = (
            _stretch(part)
            if kind == "section"
            else _sorted(part).removeprefix("第").removeprefix("新增").replace("大楼", "楼")
        )
        if part:
            parts[kind] = frozenset({part})
        return base
    return text


def _is_one_stretch(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one section is the other by its ends' first characters: 颍临, 颍上至临泉."""
    for short, long in ((*one, *other), (*other, *one)):
        first, _, last = long.partition("~")
        if last and len(short) == 2 and "~" not in short:
            # Some are called by their second character, or by one of their own: 吉康, 津潍.
            one_end, other_end = _letters_of(first), _letters_of(last)
            if (short[0] in one_end and short[1] in other_end) or (
                short[0] in other_end and short[1] in one_end
            ):
                return True
    return False


def _letters_of(stop: str) -> str:
    """Return the characters that a section may call its end by."""
    return stop[:2] + "".join(
        said for city, said in city_letters().items() if stop.startswith(city)
    )


def cover(ours: Mapping[str, frozenset[str]], theirs: Mapping[str, frozenset[str]]) -> Cover:
    """Return whether our parts are the same as theirs, more of the whole, less, or others.

    No part at all is the whole; of a kind that both name, more of them are more. ``perhaps`` is
    for a branch without a name and one with a name.
    """
    ours_more = theirs_more = perhaps = False
    for kind in ours.keys() | theirs.keys():
        one, other = ours.get(kind), theirs.get(kind)
        if one == other or (kind == "section" and one and other and _is_one_stretch(one, other)):
            continue
        ours_more |= one is None or (other is not None and one > other)
        theirs_more |= other is None or (one is not None and other > one)
        if one is not None and other is not None and not (one > other or other > one):
            if kind == "branch" and (one | other) & _ANY_BRANCH:
                perhaps = True
                continue
            return "other"
    if ours_more and theirs_more:
        return "other"
    if perhaps:
        return "perhaps"
    return "more" if ours_more else "less" if theirs_more else "same"


@dataclass(frozen=True)
class Title:
    """A site's name, ready to be compared with those of another report of ``home``."""

    text: str
    home: Home = NOWHERE

    @cached_property
    def pieces(self) -> Pieces:
        """What it is made of."""
        return pieces_of(self.text)

    @property
    def works(self) -> str:
        """The family of the works at it, empty where the name says none."""
        return self.pieces.works

    @cached_property
    def places(self) -> frozenset[str]:
        """What stands in its brackets and is no part of it: （上海）, （深圳）."""
        insides = (found[1] for found in _BRACKETED.finditer(_prepared(self.text)))
        return frozenset(inside for inside in insides if _OF_PLACE.match(inside))

    def is_elsewhere(self, other: Title) -> bool:
        """Whether the brackets of both say that they are two: （上海）, （深圳）."""
        both = self.places and other.places
        return bool(both) and self.places.isdisjoint(other.places)

    @cached_property
    def name(self) -> Name:
        """The base, ready to be compared letter by letter."""
        return Name(self.pieces.base, self.home.prefixes)

    @cached_property
    def core(self) -> Core:
        """What the base means, and whose it says that it is."""
        return core_of(_sorted(self.pieces.base), self.home)

    @cached_property
    def keys(self) -> frozenset[str]:
        """What the base is called, in one spelling (:mod:`geo.model.names`).

        Words in brackets belong to it or not: 河池（宜州）西过境线.
        """
        found = {_tidy(self.core.key)}
        base = self.pieces.base
        bases = [base, pieces_of(_unbracketed(self.text)).base, *self._aliases()]
        if "branch" in self.pieces.parts and (u := _UNIVERSITY.match(base)):
            bases.append(u["u"] + (u["kind"] or u["kind2"]))
        for base in dict.fromkeys(bases):
            key = _tidy(spelled(_sorted(base)))
            found |= {key, self._without_home(key)}
        return frozenset(key for key in found if not _CUT.match(key)) or frozenset(found)

    @cached_property
    def owner(self) -> str:
        """Whose the base says that it is: the level (市, 区) or a unit above; empty for neither."""
        level = _LEVEL_OF_NUMBERED.match(_tidy(spelled(_sorted(self.pieces.base))))
        return self.core.owner or (level[0] if level else "")

    def _aliases(self) -> Iterator[str]:
        """Yield what brackets say that it is called besides: 第四中学（西山中学）."""
        text = _prepared(self.text)
        for found in _BRACKETED.finditer(text):
            outside = pieces_of(text[: found.start()]).base.removesuffix("枢纽")
            inside = pieces_of(found[1])
            is_name = _ALIAS.match(inside.base) and not inside.parts and not inside.works
            if is_name and outside[-1:] == inside.base[-1:]:
                yield inside.base

    def _without_home(self, key: str) -> str:
        """Return the key of what only bears a number, a school or hospital, without whose it is."""
        for word in self.home.prefixes:
            if key.startswith(word) and _COUNTED.match(key, len(word)):
                return key[len(word) :]
        return _LEVEL_OF_NUMBERED.sub("", key)


def _unbracketed(text: str) -> str:
    return _prepared(text).translate(_NO_BRACKETS)


def _sorted(base: str) -> str:
    """Return a base with its sort said in one way."""
    for pattern, said in _SORTS:
        base = pattern.sub(said, base)
    return base


def _tidy(key: str) -> str:
    """Return a key with its voltage behind, and without the number of a route before its name."""
    key = _ROUTE.sub("", _sorted(key))
    if found := _VOLTAGE.search(key):
        key = f"{key[: found.start()]}{key[found.end() :]}{found[1]}"
    return key
