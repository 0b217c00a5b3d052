"""The second step over many reports: the same sites over the years, one task a place.

A task holds the names of one place's sites, report by report, and nothing else of them, so that no
more than a place is in memory. The oldest report begins the stories; each later one's sites go on
with the newest site of a story that they are the same as, or begin one.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice, pairwise
from typing import Any, Final

from geo.base.errors import InputError
from geo.building.setting import setting_of
from geo.documents.report import Report
from geo.many.digest import Settings, digest_inputs
from geo.many.identity import joint_id, slug_of
from geo.many.pools import Outcome
from geo.many.protocol import LinkRow, Store
from geo.many.tasks import Failed
from geo.promises.course import date_of
from geo.promises.evidence import days_of
from geo.years.links import Link, decided, read_links
from geo.years.pairs import Named, Pair, named, pair

# Of what a site was called before, so much is known where it goes on.
_MOST_TITLES: Final = 8
_NAMED: Final = 3

LinkPool = Callable[[Iterable["LinkTask"]], Iterator["Outcome | Linked"]]


@dataclass(frozen=True, slots=True)
class Listed:
    """A report's sites as linking wants them: id, name and aliases of each."""

    report_id: str
    date: str
    sites: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class LinkTask:
    """A place whose reports are to be linked, the oldest first, with an editor's decisions."""

    place: str
    reports: tuple[Listed, ...]
    decisions: tuple[Link, ...]
    key: str

    @property
    def report_id(self) -> str:
        """What a pool calls it."""
        return self.place

    @property
    def where(self) -> str:
        """Where it is from, for messages."""
        return f"the reports of {self.place}"

    def work(self) -> Linked | Failed:
        """Link the place's reports. Never raises, as a report's task does not."""
        try:
            return link_place(self)
        except Exception as error:  # noqa: BLE001 (one place must not stop the others)
            kind, said = type(error).__name__, " ".join(str(error).split())[:200]
            return Failed(self.place, f"{self.where}: unexpected {kind}: {said}")


@dataclass(frozen=True, slots=True)
class Linked:
    """A place that is linked: its links, and the pairs of names that nobody is sure of."""

    place: str
    key: str
    rows: tuple[LinkRow, ...]
    doubts: tuple[tuple[str, str], ...]


@dataclass
class LinkSummary:
    """What came of it: places, links by relation, and all that was not linked, with its reason."""

    places: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    links: Counter[str] = field(default_factory=Counter)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    left_out: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    failed: list[Failed] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield lines on what was not linked."""
        for why, names in self.left_out.items():
            more = ", …" if len(names) > _NAMED else ""
            yield f"{len(names)} {why}: {', '.join(names[:_NAMED])}{more}"
        if self.doubts:
            said = "; ".join(f"{old} / {new}" for old, new in self.doubts[:_NAMED])
            more = "; …" if len(self.doubts) > _NAMED else ""
            yield f"{len(self.doubts)} pairs of like names are not linked: {said}{more}"


def link_many(
    store: Store,
    pool: LinkPool,
    settings: Settings | None = None,
    progress: Callable[[LinkSummary], None] = lambda _: None,
) -> LinkSummary:
    """Link the reports of each place in a store, and keep the links there.

    What is linked already is not linked again, unless one of its reports, a decision or the code
    has changed. Raises :class:`~geo.base.errors.InputError` where the store fails.
    """
    summary = LinkSummary()
    for outcome in pool(_tasks(store, settings or Settings(), summary)):
        if isinstance(outcome, Linked):
            store.put_links(outcome.place, outcome.key, outcome.rows)
            summary.places.append(outcome.place)
            summary.links.update(row.relation for row in outcome.rows)
            summary.doubts += outcome.doubts
        elif isinstance(outcome, Failed):
            summary.failed.append(outcome)
        progress(summary)
    return summary


def _tasks(store: Store, settings: Settings, summary: LinkSummary) -> Iterator[LinkTask]:
    inputs, keys, done = digest_inputs(settings), store.keys(), dict(store.linked())
    places: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for about in store.reports():
        if about.get("place_code"):
            places[str(about["place_code"])].append(about)
        else:
            summary.left_out["reports say no place"].append(str(about["id"]))
    for place, reports in sorted(places.items()):
        # Before what is left out: else every run would say of the same report that it is new.
        dated = _dated(store, reports, summary)
        if len(dated) < 2:
            if place in done:
                store.put_links(place, "", ())
            continue
        decisions = tuple(_decisions(place))
        parts = [inputs, *(f"{r} {keys.get(r)}" for r, _ in dated)]
        parts += [",".join(link.cells) for link in decisions]
        key = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        if done.get(place) == key:
            summary.before.append(place)
            continue
        listed = tuple(_listed(store, report_id, date) for report_id, date in dated)
        yield LinkTask(place, listed, decisions, key)


def _decisions(place: str) -> list[Link]:
    """Return what an editor decided on the sites of a place's reports."""
    region = setting_of(Report("", ""), place).region
    return read_links(region.links) if region else []


def _dated(
    store: Store, reports: Sequence[Mapping[str, Any]], summary: LinkSummary
) -> list[tuple[str, str]]:
    """Return the ids of a place's reports with their dates, the oldest first.

    One without a date, a second of one text and a second of one day are left out, and said.
    """
    found: dict[Any, tuple[str, str]] = {}
    texts: set[str] = set()
    for about in sorted(reports, key=lambda each: str(each["id"])):
        report_id = str(about["id"])
        date = str(about.get("date") or "") or date_of(store.atlas(report_id))
        days = days_of(date)
        if about["sha256"] in texts:
            summary.left_out["reports have the text of another"].append(report_id)
        elif days is None:
            summary.left_out["reports do not say when they were given"].append(report_id)
        elif days in found:
            summary.left_out["reports are of one day with another"].append(report_id)
        else:
            texts.add(about["sha256"])
            found[days] = report_id, date
    ordered = [(days, *found[days]) for days in sorted(found)]
    for (one, first, _), (other, second, _) in pairwise(ordered):
        # A report of December plans for the year to come, as one of January does.
        years = [(days.first + timedelta(days=31)).year for days in (one, other)]
        if years[1] - years[0] > 1:
            summary.left_out["pairs of reports have years without one between them"].append(
                f"{first} and {second}"
            )
    return [(report_id, date) for _, report_id, date in ordered]


def _listed(store: Store, report_id: str, date: str) -> Listed:
    features = (feature["properties"] for feature in store.atlas(report_id).features)
    sites = tuple((site["id"], site["name"], tuple(site["aliases"])) for site in features)
    return Listed(report_id, date, sites)


def link_place(task: LinkTask) -> Linked:
    """Return how the sites of a place's reports are linked."""
    home = setting_of(Report("", ""), task.place).home
    newest: dict[str, Named] = {}
    story_of: dict[str, str] = {}
    about: dict[str, tuple[str, str, str]] = {}
    rows: list[LinkRow] = []
    doubts: list[tuple[str, str]] = []
    for report in task.reports:
        slug = slug_of(report.report_id)
        features = [
            {"properties": {"id": joint_id(slug, site), "name": name, "aliases": aliases}}
            for site, name, aliases in report.sites
        ]
        about |= {
            joint_id(slug, site): (report.report_id, report.date, name)
            for site, name, _ in report.sites
        }
        news = {each.id: each for each in named(features, home)}
        olds = list(newest.values())
        pairs = decided(pair(olds, list(news.values())), _own(task, report, olds), "", "")
        doubts += [(about[p.old][2], about[p.new][2]) for p in pairs if not p.is_sure]
        sure = [p for p in pairs if p.is_sure]
        begun = {p.new: p for p in sure if p.relation == "same"}
        for site, new in news.items():
            if site in begun:
                old = begun[site].old
                story_of[site] = story_of[old]
                titles = _titles(new, newest[story_of[old]])
                newest[story_of[site]] = replace(new, titles=titles)
            else:
                story_of[site] = site
                newest[site] = new
        rows += [_row(task.place, each, story_of, about) for each in sure]
    return Linked(task.place, task.key, tuple(rows), tuple(doubts))


def _own(task: LinkTask, report: Listed, olds: Iterable[Named]) -> list[Link]:
    """Return the decisions on a report's sites and those that stand for their stories."""
    standing = {each.id for each in olds}
    slug = slug_of(report.report_id)
    found = []
    for link in task.decisions:
        old = joint_id(slug_of(link.old_report), link.old_site)
        if link.new_report == report.report_id and old in standing:
            new = joint_id(slug, link.new_site)
            found.append(replace(link, old_report="", old_site=old, new_report="", new_site=new))
    known = {joint_id(slug, site) for site, *_ in report.sites}
    return [link for link in found if link.new_site in known]


def _titles(new: Named, before: Named) -> tuple[Any, ...]:
    """Return what a site is called, and what it was called before."""
    said = {title.text: title for title in (*new.titles, *before.titles)}
    return tuple(islice(said.values(), max(len(new.titles), _MOST_TITLES)))


def _row(
    place: str,
    each: Pair,
    story_of: Mapping[str, str],
    about: Mapping[str, tuple[str, str, str]],
) -> LinkRow:
    old, new = about[each.old], about[each.new]
    return LinkRow(
        place_code=place,
        old_story=story_of[each.old],
        old_site=each.old,
        old_report=old[0],
        old_date=old[1],
        old_name=old[2],
        new_story=story_of[each.new],
        new_site=each.new,
        new_report=new[0],
        new_date=new[1],
        new_name=new[2],
        relation=each.relation,
        score=each.score,
        how=each.how,
        reason=each.reason,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """A site of a history; ``relation`` is what it is to the site that was asked for."""

    date: str
    report: str
    site: str
    name: str
    relation: str


def history(store: Store, site: str) -> list[Told]:
    """Return a site's history by its id in the atlas of many, itself among it, the oldest first.

    All sites of its story are the ``same``; parts and wholes of any of them stand with their
    relation. Raises :class:`~geo.base.errors.InputError` for a site that no report names.
    """
    rows = store.links_about(site)
    if not rows:
        return [_alone(store, site)]
    (story,) = {
        said
        for row in rows
        for one, said in ((row.old_site, row.old_story), (row.new_site, row.new_story))
        if one == site
    }
    turned = {"part_of": "has_part", "has_part": "part_of"}
    found: dict[str, Told] = {}
    for row in rows:
        old = Told(row.old_date, row.old_report, row.old_site, row.old_name, "same")
        new = Told(row.new_date, row.new_report, row.new_site, row.new_name, "same")
        if row.old_story != story:
            old = replace(old, relation=turned.get(row.relation, row.relation))
        if row.new_story != story:
            new = replace(new, relation=row.relation)
        for told in (old, new):
            found.setdefault(told.site, told)
    return sorted(found.values(), key=lambda told: (told.date, told.relation != "same", told.site))


def _alone(store: Store, site: str) -> Told:
    for about in store.reports():
        slug = slug_of(str(about["id"]))
        if not site.startswith(joint_id(slug, "")):
            continue
        own = store.atlas(str(about["id"])).by_id.get(site.removeprefix(joint_id(slug, "")))
        if own:
            name, date = own["properties"]["name"], str(about.get("date") or "")
            return Told(date, str(about["id"]), site, name, "same")
    raise InputError("no_report_names_site", store.name, site=site)
