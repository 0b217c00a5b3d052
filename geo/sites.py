"""Sites: the mentions of one place gathered, with what they add up to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass

from pypinyin import lazy_pinyin

from geo.codes import MENTIONED, STAGE_RANK
from geo.mentions import Investment, Mention
from geo.places import Gazetteer, Place

_SLUG_MAX = 60
_NO_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Site:
    """A site of a report; ``place`` is its entry in the gazetteer, None where it has none."""

    id: str
    name: str
    name_en: str
    sector: str
    mentions: tuple[Mention, ...]
    place: Place | None

    @property
    def aliases(self) -> list[str]:
        """Every other surface form in the text, in the order of its first appearance."""
        return list(dict.fromkeys(m.text for m in self.mentions if m.text != self.name))

    @property
    def status(self) -> str | None:
        """The furthest reported stage in the newest period that reports one.

        ``mentioned`` where the report names the site without a stage, None where only its
        plans do.
        """
        reported = [m for m in self.mentions if not m.planned]
        staged = [m for m in reported if m.stage != MENTIONED]
        if not staged:
            return MENTIONED if reported else None
        newest = max(_age(m.period) for m in staged)
        return _furthest(m for m in staged if _age(m.period) == newest)

    @property
    def target(self) -> str | None:
        """The furthest stage of the nearest period that plans one, None where none does."""
        staged = [m for m in self.mentions if m.planned and m.stage != MENTIONED]
        if not staged:
            return None
        nearest = min(m.period for m in staged)
        return _furthest(m for m in staged if m.period == nearest)

    @property
    def investment(self) -> Investment | None:
        """The first amount that the text states for the site."""
        return next((m.investment for m in self.mentions if m.investment), None)


def _age(period: str) -> tuple[str, str]:
    """Order periods: the later the end, and of two with one end the shorter, the newer."""
    start, _, end = period.partition("-")
    return end or start, start


def _furthest(mentions: Iterable[Mention]) -> str:
    return max((m.stage for m in mentions), key=lambda stage: STAGE_RANK[stage])


def gather_sites(
    mentions: Iterable[Mention], gazetteer: Gazetteer, sectors: Mapping[str, str]
) -> list[Site]:
    """Return the sites of ``mentions``, sorted by id.

    Mentions belong together that have one place or, where the gazetteer knows none, one
    name; ``sectors`` are an editor's, by site id.
    """
    by_id: dict[str, list[Mention]] = {}
    names: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for mention in mentions:
        place = gazetteer.get(mention.site) if mention.site else gazetteer.find(mention.name)
        if place:
            site_id = place.id
        else:
            site_id = names.get(mention.name) or new_id(mention.name, by_id, gazetteer, numbers)
            names[mention.name] = site_id
        by_id.setdefault(site_id, []).append(mention)
    return [
        _site(site_id, group, gazetteer.get(site_id), sectors.get(site_id))
        for site_id, group in sorted(by_id.items())
    ]


def _site(site_id: str, mentions: list[Mention], place: Place | None, sector: str | None) -> Site:
    votes = Counter(m.sector for m in mentions if m.sector)
    name = place.name if place else mentions[0].name
    return Site(
        id=site_id,
        name=name,
        name_en=place.name_en if place else _label(name),
        sector=sector or (votes.most_common(1)[0][0] if votes else "headquarters_other"),
        mentions=tuple(mentions),
        place=place,
    )


def _label(name: str) -> str:
    """Return a name in pinyin, for readers without Chinese."""
    return " ".join(lazy_pinyin(name)).strip().capitalize()


def new_id(
    name: str,
    taken: Mapping[str, object],
    gazetteer: Gazetteer,
    numbers: MutableMapping[str, int] | None = None,
) -> str:
    """Return an id for a new site: its name in pinyin, numbered where that is taken.

    ``numbers`` keeps the number that a name in pinyin got last, so that of many that sound
    alike each begins to count where the one before it ended.
    """
    slug = _NO_SLUG.sub("-", "-".join(lazy_pinyin(name)).lower()).strip("-")
    slug = slug[:_SLUG_MAX].strip("-") or "site"
    numbers = {} if numbers is None else numbers
    number = numbers.get(slug, 1)
    site_id = slug if number == 1 else f"{slug}-{number}"
    while site_id in taken or gazetteer.get(site_id):
        number += 1
        site_id = f"{slug}-{number}"
    numbers[slug] = number
    return site_id
