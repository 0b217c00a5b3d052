"""What every reader of a user's file yields, before it is checked and brought to the store."""

from __future__ import annotations

from typing import NamedTuple


class Raw(NamedTuple):
    """One object as a file has it.

    ``kind`` is its class (:mod:`geo.sources.kinds`), None where only the base map wants it;
    ``names`` its Chinese names, the best first; ``drawn`` its class on the base map or None,
    ``label`` its name there; ``shape`` WKB or its hexadecimal digits, in the file's datum.
    ``precision`` and ``uncertainty_m`` are what a table says of the position.
    """

    kind: str | None
    names: list[str]
    drawn: str | None
    label: str | None
    shape: str | bytes
    precision: str | None = None
    uncertainty_m: float | None = None
