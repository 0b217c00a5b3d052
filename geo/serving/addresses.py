"""Addresses of what is served: below the public one where that is known, else from the root."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from geo.base.errors import InputError
from geo.base.languages import LANGUAGES, Language
from geo.selecting.selection import parameter_names

# Where the server is found from outside: https://atlas.city.example, or a folder of it.
VARIABLE: Final = "GEO_PUBLIC_ADDRESS"
# Where assistants ask (geo/assistants), and the package that answers them by their protocol.
ASSISTANTS: Final = "mcp"
# The feed of what changed between two builds.
FEED: Final = "feed.atom"
_PUBLIC: Final = re.compile(r"https?://[\w-]+(\.[\w-]+)*(:\d{1,5})?(/[\w.~-]+)*/?", re.ASCII)


def check_public(text: str) -> str:
    """Return a public address without a slash at its end; raise :class:`InputError` otherwise.

    >>> check_public("https://atlas.city.example/")
    'https://atlas.city.example'
    """
    if not _PUBLIC.fullmatch(text):
        raise InputError("no_public_address", repr(text))
    return text.rstrip("/")


def address(public: str, *parts: str, query: Mapping[str, str] | None = None) -> str:
    """Return the address of a path's parts: absolute below ``public``, else from the root.

    >>> address("", "api", "collections", query={"f": "json"})
    '/api/collections?f=json'
    """
    path = "/".join(quote(part, safe="~") for part in parts)
    asked = f"?{urlencode(query, quote_via=quote, safe=',')}" if query else ""
    return f"{public}/{path}{asked}"


def language_asked(language: Language) -> dict[str, str]:
    """Return the parameter by which an address asks for a language; none asks for the first."""
    return {} if language == LANGUAGES[0] else {"lang": language}


def feed_address(
    public: str, report: str, language: Language, query: Mapping[str, str] | None = None
) -> str:
    """Return the address of the feed of a report's changes, with the filters of a link's query."""
    filters = {name: query[name] for name in parameter_names() if query.get(name)} if query else {}
    return address(public, FEED, query={"report": report} | filters | language_asked(language))
