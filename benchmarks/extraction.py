"""How well and how fast the extractor reads: ``python -m benchmarks.extraction``.

Prints Markdown tables: precision, recall and F1 of the spans (exact; overlapping by at least
half of the longer one), the accuracy of stage, planned, sector and amount on the spans that
overlap, with and without the gazetteer, beside jieba on the same text in the same run; and
the speed of both. ``--reports FOLDER`` holds the reports of the passages that are annotated
in ``tests/data/gold``; only the seed ships. What the tagger was trained on is shown apart.
``--models FOLDER`` takes the models of ``benchmarks.training --without … -o FOLDER`` instead.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from benchmarks.passages import (
    SEEDS,
    Passage,
    Span,
    aside_rows,
    gold_rows,
    read_passages,
    training_files,
)
from geo.base.paths import ROOT
from geo.documents.report import Report, read_report
from geo.model.mentions import Mention
from geo.model.places import Known
from geo.places.gazetteer import read_gazetteer
from geo.places.region import shipped_region
from geo.reading.extraction import find_mentions
from geo.reading.lexicon import JUDGE, MODEL, NESTER, NETWORK, STAGER, Lexicon, read_lexicon

SEED: Final = SEEDS / "wuchang-2021.txt"
HEADER: Final = (
    "| text, reader | mentions | P | R | F1 | F1 half | stage | planned | sector | amount |\n"
    "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |"
)
_CODES: Final = ("stage", "planned", "sector", "amount")
_REPEATS: Final = 3

Reading = dict[Span, "Mention | None"]
Reader = Callable[[Report], Reading]


@dataclass
class Score:
    """Counts over passages: spans found, annotated, right, overlapping; codes right."""

    found: int = 0
    gold: int = 0
    exact: int = 0
    half: int = 0
    codes: dict[str, int] | None = None

    def add(self, reading: Mapping[Span, Mention | None], gold: Mapping[Span, Any]) -> None:
        """Count one passage."""
        self.found += len(reading)
        self.gold += len(gold)
        self.exact += len(reading.keys() & gold.keys())
        for span, true in overlapping(reading, gold).items():
            self.half += 1
            mention = reading[span]
            if mention is None:
                continue
            right = agreement(mention, gold[true])
            self.codes = {c: (self.codes or {}).get(c, 0) + right[c] for c in _CODES}

    def row(self, label: str) -> str:
        """Return a row of the table."""
        shares = [self.exact / self.found if self.found else 0.0, self.exact / self.gold]
        total = self.found + self.gold
        shares += [2 * self.exact / total, 2 * self.half / total]
        cells = [f"{share:.2f}" for share in shares]
        cells += [f"{self.codes[c] / self.half:.2f}" if self.codes else "–" for c in _CODES]
        return f"| {label} | {self.gold} | " + " | ".join(cells) + " |"


def overlapping(found: Iterable[Span], gold: Iterable[Span]) -> dict[Span, Span]:
    """Pair spans that share at least half of the longer one, each once, the closest first."""
    pairs = []
    gold = list(gold)
    for a in found:
        for b in gold:
            shared = min(a[1], b[1]) - max(a[0], b[0])
            longer = max(a[1] - a[0], b[1] - b[0])
            if shared * 2 >= longer:
                pairs.append((-shared / longer, a, b))
    paired: dict[Span, Span] = {}
    for _, a, b in sorted(pairs):
        if a not in paired and b not in paired.values():
            paired[a] = b
    return paired


def agreement(mention: Mention, true: Mapping[str, Any]) -> dict[str, bool]:
    """Return for each code whether the mention's is the annotated one."""
    amount = mention.investment.amount_cny if mention.investment else None
    return {
        "stage": mention.stage == true["stage"],
        "planned": mention.planned == true["planned"],
        "sector": mention.sector == true["sector"],
        "amount": amount == true.get("investment_cny"),
    }


def own(lexicon: Lexicon, known: Mapping[str, Known] | None) -> Reader:
    """Return the project's extractor as a reader."""
    return lambda report: {m.span: m for m in find_mentions(report, lexicon, known)}


def jieba_tags(report: Report) -> Reading:
    """Return what jieba tags as a place or an organisation."""
    import jieba.posseg

    found: Reading = {}
    at = 0
    for word in jieba.posseg.cut(report.text):
        if word.flag in {"ns", "nt"} and len(word.word) > 1:
            found[at, at + len(word.word)] = None
        at += len(word.word)
    return found


def jieba_nouns(report: Report) -> Reading:
    """Return jieba's runs of two and more nouns."""
    import jieba.posseg

    words, at = [], 0
    for word in jieba.posseg.cut(report.text):
        words.append((at, at + len(word.word), word.flag[:1] in {"n", "x"} and word.word.isalnum()))
        at += len(word.word)
    found: Reading = {}
    for is_noun, run in groupby(words, lambda w: w[2]):
        nouns = list(run)
        if is_noun and len(nouns) > 1:
            found[nouns[0][0], nouns[-1][1]] = None
    return found


def score(passages: Sequence[Passage], reader: Reader, total: Score | None = None) -> Score:
    """Read the whole report of each passage and count what lies in it, onto ``total``.

    What touches words that the annotator would not decide on is not counted.
    """
    total = total or Score()
    readings: dict[Path, Reading] = {}
    for passage in passages:
        if passage.path not in readings:
            readings[passage.path] = reader(read_report(passage.path))
        inside = {
            span: mention
            for span, mention in readings[passage.path].items()
            if passage.start <= span[0]
            and span[1] <= passage.end
            and not any(a < span[1] and span[0] < b for a, b in passage.unsure)
        }
        total.add(inside, passage.mentions)
    return total


def print_accuracy(passages: Sequence[Passage], lexicon: Lexicon) -> None:
    """Print the table of accuracy."""
    known = read_gazetteer(shipped_region()).known
    trained = training_files()
    seed = [p for p in passages if p.path == SEED]
    unseen = [p for p in passages if p.file not in trained]
    seen = [p for p in passages if p.file in trained and p.path != SEED]
    print(HEADER)
    rows: list[tuple[str, Sequence[Passage], Reader]] = [
        ("seed, with gazetteer", seed, own(lexicon, known)),
        ("seed, without", seed, own(lexicon, None)),
        ("seed, jieba's tags", seed, jieba_tags),
        ("seed, jieba's noun runs", seed, jieba_nouns),
        ("unseen reports, without gazetteer", unseen, own(lexicon, None)),
        ("unseen reports, jieba's tags", unseen, jieba_tags),
        ("unseen reports, jieba's noun runs", unseen, jieba_nouns),
        ("other reports trained on, without", seen, own(lexicon, None)),
    ]
    for label, group, reader in rows:
        if group:
            print(score(group, reader).row(label))


def fastest(work: Callable[[], object]) -> float:
    """Return the least time of a few runs, in seconds."""
    times = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def cold_start() -> str:
    """Say what a cold start takes; before this process has grown, whose size a child reports."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "geo", "extract", str(SEED)]
    with open(os.devnull, "wb") as nothing:  # noqa: PTH123
        subprocess.run(command, cwd=ROOT, stdout=nothing, check=True)  # noqa: S603
    cold = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return f"\n`python -m geo extract` on the seed, cold: {cold:.2f} s, {peak:.0f} MB at most."


def print_speed() -> None:
    """Print the table of speed."""
    import jieba.posseg

    lexicon = read_lexicon()
    text = read_report(SEED).text
    own(lexicon, None)(Report("warm", text))
    list(jieba.posseg.cut(text[:100]))
    print("\n| text of the seed | characters | extraction | jieba's tagging | times jieba |")
    print("| --- | --: | --: | --: | --: |")
    for times in (1, 10, 100):
        longer = text * times
        mine = fastest(lambda: own(lexicon, None)(Report("speed", longer)))  # noqa: B023
        theirs = fastest(lambda: list(jieba.posseg.cut(longer)))  # noqa: B023
        print(f"| {times}x | {len(longer)} | {mine:.2f} s | {theirs:.2f} s | {mine / theirs:.2f} |")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; skipped passages are named on standard error."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction")
    parser.add_argument("--reports", type=Path, help="folder of the annotated reports")
    parser.add_argument("--models", type=Path, help="folder of other models than the shipped")
    parser.add_argument("--no-speed", action="store_true", help="only the accuracy")
    options = parser.parse_args(arguments)
    cold = "" if options.no_speed else cold_start()
    try:
        import jieba
    except ImportError:
        print("jieba is missing: pip install -r requirements-dev.txt", file=sys.stderr)
        return 2
    jieba.setLogLevel(60)
    passages, skipped = read_passages([*gold_rows(), *aside_rows()], options.reports)
    for line in skipped:
        print(f"skipped: {line}", file=sys.stderr)
    lexicon = read_lexicon()
    if options.models:
        folder = options.models
        lexicon = replace(
            lexicon,
            model=folder / MODEL,
            network=folder / NETWORK,
            judge=folder / JUDGE,
            nester=folder / NESTER,
            stager=folder / STAGER,
        )
    print_accuracy(passages, lexicon)
    if not options.no_speed:
        print_speed()
        print(cold)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
