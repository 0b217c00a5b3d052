"""Whether the page is one's own, or shared with others, and what of the machine's may be used.

One's own is a page that its reader opens on the very machine that serves it: the connection comes
from there, asks for there, and no proxy stands between. What cannot be told is shared.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from geo.page.opening import Opened
from geo.sources.store import default_path

# ``on``: everybody who opens the page may import places into its store, and is placed by them.
VARIABLE: Final = "GEO_PAGE_PLACES"
_HERE: Final = frozenset(("localhost", "127.0.0.1", "::1"))
_OF_PROXIES: Final = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-Ip",
)


def is_own() -> bool:
    """Whether the page may use and change the places of whoever runs it."""
    named = os.environ.get(VARIABLE, "").strip().casefold()
    return named == "on" if named in {"on", "off"} else is_local()


def is_local() -> bool:
    """Whether the reader sits at the machine that serves the page, whatever is set."""
    headers = st.context.headers
    if st.context.ip_address is not None or any(headers.get(name) for name in _OF_PROXIES):
        return False
    hosts = {str(name).casefold() for name in st.get_option("server.allowedHosts") or ()}
    return hosts <= _HERE and _is_here(f"//{headers.get('Host', '')}", headers.get("Origin", ""))


def _is_here(*addresses: str) -> bool:
    try:
        return all(urlsplit(address).hostname in _HERE for address in addresses)
    except ValueError:
        return False


def own_store() -> Path | None:
    """Return the file of the places of whoever runs the page, where the page may use it."""
    return default_path() if is_own() else None


def store_of(opened: Opened) -> Path | None:
    """Return the file of places that an opened atlas is built with: as by the command line.

    A report that somebody has uploaded to a shared page is placed without.
    """
    return own_store() if opened.is_own else default_path()
