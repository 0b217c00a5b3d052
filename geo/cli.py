"""The command line: the analyst's door.

Data goes to standard output, messages to standard error. The exit code is 0, or 2 with one
clear line for bad input. Each command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from geo.errors import InputError
from geo.paths import DATA, ROOT


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"geo: {message} (try --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except InputError as error:
        print(f"geo: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader went away (| head): nothing left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("geo: interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m geo", description="A government work report as a map.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="the whole way: report to atlas")
    build.add_argument("report", type=Path, help="a report as UTF-8 text")
    build.add_argument(
        "-o", "--output", type=Path, help="the atlas file (default: data/atlas/<report>.geojson)"
    )
    build.add_argument(
        "--review", type=Path, help="the editor's decisions (default: data/review/<report>.csv)"
    )
    build.add_argument(
        "--places", type=Path, default=DATA / "places", help="folder of the gazetteer"
    )
    build.set_defaults(run=_build)

    extract = commands.add_parser(
        "extract", help="what the machine reads, unreviewed, as JSON Lines"
    )
    extract.add_argument("report", type=Path, help="a report as UTF-8 text")
    extract.add_argument(
        "--no-gazetteer", action="store_true", help="read without the known places"
    )
    extract.add_argument(
        "--places", type=Path, default=DATA / "places", help="folder of the gazetteer"
    )
    extract.set_defaults(run=_extract)

    locate = commands.add_parser("locate", help="what the gazetteer says of a name")
    locate.add_argument("name", nargs="+")
    locate.add_argument(
        "--places", type=Path, default=DATA / "places", help="folder of the gazetteer"
    )
    locate.set_defaults(run=_locate)

    export = commands.add_parser("export", help="write an atlas in another format")
    export.add_argument("atlas", type=Path)
    export.add_argument("--format", default="geojson", choices=["geojson"])
    export.add_argument("-o", "--output", type=Path, required=True)
    export.add_argument("--force", action="store_true", help="replace a file that is there")
    export.set_defaults(run=_export)

    serve = commands.add_parser("serve", help="serve the page")
    serve.add_argument("atlas", type=Path, nargs="?", help="an atlas (default: the one that ships)")
    serve.add_argument("--report", type=Path, help="its report (default: seeds/<report>.txt)")
    serve.add_argument("--port", type=int, default=8501)
    serve.add_argument("--address", default="localhost")
    serve.set_defaults(run=_serve)
    return parser


def _build(options: argparse.Namespace) -> int:
    from geo.atlas import write_whole
    from geo.build import build_atlas
    from geo.citations import read_citations
    from geo.lexicon import read_lexicon
    from geo.places import read_gazetteer
    from geo.report import read_report
    from geo.review import read_decisions

    report = read_report(options.report)
    if options.review and not options.review.exists():
        raise InputError("there is no such file of decisions", options.review)
    decisions = read_decisions(options.review or DATA / "review" / f"{report.id}.csv")
    gazetteer = read_gazetteer(options.places)
    atlas = build_atlas(report, read_lexicon(), gazetteer, decisions, read_citations())
    output = options.output or DATA / "atlas" / f"{report.id}.geojson"
    write_whole(output, atlas.dumps())
    located = sum(1 for f in atlas.features if f["geometry"])
    mentions = sum(len(f["properties"]["mentions"]) for f in atlas.features)
    print(
        f"geo: {len(atlas.features)} sites, {mentions} mentions, {located} located, "
        f"{len(decisions)} decisions applied: {output}",
        file=sys.stderr,
    )
    return 0


def _extract(options: argparse.Namespace) -> int:
    from geo.extraction import find_mentions
    from geo.lexicon import read_lexicon
    from geo.report import read_report

    known = None
    if not options.no_gazetteer:
        from geo.places import read_gazetteer

        known = read_gazetteer(options.places).known
    mentions = find_mentions(read_report(options.report), read_lexicon(), known)
    if not mentions:
        raise InputError("the report names no site", options.report)
    for m in mentions:
        row = {
            "text": m.text,
            "start": m.start,
            "end": m.end,
            "stage": m.stage,
            "planned": m.planned,
            "period": m.period,
            "sector": m.sector,
            "investment_cny": m.investment.amount_cny if m.investment else None,
        }
        print(json.dumps(row, ensure_ascii=False))
    return 0


def _locate(options: argparse.Namespace) -> int:
    from geo.places import read_gazetteer

    gazetteer = read_gazetteer(options.places)
    missing = []
    for name in options.name:
        place = gazetteer.find(name.strip())
        if place is None:
            missing.append(name)
            continue
        point = place.geometry.representative_point() if place.geometry else None
        row = {
            "query": name,
            "id": place.id,
            "name": place.name,
            "lon": round(point.x, 6) if point else None,
            "lat": round(point.y, 6) if point else None,
            "precision": place.precision,
            "uncertainty_m": place.uncertainty_m,
            "location_source": place.location_source and dict(place.location_source),
        }
        print(json.dumps(row, ensure_ascii=False))
    if missing:
        raise InputError(f"not in the gazetteer: {'、'.join(missing)[:200]}")
    return 0


def _export(options: argparse.Namespace) -> int:
    from geo.atlas import read_atlas, write_whole

    atlas = read_atlas(options.atlas)
    if options.output.exists() and not options.force:
        raise InputError("the file is already there (use --force to replace it)", options.output)
    write_whole(options.output, atlas.dumps())
    return 0


def _serve(options: argparse.Namespace) -> int:
    for path in (options.atlas, options.report):
        if path and not path.is_file():
            raise InputError("there is no such file", path)
    page = [str(ROOT / "streamlit_app.py"), "--server.port", str(options.port)]
    page += ["--server.address", options.address, "--server.headless", "true", "--"]
    if options.atlas:
        page += ["--atlas", str(options.atlas.resolve())]
    if options.report:
        page += ["--report", str(options.report.resolve())]
    os.chdir(ROOT)
    os.execv(  # noqa: S606 (no shell is wanted: the arguments are passed on as they are)
        sys.executable, [sys.executable, "-m", "streamlit", "run", *page]
    )
