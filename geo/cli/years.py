"""The command on reports of several years: follow."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from geo.base.errors import InputError
from geo.cli.messages import say
from geo.cli.reports import build_of

if TYPE_CHECKING:
    from geo.years.history import History, Reported


def follow(options: argparse.Namespace) -> int:
    """Link the same sites over years, and print what became of each target of the oldest report."""
    from collections import Counter

    from geo.base.files import check_free, write_whole
    from geo.building.setting import Setting, setting_of
    from geo.documents.report import Report
    from geo.outputs.data.delimited import as_table
    from geo.promises.outcomes import read_outcomes
    from geo.promises.table import COLUMNS, rows
    from geo.years.history import follow, with_verdicts
    from geo.years.links import read_links

    for path in (options.output, options.atlas):
        if path:
            check_free(path, force=options.force)
    reports = [_read(path, options) for path in options.reports]
    code = reports[0].atlas.report["place_code"]
    setting = setting_of(Report("", ""), str(code)) if code else Setting()
    region = setting.region
    links = _own(options.links, region.links if region else None)
    outcomes = _own(options.outcomes, region.outcomes if region else None)
    if len(reports) == 1 and not (outcomes and outcomes.exists()):
        raise InputError("follow_wants_two")
    history = follow(
        reports,
        setting.home,
        read_links(links) if links else (),
        read_outcomes(outcomes) if outcomes else None,
    )
    judged = with_verdicts(history)
    table = as_table(
        COLUMNS, ([row[name] for name in COLUMNS] for row in rows(judged, history.first.text))
    )
    if options.output:
        write_whole(options.output, table, force=options.force)
    else:
        sys.stdout.write(table.decode("utf-8-sig").replace("\r\n", "\n"))
    if options.atlas:
        write_whole(options.atlas, judged.dumps(), force=options.force)
    for notice in history.notices:
        say(notice)
    for report, pair in history.questions:
        names = [_name(history, history.first.id, pair.old), _name(history, report, pair.new)]
        say(
            f"the same? {names[0]} ({history.first.id}, {pair.old}) and {names[1]} "
            f"({report}, {pair.new}): {pair.how}, {pair.score}"
        )
    targets = [story for story in history.stories if story.site["target"]]
    counts = Counter(story.verdict.code for story in targets)
    said = ", ".join(f"{count} {code}" for code, count in counts.most_common())
    say(f"{len(targets)} targets of {history.first.id}: {said or 'none'}")
    return 0


def link(options: argparse.Namespace) -> int:
    """Link the sites of an atlas of many reports over the years, place by place."""
    from contextlib import closing
    from dataclasses import astuple, fields
    from functools import partial

    from geo.many import pools
    from geo.many.cluster import on_cluster
    from geo.many.linking import LinkPool, Told, history, link_many
    from geo.many.store import is_database, open_store
    from geo.outputs.data.delimited import as_table

    if options.workers is not None and options.workers < 1:
        raise InputError("workers_wants_one")
    if not is_database(options.store) and not Path(options.store).is_dir():
        raise InputError("no_atlas_of_many", options.store)
    pool: LinkPool = (
        partial(on_cluster, scheduler=options.scheduler)
        if options.scheduler
        else partial(pools.on_this_machine, workers=options.workers or pools.cores())
    )
    with closing(open_store(options.store)) as store:
        if options.site:
            told = [astuple(each) for each in history(store, options.site)]
            table = as_table([each.name for each in fields(Told)], told)
            sys.stdout.write(table.decode("utf-8-sig").replace("\r\n", "\n"))
            return 0
        summary = link_many(store, pool)
        for line in summary.lines():
            say(line)
        for failed in summary.failed:
            say(f"failed: {failed.message}")
        links = ", ".join(
            f"{count} {relation}" for relation, count in sorted(summary.links.items())
        )
        say(
            f"{len(summary.places)} places linked ({links or 'no links'}), "
            f"{len(summary.before)} before, {len(summary.failed)} failed: {store.name}"
        )
    return 2 if summary.failed else 0


def _own(asked: Path | None, own: Path | None) -> Path | None:
    if asked and not asked.is_file():
        raise InputError("no_such_table", asked)
    return asked or own


def _read(path: Path, options: argparse.Namespace) -> Reported:
    from geo.building.kept_text import read_text_of
    from geo.model.atlas import check_spans, read_atlas
    from geo.years.history import Reported

    if path.suffix.lower() in {".geojson", ".json"}:
        atlas = read_atlas(path)
        text = read_text_of(atlas.report, path)
        if text is None:
            raise InputError("text_not_beside_atlas", path)
        check_spans(atlas, text, path)
        return Reported(atlas, text, str(path))
    document, atlas, _ = build_of(path, options)
    return Reported(atlas, document.text, str(path))


def _name(history: History, report: str, site: str) -> str:
    reports = {each.id: each for each in (history.first, *history.later)}
    return str(reports[report].atlas.by_id[site]["properties"]["name"])
