"""Which words of the report decided what a mention claims: its time, its stage, its amount.

Nothing is read anew that the mention does not bear out: where its time was decided otherwise than
its words tell here, that is what is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from geo.documents.report import Report
from geo.editing.findings import Finding
from geo.model.mentions import Mention, Span
from geo.reading.extraction import when

Role = Literal["time", "stage", "amount"]
# ``words``: words of its clause; ``sentence``: the head of its sentence, or words farther on;
# ``part``: the heading, or the sentence, that its part begins with; ``whole``: the part that the
# text begins with, whose heading need not be its first line; ``row``: its table's row;
# ``leaning``: all words of its sentence, which lean to one side; ``glossary``: an explanation of
# words, which claims nothing; ``decision``: an editor; ``other``: none of these; ``nothing``: it
# claims none.
How = Literal[
    "words",
    "sentence",
    "part",
    "whole",
    "row",
    "leaning",
    "glossary",
    "decision",
    "other",
    "nothing",
]
# No more of a part's beginning is shown, in characters.
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Deciding:
    """What decided one of a mention's claims; ``span`` are its words in the report's text."""

    role: Role
    how: How
    span: Span | None = None


def deciding_words(report: Report, finding: Finding) -> tuple[Deciding, Deciding, Deciding]:
    """Return what decided time, stage and amount of a finding."""
    mention = finding.mention
    actions = {decision.action for decision in finding.decisions}
    stage: Span | None = None
    if mention.stage_start is not None and mention.stage_end is not None:
        stage = mention.stage_start, mention.stage_end
    if "stage" in actions or any(d.words for d in finding.decisions if d.action == "accept"):
        of_stage = Deciding("stage", "decision", stage)
    else:
        of_stage = Deciding("stage", "words" if stage else "nothing", stage)
    amount = mention.investment
    of_amount = (
        Deciding("amount", "words", (amount.start, amount.end))
        if amount
        else Deciding("amount", "nothing")
    )
    of_time = Deciding("time", "decision") if "planned" in actions else _time(report, mention)
    return of_time, of_stage, of_amount


def _time(report: Report, mention: Mention) -> Deciding:
    if mention.row is not None:
        return Deciding("time", "row")
    # A heading's own paragraph says when: its stage stands there.
    for offset in filter(None, (mention.start, mention.stage_start)):
        found = _time_at(report, mention, offset)
        if found:
            return found
    return Deciding("time", "other")


def _time_at(report: Report, mention: Mention, offset: int) -> Deciding | None:
    """Return what says the time at ``offset``, None where that is not the mention's."""
    clean = report.clean
    inner, _ = report.copied.within(offset, offset + 1)
    try:
        found = when(clean, inner)
    except IndexError:
        return None
    if (found.planned, found.period) != (mention.planned, mention.period):
        return None
    if found.said:
        clause = clean.clause_at(inner)
        is_own = clause.start <= found.said[0] < clause.end and offset == mention.start
        how: How = "words" if is_own else "sentence"
        return Deciding("time", how, report.copied.span(*found.said))
    part = clean.part_at(inner)
    if part.kind == "glossary":
        return Deciding("time", "glossary")
    if part.kind == "preamble":
        return Deciding("time", "leaning")
    if part.start == 0:
        return Deciding("time", "whole")
    return Deciding("time", "part", report.copied.span(*_beginning(clean, part.start)))


def _beginning(report: Report, start: int) -> Span:
    """Return the span of the line that a part begins with, cut where it is long."""
    while start < len(report.text) - 1 and report.text[start].isspace():
        start += 1
    end = report.text.find("\n", start)
    end = len(report.text) if end < 0 else end
    return start, min(end, start + _LONGEST)
