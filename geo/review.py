"""An editor's decisions about a report: one CSV row a decision, each with its reason.

A decision finds its words as the W3C's TextQuoteSelector does: ``exact`` with as much of
the text before (``prefix``) and behind it (``suffix``) as makes it unique. So decisions
survive changes of the extractor and of the text elsewhere.

=========  ==========================================================================
action     does
=========  ==========================================================================
add        the words are a mention of ``site``
reject     the words name no site
site       the mention that was found belongs to ``site``
stage      its stage is ``value``, said by ``words`` in its clause (none if mentioned)
sector     the sector of ``site`` is ``value`` (no words)
=========  ==========================================================================
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from geo.codes import MENTIONED, SECTORS, STAGES
from geo.errors import InputError
from geo.extraction import claim
from geo.lexicon import Lexicon, read_table
from geo.mentions import Mention
from geo.places import Gazetteer
from geo.report import Report

COLUMNS: Final = ("action", "exact", "prefix", "suffix", "site", "value", "words", "reason")
ACTIONS: Final = ("add", "reject", "site", "stage", "sector")


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

    def span(self, text: str) -> tuple[int, int]:
        """Return where the decision's words stand in ``text``.

        Raises :class:`~geo.errors.InputError` where they stand nowhere or in more places
        than one.
        """
        pattern = self.prefix + self.exact + self.suffix
        first = text.find(pattern)
        if first < 0:
            raise InputError(f"the report nowhere says {pattern!r}", self.where)
        if text.find(pattern, first + 1) >= 0:
            raise InputError(f"the report says {pattern!r} more than once", self.where)
        start = first + len(self.prefix)
        return start, start + len(self.exact)


def read_decisions(path: Path) -> list[Decision]:
    """Read and check a file of decisions; a file that does not exist holds none.

    Raises :class:`~geo.errors.InputError` with file and line for the first broken row.
    """
    if not path.exists():
        return []
    decisions = [Decision(**row, where=where) for where, row in read_table(path, COLUMNS)]
    for decision in decisions:
        _check(decision)
    return decisions


def _check(decision: Decision) -> None:
    action, where = decision.action, decision.where
    if action not in ACTIONS:
        raise InputError(f"unknown action {action!r}", where)
    if not decision.reason:
        raise InputError("a decision needs its reason", where)
    if (action == "sector") == bool(decision.exact):
        raise InputError(f"{action} {'takes no' if decision.exact else 'needs'} words", where)
    if (action in {"add", "site", "sector"}) != bool(decision.site):
        raise InputError(f"{action} {'takes no' if decision.site else 'needs a'} site", where)
    codes = {"stage": list(STAGES), "sector": list(SECTORS)}.get(action)
    if codes and decision.value not in codes:
        raise InputError(f"unknown {action} {decision.value!r}", where)
    if action == "stage" and (decision.value == MENTIONED) == bool(decision.words):
        raise InputError("a stage needs the words that say it, mentioned has none", where)


def apply_decisions(
    report: Report,
    mentions: Iterable[Mention],
    decisions: Iterable[Decision],
    gazetteer: Gazetteer,
    lexicon: Lexicon,
) -> tuple[list[Mention], dict[str, str]]:
    """Return the mentions after the decisions, and the sectors that they set by site id.

    Raises :class:`~geo.errors.InputError`, naming the row, for a decision whose words the
    report does not say, whose site is unknown, or that finds nothing to decide on.
    """
    found = {mention.span: mention for mention in mentions}
    sectors: dict[str, str] = {}
    for decision in decisions:
        if decision.site and gazetteer.get(decision.site) is None:
            raise InputError(f"{decision.site!r} is no place", decision.where)
        if decision.action == "sector":
            sectors[decision.site] = decision.value
            continue
        span = decision.span(report.text)
        if decision.action == "add":
            found[span] = _added(report, decision, span, gazetteer, lexicon)
        elif span not in found:
            raise InputError(f"{decision.exact!r} is no mention there", decision.where)
        elif decision.action == "reject":
            del found[span]
        elif decision.action == "site":
            found[span] = _assigned(found[span], decision.site, gazetteer)
        else:
            found[span] = _staged(report, found[span], decision)
    ordered = sorted(found.values(), key=lambda m: (m.start, -m.end))
    return ordered, sectors


def _added(
    report: Report,
    decision: Decision,
    span: tuple[int, int],
    gazetteer: Gazetteer,
    lexicon: Lexicon,
) -> Mention:
    try:
        mention = claim(report, lexicon, *span, gazetteer.places[decision.site].name)
    except IndexError:
        raise InputError("the words lie in no clause", decision.where) from None
    if span[1] > mention.quote_end:
        raise InputError("the words go beyond their clause", decision.where)
    return _assigned(mention, decision.site, gazetteer)


def _assigned(mention: Mention, site: str, gazetteer: Gazetteer) -> Mention:
    return replace(mention, site=site, name=gazetteer.places[site].name)


def _staged(report: Report, mention: Mention, decision: Decision) -> Mention:
    if decision.value == MENTIONED:
        return replace(mention, stage=MENTIONED, stage_start=None, stage_end=None)
    start = report.text.find(decision.words, mention.quote_start, mention.quote_end)
    if start < 0:
        raise InputError(f"the clause does not say {decision.words!r}", decision.where)
    return replace(
        mention,
        stage=decision.value,
        stage_start=start,
        stage_end=start + len(decision.words),
    )
