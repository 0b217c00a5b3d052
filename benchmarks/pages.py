"""The pages that ours is measured beside: the same filter, written the plain ways.

Run by :mod:`benchmarks.page` with ``streamlit run benchmarks/pages.py -- WAY ATLAS``. Each shows
a choice of claims and a map of the matching sites, and marks in its document which change it
has painted: ``data-shown`` on the map's body holds the number of drawn sites. ``empty`` is a
page with a Folium map without sites, what a first map costs at least.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import streamlit as st
from branca.element import MacroElement
from folium.template import Template

from geo.building.kept_text import read_text_of
from geo.model.atlas import Atlas, read_atlas
from geo.model.facets import stages_of
from geo.selecting.selection import Selection
from geo.view.symbols import symbols

CENTRE = (30.56, 114.32)
CLAIMS = {"全部": "all", "已报告": "reported", "计划": "planned"}


class Marker(MacroElement):
    """Says in the map's document that its layers are there."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "document.body.dataset.shown = '{{ this.count }}';"
        "{% endmacro %}"
    )

    def __init__(self, count: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Marker"
        self.count = count


@st.cache_resource
def atlas_at(path: str) -> Atlas:
    """Return the atlas, read once."""
    return read_atlas(path)


@st.cache_resource
def frame_at(path: str) -> gpd.GeoDataFrame:
    """Return the located sites as a frame, made once.

    Each with what our card says of it: the report's words, and how its place is known.
    """
    atlas = atlas_at(path)
    located = [f for f in atlas.features if f["geometry"]]
    text = read_text_of(atlas.report, Path(path), None) or ""
    rows = [
        {name: f["properties"][name] for name in ("id", "name", "name_en", "sector", "precision")}
        | {
            "colour": symbols().colour(min(stages_of(f["properties"]))),
            "words": "；".join(
                text[m["quote_start"] : m["quote_end"]] for m in f["properties"]["mentions"]
            ),
            "source": (f["properties"]["location_source"] or {}).get("text", ""),
        }
        for f in located
    ]
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": f["geometry"], "properties": row}
            for f, row in zip(located, rows, strict=True)
        ],
    }
    return gpd.GeoDataFrame.from_features(collection, crs="EPSG:4326")


def plain(frame: gpd.GeoDataFrame) -> None:
    """Show a new Folium map in each run."""
    from streamlit_folium import st_folium

    st_folium(folium_map(frame), height=600, width=900)


def folium_map(frame: gpd.GeoDataFrame | None) -> folium.Map:
    """Return a Folium map of the frame, offline; without a frame an empty one."""
    made = folium.Map(CENTRE, zoom_start=12, tiles=None)
    if frame is not None and len(frame):
        folium.GeoJson(
            frame,
            style_function=lambda f: {"color": f["properties"]["colour"]},
            tooltip=folium.GeoJsonTooltip(["name", "words", "source"]),
        ).add_to(made)
    made.add_child(Marker(0 if frame is None else len(frame)))  # type: ignore[no-untyped-call]
    return made


def explore(frame: gpd.GeoDataFrame) -> None:
    """Show what GeoPandas makes of the frame, in a frame of its own."""
    made = frame.explore(tiles=None, color=frame["colour"], tooltip=["name", "words", "source"])
    made.add_child(Marker(len(frame)))
    st.iframe(made.get_root().render(), height=600)


def deck(frame: gpd.GeoDataFrame) -> None:
    """Show the frame as a layer of deck.gl."""
    import pydeck

    collection: Any = frame.__geo_interface__
    layer = pydeck.Layer(
        "GeoJsonLayer", collection, pickable=True, get_line_width=20, get_point_radius=80,
        get_fill_color=[10, 99, 168, 120],
    )  # fmt: skip
    view = pydeck.ViewState(latitude=CENTRE[0], longitude=CENTRE[1], zoom=10)
    st.pydeck_chart(pydeck.Deck([layer], initial_view_state=view, map_style=None), height=600)


def main(way: str, path: str) -> None:
    """Show the page of one way."""
    st.set_page_config(layout="wide")
    if way == "empty":
        from streamlit_folium import st_folium

        st_folium(folium_map(None), height=600, width=900)
        return
    claim = st.segmented_control("说法", list(CLAIMS), default="全部", key="filter_claim")
    frame = frame_at(path)
    ids = set(Selection(claim=CLAIMS[claim or "全部"]).ids(atlas_at(path)))  # type: ignore[arg-type]
    chosen = frame[frame["id"].isin(ids)]
    {"plain": plain, "explore": explore, "pydeck": deck}[way](chosen)


if __name__ == "__main__":
    main(*sys.argv[1:3])
