"""What the map is handed: the sites without their mentions, base map, codes, bit sets."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.base.languages import LANGUAGES, Code, Language, about, in_each
from geo.base.printable import visible
from geo.model.atlas import Atlas, Feature, rounded
from geo.model.codes import NO_VERDICT, SECTORS, STAGES, VERDICTS
from geo.model.facets import verdict_of
from geo.places.surroundings import ATTRIBUTION
from geo.places.units import unit_code
from geo.promises.course import course, years_of
from geo.selecting.columns import Mask, columns_of
from geo.view.badges import region_shown, unit_marks
from geo.view.map.basemap import NOTHING, Backdrop
from geo.view.map.tiles import tile_layers
from geo.view.reach import district_of, stretches_beyond
from geo.view.symbols import for_screen, sector_colours, symbols
from geo.view.works import works_of, works_text

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def payload(
    atlas: Atlas, backdrop: Backdrop = NOTHING, language: Language = "zh"
) -> dict[str, Any]:
    """Return what the map is handed once: the sites without their mentions, base map, codes.

    Geometries are WGS-84; ``bounds`` are [[south, west], [north, east]]; ``credits``, where there
    are any, whom the map names for its sites' positions. ``years`` are those of the slider, none
    where nothing is known of later ones; a site's ``course`` is its stage from a year on.
    ``symbols`` says how all is drawn (:func:`geo.view.symbols.for_screen`).
    """
    credited, years = credits_of(atlas), years_of(atlas)
    return ({"credits": credited} if credited else {}) | {
        "language": language,
        "sites": _sites(atlas, years, district_of(backdrop.layers)),
        "years": years,
        "base": list(backdrop.layers),
        "stages": _drawn(STAGES),
        "verdicts": _drawn({**VERDICTS, NO_VERDICT.code: NO_VERDICT}),
        "sectors": {
            code: {"labels": SECTORS[code].labels, "colour": colour}
            for code, colour in sector_colours().items()
        },
        "symbols": for_screen(),
        "units": unit_marks(atlas),
        "unitsFrom": ATTRIBUTION,
        "tiles": tile_layers(),
        "texts": in_each("map"),
        "names": {code: about(code).names for code in LANGUAGES},
        "tags": {code: about(code).tag for code in LANGUAGES},
        "bounds": _bounds(atlas, backdrop),
    }


def credits_of(atlas: Atlas) -> list[str]:
    """Return whom the sources of the sites' positions ask to name."""
    sources = (feature["properties"]["location_source"] or {} for feature in atlas.features)
    return sorted({str(source["attribution"]) for source in sources if source.get("attribution")})


def _drawn(codes: Mapping[str, Code]) -> dict[str, dict[str, Any]]:
    signs = symbols().signs
    return {code: {"labels": said.labels} | asdict(signs[code]) for code, said in codes.items()}


def _sites(
    atlas: Atlas, years: Sequence[int], district: BaseGeometry | None
) -> list[dict[str, Any]]:
    sites = [_site(feature, district) | weight for feature, weight in weighed(atlas)]
    if years:
        for site, feature in zip(sites, atlas.features, strict=True):
            if told := course(feature["properties"], years[0]):
                site["course"] = told
    return sites


def _site(feature: Mapping[str, Any], district: BaseGeometry | None) -> dict[str, Any]:
    properties = feature["properties"]
    names = ("id", "name", "name_en", "sector", "status", "target", "precision", "uncertainty_m")
    shown = {name: visible(properties[name]) for name in ("name", "name_en")}
    site = {name: properties[name] for name in names} | shown | {"geometry": feature["geometry"]}
    # Few sites have any of these.
    if verdict := verdict_of(properties):
        site["verdict"] = verdict
    if beyond := stretches_beyond(feature["geometry"], district):
        site["beyond"] = [list(stretch) for stretch in beyond]
    if works := works_shown(properties):
        site["works"] = works
    if region := region_shown(feature):
        site["unit"] = unit_code(region)
    elif properties["precision"] == "area" and properties["within"]:
        site["within"] = properties["within"]
    return site


def works_shown(site: Mapping[str, Any]) -> dict[str, dict[Language, str]]:
    """Return the works behind a site's status and target in each language, by claim."""
    found = {"status": works_of(site, "status"), "target": works_of(site, "target")}
    return {
        claim: {language: visible(works_text(works, language)) for language in LANGUAGES}
        for claim, works in found.items()
        if works
    }


def weighed(atlas: Atlas) -> Iterator[tuple[Feature, dict[str, int]]]:
    """Yield each site with what its name on the map weighs, where that is more than nothing.

    ``holds``: how many sites lie in it; ``said``: how many mentions it has.
    """
    held = Counter(feature["properties"]["within"] for feature in atlas.features)
    for feature in atlas.features:
        weight = {"holds": held[feature["id"]], "said": len(feature["properties"]["mentions"])}
        yield feature, {name: count for name, count in weight.items() if count}


def _bounds(atlas: Atlas, backdrop: Backdrop) -> list[list[float]] | None:
    """Return the view of the report's region, or the sites' bounds where it has none."""
    box = backdrop.view or atlas.bounds
    if box is None:
        return None
    west, south, east, north = box
    return [[south, west], [north, east]]


def visible_bits(atlas: Atlas, ids: Collection[str]) -> str:
    """Return which features of the atlas are in ``ids`` as a bit set, base 64, low bit first."""
    return bits_of(columns_of(atlas).mask(ids))


def bits_of(mask: Mask) -> str:
    """Return a mask over an atlas's features as a bit set, base 64, low bit first."""
    return base64.b64encode(np.packbits(mask, bitorder="little").tobytes()).decode("ascii")


def shifted(atlas: Atlas, datum: str) -> dict[str, dict[str, Any]]:
    """Return the geometries by site id in another datum, for tiles that are in it.

    Coordinates are degrees of ``datum`` with 6 digits; sites without a location are left out.
    """
    # Only tiles in GCJ-02 want a copy.
    import geopandas as gpd
    from shapely.geometry import mapping, shape

    from geo.places.datum import WGS84, convert_frame

    located = [f for f in atlas.features if f["geometry"]]
    frame = gpd.GeoDataFrame(geometry=[shape(f["geometry"]) for f in located], crs="EPSG:4326")
    moved = convert_frame(frame, WGS84, datum).geometry
    return {
        f["id"]: {
            "type": f["geometry"]["type"],
            "coordinates": rounded(mapping(geometry)["coordinates"]),
        }
        for f, geometry in zip(located, moved, strict=True)
    }
