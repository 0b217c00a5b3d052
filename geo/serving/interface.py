"""The interface for programs: OGC API – Features, Part 1 (OGC 17-069r4), below ``/api``.

Each resource is a function from a request to an answer. Classes: Core, GeoJSON, HTML, OpenAPI
3.0. What is said in JSON is what the HTML pages show, member by member.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo.base.languages import ENGLISH
from geo.outputs.data.feed import MEDIA_TYPE
from geo.serving.addresses import FEED, address
from geo.serving.collections import CRS84, Collection
from geo.serving.holdings import Holdings
from geo.serving.hypertext import document
from geo.serving.negotiation import GEOJSON, HTML, JSON, OPENAPI, Form, chosen_form
from geo.serving.openapi import definition
from geo.serving.query import COMMON, items_parameters, page_of
from geo.serving.refusals import not_found
from geo.serving.resource import Answer, Asked, compact
from geo.serving.wishes import Wish, wish_of
from geo.view.texts import say

ROOT: Final = "api"
CONFORMS_TO: Final = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}"
    for name in ("core", "oas30", "html", "geojson")
)


@dataclass(frozen=True)
class Said:
    """What a resource says: a title, JSON's members but for the links, links to other resources.

    ``forms`` are those that there are, the first for whoever has no wish.
    """

    title: str
    members: Mapping[str, Any]
    links: Sequence[Mapping[str, Any]] = ()
    forms: tuple[Form, ...] = (JSON, HTML)


Teller = Callable[[Wish[Holdings]], Said]
_Known = Callable[[Asked, Holdings], Sequence[str]]


class Interface:
    """The resources over what ``read`` gives; ``public`` is their public address, or empty."""

    def __init__(self, read: Callable[[], Holdings], public: str = "") -> None:
        self._read = read
        self._public = public

    def resources(self) -> list[tuple[str, Callable[[Asked], Answer]]]:
        """Return each path with what answers there, in the order in which paths are tried."""
        items = "/collections/{collection}/items"
        return [
            ("", self._resource(self._landing)),
            ("/conformance", self._resource(self._conformance)),
            ("/openapi", self._resource(self._openapi)),
            ("/collections", self._resource(self._collections)),
            ("/collections/{collection}", self._resource(self._collection)),
            (items, self._resource(self._listed, _items_parameters)),
            (items + "/{feature}", self._resource(self._feature)),
            ("/{rest:path}", self._nowhere),
        ]

    # ---- resources -----------------------------------------------------------------------

    def _landing(self, wish: Wish[Holdings]) -> Said:
        title = say("api_title", wish.language)
        links = [
            self._link("service-desc", OPENAPI.media_type, say("api_openapi", ENGLISH), "openapi"),
            self._link(
                "service-doc", "text/html", say("api_openapi", ENGLISH), "openapi", f="html"
            ),
            self._link(
                "conformance", JSON.media_type, say("api_conformance", ENGLISH), "conformance"
            ),
            self._link("data", JSON.media_type, say("api_collections", ENGLISH), "collections"),
        ]
        if wish.catalogue.has_feed:
            href, title = address(self._public, FEED), say("changes", ENGLISH)
            links.append({"rel": "alternate", "type": MEDIA_TYPE, "title": title, "href": href})
        about = {"title": title, "description": say("api_about", wish.language)}
        return Said(title, about | _as_of(wish.catalogue.as_of), links)

    def _conformance(self, wish: Wish[Holdings]) -> Said:
        title = say("api_conformance", wish.language)
        return Said(title, {"conformsTo": list(CONFORMS_TO)})

    def _openapi(self, wish: Wish[Holdings]) -> Said:
        title = say("api_openapi", wish.language)
        server = address(self._public, ROOT)
        return Said(title, definition(server, wish.catalogue), forms=(OPENAPI, HTML))

    def _collections(self, wish: Wish[Holdings]) -> Said:
        listed = [self._about(each, wish) for each in wish.catalogue.collections.values()]
        members = {"collections": listed} | _as_of(wish.catalogue.as_of)
        return Said(say("api_collections", wish.language), members)

    def _collection(self, wish: Wish[Holdings]) -> Said:
        collection = _named(wish.parts, wish.catalogue)
        about = self._about(collection, wish)
        links = about.pop("links")
        # Itself it links to as every resource does.
        own = [link for link in links if link["rel"] not in {"self", "alternate"}]
        return Said(collection.title(wish.language), about | _as_of(wish.catalogue.as_of), own)

    def _about(self, collection: Collection, wish: Wish[Holdings]) -> dict[str, Any]:
        path = ("collections", collection.code)
        title = collection.title(ENGLISH)
        return {
            "id": collection.code,
            "title": collection.title(wish.language),
            "description": collection.about,
            "itemType": "feature",
            "crs": [CRS84],
            "extent": wish.catalogue.extent(collection),
            "links": [
                self._link("self", JSON.media_type, title, *path),
                self._link("alternate", "text/html", title, *path, f="html"),
                self._link("items", GEOJSON.media_type, title, *path, "items"),
                self._link("items", "text/html", title, *path, "items", f="html"),
            ],
        }

    def _listed(self, wish: Wish[Holdings]) -> Said:
        collection = _named(wish.parts, wish.catalogue)
        page = page_of(wish.query)
        found = wish.catalogue.find(collection, wish.query, page)
        features, matched = found.features, found.matched
        path = ("collections", collection.code)
        links = [self._link("collection", JSON.media_type, collection.title(ENGLISH), *path)]
        if page.offset + len(features) < matched and features:
            links.append(self._turned(wish, "next", page.offset + page.limit))
        if page.offset:
            links.append(self._turned(wish, "prev", max(0, page.offset - page.limit)))
        members = {
            "type": "FeatureCollection",
            "numberMatched": matched,
            "numberReturned": len(features),
            **_as_of(found.as_of),
            "features": features,
        }
        return Said(collection.title(wish.language), members, links, (GEOJSON, HTML))

    def _turned(self, wish: Wish[Holdings], relation: str, offset: int) -> dict[str, str]:
        """Return the link to another page of what is listed."""
        path = ("collections", wish.parts["collection"], "items")
        query = dict(wish.query) | ({"offset": str(offset)} if offset else {})
        if not offset:
            query.pop("offset", None)
        is_page = query.get("f") == "html"
        form = "text/html" if is_page else GEOJSON.media_type
        return self._link(relation, form, relation, *path, **query)

    def _feature(self, wish: Wish[Holdings]) -> Said:
        collection, row = _named(wish.parts, wish.catalogue), wish.parts["feature"]
        found = wish.catalogue.feature(collection, row)
        if found is None:
            raise not_found(f"there is no such feature: {row}")
        (feature,) = found.features
        path = ("collections", collection.code)
        links = [self._link("collection", JSON.media_type, collection.title(ENGLISH), *path)]
        title = str(feature["properties"].get("name") or row)
        return Said(title, feature | _as_of(found.as_of), links, (GEOJSON, HTML))

    def _nowhere(self, asked: Asked) -> Answer:
        raise not_found(f"there is nothing at {asked.path}")

    # ---- how they are answered -----------------------------------------------------------

    def _resource(self, tell: Teller, known: _Known | None = None) -> Callable[[Asked], Answer]:
        def answer(asked: Asked) -> Answer:
            held = self._read()
            wish = wish_of(asked, held, known(asked, held) if known else COMMON)
            told = tell(wish)
            form = chosen_form(wish.query, asked.accept, told.forms)
            return self._answered(told, form, wish, asked.path)

        return answer

    def _answered(self, told: Said, form: Form, wish: Wish[Holdings], path: str) -> Answer:
        parts = path.strip("/").split("/")
        own = []
        for each in told.forms:
            query = dict(wish.query) | {"f": each.name}
            relation = "self" if each is form else "alternate"
            media_type = each.media_type.partition("; ")[0]
            href = address(self._public, *parts, query=query)
            own.append({"rel": relation, "type": media_type, "title": told.title, "href": href})
        # An OpenAPI definition has no place for links.
        links = {} if OPENAPI in told.forms else {"links": [*own, *told.links]}
        members = dict(told.members)
        features = members.pop("features", None)
        members |= links | ({} if features is None else {"features": features})
        if form.name == "json":
            return Answer(compact(members), form.media_type)
        if features:
            members["features"] = [self._with_address(each, wish) for each in features]
        crumbs = [(address(self._public, ROOT), say("api_title", wish.language))]
        body, policy = document(told.title, members, crumbs, wish.language)
        return Answer(body, form.media_type, policy)

    def _with_address(self, feature: Mapping[str, Any], wish: Wish[Holdings]) -> dict[str, Any]:
        """Return a feature of a list with the link to its own page."""
        path = ("collections", wish.parts["collection"], "items", str(feature["id"]))
        title = str(feature["properties"].get("name") or feature["id"])
        return {"link": self._link("self", "text/html", title, *path, f="html"), **feature}

    def _link(
        self, relation: str, media_type: str, title: str, *parts: str, **query: str
    ) -> dict[str, str]:
        href = address(self._public, ROOT, *parts, query=query)
        return {"rel": relation, "type": media_type, "title": title, "href": href}


def _items_parameters(asked: Asked, held: Holdings) -> Sequence[str]:
    """Return the parameters that a collection's items take; the filters are the page's."""
    collection = _named(asked.parts, held)
    return items_parameters(held.filters if collection.is_filtered else ())


def _named(parts: Mapping[str, str], held: Holdings) -> Collection:
    name, known = parts["collection"], held.collections
    if name not in known:
        raise not_found(f"there is no such collection: {name}; there are {', '.join(known)}")
    return known[name]


def _as_of(what: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"asOf": list(what)}
