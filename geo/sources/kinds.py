"""What sort of thing an object of an extract is, and which sort a site's name asks for.

The sorts are few: they only keep a bus stop from passing for the museum that it is named after,
and a restaurant for the lake.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

# A class and what it may mean; the classes are those of the store's column ``type``.
LINES: Final = frozenset(("road", "rail", "waterway", "bridge", "tunnel"))
# They bear the names of what is near them.
BORROWING: Final = frozenset(("stop", "station"))
# Never a site of a report: named after anything.
NEVER: Final = frozenset(("food", "shop", "admin"))

_PLACES: Final = {
    **dict.fromkeys(
        ("country", "state", "province", "region", "district", "county", "municipality", "city",
         "town", "borough", "township", "national_capital"),
        "admin",
    ),
    **dict.fromkeys(
        ("suburb", "quarter", "neighbourhood", "city_block", "village", "hamlet", "locality",
         "isolated_dwelling", "square", "plot", "farm"),
        "place",
    ),
    **dict.fromkeys(("island", "islet", "archipelago"), "island"),
}  # fmt: skip
_AMENITIES: Final = {
    **dict.fromkeys(
        ("restaurant", "cafe", "fast_food", "bar", "pub", "food_court", "ice_cream", "biergarten",
         "atm", "bank", "fuel", "pharmacy", "toilets", "parking_entrance", "bureau_de_change",
         "bicycle_rental", "car_rental", "vending_machine", "charging_station", "dentist"),
        "food",
    ),
    **dict.fromkeys(("school", "university", "college", "kindergarten"), "school"),
    **dict.fromkeys(("hospital", "clinic", "doctors", "nursing_home"), "health"),
    "bus_station": "station",
    "ferry_terminal": "station",
}  # fmt: skip
_SHOPS: Final = {"mall": "building", "department_store": "building", "wholesale": "building"}
_RAILS: Final = frozenset(
    ("rail", "subway", "light_rail", "tram", "monorail", "construction", "narrow_gauge")
)
_STOPS: Final = frozenset(
    ("bus_stop", "platform", "motorway_junction", "traffic_signals", "crossing", "rest_area",
     "milestone", "elevator", "speed_camera")
)  # fmt: skip
_ROADS: Final = frozenset(
    ("motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential",
     "living_street", "pedestrian", "service", "road", "construction", "proposed", "track",
     "motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link", "footway",
     "path", "cycleway", "steps", "busway")
)  # fmt: skip
_PARKS: Final = frozenset(
    ("park", "garden", "nature_reserve", "golf_course", "water_park", "common", "stadium")
)


def kind_of(tags: Mapping[str, str]) -> str | None:
    """Return the class of what these tags of OpenStreetMap describe, None for what is no thing."""
    if tags.get("public_transport") == "station" or tags.get("railway") in {"station", "halt"}:
        return "station"
    if (
        "public_transport" in tags
        or tags.get("railway") in {"stop", "platform", "tram_stop", "subway_entrance"}
        or tags.get("highway") in _STOPS
        or tags.get("bus") == "yes"
    ):
        return "stop"
    if tags.get("boundary") == "administrative":
        return "admin"
    if "place" in tags and (found := _PLACES.get(tags["place"])):
        return found
    if "aeroway" in tags:
        return "airport" if tags["aeroway"] == "aerodrome" else "building"
    if "amenity" in tags:
        return _AMENITIES.get(tags["amenity"], "building")
    if "shop" in tags:
        return _SHOPS.get(tags["shop"], "shop")
    if "healthcare" in tags:
        return "health"
    if tags.get("highway") in _ROADS:
        return "road"
    if tags.get("railway") in _RAILS:
        return "rail"
    if tags.get("leisure") in _PARKS or tags.get("boundary") in {"national_park", "protected_area"}:
        return "park"
    return _by_nature(tags)


def _by_nature(tags: Mapping[str, str]) -> str | None:
    if "waterway" in tags:
        return (
            "building" if tags["waterway"] in {"dam", "weir", "lock_gate", "dock"} else "waterway"
        )
    nature = tags.get("natural")
    if nature in {"water", "bay", "wetland", "spring", "strait"} or "water" in tags:
        return "park" if nature == "wetland" else "water"
    if tags.get("landuse") in {"reservoir", "basin"}:
        return "water"
    if nature in {"peak", "ridge", "mountain_range", "hill", "valley", "cape", "volcano"}:
        return "hill"
    if tags.get("man_made") == "bridge":
        return "bridge"
    if "building" in tags and tags["building"] not in {"no", "construction"}:
        return "building"
    if tags.get("tourism") in {"attraction", "theme_park", "zoo"}:
        return "park"
    if {"tourism", "historic", "leisure", "man_made", "office", "power", "craft"} & tags.keys():
        return "building"
    return "area" if {"landuse", "building", "industrial", "area"} & tags.keys() else None


# What is no station of trains though it ends like one.
_OTHER_STATIONS: Final = (
    "变电 换流 开关 加油 加气 加氢 充电 换电 消防 服务 收费 救助 气象 监测 接收 工作 中转"
    " 泵 闸 水 电 涝"
)
_STATION: Final = "".join(f"(?<!{word})" for word in _OTHER_STATIONS.split()) + "站$"
# Which classes a name may mean, by its ending; the first that fits.
_WANTED: Final[tuple[tuple[re.Pattern[str], frozenset[str]], ...]] = tuple(
    (re.compile(ending), frozenset(kinds.split()))
    for ending, kinds in (
        (r"(?:隧道|过江通道|地下环路)$", "tunnel road"),
        (r"(?:大桥|特大桥|立交桥?|互通|桥)$", "bridge road"),
        (
            r"(?:路|大道|大街|街|巷|高速|公路|国道|省道|高架|环线|快速通道|连接线|绿道)(?:[东西南北中]段)?$",
            "road",
        ),
        (r"(?:号线|铁路|高铁|城际|轻轨|客专|有轨电车|市域线|线)$", "rail"),
        (_STATION, "station"),
        (r"(?:机场)$", "airport"),
        (r"(?:水库|湖|海|河|江|渠|溪|涌|港渠|港)$", "water waterway"),
        (r"(?:山|岭|峰)$", "hill park"),
        (r"(?:岛)$", "island"),
        (r"(?:公园|湿地|植物园|动物园|景区|度假区|江滩|乐园|花园|绿地)$", "park water area"),
        (r"(?:大学|学院|中学|小学|学校|幼儿园|校区|附中|附小|初中|高中|职院)$", "school"),
        (r"(?:医院|院区|卫生院|保健院|卫生服务中心)$", "health"),
        (r"(?:村|社区)$", "place area"),
    )
)
_ANYTHING: Final = frozenset(
    ("building", "park", "area", "place", "school", "health", "airport", "island")
)


def wanted_kinds(name: str) -> frozenset[str]:
    """Return the classes that a site of this name may be of; ``thing`` is one of them always.

    ``thing`` is what a table does not say more of.
    """
    found = next((kinds for ending, kinds in _WANTED if ending.search(name)), _ANYTHING)
    return (found - NEVER) | {"thing"}


# Endings of what is one house, or stands on one plot.
_HOUSE: Final = re.compile(
    r"(?:大厦|大楼|楼|塔|阁|馆|中心|广场|酒店|宾馆|饭店|商场|百货|超市|剧院|影院|影城|书店|宫|寺|庙|观|教堂"
    r"|故居|旧址|厂|所|局|院|站|[A-Z0-9]座|号楼)$"
)


def is_compact(name: str) -> bool:
    """Whether a name is that of a house or a plot, which a point shows where it is.

    A name that tells no sort (昙华林) may be a quarter's, and its point anywhere in it.
    """
    kinds = wanted_kinds(name)
    houses = {"school", "health", "station", "thing"}
    return kinds <= houses or (kinds > _ANYTHING and bool(_HOUSE.search(name)))


# Geofabrik's and GeoNames' words for sorts.
_FCLASSES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(words))
    for kind, words in (
        ("stop", r"bus_stop|tram_stop|bus_station_stop|ferry_stop|taxi"),
        ("station", r"railway_station|railway_halt|bus_station|ferry_terminal"),
        ("food", r"restaurant|cafe|fast_food|pub|bar|food_court|bank|atm|fuel|pharmacy|toilet"),
        (
            "shop",
            r"supermarket|convenience|bakery|shop|kiosk|clothes|butcher|beverages|hairdresser",
        ),
        ("building", r"mall|department_store"),
        ("school", r"school|university|college|kindergarten"),
        ("health", r"hospital|clinic|doctors|nursing_home"),
        ("park", r"park|zoo|theme_park|attraction|nature_reserve|garden"),
        ("admin", r"city|town|county|national_capital|admin_level\d*|district"),
        ("place", r"village|hamlet|suburb|locality|neighbourhood|quarter"),
        ("waterway", r"river|canal|drain|stream|ditch"),
        ("water", r"water|reservoir|lake|riverbank|dock"),
        ("rail", r"rail|subway|light_rail|tram|monorail"),
        ("road", r"(?:motorway|trunk|primary|secondary|tertiary)(?:_link)?|residential|track\w*"),
        ("road", r"unclassified|living_street|pedestrian|service|footway|path|cycleway|steps"),
        ("hill", r"peak|volcano|ridge"),
        ("island", r"island"),
        ("airport", r"airport|airfield|aerodrome"),
    )
)


def kind_of_word(word: str) -> str | None:
    """Return the class that a table's word for a sort means (Geofabrik's ``fclass``)."""
    plain = word.strip().casefold()
    if not plain:
        return None
    return next((kind for kind, words in _FCLASSES if words.fullmatch(plain)), "building")
