"""Files that Streamlit keeps for its sessions: how many, which are asked for, and forgetting them.

A file that is uploaded stays in Streamlit's memory until its session has ended, and a while
longer; this project's pages take it out as soon as they have handed it on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

from streamlit.runtime import exists, get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

# How long a file may lie in Streamlit's memory without being taken, in seconds.
_SECONDS: Final = 60
_expected: dict[str, int] = {}
# Files that are kept, by session and name, and since when that is known.
_seen: dict[tuple[str, str], float] = {}
_lock = threading.Lock()


def expect(count: int) -> None:
    """Say how many files the session's page asks for now, and sweep out what nobody takes."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not exists():
        return
    runtime = get_instance()
    with _lock:
        for session in [s for s in _expected if not runtime.is_active_session(s)]:
            del _expected[session]
        _expected[context.session_id] = count
    sweep(runtime.is_active_session)


def sweep(is_active: Callable[[str], bool]) -> None:
    """Forget the files of sessions whose reader is gone, and those that lie there for long.

    For servers without the guard (:mod:`geo.page.upload_guard`): any page that runs does it.
    """
    files = _files()
    if files is None:
        return
    now = time.monotonic()
    held = {(s, name) for s, own in list(files.file_storage.items()) for name in list(own)}
    with _lock:
        for key in _seen.keys() - held:
            del _seen[key]
        since = {key: _seen.setdefault(key, now) for key in held}
    for (session, name), seen in since.items():
        if now - seen > _SECONDS or not is_active(session):
            files.remove_file(session, name)


def forget(file: UploadedFile) -> None:
    """Take a file that the page has read out of Streamlit's memory."""
    context = get_script_run_ctx(suppress_warning=True)
    files = _files()
    if context is not None and files is not None:
        files.remove_file(context.session_id, file.file_id)
    file.close()


class StreamlitUploads:
    """What Streamlit keeps, for :class:`geo.page.upload_guard.UploadGuard`."""

    def expected(self, session: str) -> int:
        """Return how many files the session's page asks for now."""
        with _lock:
            return _expected.get(session, 0)

    def held(self, session: str) -> int:
        """Return how many files are kept for the session."""
        files = _files()
        return 0 if files is None else len(files.file_storage.get(session, ()))

    def held_bytes(self) -> int:
        """Return how many bytes are kept for all sessions."""
        files = _files()
        if files is None:
            return 0
        stored = [list(held.values()) for held in list(files.file_storage.values())]
        return sum(len(file.data) for held in stored for file in held)

    def drop(self, session: str, file: str) -> None:
        """Forget a file, if it is still kept."""
        files = _files()
        if files is not None:
            files.remove_file(session, file)


def _files() -> MemoryUploadedFileManager | None:
    """Return where Streamlit keeps files; None where it does not run, or keeps them elsewhere."""
    files = get_instance().uploaded_file_mgr if exists() else None
    return files if isinstance(files, MemoryUploadedFileManager) else None
