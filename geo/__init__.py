"""A government work report as a map: every named site placed, staged and proved by its words.

From Python, three lines lead to the map (``geo/frames.py`` says more of each; without a path
``read_atlas`` opens the atlas that ships)::

    import geo
    sites = geo.filter_sites(geo.read_atlas("my.geojson"), stage="started")
    geo.make_map(sites)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.base.bytecode import write_none_where_it_is_tight

if TYPE_CHECKING:
    from geo.frames import build_atlas, filter_sites, make_map, read_atlas

__version__ = "0.1.0"

write_none_where_it_is_tight()

__all__ = ["build_atlas", "filter_sites", "make_map", "read_atlas"]


def __getattr__(name: str) -> Any:
    # The command line starts without the libraries that frames and maps need.
    if name in __all__:
        from geo import frames

        return getattr(frames, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
