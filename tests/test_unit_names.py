"""Units in English: for readers of an English card."""

import pytest

from geo.places.unit_names import english_name, english_path
from geo.places.units import read_units, unit_of
from geo.view.card import card_html
from geo.view.place import place_of


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("420106", "Wuchang District, Wuhan, Hubei"),
        ("110101", "Dongcheng District, Beijing"),
        ("610100", "Xi'an, Shaanxi"),
        ("422801", "Enshi, Enshi Autonomous Prefecture, Hubei"),
        ("620721", "Sunan Autonomous County, Zhangye, Gansu"),
        ("469021", "Ding'an County, Hainan"),
        ("659001", "Shihezi, Xinjiang"),
        ("150100", "Hohhot, Inner Mongolia"),
        ("130132", "Yuanshi County, Shijiazhuang, Hebei"),
        ("421022101", "Douhudi Town, Gong'an County, Jingzhou, Hubei"),
        ("520203", "Liuzhi Special District, Liupanshui, Guizhou"),
        ("310115", "Pudong New Area, Shanghai"),
        ("530802", "Simao District, Pu'er, Yunnan"),
    ],
)
def test_a_unit_stands_before_those_above_it(code, name):
    units = read_units()
    assert english_path(unit_of(code, units), units) == name


def test_every_unit_down_to_the_county_has_a_name_in_letters():
    for unit in read_units().by_code.values():
        if unit.level != "township":
            assert english_name(unit).isascii(), unit


def test_an_english_card_names_the_region_in_english(atlas, report):
    site = atlas.by_id["jd-health"]["properties"]
    english = card_html(site, atlas, report.text, "en")
    assert "Wuchang District, Wuhan, Hubei (only this is known" in english
    assert "湖北省武汉市武昌区（只知道" in card_html(site, atlas, report.text)


def test_a_title_names_the_place_in_the_readers_language(atlas):
    assert place_of(atlas, "zh") == "武汉市武昌区"
    assert place_of(atlas, "en") == "Wuchang District, Wuhan, Hubei"
    unknown = type(atlas)({"place": "某地", "place_code": None}, ())
    assert place_of(unknown, "en") == "某地"
    assert place_of(type(atlas)({"place": None}, ()), "en") == "District"
