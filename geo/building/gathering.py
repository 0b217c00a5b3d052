"""Sites: the mentions of one place gathered, with what they add up to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping

from pypinyin import lazy_pinyin

from geo.base.spelling import in_pinyin
from geo.model.mentions import Mention
from geo.model.places import Gazetteer, Place
from geo.model.sites import Site

_SLUG_MAX = 60
_NO_SLUG = re.compile(r"[^a-z0-9]+")


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
        name_en=place.name_en if place else in_pinyin(name),
        sector=sector or (votes.most_common(1)[0][0] if votes else "headquarters_other"),
        mentions=tuple(mentions),
        place=place,
    )


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
