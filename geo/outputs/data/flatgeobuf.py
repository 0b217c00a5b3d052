"""FlatGeobuf, for analysts and web maps: one layer."""

from __future__ import annotations

from io import BytesIO

from geo.model.atlas import Atlas
from geo.outputs.data.tables import MENTIONS_COLUMN, holdable, mentions_cell


def write(atlas: Atlas, text: str | None = None) -> bytes:
    """Return one row a site, its mentions as JSON in one column.

    Without the format's spatial index, which cannot hold a site without a location.
    """
    import pyogrio

    from geo.outputs.data.table_frames import site_frame

    frame = site_frame(atlas, text)
    mentions = [holdable(mentions_cell(feature)) for feature in atlas.features]
    frame.insert(len(frame.columns) - 1, MENTIONS_COLUMN.code, mentions)
    out = BytesIO()
    pyogrio.write_dataframe(
        frame,
        out,
        driver="FlatGeobuf",
        layer="sites",
        geometry_type="Unknown",
        layer_options={"SPATIAL_INDEX": "NO"},
    )
    return out.getvalue()
