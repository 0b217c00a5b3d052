"""The menu of downloads: exactly the shown sites in each format, made when it is asked for.

A format that cannot be made says so where it stands; the others do not notice.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from threading import Event
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.base.errors import InputError
from geo.base.languages import Language
from geo.base.messages import Message
from geo.model.atlas import Atlas
from geo.outputs.format import Format
from geo.outputs.formats import FORMATS
from geo.page import kept_downloads
from geo.page.markdown import plain
from geo.page.opening import Opened
from geo.selecting.selection import Matches, Selection
from geo.view.texts import say

# Seconds for which a run waits for the file that a click has asked for, and for the browser to ask.
_PATIENCE: Final = 120
_BROWSER_PATIENCE: Final = 5
_LOOK: Final = 0.1


@dataclass(frozen=True)
class _Making:
    """What becomes of a button's file: whether the browser has asked for it, whether it is made."""

    begun: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)


def show_downloads(opened: Opened, selection: Selection, language: Language) -> None:
    """Offer the shown sites in each format."""
    downloads = st.popover(
        say("downloads", language), icon=":material/download:", key="downloads", on_change="rerun"
    )
    if not downloads.open:
        for kept in ("download_faults", "download_makings"):
            st.session_state.pop(kept, None)
        kept_downloads.keep_buttons()
        return
    matches = selection.matches(opened.atlas)

    def offer() -> None:
        _offer(opened, matches, download_name(matches.whole, selection), language)

    with downloads:
        # A click runs the menu alone, which waits for the file's fate.
        st.fragment(offer)()


def _offer(opened: Opened, matches: Matches, name: str, language: Language) -> None:
    # What became of each format's file that was asked for last, and whether that has ended.
    faults: dict[tuple[str, str], Message] = st.session_state.setdefault("download_faults", {})
    makings: dict[str, deque[_Making]] = st.session_state.setdefault("download_makings", {})
    awaited: list[tuple[Format, DeltaGenerator]] = []
    session = kept_downloads.current_session()

    options = _geojson_options(matches, language)

    def offer(form: Format) -> None:
        why = form.obstacle()
        making = _Making()
        file_name = name + (form.suffix or ".zip")
        is_asked = st.download_button(
            say("download", language, format=form.label(language), count=matches.total),
            data=partial(
                _make,
                form,
                matches,
                opened.text,
                faults,
                (form.code, name),
                making,
                options if form.code == "geojson" else {},
                partial(kept_downloads.keep_file, session, mime=form.mime, name=file_name),
            ),
            file_name=file_name,
            mime=form.mime,
            disabled=not matches.total or bool(why),
            key=f"download_{form.code}",
            width="stretch",
        )
        below = st.empty()
        makings.setdefault(form.code, deque(maxlen=kept_downloads.RUNS)).append(making)
        if is_asked:
            awaited.append((form, below))
        else:
            _say_fault(below, why or faults.get((form.code, name)), language)

    for form in FORMATS.values():
        if form.offered == "button":
            offer(form)
    st.caption(say("more_formats", language))
    for form in FORMATS.values():
        if form.offered == "menu":
            offer(form)
    kept_downloads.keep_buttons()
    for form, below in awaited:
        # The click was on the button of an earlier run, mostly of the last.
        of_form = makings[form.code]
        _wait(tuple(of_form), below)
        _say_fault(below, faults.get((form.code, name)), language)
        for making in [each for each in of_form if each.ended.is_set()]:
            of_form.remove(making)


def _geojson_options(matches: Matches, language: Language) -> dict[str, str]:
    """Ask what GeoJSON is to hold, where there are sites of which only a unit is known."""
    if not matches.rough:
        return {}
    wanted = st.toggle(say("region_points", language), key="region_points")
    return {"regions": "points"} if wanted else {}


def _make(
    form: Format,
    matches: Matches,
    text: str | None,
    faults: dict[tuple[str, str], Message],
    key: tuple[str, str],
    making: _Making,
    options: Mapping[str, str],
    keep: Callable[[bytes], None],
) -> bytes:
    """Return a file's bytes; called in a thread of its own, which cannot speak to the reader."""
    faults.pop(key, None)
    making.begun.set()
    try:
        data = form.write_file(matches.atlas, text, **options)
        keep(data)
    except InputError as error:
        faults[key] = error.message
        raise
    else:
        return data
    finally:
        making.ended.set()


def _wait(makings: Sequence[_Making], below: DeltaGenerator) -> None:
    """Wait until one of the files is made; not for long where the browser asks for none.

    Meanwhile nothing else in the menu answers.
    """
    start = time.monotonic()
    while not any(making.ended.is_set() for making in makings):
        is_begun = any(making.begun.is_set() for making in makings)
        if time.monotonic() - start > (_PATIENCE if is_begun else _BROWSER_PATIENCE):
            return
        time.sleep(_LOOK)
        # Where the reader has gone on to something else, the run ends here.
        below.empty()


def _say_fault(below: DeltaGenerator, why: Message | None, language: Language) -> None:
    if why:
        said = why.sentence(language)
        line = " ".join(say("format_fault", language, why=said).split())
        below.caption(f":red[{plain(line)}]")


def download_name(atlas: Atlas, selection: Selection) -> str:
    """Return a file name, without its suffix, that says report, filter and date."""
    return f"{file_stem(atlas, selection)}-{datetime.now(tz=UTC).date().isoformat()}"


def file_stem(atlas: Atlas, selection: Selection) -> str:
    """Return what a file's name says of report and filter."""
    said = [value.replace(",", "-") for value in selection.to_query().values()]
    name = "-".join([str(atlas.report.get("id") or "atlas"), *said])
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in name)[:120]
