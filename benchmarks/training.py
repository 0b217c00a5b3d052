"""Train the extractor's three models and cross-validate them by report.

They are the name tagger, the weights of whole spans and those of names inside names.

``python -m benchmarks.training --reports FOLDER [-o FOLDER]``. No report is in training and
validation at once: a report repeats its names, so paragraphs of one report are no strangers.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pycrfsuite

from benchmarks.extraction import HEADER, Score, own, score
from benchmarks.passages import Passage, Span, read_passages, training_rows
from geo import tagger
from geo.candidates import NAME, Sentence
from geo.extraction import by_rules
from geo.lexicon import JUDGE, MODEL, NESTER, Lexicon, read_lexicon
from geo.nesting import INNER, beginnings, describe
from geo.paths import DATA
from geo.report import read_report
from geo.segmentation import Token, segment

# L1 keeps the model small, L2 keeps rare features tame; what stands once or twice teaches little.
TAGGING: Final = {
    "c1": 0.3,
    "c2": 0.1,
    "max_iterations": 80,
    "feature.minfreq": 3,
    "feature.possible_transitions": True,
}
JUDGING: Final = {"c1": 1.0, "c2": 0.5, "max_iterations": 200}
NESTING: Final = {"c1": 0.5, "c2": 0.3, "max_iterations": 150}
FOLDS: Final = 6


@dataclass(frozen=True)
class Example:
    """A sentence as the models see it: words, features and labels by character, names by span.

    ``lexicon`` counts none of the report's own words in its pairs.
    """

    file: str
    text: str
    tokens: list[Token]
    features: list[list[str]]
    labels: list[str]
    names: frozenset[Span]
    lexicon: Lexicon


@dataclass(frozen=True)
class Candidate:
    """A span that may be a name, its features, and whether it is one."""

    file: str
    features: dict[str, float]
    is_name: bool


@dataclass(frozen=True)
class Nest:
    """A name that lies in no other, and where the names end that it begins with."""

    file: str
    name: str
    ends: frozenset[int]
    lexicon: Lexicon


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
            tokens = segment(sentence, known)
            found.append(
                Example(
                    passage.file,
                    sentence,
                    tokens,
                    tagger.features(sentence, tokens, known),
                    tagger.labels(len(sentence), own),
                    frozenset(own),
                    known,
                )
            )
    return found


def nests(passages: Iterable[Passage], lexicon: Lexicon, seen: Lexicon) -> Iterator[Nest]:
    """Yield the outermost names of ``passages``; the lexicons are those of :func:`examples`."""
    for passage in passages:
        normal = read_report(passage.path).normal
        known = lexicon if passage.file == "wuchang-2021.txt" else seen
        spans = [normal.within(*span) for span in passage.mentions]
        for start, end in outermost(spans):
            ends = {b - start for a, b in spans if a == start and b < end}
            yield Nest(passage.file, normal.text[start:end], frozenset(ends), known)


def without_own(lexicon: Lexicon) -> Lexicon:
    """Return the lexicon with each pair in one report less, as if its own had not counted."""
    return replace(lexicon, pairs={pair: count - 1 for pair, count in lexicon.pairs.items()})


def fit(sentences: Iterable[Example], model: Path) -> None:
    """Train the tagger on ``sentences`` and write ``model``."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for sentence in sentences:
        trainer.append(sentence.features, sentence.labels)
    _train(trainer, TAGGING, model)


def _train(trainer: pycrfsuite.Trainer, parameters: dict[str, float], model: Path) -> None:
    trainer.set_params(parameters)
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder) / "weights"
        trainer.train(str(weights))
        model.write_bytes(gzip.compress(weights.read_bytes(), mtime=0))


def candidates(sentence: Example, model: Path) -> Iterator[Candidate]:
    """Yield what may be a name in ``sentence``, as the tagger ``model`` and the rules say."""
    marks = tagger.marks_of(sentence.features, model)
    ruled = by_rules(sentence.text, sentence.tokens, marks, sentence.lexicon)
    whole = Sentence(sentence.text, sentence.tokens, marks, ruled, sentence.lexicon)
    for span in whole.candidates:
        yield Candidate(sentence.file, whole.describe(span), span in sentence.names)


def fit_judge(found: Iterable[Candidate], model: Path) -> None:
    """Train the weights of whole spans and write ``model``."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for candidate in found:
        trainer.append([candidate.features], [NAME if candidate.is_name else "other"])
    _train(trainer, JUDGING, model)


def fit_nester(found: Iterable[Nest], model: Path) -> None:
    """Train the weights of names inside names and write ``model``."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for nest in found:
        tokens = segment(nest.name, nest.lexicon)
        for last in beginnings(tokens):
            label = INNER if tokens[last].end in nest.ends else "other"
            trainer.append([describe(nest.name, tokens, last, nest.lexicon)], [label])
    _train(trainer, NESTING, model)


@dataclass(frozen=True)
class Fold:
    """Reports that are left out together, and the tagger that has not seen them."""

    files: frozenset[str]
    tagger: Path


def folds(sentences: Sequence[Example], folder: Path) -> list[Fold]:
    """Train a tagger for each fold of the reports, in ``folder``."""
    files = sorted({s.file for s in sentences})
    found: list[Fold] = []
    for number in range(FOLDS):
        fold = Fold(frozenset(files[number::FOLDS]), folder / f"names-{number}.crfsuite.gz")
        fit((s for s in sentences if s.file not in fold.files), fold.tagger)
        found.append(fold)
    return found


def unseen(sentences: Sequence[Example], parts: Iterable[Fold]) -> list[Candidate]:
    """Return the candidates of all sentences, each by the tagger that has not seen its report.

    So the judge learns how far to trust a tagger on a report that is new to it.
    """
    return [
        candidate
        for part in parts
        for sentence in sentences
        if sentence.file in part.files
        for candidate in candidates(sentence, part.tagger)
    ]


def validate(
    found: Sequence[Candidate],
    nested: Sequence[Nest],
    parts: Iterable[Fold],
    passages: Sequence[Passage],
    lexicon: Lexicon,
) -> Score:
    """Return the score of the whole extractor, none of whose models has seen the report."""
    total = Score()
    for part in parts:
        judge = part.tagger.with_name(part.tagger.name.replace("names", "spans"))
        fit_judge((c for c in found if c.file not in part.files), judge)
        nester = part.tagger.with_name(part.tagger.name.replace("names", "parts"))
        fit_nester((n for n in nested if n.file not in part.files), nester)
        reader = own(replace(lexicon, model=part.tagger, judge=judge, nester=nester), None)
        score([p for p in passages if p.file in part.files], reader, total)
    return total


def main() -> int:
    """Train, and say how well it does on reports that it has not seen."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__)
    parser.add_argument("--reports", type=Path, required=True, help="folder of the reports")
    parser.add_argument("-o", "--output", type=Path, default=DATA / "lexicon", help="folder")
    parser.add_argument("--without", default="", help="leave a report out: its file's name")
    parser.add_argument("--no-validation", action="store_true")
    options = parser.parse_args()
    rows = [row for row in training_rows() if row["file"] != options.without]
    passages, skipped = read_passages(rows, options.reports)
    for line in skipped:
        print(f"skipped: {line}", file=sys.stderr)
    lexicon = read_lexicon()
    seen = without_own(lexicon)
    sentences = examples(passages, lexicon, seen)
    nested = list(nests(passages, lexicon, seen))
    names = sum(len(s.names) for s in sentences)
    print(f"{len(passages)} passages, {len(sentences)} sentences, {names} names")
    with tempfile.TemporaryDirectory() as folder:
        parts = folds(sentences, Path(folder))
        found = unseen(sentences, parts)
        if not options.no_validation:
            print(HEADER)
            total = validate(found, nested, parts, passages, lexicon)
            print(total.row("reports left out of training, without gazetteer"))
            rules = score(passages, own(replace(lexicon, model=None), None))
            print(rules.row("the same, rules alone"))
    models = [options.output / name for name in (MODEL, JUDGE, NESTER)]
    fit(sentences, models[0])
    fit_judge(found, models[1])
    fit_nester(nested, models[2])
    for model in models:
        print(f"{model}: {model.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
