"""How an atlas is cited, and what there is for programs that read text: DataCite, llms.txt."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, Final

from geo import __version__
from geo.base.languages import CHINESE, ENGLISH
from geo.base.printable import visible
from geo.outputs.data.linked import licence_names
from geo.outputs.data.tables import licences
from geo.serving.addresses import ASSISTANTS, FEED, address
from geo.serving.published import Catalogue, Publications, Published
from geo.serving.refusals import not_found
from geo.serving.resource import Answer, Asked, compact
from geo.serving.wishes import wish_of
from geo.view.place import place_of
from geo.view.texts import say

DATACITE: Final = "application/vnd.datacite.datacite+json"
_SCHEMA: Final = "http://datacite.org/schema/kernel-4"
# DataCite's own words for what is not known.
_UNKNOWN: Final = ":unkn"
_YEAR: Final = 4
_ABOUT: Final = """\
# Work reports of Chinese governments as maps

> Every site that a government work report names, with its position, sector, stage and the report's
> own words. What the text does not say is null: never fill it in.

Quote the clause of a mention, and give `asOf` (the report, its day, the digest of the build) with
every statement. `planned` is what a plan intends, not what was done. Offsets count characters of
the report's text. Only published atlases are here.

## Data
""".splitlines()


class Citations:
    """What is said of the published atlases for citing and for language models."""

    def __init__(self, publications: Publications, public: str) -> None:
        self._publications = publications
        self._public = public

    def resources(self) -> list[tuple[str, Callable[[Asked], Answer]]]:
        """Return each path with what answers there."""
        return [("/cite/{report}", self._cite), ("/llms.txt", self._llms)]

    def _cite(self, asked: Asked) -> Answer:
        wish = wish_of(asked, self._publications.read(), ())
        published = wish.catalogue.by_id.get(wish.parts["report"])
        if published is None:
            raise not_found("no such report is published here")
        return Answer(compact(datacite(published, self._public)), DATACITE)

    def _llms(self, asked: Asked) -> Answer:
        catalogue = wish_of(asked, self._publications.read(), ()).catalogue
        text = llms_text(catalogue, self._public)
        return Answer(text.encode("utf-8"), "text/plain; charset=utf-8")


def datacite(published: Published, public: str) -> dict[str, Any]:
    """Return an atlas's metadata as DataCite 4 has them, in JSON.

    No DOI, no person, no publisher and no year is invented: what nobody has said is ``:unkn``. The
    report's own date is when it was given, no date of publication of the atlas.
    """
    atlas, about = published.atlas, published.atlas.report
    here = address(public, "api", "collections", "reports", "items", published.id)
    date = str(about.get("date") or "")
    bounds = atlas.bounds
    place = about.get("place")
    location: dict[str, Any] = {"geoLocationPlace": visible(str(place))} if place else {}
    if bounds:
        west, south, east, north = bounds
        location["geoLocationBox"] = {
            "westBoundLongitude": west,
            "eastBoundLongitude": east,
            "southBoundLatitude": south,
            "northBoundLatitude": north,
        }
    titles = [
        {
            "title": say("title", language, place=visible(place_of(atlas, language))),
            "lang": language,
        }
        for language in (CHINESE, ENGLISH)
    ]
    said: dict[str, Any] = {
        "schemaVersion": _SCHEMA,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Atlas"},
        "titles": titles,
        "creators": [{"name": _UNKNOWN}],
        "publisher": {"name": _UNKNOWN},
        "publicationYear": _UNKNOWN,
        "language": CHINESE,
        "version": published.digest,
        "dates": _dates(published, date),
        "identifiers": [{"identifier": here, "identifierType": "URL"}] if public else [],
        "alternateIdentifiers": [
            {"alternateIdentifier": published.id, "alternateIdentifierType": "report"},
            {
                "alternateIdentifier": str(about["sha256"]),
                "alternateIdentifierType": "SHA-256 of the report's text",
            },
            {
                "alternateIdentifier": published.digest,
                "alternateIdentifierType": "SHA-256 of the build",
            },
        ],
        "formats": ["application/geo+json"],
        "sizes": [f"{len(atlas.features)} sites"],
        "rightsList": [
            {
                "rightsIdentifier": name,
                "rightsIdentifierScheme": "SPDX",
                "rightsUri": f"https://spdx.org/licenses/{name}.html",
            }
            for name in licence_names(atlas)
        ],
        "descriptions": [
            {
                "description": f"{say('intro', ENGLISH, date=date)} {licences(atlas)}".strip(),
                "descriptionType": "Abstract",
            }
        ],
        "geoLocations": [location] if location else [],
        "contributors": [],
        "relatedIdentifiers": [],
    }
    return {name: value for name, value in said.items() if value}


def _dates(published: Published, date: str) -> list[dict[str, str]]:
    """Return the report's day and the time of the build, as far as they are known."""
    dates = []
    if date[:_YEAR].isdigit():
        dates.append({"date": date, "dateType": "Other", "dateInformation": "the report"})
    if built := published.built:
        said = built.strftime("%Y-%m-%dT%H:%M:%SZ")
        dates.append({"date": said, "dateType": "Updated", "dateInformation": "the build"})
    return dates


def llms_text(catalogue: Catalogue, public: str) -> str:
    """Return what a language model is told of the server, in Markdown as llms.txt has it."""

    def at(*parts: str, **query: str) -> str:
        return address(public, *parts, query=query)

    data = {
        "Interface": (at("api"), "OGC API - Features"),
        "Definition": (at("api", "openapi"), "OpenAPI 3.0, with every filter"),
        "Sites": (at("api", "collections", "sites", "items"), "GeoJSON, with the page's filters"),
        "Mentions": (at("api", "collections", "mentions", "items"), "the words themselves"),
        "Changes": (at(FEED), "Atom with GeoRSS: what changed between two builds, same filters"),
    }
    # Nothing to be read there: it is asked by its protocol.
    asked = f"Model Context Protocol, streamable HTTP, at `{at(ASSISTANTS)}`"
    assistants = [f"- {asked}"] if find_spec(ASSISTANTS) is not None else []
    lines = [
        *_ABOUT,
        "",
        *(f"- [{name}]({href}): {what}" for name, (href, what) in data.items()),
        *assistants,
        "",
        "## Reports",
        "",
    ]
    for each in catalogue.atlases:
        items = at("api", "collections", "sites", "items", report=each.id)
        place = visible(place_of(each.atlas, CHINESE))
        date = visible(str(each.atlas.report.get("date") or "no date stated"))
        cite = at("cite", each.id)
        what = f"{place}, {date}, {len(each.atlas.features)} sites, build {each.digest}"
        name = visible(each.id).replace("[", "(").replace("]", ")")
        lines.append(f"- [{name}]({items}): {what}; [cite]({cite})")
    return "\n".join([*lines, "", f"Made by geo {__version__}.", ""])
