"""Train the extractor's five models and cross-validate them by report.

They are the two readers that mark names (a CRF and a network), the weights of whole spans, those
of names inside names and those of the words that say a stage. The network needs PyTorch
(``requirements-train.txt``); it is not needed to read reports.

``python -m benchmarks.training --reports FOLDER [-o FOLDER]``. No report is in training and
validation at once: a report repeats its names, so paragraphs of one report are no strangers.
"""

from __future__ import annotations

import argparse
import gzip
import random
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pycrfsuite

from benchmarks import network
from benchmarks.extraction import HEADER, Score, own, score
from benchmarks.passages import Passage, Span, read_passages, training_rows
from geo.base.paths import DATA
from geo.documents.report import read_report
from geo.reading import tagger
from geo.reading.extraction import by_rules, when
from geo.reading.inner_names import INNER, beginnings, describe
from geo.reading.lexicon import JUDGE, MODEL, NESTER, NETWORK, STAGER, Lexicon, read_lexicon
from geo.reading.name_choice import NAME, Sentence
from geo.reading.sectors import kind_of
from geo.reading.segmentation import Token, segment
from geo.reading.stage_choice import CLAIM, NameInClause, described

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
CLAIMING: Final = {"c1": 0.5, "c2": 0.5, "max_iterations": 200}
FOLDS: Final = 6
# The share of names that give way to others in the sentences that are varied.
_SWAPPED: Final = 0.6
_VARIED: Final = 2


@dataclass(frozen=True)
class Example:
    """A sentence as the models see it: words, what the readers see, labels, names by span.

    ``lexicon`` counts none of the report's own words in its pairs.
    """

    file: str
    text: str
    tokens: list[Token]
    described: tagger.Described
    labels: list[str]
    inner: list[bool]
    names: frozenset[Span]
    lexicon: Lexicon


@dataclass(frozen=True)
class Candidate:
    """What may be a name, inside one or by itself, or say a stage: its features, and whether."""

    file: str
    features: dict[str, float]
    is_true: bool


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
        spans = [normal.within(*span) for span in passage.mentions]
        names = outermost(spans)
        ends = {b - 1 for a, b in spans if any(a == first and b < last for first, last in names)}
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
                    tagger.describe(sentence, tokens, known),
                    tagger.labels(len(sentence), own),
                    [place in ends for place in range(start, end)],
                    frozenset(own),
                    known,
                )
            )
    return found


def claims(passages: Iterable[Passage], lexicon: Lexicon) -> Iterator[Candidate]:
    """Yield the stage words of the clauses of all outermost names: does one say the stage."""
    for passage in passages:
        report = read_report(passage.path)
        normal = report.normal
        inner = {normal.within(*span): true for span, true in passage.mentions.items()}
        names = outermost(inner)
        for span in names:
            clause = report.clause_at(normal.span(*span)[0])
            first, last = clause.inner
            beside = [(a - first, b - first) for a, b in names if first <= a and b <= last]
            own = span[0] - first, span[1] - first
            text = normal.text[first:last]
            planned = when(report, normal.span(*span)[0]).planned
            kind = str(kind_of(normal.text[slice(*span)], lexicon))
            tokens = segment(text, lexicon)
            others = [other for other in beside if other != own]
            name = NameInClause(text, tokens, own, others, kind, planned)
            true = inner[span]
            # Where two readers differ both teach: neither is surer.
            for stage in sorted({true["stage"], true.get("second_stage", true["stage"])}):
                for word, features in described(name, lexicon):
                    says = lexicon.all_stages[word.text].stage == stage
                    yield Candidate(passage.file, features, says)


def without_own(lexicon: Lexicon) -> Lexicon:
    """Return the lexicon with each pair in one report less, as if its own had not counted."""
    return replace(lexicon, pairs={pair: count - 1 for pair, count in lexicon.pairs.items()})


def fit(sentences: Iterable[Example], model: Path) -> None:
    """Train the tagger on ``sentences`` and write ``model``."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for sentence in sentences:
        trainer.append(sentence.described.features, sentence.labels)
    _train(trainer, TAGGING, model)


def _train(trainer: pycrfsuite.Trainer, parameters: dict[str, float], model: Path) -> None:
    trainer.set_params(parameters)
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder) / "weights"
        trainer.train(str(weights))
        model.write_bytes(gzip.compress(weights.read_bytes(), mtime=0))


def varied(sentences: Sequence[Example], seed: int) -> Iterator[Example]:
    """Yield each sentence with names once more, with other names in some of their places.

    So the network meets more names than the reports have, each among more words. A name gives
    way to one that ends alike (X. Dai, H. Adel 2020, "An analysis of simple data augmentation
    for named entity recognition", COLING: mention replacement).
    """
    drawn = random.Random(seed)  # noqa: S311
    known: dict[str, list[tuple[str, list[bool]]]] = {}
    for sentence in sentences:
        for start, end in sorted(sentence.names):
            name = sentence.text[start:end]
            known.setdefault(name[-1], []).append((name, sentence.inner[start:end]))
    for sentence in sentences:
        if not sentence.names:
            continue
        text, inner, names, at = "", [], [], 0
        for start, end in sorted(sentence.names):
            text += sentence.text[at:start]
            inner += sentence.inner[at:start]
            name, ends = sentence.text[start:end], sentence.inner[start:end]
            if drawn.random() < _SWAPPED:
                name, ends = drawn.choice(known[name[-1]])
            names.append((len(text), len(text) + len(name)))
            text += name
            inner += ends
            at = end
        text += sentence.text[at:]
        inner += sentence.inner[at:]
        tokens = segment(text, sentence.lexicon)
        yield replace(
            sentence,
            text=text,
            tokens=tokens,
            described=tagger.describe(text, tokens, sentence.lexicon),
            labels=tagger.labels(len(text), names),
            inner=inner,
            names=frozenset(names),
        )


def fit_readers(tasks: Iterable[tuple[Sequence[Example], Path, Path]]) -> None:
    """Train on each task's sentences a tagger and a network and write them to its two paths."""
    jobs = []
    with ProcessPoolExecutor() as pool:
        for sentences, model, net in tasks:
            whole = [*sentences, *(v for seed in range(_VARIED) for v in varied(sentences, seed))]
            learned = [
                network.Sentence(s.text, s.described.hints, s.labels, s.inner) for s in whole
            ]
            jobs.append(pool.submit(network.fit, learned, net))
            fit(whole, model)
        for job in jobs:
            job.result()


def candidates(sentence: Example, marks: tagger.Marks) -> Iterator[Candidate]:
    """Yield what may be a name in ``sentence``, as its marks and the rules say."""
    ruled = by_rules(sentence.text, sentence.tokens, marks, sentence.lexicon)
    whole = Sentence(sentence.text, sentence.tokens, marks, ruled, sentence.lexicon)
    for span in whole.candidates:
        yield Candidate(sentence.file, whole.describe(span), span in sentence.names)


def nests(sentence: Example, marks: tagger.Marks) -> Iterator[Candidate]:
    """Yield what may be a name at the beginning of the names of ``sentence``."""
    for start, end in sorted(sentence.names):
        name, chances = sentence.text[start:end], marks.inner[start:end]
        tokens = segment(name, sentence.lexicon)
        for last in beginnings(tokens):
            features = describe(name, chances, tokens, last, sentence.lexicon)
            yield Candidate(sentence.file, features, sentence.inner[start + tokens[last].end - 1])


def weigh(
    found: Iterable[Candidate], label: str, parameters: dict[str, float], model: Path
) -> None:
    """Train the weights by which one of ``found`` is a ``label``, and write ``model``."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for candidate in found:
        trainer.append([candidate.features], [label if candidate.is_true else "other"])
    _train(trainer, parameters, model)


@dataclass(frozen=True)
class Fold:
    """Reports that are left out together, and the two readers that have not seen them."""

    files: frozenset[str]
    tagger: Path
    network: Path

    def others(self, sentences: Iterable[Example]) -> list[Example]:
        """Return the sentences of all other reports."""
        return [s for s in sentences if s.file not in self.files]


def folds(sentences: Sequence[Example], folder: Path) -> list[Fold]:
    """Return the folds of the reports, whose readers are to be in ``folder``."""
    files = sorted({s.file for s in sentences})
    return [
        Fold(
            frozenset(files[number::FOLDS]),
            folder / f"names-{number}.crfsuite.gz",
            folder / f"names-{number}.network.npz",
        )
        for number in range(FOLDS)
    ]


def unseen(sentences: Sequence[Example], parts: Iterable[Fold]) -> list[tagger.Marks]:
    """Return the marks of all sentences, each by the readers that have not seen its report.

    So what is learned from them knows how far to trust the readers on a report that is new.
    """
    found: dict[int, tagger.Marks] = {}
    for part in parts:
        own = [i for i, s in enumerate(sentences) if s.file in part.files]
        described = (sentences[i].described for i in own)
        marks = tagger.marks_of(described, part.tagger, part.network)
        found |= dict(zip(own, marks, strict=True))
    return [found[i] for i in range(len(sentences))]


@dataclass(frozen=True)
class Lessons:
    """What the three models learn from that weigh one thing at a time."""

    spans: Sequence[Candidate]
    parts: Sequence[Candidate]
    claims: Sequence[Candidate]

    def fit(self, folder: Path, without: Collection[str] = ()) -> dict[str, Path]:
        """Train all in ``folder`` but on the reports ``without``; return them by their field."""
        models = {"judge": folder / JUDGE, "nester": folder / NESTER, "stager": folder / STAGER}
        for found, label, parameters, model in (
            (self.spans, NAME, JUDGING, models["judge"]),
            (self.parts, INNER, NESTING, models["nester"]),
            (self.claims, CLAIM, CLAIMING, models["stager"]),
        ):
            weigh((c for c in found if c.file not in without), label, parameters, model)
        return models


def validate(
    lessons: Lessons, parts: Iterable[Fold], passages: Sequence[Passage], lexicon: Lexicon
) -> Score:
    """Return the score of the whole extractor, none of whose models has seen the report."""
    total = Score()
    for part in parts:
        with tempfile.TemporaryDirectory() as folder:
            models = lessons.fit(Path(folder), part.files)
            models |= {"model": part.tagger, "network": part.network}
            reader = own(replace(lexicon, **models), None)
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
    names = sum(len(s.names) for s in sentences)
    print(f"{len(passages)} passages, {len(sentences)} sentences, {names} names")
    with tempfile.TemporaryDirectory() as folder:
        parts = folds(sentences, Path(folder))
        tasks = [(part.others(sentences), part.tagger, part.network) for part in parts]
        final = (sentences, options.output / MODEL, options.output / NETWORK)
        fit_readers([*tasks, final])
        marks = unseen(sentences, parts)
        both = list(zip(sentences, marks, strict=True))
        lessons = Lessons(
            [found for sentence, marked in both for found in candidates(sentence, marked)],
            [found for sentence, marked in both for found in nests(sentence, marked)],
            list(claims(passages, lexicon)),
        )
        if not options.no_validation:
            print(HEADER)
            total = validate(lessons, parts, passages, lexicon)
            print(total.row("reports left out of training, without gazetteer"))
            rules = score(passages, own(replace(lexicon, model=None, stager=None), None))
            print(rules.row("the same, rules alone"))
    lessons.fit(options.output)
    models = [options.output / name for name in (MODEL, NETWORK, JUDGE, NESTER, STAGER)]
    for model in models:
        print(f"{model}: {model.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
