"""Answers of online geocoders, kept between runs.

The cache is a folder of the user's, or the one that ``GEO_CACHE`` names. Only answers go in,
never failures: what timed out today is asked again tomorrow. Values are stored as JSON, so
that a file someone else put there is read as data and never run. A damaged cache is set
aside, beside its place, and begun anew.
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

from geo.errors import InputError, shown
from geo.files import set_aside
from geo.geocoders.answers import Candidate

VARIABLE: Final = "GEO_CACHE"
# The database's files; what its parts hold is of no use without it.
_FILES: Final = ("cache.db", "cache.db-wal", "cache.db-shm")
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
    be used; an entry that cannot be read counts as none. ``notices`` are lines about what was
    found damaged and set aside.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or folder()
        self.notices: list[str] = []
        try:
            self._cache = self._open()
        except InputError:
            raise
        except (OSError, sqlite3.Error, Timeout, ValueError) as error:
            raise InputError(f"the cache cannot be used ({error})", self.path) from error

    def _open(self) -> Cache:
        """Open the cache, or begin a new one where what lies there is damaged."""
        try:
            return Cache(str(self.path), disk=JSONDisk)
        except sqlite3.OperationalError:
            raise  # locked, or no place to write: nothing is wrong with what lies there
        except sqlite3.DatabaseError as error:
            self._set_aside(error)
            return Cache(str(self.path), disk=JSONDisk)

    def _set_aside(self, error: Exception) -> None:
        for name in _FILES:
            file = self.path / name
            if file.is_file():
                aside = set_aside(file)
                if name == _FILES[0]:
                    what = f"the cache is damaged ({error}): it is set aside as {aside.name}"
                    self.notices.append(shown(f"{file}: {what}"))

    def _renew(self, error: Exception) -> None:
        """Begin a new cache where the open one turns out to be damaged."""
        self._cache.close()
        try:
            self._set_aside(error)
            self._cache = self._open()
        except (InputError, OSError, sqlite3.Error, Timeout, ValueError):
            return

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
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError as error:
            self._renew(error)
            return None
        except Exception:  # noqa: BLE001 (a damaged entry is no entry, whatever is wrong with it)
            return None

    def put(self, candidates: Sequence[Candidate], *question: str) -> None:
        """Keep an answer; what cannot be written is not kept."""
        keep = KEEP_FOUND_S if candidates else KEEP_NOTHING_S
        try:
            self._cache.set(_key(question), [asdict(c) for c in candidates], expire=keep)
        except (OSError, sqlite3.OperationalError, Timeout, ReadOnlyError):
            return
        except sqlite3.DatabaseError as error:
            self._renew(error)


def _key(question: Sequence[str]) -> str:
    return json.dumps(["1", *question], ensure_ascii=True)
