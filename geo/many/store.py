"""Where an atlas of many reports is read and filtered, be it a folder or a database.

A store narrows by what it has an index for; :class:`~geo.selecting.selection.Selection`, which the
page filters one report by, decides. So both stores, and the page, mean the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.base.errors import InputError
from geo.base.files import whole_file
from geo.many.identity import joint_features, joint_report, slug_of
from geo.many.protocol import Filter, Store
from geo.model.atlas import Atlas
from geo.selecting.selection import Selection

if TYPE_CHECKING:
    pass

# As libpq takes it; a path that was an address has lost a slash.
_DATABASE: Final = re.compile(r"postgres(?:ql)?:/|\s*[a-z_]{1,40}\s*=", re.IGNORECASE)


def open_store(address: str | Path) -> Store:
    """Open a folder or, by an address in words (:func:`is_database`), a database with PostGIS.

    Raises :class:`~geo.base.errors.InputError` where that cannot be.
    """
    if isinstance(address, str) and is_database(address):
        from geo.many.postgis import PostgisStore

        return PostgisStore(address)
    from geo.many.folder import FolderStore

    return FolderStore(Path(address))


def is_database(address: str) -> bool:
    """Whether an address is that of a database: ``postgresql://…`` or ``host=… dbname=…``."""
    return bool(_DATABASE.match(address))


def read(
    store: Store, selection: Selection | None = None, reports: Collection[str] | None = None
) -> Atlas:
    """Return one atlas of the sites that ``selection`` chooses in ``reports`` (default: all).

    Ids are those of an atlas of many reports (:mod:`geo.many.identity`), in ``selection``
    too. Raises :class:`~geo.base.errors.InputError` for a report that is not there.
    """
    selection = selection or Selection()
    known = _chosen(store, reports)
    # What lies in an area is known only beside the area, wherever that is.
    wanted = (
        Filter()
        if selection.area
        else Filter(selection.sector, selection.precision, selection.bounds)
    )
    features = tuple(
        feature
        for report_id, some in store.features(known, wanted)
        for feature in joint_features(slug_of(report_id), report_id, some)
    )
    atlas = Atlas(joint_report(list(known.values())), features)
    return atlas.subset(set(selection.ids(atlas)))


def write_geojson(store: Store, path: Path, reports: Collection[str] | None = None) -> int:
    """Write the sites of ``reports`` as one GeoJSON file and return their number.

    The bytes are those of ``read(store, reports=reports).dumps()``, but only one report is
    in memory at a time.
    """
    known = _chosen(store, reports)
    head, tail = Atlas(joint_report(list(known.values())), ()).dumps().rsplit("]", 1)
    count = 0
    with whole_file(path) as file:
        file.write(head.encode("utf-8"))
        for report_id, some in store.features(known, Filter()):
            for feature in joint_features(slug_of(report_id), report_id, some):
                line = json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
                file.write((",\n" if count else "\n").encode() + line.encode("utf-8"))
                count += 1
        file.write((f"\n]{tail}" if count else f"]{tail}").encode("utf-8"))
    return count


def _chosen(store: Store, reports: Collection[str] | None) -> dict[str, dict[str, Any]]:
    """Return what the chosen reports say of themselves, by id."""
    known = {report["id"]: report for report in store.reports()}
    if reports is None:
        return known
    missing = sorted(set(reports) - known.keys())
    if missing:
        raise InputError("atlas_has_no_report", store.name, report=missing[0])
    return {report_id: about for report_id, about in known.items() if report_id in reports}
