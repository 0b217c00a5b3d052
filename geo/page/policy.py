"""What the page's documents may load and run: the Content-Security-Policy of its answers.

The map stands in a frame of the page's own, so the page's policy holds for it too. Its scripts
are named by their digests: no other script in a document runs, wherever its text came from.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from geo.base.errors import InputError
from geo.view.map.document import inline_scripts

# Who may show the page in a frame of theirs, where nobody is named.
NOBODY: Final = "'none'"
_ORIGIN: Final = re.compile(r"https?://(\*\.)?[\w-]+(\.[\w-]+)*(:\d{1,5})?/?", re.ASCII)


def digests(document: str) -> list[str]:
    """Return a policy's names of the scripts that an HTML document holds.

    >>> digests("<p></p><script>let a = 1;</script>")
    ["'sha256-xY6QKfH9PRsQnLz56nj6MBwiK5oHg+im1Jkpdp1x/Ck='"]
    """
    # A browser hashes what it has read, and it reads each line's end as a line feed.
    text = document.replace("\r\n", "\n").replace("\r", "\n")
    names = (hashlib.sha256(script.encode("utf-8")).digest() for script in inline_scripts(text))
    return [f"'sha256-{base64.b64encode(name).decode('ascii')}'" for name in names]


def tile_hosts(layers: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the hosts of :func:`geo.view.map.tiles.tile_layers`, subdomains written out."""
    hosts = set()
    for layer in layers:
        for url in layer["urls"]:
            parts = urlsplit(url)
            for letter in layer["options"]["subdomains"] if "{s}" in parts.netloc else [""]:
                hosts.add(f"{parts.scheme}://{parts.netloc.replace('{s}', letter)}")
    return sorted(hosts)


def page_policy(documents: Iterable[str], images: Sequence[str], framed_by: Sequence[str]) -> str:
    """Return the policy of a page that shows these documents in frames.

    ``images`` are the hosts of tiles, ``framed_by`` the origins whose pages may frame it.
    """
    scripts = dict.fromkeys(name for document in documents for name in digests(document))
    directives = {
        "default-src": ["'none'"],
        # Streamlit makes a component's script a blob and imports that; WebAssembly is its
        # protocol buffers' way to count in 64 bits.
        "script-src": ["'self'", "blob:", "'wasm-unsafe-eval'", *scripts],
        # Streamlit, Leaflet and Vega set styles from script.
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:", *images],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'", "blob:"],
        "manifest-src": ["'self'"],
        "frame-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "frame-ancestors": list(framed_by) or [NOBODY],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def own_policy(framed_by: Sequence[str] = ()) -> str:
    """Return the policy that this project's own page works under.

    Loads the map's code, which takes a second or two; a page that opens needs it anyway.
    """
    from streamlit import file_util

    from geo.view.map.document import drawing_document, map_document
    from geo.view.map.tiles import tile_layers

    index = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    documents = (index, map_document(), drawing_document())
    return page_policy(documents, tile_hosts(tile_layers()), framed_by)


def check_origin(text: str) -> str:
    """Return an origin as a policy names it; raise :class:`InputError` where it is none.

    >>> check_origin("https://city.example/")
    'https://city.example'
    """
    if not _ORIGIN.fullmatch(text):
        raise InputError("no_origin", repr(text))
    return text.rstrip("/")
