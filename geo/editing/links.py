"""Sites of two reports that an editor is asked about, and what is decided on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geo.building.setting import Setting
from geo.editing.drafts import Step
from geo.model.atlas import Feature
from geo.model.quotation import quotation
from geo.promises.evidence import Evidence
from geo.years.history import History, Reported, follow, untold
from geo.years.links import Link, about, link_of
from geo.years.pairs import Pair, Relation

# Of a site so many clauses are shown.
_MOST_CLAUSES: Final = 3


@dataclass(frozen=True)
class Side:
    """A site of one of two reports, with the clauses that name it, as they stand."""

    report: str
    date: str
    site: str
    name: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """Two sites that may be one; ``link`` is what is decided on them, None while nothing is."""

    old: Side
    new: Side
    pair: Pair
    link: Link | None = None

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return f"{self.old.report}|{self.old.site}|{self.new.report}|{self.new.site}"


def story(
    first: Reported,
    later: Sequence[Reported],
    setting: Setting,
    links: Iterable[Link],
    outcomes: Mapping[str, Sequence[Evidence]],
) -> History:
    """Return the story of the first report as decisions have it; others count for nothing here."""
    reports = [Reported(untold(first.atlas), first.text, first.name), *later]
    sites = {each.id: each.atlas.by_id.keys() for each in reports}
    known = set().union(*sites.values())
    told = {site: said for site, said in outcomes.items() if site in known}
    return follow(reports, setting.home, about(links, sites), told)


def questions(history: History, links: Iterable[Link]) -> list[Question]:
    """Return what an editor is asked, and behind it what is decided already."""
    reports = {each.id: each for each in (history.first, *history.later)}
    open_ = [_question(reports, report, pair, None) for report, pair in history.questions]
    return [*open_, *_decided(reports, links)]


def _decided(reports: Mapping[str, Reported], links: Iterable[Link]) -> Iterator[Question]:
    sites = {report: each.atlas.by_id.keys() for report, each in reports.items()}
    for link in about(links, sites):
        pair = Pair(link.old_site, link.new_site, link.relation, 1.0, "decided", is_sure=True)
        old = _side(reports[link.old_report], link.old_site)
        yield Question(old, _side(reports[link.new_report], link.new_site), pair, link)


def _question(
    reports: Mapping[str, Reported], report: str, pair: Pair, link: Link | None
) -> Question:
    first = next(iter(reports.values()))
    return Question(_side(first, pair.old), _side(reports[report], pair.new), pair, link)


def _side(report: Reported, site: str) -> Side:
    feature: Feature = report.atlas.by_id[site]
    said = dict.fromkeys(quotation(m, report.text) for m in feature["properties"]["mentions"])
    clauses = tuple(list(said)[:_MOST_CLAUSES])
    name = str(feature["properties"]["name"])
    return Side(report.id, report.date, site, name, clauses)


def decide(question: Question, relation: Relation | None, reason: str) -> Step:
    """Return the step that says how the two sites of a question are related, or are not.

    Raises :class:`~geo.base.errors.InputError` without an answer or a reason.
    """
    row = {
        "old_report": question.old.report,
        "old_site": question.old.site,
        "new_report": question.new.report,
        "new_site": question.new.site,
        "relation": relation or "",
        "reason": reason.strip(),
    }
    return Step(link=(link_of(row),))


def withdraw(link: Link) -> Step:
    """Take a decision on two sites back, the file's or the draft's own."""
    return Step(unlink=(link,))
