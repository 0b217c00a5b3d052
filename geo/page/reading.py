"""What a session has read for it beside the page: started, shown while it goes on, taken.

All sessions share one pool of workers (:mod:`geo.jobs.pool`). A session has one report read
at a time; what the editor's room asks for meanwhile waits in the same line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo.base.errors import InputError
from geo.base.languages import Language
from geo.base.messages import SAID
from geo.jobs.pool import BusyError, Job, Look, Pool
from geo.jobs.protocol import Failure, Task
from geo.page import sharing
from geo.page.opening import Opened
from geo.sources.store import opened_store
from geo.view.texts import say

# Of text: some twenty times the longest work report. The command line takes 10 MB.
MAX_TEXT_BYTES: Final = 1_000_000
# What the map page takes of mentions, and the editor's room, whose steps go through all of them.
MAX_MENTIONS: Final = 5_000
MAX_EDITED: Final = 2_000
# How often the page looks how far a job is, in seconds.
_EVERY: Final = 0.5
_SHARES: Final[Mapping[str, float]] = {"": 0.05, "reading": 0.15, "finding": 0.4, "drawing": 0.85}


class NotReadError(InputError):
    """Nothing was read, for a reason that is said in the reader's language."""


@lru_cache(maxsize=1)
def workers() -> Pool:
    """Return the pool that all sessions of the server share."""
    return Pool()


def _is_there() -> Callable[[], bool]:
    """Return what says whether this session's reader is still there."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not exists():
        return lambda: True
    runtime, session = get_instance(), context.session_id
    return lambda: bool(runtime.is_active_session(session))


def submit(task: Task, language: Language) -> Job:
    """Put a task in the line, for as long as this session's reader is there.

    Raises :class:`NotReadError` where the line is full.
    """
    try:
        return workers().submit(task, _is_there())
    except BusyError as busy:
        said = say("busy", language, running=busy.running, waiting=busy.waiting)
        raise NotReadError(SAID, text=said) from busy


def places_option() -> dict[str, str]:
    """Return the option that has sites placed by own places: on a page of one's own, if there."""
    store = sharing.own_store()
    if store is None or not store.is_file():
        return {}
    # A worker may not write, not even take back what an import that was cut off has left.
    with opened_store(store) as opened:
        if opened is not None:
            opened.sources()
    return {"store": str(store.resolve())}


def upload_task(raw: bytes, name: str) -> Task:
    """Return the task to read an uploaded file."""
    options = {
        "name": name,
        "max_text_bytes": MAX_TEXT_BYTES,
        "max_mentions": MAX_MENTIONS,
        "max_edited": MAX_EDITED,
        **places_option(),
    }
    return Task("read", raw, options)


def compare_task(files: Sequence[tuple[str, bytes]]) -> Task:
    """Return the task to read uploaded files, name and bytes of each, as one story."""
    names = [name for name, _ in files]
    options = {
        # A report is known by its file's name.
        "names": [
            f"{number}-{name}" if name in names[:number] else name
            for number, name in enumerate(names)
        ],
        "sizes": [len(raw) for _, raw in files],
        "max_text_bytes": MAX_TEXT_BYTES,
        "max_mentions": MAX_MENTIONS,
        "max_edited": MAX_EDITED,
        **places_option(),
    }
    return Task("compare", b"".join(raw for _, raw in files), options)


def place_task(opened: Opened, name: str, place: str) -> Task:
    """Return the task to build an opened report again for the place of this code."""
    about = {
        "report_id": str(opened.atlas.report.get("id")),
        "text": opened.text or "",
        "notes": [each.as_json() for each in opened.notes],
    }
    options = {
        "name": name,
        "place": place,
        "max_mentions": MAX_MENTIONS,
        "max_edited": MAX_EDITED,
        **places_option(),
    }
    return Task("place", json.dumps(about).encode(), options)


def said_of(failure: Failure, language: Language) -> str:
    """Return why there is no result as one line in the reader's language."""
    if failure.code == "input":
        return failure.fault.sentence(language) if failure.fault else failure.what
    limit = failure.limit / 10**6 if failure.code in {"text", "memory"} else failure.limit
    return say(f"failed_{failure.code}", language, limit=limit)


def step_of(look: Look, language: Language) -> str:
    """Return how far a job is as one line."""
    if look.state == "waiting":
        return say("own_waiting", language, place=look.place, waiting=look.waiting)
    return say(f"own_{look.step or 'starting'}", language)


def share_of(look: Look) -> float:
    """Return how far a job is as a share of the whole way, roughly."""
    return 0.0 if look.state == "waiting" else _SHARES[look.step]


def await_result(task: Task, language: Language) -> dict[str, Any]:
    """Have a task done while this session waits and sees how far it is; return its result.

    Whatever the reader does meanwhile ends it. Raises :class:`~geo.base.errors.InputError` where
    the input is at fault, and :class:`NotReadError` where there is no result for another reason.
    """
    job = submit(task, language)
    spot = st.empty()
    try:
        while not job.wait(_EVERY):
            look = job.look()
            # The next click ends the run here.
            spot.progress(share_of(look), step_of(look, language))
    finally:
        job.cancel()
    spot.empty()
    if job.result is None:
        failure = job.failure or Failure("crash")
        if failure.code == "input":
            raise InputError(failure.fault or failure.what, failure.where)
        raise NotReadError(SAID, text=said_of(failure, language))
    return job.result


def show_progress(job: Job, language: Language, when_ended: Callable[[], None]) -> None:
    """Show how far a job is, with a button that gives it up; ``when_ended`` runs at its end.

    The rest of the page goes on being used: this part of it runs by itself.
    """

    @st.fragment(run_every=_EVERY)
    def progress() -> None:
        look = job.look()
        if job.has_ended:
            when_ended()
            st.rerun()
        st.progress(share_of(look), step_of(look, language))
        st.button(say("own_cancel", language), on_click=job.cancel, key="own_cancel")

    progress()
