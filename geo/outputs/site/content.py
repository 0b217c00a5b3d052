"""What the static site is handed: everything that its script shows, as plain JSON.

Which site matches which choice is asked of :mod:`geo.selecting.selection` here, so that the script
only intersects lists; labels and sentences come from the tables of the Streamlit page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from math import isinf, isnan
from typing import Any, Final, Literal

import numpy as np

from geo.base.languages import LANGUAGES, Code, Language, about, in_each
from geo.base.printable import visible
from geo.model.atlas import Atlas, Feature
from geo.model.codes import BY_UNIT, PRECISIONS, SECTORS, STAGES, VERDICTS
from geo.model.facets import CLAIMS, FACETS, OPEN_FACETS, amount_range
from geo.outputs.data import geojson
from geo.outputs.data.delimited import write_sites
from geo.places.unit_names import english_name
from geo.places.units import read_units, unit_of
from geo.promises.table import row_of
from geo.selecting.columns import columns_of
from geo.selecting.link import COLOURS
from geo.selecting.selection import CLAIM_PLACE, Selection
from geo.view.amounts import amount_cell, date_of
from geo.view.became import later_words
from geo.view.map.finding import finder
from geo.view.panel import ROWS_MAX, overview, rows
from geo.view.place import place_of
from geo.view.scripts import script
from geo.view.transcript import headings, reader_data
from geo.view.works import stage_text, works_of

# The site's own script and markup, in the package.
SCRIPT: Final = "outputs/site/assets/site.js"
PAGE: Final = "outputs/site/assets/page.html"
_WORD: Final = re.compile(r"\w+")
_NAMES: Final = ("name", "name_en")
_CLAIMS: Final[tuple[Literal["status", "target"], ...]] = ("status", "target")


def content(atlas: Atlas, text: str | None, address: str = "", mail: str = "") -> dict[str, Any]:
    """Return what the page's script is handed; sites are named by their place in the atlas.

    ``text`` is the report's text, None where it is not at hand: ``reader`` is null then.
    ``address`` is where the page will stand, empty where that is not known; ``mail`` whom readers
    may write to about errors, empty for nobody.
    """
    return {
        "address": address,
        "mail": mail,
        "report": dict(atlas.report),
        "place": {language: place_of(atlas, language) for language in LANGUAGES},
        "languages": [
            {"code": code, "tag": about(code).tag, "names": about(code).names} for code in LANGUAGES
        ],
        "texts": _texts(),
        "sentence": in_each("selection"),
        "claimPlace": CLAIM_PLACE,
        "claims": _labels(CLAIMS),
        "byUnit": sorted(BY_UNIT),
        "facets": {name: _labels(codes) for name, codes in FACETS.items()},
        "values": {name: columns_of(atlas).values(name) for name in OPEN_FACETS},
        "units": _unit_names(atlas),
        "amountUnit": {language: about(language).amount_unit for language in LANGUAGES},
        "colours": list(COLOURS),
        "members": _members(atlas),
        "areas": _areas(atlas),
        "columns": {
            "sector": _labels(SECTORS),
            "status": _labels(STAGES),
            "target": _labels(STAGES),
            "precision": _labels(PRECISIONS),
        },
        "verdicts": _labels(VERDICTS),
        "finder": finder(atlas, text).data(),
        "sites": [_site(feature, atlas, text) for feature in atlas.features],
        "geojson": _geojson(atlas),
        "owed": [n for n, feature in enumerate(atlas.features) if geojson.is_owed(feature)],
        "csv": _csv(atlas, text),
        "overview": {language: overview(atlas, language) for language in LANGUAGES},
        "rows": _rows(atlas, text),
        "reader": None if text is None else reader_data(atlas, text, headings(text), "zh"),
    }


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[Language, str]]:
    """Return the page's texts that the site's script or markup may ask for, by key and language."""
    page = files("geo").joinpath(*PAGE.split("/")).read_text(encoding="utf-8")
    named = {*_WORD.findall(script(SCRIPT) + page), *FACETS, *OPEN_FACETS}
    return {
        key: said
        for key, said in in_each("page").items()
        if key in named or key.startswith("panel_")
    }


def _labels(codes: Mapping[str, Code]) -> dict[str, dict[Language, str]]:
    return {code.code: code.labels for code in codes.values()}


def _members(atlas: Atlas) -> dict[str, dict[str, Any]]:
    """Return, for each claim, the sites that it leaves and those of each code under it."""

    def places(**chosen: Any) -> list[int]:
        return np.flatnonzero(Selection(**chosen).mask(atlas)).tolist()

    columns = columns_of(atlas)
    return {
        claim: {"all": {"all": places(claim=claim)}}
        | {
            name: {code: places(claim=claim, **{name: (code,)}) for code in codes}
            for name, codes in FACETS.items()
        }
        | {
            name: {value: places(claim=claim, **{name: (value,)}) for value in columns.values(name)}
            for name in OPEN_FACETS
        }
        for claim in CLAIMS
    }


def _unit_names(atlas: Atlas) -> dict[str, dict[Language, str]]:
    """Return the names of the administrative units that can be chosen, by code and language."""
    units = read_units()
    return {
        code: {
            language: unit.name if about(language).names == "name" else english_name(unit)
            for language in LANGUAGES
        }
        for code in columns_of(atlas).values("unit")
        if (unit := unit_of(code, units))
    }


def _areas(atlas: Atlas) -> dict[str, list[int]]:
    """Return the sites inside each area, by the area's id."""
    columns = columns_of(atlas)
    return {area: columns.inside(area).tolist() for area in columns.areas}


def _site(feature: Feature, atlas: Atlas, text: str | None) -> dict[str, Any]:
    """Return what map and tables ask of a site besides its properties.

    Its names are those that are shown. ``box`` is west, south, east, north in degrees, null where
    it is not located; ``range`` the least and the most that its amount may be in yuan, null for an
    open end; ``staged`` its stages with the works whose stages they are, where they are not its
    own; ``became`` what is told of a target that has a verdict, where there is one.
    """
    site = feature["properties"]
    ends = amount_range(site)
    return {
        **{name: said for name in _NAMES if (said := visible(site[name])) != site[name]},
        "range": None if isnan(ends[0]) else [None if isinf(end) else end for end in ends],
        "box": Atlas(atlas.report, (feature,)).bounds,
        "amount": {
            language: amount_cell(site["investment"], language, date_of(atlas.report, site))
            for language in LANGUAGES
        },
        "staged": {
            claim: {language: stage_text(site, claim, language) for language in LANGUAGES}
            for claim in _CLAIMS
            if works_of(site, claim)
        },
        **({"became": later_words(row_of(site, text))} if site.get("verdict") else {}),
    }


def _rows(atlas: Atlas, text: str | None) -> list[dict[str, Any]]:
    """Return what a row of results says of each site besides its name and sector.

    Words are by language where they have one; a clause is the report's own.
    """
    starts = range(0, len(atlas.features), ROWS_MAX)
    said = {
        language: [
            row
            for start in starts
            for row in rows(atlas, text, range(start, start + ROWS_MAX), language)
        ]
        for language in LANGUAGES
    }
    return [
        {
            "colour": row["colour"],
            "isHollow": row["isHollow"],
            "at": row["at"],
            "claims": {
                name: {
                    "stage": {each: said[each][n]["claims"][name]["stage"] for each in LANGUAGES},
                    "clause": claim["clause"],
                }
                for name, claim in row["claims"].items()
            },
        }
        for n, row in enumerate(said[LANGUAGES[0]])
    ]


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
