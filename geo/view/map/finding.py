"""What a reader can find on a page: its sites, the report's clauses, the base map's places."""

from __future__ import annotations

from typing import Final

from geo.base.languages import Language, table
from geo.model.atlas import Atlas
from geo.selecting.finding import Clause, Index, index_of
from geo.view.map.basemap import named_places
from geo.view.panel import words_of

_TEXTS: Final = ("search", "find_", "near_", "colon")


def finder(atlas: Atlas, text: str | None) -> Index:
    """Return what can be found in an atlas; without the report's text (None) no clauses."""
    return index_of(atlas.features, _clauses(atlas, text), named_places(atlas))


def finder_texts(language: Language) -> dict[str, str]:
    """Return the texts of the box that finds, by their keys."""
    texts = table("page", language)
    return {key: said for key, said in texts.items() if key.startswith(_TEXTS)}


def _clauses(atlas: Atlas, text: str | None) -> list[Clause]:
    """Return the clauses that name sites, in the order of the report."""
    if text is None:
        return []
    found: dict[str, tuple[int, dict[int, None]]] = {}
    for number, feature in enumerate(atlas.features):
        for mention in feature["properties"]["mentions"]:
            clause = words_of(mention, text)
            found.setdefault(clause, (mention["start"], {}))[1][number] = None
    told = sorted(found.items(), key=lambda each: each[1][0])
    return [Clause(clause, tuple(sites)) for clause, (_, sites) in told]
