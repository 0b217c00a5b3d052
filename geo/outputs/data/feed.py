"""Atom (RFC 4287) with GeoRSS-Simple: what a feed says, as XML.

GeoRSS has latitude before longitude, in degrees of WGS-84.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from lxml import etree  # type: ignore[import-untyped]

from geo.outputs.data.tables import holdable

MEDIA_TYPE: Final = "application/atom+xml"
ATOM: Final = "http://www.w3.org/2005/Atom"
GEORSS: Final = "http://www.georss.org/georss"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
# Ids do not change with the address at which a feed is found, so they hold none.
_IDS: Final = UUID("5b0b7f0e-6d0c-5d0b-9c55-6c2a3f6d6f4e")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a feed or an entry, as Atom has it."""

    relation: str
    href: str
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry; ``html`` is its content with all data escaped, ``terms`` labels by code.

    ``geometry`` is GeoJSON's or None, ``radius_m`` its uncertainty in metres or None.
    """

    id: str
    title: str
    updated: datetime
    html: str
    links: Sequence[Link]
    terms: Mapping[str, str]
    geometry: Mapping[str, Any] | None = None
    radius_m: float | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed; ``author`` is who speaks in it, ``tag`` its language (BCP 47)."""

    id: str
    title: str
    subtitle: str
    updated: datetime
    author: str
    rights: str
    tag: str
    links: Sequence[Link]
    entries: Sequence[Entry]


def stable_id(*parts: str) -> str:
    """Return the id of what these parts name: always the same, and of no address.

    >>> stable_id("a", "b") == stable_id("a", "b") != stable_id("ab")
    True
    """
    return uuid5(_IDS, "\n".join(parts)).urn


def write(feed: Feed) -> bytes:
    """Return a feed as XML, UTF-8; what XML cannot hold becomes U+FFFD."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "georss": GEORSS})
    root.set(f"{_XML}lang", feed.tag)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _time(feed.updated))
    _add(_add(root, "author"), "name", feed.author)
    if feed.rights:
        _add(root, "rights", feed.rights)
    _add(root, "generator", "geo")
    _add_links(root, feed.links)
    for entry in feed.entries:
        _add_entry(root, entry)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))


def _add_entry(root: Any, entry: Entry) -> None:
    element = _add(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", _time(entry.updated))
    _add_links(element, entry.links)
    for term, label in entry.terms.items():
        _add(element, "category", term=term, label=label)
    _add(element, "content", entry.html, type="html")
    _add_place(element, entry)


def _add_place(element: Any, entry: Entry) -> None:
    """Add where a site is: a polygon by its outer ring, several shapes by the box around them."""
    if entry.geometry is None:
        return
    kind, coordinates = entry.geometry["type"], entry.geometry["coordinates"]
    simple = {"Point": ("point", [coordinates]), "LineString": ("line", coordinates)}
    if kind == "Polygon":
        simple[kind] = ("polygon", coordinates[0])
    if kind in simple:
        name, positions = simple[kind]
    else:
        # Of several shapes there is no simple form.
        from shapely.geometry import shape

        west, south, east, north = shape(dict(entry.geometry)).bounds
        name, positions = "box", [(west, south), (east, north)]
    said = " ".join(f"{_degrees(lat)} {_degrees(lon)}" for lon, lat, *_ in positions)
    _add(element, name, said, GEORSS)
    if entry.radius_m:
        _add(element, "radius", f"{entry.radius_m:g}", GEORSS)


def _add_links(parent: Any, links: Sequence[Link]) -> None:
    for link in links:
        more = {"type": link.media_type} if link.media_type else {}
        _add(parent, "link", rel=link.relation, href=link.href, **more)


def _add(
    parent: Any, tag: str, text: str | None = None, namespace: str = ATOM, **attributes: str
) -> Any:
    held = {name: holdable(value) for name, value in attributes.items()}
    element = etree.SubElement(parent, f"{{{namespace}}}{tag}", held)
    if text is not None:
        element.text = holdable(text)
    return element


def _time(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _degrees(number: float) -> str:
    return f"{number:.7f}".rstrip("0").rstrip(".")
