"""The mentions of a report as decisions change them, and what is wrong with decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from geo.base.errors import InputError
from geo.base.messages import Message
from geo.base.spelling import in_pinyin
from geo.building.decisions import NAMING, ON_SITES, Decision
from geo.building.gathering import gather_sites
from geo.building.home import home_of
from geo.documents.report import Report
from geo.model.codes import MENTIONED
from geo.model.mentions import Mention, Span
from geo.model.names import slug
from geo.model.places import Gazetteer, Place
from geo.reading.extraction import mention_at
from geo.reading.lexicon import Lexicon
from geo.reading.works import LONGEST_CLAUSE, with_works

Verdict = Literal["new", "vanished", "conflicting"]


@dataclass(frozen=True)
class DecidedSite(Place):
    """A site that only an editor's decisions name.

    It is found by its id and never by its name: what the machine finds must not depend on
    what has been decided, or each decision would soon look redundant.
    """

    @property
    def names(self) -> tuple[str, ...]:
        """No names."""
        return ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a report and the decisions about it do not have in common.

    ``new``: a finding that no decision speaks of (``decision`` is None). ``vanished``: words
    or a site that the report no longer says. ``conflicting``: a decision that contradicts,
    or says no more than, the machine or another decision; ``note`` says which.
    """

    verdict: Verdict
    decision: Decision | None
    mention: Mention | None
    site: str
    selector: tuple[str, str, str]
    quote: str
    note: Message

    def as_row(self) -> dict[str, Any]:
        """Return the change as an object for JSON, always with the same keys."""
        decision, mention = self.decision, self.mention
        prefix, exact, suffix = self.selector
        return {
            "change": self.verdict,
            "line": decision.line if decision else None,
            "action": decision.action if decision else None,
            "exact": exact,
            "prefix": prefix,
            "suffix": suffix,
            "site": self.site or None,
            "value": decision.value if decision else None,
            "name": mention.name if mention else None,
            "start": mention.start if mention else None,
            "end": mention.end if mention else None,
            "stage": mention.stage if mention else None,
            "planned": mention.planned if mention else None,
            "sector": mention.sector if mention else None,
            "quote": self.quote,
            "note": str(self.note),
        }


def with_decided_sites(gazetteer: Gazetteer, decisions: Iterable[Decision]) -> Gazetteer:
    """Return the gazetteer with the sites that only ``decisions`` name, unplaced.

    Raises :class:`~geo.base.errors.InputError` where two of them name one site differently.
    """
    known = _without_decided_sites(gazetteer).places
    new: dict[str, DecidedSite] = {}
    for decision in decisions:
        if decision.action not in NAMING or not decision.value or decision.site in known:
            continue
        site = new.setdefault(decision.site, _decided_site(decision))
        if site.name != decision.value:
            raise InputError(
                "site_named_otherwise", decision.where, site=decision.site, name=site.name
            )
    return replace(gazetteer, places={**known, **new})


def _decided_site(decision: Decision) -> DecidedSite:
    return DecidedSite(
        id=decision.site,
        name=decision.value,
        name_en=in_pinyin(decision.value),
        aliases=(),
        kind="facility",
        within=None,
        precision="none",
        uncertainty_m=None,
        location_source=None,
        geometry=None,
        where=decision.where,
    )


def _without_decided_sites(gazetteer: Gazetteer) -> Gazetteer:
    places = gazetteer.places.items()
    return replace(
        gazetteer,
        places={i: place for i, place in places if not isinstance(place, DecidedSite)},
    )


class Ledger:
    """The mentions of a report as decisions change them, one after the other."""

    def __init__(
        self,
        report: Report,
        mentions: Iterable[Mention],
        decisions: Iterable[Decision],
        gazetteer: Gazetteer,
        lexicon: Lexicon,
    ) -> None:
        self._report = report
        self._lexicon = lexicon
        self._known = _without_decided_sites(gazetteer)
        self._gazetteer = with_decided_sites(gazetteer, decisions)
        self._found = {mention.span: mention for mention in mentions}
        sites = gather_sites(self._found.values(), self._known, {}, home_of(report))
        self._placed = {m.name: site.id for site in sites if site.place for m in site.mentions}
        self._ids = {m.name: site.id for site in sites if not site.place for m in site.mentions}
        self._names = {site.id: site.name for site in sites if not site.place}
        # In these ids other names have a say.
        self._shared = {
            site_id
            for name, site_id in self._ids.items()
            if name != self._names[site_id] or site_id != slug(name)
        }
        # What an editor names anew is one site wherever the machine finds that name.
        self._decided = {
            place.name: place.id
            for place in self._gazetteer.places.values()
            if isinstance(place, DecidedSite)
        }
        self.sectors: dict[str, str] = {}

    def mentions(self) -> tuple[Mention, ...]:
        """Return the mentions in the order of the text."""
        settled = map(self._settled, self._found.values())
        ordered = sorted(settled, key=lambda m: (m.start, -m.end))
        return tuple(with_works(ordered, self._clause_at, self._lexicon))

    def _clause_at(self, offset: int) -> tuple[int, str]:
        clause = self._report.clause_at(offset)
        end = min(clause.end, clause.start + LONGEST_CLAUSE)
        return clause.start, self._report.text[clause.start : end]

    def named_by(self, decision: Decision) -> list[Mention]:
        """Return the mention that a decision's words are now, with its site."""
        try:
            mention = self._found.get(decision.span(self._report.text))
        except InputError:
            return []
        return [replace(mention, site=self.site_of(mention))] if mention else []

    def _settled(self, mention: Mention) -> Mention:
        site = self.site_of(mention)
        place = self._gazetteer.get(site)
        if isinstance(place, DecidedSite):
            return replace(mention, site=site, name=place.name)
        # They stay, whatever is decided on those names.
        return replace(mention, site=site) if site in self._shared else mention

    def site_of(self, mention: Mention) -> str:
        """Return the id of the mention's site."""
        if mention.site:
            return mention.site
        if place := self._known.find(mention.name) or self._known.get(
            self._placed.get(mention.name, "")
        ):
            return place.id
        return self._decided.get(mention.name) or self._ids.get(mention.name, "")

    def apply(self, decision: Decision) -> None:
        """Carry out one decision.

        Raises :class:`~geo.base.errors.InputError`, naming the row, where that cannot be done.
        """
        if decision.site:
            self._name_of(decision)
        if decision.action == "sector":
            self.sectors[decision.site] = decision.value
        elif decision.action == "rename":
            if not self._mentions_of(decision.site):
                raise InputError("report_names_not_site", decision.where, site=decision.site)
        else:
            span = decision.span(self._report.text)
            if decision.action == "reject":
                self._found.pop(span, None)
            else:
                self._found[span] = self._decided_mention(decision, span)

    def _decided_mention(self, decision: Decision, span: Span) -> Mention:
        mention = self._found.get(span)
        # A decision that knows the site puts back what the machine has lost.
        if decision.action == "add" or (decision.site and not mention):
            mention = self._added(decision, span)
        elif mention is None:
            raise InputError("no_mention_there", decision.where, words=decision.exact)
        elif decision.action == "planned":
            return replace(mention, planned=decision.value == "true")
        elif decision.site and self.site_of(mention) != decision.site:
            mention = self._assigned(mention, decision)
        if decision.action == "stage" or (
            decision.action == "accept" and decision.value not in {"", mention.stage}
        ):
            return self._staged(mention, decision)
        return mention

    def _name_of(self, decision: Decision) -> str:
        """Return the name of the decision's site."""
        place = self._gazetteer.get(decision.site)
        name = place.name if place else self._names.get(decision.site)
        if name is None:
            raise InputError("site_is_no_place", decision.where, site=decision.site)
        return name

    def _mentions_of(self, site: str) -> list[Mention]:
        return [m for m in self._found.values() if self.site_of(m) == site]

    def _added(self, decision: Decision, span: Span) -> Mention:
        try:
            mention = mention_at(self._report, self._lexicon, *span, self._name_of(decision))
        except IndexError:
            raise InputError("words_in_no_clause", decision.where) from None
        if span[1] > mention.quote_end:
            raise InputError("words_beyond_clause", decision.where)
        return self._assigned(mention, decision)

    def _assigned(self, mention: Mention, decision: Decision) -> Mention:
        # A site that neither the gazetteer nor a decision names goes by its name.
        site = decision.site if self._gazetteer.get(decision.site) else None
        return replace(mention, site=site, name=self._name_of(decision))

    def _staged(self, mention: Mention, decision: Decision) -> Mention:
        if decision.value == MENTIONED:
            return replace(mention, stage=MENTIONED, stage_start=None, stage_end=None)
        if not decision.words:
            raise InputError(
                "machine_says_stage", decision.where, stage=mention.stage, wanted=decision.value
            )
        text = self._report.text
        clause = self._report.clause_at(mention.start)
        start = text.find(decision.words, clause.start, clause.end)
        if start < 0:
            raise InputError("words_not_in_clause", decision.where, words=decision.words)
        end = start + len(decision.words)
        return replace(mention, stage=decision.value, stage_start=start, stage_end=end)

    def judge(
        self, decision: Decision, decided: dict[Span | tuple[str, str], list[Decision]]
    ) -> tuple[Verdict, Message] | None:
        """Say what is wrong with a decision before it is applied, None where nothing is.

        ``decided`` holds the decisions before it, by their words' place or by action and
        site, and takes this one.
        """
        if decision.action in ON_SITES:
            same = decided.setdefault((decision.action, decision.site), [])
            same.append(decision)
            if same[0] is not decision:
                return "conflicting", Message("decides_the_same", line=same[0].line)
            return self._judge_site(decision)
        if decision.pattern not in self._report.text:
            return "vanished", Message("these_words_not_in_report")
        try:
            span = decision.span(self._report.text)
        except InputError:
            return "conflicting", Message("these_words_more_than_once")
        earlier = decided.setdefault(span, [])
        earlier.append(decision)
        for other in earlier[:-1]:
            if other.action == decision.action:
                return "conflicting", Message("decides_the_same", line=other.line)
            if "reject" in {other.action, decision.action}:
                return "conflicting", Message("contradicts_it", line=other.line)
        note = self._judge_words(decision, span)
        return ("conflicting", note) if note else None

    def _judge_words(self, decision: Decision, span: Span) -> Message | None:
        mention = self._found.get(span)
        action = decision.action
        if mention is None:
            if action == "add":
                return None
            return Message("moot_not_found" if action == "reject" else "machine_does_not_find_it")
        site = self.site_of(mention)
        if decision.site and site != decision.site:
            return Message("machine_finds_site", site=site) if action in {"add", "accept"} else None
        if action == "accept" and decision.value not in {"", mention.stage}:
            return Message("machine_finds_stage", stage=mention.stage)
        if action in {"accept", "reject"}:
            return None
        try:
            after = self._decided_mention(decision, span)
        except InputError:
            return None  # said where it is applied
        if _statement(after) == _statement(mention):
            return Message("machine_finds_the_same")
        found = Message("machine_finds_it", stage=mention.stage, sector=mention.sector)
        return found if action == "add" else None

    def _judge_site(self, decision: Decision) -> tuple[Verdict, Message] | None:
        mentions = self._mentions_of(decision.site)
        if not mentions:
            return "vanished", Message("report_names_no_such_site")
        if decision.action == "sector":
            site = gather_sites(mentions, self._gazetteer, {})[0]
            same = site.sector == decision.value
        elif self._known.get(decision.site):
            return "conflicting", Message("gazetteer_names_the_site")
        else:
            same = self._names.get(decision.site) == decision.value
        return ("conflicting", Message("machine_finds_the_same")) if same else None

    def change(self, decision: Decision, verdict: Verdict, note: Message) -> Change:
        """Return the change that a verdict on a decision makes."""
        text = self._report.text
        mention = None
        quote = decision.pattern
        if decision.action in ON_SITES:
            mention = next(iter(self._mentions_of(decision.site)), None)
        elif text.count(decision.pattern) == 1:
            span = decision.span(text)
            mention = self._found.get(span)
            quote = _clause(self._report, span)
        if mention:
            quote = text[mention.quote_start : mention.quote_end]
        site = decision.site or (self.site_of(mention) if mention else "")
        selector = decision.prefix, decision.exact, decision.suffix
        return Change(verdict, decision, mention, site, selector, quote, note)


def _statement(mention: Mention) -> tuple[object, ...]:
    stage = mention.stage, mention.stage_start, mention.stage_end
    return *stage, mention.planned, mention.sector, mention.investment


def _clause(report: Report, span: Span) -> str:
    try:
        clause = report.clause_at(span[0])
    except IndexError:
        return report.text[span[0] : span[1]]
    return report.text[clause.start : clause.end]
