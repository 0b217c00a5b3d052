"""Reports of one place as one story: its sites linked over the years, a verdict for each target."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.messages import Message
from geo.model.atlas import Atlas, Feature
from geo.model.codes import MENTIONED
from geo.model.names import NOWHERE, Home
from geo.model.quotation import quotation
from geo.promises.course import date_of
from geo.promises.evidence import Days, Evidence, days_of, is_dropped, of_its_part, weighed
from geo.promises.outcomes import MAX_WORDS, as_member
from geo.promises.table import promise_of
from geo.promises.verdicts import Target, Verdict, is_before, judge
from geo.years.links import Link, decided
from geo.years.pairs import Pair, named, pair

# As many characters stand between 基本 and a stage's word.
_ADVERB: Final = 4
_STOP: Final = re.compile("[。；！？\n]")
# So many sites a notice names.
_MOST_NAMED: Final = 8


@dataclass(frozen=True)
class Reported:
    """An atlas with its report's text, which its offsets count in; ``name`` says which file."""

    atlas: Atlas
    text: str
    name: str

    @property
    def id(self) -> str:
        """The report's id."""
        return str(self.atlas.report["id"])

    @cached_property
    def date(self) -> str:
        """When it was given: :func:`geo.promises.course.date_of`."""
        return date_of(self.atlas)

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where its mentions begin."""
        return [m["start"] for f in self.atlas.features for m in f["properties"]["mentions"]]

    @property
    def days(self) -> Days:
        """The days on which it may have been given."""
        days = days_of(self.date)
        if days is None:
            raise InputError("report_without_date", self.name)
        return days


@dataclass(frozen=True)
class Story:
    """A site's target and what became of it; ``evidence`` in the order of what was said."""

    site: Mapping[str, Any]
    target: Target
    promise: Mapping[str, Any]
    evidence: tuple[Evidence, ...]
    verdict: Verdict


@dataclass(frozen=True)
class History:
    """The first of several reports, with what the later ones say of it.

    ``pairs`` are by the later report's id; ``notices`` say what a reader should know.
    """

    first: Reported
    later: tuple[Reported, ...]
    pairs: Mapping[str, tuple[Pair, ...]]
    stories: tuple[Story, ...]
    notices: tuple[Message, ...] = field(default=())

    @property
    def unpaired(self) -> Mapping[str, list[str]]:
        """The sites of each later report that no site of the first is sure to be related to."""
        return {
            each.id: sorted(
                each.atlas.by_id.keys() - {p.new for p in self.pairs[each.id] if p.is_sure}
            )
            for each in self.later
        }

    @property
    def questions(self) -> Sequence[tuple[str, Pair]]:
        """The pairs that an editor is asked about, with the later report's id."""
        return [(report, p) for report, all_ in self.pairs.items() for p in all_ if not p.is_sure]


def in_order(reports: Sequence[Reported]) -> tuple[list[Reported], list[Message]]:
    """Return the reports by date, and notices of what was not as it should be.

    Raises :class:`~geo.base.errors.InputError` for reports of two places, one given twice, one
    without a date, two of one date, and two that links could not tell apart.
    """
    first = reports[0]
    for one, other in ((a, b) for n, a in enumerate(reports) for b in reports[n + 1 :]):
        if one.atlas.report["sha256"] == other.atlas.report["sha256"]:
            raise InputError("same_report_twice", f"{one.name}, {other.name}")
        if one.days == other.days:
            raise InputError("two_reports_of_one_date", f"{one.name}, {other.name}", date=one.date)
        if one.id == other.id:
            raise InputError("two_reports_of_one_id", f"{one.name}, {other.name}", id=one.id)
    for each in reports:
        if each.atlas.report["place_code"] != first.atlas.report["place_code"]:
            places = [str(r.atlas.report["place"] or "no place") for r in (first, each)]
            where = f"{first.name}, {each.name}"
            raise InputError("reports_of_two_places", where, one=places[0], other=places[1])
    ordered = sorted(reports, key=lambda each: each.days)
    notices = []
    if [each.name for each in ordered] != [each.name for each in reports]:
        notices.append(Message("reports_put_in_order"))
    # A report of December plans for the year to come, as one of January does.
    years = [(each.days.first + timedelta(days=31)).year for each in ordered]
    notices += [
        Message("no_report_between", one=one, other=other)
        for one, other in pairwise(years)
        if other - one > 1
    ]
    return ordered, notices


def follow(
    reports: Sequence[Reported],
    home: Home = NOWHERE,
    links: Iterable[Link] = (),
    outcomes: Mapping[str, Sequence[Evidence]] | None = None,
) -> History:
    """Return the story of the oldest of ``reports``, told by the others and by ``outcomes``.

    ``home`` is the place that the reports speak for, ``outcomes`` other documents' statements by
    site. Raises :class:`~geo.base.errors.InputError` as :func:`in_order` does, and
    for a link of a site that its report does not name.
    """
    ordered, notices = in_order(reports)
    first, later = ordered[0], tuple(ordered[1:])
    links, outcomes = list(links), _by_part(first.atlas, outcomes or {})
    _check_sites(first, later, links)
    ours = named(first.atlas.features, home)
    pairs = {
        each.id: tuple(
            decided(pair(ours, named(each.atlas.features, home)), links, first.id, each.id)
        )
        for each in later
    }
    told = _told(later, pairs)
    known = {site for each in ordered for site in each.atlas.by_id}
    for site, statements in outcomes.items():
        if site in known:
            told[site].extend(statements)
    parts = _parts(pairs, later, outcomes)
    stories = tuple(
        _story(feature, first, told[feature["id"]], parts.get(feature["id"], []))
        for feature in first.atlas.features
        if feature["properties"]["target"] or told[feature["id"]]
    )
    notices += _unheard(stories, outcomes, known)
    return History(first, later, pairs, stories, tuple(notices))


def _by_part(
    atlas: Atlas, outcomes: Mapping[str, Sequence[Evidence]]
) -> Mapping[str, Sequence[Evidence]]:
    """Return statements as those of the parts that their words name."""
    names = {
        feature["id"]: (feature["properties"]["name"], *feature["properties"]["aliases"])
        for feature in atlas.features
    }
    return {
        site: [of_its_part(each, names[site]) for each in rows] if site in names else rows
        for site, rows in outcomes.items()
    }


def _unheard(
    stories: Iterable[Story], outcomes: Mapping[str, Sequence[Evidence]], known: Collection[str]
) -> Iterator[Message]:
    """Yield notices of statements that count for nothing."""
    if unknown := sorted(set(outcomes) - set(known)):
        yield Message("outcomes_of_unnamed_sites", sites=_some(unknown))
    early = [
        story.site["id"]
        for story in stories
        if story.site["target"] and any(is_before(e, story.target) for e in story.evidence)
    ]
    if early:
        yield Message("statements_before_the_promise", sites=_some(early))


def _some(sites: Sequence[str]) -> str:
    """Return the first of some ids, and how many there are where these are not all."""
    more = f", … ({len(sites)})" if len(sites) > _MOST_NAMED else ""
    return ", ".join(sites[:_MOST_NAMED]) + more


def unheard(
    atlas: Atlas, outcomes: Mapping[str, Sequence[Evidence]], name: str = ""
) -> list[Message]:
    """Return notices of statements that count for nothing in an atlas that has its outcomes."""
    first = Reported(atlas, "", name)
    stories = [
        _story(feature, first, outcomes[feature["id"]], ())
        for feature in atlas.features
        if feature["id"] in outcomes
    ]
    return list(_unheard(stories, outcomes, atlas.by_id))


def strays(links: Iterable[Link], sites: Mapping[str, Collection[str]]) -> Iterator[Message]:
    """Yield a notice of decisions that name a site that its report lacks; ``sites`` by report."""
    lost = [
        link.label
        for link in links
        if link.old_report in sites
        and link.new_report in sites
        and not (
            link.old_site in sites[link.old_report] and link.new_site in sites[link.new_report]
        )
    ]
    if lost:
        yield Message("links_of_unnamed_sites", links=_some(lost))


def _check_sites(first: Reported, later: Sequence[Reported], links: Iterable[Link]) -> None:
    by_id = {each.id: each.atlas.by_id for each in (first, *later)}
    for link in links:
        for report, site in ((link.old_report, link.old_site), (link.new_report, link.new_site)):
            if report in by_id and site not in by_id[report]:
                raise InputError("that_report_names_no_site", link.where, report=report, site=site)


def _told(
    later: Sequence[Reported], pairs: Mapping[str, Sequence[Pair]]
) -> defaultdict[str, list[Evidence]]:
    """Return what the later reports say, by site of the first."""
    told: defaultdict[str, list[Evidence]] = defaultdict(list)
    for report in later:
        for each in pairs[report.id]:
            if each.is_sure and each.relation in {"same", "part_of"}:
                feature = report.atlas.by_id[each.new]
                part = feature["properties"]["name"] if each.relation == "part_of" else ""
                told[each.old].extend(_claims(report, feature, part))
    return told


def _claims(report: Reported, feature: Feature, part: str) -> list[Evidence]:
    about = report.atlas.report
    place = about["place"] or ""
    source = {
        "title": f"{about['title']}（{report.date}）",
        "publisher": f"{place}人民政府",
        "date": report.date,
        "address": None,
    }
    return [
        _of_said_part(
            Evidence(
                stage=mention["stage"],
                words=_words(report.text, mention),
                date=(mention["period"] or "").replace("-", "/"),
                kind="official_report",
                certainty="sure",
                said=report.date,
                part=part,
                forecast=mention["planned"],
                aims=weighed(quotation(mention, report.text))["aims"],
                nearly=_is_nearly(mention, report.text),
                source=source,
            ),
            report,
            mention,
        )
        for mention in feature["properties"]["mentions"]
        if mention["stage"] != MENTIONED
    ] + [
        Evidence(
            stage="",
            words=words,
            date=(mention["period"] or "").replace("-", "/"),
            kind="official_report",
            certainty="sure",
            said=report.date,
            part=part,
            unfinished=weighed(words)["unfinished"],
            ended=is_dropped(words),
            source=source,
        )
        for mention in feature["properties"]["mentions"]
        if mention["stage"] == MENTIONED and not mention["planned"]
        if (words := _words_alone(report, mention))
    ]


def _of_said_part(evidence: Evidence, report: Reported, mention: Mapping[str, Any]) -> Evidence:
    """Return a claim as that of the part which stands behind its site's name: X半幅通车."""
    end, last = mention["end"], mention["stage_end"] or mention["quote_end"]
    if evidence.part or any(end <= other < last for other in report.starts):
        return evidence
    behind = replace(evidence, words=report.text[end:last])
    return replace(evidence, part=of_its_part(behind, [mention["text"]]).part)


def _is_nearly(mention: Mapping[str, Any], text: str) -> bool:
    """Whether the words of a mention's stage say that it is all but reached: 基本建成."""
    start, end = mention.get("stage_start"), mention.get("stage_end")
    if start is None or end is None:
        return False
    return weighed(text[max(start - _ADVERB, 0) : end])["nearly"]


def _words_alone(report: Reported, mention: Mapping[str, Any]) -> str:
    """Return a mention with what its sentence says behind it, where that denies this site alone."""
    start, end = mention["start"], mention["end"]
    stop = _STOP.search(report.text, end, start + MAX_WORDS)
    last = stop.start() if stop else min(start + MAX_WORDS, len(report.text))
    words = report.text[start:last]
    if any(end <= other < last for other in report.starts):
        return ""
    return words if weighed(words)["unfinished"] or is_dropped(words) else ""


def _words(text: str, mention: Mapping[str, Any]) -> str:
    """Return the words of a mention and of its stage, as much around them as there is room for."""
    start, end = mention["start"], mention["end"]
    if mention["stage_start"] is not None:
        start, end = min(start, mention["stage_start"]), max(end, mention["stage_end"])
    if end - start > MAX_WORDS:
        start, end = mention["start"], mention["end"]
    end = min(end, start + MAX_WORDS)
    quote = mention["quote_start"], mention["quote_end"]
    end = min(max(end, quote[1]), start + MAX_WORDS)
    start = max(min(start, quote[0]), end - MAX_WORDS)
    return text[start:end]


def _parts(
    pairs: Mapping[str, Sequence[Pair]],
    later: Sequence[Reported],
    outcomes: Mapping[str, Sequence[Evidence]],
) -> Mapping[str, list[str]]:
    """Return all named parts of each site of the first report."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for report in later:
        for each in pairs[report.id]:
            if each.is_sure and each.relation == "part_of":
                found[each.old][report.atlas.by_id[each.new]["properties"]["name"]] = None
    for site, statements in outcomes.items():
        for statement in statements:
            if statement.part:
                found[site][statement.part] = None
    return {site: list(parts) for site, parts in found.items()}


def _story(
    feature: Feature, first: Reported, told: Sequence[Evidence], parts: Sequence[str]
) -> Story:
    site = feature["properties"]
    evidence = tuple(sorted(told, key=lambda each: each.said or each.date))
    promise = promise_of(site)
    nearly = _is_nearly(promise, first.text)
    target = Target(site["target"] or MENTIONED, promise.get("period"), first.date, nearly=nearly)
    verdict = judge(target, evidence, parts) if site["target"] else Verdict("no_evidence", None)
    return Story(site, target, promise, evidence, verdict)


def with_outcomes(atlas: Atlas, outcomes: Mapping[str, Sequence[Evidence]]) -> Atlas:
    """Return an atlas with what other documents say of its sites, and their verdicts.

    Where they say nothing of any site, it is the atlas as it was.
    """
    told = _by_part(atlas, {s: rows for s, rows in outcomes.items() if s in atlas.by_id})
    if not told:
        return atlas
    parts = _parts({}, (), told)
    first = Reported(atlas, "", "")
    stories = (
        _story(feature, first, told.get(feature["id"], ()), parts.get(feature["id"], []))
        for feature in atlas.features
    )
    return _told_of(atlas, {story.site["id"]: story for story in stories})


def with_verdicts(history: History) -> Atlas:
    """Return the first report's atlas with ``outcomes``, ``verdict`` and ``links`` on its sites."""
    stories = {story.site["id"]: story for story in history.stories}
    return _told_of(history.first.atlas, stories, links_of(history))


def doubts_of(history: History) -> list[tuple[str, str]]:
    """Return the names of the sites of which it is not sure how they are related."""
    atlases = {each.id: each.atlas for each in history.later}
    return [
        (
            str(history.first.atlas.by_id[pair.old]["properties"]["name"]),
            str(atlases[report].by_id[pair.new]["properties"]["name"]),
        )
        for report, pair in history.questions
    ]


def links_of(history: History) -> Mapping[str, list[dict[str, Any]]]:
    """Return the atlas's member ``links`` of each site that has one, the oldest report first."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for report in history.later:
        for each in history.pairs[report.id]:
            if each.is_sure:
                found[each.old].append(_link_member(each, report))
    return found


def _link_member(pair_: Pair, report: Reported) -> dict[str, Any]:
    member = {
        "report": report.id,
        "date": report.date or None,
        "site": pair_.new,
        "name": report.atlas.by_id[pair_.new]["properties"]["name"],
        "relation": pair_.relation,
        "score": pair_.score,
        "how": pair_.how,
    }
    return member | ({"reason": pair_.reason} if pair_.reason else {})


def untold(atlas: Atlas) -> Atlas:
    """Return an atlas without what later reports and documents say of it."""
    told = {"outcomes", "verdict", "links"}
    return Atlas(
        atlas.report,
        tuple(
            {
                **feature,
                "properties": {k: v for k, v in feature["properties"].items() if k not in told},
            }
            for feature in atlas.features
        ),
    )


def _told_of(
    atlas: Atlas,
    stories: Mapping[str, Story],
    links: Mapping[str, Sequence[Mapping[str, Any]]] = MappingProxyType({}),
) -> Atlas:
    features = []
    for feature in atlas.features:
        story = stories.get(feature["id"])
        added: dict[str, Any] = {}
        if story and story.evidence:
            added["outcomes"] = [as_member(each) for each in story.evidence]
        if story and story.site["target"]:
            added["verdict"] = verdict_member(story.verdict)
        if linked := links.get(feature["id"]):
            added["links"] = list(linked)
        site = {name: said for name, said in feature["properties"].items() if name != "links"}
        properties = {**site, **added}
        features.append({**feature, "properties": properties})
    return Atlas(atlas.report, tuple(features))


def verdict_member(verdict: Verdict) -> dict[str, Any]:
    """Return the atlas's member of a site's ``verdict``."""
    return {
        "code": verdict.code,
        "due": verdict.due,
        "overdue": verdict.overdue,
        "decided_by": verdict.decided_by,
    }
