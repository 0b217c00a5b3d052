"""How many expectations hold on small inputs of kinds that fail: ``python -m benchmarks.cases``.

``--cases FOLDER`` holds the inputs and a ``cases.json``: for each ``file`` the sites that are
expected, by ``name`` with ``planned``, ``period``, ``stage`` (one or several, any of which will
do), ``not_stage`` (not reported as these), ``amount`` in yuan, ``responsible`` (among its units),
``progress``; one that ``may_be_missing`` need not be found; with ``no_other`` nothing else is a
site. Without it, those of ``tests/data/cases``, by an author who had not seen the program.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.paths import ROOT
from geo.documents.report import open_report
from geo.model.mentions import Mention
from geo.reading.extraction import find_mentions
from geo.reading.lexicon import Lexicon, read_lexicon

CASES: Final = ROOT / "tests" / "data" / "cases"
# A name of so many characters may stand for a longer one.
_LEAST_NAME = 3


def against(expected: Mapping[str, Any], mention: Mention) -> list[str]:
    """Return what a mention has that is not expected, as words."""
    found = [
        f"{member} {getattr(mention, member)}"
        for member in ("planned", "period")
        if member in expected and getattr(mention, member) != expected[member]
    ]
    stages = expected.get("stage", mention.stage)
    if mention.stage not in ([stages] if isinstance(stages, str) else stages):
        found.append(f"stage {mention.stage}")
    if mention.stage in expected.get("not_stage", ()) and not mention.planned:
        found.append(f"reported as {mention.stage}")
    amount = mention.investment.amount_cny if mention.investment else None
    if "amount" in expected and amount != expected["amount"]:
        found.append(f"amount {amount}")
    units = [duty.unit for duty in mention.responsible]
    if expected.get("responsible") not in (None, *units):
        found.append(f"responsible {'、'.join(units)}")
    if "progress" in expected and mention.progress != expected["progress"]:
        found.append(f"progress {mention.progress}")
    return found


def failing(case: Mapping[str, Any], folder: Path, lexicon: Lexicon) -> tuple[int, list[str]]:
    """Return how many expectations a case has, and a line for each that does not hold."""
    file, expectations = case["file"], case["expect"]
    try:
        mentions = find_mentions(open_report(folder / file)[1], lexicon)
    except InputError as error:
        return len(expectations), [f"{file}: {error}"] * len(expectations)
    lines = []
    for expected in expectations:
        named = [m for m in mentions if _is_named(m, expected["name"])]
        faults = [against(expected, m) for m in named]
        if not named:
            if expected.get("may_be_missing"):
                continue
            lines.append(f"{file}: {expected['name']}: not found")
        elif all(faults):
            lines.append(f"{file}: {expected['name']}: {', '.join(min(faults, key=len))}")
    others = [m.name for m in mentions if not any(_is_named(m, e["name"]) for e in expectations)]
    if case.get("no_other"):
        lines += [f"{file}: also {name}" for name in others]
        return len(expectations) + 1, lines[: len(lines) - max(0, len(others) - 1)]
    return len(expectations), lines


def _is_named(mention: Mention, name: str) -> bool:
    return (
        name in mention.name
        or name in mention.text
        or (mention.name in name and len(mention.name) >= _LEAST_NAME)
    )


def measure(folder: Path, lexicon: Lexicon) -> tuple[int, list[str]]:
    """Return how many expectations the cases of a folder have, and lines for those that fail."""
    total, lines = 0, []
    for case in json.loads((folder / "cases.json").read_text(encoding="utf-8")):
        if case.get("expect"):
            count, failed = failing(case, folder, lexicon)
            total += count
            lines += failed
    return total, lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how many hold, and a line for each that does not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cases")
    parser.add_argument("--cases", type=Path, default=CASES, help="folder with cases.json")
    options = parser.parse_args(arguments)
    total, lines = measure(options.cases, read_lexicon())
    print(f"{total - len(lines)} of {total} expectations hold.")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
