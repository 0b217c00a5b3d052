"""The Python door: the atlas as a GeoDataFrame, to read, filter, build and map in a notebook.

These are what ``geo.read_atlas`` and its neighbours are. A frame has one row a site, the
atlas's properties as its columns (``DATA.md`` says what they hold) and ``geometry`` in
WGS-84 degrees, longitude first (EPSG:4326), missing where a site is not located. What is
said of the report stands in ``frame.attrs["report"]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
from branca.element import Figure
from shapely.geometry import mapping
from shapely.geometry import shape as geometry_of

from geo.base.errors import InputError
from geo.base.languages import LANGUAGES, Language
from geo.base.paths import DATA, SHIPPED_ATLAS
from geo.model import atlas as atlases
from geo.model.atlas import Atlas
from geo.model.facets import CLAIMS, FACETS, Bounds, Claim
from geo.model.schema import read_schema
from geo.selecting.columns import columns_of
from geo.selecting.selection import Selection
from geo.view.map.basemap import backdrop_of
from geo.view.map.document import empty_map, inline_assets
from geo.view.map.payload import payload
from geo.view.map.standalone import embed_data, map_data

CRS = "EPSG:4326"
_SITE = read_schema("atlas")["$defs"]["site"]
PROPERTIES = tuple(name for name in _SITE["properties"] if name in _SITE["required"])
# Those that only some atlases have.
_FURTHER = tuple(name for name in _SITE["properties"] if name not in _SITE["required"])


def read_atlas(path: Path | str = SHIPPED_ATLAS) -> gpd.GeoDataFrame:
    """Read an atlas file; without a path, the atlas that ships.

    Returns a frame with one row a site in the order of their ids (15 columns; some atlases
    have more): ``id``, ``name``, ``name_en``, ``aliases`` (list), ``sector``, ``status``,
    ``target``, ``investment`` (dict or missing; ``amount_cny`` in yuan), ``precision``,
    ``uncertainty_m`` (metres), ``location_source`` (dict or missing), ``within``,
    ``mentions`` (list of dicts; offsets count characters of the report's text) and
    ``geometry`` (EPSG:4326).

    Raises :class:`~geo.base.errors.InputError`, naming file and site, where it is no atlas.

    >>> import geo
    >>> sites = geo.read_atlas()
    >>> sites.shape, sites.crs.to_epsg(), sites.attrs["report"]["date"]
    ((154, 18), 4326, '2021-12-14')
    >>> sites.loc[sites["id"] == "tanhualin", "name"].item()
    '昙华林'
    """
    return to_frame(atlases.read_atlas(path))


def filter_sites(
    sites: gpd.GeoDataFrame,
    *,
    sector: str | Iterable[str] = (),
    stage: str | Iterable[str] = (),
    claim: Claim = "all",
    verdict: str | Iterable[str] = (),
    precision: str | Iterable[str] = (),
    shape: str | Iterable[str] = (),
    investment: str | Iterable[str] = (),
    area: str | None = None,
    bounds: Bounds | None = None,
    text: str = "",
) -> gpd.GeoDataFrame:
    """Return the rows that match, as the page's filters do; without a filter, all.

    ``sector``, ``stage``, ``verdict``, ``precision``, ``shape`` (``point``, ``line``, ``polygon``,
    ``unlocated``) and ``investment`` (``stated``, ``cited``, ``none``) take a code or
    several, any of which may hold; ``claim`` is ``all``, ``reported`` or ``planned``;
    ``area`` is the id of a site that is an area and holds others; ``bounds`` is (west,
    south, east, north) in degrees of WGS-84; ``text`` must stand in a name, an alias or the
    pinyin. All of them hold together. The frame keeps its columns, index and CRS.

    Raises :class:`~geo.base.errors.InputError` for an unknown code or area, for bounds that are
    none, and for a frame without the atlas's columns.

    >>> import geo
    >>> sites = geo.read_atlas()
    >>> len(geo.filter_sites(sites, sector="transport", stage="under_construction"))
    4
    >>> geo.filter_sites(sites, text="huanghelou")["name"].tolist()
    ['大黄鹤楼景区', '黄鹤楼']
    """
    atlas = to_atlas(sites)
    asked = {
        "sector": sector,
        "stage": stage,
        "verdict": verdict,
        "precision": precision,
        "shape": shape,
        "investment": investment,
    }
    chosen: dict[str, Any] = {name: _codes(name, value) for name, value in asked.items()}
    if claim not in CLAIMS:
        raise InputError("is_one_of", choices=", ".join(CLAIMS), value=claim)
    if area is not None and area not in columns_of(atlas).areas:
        raise InputError("no_such_area", site=area)
    selection = Selection(
        claim=claim, area=area, bounds=_checked(bounds), text=text.strip(), **chosen
    )
    return sites[sites["id"].isin(selection.ids(atlas))]


def build_atlas(
    report: Path | str,
    *,
    review: Path | str | None = None,
    places: Path | str | None = None,
    place: str | None = None,
) -> gpd.GeoDataFrame:
    """Read a report's file (text, HTML, DOCX or PDF) and return its sites as :func:`read_atlas`.

    The whole way, as ``python -m geo build`` goes it: ``review`` holds the editor's decisions
    (by default ``data/review/<report>.csv``, if there is one), ``places`` is the gazetteer's
    folder (by default that of the report's region), ``place`` the name or the code of its region
    where the report does not say it. The user's own places count (docs/own-places.md). Nothing is
    written. Offsets of mentions count characters of
    the file's text.

    Raises :class:`~geo.base.errors.InputError` for a file that cannot be read, a report that
    names no site, a decision that does not hold.

    >>> import geo
    >>> from geo.base.paths import ROOT, SHIPPED_ATLAS
    >>> sites = geo.build_atlas(ROOT / "seeds" / f"{SHIPPED_ATLAS.stem}.txt")
    >>> len(sites), sites["mentions"].map(len).sum().item()
    (154, 216)
    """
    # Reading a report needs the extractor; a map of an atlas does not.
    from geo.building.build import build_atlas as build
    from geo.building.citations import read_citations
    from geo.building.decisions import read_decisions
    from geo.building.setting import setting_of
    from geo.documents.report import open_report
    from geo.places.gazetteer import read_gazetteer
    from geo.promises.outcomes import outcomes_of
    from geo.reading.lexicon import read_lexicon
    from geo.sources.store import opened_store

    _, read = open_report(report)
    if review is not None and not Path(review).exists():
        raise InputError("no_such_file_of_decisions", review)
    decisions = read_decisions(Path(review or DATA / "review" / f"{read.id}.csv"))
    setting = setting_of(read, place)
    gazetteer = read_gazetteer(setting.region, Path(places) if places else None)
    cited, outcomes = read_citations(setting.region), outcomes_of(setting.region)
    lexicon = read_lexicon()
    with opened_store() as store:
        atlas = build(
            read,
            lexicon,
            gazetteer,
            decisions,
            cited,
            setting=setting,
            outcomes=outcomes,
            store=store,
        )
    return to_frame(atlas)


def make_map(
    sites: gpd.GeoDataFrame, *, language: Language = "zh", selected: str | None = None
) -> folium.Map:
    """Return a Folium map of these sites, drawn as the page draws them.

    In Jupyter it shows itself; ``.save("map.html")`` writes one file of about 0.4 MB that
    holds scripts, styles, sites and base map and asks no other host. What is added to it
    with Folium's own classes may ask for more (a Popup for jQuery, a plugin for its files)
    and is code: never add texts from outside that way. A frame in another CRS is drawn in
    WGS-84. ``selected`` is the id of the site that is marked; ``language`` is
    ``zh`` or ``en`` (:data:`geo.base.languages.LANGUAGES`). The base map that ships lies under it
    where the sites lie on it.

    Raises :class:`~geo.base.errors.InputError` for a frame without the atlas's columns or
    without a CRS, and for a ``selected`` that is not among the sites.

    >>> import folium, geo
    >>> sites = geo.read_atlas()
    >>> site_map = geo.make_map(geo.filter_sites(sites, sector="transport"))
    >>> isinstance(site_map, folium.Map), "L.map(" in site_map.get_root().render()
    (True, True)
    """
    atlas = to_atlas(sites)
    if language not in LANGUAGES:
        raise InputError("language_is_one_of", choices=" or ".join(LANGUAGES), value=language)
    if selected is not None and selected not in atlas.by_id:
        raise InputError("no_such_site_among_these", site=selected)
    drawn = payload(atlas, backdrop_of(atlas), language) | {"tiles": []}
    site_map = empty_map()
    _SiteFigure(map_data(drawn, atlas, language, selected)).add_child(site_map)
    return site_map


def to_frame(atlas: Atlas) -> gpd.GeoDataFrame:
    """Return an atlas as a frame (:func:`read_atlas` says its shape)."""
    further = [name for name in _FURTHER if any(name in f["properties"] for f in atlas.features)]
    frame = gpd.GeoDataFrame(
        [f["properties"] for f in atlas.features],
        columns=[*PROPERTIES, *further],
        geometry=[geometry_of(f["geometry"]) if f["geometry"] else None for f in atlas.features],
        crs=CRS,
    )
    frame["uncertainty_m"] = frame["uncertainty_m"].astype(float)
    frame.attrs["report"] = dict(atlas.report)
    return frame


def to_atlas(sites: gpd.GeoDataFrame) -> Atlas:
    """Return a frame as an atlas, its geometries in WGS-84 degrees.

    Columns that are not the atlas's are left out.

    Raises :class:`~geo.base.errors.InputError` where a column of the atlas or the CRS is missing
    and where a value is none of the atlas's.
    """
    missing = [name for name in PROPERTIES if name not in sites]
    if missing:
        raise InputError("frame_lacks_column", column=missing[0])
    if sites.crs is None:
        raise InputError("frame_without_crs")
    further = [name for name in _FURTHER if name in sites]
    rows = sites[[*PROPERTIES, *further]].astype(object).to_dict("records")
    features = [
        {
            "type": "Feature",
            "id": row["id"],
            "properties": {
                name: said
                for name, said in ((name, _stated(value)) for name, value in row.items())
                if said is not None or name in PROPERTIES
            },
            "geometry": None if geometry is None or geometry.is_empty else _geometry(geometry),
        }
        for row, geometry in zip(rows, sites.geometry.to_crs(CRS), strict=True)
    ]
    if "report" not in sites.attrs:
        # pandas has lost it on the way: nothing here needs it.
        return Atlas({}, tuple(features))
    collection = {
        "type": "FeatureCollection",
        "report": sites.attrs["report"],
        "features": features,
    }
    return atlases.checked_atlas(collection, "the frame")


class _SiteFigure(Figure):
    """A document of a map and its sites, which go in when nothing is rendered any more."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__()
        self._data = data

    def render(self, **options: Any) -> str:
        return embed_data(inline_assets(super().render(**options)), self._data)


def _stated(value: Any) -> Any:
    """Return None for what pandas has as missing."""
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124


def _geometry(geometry: Any) -> dict[str, Any]:
    member = mapping(geometry)
    return {"type": member["type"], "coordinates": atlases.rounded(member["coordinates"])}


def _codes(name: str, asked: str | Iterable[str]) -> tuple[str, ...]:
    codes = (asked,) if isinstance(asked, str) else tuple(asked)
    unknown = [code for code in codes if code not in FACETS[name]]
    if unknown:
        raise InputError("is_any_of", name=name, choices=", ".join(FACETS[name]), value=unknown[0])
    return codes


def _checked(bounds: Bounds | None) -> Bounds | None:
    if bounds is None:
        return None
    west, south, east, north = bounds
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise InputError("no_bounds", bounds=bounds)
    return bounds
