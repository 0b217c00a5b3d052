"""The command line: the analyst's door.

Data goes to standard output, messages to standard error. The exit code is 0, or 2 with one
clear line for bad input. Each command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from geo import __version__
from geo.base.addresses import is_address
from geo.base.bytecode import is_cut_off
from geo.base.errors import InputError
from geo.base.messages import shown
from geo.base.paths import IS_INSTALLED, SHIPPED_ATLAS
from geo.cli import gazetteer, outputs, reports, years
from geo.cli.messages import discreet_messages, say

_DATE: Final = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)
_BUILT = "" if IS_INSTALLED else "data/atlas/"
_REPORT_HELP = "a report: text, HTML, DOCX, RTF or PDF"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"geo: {shown(message)} (try --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # What is no character is escaped, for a message must not fail.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    with discreet_messages(given):
        options = _parser(given).parse_args(given)
        try:
            return int(options.run(options))
        except InputError as error:
            say(error)
            return 2
        except BrokenPipeError:
            # The reader went away (| head): nothing left to say.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except KeyboardInterrupt:
            say("interrupted")
            return 130
        except Exception as error:
            if is_cut_off(error):
                raise
            import traceback

            traceback.print_exc()
            return 1


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser of all commands; ``given`` are the arguments that it will parse."""
    parser = _Parser(
        prog="geo" if IS_INSTALLED else "python -m geo",
        description="A government work report as a map.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="the whole way: report to atlas, or many to one")
    build.add_argument(
        "report", type=Path, nargs="*", help=f"{_REPORT_HELP}; several, or a folder of them"
    )
    build.add_argument(
        "-o",
        "--output",
        type=_target,
        help=f"the atlas file (default: {_BUILT}<report>.geojson); of many reports its folder",
    )
    build.add_argument(
        "--review",
        type=Path,
        help="the editor's decisions (default: data/review/<report>.csv); of many their folder",
    )
    _add_region(build)
    _add_many(build)
    build.set_defaults(run=reports.build)

    extract = commands.add_parser(
        "extract", help="what the machine reads, unreviewed, as JSON Lines"
    )
    extract.add_argument("report", type=Path, help=_REPORT_HELP)
    extract.add_argument(
        "--text", type=_target, help="write the text that the offsets count in to this file"
    )
    extract.add_argument(
        "--no-gazetteer", action="store_true", help="read without the known places"
    )
    _add_region(extract)
    extract.set_defaults(run=reports.extract)

    review = commands.add_parser(
        "review", help="what changed against the editor's decisions, as JSON Lines"
    )
    review.add_argument("report", type=Path, help=_REPORT_HELP)
    review.add_argument(
        "--review", type=Path, help="the editor's decisions (default: data/review/<report>.csv)"
    )
    _add_region(review)
    review.set_defaults(run=reports.review)

    _add_follow(
        commands.add_parser("follow", help="the same sites over years, what became of each target")
    )

    _add_link(
        commands.add_parser("link", help="the same sites over years in an atlas of many reports")
    )

    locate = commands.add_parser(
        "locate", help="what the gazetteer and the geocoders say of a name, as JSON Lines"
    )
    locate.add_argument("name", nargs="+")
    locate.add_argument(
        "--online", default="", metavar="NAMES", help="ask these too: nominatim,amap,baidu,tianditu"
    )
    _add_region(locate)
    locate.add_argument("--json", action="store_true", help="print JSON Lines (the default)")
    locate.set_defaults(run=gazetteer.locate)

    _add_places(commands.add_parser("places", help="work on the gazetteer and on own places"))

    export = commands.add_parser(
        "export",
        help="write an atlas in another format",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if "export" in given:
        _add_export(export)

    coverage = commands.add_parser(
        "coverage", help="how well an atlas's sites are placed, and which state an amount"
    )
    coverage.add_argument(
        "atlas",
        type=Path,
        nargs="?",
        default=SHIPPED_ATLAS,
        help="an atlas (default: the one that ships)",
    )
    coverage.set_defaults(run=outputs.coverage)

    _add_serve(commands.add_parser("serve", help="serve the page, and its data for programs"))
    _add_assist(
        commands.add_parser("mcp", help="answer an assistant on standard input and output (MCP)")
    )
    return parser


def _add_region(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--place", metavar="NAME or CODE", help="the region (default: what the report says)"
    )
    command.add_argument(
        "--places", type=Path, help="folder of the gazetteer (default: that of the region)"
    )


def _add_places(places: argparse.ArgumentParser) -> None:
    works = places.add_subparsers(required=True, metavar="WORK")
    bring = works.add_parser(
        "import",
        help="bring extracts and tables of places into a local file, to place sites by",
        description="Read OpenStreetMap extracts (.osm, .osm.pbf), Overture places and divisions "
        "(.parquet), GeoNames text (.txt) and tables (.csv, .geojson, .gpkg) into one local file, "
        "which `build` then asks within each report's own place. A file that is imported again "
        "replaces what it was.",
    )
    bring.add_argument("file", type=Path, nargs="+", help="a file of places")
    bring.add_argument("--source", metavar="NAME", help="what the source is called")
    bring.add_argument("--licence", help="its terms, an SPDX identifier where there is one")
    bring.add_argument("--date", type=_date, help="the day of its data: 2026, 2026-11, 2026-11-30")
    bring.add_argument(
        "--datum", choices=["wgs84", "gcj02", "bd09"], help="of a table that does not say it"
    )
    bring.add_argument("--attribution", help="whom the map is to name for it")
    bring.add_argument(
        "--force", action="store_true", help="take a table though its datum looks like another"
    )
    _add_store(bring)
    bring.set_defaults(run=gazetteer.bring)

    propose = works.add_parser(
        "propose",
        help="candidates for sites that are not well located",
        description="With ATLAS: ask the user's own places, and the services of --online, for "
        "every site that is known to lie in its county or city only. Without: ask the services "
        "(default: nominatim) for every place of the region's gazetteer that is not exact. "
        "AMap's and Baidu's positions are for checking: their terms do not let them be kept.",
    )
    propose.add_argument("atlas", type=Path, nargs="?", help="an atlas")
    propose.add_argument(
        "--online", default="", metavar="NAMES", help="ask these: nominatim,amap,baidu,tianditu"
    )
    _add_store(propose)
    propose.add_argument(
        "-o",
        "--output",
        type=_target,
        default=Path("proposals.geojson"),
        help="where to write them",
    )
    propose.add_argument("--force", action="store_true", help="replace a file that is there")
    _add_region(propose)
    propose.set_defaults(run=gazetteer.propose)


def _add_store(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--store",
        type=_target,
        metavar="FILE",
        help="the local file of own places (default: GEO_PLACES, else in the user's data folder)",
    )


def _date(text: str) -> str:
    """Return a day, month or year of ISO 8601."""
    from datetime import date

    if not _DATE.fullmatch(text):
        raise argparse.ArgumentTypeError("a date is wanted: 2026, 2026-11 or 2026-11-30")
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"no such day: {text}") from error
    return text


def _target(text: str) -> Path:
    """Return the path that something is written to."""
    if is_address(text):
        raise argparse.ArgumentTypeError("a file or folder is wanted, no address (./… is a path)")
    return Path(text)


def _add_serve(command: argparse.ArgumentParser) -> None:
    _add_published(command)
    command.add_argument("--port", type=int, default=8501)
    command.add_argument("--address", default="localhost")
    command.add_argument(
        "--host-name",
        action="append",
        default=[],
        metavar="NAME",
        help="answer only to this name, or *.NAME (may be given again; default: any)",
    )
    command.add_argument(
        "--framed-by",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="let pages of this origin, https://…, show the page in a frame (default: none)",
    )
    command.add_argument(
        "--no-page", action="store_true", help="serve the data alone: the interface for programs"
    )
    command.add_argument(
        "--many",
        metavar="FOLDER|ADDRESS",
        help="answer /api from many reports: a folder that `build` wrote, or PostGIS "
        "(postgresql://…; its password by PGPASSWORD or ~/.pgpass)",
    )
    command.set_defaults(run=outputs.serve)


def _add_assist(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Answers one assistant on standard input and output by the Model Context Protocol, until"
        " the input ends. `serve` answers assistants by address: /mcp. docs/assistants.md has both."
    )
    _add_published(command)
    command.set_defaults(run=outputs.assist)


def _add_published(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "atlas", type=Path, nargs="?", help="an atlas (default: the one that ships)"
    )
    command.add_argument("--report", type=Path, help="its report (default: seeds/<report>.txt)")
    command.add_argument(
        "--publish",
        type=Path,
        metavar="FOLDER",
        help="publish each atlas of this folder as data (default: the one that is named, "
        "else data/atlas)",
    )
    command.add_argument(
        "--public-address",
        metavar="URL",
        help="where it is found from outside: https://… (default: GEO_PUBLIC_ADDRESS)",
    )


def _add_follow(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Prints one row for each target of the oldest report: what was promised, what became of it,"
        " and the words that say so. docs/years.md has the rules."
    )
    command.add_argument(
        "reports",
        type=Path,
        nargs="+",
        metavar="REPORT",
        help="reports or atlases (.geojson) of one place, the oldest first",
    )
    command.add_argument("-o", "--output", type=_target, help="the table as a CSV file")
    command.add_argument(
        "--atlas", type=_target, help="the oldest report's atlas with outcomes and verdicts"
    )
    command.add_argument(
        "--outcomes", type=Path, help="what other documents say (default: the region's own)"
    )
    command.add_argument(
        "--links", type=Path, help="an editor's decisions on sites (default: the region's own)"
    )
    command.add_argument("--force", action="store_true", help="replace files that are there")
    _add_region(command)
    command.set_defaults(run=years.follow, review=None)


def _add_link(command: argparse.ArgumentParser) -> None:
    command.description = (
        "Links the sites of each place's reports in an atlas of many, place by place, and keeps the"
        " links beside them. docs/many-reports.md says how."
    )
    command.add_argument(
        "store", metavar="ATLAS", help="a folder of `build`, or the address of its database"
    )
    command.add_argument("--workers", type=int, metavar="N", help="processes (default: one a core)")
    command.add_argument("--scheduler", metavar="ADDRESS", help="link on a Dask cluster: tcp://…")
    command.add_argument(
        "--site", metavar="ID", help="link nothing; print a site's history, by its id there"
    )
    command.set_defaults(run=years.link)


def _add_many(build: argparse.ArgumentParser) -> None:
    many = build.add_argument_group("many reports", "each of these makes one atlas of many")
    many.add_argument("--list", type=Path, metavar="FILE", help="reports, one path a line")
    many.add_argument("--workers", type=int, metavar="N", help="processes (default: one a core)")
    many.add_argument("--scheduler", metavar="ADDRESS", help="build on a Dask cluster: tcp://…")
    many.add_argument(
        "--to", metavar="ADDRESS", help="into PostGIS too: postgresql://… or 'host=… dbname=…'"
    )
    many.add_argument(
        "--follow-links", action="store_true", help="read what links lead to outside the folders"
    )
    many.add_argument("--geojson", type=_target, metavar="FILE", help="and as one GeoJSON file")


def _add_export(export: argparse.ArgumentParser) -> None:
    # Only here: the other commands start without the list of formats.
    from geo.outputs.formats import FORMATS

    export.description = "Formats:\n" + "\n".join(
        f"  {code:<12} {form.help}" for code, form in FORMATS.items()
    )
    export.add_argument("atlas", type=Path)
    export.add_argument("--format", default="geojson", choices=list(FORMATS), metavar="FORMAT")
    export.add_argument("-o", "--output", type=_target, required=True)
    export.add_argument("--report", type=Path, help="its report, for the words of the clauses")
    export.add_argument("--force", action="store_true", help="replace what is there")
    for name, option in outputs.export_options().items():
        export.add_argument(f"--{name}", dest=f"option_{name}", metavar=name.upper(), help=option)
    export.set_defaults(run=outputs.export)
