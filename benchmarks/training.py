"""Train the name tagger on the annotated passages, and cross-validate it report by report.

``python -m benchmarks.training --reports FOLDER [-o MODEL]``. No report is in training and
validation at once: a report repeats its names, so paragraphs of one report are no strangers.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pycrfsuite

from benchmarks.extraction import HEADER, Score, own, score
from benchmarks.passages import Passage, Span, read_passages, training_rows
from geo import tagger
from geo.lexicon import Lexicon, read_lexicon
from geo.paths import DATA
from geo.report import read_report
from geo.segmentation import segment

MODEL: Final = DATA / "lexicon" / "names.crfsuite"
# L1 keeps the model small, L2 keeps rare features tame.
PARAMETERS: Final = {
    "c1": 0.2,
    "c2": 0.1,
    "max_iterations": 90,
    "feature.possible_transitions": True,
}
FOLDS: Final = 6


@dataclass(frozen=True)
class Example:
    """A sentence as the tagger sees it: features and labels by character, names by span."""

    file: str
    features: list[list[str]]
    labels: list[str]
    names: frozenset[Span]


def outermost(spans: Iterable[Span]) -> list[Span]:
    """Return the spans that no other holds; the tagger marks no names inside names."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not found or span[0] >= found[-1][1]:
            found.append(span)
    return found


def examples(passages: Iterable[Passage], lexicon: Lexicon, seen: Lexicon) -> list[Example]:
    """Return the sentences of ``passages``.

    ``seen`` is the lexicon for reports whose own words were counted in its pairs.
    """
    found: list[Example] = []
    for passage in passages:
        report = read_report(passage.path)
        normal = report.normal
        known = lexicon if passage.file == "wuchang-2021.txt" else seen
        names = outermost(normal.within(*span) for span in passage.mentions)
        unsure = [normal.within(*span) for span in passage.unsure]
        for start, end in sorted({clause.inner_sentence for clause in report.clauses}):
            if not normal.at(passage.start) <= start < normal.at(passage.end):
                continue
            if any(start <= span[0] < end for span in unsure):
                continue
            sentence = normal.text[start:end]
            own = [(a - start, b - start) for a, b in names if start <= a and b <= end]
            found.append(
                Example(
                    passage.file,
                    tagger.features(sentence, segment(sentence, known), known),
                    tagger.labels(len(sentence), own),
                    frozenset(own),
                )
            )
    return found


def without_own(lexicon: Lexicon) -> Lexicon:
    """Return the lexicon with each pair in one report less, as if its own had not counted."""
    return replace(lexicon, pairs={pair: count - 1 for pair, count in lexicon.pairs.items()})


def fit(sentences: Iterable[Example], model: Path) -> None:
    """Train on ``sentences`` and write ``model``."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for sentence in sentences:
        trainer.append(sentence.features, sentence.labels)
    trainer.set_params(PARAMETERS)
    trainer.train(str(model))


def validate(
    sentences: Sequence[Example], passages: Sequence[Passage], lexicon: Lexicon
) -> tuple[Score, float]:
    """Return the score of the whole extractor over folds of reports, and the tagger's own F1."""
    files = sorted({s.file for s in sentences})
    total = Score()
    right = marked = named = 0
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(FOLDS):
            model = Path(folder) / f"{fold}.crfsuite"
            held_out = set(files[fold::FOLDS])
            fit((s for s in sentences if s.file not in held_out), model)
            opened = tagger.open_tagger(model)
            for sentence in (s for s in sentences if s.file in held_out):
                found = set(tagger.spans(opened.tag(sentence.features)))
                right += len(found & sentence.names)
                marked += len(found)
                named += len(sentence.names)
            reader = own(replace(lexicon, model=model), None)
            score([p for p in passages if p.file in held_out], reader, total)
    return total, 2 * right / (marked + named)


def main() -> int:
    """Train, and say how well it does on reports that it has not seen."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__)
    parser.add_argument("--reports", type=Path, required=True, help="folder of the reports")
    parser.add_argument("-o", "--output", type=Path, default=MODEL)
    parser.add_argument("--no-validation", action="store_true")
    options = parser.parse_args()
    passages, skipped = read_passages(training_rows(), options.reports)
    for line in skipped:
        print(f"skipped: {line}", file=sys.stderr)
    lexicon = read_lexicon()
    sentences = examples(passages, lexicon, without_own(lexicon))
    names = sum(len(s.names) for s in sentences)
    print(f"{len(passages)} passages, {len(sentences)} sentences, {names} names")
    if not options.no_validation:
        total, alone = validate(sentences, passages, lexicon)
        print(HEADER)
        print(total.row("reports left out of training, without gazetteer"))
        rules = score(passages, own(replace(lexicon, model=None), None))
        print(rules.row("the same, rules alone"))
        print(f"F1 of the tagger alone, outermost names: {alone:.3f}")
    fit(sentences, options.output)
    print(f"{options.output}: {options.output.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
