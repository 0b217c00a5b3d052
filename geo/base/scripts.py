"""Chinese in either script, read in one: character by character, so that no place moves."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_CHINESE: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
# What OpenCC leaves, for its own traditional script has another form: Hong Kong's, and old ones.
_VARIANTS: Final = str.maketrans("衞敍枱簷粧衹淸靑晩髙硏縂値", "卫叙台檐妆只清青晚高研总值")

# What Taiwan and Hong Kong say, in simplified characters, and what the reader knows, of the same
# length. What stands around it says that it is this word: 复兴建设 holds no 兴建.
_WORDS: Final = {
    "(?<![复振新])兴建(?!设|成)": "建设",
    "(?<!开)辟建(?!设)": "新建",
    "(?<![创更革全])新设(?!置|计|施|备|立)": "新建",
    "(?<!新)增建(?!设|成)": "扩建",
    "(?<![完调])整建(?!设|成|立|制)": "改造",
    "(?<![推带联行])动土(?!地|壤)": "开工",
    "(?<!村)落成(?!为|效|长)": "建成",
    "(?<!经)营运(?!行|转|输|用)": "运营",
    "(?<!发)展开(?!放|局|发|展|拓|始|幕)": "推进",
    "推展(?!示)": "推进",
    "办理(?=[^，。；]{2,20}(?:工程|改建|新建|扩建))": "实施",
    "发包": "招标",
    "决标": "中标",
    "重置": "迁建",
    "汰换": "更换",
    "入伙": "入住",
    "环评": "前期",
    "(?<!先)进行中(?!期|央|国|心)": "施工中",
    "规画": "规划",
    "计画": "计划",
    "专案": "项目",
    "(?<!便)捷运(?!输|行)": "地铁",
    "(?<!办)公车(?!辆)": "公交",
    "巴士": "公交",
    "国小(?!学|康|微|企|型|城|镇)": "小学",
    "(?<![全中我各外爱])国中(?=[、，。；新改扩老校活])": "初中",
    "托婴": "托育",
    "(?<!办)公托(?=中心)": "托育",
    "长照": "养老",
    "日照(?=中心|据点)": "养老",
    "屋邨": "小区",
    "屋苑": "小区",
    "(?<!办)公屋(?!顶|面)": "公寓",
    "(?<![民安])居屋(?!顶|面)": "公寓",
    "社宅": "公寓",
    "街市(?!场|政)": "市场",
    "社会住宅": "人才公寓",
    "都市更新": "城市更新",
    "都市计划": "城市规划",
    "重划区": "开发区",
    "焚化厂": "焚烧厂",
    "焚化炉": "焚烧厂",
}
_SAID: Final = re.compile("|".join(f"({word})" for word in _WORDS))
_MEANT: Final = tuple(_WORDS.values())


def simplified(text: str) -> str:
    """Return ``text`` in simplified characters, by OpenCC's tables."""
    if text.isascii():
        return text
    return str(_converter().convert(text)).translate(_VARIANTS)


def in_one_script(text: str) -> str:
    """Return ``text`` in simplified characters, as long as it was: its places are the text's.

    Words of Taiwan and Hong Kong become those of the mainland, which the reader has learned. Only
    lines that write something as no simplified text does are converted (乾 and 於 stand in names of
    either script).
    """
    signs = {c for c in set(_CHINESE.findall(text)) if not c.encode("gb2312", "ignore")}
    signs = {c for c in signs if simplified(c) != c}
    if not signs:
        return text
    lines = text.split("\n")
    converted = [i for i, line in enumerate(lines) if not signs.isdisjoint(line)]
    found = simplified("\n".join(lines[i] for i in converted)).split("\n")
    for i, line in zip(converted, found, strict=True):
        # A word may have another number of characters in the other script.
        same = len(line) == len(lines[i])
        own = line if same else "".join(map(_one, lines[i]))
        lines[i] = _SAID.sub(lambda word: _MEANT[(word.lastindex or 1) - 1], own)
    return "\n".join(lines)


@cache
def one_script() -> dict[int, str]:
    """Return each traditional character that has a simplified one with it, for `str.translate`."""
    signs = [chr(code) for code in range(0x3400, 0xA000)]
    found = simplified("\n".join(signs)).split("\n")
    return {
        ord(sign): meant
        for sign, meant in zip(signs, found, strict=True)
        if sign != meant and len(meant) == 1
    }


def _one(character: str) -> str:
    found = simplified(character)
    return found if len(found) == 1 else character


@cache
def _converter():  # type: ignore[no-untyped-def]  # noqa: ANN202 (opencc's own class)
    from opencc import OpenCC

    return OpenCC("t2s")
