"""What the page opens: an atlas, its report's text and the map's payload, read once."""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import streamlit as st

from geo.atlas import Atlas, read_atlas
from geo.basemap import backdrop_of
from geo.crowd import payload_for
from geo.page.reader import headings
from geo.paths import SHIPPED_ATLAS
from geo.report import read_text_of


@dataclass(frozen=True)
class Opened:
    """An opened atlas; ``text`` is None where the report's text is not at hand."""

    atlas: Atlas
    text: str | None
    headings: list[dict[str, Any]]
    payload: dict[str, Any]

    @cached_property
    def digest(self) -> str:
        """The digest of what the map is handed: the same for the same sites."""
        return digest(self.payload)


def digest(data: Mapping[str, Any]) -> str:
    """Return a short digest of JSON data."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def asked_paths(arguments: Sequence[str]) -> tuple[Path, Path | None]:
    """Return the atlas and the report that the page's command line names."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("--atlas", type=Path, default=SHIPPED_ATLAS)
    parser.add_argument("--report", type=Path)
    options, _ = parser.parse_known_args(arguments)
    return options.atlas, options.report


def open_atlas(arguments: Sequence[str]) -> Opened:
    """Open what the command line names, or the atlas that ships.

    Raises :class:`~geo.errors.InputError` where it cannot be read.
    """
    atlas, report = asked_paths(arguments)
    return _open(str(atlas), str(report or ""), atlas.stat().st_mtime if atlas.exists() else 0.0)


@st.cache_resource(show_spinner=False, max_entries=4)
def _open(atlas_path: str, report_path: str, _modified: float) -> Opened:
    atlas = read_atlas(atlas_path)
    text = read_text_of(atlas.report, Path(atlas_path), Path(report_path) if report_path else None)
    opened = Opened(atlas, text, headings(text or ""), payload_for(atlas, backdrop_of(atlas)))
    # Streamlit collects garbage after each run of the page, which looks at every object that
    # there is: 65 ms a click for the libraries alone, seconds for a large atlas. What is here
    # now stays until the server ends.
    gc.collect()
    gc.freeze()
    return opened
