"""The same site in two reports: what is sure, what is to be asked, and what is part of what.

Names are compared by rule (:mod:`geo.model.names`), and works behind a name apart from it:
江东大道改造 and 江东大道快速化改造工程 are works at one road. A phase is not the whole.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Final, Literal

from rapidfuzz import process
from rapidfuzz.distance import Indel

from geo.model.names import Core, Home, core_of, spelled
from geo.places.naming import Name, likeness

Relation = Literal["same", "part_of", "has_part", "different"]
# Below this two names are not worth a question.
_ASKED: Final = 0.6
# A first look at how alike the characters are; the rules look at what passes it.
_ALIKE: Final = 0.55
_MOST_ALIASES: Final = 12
_NUMBER: Final = "[一二三四五六七八九十\\d]{1,3}"
_PART: Final = re.compile(
    rf"(?:第?{_NUMBER}(?:期|标段|标|段|阶段|批次?|号线|号楼)|首期|首批|[东西南北中]段|[A-Za-z]{{1,2}}\d?[区段]|"
    r"先行区|起步区|启动区|示范段|试验段|先导段|剩余段|主体)$"
)
_IN_BRACKETS: Final = re.compile(r"[（(]([^（()）]{1,20})[)）]$")
# Works at a place, longest first; two of one family are the same works in other words.
_WORKS: Final = (
    ("快速化改造", "better"), ("提升改造", "better"), ("改造提升", "better"),
    ("升级改造", "better"), ("综合提升", "better"), ("综合改造", "better"),
    ("综合整治", "clean"), ("综合治理", "clean"), ("环境整治", "clean"), ("生态修复", "clean"),
    ("改扩建", "extend"), ("扩建", "extend"), ("扩容", "extend"), ("改建", "better"),
    ("新建", ""), ("续建", ""), ("建设", ""), ("改造", "better"), ("提升", "better"),
    ("整治", "clean"), ("治理", "clean"), ("修复", "clean"), ("修缮", "better"),
    ("迁建", "move"), ("搬迁", "move"), ("重建", "rebuild"),
)  # fmt: skip
_ADDED: Final = ("工程项目", "项目工程", "工程", "项目")


@dataclass(frozen=True)
class Title:
    """A site's name in its pieces: what it is, which part of it, and which works there.

    ``before`` are words before a name that say only where it lies.
    """

    text: str
    before: tuple[str, ...] = ()

    @cached_property
    def pieces(self) -> tuple[str, str, str]:
        """The base, the part and the family of the works; empty where the name has none."""
        text, part, works = self.text.strip(), "", ""
        for _ in range(4):
            shorter = _without(text, _ADDED)
            if found := _IN_BRACKETS.search(shorter):
                part = part or found[1]
                shorter = shorter[: found.start()]
            if (found := _PART.search(shorter)) and found.start() >= 2:
                part = part or found[0]
                shorter = shorter[: found.start()]
            for word, family in _WORKS:
                if shorter.endswith(word) and len(shorter) - len(word) >= 2:
                    works = works or family
                    shorter = shorter[: -len(word)]
                    break
            if shorter == text:
                break
            text = shorter
        return text, Name(part).plain, works

    @cached_property
    def name(self) -> Name:
        """The base, ready to be compared."""
        return Name(self.pieces[0], self.before)

    @cached_property
    def keys(self) -> frozenset[str]:
        """What the base is called, in one spelling (:mod:`geo.model.names`)."""
        return frozenset({self.core.key, spelled(self.pieces[0])})

    @cached_property
    def core(self) -> Core:
        """What the base means, and whose it says that it is."""
        return core_of(self.pieces[0], Home(prefixes=self.before))

    @property
    def part(self) -> str:
        """Which part of it is meant, empty for the whole."""
        return self.pieces[1]

    @property
    def works(self) -> str:
        """The family of the works at it, empty where the name says none."""
        return self.pieces[2]


def _without(text: str, words: Iterable[str]) -> str:
    for word in words:
        if text.endswith(word) and len(text) - len(word) >= 2:
            return text[: -len(word)]
    return text


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sites of two reports. ``is_sure`` says whether they are linked without asking.

    ``relation`` says what the new one is to the old: the ``same``, ``part_of`` it, or the whole
    that ``has_part`` the old. ``how`` is a code of :data:`geo.model.codes.LINK_GROUNDS`, and
    ``reason`` an editor's where one decided it.
    """

    old: str
    new: str
    relation: Relation
    score: float
    how: str
    is_sure: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A site of a report as pairing wants it: its name first, then what else it is called."""

    id: str
    titles: tuple[Title, ...]


def named(features: Iterable[Mapping[str, Any]], before: tuple[str, ...]) -> list[Named]:
    """Return what pairing wants of an atlas's features; ``before`` are a region's prefixes."""
    found = []
    for feature in features:
        site = feature["properties"]
        name = Title(site["name"], before)
        # An item of a list that shares a head is no name by itself: 月亮湾 of 月亮湾变电站.
        others = (
            Title(text, before)
            for text in dict.fromkeys(site["aliases"])
            if len(text) > 1 and not (site["name"].startswith(text) and text not in name.name.cores)
        )
        found.append(Named(site["id"], (name, *islice(others, _MOST_ALIASES))))
    return found


def pair(old: Sequence[Named], new: Sequence[Named]) -> list[Pair]:
    """Return the pairs of two reports' sites, sorted by id: the sure ones and the questions."""
    by_id = {site.id: site for site in old}
    found: dict[tuple[str, str], Pair] = {}
    for site in new:
        same = by_id.get(site.id)
        if same and _shares_a_name(same, site):
            _keep(found, Pair(same.id, site.id, "same", 1.0, "place", is_sure=True))
    for pair_ in _by_keys(old, new):
        _keep(found, pair_)
    for pair_ in _by_spelling(old, new):
        _keep(found, pair_)
    return sorted(_settled(found.values()), key=lambda each: (each.old, each.new))


def _keep(found: dict[tuple[str, str], Pair], pair_: Pair) -> None:
    key = pair_.old, pair_.new
    before = found.get(key)
    if before is None or (pair_.is_sure, pair_.score) > (before.is_sure, before.score):
        found[key] = pair_


def _shares_a_name(one: Named, other: Named) -> bool:
    return not {t.name.plain for t in one.titles}.isdisjoint(t.name.plain for t in other.titles)


def _by_keys(old: Sequence[Named], new: Sequence[Named]) -> Iterator[Pair]:
    keyed: dict[str, list[tuple[Named, Title]]] = defaultdict(list)
    for site in old:
        for title in site.titles:
            for key in title.keys:
                keyed[key].append((site, title))
    for site in new:
        for title in site.titles:
            for key in title.keys:
                for other, theirs in keyed.get(key, ()):
                    yield _related(other, theirs, site, title)


def _related(old: Named, before: Title, new: Named, now: Title) -> Pair:
    """Return how two titles of one base are related."""
    owners = {before.core.owner, now.core.owner} - {""}
    if len(owners) > 1:
        # 区第四小学 and 市第四小学.
        return Pair(old.id, new.id, "same", 0.6, "owner", is_sure=False)
    if before.part != now.part:
        if not before.part:
            return Pair(old.id, new.id, "part_of", 0.95, "phase", is_sure=True)
        if not now.part:
            return Pair(old.id, new.id, "has_part", 0.95, "phase", is_sure=True)
        return Pair(old.id, new.id, "different", 1.0, "phase", is_sure=True)
    if before.works == now.works:
        exact = before.name.plain == now.name.plain
        return Pair(old.id, new.id, "same", 1.0 if exact else 0.97, "name", is_sure=True)
    if not before.works or not now.works or {before.works, now.works} == {"better", "extend"}:
        return Pair(old.id, new.id, "same", 0.9, "works", is_sure=True)
    return Pair(old.id, new.id, "same", 0.7, "works", is_sure=False)


def _by_spelling(old: Sequence[Named], new: Sequence[Named]) -> Iterator[Pair]:
    """Yield the questions: names that differ by a slip, or stand within each other."""
    ours = [(site, title) for site in old for title in site.titles]
    theirs = [(site, title) for site in new for title in site.titles]
    if not ours or not theirs:
        return
    scores = process.cdist(
        [title.name.plain for _, title in ours],
        [title.name.plain for _, title in theirs],
        scorer=Indel.normalized_similarity,
        score_cutoff=_ALIKE,
        workers=1,
    )
    for row, column in zip(*scores.nonzero(), strict=True):
        (one, before), (other, now) = ours[row], theirs[column]
        alike = likeness(before.name, now.name)
        if alike is None or alike.how == "name" or before.part != now.part:
            continue
        if alike.score >= _ASKED:
            sure = alike.how == "core" and before.works == now.works
            yield Pair(one.id, other.id, "same", alike.score, alike.how, is_sure=sure)


def _settled(found: Iterable[Pair]) -> Iterator[Pair]:
    """Yield the pairs: a site is the same as one other at most; of two as good it is asked."""
    found = [each for each in found if each.relation != "different"]
    sure = sorted((p for p in found if p.is_sure and p.relation == "same"), key=_rank)
    olds: dict[str, Pair] = {}
    news: dict[str, Pair] = {}
    asked: set[tuple[str, str]] = set()
    ties = Counter((p.old, p.score) for p in sure), Counter((p.new, p.score) for p in sure)
    for each in sure:
        if each.old in olds or each.new in news:
            continue
        if each.score < 1 and max(ties[0][each.old, each.score], ties[1][each.new, each.score]) > 1:
            asked.add((each.old, each.new))
            continue
        olds[each.old] = news[each.new] = each
        yield each
    for each in found:
        if each.relation != "same":
            yield each
        elif (each.old, each.new) in asked:
            yield Pair(each.old, each.new, "same", each.score, each.how, is_sure=False)
        elif not each.is_sure and each.old not in olds and each.new not in news:
            yield each


def _rank(pair_: Pair) -> tuple[float, str, str]:
    return -pair_.score, pair_.old, pair_.new
