"""What every report is built from, as one digest: code, lexicon, gazetteer, amounts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from geo import __version__
from geo.base.errors import InputError
from geo.base.files import read_regular
from geo.base.imports import modules_in, reached_from
from geo.base.paths import DATA, IMPORTS
from geo.places.region import read_regions
from geo.sources.store import opened_store

# The module whose functions build a report.
_BUILDER: Final = "geo.many.tasks"
# What an atlas, a place and a region are held against; a draft is no part of a build.
_SCHEMAS: Final = ("atlas", "place", "region")


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders of the gazetteer and of the decisions; None is the project's own, on any machine.

    ``place`` is the code of the region that all reports are of; None where each says its own.
    """

    places: str | None = None
    review: str | None = None
    place: str | None = None

    def decisions(self, report_id: str) -> Path:
        """Return where the decisions about a report stand, if there are any."""
        return Path(self.review or DATA / "review") / f"{report_id}.csv"


def _digest(paths: Iterable[Path]) -> str:
    """Return a digest of files, by name and content."""
    total = hashlib.sha256()
    for path in paths:
        content = read_regular(path, "file")
        total.update(os.fsencode(path.name) + f"\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def building_modules(folder: Path = IMPORTS) -> dict[str, Path]:
    """Return the modules in ``folder`` that building a report runs, and none besides, by name."""
    modules = modules_in(folder)
    return {name: modules[name] for name in sorted(reached_from(_BUILDER, modules))}


def digest_code(folder: Path = IMPORTS) -> str:
    """Return a digest of the code in ``folder`` that building a report runs."""
    modules = building_modules(folder)
    return f"{__version__}{' '.join(modules)}{_digest(modules.values())}"


# Of the code that runs, not of what lies there later: a cluster's worker lives long.
_CODE: Final = digest_code()


def input_files(settings: Settings) -> list[Path]:
    """Return the files that reports are built from besides their own and the decisions on them.

    Raises :class:`~geo.base.errors.InputError` where the settings name a folder that is none.
    """
    files: list[Path] = []
    if settings.places:
        places = Path(settings.places)
        if not places.is_dir():
            raise InputError("no_such_folder_of_places", places)
        files += places.glob("*.geojson")
    for region in read_regions().values():
        # A base map is drawn, not built with.
        files += [region.folder / "region.json", *region.places.glob("*.geojson")]
        files += [path for path in (region.investment, region.outcomes) if path.exists()]
    files += (DATA / "regions").glob("*.tsv")
    files += [path for path in (DATA / "lexicon").iterdir() if path.is_file()]
    files += [DATA / "schema" / f"{name}.schema.json" for name in _SCHEMAS]
    return sorted(files)


def digest_inputs(settings: Settings) -> str:
    """Return a digest of what every report is built from: code, lexicon, gazetteer, amounts."""
    with opened_store() as store:
        own = store.state() if store else ""
    whole = f"{_CODE}{settings.place or ''}{own}{_digest(input_files(settings))}"
    return hashlib.sha256(whole.encode()).hexdigest()


def digest_decisions(settings: Settings, report_id: str) -> str:
    """Return a digest of the decisions about a report, empty where there are none."""
    path = settings.decisions(report_id)
    return _digest([path]) if os.path.lexists(path) else ""
