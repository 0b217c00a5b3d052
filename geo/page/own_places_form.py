"""The form that brings places into the store, what is in it, and what became of an import.

Loaded where it is opened: the readers of files take their time (:mod:`geo.page.own_places`).
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from geo.base.errors import InputError
from geo.base.languages import Language
from geo.base.printable import visible
from geo.jobs.importing import ImportRun, Outcome, Wanted
from geo.page import sharing, upload, uploads
from geo.page.markdown import plain
from geo.sources.intake import DATUM_NAMES, NOT_STATED, Terms, where_to
from geo.sources.store import opened_store
from geo.view.texts import say

# In MB of 2**20 bytes, as Streamlit counts; what is larger is named by its path.
MAX_UPLOAD: Final = 10
MAX_FILES: Final = 5
_EVERY: Final = 0.5
_SHOWN: Final = 30


def show_import(store: Path, language: Language) -> int:
    """Show what is in the store and how more is brought; return how many files may come."""
    run = st.session_state.get("importing")
    if isinstance(run, ImportRun):
        _show_progress(run, language)
        return 0
    _show_outcomes(language)
    _show_sources(store, language)
    _show_form(store, language)
    return MAX_FILES


def _show_sources(store: Path, language: Language) -> None:
    """List what is in the store, each with its terms."""
    try:
        with opened_store(store) as opened:
            sources = opened.sources() if opened else []
    except InputError as error:
        st.error(say("own_places_broken", language))
        st.text(error.sentence(language))
        return
    if not sources:
        st.caption(say("places_empty", language))
        return
    lines = [
        " · ".join(
            (
                visible(each.name),
                say("places_no_licence", language) if each.licence == NOT_STATED else each.licence,
                each.date or say("places_no_date", language),
                visible(Path(each.file).name),
            )
        )
        for each in sources[:_SHOWN]
    ]
    st.text("\n".join(lines))


def _show_form(store: Path, language: Language) -> None:
    state = st.session_state
    st.caption(say("places_help", language, megabytes=MAX_UPLOAD, count=MAX_FILES))
    files = st.file_uploader(
        say("places_files", language),
        key=f"places_files_{state.get('places_round', 0)}",
        accept_multiple_files=True,
        max_upload_size=MAX_UPLOAD,
    )
    path = ""
    if sharing.is_local():
        path = st.text_input(say("places_path", language), key="places_path", max_chars=1000)
    datum = st.radio(
        say("places_datum", language),
        list(DATUM_NAMES),
        index=None,
        format_func=lambda code: say(f"datum_{DATUM_NAMES[code]}", language),
        key="places_datum",
    )
    left, right = st.columns(2)
    source = left.text_input(say("places_source", language), key="places_source", max_chars=100)
    licence = right.text_input(say("places_licence", language), key="places_licence", max_chars=100)
    if not st.button(say("places_import", language), key="places_import", type="primary"):
        return
    if not files and not path.strip():
        st.error(say("places_nothing", language))
        return
    said = Terms(source.strip() or None, licence.strip() or None, None, datum)
    try:
        where = where_to(store)
        wanted, folder = _wanted(files[:MAX_FILES], path.strip(), said)
    except (InputError, OSError) as error:
        st.error(say("places_failed", language))
        st.text(error.sentence(language) if isinstance(error, InputError) else str(error))
        return

    def tidy() -> None:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    for file in files:
        uploads.forget(file)
    state["places_round"] = state.get("places_round", 0) + 1
    state["importing"] = ImportRun(wanted, where, tidy)
    st.rerun()


def _wanted(files: list[UploadedFile], path: str, said: Terms) -> tuple[list[Wanted], Path | None]:
    """Return what is to be imported, and the folder that uploaded files lie in meanwhile."""
    wanted: list[Wanted] = []
    folder = Path(tempfile.mkdtemp(prefix="geo-places-")) if files else None
    for number, file in enumerate(files):
        name = "".join(filter(str.isprintable, Path(file.name).name))[-100:] or "file"
        assert folder is not None  # noqa: S101
        own = folder / str(number)
        own.mkdir()
        (own / name).write_bytes(file.getvalue())
        terms = Terms(said.source or name, said.licence, said.date, said.datum, file=name)
        wanted.append(Wanted(own / name, name, terms))
    if path:
        named = Path(path).expanduser()
        wanted.append(Wanted(named, named.name, said))
    return wanted, folder


def _show_progress(run: ImportRun, language: Language) -> None:
    """Show how far an import is, with a button that gives it up."""

    @st.fragment(run_every=_EVERY)
    def progress() -> None:
        if run.has_ended:
            _take(run)
            st.rerun()
        done, count = len(run.outcomes), len(run.files)
        name = visible(run.files[min(done, count - 1)].name)
        text = say("places_running", language, number=min(done + 1, count), count=count)
        st.progress((done + 0.5) / (count + 0.5), f"{text} {plain(name)}")
        st.button(say("own_cancel", language), on_click=run.cancel, key="places_cancel")

    progress()


def _take(run: ImportRun) -> None:
    state = st.session_state
    state.pop("importing", None)
    state["imported"] = (tuple(run.outcomes), run.is_cancelled)


def _show_outcomes(language: Language) -> None:
    """Say what became of each file of the last import."""
    outcomes, is_cancelled = st.session_state.get("imported", ((), False))
    for outcome in outcomes:
        if outcome.summary is None:
            st.error(say("places_failed", language))
            st.text(outcome.problem.sentence(language) if outcome.problem else "")
            continue
        _show_done(outcome, language)
    if is_cancelled:
        st.info(say("places_cancelled", language))
    if any(outcome.summary for outcome in outcomes) and upload.own() is not None:
        st.button(say("places_read_again", language), on_click=_read_again, key="places_again")


def _show_done(outcome: Outcome, language: Language) -> None:
    summary = outcome.summary
    if summary is None:
        return
    licence, date = summary.source.licence, summary.source.date
    st.success(
        say(
            "places_replaced" if summary.has_replaced else "places_done",
            language,
            name=plain(visible(outcome.name)),
            objects=summary.objects,
            shapes=summary.shapes,
            licence=say("places_no_licence", language) if licence == NOT_STATED else plain(licence),
            date=date or say("places_no_date", language),
        )
    )
    for notice in summary.notices:
        st.text(notice.sentence(language))


def _read_again() -> None:
    st.session_state.pop("imported", None)
    upload.read_again()
