"""What an editor decided on sites of two reports: ``links.csv`` of the region.

One row a decision: ``same``, ``part_of`` (the new one is a part of the old), ``has_part`` (the
reverse) or ``different``, with the reason. Reports are named by their id.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
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

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of its row."""
        return tuple(str(getattr(self, name)) for name in COLUMNS)

    @property
    def sites(self) -> tuple[str, ...]:
        """The two sites that it is about, each behind its report."""
        return self.cells[:4]

    @property
    def label(self) -> str:
        """The two sites in words for a message."""
        return f"{self.old_report}/{self.old_site}, {self.new_report}/{self.new_site}"


def read_links(path: Path) -> list[Link]:
    """Return the decisions of a table, none where there is no such file.

    Raises :class:`~geo.base.errors.InputError` with file and line for the first broken row.
    """
    found: list[Link] = []
    if path.exists():
        for where, row in read_table(path, COLUMNS):
            found.append(added(found, link_of(row, where)))
    return found


def link_of(row: Mapping[str, str], where: Where = "") -> Link:
    """Return a decision from the cells of its row.

    Raises :class:`~geo.base.errors.InputError` for a cell that is missing and an unknown relation.
    """
    if not row["reason"].strip():
        raise InputError("reason_is_missing", where)
    if not row["relation"]:
        raise InputError("link_without_answer", where)
    if missing := [name for name in COLUMNS if not row[name]]:
        raise InputError("cell_is_missing", where, column=missing[0])
    if row["relation"] not in get_args(Relation):
        raise InputError("unknown_relation", where, relation=row["relation"])
    cells = {name: row[name] for name in COLUMNS if name != "relation"}
    return Link(**cells, relation=cast("Relation", row["relation"]), where=where)


def added(standing: Iterable[Link], link: Link) -> Link:
    """Return a decision that may stand beside others.

    Raises :class:`~geo.base.errors.InputError` where two sites are decided twice, and where a site
    is said to be the same as two of one report.
    """
    for other in standing:
        if other.sites == link.sites:
            raise InputError("sites_decided_twice", link.where or link.label)
        if other.relation != "same" or link.relation != "same":
            continue
        one, two = other.sites, link.sites
        if (one[:2] == two[:2] and one[2] == two[2]) or (one[2:] == two[2:] and one[0] == two[0]):
            raise InputError("same_as_two", link.where or link.label, other=other.label)
    return link


def write_links(links: Iterable[Link]) -> str:
    """Return decisions as the table that :func:`read_links` reads."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(link.cells for link in links)
    return out.getvalue()


def about(links: Iterable[Link], sites: Mapping[str, Collection[str]]) -> list[Link]:
    """Return the decisions on sites that are there; ``sites`` are ids by report."""
    return [
        link
        for link in links
        if link.old_site in sites.get(link.old_report, ())
        and link.new_site in sites.get(link.new_report, ())
    ]


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
