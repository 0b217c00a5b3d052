"""How well the time of a claim is read: ``python -m benchmarks.tense --reports FOLDER…``.

Prints Markdown tables over the stretches of ``tests/data/gold/time``: of the mentions that the
extractor finds in them, how many are rightly planned or reported, and how many have the right
period; read in their report, and read alone, cut out as an excerpt without heading. The folders
hold the reports, which do not ship. The weights of ``data/lexicon/leaning.csv`` know only reports
of the development half. ``--train TABLE`` learns them anew (scikit-learn) from all reports of the
folders that hold no stretch kept aside.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.annotated import percent, with_reports
from geo.base.files import write_whole
from geo.base.paths import ROOT
from geo.documents.report import Report, read_report
from geo.model.mentions import Mention
from geo.reading.extraction import find_mentions
from geo.reading.lexicon import Lexicon, read_lexicon

STRETCHES: Final = ROOT / "tests" / "data" / "gold" / "time" / "passages.json"
HEADER: Final = (
    "| half, read | stretches of | mentions | planned right | period right | period null |\n"
    "| --- | --- | --: | --: | --: | --: |"
)
# A run of characters counts from so many sentences and so many reports on.
_LEAST_SENTENCES, _LEAST_REPORTS = 12, 8
_LEAST_WEIGHT: Final = 0.02


@dataclass(frozen=True)
class Stretch:
    """A stretch of a report, with the time that it speaks of; ``excepted`` clauses have their own.

    Offsets count characters of ``report``'s text.
    """

    report: Report
    row: Mapping[str, Any]

    @property
    def span(self) -> tuple[int, int]:
        """Start and end in the report's text."""
        return self.row["start"], self.row["end"]

    def true_at(self, offset: int) -> tuple[bool, str]:
        """Return whether what stands at ``offset`` is planned, and its period."""
        for own in self.row.get("except", ()):
            if own["start"] <= offset < own["end"]:
                return own["planned"], own["period"]
        return self.row["planned"], self.row["period"]


@dataclass
class Count:
    """Mentions of stretches: all, those rightly planned, those of the right or of no period."""

    mentions: int = 0
    planned: int = 0
    period: int = 0
    null: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, mention: Mention, true: tuple[bool, str], said: str) -> None:
        """Count one mention; ``said`` are its clause and report, to be shown if it is wrong."""
        self.mentions += 1
        self.planned += mention.planned == true[0]
        self.period += mention.period == true[1]
        self.null += mention.period is None
        if mention.planned != true[0]:
            self.wrong.append(f"{said} ({mention.text}: {mention.planned}, {mention.period})")

    def row(self, half: str, of: str) -> str:
        """Return a row of the table."""
        if not self.mentions:
            return f"| {half} | {of} | 0 | – | – | – |"
        shares = (n / self.mentions for n in (self.planned, self.period, self.null))
        return f"| {half} | {of} | {self.mentions} | " + " | ".join(map(percent, shares)) + " |"


def read_stretches(folders: Sequence[Path]) -> tuple[list[Stretch], list[str]]:
    """Return the stretches whose reports are at hand, and a line for each that is not."""
    rows = json.loads(STRETCHES.read_text(encoding="utf-8"))["passages"]
    found, skipped = with_reports(rows, folders)
    return [Stretch(report, row) for report, row in found], skipped


def measure(stretches: Iterable[Stretch], lexicon: Lexicon, *, alone: bool) -> dict[bool, Count]:
    """Count the mentions of the stretches, by whether the stretch plans."""
    counts = {True: Count(), False: Count()}
    read: dict[str, list[Mention]] = {}
    for stretch in stretches:
        start, end = stretch.span
        report, shift = stretch.report, 0
        if alone:
            report, shift = Report("stretch", report.text[start:end]), start
            mentions = find_mentions(report, lexicon)
        else:
            if report.id not in read:
                read[report.id] = find_mentions(report, lexicon)
            mentions = [m for m in read[report.id] if start <= m.start and m.end <= end]
        for mention in mentions:
            clause = report.clause_at(mention.start)
            said = f"{stretch.report.id}: {report.text[clause.start : clause.end]}"
            true = stretch.true_at(mention.start + shift)
            counts[stretch.row["planned"]].add(mention, true, said)
    return counts


def print_tables(stretches: Sequence[Stretch], lexicon: Lexicon, *, wrong: bool) -> None:
    """Print the table, and with ``wrong`` the clauses that are taken for the other side."""
    print(HEADER)
    lines = []
    for half, aside in (("development", False), ("kept aside", True)):
        own = [s for s in stretches if s.row["aside"] == aside]
        for way, alone in (("in its report", False), ("alone", True)):
            for planned, count in measure(own, lexicon, alone=alone).items():
                print(count.row(f"{half}, {way}", "plans" if planned else "reviews"))
                lines += [f"{half}, {way}: {line}" for line in count.wrong]
    if wrong:
        print("\n".join(["", *lines]))


def sentences(reports: Iterable[Report]) -> Iterator[tuple[int, str, bool]]:
    """Yield the number of the report, the sentence as it is spelled, and whether its part plans."""
    from geo.documents.leaning import spelled
    from geo.documents.periods import pieces

    for number, report in enumerate(reports):
        for piece in pieces(report.normal.text):
            part = report.part_at(report.normal.offsets[piece.start])
            is_short = len(piece.text) < 6 or (piece.is_line and len(piece.text) <= 30)
            if part.kind in {"review", "plan", "outlook"} and not is_short:
                yield number, spelled(piece.text), part.planned


def learn(reports: Sequence[Report]) -> list[tuple[str, float]]:
    """Return the runs of characters that speak for or against a plan, with their log-odds."""
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    from geo.documents.leaning import BIAS, LONGEST

    numbers, texts, truth = zip(*sentences(reports), strict=True)
    counter = CountVectorizer(
        analyzer="char",
        ngram_range=(1, LONGEST),
        binary=True,
        min_df=_LEAST_SENTENCES,
        lowercase=False,
    )
    held = counter.fit_transform(texts)
    runs = counter.get_feature_names_out()
    by_report = np.asarray(numbers)
    spread = sum(held[by_report == n].max(axis=0).toarray()[0] for n in sorted(set(numbers)))
    plain = np.array([not set(run) & set('\n\t,"') and bool(run.strip()) for run in runs])
    kept = (spread >= _LEAST_REPORTS) & plain
    held, runs = held[:, kept], runs[kept]
    # A text of which nothing is known is as likely to be of either side.
    even = {"solver": "liblinear", "class_weight": "balanced"}
    few = LogisticRegression(**even, C=1.0, penalty="l1").fit(held, truth)
    chosen = np.abs(few.coef_[0]) > _LEAST_WEIGHT
    fitted = LogisticRegression(**even, C=0.2).fit(held[:, chosen], truth)
    weights = zip(runs[chosen], fitted.coef_[0], strict=True)
    told = [(run, round(float(w), 2)) for run, w in weights if abs(w) >= _LEAST_WEIGHT]
    return [(BIAS, round(float(fitted.intercept_[0]), 3)), *sorted(told)]


def train(folders: Sequence[Path], table: Path) -> None:
    """Write the weights that are learned from the reports that hold no stretch kept aside."""
    rows = json.loads(STRETCHES.read_text(encoding="utf-8"))["passages"]
    aside = {row["file"] for row in rows if row["aside"]}
    paths = [path for folder in folders for path in sorted(folder.glob("*.txt"))]
    used = [path for path in paths if path.name not in aside]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("run", "weight"))
    writer.writerows(learn([read_report(path) for path in used]))
    write_whole(table, out.getvalue())


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, or learn the weights; stretches without a report are named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tense")
    parser.add_argument("--reports", type=Path, nargs="+", default=[], help="folders of reports")
    parser.add_argument("--wrong", action="store_true", help="show what is read wrong")
    parser.add_argument("--train", type=Path, metavar="TABLE", help="learn the weights anew")
    options = parser.parse_args(arguments)
    if options.train:
        train(options.reports, options.train)
        return 0
    stretches, skipped = read_stretches(options.reports)
    for line in skipped:
        print(f"skipped: {line}", file=sys.stderr)
    print_tables(stretches, read_lexicon(), wrong=options.wrong)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
