"""Sites: the mentions of one place gathered, with what they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from geo.base.spelling import in_pinyin
from geo.model.mentions import Mention
from geo.model.names import NOWHERE, Home, chosen_names, fullest, gather, ids_of
from geo.model.places import Gazetteer, Place
from geo.model.sites import Site


def gather_sites(
    mentions: Iterable[Mention],
    gazetteer: Gazetteer,
    sectors: Mapping[str, str],
    home: Home = NOWHERE,
) -> list[Site]:
    """Return the sites of ``mentions``, sorted by id.

    Mentions belong together that have one place or, where the gazetteer knows none, names that
    surely mean one site in a report of ``home`` (:mod:`geo.names`); ``sectors`` are an editor's,
    by site id. Ids do not depend on the order of the mentions.
    """
    mentions = list(mentions)
    placed = {m: _place_of(m, gazetteer) for m in mentions}
    unplaced = [m.name for m, place in placed.items() if not place and not m.site]
    taken = {*gazetteer.places, *(m.site for m in mentions if m.site)}
    chosen = chosen_names(unplaced, home)
    ids = ids_of(chosen.values(), taken)
    by_id: dict[str, list[Mention]] = {}
    for mention in mentions:
        place = placed[mention]
        site_id = place.id if place else mention.site or ids[chosen[mention.name]]
        by_id.setdefault(site_id, []).append(mention)
    return [
        _site(site_id, group, gazetteer.get(site_id), sectors.get(site_id))
        for site_id, group in sorted(by_id.items())
    ]


def perhaps_one(sites: Iterable[Site], home: Home) -> dict[str, dict[str, str]]:
    """Return, by id, the sites that may be one with it: their ids and names."""
    held = {name: site for site in sites for name in {site.name, *(m.name for m in site.mentions)}}
    found: dict[str, dict[str, str]] = {}
    for one, other in gather(held, home)[1]:
        pair = held[one], held[other]
        if pair[0].id != pair[1].id:
            for site, twin in (pair, pair[::-1]):
                found.setdefault(site.id, {})[twin.id] = twin.name
    return found


def _place_of(mention: Mention, gazetteer: Gazetteer) -> Place | None:
    if mention.site:
        return gazetteer.get(mention.site)
    return gazetteer.find_spelled(mention.name)


def _site(site_id: str, mentions: list[Mention], place: Place | None, sector: str | None) -> Site:
    votes = Counter(m.sector for m in mentions if m.sector)
    name = place.name if place else fullest(m.name for m in mentions)
    return Site(
        id=site_id,
        name=name,
        name_en=place.name_en if place else in_pinyin(name),
        sector=sector or (votes.most_common(1)[0][0] if votes else "headquarters_other"),
        mentions=tuple(mentions),
        place=place,
    )


def new_id(name: str, taken: Iterable[str]) -> str:
    """Return an id for a new site that is none of ``taken``: its name in pinyin."""
    return ids_of([name], taken)[name]
