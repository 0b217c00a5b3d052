"""Small extracts and tables of places, made for tests: a made-up part of 荆州."""

import csv
import sqlite3

import osmium
from osmium.osm import mutable

from geo.cli.main import main

# In 荆州's town, in its county 监利 and in 宜昌.
TOWN = (112.24, 30.33)
COUNTY_TOWN = (112.90, 29.83)
OTHER_CITY = (111.29, 30.70)

REPORT = """政府工作报告
——2024年1月10日在荆州市第六届人民代表大会第四次会议上

一、2023年工作回顾
凤鸣大道改造竣工通车。织锦公园建成开放。荆州市图书馆建成投用。云梦剧院主体完工。
青鸾湖综合治理完成。迎风路建成通车。荷风医院投入使用。

二、2024年工作安排
开工建设云梦剧院二期。推进栖霞中学建设，加快星河广场建设。支持监利市建设白鹭学校。
加快枕溪、听泉等医院新城项目建设。
"""


class Extract:
    """Collects nodes, ways and relations, and writes them as a file."""

    def __init__(self):
        self._nodes, self._ways, self._relations = [], [], []

    def node(self, lon, lat, **tags):
        number = len(self._nodes) + 1
        self._nodes.append(mutable.Node(id=number, location=(lon, lat), tags=_tags(tags)))
        return number

    def line(self, points, **tags):
        numbers = [self.node(lon, lat) for lon, lat in points]
        return self.way(numbers, **tags)

    def way(self, numbers, **tags):
        number = len(self._ways) + 1
        self._ways.append(mutable.Way(id=number, nodes=numbers, tags=_tags(tags)))
        return number

    def ring(self, lon, lat, size=0.002, **tags):
        numbers = [
            self.node(lon + dx * size, lat + dy * size)
            for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))
        ]
        return self.way([*numbers, numbers[0]], **tags)

    def boundary(self, members, **tags):
        number = len(self._relations) + 1
        self._relations.append(
            mutable.Relation(
                id=number,
                members=[("w", member, "outer") for member in members],
                tags=_tags({"type": "boundary", "boundary": "administrative", **tags}),
            )
        )

    def write(self, path):
        with osmium.SimpleWriter(str(path), overwrite=True) as writer:
            for node in self._nodes:
                writer.add_node(node)
            for way in self._ways:
                writer.add_way(way)
            for relation in self._relations:
                writer.add_relation(relation)
        return path


def _tags(tags):
    return {key.replace("__", ":"): value for key, value in tags.items()}


def jingzhou():
    """An extract with the ways of real ones: pieces, stops, homonyms, odd names."""
    made = Extract()
    lon, lat = TOWN
    for i in range(12):
        made.line(
            [(lon + i * 0.004, lat), (lon + (i + 1) * 0.004, lat)],
            highway="primary", name="凤鸣大道",
        )  # fmt: skip
    made.node(lon + 0.02, lat + 0.001, highway="bus_stop", name="凤鸣大道")
    made.ring(lon, lat + 0.02, leisure="park", name="织锦公园 Zhijin Park")
    made.node(lon - 0.03, lat, highway="bus_stop", name="织锦公园")
    made.node(lon + 0.01, lat - 0.01, amenity="library", name="荆州市图书馆")
    made.node(lon + 0.05, lat - 0.01, amenity="library", name="图书馆")
    made.ring(lon - 0.01, lat - 0.01, amenity="theatre", name="云梦剧院;雲夢劇院")
    made.ring(lon - 0.04, lat + 0.03, size=0.02, natural="water", name="青鸾湖")
    # Two streets of one name, 80 km apart; a hospital of which only the stop is there.
    made.line([(lon, lat + 0.01), (lon + 0.01, lat + 0.01)], highway="secondary", name="迎风路")
    far = COUNTY_TOWN
    made.line([far, (far[0] + 0.01, far[1])], highway="secondary", name="迎风路")
    made.node(lon + 0.02, lat + 0.03, highway="bus_stop", name="荷风医院")
    made.ring(lon + 0.02, lat + 0.02, amenity="hospital", name="枕溪医院")
    made.node(lon + 0.03, lat + 0.02, amenity="restaurant", name="星河广场")
    made.node(*OTHER_CITY, amenity="school", name="栖霞中学")
    made.node(lon + 0.04, lat, amenity="school", name="白鹭学校")
    made.node(far[0] + 0.005, far[1] + 0.005, amenity="school", name="白鹭学校")
    made.line([(lon, lat - 0.05), (lon + 0.1, lat - 0.05)], railway="rail", name="汉宜铁路")
    made.line([(lon, lat - 0.06), (lon + 0.1, lat - 0.06)], waterway="river", name="沮漳河")
    # A ring that crosses itself, a way without any of its nodes, one of a single node.
    bow = [made.node(lon + x, lat + y) for x, y in ((0, 0), (0.01, 0.01), (0.01, 0), (0, 0.01))]
    made.way([*bow, bow[0]], building="yes", name="蝴蝶楼")
    made.way([888_888, 888_889], highway="primary", name="无点路")
    made.way([bow[0]], highway="primary", name="独点路")
    # A boundary that lacks members.
    edge = made.line([(lon - 0.2, lat - 0.2), (lon + 0.2, lat - 0.2)], highway="track")
    made.boundary([edge, 999_999], admin_level="6", name="沙市区")
    return made


def run(capsys, *arguments):
    """Run the command line; return its exit code and what it said on standard error."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stop:
        code = stop.code
    return code, capsys.readouterr().err


def write_table(path, rows, header=("name", "lon", "lat"), encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def rows_in(store, table="object"):
    """How many rows a table of a store has; 0 where there is no store."""
    if not store.exists():
        return 0
    database = sqlite3.connect(store)
    try:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
        if table not in tables:
            return 0
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
    finally:
        database.close()
