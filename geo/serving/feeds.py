"""Feeds of what changed between two builds, for any filter and any area: Atom with GeoRSS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from geo.base.languages import Language, about
from geo.base.printable import visible
from geo.model.codes import CHANGES
from geo.model.periods import NEVER
from geo.outputs.data.entries import as_of_text, entry_of, updated
from geo.outputs.data.feed import MEDIA_TYPE, Entry, Feed, Link, stable_id, write
from geo.outputs.data.tables import licences
from geo.selecting.changed import Changed, Told
from geo.selecting.selection import Selection, parameter_names
from geo.serving.addresses import FEED, address, language_asked
from geo.serving.collections import Rows
from geo.serving.previews import SITE
from geo.serving.published import Catalogue, Publications, Published
from geo.serving.query import PAGING, Where, page_of, selections, where_of
from geo.serving.refusals import wrong_value
from geo.serving.resource import Answer, Asked
from geo.serving.wishes import Wish, wish_of
from geo.view.place import place_of
from geo.view.texts import say

# Beside the page's filters: which atlases, where, and which kinds of change.
PARAMETERS: Final = ("lang", *PAGING, "report", "bbox", "change", *parameter_names())


class Feeds:
    """The feed over what is published; ``public`` is the public address, or empty.

    ``shown`` is the file of the atlas that the page beside it shows, None where there is none.
    """

    def __init__(self, publications: Publications, public: str, shown: Path | None) -> None:
        self._publications = publications
        self._public = public
        self._shown = shown.absolute() if shown else None

    def resources(self) -> list[tuple[str, Callable[[Asked], Answer]]]:
        """Return each path with what answers there."""
        return [(f"/{FEED}", self._feed)]

    def _feed(self, asked: Asked) -> Answer:
        wish = wish_of(asked, self._publications.read(), PARAMETERS)
        page, where, kinds = page_of(wish.query), where_of(wish.query), _kinds(wish.query)
        atlases: list[Published] = []
        found: list[tuple[Published, Told]] = []
        for published, selection in selections(wish.query, wish.catalogue):
            atlases.append(published)
            told = _chosen(published.changed(), selection, where)
            found += [(published, each) for each in told if kinds & set(each.change.kinds)]
        # Of several atlases the newest first; of one, as they are.
        found.sort(key=lambda pair: pair[1].build.time, reverse=True)
        entries = [
            self._entry(published, told, wish.language)
            for published, told in found[page.offset : page.offset + page.limit]
        ]
        links = self._links(wish, atlases, page.offset, page.limit, len(found))
        feed = Feed(
            stable_id("feed", *_canonical(wish.query, wish.language)),
            _title(atlases, wish.language),
            as_of_text((each.as_of for each in atlases), wish.language),
            updated((told for _, told in found), [each.changed() for each in atlases]),
            say("provider", wish.language),
            "; ".join(dict.fromkeys(filter(None, (licences(a.atlas) for a in atlases)))),
            about(wish.language).tag,
            links,
            entries,
        )
        return Answer(write(feed), f"{MEDIA_TYPE}; charset=utf-8")

    def _links(
        self,
        wish: Wish[Catalogue],
        atlases: Sequence[Published],
        offset: int,
        limit: int,
        count: int,
    ) -> list[Link]:
        links = [Link("self", address(self._public, FEED, query=wish.query), MEDIA_TYPE)]
        filters = {n: wish.query[n] for n in parameter_names() if n in wish.query}
        if [a.path for a in atlases] == [self._shown]:
            asked = filters | language_asked(wish.language)
            links.append(Link("alternate", address(self._public, "", query=asked), "text/html"))
        else:
            kept = {n: wish.query[n] for n in ("report", "bbox", "lang") if n in wish.query}
            query = filters | kept | {"f": "html"}
            items = ("api", "collections", "sites", "items")
            links.append(Link("alternate", address(self._public, *items, query=query), "text/html"))
        turned = {"next": offset + limit} if offset + limit < count else {}
        if offset:
            turned["previous"] = max(0, offset - limit)
        for relation, start in turned.items():
            query = {**wish.query, "offset": str(start)}
            links.append(Link(relation, address(self._public, FEED, query=query), MEDIA_TYPE))
        return links

    def _entry(self, published: Published, told: Told, language: Language) -> Entry:
        site, links = told.change.site, []
        if site in published.atlas.by_id:
            asked = language_asked(language)
            page = address(self._public, SITE, published.address_of(site), query=asked)
            links.append(Link("alternate", page, "text/html"))
        return entry_of(told, published.text_of(told.build), language, links)


def _kinds(query: Mapping[str, str]) -> set[str]:
    kinds = [kind for kind in query.get("change", "").split(",") if kind]
    for kind in kinds:
        if kind not in CHANGES:
            raise wrong_value("change", kind, f"{', '.join(CHANGES)} are known")
    return set(kinds or CHANGES)


def _chosen(changed: Changed, selection: Selection | None, where: Where) -> list[Told]:
    """Return the changes of sites that are, or were, among what is chosen and in a box."""
    if selection is None:
        return []
    chosen = changed.chosen(selection)
    if where.box is None:
        return chosen
    states = changed.states
    rows = Rows(
        [str(number) for number in range(len(states))],
        [state["geometry"] for state in states],
        [NEVER] * len(states),
        states.__getitem__,
    )
    there = {id(told) for told in changed.having(rows.meeting(where))}
    return [told for told in chosen if id(told) in there]


def _canonical(query: Mapping[str, str], language: Language) -> list[str]:
    """Return what a feed is of, however it is asked for; its pages are one feed."""
    left_out = {*PAGING, "lang"}
    return [language, *sorted(f"{n}={v}" for n, v in query.items() if n not in left_out and v)]


def _title(atlases: Sequence[Published], language: Language) -> str:
    places = dict.fromkeys(visible(place_of(each.atlas, language)) for each in atlases)
    return say("feed_title", language, place=say("names_joint", language).join(places))
