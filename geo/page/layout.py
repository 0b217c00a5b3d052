"""The page's frame: title, language, notices, count, card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final, NoReturn
from urllib.parse import urlencode

import streamlit as st

from geo.base.errors import InputError
from geo.base.languages import LANGUAGES, Language, about
from geo.base.printable import visible
from geo.model.atlas import Atlas
from geo.outputs.formats import FORMATS
from geo.page import filters, kept_downloads, loops
from geo.page.beside import embed_of
from geo.page.correcting import show_correction
from geo.page.map_frame import forget, show_panel, show_reader, show_share, tell_height
from geo.page.markdown import plain
from geo.page.opening import Opened
from geo.selecting.link import in_link
from geo.selecting.neighbours import neighbours
from geo.selecting.selection import Matches, Selection
from geo.view.became import headline_of
from geo.view.card import card_html, contained, links_html
from geo.view.claims import claim_label
from geo.view.figures import format_metres
from geo.view.place import place_of
from geo.view.texts import say
from geo.view.words import escape

_BELOW: Final = ("downloads", "became_below", "table_below", "charts_below", "changes_below")
# More choices than that are no list to read; the filter by area shows all of them.
_CONTAINED_MAX: Final = 12


def configure() -> None:
    """Set up the page."""
    loops.tidy()
    kept_downloads.tidy()
    st.set_page_config(page_title="政府工作报告地图", page_icon="🗺️", layout="wide")
    style = (files("geo") / "assets" / "page.css").read_text(encoding="utf-8")
    st.html(f"<style>{style}</style>")


def name_document(atlas: Atlas, site: str | None, language: Language) -> None:
    """Name the report, and the chosen site where there is one, in the document's title."""
    title = say("title", language, place=place_of(atlas, language))
    chosen = atlas.by_id[site]["properties"] if site else {}
    name = visible(str(chosen.get(about(language).names) or chosen.get("name") or ""))
    st.set_page_config(page_title=" · ".join(part for part in (name, title) if part))


def is_embed() -> bool:
    """Say whether the page stands in a frame of somebody else's page (``?embed=true``)."""
    return bool(st.context.is_embedded)


def show_embed(atlas: Atlas, query: Mapping[str, str], language: Language) -> None:
    """Show what an embedded page has besides map and card: the way to the whole, in its place.

    ``query`` is the view's link. The page around it hears which height would do.
    """
    style = (files("geo") / "assets" / "embed.css").read_text(encoding="utf-8")
    title = say("title", language, place=place_of(atlas, language))
    said = escape(say("embed_whole", language, title=title))
    with st.container(key="whole"):
        st.html(f"<style>{style}</style>")
        st.html(f'<a href="./?{escape(urlencode(query))}" target="_blank">{said}</a>')
    tell_height()


def show_language() -> None:
    """Show the switch of languages."""
    st.segmented_control(
        " / ".join(say("language", language) for language in LANGUAGES),
        LANGUAGES,
        format_func=lambda language: about(language).name,
        key="language",
        required=True,
        label_visibility="collapsed",
        width="content",
    )


def stop_with(error: InputError, language: Language) -> NoReturn:
    """Say what cannot be opened and why, and stop the page there."""
    st.error(say("broken", language, what="").strip())
    st.text(error.sentence(language))
    st.stop()


def show_title(atlas: Atlas, language: Language) -> None:
    """Show what the page is."""
    place = place_of(atlas, language)
    st.header(plain(say("title", language, place=place)), anchor=False)


def show_notices(unknown: list[str], language: Language) -> None:
    """Say what in the link was not understood."""
    # Even empty it keeps its place: what follows stays what it is to the browser.
    notice = st.container()
    if unknown:
        notice.warning(plain(say("unknown_query", language, what="、".join(unknown[:5]))))


def show_count(matches: Matches, selection: Selection, language: Language) -> None:
    """Say in one line what is shown."""
    atlas = matches.whole
    key = about(language).names
    area = atlas.by_id[selection.area]["properties"][key] if selection.area else ""
    others = matches.total - matches.placed
    claim = claim_label(selection.claim, atlas, language)
    units = [filters.value_label("unit", unit, language) for unit in selection.unit]
    sentence = selection.sentence(
        matches.placed, others, language, area, matches.rough, units, claim
    )
    st.markdown(f":material/filter_alt: **{plain(sentence)}**")
    if gone := filters.was_let_go(selection):
        st.info(plain(say("let_go", language, name=atlas.by_id[gone]["properties"][key])))
    if not matches.total:
        st.info(say("nothing", language))


def open_tab(name: str, codes: Sequence[str], language: Language) -> tuple[str, Any]:
    """Show tabs, labelled by the texts of their codes; return the open one and its container.

    What stands in a closed tab is neither made nor sent.
    """
    state = st.session_state
    # The first one of this widget: another default in a later run would undo the reader's click.
    first = state.get(f"first_tab_{name}")
    if first is None or first[0] != language:
        first = state[f"first_tab_{name}"] = (language, state.get(f"tab_{name}", codes[0]))
    tabs = st.tabs(
        [say(code, language) for code in codes],
        # The labels are the widget's value: another language, another widget.
        key=f"tabs_{name}_{language}",
        default=say(first[1], language),
        on_change="rerun",
    )
    code, container = next(
        (pair for pair in zip(codes, tabs, strict=True) if pair[1].open), (codes[0], tabs[0])
    )
    state[f"tab_{name}"] = code
    return code, container


def show_beside(opened: Opened, site: str | None, language: Language) -> None:
    """Show what stands beside the map: the chosen site's card, or the report's text."""
    code, tab = open_tab("beside", ("card", "report"), language)
    if code != "report":
        forget("reader")
        with tab, st.container(height=580, border=False, key="card"):
            show_panel(opened, language)
            _show_card(opened, site, language)
        return
    forget("panel")
    with tab:
        if opened.text is None:
            st.caption(say("no_words", language))
        else:
            show_reader(opened, language)


def is_more_open() -> bool:
    """Say whether more than map and filters is open that another selection changes."""
    return any(st.session_state.get(name) for name in _BELOW)


def show_below(opened: Opened, selection: Selection, site: str | None, language: Language) -> None:
    """Show what stands below the map, closed till it is asked for: tables and charts."""
    # Even empty it keeps its place.
    spot = st.container()
    became = None
    if headline_of(opened.atlas, language):
        label = say("became_table", language)
        became = spot.expander(label, key="became_below", on_change="rerun")
    table = st.expander(say("table", language), key="table_below", on_change="rerun")
    charts = st.expander(say("charts", language), key="charts_below", on_change="rerun")
    changes, spot = None, st.container()
    if opened.path is not None:
        # What a reader has uploaded was never built before.
        changes = spot.expander(say("changes", language), key="changes_below", on_change="rerun")
    if changes and changes.open:
        from geo.page.changes_table import show_changes

        with changes:
            show_changes(opened, selection, site, language)
    if not (table.open or charts.open or (became and became.open)):
        return
    matches = selection.matches(opened.atlas)
    if became and became.open:
        from geo.page.became_table import show_became

        with became:
            show_became(matches, opened.text, site, language)
    if table.open:
        # Tables and charts bring libraries of their own.
        from geo.page.table import show_table

        with table:
            show_table(matches, site, language, opened.text)
    if charts.open:
        from geo.page.charts import show_charts

        with charts:
            show_charts(matches.atlas, opened, language)


def _show_card(opened: Opened, site: str | None, language: Language) -> None:
    if site is None:
        return
    atlas = opened.atlas
    properties = atlas.by_id[site]["properties"]
    st.html(card_html(properties, atlas, opened.text, language, names_around=False))
    _show_around(atlas, site, language)
    if is_embed():
        return
    if links := links_html(atlas.by_id[site], language):
        st.html(links)
    show_share({"site": site} | in_link(language), language, embed_of(opened, site, language))
    show_correction(opened, site, language)
    one, name, mime = atlas.subset({site}), f"{site}.geojson", "application/geo+json"
    st.download_button(
        say("site_file", language),
        data=kept_downloads.kept(lambda: FORMATS["geojson"].write_file(one), mime, name),
        file_name=name,
        mime=mime,
        on_click="ignore",
        key="site_file",
    )
    st.button(say("close", language), on_click=lambda: st.session_state.update(site=None))


def _show_around(atlas: Atlas, site: str, language: Language) -> None:
    """Show what holds the site, what it holds and what lies near it, each a way to go there."""
    name = about(language).names
    within = atlas.by_id[site]["properties"]["within"]
    holders = [within] if within in atlas.by_id else []
    held = contained(atlas, site)
    near = {n.id: n for n in neighbours(atlas, site, without=[*holders, *held])}

    def title(other: str) -> str:
        return plain(str(atlas.by_id[other]["properties"][name]))

    def distance(other: str) -> str:
        found = near[other]
        doubt = f" ± {format_metres(found.uncertainty_m)}" if found.uncertainty_m else ""
        return f"{title(other)} · {format_metres(found.distance_m)}{doubt}"

    for key, ids, label in (
        ("within", holders, title),
        ("contains", held[:_CONTAINED_MAX], title),
        ("neighbours", list(near), distance),
    ):
        if ids:
            _links(f"{key}_{site}", say(key, language), ids, label)
    if near:
        st.caption(say("neighbours_help", language))
    elif atlas.by_id[site]["geometry"]:
        st.caption(say("no_neighbours", language))


def _links(key: str, label: str, ids: list[str], title: Callable[[str], str]) -> None:
    """Show sites as choices; the one that is clicked becomes the session's site."""

    def go() -> None:
        if chosen := st.session_state.get(key):
            st.session_state["site"] = chosen

    st.pills(label, ids, format_func=title, key=key, on_change=go)


def show_way_to_editor(language: Language) -> None:
    """Show the way to the editor's room."""
    query = in_link(language)
    label = say("to_editor", language)
    st.page_link("pages/editor.py", label=label, icon=":material/edit:", query_params=query)


def show_about(language: Language) -> None:
    """Show where things come from."""
    about = st.expander(say("about", language), key="about", on_change="rerun")
    if about.open:
        about.write(say("about_text", language))
