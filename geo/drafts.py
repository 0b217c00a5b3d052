"""An editor's draft: decisions and places that are not yet in ``data/``, step by step.

A draft is a list of steps that never changes; a step that is taken makes a new draft, one
that is undone too. What a step is judged against (the report, the gazetteer, the decisions
that stand) lies on a :class:`Desk`; a step that contradicts it is refused with its reason,
so that a draft always builds wherever what it started from did.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from geo.atlas import Atlas
from geo.build import build_atlas
from geo.citations import Citation, read_citations
from geo.errors import InputError
from geo.extraction import Known, find_mentions
from geo.lexicon import Lexicon, read_lexicon
from geo.mentions import Mention
from geo.migration import DRAFT_VERSION, migrated_draft
from geo.paths import DATA
from geo.places import (
    Gazetteer,
    Place,
    feature_label,
    gather_places,
    parse_place,
    read_features,
    write_features,
)
from geo.region import Region
from geo.report import Report
from geo.review import (
    COLUMNS,
    Decision,
    Reviewed,
    check_decision,
    numbered,
    read_decisions,
    review,
    with_decided_sites,
    write_decisions,
)
from geo.schema import find_fault
from geo.setting import Setting, setting_of

Feature = Mapping[str, Any]
# Finds the mentions of a report that names known places, as :func:`find_mentions` does.
Finder = Callable[[Report, Lexicon, Mapping[str, Known]], Sequence[Mention]]
MAX_DRAFT_BYTES: Final = 5_000_000
# Decisions and places of a draft: several times what a report has mentions.
MAX_DECISIONS: Final = 2_000

# Which file of the gazetteer a new place goes to, by its kind.
_FILES: Final[Mapping[str, str]] = {
    "area": "areas", "hill": "areas", "plot": "plots", "building": "buildings",
    "institution": "buildings", "campus": "buildings", "facility": "facilities",
}  # fmt: skip
_OTHER_FILE: Final = "lines"


@dataclass(frozen=True)
class Step:
    """What an editor does at once, and undoes at once.

    ``add`` are new decisions, ``drop`` those that are withdrawn, ``place`` is a gazetteer
    feature that is new or takes the place of the one with its id.
    """

    add: tuple[Decision, ...] = ()
    drop: tuple[Decision, ...] = ()
    place: Feature | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the step as an object for JSON."""
        return {
            "add": [dict(zip(COLUMNS, d.cells, strict=True)) for d in self.add],
            "drop": [dict(zip(COLUMNS, d.cells, strict=True)) for d in self.drop],
            "place": dict(self.place) if self.place else None,
        }


@dataclass(frozen=True)
class Draft:
    """The steps of a session over the decisions ``base`` of the report's file."""

    report_id: str
    sha256: str
    base: tuple[Decision, ...] = ()
    steps: tuple[Step, ...] = ()
    place_code: str | None = None

    def then(self, step: Step) -> Draft:
        """Return the draft with one more step, whatever it says."""
        return replace(self, steps=(*self.steps, step))

    def undone(self) -> Draft:
        """Return the draft without its last step."""
        return replace(self, steps=self.steps[:-1])

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """All decisions that stand: the file's in their order, then the new ones.

        Each says in which line it will stand.

        Raises :class:`~geo.errors.InputError` where a step withdraws what is not there.
        """
        standing = list(self.base)
        for step in self.steps:
            for dropped in step.drop:
                at = next((i for i, d in enumerate(standing) if d.cells == dropped.cells), None)
                if at is None:
                    raise InputError("there is no such decision to withdraw", dropped.exact)
                del standing[at]
            standing += step.add
        return numbered(standing, self.review_file)

    @property
    def review_file(self) -> str:
        """The name of the report's file of decisions."""
        return f"{self.report_id}.csv"

    @cached_property
    def features(self) -> Mapping[str, Feature]:
        """The gazetteer features that the steps put, by id: of each the newest."""
        return {str(step.place["id"]): step.place for step in self.steps if step.place}

    def dumps(self) -> str:
        """Return the steps as JSON, to be read by :func:`read_steps`."""
        return json.dumps(
            {
                "draft": DRAFT_VERSION,
                "report": self.report_id,
                "place_code": self.place_code,
                "sha256": self.sha256,
                "steps": [step.as_json() for step in self.steps],
            },
            ensure_ascii=False,
        )

    def review_csv(self) -> str:
        """Return the report's file of decisions as it is to be."""
        return write_decisions(self.decisions)

    def gazetteer_files(self, shelf: Mapping[str, Sequence[Feature]]) -> dict[str, str]:
        """Return the gazetteer files that the draft changes, by name, as they are to be.

        ``shelf`` is what the files hold now. A known place is replaced where it stands; a
        new one is put in the order of the ids.
        """
        homes = {str(f["id"]): name for name, features in shelf.items() for f in features}
        changed: dict[str, dict[str, Feature]] = {}
        for place_id, feature in self.features.items():
            kind = feature["properties"]["kind"]
            name = homes.get(place_id) or f"{_FILES.get(kind, _OTHER_FILE)}.geojson"
            held = changed.setdefault(name, {str(f["id"]): f for f in shelf.get(name, ())})
            is_new = place_id not in held
            held[place_id] = feature
            if is_new:
                changed[name] = dict(sorted(held.items()))
        return {name: write_features(held.values()) for name, held in sorted(changed.items())}


@dataclass(frozen=True)
class Reading:
    """A report as it is read with a draft.

    ``gazetteer`` holds the draft's places and, unplaced, the sites that only decisions name.
    """

    gazetteer: Gazetteer
    found: tuple[Mention, ...]
    reviewed: Reviewed


@dataclass(frozen=True)
class Desk:
    """What a draft is judged against. ``shelf`` are the gazetteer's features by file name.

    ``find`` is what the report's mentions are found by: a caller may know them already, or
    have them found elsewhere.
    """

    report: Report
    lexicon: Lexicon
    shelf: Mapping[str, Sequence[Feature]]
    base: tuple[Decision, ...] = ()
    citations: Mapping[str, Sequence[Citation]] = field(default_factory=dict)
    setting: Setting = field(default_factory=Setting)
    find: Finder = find_mentions

    @property
    def region(self) -> Region | None:
        """The region of the report's place, None where there is none."""
        return self.setting.region

    def blank(self) -> Draft:
        """Return a draft without steps."""
        return Draft(self.report.id, self.report.sha256, self.base, place_code=self.setting.code)

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        return {
            place.id: place
            for name, features in self.shelf.items()
            for number, feature in enumerate(features, 1)
            for place in (parse_place(feature, feature_label(name, number, feature), self.region),)
        }

    def raw_place(self, place_id: str, draft: Draft) -> Feature | None:
        """Return a place's feature as the gazetteer, or the draft, has it."""
        if place_id in draft.features:
            return draft.features[place_id]
        standing = (f for features in self.shelf.values() for f in features)
        return next((f for f in standing if f["id"] == place_id), None)

    def read(self, draft: Draft, earlier: Reading | None = None) -> Reading:
        """Read the report with a draft; ``earlier`` is a reading to begin with.

        Raises :class:`~geo.errors.InputError` for a place that does not hold.
        """
        found = earlier.found if earlier else None
        places = dict(self._places)
        for place_id, feature in draft.features.items():
            places[place_id] = parse_place(feature, place_id, self.region)
        gazetteer = gather_places(places.values(), self.region)
        if found is None or not earlier or dict(earlier.gazetteer.known) != dict(gazetteer.known):
            found = tuple(self.find(self.report, self.lexicon, gazetteer.known))
        decisions = draft.decisions
        gazetteer = with_decided_sites(gazetteer, decisions)
        reviewed = review(self.report, found, decisions, gazetteer, self.lexicon)
        return Reading(gazetteer, found, reviewed)

    def build(self, draft: Draft, reading: Reading) -> Atlas:
        """Return the atlas that the draft makes; ``reading`` is that of the draft."""
        return build_atlas(
            self.report,
            self.lexicon,
            reading.gazetteer,
            draft.decisions,
            self.citations,
            reading.found,
            self.setting,
        )

    def take(self, draft: Draft, step: Step, earlier: Reading) -> tuple[Draft, Reading]:
        """Return the draft with one more step, and its reading.

        Raises :class:`~geo.errors.InputError` for a step that is no decision, contradicts
        or repeats another, changes nothing, or after which the atlas no longer builds.
        """
        after = draft.then(step)
        reading = self._checked(after, (step,), earlier)
        try:
            self.build(after, reading)
        except InputError:
            # What does not build before the step either is for later steps to mend.
            if self._builds(draft, earlier):
                raise
        return after, reading

    def _checked(
        self, draft: Draft, steps: Iterable[Step], earlier: Reading | None = None
    ) -> Reading:
        new = {decision.cells for step in steps for decision in step.add}
        for decision in draft.decisions:
            if decision.cells in new:
                check_decision(decision)
        reading = self.read(draft, earlier)
        for change in reading.reviewed.changes:
            if change.decision and change.decision.cells in new:
                raise InputError(change.note, change.decision.exact or change.site)
        return reading

    def _builds(self, draft: Draft, reading: Reading) -> bool:
        try:
            self.build(draft, reading)
        except InputError:
            return False
        return True

    def replay(self, steps: Iterable[Step]) -> tuple[Draft, list[tuple[Step, InputError]]]:
        """Return a draft of the steps that hold, and the others with what is wrong."""
        steps = tuple(steps)
        whole = replace(self.blank(), steps=steps)
        try:
            self.build(whole, self._checked(whole, steps))
        except InputError:
            return self._replay_each(steps)
        return whole, []

    def _replay_each(self, steps: Iterable[Step]) -> tuple[Draft, list[tuple[Step, InputError]]]:
        draft, refused = self.blank(), []
        reading = self.read(draft)
        for step in steps:
            try:
                draft, reading = self.take(draft, step, reading)
            except InputError as error:
                refused.append((step, error))
        return draft, refused


def read_desk(report: Report, data: Path = DATA, find: Finder = find_mentions) -> Desk:
    """Lay everything that a draft about ``report`` needs on a desk.

    Lexicon and decisions are those of the folder ``data``; the gazetteer and the amounts are
    those of the report's region. Raises :class:`~geo.errors.InputError` for a file that does
    not hold.
    """
    setting = setting_of(report)
    region = setting.region
    paths = sorted(region.places.glob("*.geojson")) if region else []
    return Desk(
        report,
        read_lexicon(data / "lexicon"),
        {path.name: read_features(path) for path in paths},
        tuple(read_decisions(data / "review" / f"{report.id}.csv")),
        read_citations(region),
        setting,
        find,
    )


def joined(kept: bytes, draft: Draft) -> bytes:
    """Return a kept draft as JSON, with the steps of ``draft`` behind its own that it lacks.

    What is no draft stays as it is, for :func:`read_steps` to refuse.
    """
    try:
        content = json.loads(kept)
        standing = content["steps"]
        more = [step for step in (s.as_json() for s in draft.steps) if step not in standing]
        return json.dumps({**content, "steps": [*standing, *more]}, ensure_ascii=False).encode()
    except (ValueError, TypeError, LookupError, RecursionError):
        return kept


def read_steps(text: str | bytes, report: Report, where: str = "") -> tuple[Step, ...]:
    """Return the steps of a draft that :meth:`Draft.dumps` wrote about this report.

    Raises :class:`~geo.errors.InputError` for anything else, also for a draft about another
    text: its words might mean other places here.
    """
    try:
        if len(text) > MAX_DRAFT_BYTES:
            raise InputError("the draft is too large", where)
        content = json.loads(text)
        if isinstance(content, dict):
            content = migrated_draft(content, where)
        fault = find_fault("draft", content)
    except (ValueError, RecursionError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError("the file is no draft", where) from problem
    if fault:
        raise InputError("the file is no draft", where)
    if content["sha256"] != report.sha256:
        raise InputError("the draft is about another report", where)
    steps = content["steps"]
    count = sum(len(s["add"]) + len(s["drop"]) + (s["place"] is not None) for s in steps)
    if count > MAX_DECISIONS:
        raise InputError(f"the draft holds more than {MAX_DECISIONS} decisions", where)
    return tuple(
        Step(
            add=tuple(Decision(**row, where=where) for row in step["add"]),
            drop=tuple(Decision(**row, where=where) for row in step["drop"]),
            place=step["place"],
        )
        for step in steps
    )
