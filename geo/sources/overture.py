"""Overture's places and divisions in GeoParquet, a batch of rows at a time.

By the schemas of theme ``places`` (type ``place``) and ``divisions`` (``division``,
``division_area``): ``names`` with ``primary`` and ``common``, ``categories`` or
``basic_category``, ``confidence``, ``subtype``, ``geometry`` as WKB in WGS-84.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from geo.base.errors import InputError
from geo.sources.kinds import kind_of_word
from geo.sources.names import split
from geo.sources.raw import Raw

SUFFIXES: Final = (".parquet", ".geoparquet")
PLACES_LICENCE: Final = "CDLA-Permissive-2.0"
DIVISIONS_LICENCE: Final = "ODbL-1.0"
ATTRIBUTION: Final = "Overture Maps Foundation"
DIVISIONS_ATTRIBUTION: Final = "© OpenStreetMap contributors, Overture Maps Foundation"
_COLUMNS: Final = ("names", "categories", "basic_category", "confidence", "subtype", "geometry")
_BATCH: Final = 2048
# Below this Overture itself doubts that there is such a place.
_LEAST_CONFIDENCE: Final = 0.5
# A point of theirs stands for the right neighbourhood, no more.
_PRECISION: Final = ("approximate", 1000.0)
_SMALL_DIVISIONS: Final = frozenset(("neighborhood", "microhood", "macrohood"))
_WORDS: Final = (
    ("school", ("school", "university", "college", "education", "kindergarten")),
    ("health", ("hospital", "clinic", "medical")),
    ("park", ("park", "zoo", "garden", "attraction", "landmark")),
    ("food", ("restaurant", "cafe", "food", "bar", "bank", "atm", "gas_station", "pharmacy")),
    ("station", ("station",)),
    ("stop", ("bus_stop", "stop")),
    ("airport", ("airport",)),
    ("shop", ("shop", "store", "salon", "supermarket")),
)


def is_of_divisions(path: Path) -> bool:
    """Whether a file is of theme ``divisions``.

    Raises :class:`~geo.base.errors.InputError` for a file that is no GeoParquet of Overture.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names = set(pq.read_schema(path).names)
    except (pa.ArrowException, OSError) as error:
        said = " ".join(str(error).split())[:160]
        raise InputError("no_parquet", path, why=said) from error
    if not {"names", "geometry"} <= names:
        listed = ", ".join(sorted(names))[:160]
        raise InputError("not_overtures_columns", path, columns=listed)
    return "subtype" in names and "confidence" not in names


def read(path: Path) -> Iterator[Raw]:
    """Yield the named places and divisions of a file.

    Raises :class:`~geo.base.errors.InputError` for a file that is broken.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            columns = [name for name in _COLUMNS if name in file.schema_arrow.names]
            for batch in file.iter_batches(batch_size=_BATCH, columns=columns):
                for row in batch.to_pylist():
                    yield from _row(row, path)
    except (pa.ArrowException, OSError) as error:
        said = " ".join(str(error).split())[:160]
        raise InputError("file_is_broken", path, why=said) from error


def _row(row: Mapping[str, Any], path: Path) -> Iterator[Raw]:
    shape, called = row.get("geometry"), row.get("names")
    if not isinstance(shape, bytes) or not isinstance(called, Mapping):
        if called is None or shape is None:
            return
        raise InputError("not_overtures_schema", path)
    common = called.get("common") or ()
    # A map column comes as pairs.
    pairs = common.items() if isinstance(common, Mapping) else common
    chinese = [str(text) for language, text in pairs if str(language).startswith("zh") and text]
    names = list(
        dict.fromkeys(
            part for text in [str(called.get("primary") or ""), *chinese] for part in split(text)
        )
    )
    if not names:
        return
    if "subtype" in row:
        kind = "place" if row["subtype"] in _SMALL_DIVISIONS else "admin"
        yield Raw(kind, names, None, None, shape)
        return
    confidence = row.get("confidence")
    if confidence is not None and confidence < _LEAST_CONFIDENCE:
        return
    categories = row.get("categories")
    word = str((categories or {}).get("primary") if isinstance(categories, Mapping) else "") or str(
        row.get("basic_category") or ""
    )
    yield Raw(_kind(word), names, None, None, shape, *_PRECISION)


def _kind(word: str) -> str:
    plain = word.casefold()
    for kind, parts in _WORDS:
        if any(part in plain.split("_") or part == plain for part in parts):
            return kind
    return kind_of_word(plain) or "building"
