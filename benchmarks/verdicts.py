"""How well verdicts are reached: ``python -m benchmarks.verdicts``.

Prints a Markdown table over ``tests/data/gold/verdicts``: of the cases that a reader decided by the
rules of docs/years.md, how many verdicts are the reader's, how many among the others that he
accepts, and how often ``kept`` or ``contradicted`` is said falsely. ``cases.json`` holds what is
promised and what later words say (or two reports), ``verdicts.csv`` what follows, apart from each
other, so that another reader can decide the same cases without seeing the first's verdicts.
``--wrong`` prints each verdict that is not right.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final

from benchmarks.annotated import percent
from geo.base.errors import InputError
from geo.base.paths import ROOT
from geo.base.tables import read_table
from geo.building.build import build_atlas
from geo.building.setting import setting_of
from geo.documents.report import Report
from geo.places.gazetteer import read_gazetteer
from geo.promises.evidence import Evidence, of_its_part, weighed
from geo.promises.outcomes import COLUMNS, read_outcomes
from geo.promises.verdicts import Target, Verdict, judge
from geo.reading.lexicon import read_lexicon
from geo.years.history import Reported, follow

GOLD: Final = ROOT / "tests" / "data" / "gold" / "verdicts"
HEADER: Final = (
    "| cases | | right | among the accepted | false kept | false contradicted | overdue right |\n"
    "| --- | --: | --: | --: | --: | --: | --: |"
)
_ANSWER: Final = ("case", "verdict", "overdue", "accepted", "why")
# A county-level city that exists; sites and reports are made up.
_PLACE: Final = "贵溪市"
_REPORT: Final = (
    "政府工作报告\n——{date}在{place}第十七届人民代表大会第四次会议上\n\n"
    "一、{past}年工作回顾\n{review}\n\n二、{year}年工作安排\n{plan}\n"
)
_SILENT: Final = "常住人口稳中有升。"


@dataclass(frozen=True)
class Answer:
    """What a reader decided of a case; ``overdue`` is None where either will do."""

    code: str
    overdue: bool | None
    accepted: frozenset[str]
    why: str


@dataclass(frozen=True)
class Told:
    """A case with what the program and the reader say of it."""

    case: Mapping[str, Any]
    verdict: Verdict
    answer: Answer

    @property
    def is_exact(self) -> bool:
        """Whether both say the same."""
        return self.verdict.code == self.answer.code

    @property
    def is_right(self) -> bool:
        """Whether the reader says or accepts it."""
        return self.is_exact or self.verdict.code in self.answer.accepted

    @property
    def is_overdue_right(self) -> bool:
        """Whether the mark of what is overdue is the reader's."""
        return self.answer.overdue in {None, self.verdict.overdue}


def read_answers(folder: Path = GOLD) -> Mapping[str, Answer]:
    """Return the reader's verdicts by case."""
    marks = {"yes": True, "": False, "either": None}
    return {
        row["case"]: Answer(
            row["verdict"],
            marks[row["overdue"]],
            frozenset(row["accepted"].split("|")) - {""},
            row["why"],
        )
        for _, row in read_table(folder / "verdicts.csv", _ANSWER)
    }


def told(folder: Path = GOLD) -> Iterator[Told]:
    """Yield each case with both verdicts."""
    answers = read_answers(folder)
    for case in json.loads((folder / "cases.json").read_text(encoding="utf-8")):
        verdict = _of_statements(case) if "statements" in case else _of_reports(case)
        yield Told(case, verdict, answers[case["case"]])


def _of_statements(case: Mapping[str, Any]) -> Verdict:
    promise = case["promise"]
    target = Target(
        promise["stage"],
        promise["period"],
        promise["said"],
        promise["part"],
        nearly=weighed(promise["words"])["nearly"],
    )
    rows = [each for row in case["statements"] for each in _read(row)]
    evidence = [of_its_part(each, [case["site"]]) for each in rows]
    parts = list(dict.fromkeys(each.part for each in evidence if each.part))
    return judge(target, evidence, parts)


def _read(row: Mapping[str, Any]) -> Sequence[Evidence]:
    """Return what a row of outcomes tells; nothing where the table refuses it."""
    table = StringIO(newline="")
    writer = csv.DictWriter(table, COLUMNS)
    writer.writeheader()
    other = {"site": "site", "publisher": "某单位", "address": "https://news.example/1"}
    writer.writerow({**row, **other})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "outcomes.csv"
        path.write_text(table.getvalue(), encoding="utf-8")
        try:
            return read_outcomes(path)["site"]
        except InputError:
            return ()


def _of_reports(case: Mapping[str, Any]) -> Verdict:
    lexicon, reports = read_lexicon(), []
    for number, said in enumerate(case["reports"]):
        year, month, day = (int(part) for part in said["said"].split("-"))
        text = _REPORT.format(
            date=f"{year}年{month}月{day}日",
            place=_PLACE,
            past=year - 1,
            year=year,
            review=said["review"] or _SILENT,
            plan=said["plan"] or _SILENT,
        )
        # A report that names no site is no atlas.
        text = text.replace(_SILENT, "茶场中学建成。", 1)
        report = Report(f"report-{number}", text)
        setting = setting_of(report)
        atlas = build_atlas(report, lexicon, read_gazetteer(setting.region), setting=setting)
        reports.append(Reported(atlas, text, report.id))
    history = follow(reports, setting.home)
    stories = [
        story
        for story in history.stories
        if case["site"] in story.site["name"] and story.site["target"]
    ]
    if len(stories) != 1:
        return Verdict(f"{len(stories)} targets found", None)
    return stories[0].verdict


def row(what: str, all_: Sequence[Told]) -> str:
    """Return a row of the table."""
    right = sum(each.is_right for each in all_)
    false = {
        code: sum(each.verdict.code == code and not each.is_right for each in all_)
        for code in ("kept", "contradicted")
    }
    overdue = sum(each.is_overdue_right for each in all_)
    return (
        f"| {what} | {len(all_)} | {sum(each.is_exact for each in all_)} "
        f"| {right} ({percent(right / len(all_))}) | {false['kept']} | {false['contradicted']} "
        f"| {overdue} |"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verdicts")
    parser.add_argument("--wrong", action="store_true", help="print each that is not right")
    options = parser.parse_args(arguments)
    all_ = list(told())
    print(HEADER)
    print(row("statements of other documents", [t for t in all_ if "statements" in t.case]))
    print(row("two reports", [t for t in all_ if "reports" in t.case]))
    print(row("of these decided", [t for t in all_ if t.answer.code != "no_evidence"]))
    print(row("all", all_))
    if options.wrong:
        print()
        for each in all_:
            if not (each.is_exact and each.is_overdue_right):
                late = ", overdue" if each.verdict.overdue else ""
                print(
                    f"- {each.case['case']} {each.case['site']}: {each.verdict.code}{late}; "
                    f"the reader: {each.answer.code} ({each.answer.why})"
                    + (", accepts it" if each.is_right else "")
                )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
