"""What stands around a unit's name in a site's name, and what it tells: the words of the grammar.

Patterns are matched right behind the unit's name unless they say otherwise;
:mod:`geo.building.unit_words` says what follows from them.
"""

from __future__ import annotations

import re
from typing import Final

# What follows a unit's name where that is part of another thing's name.
BORROWED: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{1,2}[江河](?:公路|铁路|公铁)?(?:大桥|特大桥|隧道|过江通道)|[东西南北中]?(?:大道|大街|路|街(?!道|区)|巷|里弄|线|高速|快速"
    r"|铁路(?!货场|货运|专用线|物流|口岸)|城际|大桥|特大桥|桥|隧道|立交|枢纽|互通"
    r"|峡|山(?!区)|岭|峰|江(?!北|南|滨)|河(?!道|长|[东西南北](?!岸))|湖(?!区)|海|湾|溪"
    r"|港(?!区|口|经开|经济|开发|综合|物流|作业|产业|铁路|集装箱|码头|泊位)|渠|运河|水道|岛|寨|铺|口(?!岸)"
    r"|流域|水系(?!连通)|航道|故道|集团|公司|股份|控股|有限|银行|证券|酒|茶"
    r"|石化(?!拓展|基地|园|产业)|钢铁(?!基地|园|产业)|动力|汽车(?!零部件|产业|小镇|城)|药业|能源集团))"
)
# The same behind a township's name, which a pond, a dyke, an islet bears as well (元和塘).
BORROWED_OF_TOWN: Final = re.compile(r"[塘浦泾浜堰坝垸洼淀泊洲沟坡]")
# Between two units' names: a line from one to the other lies in neither.
TO: Final = re.compile(r"^(?:至|到|—|－|-|–|~|～|经(?![开济贸典])|—{2})")
UNTIL: Final = frozenset("至到经—－-–~～")
# The dash between two places, and the end of a name of what they share.
DASH: Final = re.compile("—{1,2}|[－–-]")
SHARED: Final = re.compile(
    r"[^路线桥、至到—（()）]{0,12}(?:功能区|合作区|示范区|先行区|发展区|集聚区|空港新区|(?:产业|工业|化工|合作)园区?)$"
)
# What two sides of a border share.
ACROSS: Final = re.compile(r"新型功能区|毗邻|省际|跨[省市界]|合作")

# What must follow a township's short name of two characters, for them to be the township.
OF_TOWN: Final = re.compile(
    r"(?:片区|园区|工业园|产业园|物流园|科创园|新城|新镇|集镇|组团|社区|村|中学|初中|小学|幼儿园|卫生院|敬老院|养老院"
    r"|文化站|污水处理厂|水厂|自来水厂|变电站|派出所|农贸市场|老街|古镇|老镇|老集镇|圩镇|场镇|街区|安置)"
)
# What stands where its name says, but reaches beyond a township or lies at its edge.
_SCATTERED: Final = (
    "遗址|林场|农场|牧场|茶场|水库|灌区|湿地|草原|森林公园|景区|度假|机场|航电|水利枢纽|电站|电厂|发电|风电|光伏|风光"
    "|滑雪|漂流|储能|抽蓄|抽水蓄能|煤矿|矿|勘探|开采"
)
# Where a county's short name is a word of its own as well, but no one means that before these.
DIRECT: Final = re.compile(rf"(?:{_SCATTERED}|温泉|港区)")
AIRPORT: Final = re.compile("(?:国际)?机场")
SCATTERED: Final = re.compile(rf"[^、至到—]{{0,6}}(?:{_SCATTERED})")
_WORKS: Final = (
    rf"{_SCATTERED}|园|基地|古城|老城|小镇|老镇|古镇|古街|影视城|酒城|产业城|科技城|新城|片区|合作区|集聚区|博物馆"
    "|文化馆|温泉|渔港|港区|港口|口岸|码头|作业区|船闸|泵站|水厂|水处理|(?:输|送)?变电|换流站|接收站|油库|储运"
    "|储备|站(?!点)|货场|专用线|服务区|综合体|市场|集散|批发|冷链|厂"
)
# A township's short name that has other evidence for it stands before works of its county.
AT_TOWN: Final = re.compile(
    rf"(?!基地)(?:公路|[一二三四]线)?[^路街道桥隧线镇乡村社至到—－–~～、]{{0,8}}(?:{_WORKS})"
)
# Works that a county's short name stands directly before, with another's name before that.
AT_COUNTY: Final = re.compile(
    rf"(?:铁路)?[^路街道桥隧线至到经—－–~～、（()）]{{0,12}}(?:{_WORKS}|城区段|先导段|中心|研究院|研究所|实验室|经济区|分公司|分院|分部"
    "|院区|制氢|氢能|项目)"
)
# A school, a hospital in a county, behind the name of the house that runs it.
SCHOOL: Final = re.compile("(?:中学|小学|大学|学校|学院|医院|附[中小]|[一二三四五六七八九]中|.高)$")
SCHOOL_AT: Final = re.compile("(?:国际|实验|外国语|第[一二三])?(?:学校|中学|小学|幼儿园|医院|高中)")
# In brackets behind a road, a zone: the township of which that is the section or the part.
PART_IN_BRACKETS: Final = re.compile("(?:段|园区|片区|园|境)[）)]")
# What is done to streams, streets, houses of a township.
WORKED_ON: Final = re.compile("[^路街桥隧线至到—]{2,8}(?:整治|改造|修复|提升)(?:工程|项目)?")
# A section, a branch, a plant of something larger, called after the unit in which it lies; before
# that stands the name of what it belongs to.
PART_AT: Final = re.compile(
    r"(?:段|院区|校区|园区|厂区|片区|分院|分校|分馆|(?:生产|产业|制造|研发)?基地|工厂|(?:热|火|水|核|垃圾发)?电厂"
    r"|风电场|光伏电站|抽水蓄能|储能电站|变电站|换流站|自来水厂|水厂|污水处理厂|数据中心)"
)
# Where a county's short name is a word of its own or a person's: what only a county has.
OF_COUNTY: Final = re.compile(
    r"(?:经开区|经济|高新区|开发区|工业园|工业集中区|化工园|城区|县城|段|抽水蓄能|水厂|人民医院|通用机场)"
)
# Before a county's short name within a name, what makes another thing of it (大琅琊山, 环多伦).
# The short name of a university is none of them (南信大).
OTHER_BEFORE: Final = re.compile(
    r"^.$|[小新老旧东西南北中上下环沿跨近至到经—－–~～和与及、第-]$|(?<![\u4e00-\u9fff]{2})大$"
)
# Parts of the country, by a province's letter and a direction (康南, 皖北), before a county's name.
PART_OF_COUNTRY: Final = re.compile(
    "[川渝湘皖苏粤桂鲁豫晋陕冀浙闽赣鄂黔滇琼辽吉蒙新藏青甘宁康][东西南北中]"
)
# The number of a road before the county in which its section lies (G351甲县乙镇至丙镇段).
ROAD_NUMBER: Final = re.compile(r"(?:[GSX]\d{1,4}|[国省县]道[GSX]?\d{1,4}线?|\d{1,4}[国省县]道)")
# Countries and peoples that zones are opened to: no line between two places.
PARTNERS: Final = re.compile("中国[—－–-]{1,2}(?:东盟|上海合作组织|上合组织|中东欧)")
# Short names that a neighbour's name and a direction make by chance (姚江北岸).
BY_CHANCE: Final = re.compile(r"^[江河湖海山城市区][东西南北中]$")
# What runs from one place to another.
LINE_BEFORE: Final = re.compile(r"[至到—－–~～]|国道|省道|高速公路")
# What a place has elsewhere, with another one's means.
AWAY: Final = re.compile(r"飞地|离岸|驻(?!马店|地)")
IN_BRACKETS: Final = re.compile(r"[（(]([^（()）]{2,12})[)）]")

# Short names of districts that are words for a part of any city.
PARTS_OF_CITIES: Final = frozenset(
    (
        "市中", "城中", "城东", "城西", "城南", "城北", "城关", "城厢", "新城", "新市", "东城",
        "西城", "南城", "北城", "中城", "老城", "古城", "城郊", "城区", "郊区",
    )
)  # fmt: skip
# Townships called after a mountain, a river, a road: the name alone may mean that.
FEATURES: Final = tuple("山河江湖岛峡岭海溪港湾滩洲路街巷桥")
WATERS: Final = tuple("河江湖海溪港湾")
RIVERS: Final = tuple("河江溪")
# Mountains, and a zone, that are better known than the units called after them.
FAMOUS: Final = frozenset(
    (
        "中关村",
        "首都机场",
        "泰山",
        "黄山",
        "华山",
        "衡山",
        "庐山",
        "武夷山",
        "峨眉山",
        "井冈山",
        "天山",
        "昆仑",
    )
)
# People, of history and of legend, after whom townships are called, and much else.
PEOPLE: Final = frozenset(
    (
        "东坡", "三苏", "阳明", "华佗", "雷锋", "继光", "存瑞", "尚志", "靖宇", "志丹", "子长",
        "子洲", "左权", "黄骅", "一曼", "中山", "太白", "李白", "青莲", "杜甫", "屈原", "昭君",
        "诸葛", "孔明", "卧龙", "陆羽", "羲之", "鲁迅", "仲景", "时珍", "扁鹊", "神农", "伏羲",
        "炎帝", "黄帝", "女娲", "大禹", "舜耕", "仓颉", "孔子", "孟子", "老子", "庄子", "妈祖",
    )
)  # fmt: skip
# Behind a name that means a culture or a person, not a place (三苏文化, not 柯桥文化产业园).
CULTURE: Final = re.compile(
    r"(?:文化(?![产中馆广公活旅创艺服站礼名城街园体])|精神|故里|故居|先生|思想|祠|协作|诗词|学派|品牌|家风)"
)
# What is done to a river, not in a town.
_OF_WATER: Final = re.compile(
    r"(?:综合|系统)?(?:治理|整治|水(?!厂|晶|产|泥|果|稻|墨|电|利枢纽)|生态|流域|两岸|沿岸|景观|堤|防洪|大堤|岸"
    r"|清淤|航|绿道|风光带)"
)
# Works that are called after their river as easily as after a township of that name.
OF_RIVER: Final = re.compile("(?:第[一二三])?(?:污水处理厂|净?水厂)")
# Zones that are called after a town and reach far beyond it.
WIDER: Final = re.compile(
    r"(?:国家|省级)?(?:示范|自主创新|试验|综合?保税|综保|临空|经济|高新|自贸)|科学城"
)
# A county's own school or hospital has its new houses in the county.
BRANCH_AT_HOME: Final = re.compile(
    "(?:县|市|区)?(?:第[一二三四五六七八九十]|实验|高级|职业|人民|中)?"
    "(?:中学|小学|高中|中医院|医院|[一二三四五六]中)[新老](?:校区|院区)(?:[一二三四五六]期)?"
)
# The house of a larger one that stands where its name says (钱塘院区).
BRANCH_ALONE: Final = re.compile("(?:校区|院区)(?:[一二三四五六]期)?")
BRANCH: Final = re.compile(r"(?:校区|院区|分校|分院|分馆)(?:[一二三四五六]期)?$")


def is_water(name: str, rest: str) -> bool:
    """Whether a short name that is also a river's means that, by what follows it."""
    if name.endswith(WATERS):
        return _OF_WATER.match(rest) is not None
    return name.endswith(FEATURES) and not rest.startswith("水") and bool(_OF_WATER.match(rest))
