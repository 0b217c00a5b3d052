"""A report's mentions held against an editor's decisions: carried out, and what is wrong.

A decision (:mod:`geo.building.decisions`) wins over the machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from geo.base.errors import InputError
from geo.base.messages import Message
from geo.building.decisions import Decision
from geo.building.ledger import Change, Ledger
from geo.building.quotes import all_quotes
from geo.documents.report import Report
from geo.model.mentions import Mention, Span
from geo.model.places import Gazetteer
from geo.reading.lexicon import Lexicon


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

    Raises :class:`~geo.base.errors.InputError`, naming the row, for a decision whose words the
    report does not say, whose site is unknown, or that finds nothing to decide on.
    """
    decisions = list(decisions)
    ledger = Ledger(report, mentions, decisions, gazetteer, lexicon)
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
    ledger = Ledger(report, mentions, decisions, gazetteer, lexicon)
    reviewed, decided = _carried_out(ledger, decisions)
    undecided = (mention for mention in mentions if mention.span not in decided)
    return [*reviewed.changes, *_new_findings(report, undecided, ledger)]


def _new_findings(report: Report, mentions: Iterable[Mention], ledger: Ledger) -> Iterator[Change]:
    selectors: dict[str, Mapping[int, tuple[str, str, str]]] = {}
    for mention in mentions:
        if mention.text not in selectors:
            selectors[mention.text] = all_quotes(report.text, mention.text)
        selector = selectors[mention.text][mention.start]
        quote = report.text[mention.quote_start : mention.quote_end]
        site = ledger.site_of(mention)
        yield Change("new", None, mention, site, selector, quote, Message("no_decision_on_it"))


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

    Raises :class:`~geo.base.errors.InputError` only where two decisions name one new site
    differently.
    """
    decisions = list(decisions)
    ledger = Ledger(report, mentions, decisions, gazetteer, lexicon)
    return _carried_out(ledger, decisions)[0]


def _carried_out(
    ledger: Ledger, decisions: Iterable[Decision]
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
            verdict = verdict or ("conflicting", error.message)
        if verdict:
            changes.append(ledger.change(decision, *verdict))
    reviewed = Reviewed(ledger.mentions(), tuple(rejected), ledger.sectors, tuple(changes))
    return reviewed, decided
