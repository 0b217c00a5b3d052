"""A built atlas put in its place, with what it changes written to the log beside it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from geo.base.errors import InputError
from geo.base.files import only_writer, read_regular, write_whole
from geo.model.atlas import MAX_ATLAS_BYTES, Atlas, parse_atlas
from geo.model.change_log import (
    MOST_CHANGES,
    Build,
    dump_log,
    landed,
    path_of,
    read_log,
    time_of_build,
)
from geo.model.changes import changes


def write_atlas(path: Path, atlas: Atlas) -> Build | None:
    """Write an atlas's file and, before it, what it changes; return that, None where nothing does.

    The same atlas again writes no entry. Raises :class:`~geo.base.errors.InputError` where the
    log that is there is none, and where the place cannot be written; the atlas is as it was then.
    """
    content, time = atlas.dumps(), time_of_build()
    # Path's own raise where one may not look; what cannot be written says so below.
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113
        # Before there is a log of it.
        raise InputError("place_holds_no_file", path)
    with only_writer(path.parent):
        old = _raw(path)
        build = _build_of(old, content, atlas, path, time)
        if build is not None:
            digest = sha256(old).hexdigest() if old is not None else ""
            write_whole(path_of(path), dump_log([*landed(read_log(path), digest), build]))
        write_whole(path, content)
    return build


def _build_of(
    old: bytes | None, content: str, atlas: Atlas, path: Path, time: datetime
) -> Build | None:
    new = sha256(content.encode("utf-8")).hexdigest()
    build = Build(time, atlas.report, "", new)
    if old is None:
        return build
    before = sha256(old).hexdigest()
    if before == new:
        return None
    try:
        known = parse_atlas(old.decode("utf-8-sig"), str(path))
    except (InputError, UnicodeDecodeError):
        # What lies there is no atlas: with this one the log begins anew.
        return build
    if known.report.get("id") != atlas.report.get("id"):
        return build
    found = changes(known, parse_atlas(content, str(path)))
    return replace(
        build,
        before=before,
        changes=found[:MOST_CHANGES],
        left_out=max(0, len(found) - MOST_CHANGES),
    )


def _raw(path: Path) -> bytes | None:
    """Return the bytes of the atlas that lies there, None where none can."""
    try:
        return read_regular(path, "atlas", MAX_ATLAS_BYTES)
    except InputError:
        return None
