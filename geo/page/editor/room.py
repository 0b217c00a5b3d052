"""The room's state within a session: what lies on the desk, the draft, what is chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from geo.base.errors import InputError
from geo.base.languages import Language
from geo.documents.report import Report
from geo.editing.corrections import Correction
from geo.editing.desk import Desk, Reading, read_desk
from geo.editing.drafts import Draft, Step
from geo.editing.findings import Finding, FoundSite, list_findings
from geo.editing.links import story
from geo.model.atlas import Atlas
from geo.model.mentions import Span
from geo.page import sharing, upload
from geo.page.editor.finding import finder
from geo.page.editor.refusals import explain_error
from geo.page.opening import Opened
from geo.promises.outcomes import outcomes_of
from geo.selecting.link import in_link
from geo.view.map.basemap import backdrop_of
from geo.view.map.many_sites import payload_for
from geo.view.texts import say
from geo.years.history import History, Reported, doubts_of, with_verdicts

MAP_PAGE = "streamlit_app.py"


@dataclass(frozen=True)
class Begun:
    """A form that was begun for the editor: at what is chosen (``pick``), and with what in it.

    ``settles`` is the correction that a step taken there settles.
    """

    pick: str
    action: str
    values: Mapping[str, str]
    settles: Correction


@dataclass
class Room:
    """What the room's parts show and change; a step that is taken runs the page again."""

    opened: Opened
    desk: Desk
    draft: Draft
    reading: Reading
    sites: Sequence[FoundSite]
    language: Language

    def say(self, key: str, **values: object) -> str:
        """Return a text of the page in the reader's language."""
        return say(key, self.language, **values)

    @property
    def report(self) -> Report:
        """The report that is read."""
        return self.desk.report

    @property
    def picked(self) -> tuple[FoundSite | None, Finding | None]:
        """The chosen site, and the chosen mention of it where one is chosen."""
        site_id, _, span = str(st.session_state.get("editor_pick", "")).partition("|")
        site = next((s for s in self.sites if s.id == site_id), None)
        findings = [f for s in self.sites for f in s.findings if key_of(f) == span]
        # A mention that now belongs to another site stays chosen.
        if findings:
            return next(s for s in self.sites if s.id == findings[0].site), findings[0]
        return site, None

    def key(self, name: str) -> str:
        """Return a widget's key: what is typed about one choice is not kept for the next."""
        pick = st.session_state.get("editor_pick", "")
        return f"editor_{name}:{pick}:{st.session_state.get('editor_round', 0)}"

    @property
    def begun(self) -> Begun | None:
        """The form that was begun at what is chosen, None where none was."""
        begun = st.session_state.get("editor_begun")
        is_here = isinstance(begun, Begun) and begun.pick == st.session_state.get("editor_pick")
        return begun if is_here else None

    def begun_with(self, name: str, otherwise: str = "") -> str:
        """Return with what a field was begun."""
        return self.begun.values.get(name, otherwise) if self.begun else otherwise

    def ask_more(self, form: str) -> bool:
        """Let the editor ask for a form's rarer fields; return whether they are asked for."""
        state = st.session_state
        kept = f"editor_more_{form}"
        more = st.toggle(
            self.say("more_fields"), value=state.get(kept, False), key=self.key(f"more_{form}")
        )
        state[kept] = more
        return bool(more)

    def take(self, step: Step, then: str = "") -> None:
        """Put a step into the draft, or say why it does not hold.

        ``then`` is what is chosen where it does; what was chosen stays so without.
        """
        self.take_all((step,), then)

    def take_all(self, steps: Sequence[Step], then: str = "") -> None:
        """Put steps into the draft, or say why one does not hold: then none is."""
        try:
            draft, reading = self.desk.take_all(self.draft, steps, self.reading)
        except InputError as error:
            self.refuse(error)
            return
        keep(draft, reading)
        st.session_state["editor_said"] = "taken"
        self._settle()
        if then:
            st.session_state["editor_pick"] = then
        st.rerun()

    def _settle(self) -> None:
        """Put aside the correction that the form was begun for: a step is taken on it."""
        begun = self.begun
        if begun is None:
            return
        st.session_state.pop("editor_begun")
        opened = st.session_state.get("editor_corrections", {}).get(self.report.sha256, [])
        if begun.settles in opened:
            opened.remove(begun.settles)

    def refuse(self, error: InputError) -> None:
        """Say why a step does not hold."""
        st.error(self.say("refused"))
        st.text(explain_error(error, self.language))

    def undo(self) -> None:
        """Undo the last step."""
        keep(self.draft.undone())

    def story(self, atlas: Atlas | None = None) -> History | None:
        """Return what the later reports say of this one's sites, as decisions link them.

        None where no later report is open. ``atlas`` is the report's as the draft makes it, the
        open one without it. Raises :class:`~geo.base.errors.InputError` where they tell no story.
        """
        later = self.opened.compared.later if self.opened.compared else ()
        if not later:
            return None
        links, state = self.draft.links, st.session_state
        kept = state.get("editor_story")
        own = atlas or self.opened.atlas
        if kept and kept[0] is own and kept[1] == links:
            return kept[2]  # type: ignore[no-any-return]
        history = _story(self.opened, self.desk, self.draft, own)
        state["editor_story"] = (own, links, history)
        return history

    def preview(self) -> None:
        """Show the atlas that the draft makes on the map page."""
        try:
            atlas = self.desk.build(self.draft, self.reading)
        except InputError as error:
            self.refuse(error)
            return
        compared = self.opened.compared
        try:
            history = self.story(atlas)
        except InputError as error:
            self.refuse(error)
            return
        if history is not None and compared is not None:
            atlas = with_verdicts(history)
            compared = replace(
                compared,
                doubts=tuple(doubts_of(history)),
                left_out=sum(map(len, history.unpaired.values())),
            )
        drawn = payload_for(atlas, backdrop_of(atlas))
        upload.preview(replace(self.opened, atlas=atlas, payload=drawn, compared=compared))
        st.switch_page(MAP_PAGE, query_params=in_link(self.language))


def finish(opened: Opened, desk: Desk, draft: Draft, reading: Reading) -> Atlas:
    """Return the atlas that a draft makes, with what later reports say where some are open.

    It asks no session, so that a thread of its own can call it. Raises
    :class:`~geo.base.errors.InputError` where the draft builds none.
    """
    atlas = desk.build(draft, reading)
    history = _story(opened, desk, draft, atlas)
    return atlas if history is None else with_verdicts(history)


def _story(opened: Opened, desk: Desk, draft: Draft, atlas: Atlas) -> History | None:
    later = opened.compared.later if opened.compared else ()
    if not later:
        return None
    return story(
        Reported(atlas, desk.report.text, desk.report.id),
        [Reported(each.atlas, each.text, each.name) for each in later],
        desk.setting,
        draft.links,
        outcomes_of(desk.region),
    )


def key_of(finding: Finding) -> str:
    """Return how the page names a mention."""
    return f"{finding.mention.start}-{finding.mention.end}"


def enter(opened: Opened, language: Language) -> Room:
    """Lay what is open on the desk, with the session's draft about it.

    Raises :class:`~geo.base.errors.InputError` where the data that ships does not hold, and
    :class:`~geo.page.reading.NotReadError` where no worker could read the report.
    """
    report = Report(str(opened.atlas.report.get("id")), opened.text or "")
    state = st.session_state
    desk = state.get("editor_desk")
    asked = opened.asked_place or None
    kept = state.get("editor_place")
    if not isinstance(desk, Desk) or desk.report != report or kept != asked:
        find = finder(opened, language)
        desk = read_desk(report, find=find, place=asked, store=sharing.store_of(opened))
        state["editor_desk"] = desk
        state["editor_place"] = asked
        state.pop("editor_pick", None)
        state.pop("editor_reading", None)
    draft = state.setdefault("editor_drafts", {}).get(report.sha256) or desk.blank()
    kept = state.get("editor_reading")
    if kept and kept[0] is draft:
        reading, sites = kept[1:]
    else:
        reading, sites = desk.read(draft, kept[1] if kept else None), None
        state["editor_drafts"][report.sha256] = draft
    if sites is None:
        located = {f["id"]: f["properties"]["precision"] for f in opened.atlas.features}
        sites = list_findings(report, draft, reading, _spans(opened), located)
        state["editor_reading"] = (draft, reading, sites)
    return Room(opened, desk, draft, reading, sites, language)


def keep(draft: Draft, reading: Reading | None = None) -> None:
    """Make a draft the session's; ``reading`` is its reading where that is at hand."""
    state = st.session_state
    state["editor_drafts"][draft.sha256] = draft
    state.setdefault("editor_settled", set()).add(draft.sha256)
    # What was typed about the last step is not meant for the next.
    state["editor_round"] = state.get("editor_round", 0) + 1
    if reading:
        state["editor_reading"] = (draft, reading, None)


def _spans(opened: Opened) -> Collection[Span]:
    return {
        (mention["start"], mention["end"])
        for feature in opened.atlas.features
        for mention in feature["properties"]["mentions"]
    }
