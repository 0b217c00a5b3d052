"""How well amounts are read: ``python -m benchmarks.money --reports FOLDER…``.

Prints a Markdown table over the sentences of ``tests/data/gold/amounts``: of the amounts that they
state for one named site, how many are found at that site, and of those that the reader gives to
a site in these sentences, how many are right. A sentence of both files counts once. ``--wrong``
names each that is missed or wrong. The folders hold the reports, which do not ship.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from benchmarks.annotated import asked_for, percent, rows_of
from geo.base.paths import ROOT
from geo.documents.report import Report
from geo.model.mentions import Mention
from geo.reading.extraction import find_mentions
from geo.reading.lexicon import Lexicon, read_lexicon

_GOLD: Final = ROOT / "tests" / "data" / "gold" / "amounts"
# Each sentence with a sum and a word of investment or of a site; and some drawn by lot, in yuan.
SENTENCES: Final = _GOLD / "sentences.json"
DRAWN: Final = _GOLD / "drawn.json"
HEADER: Final = (
    "| half | sentences | amounts | found | recall | given | right | precision |\n"
    "| --- | --: | --: | --: | --: | --: | --: | --: |"
)

# What a whole project costs, or costs at least; what is spent so far or in a year is no cost.
_ASKED: Final = frozenset({"whole", "floor"})


@dataclass
class Count:
    """Sentences, the amounts that they state, those found; those given to a site, those right."""

    sentences: int = 0
    stated: int = 0
    found: int = 0
    given: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, report: Report, row: Mapping[str, Any], mentions: Iterable[Mention]) -> None:
        """Count a sentence with the mentions that lie in it."""
        self.sentences += 1
        claims = [claim for claim in row["claims"] if claim["kind"] in _ASKED]
        given = [m for m in mentions if m.investment]
        pairs = [(c, m) for c in claims for m in given if _is_same(c, m)]
        found = [c for c in claims if any(c is own for own, _ in pairs)]
        # A claim that is rather not than sure is neither asked for nor wrong.
        sure = [c for c in claims if not c["doubt"]]
        right = [m for m in given if any(m is own for _, own in pairs)]
        self.stated += len(sure)
        self.found += sum(not c["doubt"] for c in found)
        self.given += len(given)
        self.right += len(right)
        said = f"{report.id}: {report.text[row['start'] : row['end']]}"
        for claim in sure:
            if claim not in found:
                self.wrong.append(f"missed {_words(report, claim)} | {said}")
        for mention in given:
            if mention not in right:
                amount = mention.investment.amount_cny if mention.investment else 0
                self.wrong.append(f"wrong {mention.text}: {amount:g} | {said}")

    def row(self, half: str) -> str:
        """Return a row of the table."""
        recall = percent(self.found / self.stated) if self.stated else "–"
        precision = percent(self.right / self.given) if self.given else "–"
        return (
            f"| {half} | {self.sentences} | {self.stated} | {self.found} | {recall} "
            f"| {self.given} | {self.right} | {precision} |"
        )


def _is_same(claim: Mapping[str, Any], mention: Mention) -> bool:
    """Whether a mention has a claim's amount: words that meet, its figure, and its yuan if told."""
    (start, end), figure = claim["site"], claim["figure"]
    investment = mention.investment
    return (
        investment is not None
        and mention.start < end
        and start < mention.end
        and investment.start < figure[1]
        and figure[0] < investment.end
        and investment.amount_cny == claim.get("cny", investment.amount_cny)
    )


def _words(report: Report, claim: Mapping[str, Any]) -> str:
    return " for ".join(report.text[slice(*claim[part])] for part in ("figure", "site"))


def annotated() -> list[dict[str, Any]]:
    """Return the annotated sentences: those drawn by lot, and of the others the rest."""
    drawn = rows_of(DRAWN, "sentences")
    held: dict[str, list[tuple[int, int]]] = {}
    for row in drawn:
        held.setdefault(row["file"], []).append((row["start"], row["end"]))
    others = rows_of(SENTENCES, "sentences")
    return drawn + [row for row in others if not _is_held(row, held.get(row["file"], ()))]


def _is_held(row: Mapping[str, Any], spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < row["end"] and row["start"] < end for start, end in spans)


def measure(
    sentences: Iterable[tuple[Report, Mapping[str, Any]]], lexicon: Lexicon
) -> dict[str, Count]:
    """Count the sentences, by whether their report is kept aside, and altogether."""
    counts = {half: Count() for half in ("development", "kept aside", "both")}
    read: dict[str, list[Mention]] = {}
    for report, row in sentences:
        if report.id not in read:
            read[report.id] = find_mentions(report, lexicon)
        own = [m for m in read[report.id] if row["start"] <= m.start and m.end <= row["end"]]
        for half in ("kept aside" if row["aside"] else "development", "both"):
            counts[half].add(report, row, own)
    return counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; sentences without a report are named."""
    sentences, is_wrong_shown = asked_for("money", annotated(), arguments)
    counts = measure(sentences, read_lexicon())
    print(HEADER)
    for half, count in counts.items():
        print(count.row(half))
    if is_wrong_shown:
        print("\n".join(["", *counts["both"].wrong]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
