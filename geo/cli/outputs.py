"""Commands on an atlas: export, coverage, serve, mcp."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from geo.base.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.serving.holdings import Holdings
    from geo.serving.published import Publications


def export_options() -> dict[str, str]:
    """Return the formats' options with their help, which names the formats that have them."""
    from geo.outputs.formats import FORMATS

    found: dict[str, str] = {}
    for form in FORMATS.values():
        for option in form.options:
            choices = f": {', '.join(option.choices)}" if option.choices else ""
            own = f"{form.code}: {option.help}{choices} (default: {option.default})"
            found[option.name] = "; ".join(filter(None, [found.get(option.name), own]))
    return found


def export(options: argparse.Namespace) -> int:
    """Write an atlas in another format."""
    from geo.building.kept_text import read_text_of
    from geo.model.atlas import check_spans, read_atlas
    from geo.outputs.formats import FORMATS
    from geo.selecting.changed import changed_of

    given = {
        name: value
        for name in export_options()
        if (value := getattr(options, f"option_{name}")) is not None
    }
    atlas = read_atlas(options.atlas)
    text = read_text_of(atlas.report, options.atlas, options.report)
    check_spans(atlas, text, options.atlas)
    form = FORMATS[options.format]
    changed = changed_of(options.atlas, atlas) if form.takes_changes else None
    form.save(options.output, atlas, text, force=options.force, changed=changed, **given)
    return 0


def coverage(options: argparse.Namespace) -> int:
    """Print how well the sites of an atlas are placed."""
    from geo.building.coverage import count, report_lines
    from geo.model.atlas import read_atlas

    for line in report_lines(count(read_atlas(options.atlas))):
        print(line)
    return 0


def serve(options: argparse.Namespace) -> int:
    """Serve page and data, or the data alone, until it is ended."""
    _check_published(options)
    from geo.assistants.door import make_routes as assistants
    from geo.serving.headers import check_host

    public, many = _public(options), _many(options)
    hosts = [check_host(name) for name in options.host_name]
    if options.no_page:
        from geo.serving.server import serve_data

        publications = _publications(options)
        others = assistants(publications, public, lambda: hosts)
        serve_data(publications, options.port, options.address, hosts, public, others, many)
        return 0
    from geo.base.paths import SHIPPED_ATLAS
    from geo.page.beside import announce
    from geo.page.correcting import mail
    from geo.page.policy import check_origin
    from geo.page.server import allowed_hosts, page_arguments, serve
    from geo.serving.routes import IndexPreviews, make_routes

    # Nobody is to write to an address that is none.
    mail()
    publications, shown = _publications(options), options.atlas or SHIPPED_ATLAS
    announce(publications, shown, public)
    serve(
        page_arguments(options.atlas, options.report),
        options.port,
        options.address,
        hosts,
        [check_origin(origin) for origin in options.framed_by],
        [
            *make_routes(publications, public, shown, many=many),
            *assistants(publications, public, allowed_hosts),
        ],
        IndexPreviews(publications, public, shown),
    )
    return 0


def _many(options: argparse.Namespace) -> Callable[[], Holdings] | None:
    """Return what the interface answers from where many reports are named; they are read once."""
    if options.many is None:
        return None
    from functools import partial

    from geo.many.served import Many, open_table

    many = Many(partial(open_table, options.many))
    many.read()
    return many.read


def assist(options: argparse.Namespace) -> int:
    """Answer an assistant on standard input and output until the input ends."""
    _check_published(options)
    from geo.assistants.door import is_installed
    from geo.serving.addresses import ASSISTANTS

    if not is_installed():
        raise InputError("package_is_missing", ASSISTANTS, extra="assistants")
    publications, public = _publications(options), _public(options)
    publications.read()
    from geo.assistants.server import serve_stdio

    serve_stdio(publications, public)
    return 0


def _check_published(options: argparse.Namespace) -> None:
    for path in (options.atlas, options.report):
        if path and not path.is_file():
            raise InputError("no_such_file", path)
    if options.publish and not options.publish.is_dir():
        raise InputError("no_such_folder", options.publish)


def _public(options: argparse.Namespace) -> str:
    """Return the public address, empty where none is configured."""
    import os

    from geo.serving.addresses import VARIABLE, check_public

    named = options.public_address or os.environ.get(VARIABLE, "").strip()
    return check_public(named) if named else ""


def _publications(options: argparse.Namespace) -> Publications:
    """Return what is published: what is named, else all in the folder of built atlases."""
    from geo.base.paths import DATA
    from geo.serving.published import Publications

    folder = options.publish
    if folder is None and options.atlas is None:
        folder = DATA / "atlas"
    return Publications([options.atlas] if options.atlas else [], folder, options.report)
