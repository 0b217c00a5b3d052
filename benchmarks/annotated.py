"""Pieces of real reports that were annotated: the annotations ship, the reports do not.

A piece is a row of a JSON file: ``file`` (the report's name), ``start`` and ``end`` in its text,
``sha256`` of what stands there, ``aside`` where it is kept aside, and what was found in it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.documents.report import Report, read_report


def with_reports(
    rows: Iterable[Mapping[str, Any]], folders: Sequence[Path]
) -> tuple[list[tuple[Report, Mapping[str, Any]]], list[str]]:
    """Return the rows whose reports lie in the folders, and a line for each that has none."""
    found, skipped = [], []
    reports: dict[str, Report] = {}
    for row in rows:
        path = next((f / row["file"] for f in folders if (f / row["file"]).is_file()), None)
        if path is None:
            skipped.append(f"{row['file']}: no such report")
            continue
        if row["file"] not in reports:
            reports[row["file"]] = read_report(path)
        report = reports[row["file"]]
        text = report.text[row["start"] : row["end"]]
        if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            skipped.append(f"{row['file']}: another text than the one that was annotated")
            continue
        found.append((report, row))
    return found, skipped


def rows_of(path: Path, member: str) -> list[dict[str, Any]]:
    """Return the annotated rows of a file."""
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))[member]
    return rows


def asked_for(
    command: str, rows: Iterable[Mapping[str, Any]], arguments: Sequence[str] | None
) -> tuple[list[tuple[Report, Mapping[str, Any]]], bool]:
    """Return the annotated rows whose reports a command is given, and ``--wrong``.

    Rows without a report are named on standard error.
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{command}")
    parser.add_argument("--reports", type=Path, nargs="+", default=[], help="folders of reports")
    parser.add_argument("--wrong", action="store_true", help="show what is wrong")
    options = parser.parse_args(arguments)
    found, skipped = with_reports(rows, options.reports)
    for line in dict.fromkeys(skipped):
        print(f"skipped: {line}", file=sys.stderr)
    return found, options.wrong


def percent(share: float) -> str:
    """Return a share of one as a percentage with one decimal."""
    return f"{100 * share:.1f} %"
