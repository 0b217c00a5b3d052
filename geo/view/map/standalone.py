"""A map that stands alone: Folium's finished document with its data in it.

Data in Folium's templates is code, so it is put into the document only when Folium and
branca have rendered it for the last time, as JSON that no browser runs. The map's own
script (``assets/map/atlas.js``) finds it there by its id.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, Final

from geo.base.languages import Language
from geo.model.atlas import Atlas

# Where the map's script looks for its data.
DATA_ID: Final = "atlas-data"

# The characters that could end the element, open a comment or an entity, or end a line of
# script; JSON may write each as an escape.
_ESCAPES: Final = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def inert_json(data: object) -> str:
    """Return data as JSON that may stand in a ``script`` element of HTML as it is.

    ``JSON.parse`` gives exactly ``data`` back. Raises ``ValueError`` for a number that JSON
    does not have.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate(_ESCAPES)


def embed_data(document: str, data: object, element_id: str = DATA_ID) -> str:
    """Return a finished HTML document with ``data`` in it as inert JSON, at the body's end.

    Folium's scripts stand behind the body: they find it by ``element_id``. Nothing may
    render the document as a template after this.
    """
    if document.count("</body>") != 1:
        raise RuntimeError("the document does not end its body once")
    block = f'<script type="application/json" id="{element_id}">{inert_json(data)}</script>'
    before, after = document.split("</body>")
    return f"{before}{block}\n</body>{after}"


def map_data(
    payload: Mapping[str, Any], atlas: Atlas, language: Language = "zh", site: str | None = None
) -> dict[str, Any]:
    """Return what a map that stands alone is handed: what it draws, and its first view.

    ``payload`` is :func:`geo.view.map.payload.payload` of ``atlas``; ``site`` is the id of the site
    that is chosen at first. Every site is shown.
    """
    view: dict[str, Any] = {
        "visible": base64.b64encode(bytes([255]) * -(-len(atlas.features) // 8)).decode("ascii"),
        "selected": site,
        "language": language,
        "stages": [],
    }
    return {"payload": dict(payload), "view": view}
