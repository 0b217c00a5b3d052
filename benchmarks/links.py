"""How well sites are linked over years: ``python -m benchmarks.links``.

Prints Markdown tables over ``tests/data/gold/links``: of the pairs that two readers apart from each
other hold for one site or for part and whole (a third where they differ), how many are linked so;
of those that are linked, how many are right; how many are asked; and how often the readers agreed.
A pair that is linked and that nobody was shown counts as wrong; one that the readers left open does
not count. ``--wrong`` prints each pair that is not right. ``--reports OLD NEW`` measures how long
two reports take from their texts to their links.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import multimode
from typing import Any, Final

from benchmarks.annotated import percent
from geo.base.paths import ROOT
from geo.base.tables import read_table
from geo.building.setting import setting_of
from geo.documents.report import Report
from geo.years.pairs import Pair, named, pair

GOLD: Final = ROOT / "tests" / "data" / "gold" / "links"
HEADER: Final = (
    "| places | pairs | linked so | recall | linked | right | precision | F1 | asked "
    "| of the missed |\n"
    "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |"
)
# By these reports no rule is made.
ASIDE: Final = frozenset(("310000", "451200", "430100"))
_RENAMED: Final = ("place", "old", "new", "relation")
_SITE: Final = ("place", "report", "id", "name", "clause")
_PAIR: Final = ("place", "old", "new", "first", "second", "third", "piece")
_READERS: Final = ("first", "second", "third")
_LINKED: Final = frozenset(("same", "part_of", "has_part"))
# As readers say it, and which of the two is the piece.
_RELATIONS: Final = {("same", ""): "same", ("part", "new"): "part_of", ("part", "old"): "has_part"}
_Key = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """Two reports of a place: the names of their sites by id, and what readers say of pairs.

    ``answers`` has a relation, ``different`` or ``unsure``, by the ids of the old and the new.
    """

    place: str
    old: Mapping[str, str]
    new: Mapping[str, str]
    answers: Mapping[_Key, str]


@dataclass
class Count:
    """Pairs that readers link, those linked so; all that are linked; those asked."""

    gold: int = 0
    right: int = 0
    linked: int = 0
    asked: int = 0
    asked_right: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of links that are right."""
        return self.right / self.linked if self.linked else 1.0

    @property
    def recall(self) -> float:
        """The share of the readers' links that are made."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, case: Case, pairs: Iterable[Pair]) -> None:
        """Count what is linked of a case."""
        answers = case.answers
        linked = {(p.old, p.new): p.relation for p in pairs if p.is_sure}
        asked = {(p.old, p.new) for p in pairs if not p.is_sure}
        wanted = {key for key, said in answers.items() if said in _LINKED}
        judged = {key: made for key, made in linked.items() if answers.get(key) != "unsure"}
        self.gold += len(wanted)
        self.linked += len(judged)
        self.right += sum(answers.get(key) == made for key, made in judged.items())
        self.asked += len(asked)
        self.asked_right += len(asked & wanted)
        for key in sorted(wanted | judged.keys()):
            said, made = answers.get(key, "not judged"), judged.get(key, "not linked")
            if said != made:
                made += " (asked)" if key in asked else ""
                self.wrong.append(f"{case.old[key[0]]} / {case.new[key[1]]}: {said}, {made}")

    def row(self, what: str) -> str:
        """Return a row of the table."""
        return (
            f"| {what} | {self.gold} | {self.right} | {percent(self.recall)} | {self.linked} "
            f"| {self.right} | {percent(self.precision)} | {self.f1:.3f} | {self.asked} "
            f"| {self.asked_right} |"
        )


def read_cases(folder: Path = GOLD) -> list[Case]:
    """Return the reports that were judged, and how often two readers gave one answer."""
    names: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: {"old": {}, "new": {}})
    for _, row in read_table(folder / "sites.csv", _SITE):
        names[row["place"]][row["report"]][row["id"]] = row["name"]
    answers: dict[str, dict[_Key, str]] = defaultdict(dict)
    for row in judged(folder):
        answers[row["place"]][row["old"], row["new"]] = answer_of(row)
    return [Case(place, **sites, answers=answers[place]) for place, sites in names.items()]


def judged(folder: Path = GOLD) -> Iterator[Mapping[str, str]]:
    """Yield the rows of the pairs with what each reader said of them."""
    for _, row in read_table(folder / "pairs.csv", _PAIR):
        yield row


def answer_of(row: Mapping[str, str]) -> str:
    """Return what most readers say of a pair; ``unsure`` where no answer has the most."""
    said = multimode(row[reader] for reader in _READERS if row[reader])
    answer = said[0] if len(said) == 1 else "unsure"
    return _RELATIONS.get((answer, row["piece"] if answer == "part" else ""), answer)


def linked(case: Case) -> list[Pair]:
    """Return how the machine links a case's sites, by their names alone."""
    home = setting_of(Report("", ""), case.place).home
    return pair(named(_features(case.old), home), named(_features(case.new), home))


def renamed_cases(folder: Path = GOLD, table: str = "renamed.csv") -> Iterator[Case]:
    """Yield a case for each renamed site, the other sites of its report beside it in both years."""
    rows = [row for _, row in read_table(folder / table, _RENAMED)]
    reports: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        reports[row["place"]].setdefault(row["old"], f"a{len(reports[row['place']])}")
    said: dict[tuple[str, str], dict[_Key, str]] = defaultdict(dict)
    for row in rows:
        said[row["place"], row["new"]][reports[row["place"]][row["old"]], "b"] = row["relation"]
    for (place, name), answers in said.items():
        old = {number: name for name, number in reports[place].items()}
        gone, _ = next(iter(answers))
        new = {f"b{n}": other for n, other in old.items() if n != gone} | {"b": name}
        beside = {(n, f"b{n}"): "unsure" for n in old}
        yield Case(place, old, new, beside | answers)


def only_of(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs of a renamed site; others of its report are no part of the question."""
    return [each for each in pairs if each.new == "b"]


def _features(names: Mapping[str, str]) -> list[Mapping[str, Any]]:
    return [{"properties": {"id": i, "name": name, "aliases": []}} for i, name in names.items()]


def _seconds(old: Path, new: Path) -> str:
    """Return how long two reports take, from their texts to their links, in a warm process."""
    from geo.building.build import build_atlas
    from geo.documents.report import open_report
    from geo.places.gazetteer import read_gazetteer
    from geo.reading.lexicon import read_lexicon
    from geo.years.history import Reported, follow

    lexicon, runs = read_lexicon(), []
    length = 0
    for _ in range(3):
        begun, used, reports = time.perf_counter(), time.process_time(), []
        for path in (old, new):
            document, report = open_report(path)
            setting = setting_of(report)
            gazetteer = read_gazetteer(setting.region)
            atlas = build_atlas(report, lexicon, gazetteer, setting=setting)
            reports.append(Reported(atlas, document.text, path.name))
        middle = time.perf_counter()
        follow(reports, setting.home)
        ended = time.perf_counter()
        runs.append((ended - begun, time.process_time() - used, ended - middle))
        length = sum(len(each.text) for each in reports)
    whole, processor, only = min(runs)
    return (
        f"\nTwo reports, {length} characters: {whole:.1f} s with reading ({processor:.1f} s of "
        f"processor time), {only:.2f} s of it to link."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.links")
    parser.add_argument("--wrong", action="store_true", help="print each pair that is not right")
    parser.add_argument("--reports", type=Path, nargs=2, metavar=("OLD", "NEW"))
    options = parser.parse_args(arguments)
    whole, halves, others = Count(), {True: Count(), False: Count()}, Count()
    unseen = Count()
    print(HEADER)
    for case in read_cases():
        own, pairs = Count(), linked(case)
        own.add(case, pairs)
        whole.add(case, pairs)
        halves[case.place in ASIDE].add(case, pairs)
        print(own.row(setting_of(Report("", ""), case.place).name or case.place))
    print(halves[False].row("half worked on"))
    print(halves[True].row("half kept aside"))
    print(whole.row("all"))
    for case in renamed_cases():
        others.add(case, only_of(linked(case)))
    print(others.row("names of other reports, renamed"))
    for case in renamed_cases(table="renamed_aside.csv"):
        unseen.add(case, only_of(linked(case)))
    print(unseen.row("names of six more reports, renamed"))
    rows = list(judged())
    agreed = sum(row["first"] == row["second"] for row in rows)
    print(
        f"\nTwo readers gave {agreed} of {len(rows)} pairs the same answer "
        f"({percent(agreed / len(rows))})."
    )
    if options.wrong:
        print(
            "\n" + "\n".join(f"- {line}" for line in (*whole.wrong, *others.wrong, *unseen.wrong))
        )
    if options.reports:
        print(_seconds(*options.reports))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
