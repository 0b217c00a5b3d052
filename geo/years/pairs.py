"""The same site in two reports: what is sure, what is to be asked, and what is part of what.

Names are taken to pieces (:mod:`geo.years.titles`). Bases that are one by the rules of names belong
together, and so do bases that say more or less of one name (:mod:`geo.years.bases`) where neither
report has another that could be meant. Parts and works then say how two sites are related.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, permutations
from typing import Any, Final, Literal

from rapidfuzz import process
from rapidfuzz.distance import Indel

from geo.model.names import NOWHERE, Home
from geo.places.naming import likeness
from geo.years.bases import Kinship, kin, twins
from geo.years.titles import Title, cover

Relation = Literal["same", "part_of", "has_part", "different"]
# Below this two names are not worth a question.
_ASKED: Final = 0.6
# A first look at how alike the characters are; the rules look at what passes it.
_ALIKE: Final = 0.55
_MOST_ALIASES: Final = 12
# Where a place itself is known, and not only the unit that it lies in.
_PLACED: Final = frozenset(("exact", "street", "approximate", "area"))
# Works that one report calls so and another so.
_OF_ONE_SORT: Final = ({"better", "extend"}, {"restore", "better"}, {"restore", "clean"})


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
    """A site of a report as pairing wants it: its name first, then what else it is called.

    ``spot`` is where it lies (precision and GeoJSON geometry), empty where no place of it is known.
    """

    id: str
    titles: tuple[Title, ...]
    spot: str = ""


def named(features: Iterable[Mapping[str, Any]], home: Home = NOWHERE) -> list[Named]:
    """Return what pairing wants of an atlas's features; ``home`` is the place of the reports."""
    found = []
    for feature in features:
        site = feature["properties"]
        name = Title(site["name"], home)
        # An item of a list that shares a head is no name by itself: 月亮湾 of 月亮湾变电站.
        others = (
            Title(text, home)
            for text in dict.fromkeys(site["aliases"])
            if len(text) > 1 and not (site["name"].startswith(text) and text not in name.name.cores)
        )
        # A station on a line is one by its own name as well: 江沙高铁石坪站, 石坪站.
        own = (Title(node, home) for node in name.pieces.parts.get("node", ()) if len(node) > 2)
        found.append(
            Named(site["id"], (name, *own, *islice(others, _MOST_ALIASES)), _spot(feature))
        )
    return found


def _spot(feature: Mapping[str, Any]) -> str:
    precision, geometry = feature["properties"].get("precision"), feature.get("geometry")
    return f"{precision} {geometry}" if geometry and precision in _PLACED else ""


def pair(old: Sequence[Named], new: Sequence[Named]) -> list[Pair]:
    """Return the pairs of two reports' sites, sorted by id: the sure ones and the questions."""
    by_id = {site.id: site for site in old}
    found: dict[tuple[str, str], Pair] = {}
    for site in new:
        same = by_id.get(site.id)
        if same and (_shares_a_name(same, site) or (same.spot and same.spot == site.spot)):
            _keep(found, Pair(same.id, site.id, "same", 1.0, "place", is_sure=True))
    for pair_ in _by_bases(old, new):
        _keep(found, pair_)
    for pair_ in _by_spelling(old, new):
        # What a rule says of two names tells an editor more than how alike they are.
        if pair_.is_sure or (pair_.old, pair_.new) not in found:
            _keep(found, pair_)
    settled = _settled(found.values(), _one_based(old), _one_based(new))
    return sorted(settled, key=lambda each: (each.old, each.new))


def _keep(found: dict[tuple[str, str], Pair], pair_: Pair) -> None:
    key = pair_.old, pair_.new
    before = found.get(key)
    if before is None or (pair_.is_sure, pair_.score) > (before.is_sure, before.score):
        found[key] = pair_


def _shares_a_name(one: Named, other: Named) -> bool:
    return not {t.name.plain for t in one.titles}.isdisjoint(t.name.plain for t in other.titles)


def _by_bases(old: Sequence[Named], new: Sequence[Named]) -> Iterator[Pair]:
    """Yield how sites are related whose bases belong together."""
    ours, theirs = _by_key(old), _by_key(new)
    for key in ours.keys() & theirs.keys():
        for site, title in ours[key]:
            for other, now in theirs[key]:
                yield _related(site, title, other, now, None)
    for kinship in kin((t for s in old for t in s.titles), (t for s in new for t in s.titles)):
        for site, title in _of(ours, kinship.old):
            for other, now in _of(theirs, kinship.new):
                yield _related(site, title, other, now, kinship)


def _of(
    keyed: Mapping[str, Sequence[tuple[Named, Title]]], keys: frozenset[str]
) -> Iterator[tuple[Named, Title]]:
    """Yield the sites whose base has one of these keys, each title once."""
    for key in sorted(keys):
        for site, title in keyed.get(key, ()):
            if key == min(title.keys):
                yield site, title


def _by_key(sites: Sequence[Named]) -> dict[str, list[tuple[Named, Title]]]:
    keyed: dict[str, list[tuple[Named, Title]]] = defaultdict(list)
    for site in sites:
        for title in site.titles:
            for key in title.keys:
                keyed[key].append((site, title))
    return keyed


def _related(old: Named, before: Title, new: Named, now: Title, kinship: Kinship | None) -> Pair:
    """Return how two titles are related whose bases are one, or are held for one by ``kinship``."""
    is_sure = kinship is None or kinship.is_sure
    scale, how = (1.0, "") if kinship is None else (kinship.score, kinship.how)

    def made(relation: Relation, score: float, by: str, *, sure: bool = True) -> Pair:
        return Pair(
            old.id, new.id, relation, round(score * scale, 3), how or by, is_sure=sure and is_sure
        )

    owners = {before.owner, now.owner} - {""}
    if len(owners) > 1:
        # 区第四小学 and 市第四小学.
        return made("same", 0.6, "owner", sure=False)
    if before.is_elsewhere(now):
        return made("same", 0.6, "owner", sure=False)
    covers = cover(before.pieces.parts, now.pieces.parts)
    whole, piece = (before, now) if covers == "more" else (now, before)
    if covers in {"more", "less"} and whole.works and "extension" in piece.pieces.parts:
        # What is built on to a road is no part of the works on the road itself.
        sure = whole.works == piece.works
        return made("part_of" if covers == "more" else "has_part", 0.6, "phase", sure=sure)
    if covers == "more":
        return made("part_of", 0.95, "phase")
    if covers == "less":
        return made("has_part", 0.95, "phase")
    if covers == "other":
        return made("different", 1.0, "phase")
    if covers == "perhaps":
        return made("same", 0.65, "phase", sure=False)
    if before.works == now.works:
        exact = before.name.plain == now.name.plain
        return made("same", 1.0 if exact else 0.97, "name")
    if not before.works or not now.works or {before.works, now.works} in _OF_ONE_SORT:
        return made("same", 0.9, "works")
    return made("same", 0.7, "works", sure=False)


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
        if alike is None or alike.how == "name" or before.pieces.parts != now.pieces.parts:
            continue
        if alike.score >= _ASKED:
            sure = alike.how == "core" and before.works == now.works
            yield Pair(one.id, other.id, "same", alike.score, alike.how, is_sure=sure)


def _one_based(sites: Sequence[Named]) -> Mapping[str, frozenset[str]]:
    """Return the sites of one report that are one: by works alone, or under two names.

    龟石水库 and its repair; 江沙高速改扩建 and 江沙改扩建.
    """
    found: dict[str, set[str]] = defaultdict(set)
    keyed = _by_key([Named(site.id, site.titles[:1]) for site in sites])
    for same in keyed.values():
        for (one, title), (other, its) in permutations(same, 2):
            if _is_one(title, its) and title.works != its.works:
                found[one.id].add(other.id)
    stands = twins(title for site in sites for title in site.titles[:1])
    named_twice: dict[str, list[tuple[str, Title]]] = defaultdict(list)
    for site in sites:
        title = site.titles[0]
        if stand := stands.get(min(title.keys)):
            named_twice[stand].append((site.id, title))
    for one_base in named_twice.values():
        for (number, title), (second, its) in permutations(one_base, 2):
            if _is_one(title, its):
                found[number].add(second)
    return {site: frozenset(others) for site, others in found.items()}


def _is_one(one: Title, other: Title) -> bool:
    """Whether two titles of one base name one site of a report."""
    return (
        one.pieces.parts == other.pieces.parts
        and one.owner == other.owner
        and not one.is_elsewhere(other)
        and (one.works == other.works or not (one.works and other.works))
    )


def _settled(
    found: Iterable[Pair],
    ours: Mapping[str, frozenset[str]],
    theirs: Mapping[str, frozenset[str]],
) -> Iterator[Pair]:
    """Yield the pairs: a site is the same as one other at most; of two as good it is asked.

    A place and the works there, both named by one report, may both be the other report's one.
    """
    found = [each for each in found if each.relation != "different"]
    sure = sorted((p for p in found if p.is_sure and p.relation == "same"), key=_rank)
    olds: dict[str, Pair] = {}
    news: dict[str, Pair] = {}
    asked: set[tuple[str, str]] = set()
    # As good are others, but for those that are one with it.
    of_old: dict[tuple[str, float], set[str]] = defaultdict(set)
    of_new: dict[tuple[str, float], set[str]] = defaultdict(set)
    for each in sure:
        of_old[each.old, each.score].add(each.new)
        of_new[each.new, each.score].add(each.old)
    for each in sure:
        if each.old in olds or each.new in news:
            continue
        rivals = of_old[each.old, each.score] - {each.new} - theirs.get(each.new, frozenset())
        others = of_new[each.new, each.score] - {each.old} - ours.get(each.old, frozenset())
        if each.score < 1 and (rivals or others):
            asked.add((each.old, each.new))
            continue
        olds[each.old] = news[each.new] = each
        yield each
    for each in sure:
        is_ours = each.old not in olds and news.get(each.new, each).old in ours.get(each.old, ())
        is_theirs = each.new not in news and olds.get(each.old, each).new in theirs.get(
            each.new, ()
        )
        if is_ours or is_theirs:
            asked.discard((each.old, each.new))
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
