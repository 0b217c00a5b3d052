"""The keys that a site's name is looked up by: the name itself, and what works add to it.

Only whole names count. A part of a name is another thing: a branch hospital is not the main
house, an extension not the line, a plot not the park. What stays is the name without words for
works (改造, 整治), or for a phase of one place (四期), which is near it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from geo.reading.lexicon import Lexicon
from geo.sources.names import key_of

How = Literal["name", "works", "phase"]

# What is done at a place that is there. Not 迁建, 新址 (it goes elsewhere) nor 延伸, 段 (a part).
_WORKS: Final = re.compile(
    r"(?:快速化|适应性|综合|提升|电气化|扩能|系统|生态|环境|水环境|堤防|航道|主体)?"
    r"(?:改造提升|提升改造|拓宽改造|改扩建|扩建|改建|改造|提升|整治|治理|修复|修缮|疏浚|拓宽|扩容|扩能|除险加固"
    r"|加固|清淤|建设)?(?:工程|项目)?$"
)
_PHASE: Final = re.compile(r"(?:[一二三四五六七八九]|首)期$")
_LINE: Final = re.compile(r"^(?:[\u4e00-\u9fff]{0,4}?)(?:轨道交通|地铁)?(\d{1,2}号线)$")
# 市中心医院: the city's own name is left out.
_OWN: Final = re.compile(r"^[市县区州]")
_METROS: Final = ("地铁", "轨道交通")
_ENDINGS: Final = "省市县区州盟旗"
# Words that say what for, which one of several or how large, and name nothing.
_MODIFIERS: Final = (
    "城市 市民 人民 文化 体育 艺术 科学 技术 工业 农业 商业 产业 创新 国际 "
    "国家 中央 综合 现代 智慧 智能 数字 数据 生态 绿色 行政 办公 会展 博览 "
    "金融 商务 教育 职业 实验 第一 第二 第三 中心 妇幼 儿童 青少年 老年 "
    "全民 健身 滨江 滨水 滨河 环城 中医 社区 乡村 历史 旅游 高铁 火车 客运 "
    "长途 汽车 公交 物流 仓储 冷链 展示 规划 城建 非遗 革命 军事 公共 卫生 "
    "疾控 应急 救援 指挥 服务 政务 东 西 南 北 新 老 大 小 市 县 区 省 "
    "州 城 医 核心 功能 示范 国家级 省级 起步 启动 高新 经开 经济 开发 "
    "自由 贸易 试验 保税 临空 "
)


@dataclass(frozen=True)
class Asked:
    """Keys to look a name up by, all alike in rank, and what they leave out."""

    how: How
    keys: tuple[str, ...]
    name: str


def asked(name: str, own: Sequence[Collection[str]], general: Collection[str]) -> list[Asked]:
    """Return what to look up for a site's name, the surest first.

    ``own`` are the names, long and short, of the report's place and of each unit that holds it,
    the place's first: before a name they say only where it lies. ``general`` are
    :func:`general_words`: a name of these alone (图书馆, 市民中心) is looked up with the place's
    name before it, never by itself, for any campus has one.
    """
    found = [Asked("name", _keys(name, own, general), name)]
    bare = _without(_WORKS, name)
    if bare != name:
        found.append(Asked("works", _keys(bare, own, general), bare))
    whole = _without(_PHASE, bare)
    if whole != bare:
        whole = _without(_WORKS, whole)
        found.append(Asked("phase", _keys(whole, own, general), whole))
    return [each for each in found if each.keys]


def _without(pattern: re.Pattern[str], name: str) -> str:
    found = pattern.search(name)
    rest = name[: found.start()] if found else name
    return rest if len(rest) >= 2 else name


def _keys(name: str, own: Sequence[Collection[str]], general: Collection[str]) -> tuple[str, ...]:
    """Return the keys of a name, with and without the place's own names before it."""
    rest, bearers = _stripped(name, own)
    forms = [] if rest == name and is_general(rest, general) else [name]
    if not is_general(rest, general):
        forms.append(rest)
    if numbered := _LINE.match(name):
        line = numbered[1]
        named = [f"{before}{line}" for names in own for before in names if len(before) > 1]
        forms += [line, f"地铁{line}", f"轨道交通{line}"]
        forms += [each.replace(line, f"{kind}{line}") for each in named for kind in _METROS]
    # Another unit's name makes another thing: a province's university is not its city's.
    local = _OWN.sub("", rest) if len(rest) > 3 else rest
    forms += [f"{before}{part}" for before in bearers for part in {rest, local}]
    keys = (key_of(form) for form in forms)
    return tuple(dict.fromkeys(key for key in keys if len(key) >= 2 and not key.isdigit()))


def _stripped(name: str, own: Sequence[Collection[str]]) -> tuple[str, Collection[str]]:
    """Return a name without the unit's name before it, and the names of that unit."""
    for names in own:
        for before in sorted(names, key=len, reverse=True):
            rest = name.removeprefix(before)
            if rest != name and len(rest) >= 2 and rest[0] not in _ENDINGS:
                return rest, names
    return name, own[0] if own else ()


def is_general(name: str, general: Collection[str]) -> bool:
    """Whether a name consists of general words alone and so names nothing by itself."""
    reached = {0}
    for at in range(len(name)):
        if at in reached:
            reached |= {at + size for size in range(1, 9) if name[at : at + size] in general}
    return len(name) in reached


def general_words(lexicon: Lexicon, *, many_towns: bool) -> frozenset[str]:
    """Return the words that name nothing by themselves.

    In a place of ``many_towns`` the words that streets are named by (人民, 和平) are of them too:
    each of its towns has such a street. Of one county's streets a general name is one.
    """
    classes = {"common", "inner", "level", "number"} | ({"name"} if many_towns else set())
    common = {word for word, what in lexicon.words.items() if what in classes}
    heads = {word for word, head in lexicon.heads.items() if many_towns or head.kind != "road"}
    return frozenset(heads | set(_MODIFIERS.split()) | common)
