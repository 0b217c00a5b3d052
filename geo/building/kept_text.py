"""The text that an atlas's offsets count in: kept beside it, and found again."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from geo.base.errors import InputError
from geo.base.files import write_whole
from geo.base.paths import ROOT
from geo.documents.inputs import Document
from geo.documents.report import read_report
from geo.model.atlas import read_atlas


def keep_text(document: Document, atlas: Path) -> Path | None:
    """Keep a document's text beside ``atlas``, for its offsets refer to it; return its path.

    None, and nothing written, for a verbatim document: its file is the text. A file that is
    there is replaced only if it is the text that the atlas there was built from.

    Raises :class:`~geo.base.errors.InputError` where another file is in the way.
    """
    if document.is_verbatim:
        return None
    kept = atlas.with_name(f"{document.id}.txt")
    if kept.exists():
        old = kept.read_bytes() if kept.is_file() else b""
        if old == document.text.encode("utf-8"):
            return kept
        if kept.resolve() == Path(document.source).resolve() or not _is_text_of(old, atlas):
            raise InputError("text_has_no_room", document.source, path=kept)
    write_whole(kept, document.text)
    return kept


def _is_text_of(text: bytes, atlas: Path) -> bool:
    try:
        return bool(read_atlas(atlas).report.get("sha256") == sha256(text).hexdigest())
    except InputError:
        return False


def read_text_of(about: Mapping[str, Any], atlas: Path, report: Path | None = None) -> str | None:
    """Return the text that an atlas was built from, None where it is not at hand.

    ``about`` is what the atlas says of its report, ``atlas`` the atlas's file. The text
    stands beside it where the report's file was no plain text, else among the seeds.

    Raises :class:`~geo.base.errors.InputError` where ``report`` is given and is another text.
    """
    name = f"{about.get('id')}.txt"
    kept = (atlas.with_name(name), ROOT / "seeds" / name)
    try:
        path = report or next((path for path in kept if path.is_file()), None)
    except OSError:  # a name that is too long for a file
        return None
    if path is None:
        return None
    found = read_report(path)
    if found.sha256 == about.get("sha256"):
        return found.text
    if report is not None:
        raise InputError("atlas_of_another_text", path)
    return None
