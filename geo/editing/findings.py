"""What the machine found in a report beside what was decided: sites with their findings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from geo.base.errors import InputError
from geo.base.messages import Message
from geo.building.decisions import Decision
from geo.building.gathering import gather_sites, perhaps_one
from geo.building.home import home_of
from geo.building.ledger import Change
from geo.building.quotes import occurrences
from geo.documents.report import Report
from geo.editing.desk import Reading
from geo.editing.drafts import Draft
from geo.model.codes import MAX_UNCERTAINTY_M
from geo.model.mentions import Mention, Span
from geo.model.places import Place
from geo.selecting.finding import index_of

# ``found``: as the machine reads it, and as the atlas that is open has it; ``new``: the
# atlas does not have it; ``decided`` and ``rejected`` by a decision; ``conflicting``: a
# decision on it contradicts, or no longer adds to, what the machine or another one says.
State = Literal["found", "new", "decided", "rejected", "conflicting"]
View = Literal["all", "attention", "undecided", "alike", "unlocated", "draft"]
UNDECIDED: Final[frozenset[State]] = frozenset(("found", "new"))
VIEWS: Final[tuple[View, ...]] = ("all", "attention", "undecided", "alike", "unlocated", "draft")


@dataclass(frozen=True, slots=True)
class Finding:
    """A mention after the decisions (the machine's own where they reject it)."""

    mention: Mention
    site: str
    state: State
    decisions: tuple[Decision, ...] = ()
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundSite:
    """A site with its findings; ``decisions`` are those on the site, not on its words.

    ``perhaps`` are the names of sites that may be this one, by id: a question for the editor.
    ``known_as`` is how well its position is known where the gazetteer has none for it.
    """

    id: str
    name: str
    sector: str
    status: str | None
    target: str | None
    place: Place | None
    findings: tuple[Finding, ...] = field(default=())
    decisions: tuple[Decision, ...] = ()
    perhaps: Mapping[str, str] = field(default_factory=dict)
    known_as: str = "none"

    @property
    def precision(self) -> str:
        """How well its position is known, a code of :data:`geo.model.codes.PRECISIONS`."""
        return self.place.precision if self.place else self.known_as

    @property
    def is_located(self) -> bool:
        """Whether the site is on the map."""
        if self.place is None:
            return self.known_as in MAX_UNCERTAINTY_M or self.known_as == "township"
        return self.place.geometry is not None


def list_findings(
    report: Report,
    draft: Draft,
    reading: Reading,
    in_atlas: Collection[Span],
    located: Mapping[str, str] | None = None,
) -> list[FoundSite]:
    """Return the sites in the order in which the report first names them.

    ``in_atlas`` are the spans of the mentions that the open atlas has, ``located`` how well it
    knows each site's position, by id.
    """
    known = located or {}
    decisions: dict[Span, list[Decision]] = {}
    on_sites: dict[str, list[Decision]] = {}
    for decision in draft.decisions:
        if not decision.exact:
            on_sites.setdefault(decision.site, []).append(decision)
            continue
        try:
            decisions.setdefault(decision.span(report.text), []).append(decision)
        except InputError:
            continue  # it has vanished: no finding to show it at
    notes: dict[tuple[str, ...], Message] = {
        c.decision.cells: c.note for c in reading.reviewed.changes if c.decision
    }

    def finding(mention: Mention, site: str, *, is_rejected: bool = False) -> Finding:
        made = tuple(decisions.get(mention.span, ()))
        said = tuple(notes[d.cells] for d in made if d.cells in notes)
        state: State = "found" if mention.span in in_atlas else "new"
        if made:
            state = "rejected" if is_rejected else "decided"
        return Finding(mention, site, "conflicting" if said else state, made, said)

    home = home_of(report)
    gathered = gather_sites(
        reading.reviewed.mentions,
        reading.gazetteer,
        dict(reading.reviewed.sectors),
        home,
    )
    perhaps = perhaps_one(gathered, home)
    sites = {
        site.id: FoundSite(
            site.id,
            site.name,
            site.sector,
            site.status,
            site.target,
            site.place,
            tuple(finding(m, site.id) for m in site.mentions),
            tuple(on_sites.get(site.id, ())),
            perhaps.get(site.id, {}),
            known.get(site.id, "none"),
        )
        for site in gathered
    }
    for mention in reading.reviewed.rejected:
        _add_rejected(sites, reading, finding(mention, mention.site or "", is_rejected=True))
    return sorted(sites.values(), key=lambda site: site.findings[0].mention.start)


def _add_rejected(sites: dict[str, FoundSite], reading: Reading, finding: Finding) -> None:
    mention = finding.mention
    held = sites.get(finding.site)
    if held is None:
        held = FoundSite(
            finding.site or mention.name,
            mention.name,
            mention.sector or "headquarters_other",
            None,
            None,
            reading.gazetteer.get(finding.site),
        )
    findings = sorted((*held.findings, finding), key=lambda f: f.mention.span)
    sites[held.id] = replace(held, findings=tuple(findings))


def undecided(sites: Iterable[FoundSite]) -> list[Finding]:
    """Return the findings that nobody has decided on, in the order of the list."""
    return [f for site in sites for f in site.findings if f.state in UNDECIDED]


def next_undecided(
    sites: Iterable[FoundSite], site: str, finding: Finding | None
) -> Finding | None:
    """Return the next finding that nobody has decided on; behind the last one is the first.

    Next to what is chosen: a ``finding``, or the site of an id as a whole, or nothing. None where
    no other is undecided.
    """
    every = [f for each in sites for f in each.findings]
    at = next((n for n, f in enumerate(every) if f is finding), None)
    if at is None:
        at = next((n for n, f in enumerate(every) if f.site == site), 0) - 1
    others = [*every[at + 1 :], *every[: max(at, 0)]]
    return next((f for f in others if f.state in UNDECIDED), None)


def named(sites: Sequence[FoundSite], words: str) -> set[str]:
    """Return the ids of the sites that words name as the page's own field finds them.

    By name, pinyin or its initials, traditional characters, another word for it, or sector.
    """
    features = [
        {"id": site.id, "properties": _names(site) | {"id": site.id, "sector": site.sector}}
        for site in sites
    ]
    return {sites[number].id for number in index_of(features).sites(words)}


def _names(site: FoundSite) -> dict[str, Any]:
    place = site.place
    english, aliases = (place.name_en, list(place.aliases)) if place else ("", [])
    said = dict.fromkeys(f.mention.name for f in site.findings)
    return {"name": site.name, "name_en": english, "aliases": aliases, "other_names": list(said)}


def select(sites: Sequence[FoundSite], view: View, words: str, draft: Draft) -> list[FoundSite]:
    """Return the sites of a view that the ``words`` name (:func:`named`, id or clause words)."""
    opened = {d.cells for step in draft.steps for d in step.add} if view == "draft" else set()
    wanted = words.strip().casefold()
    by_name = named(sites, wanted) if wanted else set()
    return [
        site
        for site in sites
        if _is_in(site, view, opened, draft)
        and (
            not wanted
            or site.id in by_name
            or any(wanted in said.casefold() for said in _said(site))
        )
    ]


def _is_in(site: FoundSite, view: View, opened: Collection[tuple[str, ...]], draft: Draft) -> bool:
    states = {finding.state for finding in site.findings}
    if view == "attention":
        return bool(states & {"new", "conflicting"})
    if view == "undecided":
        return bool(states & {"new", "found"})
    if view == "alike":
        return bool(site.perhaps)
    if view == "unlocated":
        return not site.is_located and states != {"rejected"}
    if view == "draft":
        decided = (*site.decisions, *(d for f in site.findings for d in f.decisions))
        return site.id in draft.features or any(d.cells in opened for d in decided)
    return True


def _said(site: FoundSite) -> Iterable[str]:
    yield site.name
    yield site.id
    for finding in site.findings:
        yield finding.mention.text
        yield finding.mention.name


def lost_decisions(sites: Iterable[FoundSite], reading: Reading) -> list[Change]:
    """Return what is wrong with decisions that no finding shows."""
    shown = {d.cells for s in sites for f in s.findings for d in f.decisions}
    changes = reading.reviewed.changes
    return [c for c in changes if c.decision and c.decision.cells not in shown]


def missed_places(report: Report, words: str, taken: Collection[Span], limit: int) -> list[Span]:
    """Return where ``words`` stand that are no mention yet, ``limit`` places at most."""
    places: list[Span] = []
    if not words:
        return places
    for start in occurrences(report.text, words):
        span = start, start + len(words)
        if span not in taken:
            places.append(span)
        if len(places) == limit:
            break
    return places
