"""Files that a reader has asked for: kept until a browser that is told of them has fetched them.

Streamlit forgets what makes a button's file as soon as a run has made the button anew, and the
file itself once the runs of any two readers have ended: on a busy server that is before the
browser asks for it. Here both live a few runs longer, and within bounds.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from streamlit.runtime import exists, get_instance
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

# Runs of a session whose buttons can still be clicked, the one that is shown among them.
RUNS: Final = 3
# Files are kept for so long, and of all readers' so many bytes; the newest whatever its size.
SECONDS: Final = 120
MOST_BYTES: Final = 64 * 10**6


@dataclass(frozen=True)
class _File:
    session: str
    number: str
    size: int
    since: float


@dataclass
class Keeper:
    """What is kept of downloads, for all sessions of a server.

    Streamlit keeps what a session refers to. So another, which no reader has, refers to it too.
    """

    manager: MediaFileManager
    _buttons: dict[str, deque[frozenset[str]]] = field(default_factory=dict)
    _files: list[_File] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep_buttons(self, session: str) -> None:
        """Keep what makes the files of the buttons that this run of the session has shown."""
        manager = self.manager
        with self._lock:
            with manager._lock:  # noqa: SLF001 (Streamlit has no other way)
                shown = manager._files_by_session_and_coord.get(session, {})  # noqa: SLF001
                makers = frozenset(shown.values()) & manager._deferred_callables.keys()  # noqa: SLF001
            self._buttons.setdefault(session, deque(maxlen=RUNS)).append(makers)
            self._refer(session)

    def keep_file(self, session: str, data: bytes, mime: str, name: str) -> None:
        """Keep a file that has just been made; called in a thread that is no session's."""
        with self._lock:
            where = self.manager.add(data, mime, "download", name, is_for_static_download=True)
            number = PurePosixPath(where).stem
            others = [file for file in self._files if file.number != number]
            self._files = [*others, _File(session, number, len(data), time.monotonic())]
            for each in {session, *self._drop_files(lambda _: True)}:
                self._refer(each)
            # Only what the kept ones refer to is to stay.
            self.manager.clear_session_refs()

    def sweep(self, is_active: Callable[[str], bool]) -> None:
        """Forget what is kept for readers who are gone, and files that have been kept for long."""
        with self._lock:
            gone = {session for session in self._buttons if not is_active(session)}
            for session in gone:
                del self._buttons[session]
            for session in gone | self._drop_files(is_active):
                self._refer(session)

    def _drop_files(self, is_active: Callable[[str], bool]) -> set[str]:
        """Forget files that are too old, too much or nobody's; return whose they were."""
        kept: list[_File] = []
        room = MOST_BYTES
        now = time.monotonic()
        for file in reversed(self._files):
            room -= file.size
            is_new = now - file.since <= SECONDS and (room >= 0 or not kept)
            if is_new and is_active(file.session):
                kept.insert(0, file)
        dropped = {file.session for file in self._files if file not in kept}
        self._files = kept
        return dropped

    def _refer(self, session: str) -> None:
        """Refer to all that is kept of a session, and to nothing else."""
        numbers = set().union(*self._buttons.get(session, ()))
        numbers |= {file.number for file in self._files if file.session == session}
        keeping = f"downloads of {session}"
        if not numbers:
            self.manager.clear_session_refs(keeping)
            return
        with self.manager._lock:  # noqa: SLF001
            self.manager._files_by_session_and_coord[keeping] = {n: n for n in numbers}  # noqa: SLF001


_keepers: Final[dict[int, Keeper]] = {}
_making: Final = threading.Lock()


def keeper() -> Keeper | None:
    """Return the server's keeper; None where no server runs."""
    if not exists():
        return None
    manager = get_instance().media_file_mgr
    with _making:
        return _keepers.setdefault(id(manager), Keeper(manager))


def current_session() -> str:
    """Return the session whose run this is, empty where it is none's."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else ""


def tidy() -> None:
    """Forget what is kept for nobody, or for long: any page that runs does it."""
    if kept := keeper():
        kept.sweep(get_instance().is_active_session)


def keep_buttons() -> None:
    """Keep what makes the files of the buttons that this run has shown."""
    if (kept := keeper()) and (session := current_session()):
        kept.keep_buttons(session)


def keep_file(session: str, data: bytes, mime: str, name: str) -> None:
    """Keep a file that has just been made for the session, in a thread that is no session's."""
    if session and (kept := keeper()):
        kept.keep_file(session, data, mime, name)


def kept(make: Callable[[], str | bytes], mime: str, name: str) -> Callable[[], str | bytes]:
    """Return ``make`` for a button of this run: what it makes is kept for the button's reader."""
    session = current_session()

    def made() -> str | bytes:
        data = make()
        keep_file(session, data.encode() if isinstance(data, str) else data, mime, name)
        return data

    return made
