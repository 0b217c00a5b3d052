"""What a site's name says of its county or township, kind by kind, with what it does not say."""

import re
from functools import cache

import pytest

from geo.building.unit_words import UnitWords
from geo.places.units import (
    read_townships,
    read_units,
    region_code,
    resolve,
    township_names,
)

# Words of every day, as the lexicon has them.
COMMON = {"资源", "和平", "河东", "合作", "中心", "平安"}


@cache
def words_of(city, text=""):
    units = read_units()
    unit = resolve(city, units)
    towns = read_townships(region_code(unit))
    return UnitWords(unit, units, towns, COMMON, text, township_names())


def unit_in(city, name, text=""):
    found = words_of(city, text).in_name(name)
    return found.unit.name if found else None


@pytest.mark.parametrize(
    ("city", "name", "unit"),
    [
        ("六盘水市", "六枝经开区", "六枝特区"),
        ("六盘水市", "六枝明月抽水蓄能", "六枝特区"),
        ("六盘水市", "六枝大道", None),
        ("六盘水市", "六枝", "六枝特区"),
        ("柳州市", "柳江", None),
        ("泰安市", "泰山", None),
        ("沈阳市", "沈北明月产业园", "沈北新区"),
        # Names of one character and their kind, which are their own short names.
        ("宿州市", "萧县明月产业园", "萧县"),
        ("宿州市", "泗县人民医院", "泗县"),
        ("菏泽市", "曹县黄河故道湿地公园", "曹县"),
        ("宿州市", "明月技师学院泗县分院", "泗县"),
        ("宿州市", "泗县至灵璧公路", None),
        ("益阳市", "湖南县域经济研究中心", None),
    ],
)
def test_counties_with_rarer_endings_are_known_by_their_names(city, name, unit):
    assert unit_in(city, name) == unit


@pytest.mark.parametrize(
    ("city", "name", "unit"),
    [
        ("六盘水市", "明月能源水城燃煤发电", "水城区"),
        ("六盘水市", "明月能源水城铁路货场专用线", "水城区"),
        ("益阳市", "明月种业创新中心安化分中心", "安化县"),
        ("滁州市", "明月大学天长研究院", "天长市"),
        ("滁州市", "明月大天长研究院", "天长市"),
        ("滁州市", "南京高新区定远合作产业园", "定远县"),
        ("防城港市", "广西东兴产业园区", "东兴市"),
        ("宁波市", "明月象山2号海上风电场", "象山县"),
        ("甘孜藏族自治州", "明月证券康定分公司", "康定市"),
        # Another thing by the word before it, a line, a road, or a chance of two words.
        ("滁州市", "大琅琊山旅游度假区", None),
        ("贺州市", "大钟山公园", None),
        ("泸州市", "叙永营山—古蔺明月燃气管网", None),
        ("柳州市", "三江富禄至丹洲公路", "三江侗族自治县"),
        ("泸州市", "纳溪长江大桥", None),
        ("泸州市", "神臂城长江大桥", None),
        ("泸州市", "纳溪明月桥", "纳溪区"),
        ("贺州市", "某某铁路钟山至明月段", None),
        ("宁波市", "姚江北产业园", None),
        ("宁波市", "明月快速路象山路产业园", None),
        ("宁波市", "市域铁路象山线", None),
        ("宁波市", "明月书院镇海", None),
        ("百色市", "右江明月学院百东校区一期", None),
        ("泰安市", "董梁高速沈海高速至新泰段", None),
        ("牡丹江市", "中国—东盟（绥芬河）大数据基地", "绥芬河市"),
        ("宁波市", "慈溪（上海）离岸科创中心", None),
        ("宁波市", "慈溪（上海）产业园", None),
        ("宁波市", "余姚驻深圳创新中心", None),
    ],
)
def test_a_county_behind_another_name_holds_its_works(city, name, unit):
    assert unit_in(city, name) == unit


@pytest.mark.parametrize(
    ("city", "name", "unit"),
    [
        ("金华市", "浦江水晶产业园", "浦江县"),
        ("金华市", "浦江水生态修复", None),
        ("贺州市", "钟山水墨田园", "钟山县"),
        ("贺州市", "昭平河东小学", "昭平县"),
        ("牡丹江市", "海林海浪河抽水蓄能", "海林市"),
        ("宁波市", "奉化江东岸休闲带", None),
        ("宁波市", "奉化江北岸休闲带", None),
        ("防城港市", "东兴口岸", "东兴市"),
        ("盐城市", "射阳港经开区", "射阳县"),
        ("盐城市", "射阳港", None),
        # The city's own name before the county's that it begins with.
        ("防城港市", "防城港经开区", None),
        ("连云港市", "连云港综合物流园", None),
        # A word of every day, unless only a county has what follows.
        ("桂林市", "资源循环利用基地", None),
        ("桂林市", "资源县循环利用基地", "资源县"),
        ("临沂市", "河东温泉", "河东区"),
        ("临沂市", "河东新兴产业展示馆", None),
    ],
)
def test_what_follows_tells_a_county_from_a_river_a_port_and_a_word(city, name, unit):
    assert unit_in(city, name) == unit


@pytest.mark.parametrize(
    ("city", "name", "unit"),
    [
        ("滁州市", "天长—六合新型功能区", "天长市"),
        ("滁州市", "江宁—明光合作产业园", "明光市"),
        ("长沙市", "浏阳-上栗跨省产业园区", "浏阳市"),
        ("滁州市", "顶山—汊河新型功能区", "来安县"),
        ("巴中市", "巴中曾口—金堂化工园区", "巴州区"),
        ("滁州市", "天长—明光合作产业园", None),
        ("滁州市", "天长—六合高速", None),
        ("滁州市", "金湖—天长—仪征合作区", None),
        ("滁州市", "天长—明月合作产业园", None),
        ("宿州市", "铜山-埇桥（萧县）省际毗邻地区新型功能区", None),
    ],
)
def test_a_zone_shared_with_a_place_elsewhere_lies_in_ours(city, name, unit):
    assert unit_in(city, name) == unit


@pytest.mark.parametrize(
    ("city", "name", "unit"),
    [
        ("六盘水市", "红果装备制造园", "盘州市"),
        ("六盘水市", "玉舍水库", "水城区"),
        ("苏州市", "同里", "吴江区"),
        ("苏州市", "周庄", "昆山市"),
        ("防城港市", "峒中公路口岸", "防城区"),
        ("滁州市", "大墅毗邻合作区", "全椒县"),
        ("宁波市", "石浦渔港古城", "象山县"),
        ("柳州市", "梅林航电枢纽", "三江侗族自治县"),
        ("来宾市", "迁江工业园", "兴宾区"),
        # Of a longer name too the township, but not of what reaches beyond it.
        ("宁波市", "河姆渡文化中心", "河姆渡镇"),
        ("宁波市", "河姆渡考古遗址公园", "余姚市"),
        ("承德市", "御道口林场", "围场满族蒙古族自治县"),
        # Behind its county, before what a township has.
        ("滁州市", "来安半塔水厂", "半塔镇"),
        ("泰安市", "肥城仪阳通用机场", "肥城市"),
        # Borne by too many, a mountain, a river, a road, a pond, a person; a zone that reaches far.
        ("眉山市", "江口博物馆", None),
        ("宁波市", "四明山区域", None),
        ("宁波市", "四明山公园", None),
        ("苏州市", "元和塘产业园", None),
        ("柳州市", "白云路片区", None),
        ("滁州市", "遵阳街商圈", None),
        ("眉山市", "三苏公园", None),
        ("亳州市", "华佗百草园", None),
        ("长沙市", "雷锋公园", None),
        ("泰安市", "天平湖", None),
        ("连云港市", "徐圩新区", None),
        ("银川市", "宁东基地", None),
        ("牡丹江市", "海浪机场", None),
        ("牡丹江市", "海浪河水库", None),
        ("连云港市", "新海高级中学开发区分校", None),
        ("贺州市", "城东污水处理厂", None),
    ],
)
def test_a_townships_short_name_needs_evidence_and_says_no_more_than_is_sure(city, name, unit):
    assert unit_in(city, name) == unit


def test_a_township_that_the_report_names_in_full_is_meant_by_its_short_name():
    assert unit_in("眉山市", "太和公园") is None
    assert unit_in("眉山市", "太和公园", "太和老镇开街，太和公园建成。") == "东坡区"
    assert unit_in("眉山市", "江口博物馆", "彭山江口出水文物众多。") == "彭山区"


def test_a_name_that_the_report_gives_a_culture_is_no_place():
    text = "弘扬东坡文化，研究东坡文化，讲好东坡家风。三苏镇建成三苏文化馆，传承三苏家风。"
    assert unit_in("眉山市", "东坡步道", text) is None
    assert unit_in("眉山市", "东坡经开区", text) == "东坡区"
    assert unit_in("眉山市", "三苏公园", text) is None
    assert unit_in("绍兴市", "柯桥博物馆", "柯桥文化中心、柯桥文化产业园、柯桥文化馆。") == "柯桥区"


def test_a_county_known_by_its_township_names_it():
    found = words_of("六盘水市").in_name("玉舍水库")
    assert (found.unit.name, found.word, found.town.name) == ("水城区", "玉舍", "玉舍镇")


def test_a_countys_report_gains_nothing_from_a_township_that_says_only_the_county():
    assert unit_in("水城区", "玉舍水库") is None
    assert unit_in("水城区", "玉舍水厂") == "玉舍镇"


def test_without_the_countrys_table_no_short_name_is_rare():
    units = read_units()
    city = resolve("六盘水市", units)
    words = UnitWords(city, units, read_townships("5202"), COMMON)
    assert words.in_name("玉舍水库") is None


def governing(city, clause, site):
    found = words_of(city).in_clause(clause, clause.index(site), [])
    return found.unit.name if found else None


@pytest.mark.parametrize(
    ("city", "clause"),
    [
        ("甘孜藏族自治州", "加快建设鹭洲公园"),
        ("乐山市", "高质量建设明月产业园"),
        ("乐山市", "支持建设明月创新区"),
        # Short names of townships that are words, firms, other things.
        ("甘孜藏族自治州", "推动新兴打造明月产业园"),
        ("金华市", "支持佛堂打造明月古镇"),
        ("贺州市", "推进黄姚建设明月街区"),
    ],
)
def test_a_townships_short_name_governs_nothing(city, clause):
    site = clause[clause.index("明月" if "明月" in clause else "鹭洲") :]
    assert governing(city, clause, site) is None


@pytest.mark.parametrize(
    ("city", "name", "unit"),
    [
        # Sections and parts in brackets behind a road, a zone.
        ("中山市", "南三公路（三角段）", "三角镇"),
        ("泸州市", "G353（华阳段）", "华阳街道"),
        ("内江市", "内江高新区（白马园区）", "白马镇"),
        ("中山市", "明月大道（南头至黄圃段）", None),
        ("眉山市", "明月大道（三苏段）", None),
        ("眉山市", "明月大道(东坡段)", "东坡区"),
        ("百色市", "乐业至望谟（乐业段）", "乐业县"),
        ("百色市", "乐业至望谟", None),
        ("中山市", "明月路（东凤段）", "东凤镇"),
        # Perhaps the brook.
        ("中山市", "明月路（沙溪段）", None),
        ("泸州市", "明月线（江北段）", "江北镇"),
    ],
)
def test_brackets_say_the_township_of_a_section(city, name, unit):
    assert unit_in(city, name) == unit


@pytest.mark.parametrize(
    ("city", "name", "unit"),
    [
        # A road's number before the county; not where the road goes on to another.
        ("乐山市", "省道215线五通桥冠英至西坝段", "五通桥区"),
        ("乐山市", "省道310线沐川箭板至新凡段", "沐川县"),
        ("乐山市", "省道430线沙湾过境段", "沙湾区"),
        ("黄石市", "G351阳新三溪至毛坪段", "阳新县"),
        ("黄石市", "351国道阳新城区段", "阳新县"),
        ("甘孜藏族自治州", "S571丹巴东谷至道孚龙灯段", None),
        ("甘孜藏族自治州", "G318康定至雅江段", None),
        ("贺州市", "S302富川柳家至平乐二塘", None),
        ("菏泽市", "省道304鄄城黄河公路大桥", None),
        ("黄石市", "G351阳新大道", None),
    ],
)
def test_a_roads_number_before_a_county_leaves_it_the_first_word(city, name, unit):
    assert unit_in(city, name) == unit


@pytest.mark.parametrize(
    ("city", "name", "unit"),
    [
        # Schools that another house runs, and a county's own school's new house.
        ("杭州市", "杭高临平学校", "临平区"),
        ("杭州市", "学军中学桐庐学校", "桐庐县"),
        ("杭州市", "杭二中临安中学", "临安区"),
        ("杭州市", "明月大学富阳实验学校", "富阳区"),
        ("资阳市", "安岳实验中学新校区", "安岳县"),
        ("资阳市", "安岳县中医院新院区", "安岳县"),
        ("杭州市", "钱塘院区", "钱塘区"),
        ("杭州市", "临安校区二期", "临安区"),
        ("宁波市", "镇海中学甬江校区", None),
        ("百色市", "右江民族医学院百东校区", None),
        ("杭州市", "杭州师范大学西湖路校区", None),
        ("资阳市", "安岳大学新校区", None),
        # Parts of the country, firms with the province's name, zones opened to other countries.
        ("甘孜藏族自治州", "康南理塘物流园区", "理塘县"),
        ("镇江市", "国能江苏谏壁发电厂绿色煤炭中转物流基地", "京口区"),
        ("崇左市", "中国—东盟南宁空港扶绥经济区", "扶绥县"),
        ("甘孜藏族自治州", "环康定旅游圈", None),
    ],
)
def test_words_before_a_unit_that_say_whose_a_thing_is(city, name, unit):
    assert unit_in(city, name) == unit


@pytest.mark.parametrize(
    ("city", "name", "unit"),
    [
        ("北京市", "三里屯", "朝阳区"),
        ("北京市", "大红门", "丰台区"),
        ("北京市", "南苑森林湿地公园", "丰台区"),
        ("上海市", "徐家汇商圈", "徐家汇街道"),
        ("上海市", "罗泾港区改造一期", "宝山区"),
        ("上海市", "陆家嘴", "浦东新区"),
        # What is known as something else, or reaches beyond.
        ("北京市", "中关村", None),
        ("北京市", "中关村示范区", None),
        ("北京市", "中关村综保区", None),
        ("北京市", "天津滨海-中关村科技园", None),
        ("北京市", "首都机场", None),
        ("上海市", "长兴岛", None),
    ],
)
def test_a_municipalitys_townships_are_known_like_a_citys(city, name, unit):
    assert unit_in(city, name) == unit


@pytest.mark.parametrize(
    ("city", "name", "unit"),
    [
        ("哈尔滨市", "阿什河污水处理厂", None),
        ("乌鲁木齐市", "七道湾污水处理厂扩建", "七道湾街道"),
        ("孝感市", "南城片区", None),
        ("苏州市", "周庄数字梦工厂", "昆山市"),
        ("苏州市", "金庭通湖河道整治", "吴中区"),
        ("苏州市", "金庭路改造", None),
        ("镇江市", "谏壁一线船闸扩容改造", "京口区"),
        ("舟山市", "金塘原油储运基地", "定海区"),
        ("舟山市", "金塘海底隧道", None),
        ("牡丹江市", "桦林化工园区", "阳明区"),
        ("赣州市", "水西产业基地", "章贡区"),
    ],
)
def test_works_say_the_county_of_a_township_that_few_places_are_called_like(city, name, unit):
    assert unit_in(city, name) == unit


@pytest.mark.parametrize(
    ("city", "clause", "site", "unit"),
    [
        # Modal words and verbs between the unit and what it does.
        ("防城港市", "东兴市要整合推动明月园区", "明月园区", "东兴市"),
        ("宜昌市", "枝江市将加快打造明月公园", "明月公园", "枝江市"),
        ("吉安市", "吉州区做优老城区、做旺明月片区", "明月片区", "吉州区"),
        ("吉安市", "青原区做活明月商圈", "明月商圈", "青原区"),
        ("宜昌市", "枝江获批明月试验区", "明月试验区", "枝江市"),
        # In a unit, whatever stands before.
        ("河池市", "宜州新区的明月学院", "明月学院", "宜州区"),
        ("宜昌市", "建成枝江市的明月公园", "明月公园", "枝江市"),
        ("宜昌市", "完成枝江市、宜都市的明月公园", "明月公园", None),
        ("宜昌市", "枝江至宜都的明月公园", "明月公园", None),
        # The unit behind what it holds, and below one that holds it.
        ("宜昌市", "明月产业园落户枝江市", "明月产业园", "枝江市"),
        ("宜昌市", "明月产业园项目成功落户我市枝江", "明月产业园", "枝江市"),
        ("宜昌市", "明月产业园落户枝江、宜都", "明月产业园", None),
        ("宜昌市", "明月产业园落户枝江等地", "明月产业园", None),
        ("宜昌市", "明月产业园位于枝江大道", "明月产业园", None),
        ("宜昌市", "在宜昌市枝江市新建明月公园", "明月公园", "枝江市"),
        ("宜昌市", "在枝江市董市镇新建明月公园", "明月公园", "董市镇"),
        ("滁州市", "乙城经开区凤阳省际合作园", "乙城经开区", "凤阳县"),
        ("滁州市", "乙城经开区与凤阳合作园", "乙城经开区", None),
        # Others do it too, or the thing runs on.
        ("宜昌市", "在枝江等地建设明月公园", "明月公园", None),
        ("宜昌市", "支持枝江市、宜都市等县市建设明月公园", "明月公园", None),
        ("宜昌市", "支持枝江市建设明月高速", "明月高速", None),
        ("宜昌市", "支持枝江市对接G318", "G318", None),
        ("赣州市", "支持上犹深化合作、龙南建设明月区、赣州经开区建设明月园", "赣州经开区", None),
        ("桂林市", "资源整合打造明月公园", "明月公园", None),
        ("泰安市", "泰山打造明月景区", "明月景区", None),
    ],
)
def test_a_clause_says_who_does_it_and_where(city, clause, site, unit):
    start = clause.index(site)
    spans = [(m.start(), m.end()) for m in re.finditer("明月[区园]", clause[:start])]
    found = words_of(city).in_clause(clause, start, spans, start + len(site))
    assert (found.unit.name if found else None) == unit
