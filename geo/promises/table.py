"""The table "promised and become": one row a target, and how many became what.

It is made of an atlas whose sites have ``outcomes`` and ``verdict``, wherever these are from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from geo.model.atlas import Atlas
from geo.model.codes import VERDICTS
from geo.model.quotation import quotation
from geo.promises.evidence import days_of_period

COLUMNS: Final = (
    "site", "name", "target", "due", "promise", "verdict", "overdue",
    "stage", "part", "date", "words", "kind", "title", "publisher", "published", "address",
    "links",
)  # fmt: skip


class Counts(NamedTuple):
    """How many targets there are, of how many something is known since, and of each verdict."""

    targets: int
    told: int
    silent: int
    by_verdict: Mapping[str, int]


def counts(atlas: Atlas) -> Counts:
    """Return how many of an atlas's targets became what; silence is none of the results."""
    found = dict.fromkeys(VERDICTS, 0)
    for feature in atlas.features:
        if verdict := feature["properties"].get("verdict"):
            found[verdict["code"]] += 1
    targets, silent = sum(found.values()), found["no_evidence"]
    return Counts(targets, targets - silent, silent, found)


def deciding(site: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the member of a site's ``outcomes`` that decides its verdict, None without one."""
    number, outcomes = (site.get("verdict") or {}).get("decided_by"), site.get("outcomes", ())
    return outcomes[number] if number is not None and number < len(outcomes) else None


def rows(atlas: Atlas, text: str | None) -> list[dict[str, str]]:
    """Return one row a target that has a verdict, of :data:`COLUMNS`, in the atlas's order.

    ``text`` is the report's text, None where it is not at hand: ``promise`` is empty then.
    What is from ``stage`` to ``address`` is of the statement that decides, empty where none does.
    """
    return [
        row_of(feature["properties"], text)
        for feature in atlas.features
        if feature["properties"].get("verdict")
    ]


def promise_of(site: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the mention that promises the site's target, the nearest term first."""
    wanted = [m for m in site["mentions"] if m["planned"] and m["stage"] == site["target"]]

    def term(mention: Mapping[str, Any]) -> str:
        days = days_of_period(mention["period"])
        return days.last.isoformat() if days else "9999"

    return min(wanted, key=term, default={})


def promise_words(site: Mapping[str, Any], text: str | None) -> str:
    """Return the words that promise a site's target; empty where there are none at hand."""
    promise = promise_of(site)
    return quotation(promise, text) if text and promise else ""


def row_of(site: Mapping[str, Any], text: str | None) -> dict[str, str]:
    """Return the row of a site that has a verdict: see :func:`rows`."""
    verdict = site["verdict"]
    decides = deciding(site) or {}
    source = decides.get("source") or {}
    return {
        "site": site["id"],
        "name": site["name"],
        "target": site["target"] or "",
        "due": verdict["due"] or "",
        "promise": promise_words(site, text),
        "verdict": verdict["code"],
        "overdue": "yes" if verdict["overdue"] else "",
        **{key: str(decides.get(key) or "") for key in ("stage", "part", "date", "words", "kind")},
        **{key: str(source.get(key) or "") for key in ("title", "publisher", "address")},
        "published": str(source.get("date") or ""),
        "links": linked(site),
    }


def linked(site: Mapping[str, Any]) -> str:
    """Return which sites of later reports a site is linked with, in one line; empty for none.

    Each with report, id, name, relation, score, and by what it was decided.
    """
    return "; ".join(
        f"{link['report']}/{link['site']} {link['name']} "
        f"({link['relation']}, {link['score']}, {link['how']})"
        for link in site.get("links", ())
    )
