"""Which of the forms that a resource has a request wants: by ``f``, or by its Accept header."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geo.serving.refusals import Refusal, wrong_value

_QUALITY: Final = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII | re.IGNORECASE)
# Browsers name a dozen.
_ACCEPT_MAX: Final = 2_000


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a resource: its name for ``f``, its media type, and what else asks for it."""

    name: str
    media_type: str
    also: tuple[str, ...] = ()


JSON: Final = Form("json", "application/json")
GEOJSON: Final = Form(
    "json", "application/geo+json", ("application/json", "application/vnd.geo+json")
)
OPENAPI: Final = Form(
    "json",
    "application/vnd.oai.openapi+json;version=3.0",
    ("application/vnd.oai.openapi+json", "application/openapi+json", "application/json"),
)  # fmt: skip
HTML: Final = Form("html", "text/html; charset=utf-8", ("text/html", "application/xhtml+xml"))


def chosen_form(query: Mapping[str, str], accept: str, offered: Sequence[Form]) -> Form:
    """Return the form that is wanted, the first where all are the same to the client.

    Raises :class:`Refusal` where none is wanted that is offered.
    """
    if "f" in query:
        for form in offered:
            if form.name == query["f"]:
                return form
        names = " or ".join(form.name for form in offered)
        raise wrong_value("f", query["f"], f"{names} is wanted")
    ranges = _ranges(accept)
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda form: _quality(form, ranges))
    if not _quality(best, ranges):
        types = ", ".join(form.media_type for form in offered)
        raise Refusal(406, "NotAcceptable", f"there is: {types}")
    return best


def _ranges(accept: str) -> dict[str, float]:
    """Return the media ranges of an Accept header with their qualities."""
    found: dict[str, float] = {}
    for part in accept[:_ACCEPT_MAX].split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name:
            said = [m for piece in parameters if (m := _QUALITY.fullmatch(piece))]
            found[name.casefold()] = float(said[0][1]) if said else 1.0
    return found


def _quality(form: Form, ranges: Mapping[str, float]) -> float:
    names = (form.media_type.partition(";")[0], *form.also)
    known = [ranges[name] for name in names if name in ranges]
    if known:
        return max(known)
    kind = f"{names[0].partition('/')[0]}/*"
    return ranges.get(kind, ranges.get("*/*", 0.0))
