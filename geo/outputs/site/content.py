"""What the static site is handed: everything that its script shows, as plain JSON.

Which site matches which choice is asked of :mod:`geo.selecting.selection` here, so that the script
only intersects lists; labels and sentences come from the tables of the Streamlit page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, Literal

import numpy as np

from geo.base.languages import LANGUAGES, Code, Language, about, in_each
from geo.model.atlas import Atlas, Feature, names_of
from geo.model.codes import BY_UNIT, PRECISIONS, SECTORS, STAGES, VERDICTS
from geo.model.facets import CLAIMS, FACETS
from geo.outputs.data import geojson
from geo.outputs.data.delimited import write_sites
from geo.promises.table import promise_words
from geo.selecting.columns import columns_of
from geo.selecting.selection import CLAIM_PLACE, Selection
from geo.view.amounts import amount_cell, date_of
from geo.view.became import headline_of
from geo.view.place import place_of
from geo.view.transcript import headings, reader_data
from geo.view.works import with_works, works_of

_CLAIMS: Final[tuple[Literal["status", "target"], ...]] = ("status", "target")


def content(atlas: Atlas, text: str | None) -> dict[str, Any]:
    """Return what the page's script is handed; sites are named by their place in the atlas.

    ``text`` is the report's text, None where it is not at hand: ``reader`` is null then.
    """
    return {
        "report": dict(atlas.report),
        "place": {language: place_of(atlas, language) for language in LANGUAGES},
        "languages": [
            {"code": code, "tag": about(code).tag, "names": about(code).names} for code in LANGUAGES
        ],
        "texts": in_each("page"),
        "sentence": in_each("selection"),
        "claimPlace": CLAIM_PLACE,
        "claims": _labels(CLAIMS),
        "byUnit": sorted(BY_UNIT),
        "facets": {name: _labels(codes) for name, codes in FACETS.items()},
        "members": _members(atlas),
        "areas": _areas(atlas),
        "behind": {language: with_works("", "{works}", language) for language in LANGUAGES},
        "columns": {
            "sector": _labels(SECTORS),
            "status": _labels(STAGES),
            "target": _labels(STAGES),
            "precision": _labels(PRECISIONS),
        },
        "headline": {language: headline_of(atlas, language) for language in LANGUAGES},
        "verdicts": _labels(VERDICTS),
        "sites": [_site(feature, atlas, text) for feature in atlas.features],
        "geojson": _geojson(atlas),
        "csv": _csv(atlas, text),
        "reader": None if text is None else reader_data(atlas, text, headings(text), "zh"),
    }


def _labels(codes: Mapping[str, Code]) -> dict[str, dict[Language, str]]:
    return {code.code: code.labels for code in codes.values()}


def _members(atlas: Atlas) -> dict[str, dict[str, Any]]:
    """Return, for each claim, the sites that it leaves and those of each code under it."""

    def places(**chosen: Any) -> list[int]:
        return np.flatnonzero(Selection(**chosen).mask(atlas)).tolist()

    return {
        claim: {"all": places(claim=claim)}
        | {
            name: {code: places(claim=claim, **{name: (code,)}) for code in codes}
            for name, codes in FACETS.items()
        }
        for claim in CLAIMS
    }


def _areas(atlas: Atlas) -> dict[str, list[int]]:
    """Return the sites inside each area, by the area's id."""
    columns = columns_of(atlas)
    return {area: columns.inside(area).tolist() for area in columns.areas}


def _site(feature: Feature, atlas: Atlas, text: str | None) -> dict[str, Any]:
    """Return what search, map and tables ask of a site besides its properties.

    ``box`` is west, south, east, north in degrees, null where it is not located; ``promise`` are
    the words of the target that has a verdict, where there is one.
    """
    from pypinyin import lazy_pinyin

    site = feature["properties"]
    return {
        "search": "\n".join(names_of(site)).casefold(),
        "pinyin": "".join(lazy_pinyin(site["name"])).casefold(),
        "box": Atlas(atlas.report, (feature,)).bounds,
        "amount": {
            language: amount_cell(site["investment"], language, date_of(atlas.report, site))
            for language in LANGUAGES
        },
        "works": {claim: works for claim in _CLAIMS if (works := works_of(site, claim))},
    } | ({"promise": promise_words(site, text)} if site.get("verdict") else {})


def _geojson(atlas: Atlas) -> dict[str, Any]:
    """Return the GeoJSON export without its geometries, which the map has."""
    collection: dict[str, Any] = json.loads(geojson.write(atlas))
    for feature in collection["features"]:
        del feature["geometry"]
    return collection


def _csv(atlas: Atlas, text: str | None) -> dict[str, Any]:
    """Return the head of the CSV export, and the row of each site as the export writes it."""

    def table(part: Atlas) -> str:
        return write_sites(part, text).decode("utf-8")

    head = table(atlas.subset(set()))
    rows = [table(Atlas(atlas.report, (f,))).removeprefix(head) for f in atlas.features]
    return {"head": head, "rows": rows}
