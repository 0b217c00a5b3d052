"""All figures of how reports are read, beside earlier ones: ``python -m benchmarks.reading``.

``--reports FOLDER…`` holds real reports, ``--cases FOLDER`` the small inputs of
:mod:`benchmarks.cases`; neither ships, and without them their rows are left out. The earlier
figures were measured on 2026-11-30, before time, money and tables were read anew.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks import cases, money, tense
from benchmarks.annotated import percent, with_reports
from benchmarks.extraction import own, score
from benchmarks.passages import aside_rows, read_passages
from geo.documents.report import Report, read_report
from geo.reading.lexicon import Lexicon, read_lexicon

HEADER: Final = "| what | of | earlier | now |\n| --- | --: | --: | --: |"
# A line that opens a chapter on years to come.
_AHEAD: Final = re.compile(
    r"^[^\n，。；]{0,12}(?:今后|未来|往后)[三五]年[^\n，。；]{0,24}$"
    r"|^[^\n，。；]{0,12}“?十五五”?(?:时期|期间|规划)?[^\n，。；]{0,24}$",
    re.MULTILINE,
)
_BEHIND: Final = re.compile("回顾|过去|成就|总结|以来|十四五")


def chapters_ahead(report: Report) -> Iterator[tuple[str, bool]]:
    """Yield the headings of chapters on the coming years, and whether each is read as plans."""
    for found in _AHEAD.finditer(report.text):
        if _BEHIND.search(found.group()):
            continue
        yield (
            found.group().strip(),
            report.part_at(min(found.end() + 1, len(report.text) - 1)).planned,
        )


def rows(folders: Sequence[Path], small: Path | None, lexicon: Lexicon) -> Iterator[str]:
    """Yield the rows of the table, as each is measured."""
    if small:
        total, failed = cases.measure(small, lexicon)
        yield _row("expectations on small inputs", total, "17.1 %", total - len(failed))
    reports = [read_report(path) for folder in folders for path in sorted(folder.glob("*.txt"))]
    ahead = [planned for report in reports for _, planned in chapters_ahead(report)]
    yield _row("chapters on coming years, read as plans", len(ahead), "–", sum(ahead))
    yield from _of_time(folders, lexicon)
    yield from _of_amounts(folders, lexicon)
    yield from _of_names(folders, lexicon)


def _row(what: str, of: int, earlier: str, right: float) -> str:
    return f"| {what} | {of} | {earlier} | {percent(right / of) if of else '–'} |"


def _of_time(folders: Sequence[Path], lexicon: Lexicon) -> Iterator[str]:
    stretches, _ = tense.read_stretches(folders)
    aside = [stretch for stretch in stretches if stretch.row["aside"]]
    for way, alone in (("in their report", False), ("alone", True)):
        for planned, count in tense.measure(aside, lexicon, alone=alone).items():
            what = f"{'plans' if planned else 'reviews'} {way}, kept aside"
            earlier = "0 to 20 %" if planned and alone else "–"
            yield _row(what, count.mentions, earlier, count.planned)


def _of_amounts(folders: Sequence[Path], lexicon: Lexicon) -> Iterator[str]:
    sentences = with_reports(money.annotated(), folders)[0]
    for half, count in money.measure(sentences, lexicon).items():
        yield _row(f"amounts of one site, found, {half}", count.stated, "–", count.found)
        yield _row(f"amounts given to a site, right, {half}", count.given, "–", count.right)


def _of_names(folders: Sequence[Path], lexicon: Lexicon) -> Iterator[str]:
    passages = [p for folder in folders for p in read_passages(aside_rows(), folder)[0]]
    if not passages:
        return
    total = score(passages, own(lexicon, None))
    both = (total.found + total.gold) / 2
    yield _row("names, exact F1, kept aside", total.gold, "81 %", total.exact / both * total.gold)
    yield _row("names, half F1, kept aside", total.gold, "85 %", total.half / both * total.gold)
    for code, earlier in (("stage", "89 %"), ("planned", "100 %"), ("sector", "88 %")):
        yield _row(f"{code} of these names", total.half, earlier, (total.codes or {}).get(code, 0))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, a row as soon as it is measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading")
    parser.add_argument("--reports", type=Path, nargs="+", default=[], help="folders of reports")
    parser.add_argument("--cases", type=Path, help="folder with cases.json")
    options = parser.parse_args(arguments)
    print(HEADER, flush=True)
    for row in rows(options.reports, options.cases, read_lexicon()):
        print(row, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
