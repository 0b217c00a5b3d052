"""The command line: the analyst's door.

Data goes to standard output, messages to standard error. The exit code is 0, or 2 with one
clear line for bad input. Each command imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, TextIO

from geo import __version__
from geo.addresses import hide, is_address, secrets_of, without_password
from geo.bytecode import is_cut_off
from geo.errors import InputError, shown
from geo.paths import BUILT, DATA, IS_INSTALLED, SHIPPED_ATLAS
from geo.printable import json_line

if TYPE_CHECKING:
    from tqdm import tqdm

    from geo.inputs import Document
    from geo.region import Region
    from geo.report import Report
    from geo.review import Decision
    from geo.setting import Setting

_BUILT = "" if IS_INSTALLED else "data/atlas/"
_REPORT_HELP = "a report: text, HTML, DOCX, RTF or PDF"
# What the environment may hold beside the arguments.
_SECRET_VARIABLES: Final = ("PGPASSWORD", "GEO_AMAP_KEY", "GEO_BAIDU_KEY", "GEO_BAIDU_SK")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"geo: {shown(message)} (try --help)\n")


class _Discreet:
    """A stream that writes no password, whoever writes to it: a library, a traceback."""

    def __init__(self, stream: TextIO, secrets: frozenset[str]) -> None:
        self._stream = stream
        self._secrets = secrets

    def write(self, text: str) -> int:
        self._stream.write(without_password(hide(text, self._secrets)))
        return len(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # What is no character is escaped, for a message must not fail.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    with _discreet_messages(given):
        options = _parser(given).parse_args(given)
        try:
            return int(options.run(options))
        except InputError as error:
            _say(error)
            return 2
        except BrokenPipeError:
            # The reader went away (| head): nothing left to say.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        except KeyboardInterrupt:
            _say("interrupted")
            return 130
        except Exception as error:
            if is_cut_off(error):
                raise
            import traceback

            traceback.print_exc()
            return 1


@contextmanager
def _discreet_messages(given: Sequence[str]) -> Iterator[None]:
    """Keep what the arguments and the environment have of passwords out of all messages."""
    # What is a file's name is no address, whatever stands in it.
    addresses = [argument for argument in given if not os.path.lexists(argument)]
    kept = (os.environ.get(name, "") for name in _SECRET_VARIABLES)
    secrets = secrets_of([*addresses, *(f"password={value}" for value in kept if value)])
    plain = sys.stderr
    sys.stderr = _Discreet(plain, secrets)
    try:
        yield
    finally:
        sys.stderr = plain


def _say(message: object) -> None:
    """Say one line on standard error: printable, whatever it names, and without passwords."""
    print(f"geo: {shown(message)}", file=sys.stderr)


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
    build.set_defaults(run=_build)

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
    extract.set_defaults(run=_extract)

    review = commands.add_parser(
        "review", help="what changed against the editor's decisions, as JSON Lines"
    )
    review.add_argument("report", type=Path, help=_REPORT_HELP)
    review.add_argument(
        "--review", type=Path, help="the editor's decisions (default: data/review/<report>.csv)"
    )
    _add_region(review)
    review.set_defaults(run=_review)

    locate = commands.add_parser(
        "locate", help="what the gazetteer and the geocoders say of a name, as JSON Lines"
    )
    locate.add_argument("name", nargs="+")
    locate.add_argument(
        "--online", default="", metavar="NAMES", help="ask these too: nominatim,amap,baidu"
    )
    _add_region(locate)
    locate.add_argument("--json", action="store_true", help="print JSON Lines (the default)")
    locate.set_defaults(run=_locate)

    places = commands.add_parser("places", help="work on the gazetteer")
    works = places.add_subparsers(required=True, metavar="WORK")
    propose = works.add_parser(
        "propose", help="ask online geocoders for every site that is not yet exact"
    )
    propose.add_argument(
        "--online", default="nominatim", metavar="NAMES", help="ask these: nominatim,amap,baidu"
    )
    propose.add_argument(
        "-o",
        "--output",
        type=_target,
        default=Path("proposals.geojson"),
        help="where to write them",
    )
    propose.add_argument("--force", action="store_true", help="replace a file that is there")
    _add_region(propose)
    propose.set_defaults(run=_propose)

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
    coverage.set_defaults(run=_coverage)

    serve = commands.add_parser("serve", help="serve the page")
    serve.add_argument("atlas", type=Path, nargs="?", help="an atlas (default: the one that ships)")
    serve.add_argument("--report", type=Path, help="its report (default: seeds/<report>.txt)")
    serve.add_argument("--port", type=int, default=8501)
    serve.add_argument("--address", default="localhost")
    serve.add_argument(
        "--host-name",
        action="append",
        default=[],
        metavar="NAME",
        help="answer only to this name, or *.NAME (may be given again; default: any)",
    )
    serve.add_argument(
        "--framed-by",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="let pages of this origin, https://…, show the page in a frame (default: none)",
    )
    serve.set_defaults(run=_serve)
    return parser


def _add_region(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--place", metavar="NAME or CODE", help="the region (default: what the report says)"
    )
    command.add_argument(
        "--places", type=Path, help="folder of the gazetteer (default: that of the region)"
    )


def _target(text: str) -> Path:
    """Return the path that something is written to."""
    if is_address(text):
        raise argparse.ArgumentTypeError("a file or folder is wanted, no address (./… is a path)")
    return Path(text)


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
    from geo.exports.formats import FORMATS

    export.description = "Formats:\n" + "\n".join(
        f"  {code:<12} {form.help}" for code, form in FORMATS.items()
    )
    export.add_argument("atlas", type=Path)
    export.add_argument("--format", default="geojson", choices=list(FORMATS), metavar="FORMAT")
    export.add_argument("-o", "--output", type=_target, required=True)
    export.add_argument("--report", type=Path, help="its report, for the words of the clauses")
    export.add_argument("--force", action="store_true", help="replace what is there")
    for name, option in _export_options().items():
        export.add_argument(f"--{name}", dest=f"option_{name}", metavar=name.upper(), help=option)
    export.set_defaults(run=_export)


def _read(path: Path) -> tuple[Document, Report]:
    from geo.inputs import read_document
    from geo.languages import check_chinese
    from geo.report import Report

    document = read_document(path)
    check_chinese(document.text, document.source)
    return document, Report(document.id, document.text, document.source)


def _notify(document: Document) -> None:
    """Say on standard error how a report's file was read, where that needs saying."""
    if document.notice:
        _say(f"{document.source}: {document.notice}")


def _setting_of(options: argparse.Namespace, report: Report) -> Setting:
    """Return the setting that is asked for, else that of the report."""
    from geo.setting import setting_of

    return setting_of(report, options.place)


def _place_code(options: argparse.Namespace) -> str | None:
    """Return the code of the place that is asked for, None where none is."""
    from geo.report import Report
    from geo.setting import setting_of

    return setting_of(Report("", ""), options.place).code if options.place else None


def _region(options: argparse.Namespace) -> Region:
    """Return the region that is asked for, else the one that ships."""
    from geo.region import named_region, read_regions, shipped_region

    return named_region(options.place, read_regions()) if options.place else shipped_region()


def _decisions(options: argparse.Namespace, report_id: str) -> list[Decision]:
    from geo.review import read_decisions

    if options.review and not options.review.exists():
        raise InputError("there is no such file of decisions", options.review)
    return read_decisions(options.review or DATA / "review" / f"{report_id}.csv")


def _build(options: argparse.Namespace) -> int:
    of_many = (options.list, options.workers, options.scheduler, options.to, options.geojson)
    # Path.is_dir raises where one may not look.
    is_one = len(options.report) == 1 and not os.path.isdir(options.report[0])  # noqa: PTH112
    if is_one and all(option is None for option in of_many):
        return _build_one(options.report[0], options)
    return _build_many(options)


def _build_one(path: Path, options: argparse.Namespace) -> int:
    from geo.build import build_atlas
    from geo.citations import read_citations
    from geo.files import write_whole
    from geo.inputs import keep_text
    from geo.lexicon import read_lexicon
    from geo.places import read_gazetteer

    document, report = _read(path)
    decisions = _decisions(options, report.id)
    setting = _setting_of(options, report)
    region = setting.region
    gazetteer = read_gazetteer(region, options.places)
    cited = read_citations(region)
    atlas = build_atlas(report, read_lexicon(), gazetteer, decisions, cited, setting=setting)
    output = options.output or BUILT / f"{report.id}.geojson"
    # The text before the atlas: an atlas never stands without the text of its offsets.
    kept = keep_text(document, output)
    write_whole(output, atlas.dumps())
    _notify(document)
    if kept:
        _say(f"offsets refer to the text in {kept}")
    located = sum(1 for f in atlas.features if f["geometry"])
    mentions = sum(len(f["properties"]["mentions"]) for f in atlas.features)
    _say(
        f"{len(atlas.features)} sites, {mentions} mentions, {located} located, "
        f"{len(decisions)} decisions applied: {output}"
    )
    if setting.notice:
        _say(f"{report.source}: {setting.notice}")
    return 0


def _build_many(options: argparse.Namespace) -> int:
    from contextlib import ExitStack, closing
    from functools import partial

    from geo.many import pools, run
    from geo.many.cluster import on_cluster
    from geo.many.folder import FolderStore
    from geo.many.reports import find_reports
    from geo.many.store import DamagedError, is_database, open_store, write_geojson
    from geo.many.tasks import Settings

    if options.to and not is_database(options.to):
        # Whatever it is, it may hold a password.
        raise InputError(
            "--to wants the address of a database, postgresql://… or 'host=… dbname=…'"
        )
    if options.workers is not None and options.workers < 1:
        raise InputError("--workers wants at least one")
    if options.review and not options.review.is_dir():
        raise InputError("of many reports, --review is a folder", options.review)
    found = find_reports(options.report, options.list, follow_links=options.follow_links)
    settings = Settings(
        str(options.places.resolve()) if options.places else None,
        str(options.review.resolve()) if options.review else None,
        _place_code(options),
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
                    done = f"{bar.n} of {len(found.reports)} reports are done"
                    what = f"{error.what} ({done}; run it again to go on)"
                    raise InputError(what if bar.n else error.what, error.where) from error

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
            _say(notice)
    failures = [*found.failed, *summary.failed]
    for failed in failures:
        _say(f"failed: {failed.message}")
    _say(
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


def _extract(options: argparse.Namespace) -> int:
    from geo.extraction import find_mentions
    from geo.lexicon import read_lexicon

    document, report = _read(options.report)
    known = None
    if not options.no_gazetteer:
        from geo.places import read_gazetteer

        known = read_gazetteer(_setting_of(options, report).region, options.places).known
    mentions = find_mentions(report, read_lexicon(), known)
    if not mentions:
        raise InputError("the report names no site", options.report)
    if options.text:
        _write_text(options.text, document.text)
    _notify(document)
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
        print(json_line(row))
    return 0


def _write_text(path: Path, text: str) -> None:
    from geo.files import read_regular, write_whole

    if not path.exists():
        write_whole(path, text)
    elif not path.is_file() or read_regular(path, "text") != text.encode("utf-8"):
        raise InputError("the file is already there", path)


def _review(options: argparse.Namespace) -> int:
    from collections import Counter

    from geo.extraction import find_mentions
    from geo.lexicon import read_lexicon
    from geo.places import read_gazetteer
    from geo.review import find_changes

    document, report = _read(options.report)
    decisions = _decisions(options, report.id)
    gazetteer = read_gazetteer(_setting_of(options, report).region, options.places)
    lexicon = read_lexicon()
    found = find_mentions(report, lexicon, gazetteer.known)
    changes = find_changes(report, found, decisions, gazetteer, lexicon)
    for change in changes:
        print(json_line(change.as_row()))
    counts = Counter(change.verdict for change in changes)
    _notify(document)
    _say(
        f"{counts['new']} new, {counts['vanished']} vanished, "
        f"{counts['conflicting']} conflicting; {len(found)} findings, {len(decisions)} decisions"
    )
    return 0


def _locate(options: argparse.Namespace) -> int:
    from geo.geocoders.gazetteer import GazetteerGeocoder
    from geo.geocoders.report import locate, notices_of, open_services
    from geo.places import read_gazetteer

    region = _region(options)
    gazetteer = GazetteerGeocoder(read_gazetteer(region, options.places))
    unknown: dict[str, str] = {}
    failed: list[str] = []
    with open_services(options.online, region) as services:
        for name in options.name:
            rows = list(locate(name, gazetteer, services))
            for row in rows:
                print(json_line(row), flush=True)
            if not any(row["status"] == "found" for row in rows):
                unknown[rows[0]["query"]] = rows[0]["message"]
            failed += [
                f"{row['geocoder']}: {row['query']}: {row['message']}"
                for row in rows
                if row["status"] not in {"found", "nothing"}
            ]
        failed += notices_of(services)
    for line in failed:
        _say(line)
    if unknown:
        said = "; ".join(f"{name[:40]!r}: {why}" for name, why in unknown.items())
        raise InputError(f"not located: {said}"[:400])
    return 0


def _propose(options: argparse.Namespace) -> int:
    from geo.files import write_whole
    from geo.geocoders.proposals import check_output, propose
    from geo.geocoders.report import notices_of, open_services
    from geo.places import read_gazetteer

    check_output(options.output, options.places, force=options.force)
    region = _region(options)
    gazetteer = read_gazetteer(region, options.places)
    with open_services(options.online or "nominatim", region) as services:
        proposals = propose(gazetteer.places.values(), services)
        for notice in notices_of(services):
            _say(notice)
    write_whole(options.output, proposals.dumps(), force=options.force)
    for place, answer in proposals.unanswered:
        if answer.status != "nothing":
            said = f"{answer.geocoder}: {place.name}: {answer.status}, {answer.message}"
            _say(said)
    _say(
        f"{len(proposals.features)} proposals for "
        f"{len({f['properties']['place'] for f in proposals.features})} sites, "
        f"{len(proposals.unanswered)} questions without an answer: {options.output}"
    )
    return 0


def _export_options() -> dict[str, str]:
    """Return the formats' options with their help, which names the formats that have them."""
    from geo.exports.formats import FORMATS

    found: dict[str, str] = {}
    for form in FORMATS.values():
        for option in form.options:
            choices = f": {', '.join(option.choices)}" if option.choices else ""
            own = f"{form.code}: {option.help}{choices} (default: {option.default})"
            found[option.name] = "; ".join(filter(None, [found.get(option.name), own]))
    return found


def _export(options: argparse.Namespace) -> int:
    from geo.atlas import check_spans, read_atlas
    from geo.exports.formats import FORMATS
    from geo.report import read_text_of

    given = {
        name: value
        for name in _export_options()
        if (value := getattr(options, f"option_{name}")) is not None
    }
    atlas = read_atlas(options.atlas)
    text = read_text_of(atlas.report, options.atlas, options.report)
    check_spans(atlas, text, options.atlas)
    form = FORMATS[options.format]
    form.save(options.output, atlas, text, force=options.force, **given)
    return 0


def _coverage(options: argparse.Namespace) -> int:
    from geo.atlas import read_atlas
    from geo.coverage import count, report_lines

    for line in report_lines(count(read_atlas(options.atlas))):
        print(line)
    return 0


def _serve(options: argparse.Namespace) -> int:
    for path in (options.atlas, options.report):
        if path and not path.is_file():
            raise InputError("there is no such file", path)
    from geo.page.policy import check_origin
    from geo.page.server import check_host, page_arguments, serve

    serve(
        page_arguments(options.atlas, options.report),
        options.port,
        options.address,
        [check_host(name) for name in options.host_name],
        [check_origin(origin) for origin in options.framed_by],
    )
    return 0
