"""An editor's draft: decisions and places that are not yet in ``data/``, step by step.

A draft is a list of steps that never changes; a step that is taken makes a new draft, one
that is undone too. What a step is judged against (the report, the gazetteer, the decisions
that stand) lies on a :class:`Desk`; a step that contradicts it is refused with its reason,
so that a draft always builds wherever what it started from did.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from geo.base.errors import InputError
from geo.building.decisions import COLUMNS, Decision, numbered, write_decisions
from geo.documents.report import Report
from geo.model.migration import DRAFT_VERSION, migrated_draft
from geo.model.schema import find_fault
from geo.places.gazetteer import write_features
from geo.years.links import COLUMNS as LINK_COLUMNS
from geo.years.links import Link, added, link_of, write_links

Feature = Mapping[str, Any]
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
    feature that is new or takes the place of the one with its id. ``link`` are new decisions on
    sites of two reports, ``unlink`` those that are withdrawn.
    """

    add: tuple[Decision, ...] = ()
    drop: tuple[Decision, ...] = ()
    place: Feature | None = None
    link: tuple[Link, ...] = ()
    unlink: tuple[Link, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the step as an object for JSON."""
        return {
            "add": [dict(zip(COLUMNS, d.cells, strict=True)) for d in self.add],
            "drop": [dict(zip(COLUMNS, d.cells, strict=True)) for d in self.drop],
            "place": dict(self.place) if self.place else None,
        } | {
            name: [dict(zip(LINK_COLUMNS, each.cells, strict=True)) for each in links]
            for name, links in (("link", self.link), ("unlink", self.unlink))
            if links
        }


@dataclass(frozen=True)
class Draft:
    """The steps of a session over the decisions ``base`` of the report's file.

    ``base_links`` are the decisions of the region's file on sites of two reports.
    """

    report_id: str
    sha256: str
    base: tuple[Decision, ...] = ()
    steps: tuple[Step, ...] = ()
    place_code: str | None = None
    base_links: tuple[Link, ...] = ()

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

        Raises :class:`~geo.base.errors.InputError` where a step withdraws what is not there.
        """
        standing = list(self.base)
        for step in self.steps:
            for dropped in step.drop:
                at = next((i for i, d in enumerate(standing) if d.cells == dropped.cells), None)
                if at is None:
                    raise InputError("no_decision_to_withdraw", dropped.exact)
                del standing[at]
            standing += step.add
        return numbered(standing, self.review_file)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All decisions that stand on sites of two reports: the file's, then the new ones.

        Raises :class:`~geo.base.errors.InputError` where a step withdraws what is not there,
        decides two sites again or makes one the same as two.
        """
        standing = list(self.base_links)
        for step in self.steps:
            for dropped in step.unlink:
                at = next((i for i, d in enumerate(standing) if d.cells == dropped.cells), None)
                if at is None:
                    raise InputError("no_decision_to_withdraw", dropped.label)
                del standing[at]
            for link in step.link:
                standing.append(added(standing, link))
        return tuple(standing)

    @property
    def has_links(self) -> bool:
        """Whether a step decides on sites of two reports."""
        return any(step.link or step.unlink for step in self.steps)

    def links_csv(self) -> str:
        """Return the region's file of decisions on sites of two reports as it is to be."""
        return write_links(self.links)

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

    Raises :class:`~geo.base.errors.InputError` for anything else, also for a draft about another
    text: its words might mean other places here.
    """
    try:
        if len(text) > MAX_DRAFT_BYTES:
            raise InputError("draft_too_large", where)
        content = json.loads(text)
        if isinstance(content, dict):
            content = migrated_draft(content, where)
        fault = find_fault("draft", content)
    except (ValueError, RecursionError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError("file_is_no_draft", where) from problem
    if fault:
        raise InputError("file_is_no_draft", where)
    if content["sha256"] != report.sha256:
        raise InputError("draft_of_another_report", where)
    steps = content["steps"]
    lists = ("add", "drop", "link", "unlink")
    count = sum(sum(len(s.get(n, ())) for n in lists) + (s["place"] is not None) for s in steps)
    if count > MAX_DECISIONS:
        raise InputError("draft_with_too_many", where, count=MAX_DECISIONS)
    return tuple(
        Step(
            add=tuple(Decision(**row, where=where) for row in step["add"]),
            drop=tuple(Decision(**row, where=where) for row in step["drop"]),
            place=step["place"],
            link=tuple(link_of(row, where) for row in step.get("link", ())),
            unlink=tuple(link_of(row, where) for row in step.get("unlink", ())),
        )
        for step in steps
    )
