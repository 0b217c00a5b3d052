"""How well amounts are read: ``python -m benchmarks.money --reports FOLDER…``.

Prints a Markdown table over the sentences of ``tests/data/gold/amounts``: of the amounts that they
state for one named site, how many are found at that site, and of those that the reader gives to
a site in these sentences, how many are right. A sentence of both files counts once. ``--wrong``
names each that is missed or wrong. Made-up sentences come
last. The folders hold the reports, which do not ship.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
# Made-up sentences: batch, sentence, and its claims (site=yuan, with ? where it is a doubt).
FORMS: Final = _GOLD / "forms.tsv"
_FRAME: Final = "2023年政府工作报告\n一、2023年工作回顾\n{}\n"
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
    figure = f"{claim['cny']:g}" if "cny" in claim else report.text[slice(*claim["figure"])]
    return f"{figure} for {report.text[slice(*claim['site'])]}"


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


def made_up() -> Iterator[tuple[Report, dict[str, Any]]]:
    """Yield the made-up sentences as rows, each with a report that holds nothing else."""
    with FORMS.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            text = _FRAME.format(line["sentence"])
            start = text.index(line["sentence"])
            end = start + len(line["sentence"])
            row = {"batch": line["batch"], "start": start, "end": end}
            named = [each.rstrip("?").split("=") for each in line["claims"].split(";") if each]
            doubts = [each.endswith("?") for each in line["claims"].split(";") if each]
            row["claims"] = [
                # Which figure it is follows from its yuan.
                {"figure": (start, end), "site": (at, at + len(name)), "cny": float(cny)}
                | {"kind": "whole", "doubt": doubt}
                for (name, cny), doubt in zip(named, doubts, strict=True)
                for at in [text.index(name, start)]
            ]
            yield Report(f"batch {line['batch']}", text), row


def measure_made_up(lexicon: Lexicon) -> dict[str, Count]:
    """Count the made-up sentences by batch."""
    counts: dict[str, Count] = {}
    for report, row in made_up():
        count = counts.setdefault(f"made up, batch {row['batch']}", Count())
        count.add(report, row, find_mentions(report, lexicon))
    return counts


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; sentences without a report are named."""
    sentences, is_wrong_shown = asked_for("money", annotated(), arguments)
    lexicon = read_lexicon()
    counts = measure(sentences, lexicon)
    forms = measure_made_up(lexicon)
    print(HEADER)
    for half, count in (counts | forms).items():
        print(count.row(half))
    if is_wrong_shown:
        shown = (counts["both"], *forms.values())
        print("\n".join(["", *(line for count in shown for line in count.wrong)]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
