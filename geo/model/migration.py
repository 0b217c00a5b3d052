"""Older files brought to today's shape: an atlas or a draft carries the version of its shape.

Version 1 are the files that carry none (an atlas) or say ``draft: 1``. An atlas of version 2
has ``version`` and ``place_code``, the code of the report's place; a draft of version 2 has
``place_code`` as well, and in version 3 its steps may have ``link`` and ``unlink``.
"""

from __future__ import annotations

from typing import Any, Final

from geo.base.errors import InputError

ATLAS_VERSION: Final = 2
DRAFT_VERSION: Final = 3


def migrated_atlas(collection: dict[str, Any], where: str) -> dict[str, Any]:
    """Return an atlas in plain objects in the shape of :data:`ATLAS_VERSION`.

    Raises :class:`~geo.base.errors.InputError` for one of a version that is not known here.
    """
    version = _version(collection.get("version", 1), ATLAS_VERSION, "atlas", where)
    if version == 1:
        report = collection.get("report")
        if isinstance(report, dict):
            collection = collection | {"report": {"place_code": None, **report}}
    return collection | {"version": ATLAS_VERSION}


def migrated_draft(content: dict[str, Any], where: str) -> dict[str, Any]:
    """Return an editor's draft in plain objects in the shape of :data:`DRAFT_VERSION`.

    Raises :class:`~geo.base.errors.InputError` for one of a version that is not known here.
    """
    version = _version(content.get("draft"), DRAFT_VERSION, "draft", where)
    if version == 1:
        content = {"place_code": None, **content}
    return content | {"draft": DRAFT_VERSION}


def _version(version: object, newest: int, what: str, where: str) -> int:
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise InputError("version_is_no_number", where, what=what)
    if version > newest:
        raise InputError("version_too_new", where, what=what, version=version, newest=newest)
    return version
