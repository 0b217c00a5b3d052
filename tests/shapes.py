"""Shapes of text that make bad patterns and bad loops run away, each of any length.

A shape of n characters is a unit repeated to n characters, or what a function makes; of those
in ``REPORTS`` a report is made by :data:`BEFORE`. All are facts about what once was slow, here
or elsewhere.
"""

import re
from collections.abc import Callable, Mapping

from shipped import SEED

BEFORE = "2021年政府工作报告\n今年建成武昌滨江核心区。\n"

# It makes the report a city's, whose counties are then looked for in its words.
PLACED = "——在黄石市第十四届人民代表大会第一次会议上\n"

# What the whole way from bytes to atlas is tried on as well.
_UNITS = {
    # Runs of one sort of character.
    "digits": "1234567890",
    "latin": "abcdefghij",
    "latin and blanks": "a ",
    "rare characters": "龘",
    "joiners": "\u200d",
    "bidi overrides": "\u202e昙华林",
    "beyond the basic plane": "𠀀𠀁公园建成。",
    "emoji": "🏗️公园",
    # Blanks and line breaks.
    "blanks": " ",
    "wide blanks": "\u3000",
    "hard blanks": "\xa0",
    "tabulators": "\t",
    # Tables.
    "rows": "1\t武昌公园改造工程\t3.6\t续建\n",
    "rows under headers": "序号\t项目名称\t总投资（亿元）\n1\t武昌公园\t3\n",
    "tasks": "序号\t任务\t责任单位\n1\t建成武昌公园。\t区住建局\n",
    "merged cells": "〃\t〃\t武昌公园\n",
    "rows in bars": "|1|武昌公园|3.6|\n",
    "units that are responsible": "建成武昌公园。责任单位：区住建局\n",
    "mixed blanks": " \u3000\t",
    "blanks before text": " \u3000x",
    "blanks and lines": " \n",
    "wide blanks and lines": "\u3000\n",
    "lines of blanks": " \t\r\n",
    "lines": "\n",
    "lines of a word": "昙华林\n",
    "wrapped lines": "加快推进武昌滨江商务核心区建设打造世界级滨江\n",
    "scattered blanks": "建 成 ",
    "carriage returns": "昙华林\r",
    "page breaks": "昙华林\f",
    "line separators": "昙华林\u2028",
    # Marks.
    "quotation marks in pairs": "“”",
    "quotation marks that open": "“",
    "brackets that open": "（",
    "brackets that end nowhere": "[ 1 ",
    "bracketed numbers": "【1】",
    "bracketed words": "(公司)",
    "dashes": "—",
    "dashes and blanks": "- ",
    "page numbers": "—1234",
    "page numbers with blanks": "— 4 ",
    "footnotes": "[1",
    "commas": "，",
    "stops": "。",
    "list marks": "、",
    "slashes": "杨园/白沙洲/",
    # Numbers and what counts.
    "decimals": "1.",
    "decimals and blanks": "1 . ",
    "years": "2021年",
    "years and blanks": "2021 ",
    "years in a row": "2021",
    "five years": "五年来，",
    "amounts": "投资100亿元",
    "amounts without end": "1亿元2亿元",
    "amounts that belong": "总投资1亿元的",
    "numbers in a list": "1、",
    "long numbers in a list": "123、45和",
    "lines of the metro": "地铁5号线",
    "lines of the metro in a list": "轨道交通1、2、",
    "counts behind a list": "等5个",
    # Names.
    "names in a list": "杨园、",
    "names in quotation marks": "“昙华林”、",
    "names with and": "昙华林和白沙新城和杨园及",
    "a name without stages": "昙华林",
    "a name with its stage": "建成昙华林。",
    "phases": "一二三期",
    "phases in a list": "一期、二期、",
    # Headings and what opens a part.
    "headings": "一、2021年工作回顾\n",
    "chapters": "第一章 总则 ",
    "openings": "今年重点",
    "congresses": "在武汉第一",
}
# What only some pattern may stumble over: traces of other formats, and lists of a clause.
_TRAPS = {
    "page numbers of pages": "第 1 页 / 共 ",
    "counts of firms": "引进杨园等5",
    "plots": "E1、F2、",
    "a name and a stage without marks": "建成昙华林",
    "denied stages": "昙华林尚未开工",
    "comments": "<!-- -->",
    "empty comments": "<!---->",
    "comments that end nowhere": "<!--",
    "declarations": "<?xml ?>",
    "tags": "<p>",
    "tags that end nowhere": "<meta charset= ",
    "scripts": "<script>",
    "images": "url(images/a.png",
    "addresses": "http://a",
    "escapes": "\\ud83",
    "percent signs": "%4",
    "words with hyphens": "a-",
    "hexadecimal digits": "_0123456789abcdef",
    "keys": "key=",
    "what the program says": "the mentions 'a' and 'a' names 'a' is named 'a",
}


def _joined(size: int, piece: Callable[[int], str]) -> str:
    """Return pieces, each made by its number, to ``size`` characters."""
    pieces: list[str] = []
    length = 0
    while length < size:
        pieces.append(piece(len(pieces)))
        length += len(pieces[-1])
    return "".join(pieces)[:size]


def _own(number: int) -> str:
    """Return three characters that no other number has."""
    return "".join(
        chr(0x4E00 + number * prime % 20_000 + more)
        for prime, more in ((7_919, 0), (104_729, 13), (1_299_709, 7))
    )


_SEED = SEED.read_text(encoding="utf-8")
_UNMARKED = re.sub(r"[\s，。、；：“”（）！—]", "", _SEED)
# Characters that sound alike.
ALIKE = "一伊衣医依壹揖漪噫猗铱咿黟禕繄嫛椅洢鷖"

_MADE: Mapping[str, Callable[[int], str]] = {
    "brackets in brackets": lambda n: "（" * (n // 2) + "）" * (n // 2),
    "blanks before a dash": lambda n: " " * n + "—1",
    "blanks before a word": lambda n: "\u3000 " * (n // 2) + "x",
    "accents": lambda n: "武" + "\u0301" * n,
    "no marks": lambda n: _joined(n, lambda _: _UNMARKED),
    "an amount of digits": lambda n: "投资" + "9" * n + "亿元",
    "names": lambda n: _joined(n, lambda i: f"建成{_own(i)}公园。"),
    "other names in a list": lambda n: "建成" + _joined(n, lambda i: f"{_own(i)}公园、"),
    "names that begin alike": lambda n: _joined(n, lambda i: f"建成中山{_own(i)[0]}公园。"),
    "the report": lambda n: _joined(n, lambda _: _SEED),
    "a name of numerals": lambda n: "建成" + "一" * n + "公园",
    "a title": lambda n: "关于" * (n // 2) + "政府工作报告",
    "a congress": lambda n: "在武汉" * (n // 3) + "第一届人民代表大会",
}


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


REPORTS: Mapping[str, Callable[[int], str]] = {
    **{name: _repeated(unit) for name, unit in _UNITS.items()},
    **_MADE,
}
SHAPES: Mapping[str, Callable[[int], str]] = {
    **REPORTS,
    **{name: _repeated(unit) for name, unit in _TRAPS.items()},
}


def report_of(shape: str, size: int) -> bytes:
    """Return a file of a report: a shape of ``size`` characters behind what makes it one."""
    return (BEFORE + SHAPES[shape](size)).encode("utf-8")
