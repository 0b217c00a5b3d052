"""What a draft is judged against, and the report as it is read with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from geo.base.errors import InputError
from geo.base.paths import DATA
from geo.building.build import build_atlas
from geo.building.citations import Citation, read_citations
from geo.building.decisions import Decision, check_decision, read_decisions
from geo.building.ledger import with_decided_sites
from geo.building.review import Reviewed, review
from geo.building.setting import Setting, setting_of
from geo.documents.report import Report
from geo.editing.drafts import Draft, Feature, Step
from geo.model.atlas import Atlas
from geo.model.mentions import Mention
from geo.model.places import Gazetteer, Known, Place
from geo.model.regions import Region
from geo.places.gazetteer import feature_label, gather_places, parse_place, read_features
from geo.places.units import Unit
from geo.promises.outcomes import outcomes_of
from geo.reading.extraction import find_mentions
from geo.reading.lexicon import Lexicon, read_lexicon
from geo.sources.matching import OwnPlaces
from geo.sources.store import opened_store
from geo.sources.territory import Territory
from geo.years.links import Link, read_links

# Finds the mentions of a report that names known places, as :func:`find_mentions` does.
Finder = Callable[[Report, Lexicon, Mapping[str, Known]], Sequence[Mention]]
# A question to the user's own places: a name, the code of the unit that holds it, verbatim or not.
_Asked = tuple[str, str | None, bool]


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
    have them found elsewhere. ``store`` is the file of the user's own places that sites are
    placed by where no gazetteer knows them, None for none. ``links`` are the region's decisions on
    sites of two reports.
    """

    report: Report
    lexicon: Lexicon
    shelf: Mapping[str, Sequence[Feature]]
    base: tuple[Decision, ...] = ()
    citations: Mapping[str, Sequence[Citation]] = field(default_factory=dict)
    setting: Setting = field(default_factory=Setting)
    find: Finder = find_mentions
    store: Path | None = None
    links: tuple[Link, ...] = ()

    @cached_property
    def _answers(self) -> dict[str, dict[_Asked, dict[str, Any] | None]]:
        """What the user's own places have answered, by the state of their store."""
        return {}

    @contextmanager
    def _own(self) -> Iterator[_Remembered | None]:
        with self.own_places() as own:
            if own is None:
                yield None
                return
            yield _Remembered(own, self._answers.setdefault(own.state(), {}))

    @cached_property
    def territory(self) -> Territory | None:
        """The ground of the report's place, by the user's own outline where there is a whole one.

        None where the place is not known.
        """
        unit = self.setting.unit
        if unit is None:
            return None
        with self.own_places() as own:
            return own.territory if own else Territory(unit)

    @contextmanager
    def own_places(self) -> Iterator[OwnPlaces | None]:
        """Open the user's own places for the report's place, None where there are none."""
        unit = self.setting.unit
        if self.store is None or unit is None:
            yield None
            return
        with opened_store(self.store) as store:
            yield OwnPlaces(store, unit, self.lexicon) if store else None

    @property
    def region(self) -> Region | None:
        """The region of the report's place, None where there is none."""
        return self.setting.region

    def blank(self) -> Draft:
        """Return a draft without steps."""
        return Draft(
            self.report.id,
            self.report.sha256,
            self.base,
            place_code=self.setting.code,
            base_links=self.links,
        )

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

        Raises :class:`~geo.base.errors.InputError` for a place that does not hold.
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
        with self._own() as own:
            return build_atlas(
                self.report,
                self.lexicon,
                reading.gazetteer,
                draft.decisions,
                self.citations,
                reading.found,
                self.setting,
                outcomes_of(self.region),
                own=own,
            )

    def take(self, draft: Draft, step: Step, earlier: Reading) -> tuple[Draft, Reading]:
        """Return the draft with one more step, and its reading.

        Raises :class:`~geo.base.errors.InputError` for a step that is no decision, contradicts
        or repeats another, changes nothing, or after which the atlas no longer builds.
        """
        return self.take_all(draft, (step,), earlier)

    def take_all(
        self, draft: Draft, steps: Sequence[Step], earlier: Reading
    ) -> tuple[Draft, Reading]:
        """Return the draft with more steps, all or none, and its reading; raises as ``take``."""
        after = replace(draft, steps=(*draft.steps, *steps))
        reading = self._checked(after, steps, earlier)
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
        # Raises where they do not hold.
        _ = draft.links
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


class _Remembered:
    """The user's own places, each site asked for once: a draft is built again at every step."""

    def __init__(self, own: OwnPlaces, known: dict[_Asked, dict[str, Any] | None]) -> None:
        self._own, self._known = own, known

    def place(
        self, name: str, within: Unit | None = None, *, verbatim: bool = True
    ) -> dict[str, Any] | None:
        """Return what :meth:`geo.sources.matching.OwnPlaces.place` does."""
        asked = name, within.code if within else None, verbatim
        if asked not in self._known:
            self._known[asked] = self._own.place(name, within, verbatim=verbatim)
        return self._known[asked]


def read_desk(
    report: Report,
    data: Path = DATA,
    find: Finder = find_mentions,
    place: str | None = None,
    store: Path | None = None,
) -> Desk:
    """Lay everything that a draft about ``report`` needs on a desk.

    Lexicon and decisions are those of the folder ``data``; the gazetteer and the amounts are
    those of the report's region; ``place`` is a name or a code that a user gives for it, ``store``
    the file of the user's own places. Raises
    :class:`~geo.base.errors.InputError` for a file that does not hold.
    """
    setting = setting_of(report, place)
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
        store,
        tuple(read_links(region.links)) if region else (),
    )
