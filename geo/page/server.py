"""The page's server: Streamlit's own, with guards before it.

``python -m geo serve`` runs it. A host that runs ``streamlit run streamlit_app.py`` serves the
same page without the guards: then a proxy has to stand for them (docs/exposing.md).
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from geo.base.paths import ROOT
from geo.page.guards import ClosedPaths, WellFormedFrames
from geo.page.policy import own_policy
from geo.page.upload_guard import UploadGuard
from geo.page.uploads import StreamlitUploads
from geo.places.region import keep_folders_found
from geo.serving.headers import SafeHeaders, known_hosts
from geo.serving.titled import Previewing, TitledIndex

PAGE: Final = ROOT / "streamlit_app.py"


def guards(framed_by: Sequence[str], preview: Previewing = lambda _query: None) -> list[Middleware]:
    """Return what stands before Streamlit, the outermost first.

    ``framed_by`` are the origins whose pages may show the page in a frame; ``preview`` says what
    the page's document is headed by.
    """
    return [
        Middleware(SafeHeaders, partial(own_policy, tuple(framed_by))),
        Middleware(_known_hosts),
        Middleware(ClosedPaths),
        Middleware(WellFormedFrames),
        Middleware(TitledIndex, preview=preview),
        Middleware(UploadGuard, uploads=StreamlitUploads()),
    ]


def _known_hosts(app: ASGIApp) -> ASGIApp:
    """Refuse all names but those of Streamlit's own setting, which guards its websocket only."""
    known = known_hosts(allowed_hosts())
    return known.cls(app, *known.args, **known.kwargs)


def allowed_hosts() -> list[str]:
    """Return the names that the running server answers to; none are all."""
    return [*map(str, st.get_option("server.allowedHosts") or ())]


def serve(
    arguments: Sequence[str],
    port: int,
    address: str,
    hosts: Sequence[str] = (),
    framed_by: Sequence[str] = (),
    routes: Sequence[BaseRoute] = (),
    preview: Previewing = lambda _query: None,
) -> None:
    """Serve the page until a signal ends it; ``arguments`` are handed to the page itself.

    ``routes`` are served beside it, on the same port (:mod:`geo.serving.routes`); ``preview`` says
    what its document is headed by.

    ``hosts`` are the names that it answers to; where none is given, those that Streamlit's
    setting ``server.allowedHosts`` names, or all.
    """
    # Streamlit reads its settings from the working directory, and its page sys.argv.
    keep_folders_found()
    os.chdir(ROOT)
    sys.argv = [str(PAGE), *arguments]
    settings = {"server.port": port, "server.address": address, "server.headless": True}
    if hosts:
        settings["server.allowedHosts"] = list(hosts)
    with contextlib.suppress(KeyboardInterrupt):
        st.App(PAGE, routes=routes, middleware=guards(framed_by, preview)).run(config=settings)


def page_arguments(atlas: Path | None, report: Path | None) -> list[str]:
    """Return the arguments by which the page opens an atlas and its report."""
    named = {"--atlas": atlas, "--report": report}
    return [text for name, path in named.items() if path for text in (name, str(path.resolve()))]
