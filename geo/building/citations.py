"""Amounts that other public documents state for a site: ``investment.csv`` of its region.

One row a document and figure; two rows where two documents differ. ``covers`` says what the
amount is for, ``scope`` which part of the site, ``figure`` the figure as it stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.messages import Where
from geo.base.tables import read_table
from geo.model.codes import COVERS
from geo.model.regions import Region

COLUMNS: Final = (
    "site", "amount_cny", "covers", "scope", "title", "publisher", "date", "url", "figure",
)  # fmt: skip
_RANK: Final = {code: rank for rank, code in enumerate(COVERS)}


@dataclass(frozen=True, slots=True)
class Citation:
    """An amount in yuan that a public document states for a site."""

    site: str
    amount_cny: float
    covers: str
    scope: str
    title: str
    publisher: str
    date: str
    url: str
    figure: str

    def as_investment(self) -> dict[str, Any]:
        """Return the atlas's ``investment`` for this citation."""
        amount = self.amount_cny
        return {
            "amount_cny": int(amount) if amount.is_integer() else amount,
            "basis": "cited",
            "covers": self.covers,
            "scope": self.scope,
            "figure": self.figure,
            "source": {
                "title": self.title,
                "publisher": self.publisher,
                "date": self.date or None,
                "address": self.url,
            },
        }


def read_citations(region: Region | None) -> Mapping[str, tuple[Citation, ...]]:
    """Return the citations of a region by site, the most telling first; none without a region.

    The whole comes before a part, a total before a price, a newer document before an older.
    Raises :class:`~geo.base.errors.InputError` with file and line for the first broken row.
    """
    found: dict[str, list[Citation]] = {}
    if region and region.investment.exists():
        for where, row in read_table(region.investment, COLUMNS):
            citation = _citation(row, where)
            found.setdefault(citation.site, []).append(citation)
    return {site: tuple(sorted(rows, key=_order)) for site, rows in found.items()}


def _citation(row: Mapping[str, str], where: Where) -> Citation:
    try:
        amount = float(row["amount_cny"])
    except ValueError:
        raise InputError("no_amount", where, amount=row["amount_cny"]) from None
    if not 0 < amount < 1e13:
        raise InputError("amount_beyond_one_site", where, amount=row["amount_cny"])
    if row["covers"] not in COVERS:
        raise InputError("unknown_covers", where, covers=row["covers"])
    missing = [name for name in ("site", "title", "publisher", "url", "figure") if not row[name]]
    if missing:
        raise InputError("cell_is_missing", where, column=missing[0])
    if not row["url"].startswith(("https://", "http://")):
        raise InputError("no_web_address", where, address=row["url"][:60])
    return Citation(**{**row, "amount_cny": amount})  # type: ignore[arg-type]


def _order(citation: Citation) -> tuple[bool, int, str, float]:
    newest_first = "".join(chr(0x10FFFF - ord(c)) for c in citation.date)
    return bool(citation.scope), _RANK[citation.covers], newest_first, citation.amount_cny
