"""The event loops that Streamlit makes for its sessions: closed once their reader has gone.

A session has a loop for its scripts, of three open files. Streamlit lets go of a session whose
reader does not come back without closing it: the files stay open until Python happens to collect
what lies in circles, and many short visits could use up all that a process may open.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

_loops: Final[dict[str, asyncio.AbstractEventLoop]] = {}
_lock: Final = threading.Lock()


def tidy() -> None:
    """Note this session's loop, and close those of sessions whose reader is gone.

    One who comes back gets a new loop from Streamlit.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not exists():
        return
    close_left(get_instance().is_active_session)
    # None where this Streamlit makes none.
    with suppress(RuntimeError), _lock:
        _loops[context.session_id] = asyncio.get_event_loop()


def close_left(is_active: Callable[[str], bool]) -> None:
    """Close the loops of the sessions that are not active."""
    with _lock:
        left = [_loops.pop(session) for session in list(_loops) if not is_active(session)]
    for loop in left:
        # One that still runs is closed by its session.
        with suppress(RuntimeError):
            loop.close()
