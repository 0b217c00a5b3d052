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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from geo.base.errors import InputError
from geo.base.messages import Message, Where, at_line
from geo.base.tables import read_table
from geo.model.codes import MENTIONED, SECTORS, STAGES
from geo.model.mentions import Span

COLUMNS: Final = ("action", "exact", "prefix", "suffix", "site", "value", "words", "reason")
ACTIONS: Final = ("add", "accept", "reject", "site", "stage", "planned", "sector", "rename")
ON_SITES: Final = frozenset(("sector", "rename"))
_WITH_SITE: Final = frozenset(("add", "accept", "site", "sector", "rename"))
NAMING: Final = frozenset(("add", "site", "rename"))
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
    where: Where

    @property
    def line(self) -> int:
        """The row's line in its file."""
        return int(str(self.where.values["line"])) if isinstance(self.where, Message) else 0

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

        Raises :class:`~geo.base.errors.InputError` where they stand nowhere or in more places
        than one.
        """
        first = text.find(self.pattern)
        if first < 0:
            raise InputError("words_not_in_report", self.where, words=self.pattern)
        if text.find(self.pattern, first + 1) >= 0:
            raise InputError("words_more_than_once", self.where, words=self.pattern)
        start = first + len(self.prefix)
        return start, start + len(self.exact)


def read_decisions(path: Path) -> list[Decision]:
    """Read and check a file of decisions; a file that does not exist holds none.

    Raises :class:`~geo.base.errors.InputError` with file and line for the first broken row.
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
        placed.append(replace(decision, where=at_line(file, line)))
    return tuple(placed)


def check_decision(decision: Decision) -> None:
    """Refuse a decision that is no row of the table, whatever the report says.

    Raises :class:`~geo.base.errors.InputError`.
    """
    action, value, where = decision.action, decision.value, decision.where
    if action not in ACTIONS:
        raise InputError("unknown_action", where, action=action)
    if not decision.reason:
        raise InputError("reason_is_missing", where)
    if (action in ON_SITES) == bool(decision.exact):
        code = "action_takes_no_words" if decision.exact else "action_needs_words"
        raise InputError(code, where, action=action)
    if (action in _WITH_SITE) != bool(decision.site):
        code = "action_takes_no_site" if decision.site else "action_needs_a_site"
        raise InputError(code, where, action=action)
    if decision.site and not _SLUG.fullmatch(decision.site):
        raise InputError("no_id", where, id=decision.site)
    if value not in _VALUES.get(action, (value,)):
        raise InputError("unknown_value", where, action=action, value=value)
    if action == "rename" and not value:
        raise InputError("new_name_is_missing", where)
    if action == "stage" and (value == MENTIONED) == bool(decision.words):
        raise InputError("stage_words_are_missing", where)
    if action == "accept" and decision.words and value in {"", MENTIONED}:
        raise InputError("stage_words_without_stage", where)
