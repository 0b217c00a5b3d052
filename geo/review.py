"""An editor's decisions about a report: one CSV row a decision, each with its reason.

A decision finds its words as the W3C's TextQuoteSelector does: ``exact`` with as much of
the text before (``prefix``) and behind it (``suffix``) as makes it unique. So decisions
survive changes of the extractor and of the text elsewhere. A decision wins over the machine.

=========  ==========================================================================
action     does
=========  ==========================================================================
add        the words are a mention of ``site``
accept     the words are a mention of ``site``, as the machine found; its stage is
           ``value``, where one is given (said by ``words``, where the machine errs)
reject     the words name no site
site       the words are a mention of ``site``, where the machine found another site
stage      its stage is ``value``, said by ``words`` in its clause (none if mentioned)
planned    whether it is a target is ``value``: true or false
sector     the sector of ``site`` is ``value`` (no words)
rename     the name of ``site`` is ``value``, where the gazetteer has none (no words)
=========  ==========================================================================

``site`` is an id of the gazetteer or of the atlas, or with ``add`` and ``site`` a new one,
whose name is ``value``.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from pypinyin import lazy_pinyin

from geo.codes import MENTIONED, SECTORS, STAGES
from geo.errors import InputError
from geo.extraction import claim
from geo.lexicon import Lexicon, read_table
from geo.mentions import Mention
from geo.places import Gazetteer, Place
from geo.report import Report
from geo.sites import gather_sites

COLUMNS: Final = ("action", "exact", "prefix", "suffix", "site", "value", "words", "reason")
ACTIONS: Final = ("add", "accept", "reject", "site", "stage", "planned", "sector", "rename")
_ON_SITES: Final = frozenset(("sector", "rename"))
_WITH_SITE: Final = frozenset(("add", "accept", "site", "sector", "rename"))
_NAMING: Final = frozenset(("add", "site", "rename"))
_VALUES: Final[Mapping[str, Sequence[str]]] = {
    "stage": tuple(STAGES),
    "accept": (*STAGES, ""),
    "sector": tuple(SECTORS),
    "planned": ("true", "false"),
    "reject": ("",),
}
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Cells whose blanks count: those between the words and what stands around them.
_QUOTED: Final = ("prefix", "suffix")
# How much of the text around its words a finding quotes, in characters, until it is unique.
_CONTEXTS: Final = (0, 1, 2, 4, 8, 16, 32, 64)

Span = tuple[int, int]
Verdict = Literal["new", "vanished", "conflicting"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One row; ``where`` is its file and line."""

    action: str
    exact: str
    prefix: str
    suffix: str
    site: str
    value: str
    words: str
    reason: str
    where: str

    @property
    def line(self) -> int:
        """The row's line in its file."""
        return int(self.where.rpartition(" ")[2])

    @property
    def cells(self) -> tuple[str, ...]:
        """The row's cells in the order of :data:`COLUMNS`: what the decision says."""
        return (
            self.action, self.exact, self.prefix, self.suffix,
            self.site, self.value, self.words, self.reason,
        )  # fmt: skip

    @property
    def pattern(self) -> str:
        """The words with what stands around them."""
        return self.prefix + self.exact + self.suffix

    def span(self, text: str) -> Span:
        """Return where the decision's words stand in ``text``.

        Raises :class:`~geo.errors.InputError` where they stand nowhere or in more places
        than one.
        """
        first = text.find(self.pattern)
        if first < 0:
            raise InputError(f"the report nowhere says {self.pattern!r}", self.where)
        if text.find(self.pattern, first + 1) >= 0:
            raise InputError(f"the report says {self.pattern!r} more than once", self.where)
        start = first + len(self.prefix)
        return start, start + len(self.exact)


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
    note: str

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
            "note": self.note,
        }


def read_decisions(path: Path) -> list[Decision]:
    """Read and check a file of decisions; a file that does not exist holds none.

    Raises :class:`~geo.errors.InputError` with file and line for the first broken row.
    """
    if not path.exists():
        return []
    decisions = []
    for where, row in read_table(path, COLUMNS, verbatim=_QUOTED):
        row["prefix"], row["suffix"] = row["prefix"].lstrip(), row["suffix"].rstrip()
        decisions.append(Decision(**row, where=where))
        check_decision(decisions[-1])
    return decisions


def write_decisions(decisions: Iterable[Decision]) -> str:
    """Return decisions as the CSV table that :func:`read_decisions` reads, in their order."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    # Before Python 3.14 a lone carriage return is not quoted by itself.
    quoting = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for decision in decisions:
        (quoting if "\r" in "".join(decision.cells) else writer).writerow(decision.cells)
    return file.getvalue()


def numbered(decisions: Iterable[Decision], file: str) -> tuple[Decision, ...]:
    """Return decisions that say where they stand in ``file`` once it is written."""
    line, placed = 1, []
    for decision in decisions:
        line += 1 + sum(cell.count("\n") for cell in decision.cells)
        placed.append(replace(decision, where=f"{file}, line {line}"))
    return tuple(placed)


def check_decision(decision: Decision) -> None:
    """Refuse a decision that is no row of the table, whatever the report says.

    Raises :class:`~geo.errors.InputError`.
    """
    action, value, where = decision.action, decision.value, decision.where
    if action not in ACTIONS:
        raise InputError(f"unknown action {action!r}", where)
    if not decision.reason:
        raise InputError("a decision needs its reason", where)
    if (action in _ON_SITES) == bool(decision.exact):
        raise InputError(f"{action} {'takes no' if decision.exact else 'needs'} words", where)
    if (action in _WITH_SITE) != bool(decision.site):
        raise InputError(f"{action} {'takes no' if decision.site else 'needs a'} site", where)
    if decision.site and not _SLUG.fullmatch(decision.site):
        raise InputError(f"{decision.site!r} is no id (small letters, digits, hyphens)", where)
    if value not in _VALUES.get(action, (value,)):
        raise InputError(f"unknown {action} {value!r}", where)
    if action == "rename" and not value:
        raise InputError("rename needs a value, the name", where)
    if action == "stage" and (value == MENTIONED) == bool(decision.words):
        raise InputError("a stage needs the words that say it, mentioned has none", where)
    if action == "accept" and decision.words and value in {"", MENTIONED}:
        raise InputError("words say a stage, and there is none", where)


def with_decided_sites(gazetteer: Gazetteer, decisions: Iterable[Decision]) -> Gazetteer:
    """Return the gazetteer with the sites that only ``decisions`` name, unplaced.

    Raises :class:`~geo.errors.InputError` where two of them name one site differently.
    """
    known = _without_decided_sites(gazetteer).places
    new: dict[str, DecidedSite] = {}
    for decision in decisions:
        if decision.action not in _NAMING or not decision.value or decision.site in known:
            continue
        site = new.setdefault(decision.site, _decided_site(decision))
        if site.name != decision.value:
            raise InputError(f"{decision.site!r} is named {site.name!r} before", decision.where)
    return replace(gazetteer, places={**known, **new})


def _decided_site(decision: Decision) -> DecidedSite:
    return DecidedSite(
        id=decision.site,
        name=decision.value,
        name_en=" ".join(lazy_pinyin(decision.value)).strip().capitalize(),
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


def apply_decisions(
    report: Report,
    mentions: Iterable[Mention],
    decisions: Iterable[Decision],
    gazetteer: Gazetteer,
    lexicon: Lexicon,
) -> tuple[list[Mention], dict[str, str]]:
    """Return the mentions after the decisions, and the sectors that they set by site id.

    The gazetteer must be one :func:`with_decided_sites` for new sites to keep their ids.
    A rejection of what the machine does not find is moot and does nothing.

    Raises :class:`~geo.errors.InputError`, naming the row, for a decision whose words the
    report does not say, whose site is unknown, or that finds nothing to decide on.
    """
    decisions = list(decisions)
    ledger = _Ledger(report, mentions, decisions, gazetteer, lexicon)
    for decision in decisions:
        ledger.apply(decision)
    return list(ledger.mentions()), ledger.sectors


def find_changes(
    report: Report,
    mentions: Iterable[Mention],
    decisions: Iterable[Decision],
    gazetteer: Gazetteer,
    lexicon: Lexicon,
) -> list[Change]:
    """Return what changed against the decisions: theirs in their order, then new findings."""
    mentions, decisions = list(mentions), list(decisions)
    ledger = _Ledger(report, mentions, decisions, gazetteer, lexicon)
    reviewed, decided = _carried_out(ledger, decisions)
    undecided = (mention for mention in mentions if mention.span not in decided)
    return [*reviewed.changes, *_new_findings(report, undecided, ledger)]


def _new_findings(report: Report, mentions: Iterable[Mention], ledger: _Ledger) -> Iterator[Change]:
    selectors: dict[str, Mapping[int, tuple[str, str, str]]] = {}
    for mention in mentions:
        if mention.text not in selectors:
            selectors[mention.text] = _selectors(report.text, mention.text)
        selector = selectors[mention.text][mention.start]
        quote = report.text[mention.quote_start : mention.quote_end]
        site = ledger.site_of(mention)
        yield Change("new", None, mention, site, selector, quote, "no decision on it")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A report's mentions after the decisions that can be carried out.

    ``rejected`` are the machine's mentions that decisions took out, with their sites;
    ``sectors`` those that decisions set, by site; ``changes`` what is wrong with decisions,
    as :func:`find_changes` says it.
    """

    mentions: tuple[Mention, ...]
    rejected: tuple[Mention, ...]
    sectors: Mapping[str, str]
    changes: tuple[Change, ...]


def review(
    report: Report,
    mentions: Iterable[Mention],
    decisions: Iterable[Decision],
    gazetteer: Gazetteer,
    lexicon: Lexicon,
) -> Reviewed:
    """Carry out the decisions that hold, and say what is wrong with the others.

    Raises :class:`~geo.errors.InputError` only where two decisions name one new site
    differently.
    """
    decisions = list(decisions)
    ledger = _Ledger(report, mentions, decisions, gazetteer, lexicon)
    return _carried_out(ledger, decisions)[0]


def _carried_out(
    ledger: _Ledger, decisions: Iterable[Decision]
) -> tuple[Reviewed, Mapping[Span | tuple[str, str], list[Decision]]]:
    """Return what the decisions make of a ledger, and which words and sites they decide on."""
    changes = []
    rejected = []
    decided: dict[Span | tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        verdict = ledger.judge(decision, decided)
        if decision.action == "reject":
            rejected += ledger.named_by(decision)
        try:
            ledger.apply(decision)
        except InputError as error:
            verdict = verdict or ("conflicting", error.what)
        if verdict:
            changes.append(ledger.change(decision, *verdict))
    reviewed = Reviewed(ledger.mentions(), tuple(rejected), ledger.sectors, tuple(changes))
    return reviewed, decided


def quote_words(text: str, span: Span) -> tuple[str, str, str]:
    """Return ``prefix``, ``exact`` and ``suffix`` that find the words at ``span`` again.

    As short as makes them unique; where nothing does, as long as a decision may quote.
    """
    words = text[slice(*span)]
    positions = list(occurrences(text, words))
    prefix = suffix = ""
    for prefix, suffix in _contexts(text, span):
        pattern, lead = prefix + words + suffix, len(prefix)
        others = (p for p in positions if p != span[0] and p >= lead)
        if not any(text.startswith(pattern, p - lead) for p in others):
            break
    return prefix, words, suffix


def occurrences(text: str, words: str) -> Iterator[int]:
    """Yield the offsets at which ``words``, at least one character, stand in ``text``."""
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _selectors(text: str, words: str) -> Mapping[int, tuple[str, str, str]]:
    """Return, as :func:`quote_words` does, what finds ``words`` at each place they stand.

    All at once: where words stand often, to hold each place against all others takes the
    square of their number.
    """
    positions = list(occurrences(text, words))
    size = len(words)
    found: dict[int, tuple[str, str, str]] = {}
    unsettled = {p: _contexts(text, (p, p + size)) for p in positions}
    while unsettled:
        standing: dict[tuple[int, int], Counter[str]] = {}
        for place, contexts in list(unsettled.items()):
            context = next(contexts, None)
            if context is None:
                del unsettled[place]
                continue
            prefix, suffix = context
            lead, tail = len(prefix), len(suffix)
            if (lead, tail) not in standing:
                standing[lead, tail] = Counter(
                    text[p - lead : p + size + tail] for p in positions if p >= lead
                )
            found[place] = prefix, words, suffix
            if standing[lead, tail][prefix + words + suffix] == 1:
                del unsettled[place]
    return found


def _contexts(text: str, span: Span) -> Iterator[tuple[str, str]]:
    """Yield what may be quoted before and behind the words at ``span``, the shorter first.

    No blank is quoted at the outer ends, where people and spreadsheets lose them.
    """
    start, end = span
    for size in _CONTEXTS:
        before = text[max(start - size, 0) : start].lstrip()
        behind = text[end : end + size].rstrip()
        yield from ((before, ""), ("", behind), (before, behind))


class _Ledger:
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
        sites = gather_sites(self._found.values(), self._known, {})
        self._ids = {m.name: site.id for site in sites if not site.place for m in site.mentions}
        self._names = {site_id: name for name, site_id in self._ids.items()}
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
        return tuple(sorted(settled, key=lambda m: (m.start, -m.end)))

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
        return mention

    def site_of(self, mention: Mention) -> str:
        """Return the id of the mention's site."""
        if mention.site:
            return mention.site
        place = self._known.find(mention.name)
        if place:
            return place.id
        return self._decided.get(mention.name) or self._ids.get(mention.name, "")

    def apply(self, decision: Decision) -> None:
        """Carry out one decision.

        Raises :class:`~geo.errors.InputError`, naming the row, where that cannot be done.
        """
        if decision.site:
            self._name_of(decision)
        if decision.action == "sector":
            self.sectors[decision.site] = decision.value
        elif decision.action == "rename":
            if not self._mentions_of(decision.site):
                raise InputError(f"the report names no site {decision.site!r}", decision.where)
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
            raise InputError(f"{decision.exact!r} is no mention there", decision.where)
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
            raise InputError(f"{decision.site!r} is no place", decision.where)
        return name

    def _mentions_of(self, site: str) -> list[Mention]:
        return [m for m in self._found.values() if self.site_of(m) == site]

    def _added(self, decision: Decision, span: Span) -> Mention:
        try:
            mention = claim(self._report, self._lexicon, *span, self._name_of(decision))
        except IndexError:
            raise InputError("the words lie in no clause", decision.where) from None
        if span[1] > mention.quote_end:
            raise InputError("the words go beyond their clause", decision.where)
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
                f"the machine now says {mention.stage!r}: give the words that say "
                f"{decision.value!r}",
                decision.where,
            )
        text = self._report.text
        start = text.find(decision.words, mention.quote_start, mention.quote_end)
        if start < 0:
            raise InputError(f"the clause does not say {decision.words!r}", decision.where)
        end = start + len(decision.words)
        return replace(mention, stage=decision.value, stage_start=start, stage_end=end)

    def judge(
        self, decision: Decision, decided: dict[Span | tuple[str, str], list[Decision]]
    ) -> tuple[Verdict, str] | None:
        """Say what is wrong with a decision before it is applied, None where nothing is.

        ``decided`` holds the decisions before it, by their words' place or by action and
        site, and takes this one.
        """
        if decision.action in _ON_SITES:
            same = decided.setdefault((decision.action, decision.site), [])
            same.append(decision)
            if same[0] is not decision:
                return "conflicting", f"line {same[0].line} decides the same"
            return self._judge_site(decision)
        if decision.pattern not in self._report.text:
            return "vanished", "the report does not say these words"
        try:
            span = decision.span(self._report.text)
        except InputError:
            return "conflicting", "the report says these words more than once"
        earlier = decided.setdefault(span, [])
        earlier.append(decision)
        for other in earlier[:-1]:
            if other.action == decision.action:
                return "conflicting", f"line {other.line} decides the same"
            if "reject" in {other.action, decision.action}:
                return "conflicting", f"line {other.line} contradicts it"
        note = self._judge_words(decision, span)
        return ("conflicting", note) if note else None

    def _judge_words(self, decision: Decision, span: Span) -> str:
        mention = self._found.get(span)
        action = decision.action
        if mention is None:
            return {
                "add": "",
                "reject": "moot: the machine does not find it",
            }.get(action, "the machine does not find it")
        site = self.site_of(mention)
        if decision.site and site != decision.site:
            return f"the machine finds site {site}" if action in {"add", "accept"} else ""
        if action == "accept" and decision.value not in {"", mention.stage}:
            return f"the machine finds stage {mention.stage}"
        if action in {"accept", "reject"}:
            return ""
        try:
            after = self._decided_mention(decision, span)
        except InputError:
            return ""  # said where it is applied
        if _claims(after) == _claims(mention):
            return "redundant: the machine finds the same"
        found = f"the machine finds it, with stage {mention.stage}, sector {mention.sector}"
        return found if action == "add" else ""

    def _judge_site(self, decision: Decision) -> tuple[Verdict, str] | None:
        mentions = self._mentions_of(decision.site)
        if not mentions:
            return "vanished", "the report names no such site"
        if decision.action == "sector":
            site = gather_sites(mentions, self._gazetteer, {})[0]
            same = site.sector == decision.value
        elif self._known.get(decision.site):
            return "conflicting", "moot: the gazetteer names the site"
        else:
            same = self._names.get(decision.site) == decision.value
        return ("conflicting", "redundant: the machine finds the same") if same else None

    def change(self, decision: Decision, verdict: Verdict, note: str) -> Change:
        """Return the change that a verdict on a decision makes."""
        text = self._report.text
        mention = None
        quote = decision.pattern
        if decision.action in _ON_SITES:
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


def _claims(mention: Mention) -> tuple[object, ...]:
    stage = mention.stage, mention.stage_start, mention.stage_end
    return *stage, mention.planned, mention.sector, mention.investment


def _clause(report: Report, span: Span) -> str:
    try:
        clause = report.clause_at(span[0])
    except IndexError:
        return report.text[span[0] : span[1]]
    return report.text[clause.start : clause.end]
