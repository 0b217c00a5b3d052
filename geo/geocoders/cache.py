"""Answers of online geocoders, kept between runs.

The cache is a folder of the user's, or the one that ``GEO_CACHE`` names. Only answers go in,
never failures: what timed out today is asked again tomorrow. Values are stored as JSON, so
that a file someone else put there is read as data and never run.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from diskcache_community import Cache, JSONDisk, ReadOnlyError, Timeout
from platformdirs import user_cache_path

from geo.errors import InputError
from geo.geocoders.answers import Candidate

VARIABLE: Final = "GEO_CACHE"
_DAY: Final = 24 * 60 * 60
KEEP_FOUND_S: Final = 180 * _DAY
# A place unknown today may be mapped tomorrow.
KEEP_NOTHING_S: Final = _DAY


def folder() -> Path:
    """Return the folder of the cache, which need not exist."""
    named = os.environ.get(VARIABLE, "").strip()
    return Path(named) if named else user_cache_path("work-report-map") / "geocoders"


class AnswerCache:
    """A persistent map from question (service, its address, region, query) to candidates.

    Use it as a context manager. Raises :class:`~geo.errors.InputError` where the folder cannot
    be used; an entry that cannot be read counts as none.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or folder()
        try:
            self._cache = Cache(str(self.path), disk=JSONDisk)
        except (OSError, sqlite3.Error, Timeout, ValueError) as error:
            raise InputError(f"the cache cannot be used ({error})", self.path) from error

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the files."""
        self._cache.close()

    def get(self, *question: str) -> list[Candidate] | None:
        """Return the candidates once answered, None where nothing is kept."""
        try:
            kept = self._cache.get(_key(question))
            return None if kept is None else [Candidate(**each) for each in kept]
        except Exception:  # noqa: BLE001 (a damaged entry is no entry, whatever is wrong with it)
            return None

    def put(self, candidates: Sequence[Candidate], *question: str) -> None:
        """Keep an answer; what cannot be written is not kept."""
        keep = KEEP_FOUND_S if candidates else KEEP_NOTHING_S
        try:
            self._cache.set(_key(question), [asdict(c) for c in candidates], expire=keep)
        except (OSError, sqlite3.Error, Timeout, ReadOnlyError):
            return


def _key(question: Sequence[str]) -> str:
    return json.dumps(["1", *question], ensure_ascii=True)
