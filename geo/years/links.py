"""What an editor decided on sites of two reports: ``links.csv`` of the region.

One row a decision: ``same``, ``part_of`` (the new one is a part of the old), ``has_part`` (the
reverse) or ``different``, with the reason. Reports are named by their id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast, get_args

from geo.base.errors import InputError
from geo.base.messages import Where
from geo.base.tables import read_table
from geo.years.pairs import Pair, Relation

COLUMNS: Final = ("old_report", "old_site", "new_report", "new_site", "relation", "reason")


@dataclass(frozen=True, slots=True)
class Link:
    """A decision on a site of one report and a site of a later one."""

    old_report: str
    old_site: str
    new_report: str
    new_site: str
    relation: Relation
    reason: str
    where: Where = ""


def read_links(path: Path) -> list[Link]:
    """Return the decisions of a table, none where there is no such file.

    Raises :class:`~geo.base.errors.InputError` with file and line for the first broken row.
    """
    found: dict[tuple[str, ...], Link] = {}
    if not path.exists():
        return []
    for where, row in read_table(path, COLUMNS):
        if missing := [name for name in COLUMNS if not row[name]]:
            raise InputError("cell_is_missing", where, column=missing[0])
        if row["relation"] not in get_args(Relation):
            raise InputError("unknown_relation", where, relation=row["relation"])
        key = tuple(row[name] for name in COLUMNS[:4])
        if key in found:
            raise InputError("sites_stand_twice", where)
        relation = cast("Relation", row.pop("relation"))
        found[key] = Link(**row, relation=relation, where=where)
    return list(found.values())


def decided(
    pairs: Sequence[Pair], links: Iterable[Link], old_report: str, new_report: str
) -> list[Pair]:
    """Return the pairs of two reports as the decisions have them: these go before the machine."""
    own = {
        (link.old_site, link.new_site): link
        for link in links
        if (link.old_report, link.new_report) == (old_report, new_report)
    }
    olds = {old for (old, _), link in own.items() if link.relation == "same"}
    news = {new for (_, new), link in own.items() if link.relation == "same"}
    kept = [
        each
        for each in pairs
        if (each.old, each.new) not in own
        and not (each.relation == "same" and (each.old in olds or each.new in news))
    ]
    kept += [
        Pair(old, new, link.relation, 1.0, "decided", is_sure=True, reason=link.reason)
        for (old, new), link in own.items()
        if link.relation != "different"
    ]
    return sorted(kept, key=lambda each: (each.old, each.new))
