"""The filters above the map. They read as a sentence and give a :class:`Selection`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import streamlit as st

from geo.base.languages import LANGUAGES, Language, about
from geo.base.printable import visible
from geo.model.atlas import Atlas
from geo.model.codes import VERDICTS
from geo.model.facets import CLAIMS, FACETS, OPEN_FACETS, Amounts, Bounds
from geo.places.unit_names import english_name
from geo.places.units import read_units, unit_of
from geo.selecting.columns import columns_of
from geo.selecting.selection import TEXT_MAX, Selection, period_text
from geo.view.claims import claim_label
from geo.view.texts import say

# As many areas as a reader may want to look through; those that hold most come first.
_AREAS_MAX: Final = 200
_NAMES: Final = (*FACETS, *OPEN_FACETS, "claim", "area", "text", "amount_from", "amount_to")
_KEYS: Final = {name: f"filter_{name}" for name in _NAMES}
# Amounts are asked for in 亿元, in every language.
_AMOUNT_UNIT: Final = 100_000_000
_AMOUNT_MAX: Final = 9_999_999.0


def fill(selection: Selection) -> None:
    """Set the filters to a selection."""
    state = st.session_state
    for name in (*FACETS, *OPEN_FACETS):
        state[_KEYS[name]] = list(getattr(selection, name))
    for end, yuan in zip(
        ("amount_from", "amount_to"), selection.amount or (None, None), strict=True
    ):
        state[_KEYS[end]] = None if yuan is None else min(yuan / _AMOUNT_UNIT, _AMOUNT_MAX)
    state[_KEYS["claim"]] = selection.claim
    state[_KEYS["area"]] = selection.area
    state[_KEYS["text"]] = selection.text
    state["only_visible"] = selection.bounds is not None
    state["bounds"] = selection.bounds


def reset() -> None:
    """Choose everything again."""
    fill(Selection())


def toggle(facet: str, code: str) -> None:
    """Add a code to a facet's filter or take it out: what a click on the legend does."""
    chosen = list(st.session_state.get(_KEYS[facet], []))
    st.session_state[_KEYS[facet]] = (
        [c for c in chosen if c != code] if code in chosen else [*chosen, code]
    )


def narrow(name: str, code: str) -> None:
    """Filter by one code alone: what a click on a bar of a chart does; no other is taken."""
    if name == "claim" and code in CLAIMS:
        st.session_state[_KEYS["claim"]] = code
    elif name in FACETS and code in FACETS[name]:
        st.session_state[_KEYS[name]] = [code]


def settle(atlas: Atlas) -> None:
    """Make codes of what the filters were sent. To be called before they are shown.

    Streamlit sends a choice by its label, and a quick reader clicks on one whose count has
    changed since: it arrives as that text.
    """
    state = st.session_state
    for name in FACETS:
        if values := state.get(_KEYS[name]):
            state[_KEYS[name]] = list(dict.fromkeys(_codes_meant(name, values)))
    for name in OPEN_FACETS:
        if values := state.get(_KEYS[name]):
            known = columns_of(atlas).values(name)
            state[_KEYS[name]] = list(dict.fromkeys(_values_meant(name, values, known)))


def chosen(atlas: Atlas) -> Selection:
    """Return what the filters say now."""
    state = st.session_state
    bounds: Bounds | None = state.get("bounds") if state.get("only_visible") else None
    area = state.get(_KEYS["area"])
    facets: dict[str, Any] = {
        name: tuple(state.get(_KEYS[name]) or ()) for name in (*FACETS, *OPEN_FACETS)
    }
    return Selection(
        claim=state.get(_KEYS["claim"]) or "all",
        area=area if area in atlas.by_id else None,
        bounds=bounds,
        amount=_amount_chosen(),
        text=state.get(_KEYS["text"]) or "",
        **facets,
    )


def _codes_meant(facet: str, values: Iterable[object]) -> Iterator[str]:
    """Return the codes that a filter's values are or, with a count behind it, are labelled."""
    for value in values:
        label, _, _ = str(value).rpartition(" (")
        for code in FACETS[facet].values():
            if value == code.code or label in code.labels.values():
                yield code.code


def _values_meant(facet: str, values: Iterable[object], known: Iterable[str]) -> Iterator[str]:
    """Return the values of an open facet that a filter holds, as such or by their labels."""
    labels = {
        value_label(facet, value, language): value for value in known for language in LANGUAGES
    }
    for value in values:
        label, _, _ = str(value).rpartition(" (")
        if value in labels.values():
            yield str(value)
        elif label in labels:
            yield labels[label]


def value_label(facet: str, value: str, language: Language) -> str:
    """Return how a value of an open facet reads: a period with its dash, a unit by its name."""
    if facet == "period":
        return period_text(value)
    unit = unit_of(value, read_units()) if facet == "unit" else None
    if unit is None:
        return visible(value)
    return english_name(unit) if about(language).names == "name_en" else unit.name


def _amount_chosen() -> Amounts | None:
    """Return from and to in yuan; the smaller one is the first, whichever field it stands in."""
    state = st.session_state
    least, most = (
        None if state.get(_KEYS[end]) is None else round(state[_KEYS[end]] * _AMOUNT_UNIT)
        for end in ("amount_from", "amount_to")
    )
    if least is None and most is None:
        return None
    if least is not None and most is not None and least > most:
        least, most = most, least
    return least, most


def lets_go(atlas: Atlas) -> bool:
    """Let the chosen site go if the filters have taken it away since it was chosen; say whether.

    One that was chosen while the filters hide it (in the text, among another's neighbours) stays.
    """
    state = st.session_state
    site, now = state["site"], chosen(atlas)
    before, state["chosen_under"] = state.get("chosen_under"), (site, now)
    if site is None or before is None or before[0] != site or before[1] == now:
        return False
    if site in now.ids(atlas):
        return False
    state["site"] = None
    state["let_go"] = (site, now)
    return True


def was_let_go(now: Selection) -> str | None:
    """Return the site that these filters have taken away, None where another is chosen since."""
    site, under = st.session_state.get("let_go") or (None, None)
    return site if under == now and st.session_state["site"] is None else None


def search(text: object) -> None:
    """Filter by a text, as far as it is one."""
    st.session_state[_KEYS["text"]] = str(text or "").strip()[:TEXT_MAX]


def show(now: Selection, atlas: Atlas, language: Language, show_finder: Callable[[], None]) -> None:
    """Show the filters, each choice with its count under the others.

    ``show_finder`` shows the box that finds, at its place among them.
    """
    claims = now.counts(atlas, "claim")
    # One row; columns would be a message each in every run, and so would an expander.
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _facet("sector", now, atlas, language)
        _facet("stage", now, atlas, language, help_text=say("stage_help", language))
        if now.verdict or columns_of(atlas).having("verdict", tuple(VERDICTS), "all").any():
            _facet("verdict", now, atlas, language, help_text=say("verdict_help", language))
        st.segmented_control(
            say("claim", language),
            list(CLAIMS),
            format_func=lambda code: claim_label(code, atlas, language),
            key=_KEYS["claim"],
            required=True,
            help=say("claim_help", language),
        )
        _count_claims(claims)
        show_finder()
        is_more = st.toggle(say("more_filters", language), key="more")
        st.button(say("reset", language), on_click=reset, disabled=now == Selection())
    # A filter that is not shown would forget what is chosen.
    rare = (now.precision, now.shape, now.investment, now.period, now.responsible, now.unit)
    if is_more or any(rare) or now.amount or now.area or now.bounds:
        _show_more(now, atlas, language)


def _count_claims(counts: Mapping[str, int]) -> None:
    """Write the counts of the claims behind their labels, which stay what they are.

    A choice comes back by its label. A click that crosses a change of the counts would come by one
    that is no more, and Streamlit, which takes no other here, would leave it out without a word.
    """
    button = f".st-key-{_KEYS['claim']} [role=radio]"
    rules = (
        f"{button}:nth-of-type({place}) p::after{{content:' ({counts[code]})'}}"
        for place, code in enumerate(CLAIMS, 1)
    )
    st.html(f"<style>{''.join(rules)}</style>")


def _show_more(now: Selection, atlas: Atlas, language: Language) -> None:
    """Show the filters that are asked for less often."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _open_facet("period", now, atlas, language)
        _open_facet("unit", now, atlas, language)
        _open_facet("responsible", now, atlas, language)
        _facet("investment", now, atlas, language)
        _amounts(now, atlas, language)
        _facet("shape", now, atlas, language)
        _facet("precision", now, atlas, language)
        _area(now, atlas, language)
        st.toggle(say("only_visible", language), key="only_visible")


def _facet(
    name: str,
    now: Selection,
    atlas: Atlas,
    language: Language,
    help_text: str | None = None,
) -> None:
    counts = now.counts(atlas, name)
    picked = getattr(now, name)
    st.multiselect(
        say(name, language),
        [code for code in FACETS[name] if counts[code] or code in picked],
        format_func=lambda code: f"{FACETS[name][code].label(language)} ({counts[code]})",
        key=_KEYS[name],
        placeholder=say("any", language),
        help=help_text,
    )


def _open_facet(name: str, now: Selection, atlas: Atlas, language: Language) -> None:
    """Show a filter whose choices are the atlas's own, where there is anything to choose."""
    picked, values = getattr(now, name), columns_of(atlas).values(name)
    if len(values) < 2 and not picked:
        return
    counts = now.counts(atlas, name)
    most = sorted(values, key=lambda value: -counts[value])[:_AREAS_MAX]
    st.multiselect(
        say(name, language),
        [value for value in values if value in picked or (counts[value] and value in most)],
        format_func=lambda value: f"{value_label(name, value, language)} ({counts[value]})",
        key=_KEYS[name],
        placeholder=say("any", language),
    )


def _amounts(now: Selection, atlas: Atlas, language: Language) -> None:
    """Show from and to of the amount, where any site has one."""
    if now.amount is None and not columns_of(atlas).costing((None, None)).any():
        return
    for end in ("amount_from", "amount_to"):
        st.number_input(
            say(end, language),
            min_value=0.0,
            max_value=_AMOUNT_MAX,
            value=None,
            step=1.0,
            format="%g",
            key=_KEYS[end],
            placeholder=say("any", language),
            help=say("amount_help", language) if end == "amount_from" else None,
            width=150,
        )


def _area(now: Selection, atlas: Atlas, language: Language) -> None:
    counts = now.counts(atlas, "area")
    most = sorted(counts, key=lambda area: -counts[area])[:_AREAS_MAX]
    key = about(language).names
    st.selectbox(
        say("area", language),
        [a for a in counts if a == now.area or (counts[a] and a in most)],
        index=None,
        format_func=lambda area: (
            f"{visible(atlas.by_id[area]['properties'][key])} ({counts[area]})"
        ),
        key=_KEYS["area"],
        placeholder=say("any", language),
    )
