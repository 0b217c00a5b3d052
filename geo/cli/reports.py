"""Commands that read reports: build, extract, review."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from geo.base.errors import InputError
from geo.base.paths import BUILT, DATA
from geo.base.printable import json_line
from geo.cli.messages import say

if TYPE_CHECKING:
    from tqdm import tqdm

    from geo.building.decisions import Decision
    from geo.building.setting import Setting
    from geo.documents.inputs import Document
    from geo.documents.report import Report
    from geo.model.atlas import Atlas


def _notify(document: Document, report: Report) -> None:
    """Say on standard error how a report's file and text were read, where that needs saying."""
    for notice in filter(None, (document.notice, report.notice)):
        say(f"{document.source}: {notice}")


def _setting_of(options: argparse.Namespace, report: Report) -> Setting:
    """Return the setting that is asked for, else that of the report."""
    from geo.building.setting import setting_of

    return setting_of(report, options.place)


def place_code(options: argparse.Namespace) -> str | None:
    """Return the code of the place that is asked for, None where none is."""
    from geo.building.setting import setting_of
    from geo.documents.report import Report

    return setting_of(Report("", ""), options.place).code if options.place else None


def _decisions(options: argparse.Namespace, report_id: str) -> list[Decision]:
    from geo.building.decisions import read_decisions

    if options.review and not options.review.exists():
        raise InputError("no_such_file_of_decisions", options.review)
    return read_decisions(options.review or DATA / "review" / f"{report_id}.csv")


def build(options: argparse.Namespace) -> int:
    """Build an atlas of one report, or one of many."""
    of_many = (options.list, options.workers, options.scheduler, options.to, options.geojson)
    # Path.is_dir raises where one may not look.
    is_one = len(options.report) == 1 and not os.path.isdir(options.report[0])  # noqa: PTH112
    if is_one and all(option is None for option in of_many):
        return _build_one(options.report[0], options)
    return _build_many(options)


def build_of(path: Path, options: argparse.Namespace) -> tuple[Document, Atlas, Setting]:
    """Return a document, its atlas as the options have it, and the place that it speaks for."""
    from geo.building.build import build_atlas
    from geo.building.citations import read_citations
    from geo.documents.report import open_report
    from geo.places.gazetteer import read_gazetteer
    from geo.promises.outcomes import outcomes_of
    from geo.reading.lexicon import read_lexicon
    from geo.sources.store import opened_store

    document, report = open_report(path)
    decisions = _decisions(options, report.id)
    setting = _setting_of(options, report)
    region = setting.region
    gazetteer = read_gazetteer(region, options.places)
    cited, outcomes = read_citations(region), outcomes_of(region)
    lexicon = read_lexicon()
    with opened_store() as store:
        atlas = build_atlas(
            report,
            lexicon,
            gazetteer,
            decisions,
            cited,
            setting=setting,
            outcomes=outcomes,
            store=store,
        )
    return document, atlas, setting


def _build_one(path: Path, options: argparse.Namespace) -> int:
    from geo.building.kept_text import keep_text
    from geo.building.logged import write_atlas
    from geo.documents.report import Report
    from geo.model.change_log import path_of
    from geo.promises.outcomes import outcomes_of
    from geo.years.history import unheard

    document, atlas, setting = build_of(path, options)
    report = Report(document.id, document.text, document.source)
    output = options.output or BUILT / f"{document.id}.geojson"
    # The text before the atlas: an atlas never stands without the text of its offsets.
    kept = keep_text(document, output)
    build = write_atlas(output, atlas)
    _notify(document, report)
    if kept:
        say(f"offsets refer to the text in {kept}")
    located = sum(1 for f in atlas.features if f["geometry"])
    mentions = sum(len(f["properties"]["mentions"]) for f in atlas.features)
    say(
        f"{len(atlas.features)} sites, {mentions} mentions, {located} located, "
        f"{len(_decisions(options, document.id))} decisions applied: {output}"
    )
    if build and build.before:
        say(f"{len(build.changes) + build.left_out} sites changed: {path_of(output)}")
    if setting.notice:
        say(f"{document.source}: {setting.notice}")
    for notice in unheard(atlas, outcomes_of(setting.region), document.source):
        say(notice)
    return 0


def _build_many(options: argparse.Namespace) -> int:
    from contextlib import ExitStack, closing
    from functools import partial

    from geo.many import pools, run
    from geo.many.cluster import on_cluster
    from geo.many.digest import Settings
    from geo.many.folder import FolderStore
    from geo.many.protocol import DamagedError
    from geo.many.reports import find_reports
    from geo.many.store import is_database, open_store, write_geojson

    if options.to and not is_database(options.to):
        # Whatever it is, it may hold a password.
        raise InputError("to_wants_database")
    if options.workers is not None and options.workers < 1:
        raise InputError("workers_wants_one")
    if options.review and not options.review.is_dir():
        raise InputError("review_is_a_folder", options.review)
    found = find_reports(options.report, options.list, follow_links=options.follow_links)
    settings = Settings(
        str(options.places.resolve()) if options.places else None,
        str(options.review.resolve()) if options.review else None,
        place_code(options),
    )
    pool: run.Pool = (
        partial(on_cluster, scheduler=options.scheduler)
        if options.scheduler
        else partial(pools.on_this_machine, workers=options.workers or pools.cores())
    )
    folder = FolderStore(options.output or _folder_of_many(options.report))
    with ExitStack() as opened:
        stores = [folder, *([open_store(options.to)] if options.to else [])]
        for store in stores:
            opened.enter_context(closing(store))

        def build() -> run.Summary:
            with _bar(len(found.reports)) as bar:
                try:
                    return run.build_many(
                        found.reports, stores, pool, settings, lambda s: bar.update(s.done - bar.n)
                    )
                except InputError as error:
                    if not bar.n:
                        raise
                    raise InputError(
                        "so_many_are_done",
                        error.place,
                        what=error.message,
                        done=bar.n,
                        count=len(found.reports),
                    ) from error

        summary = build()
        ids = [*summary.built, *summary.finished_before]
        if options.geojson:
            try:
                write_geojson(folder, options.geojson, ids)
            except DamagedError as damage:
                folder.set_aside(damage)
                summary = build()
                ids = [*summary.built, *summary.finished_before]
                write_geojson(folder, options.geojson, ids)
        others = len(folder.reports()) - len(ids)
    for store in stores:
        for notice in store.notices:
            say(notice)
    failures = [*found.failed, *summary.failed]
    for failed in failures:
        say(f"failed: {failed.message}")
    say(
        f"{len(summary.built)} reports built, {len(summary.finished_before)} finished before, "
        f"{len(failures)} failed: {', '.join(store.name for store in stores)}"
        + (f" (which keeps {others} others)" if others else "")
    )
    return 2 if failures else 0


def _folder_of_many(reports: Sequence[Path]) -> Path:
    is_folder = len(reports) == 1 and reports[0].is_dir()
    return BUILT / (reports[0].resolve().name if is_folder else "reports")


def _bar(total: int) -> tqdm[NoReturn]:
    from tqdm import tqdm

    # Where nobody watches, a line of a log now and then is enough.
    seconds = 0.1 if sys.stderr.isatty() else 30
    return tqdm(total=total, unit=" reports", mininterval=seconds, file=sys.stderr)


def extract(options: argparse.Namespace) -> int:
    """Print the mentions that the machine reads in a report."""
    from geo.documents.report import open_report
    from geo.reading.extraction import find_mentions
    from geo.reading.lexicon import read_lexicon

    document, report = open_report(options.report)
    known = None
    if not options.no_gazetteer:
        from geo.places.gazetteer import read_gazetteer

        known = read_gazetteer(_setting_of(options, report).region, options.places).known
    mentions = find_mentions(report, read_lexicon(), known)
    if not mentions:
        raise InputError("report_names_no_site", options.report)
    if options.text:
        _write_text(options.text, document.text)
    _notify(document, report)
    for m in mentions:
        row = {
            "text": m.text,
            "name": m.name,
            "start": m.start,
            "end": m.end,
            "stage": m.stage,
            "planned": m.planned,
            "period": m.period,
            "sector": m.sector,
            "investment_cny": m.investment.amount_cny if m.investment else None,
        }
        print(json_line(row))
    return 0


def _write_text(path: Path, text: str) -> None:
    from geo.base.files import read_regular, write_whole

    if not path.exists():
        write_whole(path, text)
    elif not path.is_file() or read_regular(path, "text") != text.encode("utf-8"):
        raise InputError("file_is_there", path)


def review(options: argparse.Namespace) -> int:
    """Print what changed against the decisions about a report."""
    from collections import Counter

    from geo.building.review import find_changes
    from geo.documents.report import open_report
    from geo.places.gazetteer import read_gazetteer
    from geo.reading.extraction import find_mentions
    from geo.reading.lexicon import read_lexicon

    document, report = open_report(options.report)
    decisions = _decisions(options, report.id)
    gazetteer = read_gazetteer(_setting_of(options, report).region, options.places)
    lexicon = read_lexicon()
    found = find_mentions(report, lexicon, gazetteer.known)
    changes = find_changes(report, found, decisions, gazetteer, lexicon)
    for change in changes:
        print(json_line(change.as_row()))
    counts = Counter(change.verdict for change in changes)
    _notify(document, report)
    say(
        f"{counts['new']} new, {counts['vanished']} vanished, "
        f"{counts['conflicting']} conflicting; {len(found)} findings, {len(decisions)} decisions"
    )
    return 0
