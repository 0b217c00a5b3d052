"""Regions: all that is known of one district lies in one folder, ``data/regions/<code>/``.

``<code>`` are the six digits of GB/T 2260 (codes for the administrative divisions of China).
The folder's ``region.json`` says what the region is called, what it belongs to and where it
lies; beside it are its gazetteer (``places/``), base map (``base/``) and the amounts that other
documents state (``investment.csv``). Further folders of regions are named in the environment
variable ``GEO_REGIONS``, separated as in ``PATH``; they go before the ones that ship.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.base.errors import InputError
from geo.base.files import read_text
from geo.base.paths import DATA, SHIPPED_REGION
from geo.model.regions import Box, Region, Unit
from geo.model.schema import find_fault

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WGS84: Final = "WGS-84"
# The province of a code, and its prefecture: GB/T 2260 counts two digits a level.
_LEVELS: Final = (2, 4)


def folders() -> Iterator[Path]:
    """Yield the folders that hold regions, the user's own first."""
    for named in os.environ.get("GEO_REGIONS", "").split(os.pathsep):
        if named.strip():
            folder = Path(named.strip())
            if not folder.is_dir():
                raise InputError("no_such_folder_of_regions", f"GEO_REGIONS, {folder}")
            yield folder
    yield DATA / "regions"


def keep_folders_found() -> None:
    """Let ``GEO_REGIONS`` name the same folders from whatever working directory."""
    if os.environ.get("GEO_REGIONS", "").strip():
        own = [str(folder.absolute()) for folder in folders()][:-1]
        os.environ["GEO_REGIONS"] = os.pathsep.join(own)


def read_regions() -> Mapping[str, Region]:
    """Return all regions by code. Of two folders of one code the user's own counts.

    Raises :class:`~geo.base.errors.InputError` for a folder whose ``region.json`` is missing,
    broken or contradicts itself.
    """
    found: dict[str, Region] = {}
    for folder in folders():
        for path in sorted(folder.iterdir()):
            # Tables of the country lie beside the folders of regions.
            if path.is_dir() and not path.name.startswith((".", "_")):
                region = read_region(path)
                found.setdefault(region.code, region)
    return found


def read_region(folder: Path) -> Region:
    """Read and check the ``region.json`` of ``folder``.

    Raises :class:`~geo.base.errors.InputError`, naming the file, for one that is missing, breaks
    its schema (``data/schema/region.schema.json``) or contradicts itself or the folder's name.
    """
    path = folder / "region.json"
    text = read_text(path, "region")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("not_json", path, why=error) from error
    if fault := find_fault("region", content):
        keys, what = fault
        raise InputError(what, ", ".join([str(path), *filter(None, ["/".join(map(str, keys))])]))
    bounds, view = tuple(content["bounds"]), tuple(content.get("view", content["bounds"]))
    region = Region(
        content["code"],
        content["name"],
        tuple(content["names"]),
        content["name_en"],
        tuple(_unit(unit) for unit in content["parents"]),
        tuple(content.get("prefixes", ())),
        bounds,
        view,
        folder,
    )
    _check(region, content["datum"], path)
    return region


def _unit(content: Mapping[str, Any]) -> Unit:
    names, name_en = tuple(content["names"]), content.get("name_en", "")
    return Unit(content["code"], content["name"], names, name_en)


def _check(region: Region, datum: str, path: Path) -> None:
    if region.code != region.folder.resolve().name:
        raise InputError("code_is_not_folder", path, code=region.code)
    if datum != WGS84:
        raise InputError("datum_is_not_read", path, datum=datum, wanted=WGS84)
    for what, (west, south, east, north) in (("bounds", region.bounds), ("view", region.view)):
        if west >= east or south >= north:
            raise InputError("no_four_bounds", path, what=what)
    if not (
        region.bounds[0] <= region.view[0]
        and region.bounds[1] <= region.view[1]
        and region.view[2] <= region.bounds[2]
        and region.view[3] <= region.bounds[3]
    ):
        raise InputError("view_beyond_bounds", path)
    above = [region.code[:digits].ljust(6, "0") for digits in _LEVELS]
    for unit in region.parents:
        if unit.code not in above or unit.code == region.code:
            raise InputError(
                "no_unit_above", path, name=unit.name, code=unit.code, below=region.code
            )
    codes = [unit.code for unit in region.parents]
    if codes != sorted(set(codes), reverse=True):
        raise InputError("parents_not_in_order", path)


def named_region(asked: str, regions: Mapping[str, Region]) -> Region:
    """Return the region that a user names, by code or by name.

    Raises :class:`~geo.base.errors.InputError` where there is none or the name is that of several.
    """
    asked = asked.strip()
    if asked in regions:
        return regions[asked]
    found = [region for region in regions.values() if _is_called(region, asked)]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"{r.full_name} ({r.code})" for r in found or regions.values())
    code = "several_regions_of_this_name" if found else "no_region_known_here"
    raise InputError(code, "--place", name=asked[:40], regions=listed[:320])


def region_of(place: str | None, regions: Mapping[str, Region]) -> Region | None:
    """Return the region that a report's own words name, None where none or several fit.

    ``place`` is an official name, with or without the units above it. The report of a city is
    not that of its district, nor the reverse.
    """
    if not place:
        return None
    name = place.strip()
    found = [region for region in regions.values() if _is_called(region, name, short=False)]
    return found[0] if len(found) == 1 else None


def asked_region(
    asked: str | None, place: str | None, regions: Mapping[str, Region]
) -> Region | None:
    """Return the region that a user asks for, or else the one that the report's words name.

    Raises :class:`~geo.base.errors.InputError` where ``asked`` names none.
    """
    return named_region(asked, regions) if asked else region_of(place, regions)


def _is_called(region: Region, text: str, *, short: bool = True) -> bool:
    """Whether ``text`` is a name of the region, after names of units above it or alone."""
    names = region.all_names if short else (region.name,)
    rest = text
    for unit in reversed(region.parents):
        for name in unit.all_names:
            if rest.startswith(name) and rest != name:
                rest = rest[len(name) :]
                break
    return rest in names or text in names


def region_at(bounds: Box | None, regions: Iterable[Region]) -> Region | None:
    """Return the one region whose bounds hold the whole box, None where none or several do."""
    if bounds is None:
        return None
    west, south, east, north = bounds
    holding = [
        region
        for region in regions
        if region.bounds[0] <= west
        and region.bounds[1] <= south
        and east <= region.bounds[2]
        and north <= region.bounds[3]
    ]
    return holding[0] if len(holding) == 1 else None


@lru_cache(maxsize=8)
def label_point(region: Region) -> tuple[float, float]:
    """Return a point within a region's outline or, where it has none, the middle of its view.

    Longitude and latitude in degrees, WGS-84.
    """
    west, south, east, north = region.view
    middle = ((west + east) / 2, (south + north) / 2)
    outline = outline_of(region)
    if outline is None:
        return middle
    point = outline.representative_point()
    return middle if point.is_empty else (round(point.x, 6), round(point.y, 6))


@lru_cache(maxsize=8)
def outline_of(region: Region) -> BaseGeometry | None:
    """Return the outline of a region's base map (WGS-84); None where it has none.

    It is approximate, and no authority on any boundary. Raises
    :class:`~geo.base.errors.InputError` for a file that is no GeoJSON.
    """
    path = region.base / "outline.geojson"
    if not path.exists():
        return None
    # Only a badge and an editor's room need geometry.
    import shapely

    try:
        return shapely.from_geojson(read_text(path, "base_map"))
    except shapely.errors.GEOSException as error:
        raise InputError("not_geojson", path, why=error) from error


def shipped_region() -> Region:
    """Return the region of the atlas that ships: the one that is asked where none is named."""
    return read_regions()[SHIPPED_REGION]
