"""Answers of online geocoders, kept between runs.

The cache is a folder of the user's, or the one that ``GEO_CACHE`` names. Only answers go in,
never failures: what timed out today is asked again tomorrow. Values are stored as JSON, so
that a file someone else put there is read as data and never run. A damaged cache is set
aside, beside its place, and begun anew.

Several processes may use one cache at a time. None fails for want of it: where it cannot be
used, answers are asked for and not kept.
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

from diskcache_community import Cache, JSONDisk, Timeout
from platformdirs import user_cache_path

from geo.base.errors import InputError
from geo.base.files import only_writer, set_aside
from geo.base.messages import shown
from geo.places.geocoders.answers import Candidate

VARIABLE: Final = "GEO_CACHE"
# The database's files; what its parts hold is of no use without it.
_FILES: Final = ("cache.db", "cache.db-wal", "cache.db-shm")
_DAY: Final = 24 * 60 * 60
KEEP_FOUND_S: Final = 180 * _DAY
# A place unknown today may be mapped tomorrow.
KEEP_NOTHING_S: Final = _DAY
_UNUSABLE: Final = (InputError, OSError, RuntimeError, sqlite3.Error, Timeout, ValueError)
# For another process that writes; and so many times in a row before nothing more is kept.
WAIT_S: Final = 10
MAX_FAILURES: Final = 3


def folder() -> Path:
    """Return the folder of the cache, which need not exist.

    Raises ``RuntimeError`` where the user has no home.
    """
    named = os.environ.get(VARIABLE, "").strip()
    return Path(named) if named else user_cache_path("work-report-map").expanduser() / "geocoders"


class AnswerCache:
    """A persistent map from question (service, its address, region, query) to candidates.

    Use it as a context manager. An entry that cannot be read counts as none. ``notices`` are
    lines about what was found damaged and set aside, and why answers are not kept.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.notices: list[str] = []
        self._failures = 0
        self._is_kept = True
        self._cache: Cache | None = None
        self._file = 0
        try:
            self.path = path or folder()
            self._open(self.path)
        except _UNUSABLE as error:
            self._give_up(error)
        else:
            if self._cache and self._cache.read_only:
                self._give_up("it is read-only")

    def _open(self, path: Path) -> None:
        """Open the cache, or begin a new one where what lies there is damaged."""
        self._file = _file_of(path)
        try:
            self._take(path)
        except sqlite3.OperationalError:
            raise  # locked, or no place to write: nothing is wrong with what lies there
        except sqlite3.DatabaseError as error:
            self._begin_anew(path, error)

    def _take(self, path: Path) -> None:
        self._cache = Cache(str(path), timeout=WAIT_S, disk=JSONDisk)
        self._file = _file_of(path)

    def _begin_anew(self, path: Path, error: Exception) -> None:
        """Set aside what is damaged, unless another process has just done so."""
        with only_writer(path):
            if _file_of(path) == self._file:
                self._set_aside(path, error)
            self._take(path)

    def _set_aside(self, path: Path, error: Exception) -> None:
        for name in _FILES:
            file = path / name
            if file.is_file():
                aside = set_aside(file)
                if name == _FILES[0]:
                    what = f"the cache is damaged ({error}): it is set aside as {aside.name}"
                    self.notices.append(shown(f"{file}: {what}"))

    def _renew(self, error: Exception) -> None:
        """Begin a new cache where the open one turns out to be damaged."""
        if self._cache is None or self.path is None:
            return
        self._cache.close()
        self._cache = None
        try:
            self._begin_anew(self.path, error)
        except _UNUSABLE as problem:
            self._give_up(problem)

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
        if self._cache is not None:
            self._cache.close()

    def get(self, *question: str) -> list[Candidate] | None:
        """Return the candidates once answered, None where nothing is kept."""
        if self._cache is None:
            return None
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
        if self._cache is None or not self._is_kept:
            return
        keep = KEEP_FOUND_S if candidates else KEEP_NOTHING_S
        try:
            self._cache.set(_key(question), [asdict(c) for c in candidates], expire=keep)
        except (OSError, sqlite3.OperationalError, Timeout) as error:
            self._failures += 1
            if self._failures >= MAX_FAILURES:
                self._give_up(error)
        except sqlite3.DatabaseError as error:
            self._renew(error)
        else:
            self._failures = 0

    def _give_up(self, why: Exception | str) -> None:
        self._is_kept = False
        if isinstance(why, Timeout):
            why = f"another process has kept it for {WAIT_S} s, {MAX_FAILURES} times in a row"
        said = f"answers are not kept: the cache cannot be used ({why or type(why).__name__})"
        self.notices.append(shown(f"{self.path}: {said}" if self.path else said))


def _file_of(path: Path) -> int:
    """Return what tells the cache's file from another of its name, 0 where there is none."""
    try:
        return (path / _FILES[0]).stat().st_ino
    except OSError:
        return 0


def _key(question: Sequence[str]) -> str:
    return json.dumps(["1", *question], ensure_ascii=True)
