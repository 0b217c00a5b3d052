"""Commands on an atlas: export, coverage, serve."""

from __future__ import annotations

import argparse

from geo.base.errors import InputError


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

    given = {
        name: value
        for name in export_options()
        if (value := getattr(options, f"option_{name}")) is not None
    }
    atlas = read_atlas(options.atlas)
    text = read_text_of(atlas.report, options.atlas, options.report)
    check_spans(atlas, text, options.atlas)
    form = FORMATS[options.format]
    form.save(options.output, atlas, text, force=options.force, **given)
    return 0


def coverage(options: argparse.Namespace) -> int:
    """Print how well the sites of an atlas are placed."""
    from geo.building.coverage import count, report_lines
    from geo.model.atlas import read_atlas

    for line in report_lines(count(read_atlas(options.atlas))):
        print(line)
    return 0


def serve(options: argparse.Namespace) -> int:
    """Serve the page until it is ended."""
    for path in (options.atlas, options.report):
        if path and not path.is_file():
            raise InputError("no_such_file", path)
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
