"""Commands that ask where places are: locate, propose."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from geo.base.errors import InputError
from geo.base.printable import json_line
from geo.cli.messages import say

if TYPE_CHECKING:
    from geo.model.regions import Region


def _region(options: argparse.Namespace) -> Region:
    """Return the region that is asked for, else the one that ships."""
    from geo.places.region import named_region, read_regions, shipped_region

    return named_region(options.place, read_regions()) if options.place else shipped_region()


def locate(options: argparse.Namespace) -> int:
    """Print what the gazetteer and the geocoders say of names."""
    from geo.places.gazetteer import read_gazetteer
    from geo.places.geocoders.asking import locate, notices_of, open_services
    from geo.places.geocoders.gazetteer import GazetteerGeocoder

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
        say(line)
    if unknown:
        said = "; ".join(f"{name[:40]!r}: {why}" for name, why in unknown.items())
        raise InputError("not_located", names=said[:387])
    return 0


def bring(options: argparse.Namespace) -> int:
    """Bring files of places into the user's store."""
    from geo.sources.intake import Terms, import_apart, where_to

    store = where_to(options.store)
    terms = Terms(
        options.source,
        options.licence,
        options.date,
        options.datum,
        options.attribution,
        force=options.force,
    )
    for path in options.file:
        done = import_apart(path, store, terms)
        for notice in done.notices:
            say(f"{path}: {notice}")
        source = done.source
        say(
            f"{path}: {done.objects} named places and {done.shapes} shapes of the base map "
            f"{'replaced' if done.has_replaced else 'imported'} "
            f"({source.name}, {source.licence}, {source.date or 'date not stated'}): {store}"
        )
    return 0


def propose(options: argparse.Namespace) -> int:
    """Ask online geocoders for places that are not yet exact, and write what they say."""
    from geo.base.files import write_whole
    from geo.places.gazetteer import read_gazetteer
    from geo.places.geocoders.asking import notices_of, open_services
    from geo.places.geocoders.proposals import check_output, propose

    check_output(options.output, options.places, force=options.force)
    if options.atlas:
        return _propose_sites(options)
    region = _region(options)
    gazetteer = read_gazetteer(region, options.places)
    with open_services(options.online or "nominatim", region) as services:
        proposals = propose(gazetteer.places.values(), services)
        for notice in notices_of(services):
            say(notice)
    write_whole(options.output, proposals.dumps(), force=options.force)
    for place, answer in proposals.unanswered:
        if answer.status != "nothing":
            said = f"{answer.geocoder}: {place.name}: {answer.status}, {answer.message}"
            say(said)
    say(
        f"{len(proposals.features)} proposals for "
        f"{len({f['properties']['place'] for f in proposals.features})} sites, "
        f"{len(proposals.unanswered)} questions without an answer: {options.output}"
    )
    return 0


def _propose_sites(options: argparse.Namespace) -> int:
    import json

    from geo.base.files import write_whole
    from geo.cli.reports import place_code
    from geo.editing.site_proposals import VAGUE, propose_sites, region_around
    from geo.model.atlas import read_atlas
    from geo.places.geocoders.asking import notices_of, open_services
    from geo.places.units import read_units
    from geo.reading.lexicon import read_lexicon
    from geo.sources.matching import OwnPlaces
    from geo.sources.store import opened_store
    from geo.sources.territory import Territory

    atlas = read_atlas(options.atlas)
    code = place_code(options) or atlas.report.get("place_code")
    unit = read_units().by_code.get(str(code))
    if unit is None:
        raise InputError("atlas_without_place", options.atlas)
    with opened_store(options.store) as store:
        if store is None and not options.online:
            raise InputError("nobody_to_ask")
        own = OwnPlaces(store, unit, read_lexicon()) if store else None
        territory = own.territory if own else Territory(unit)
        region = region_around(unit, territory)
        with open_services(options.online, region) as services:
            proposals = propose_sites(atlas, unit, territory, own, services)
            for notice in notices_of(services):
                say(notice)
    text = json.dumps(proposals.as_collection(atlas), ensure_ascii=False, indent=1)
    write_whole(options.output, text + "\n", force=options.force)
    for row in proposals.unanswered:
        if row["status"] in {"failed", "skipped"}:
            say(f"{row['source']}: {row['name']}: {row['status']}, {row['message']}")
    wanted = sum(f["properties"]["precision"] in VAGUE for f in atlas.features)
    answered = len({f["properties"]["site"] for f in proposals.features})
    say(
        f"{len(proposals.features)} candidates for {answered} of {wanted} sites that are known to "
        f"their county or city only: {options.output}"
    )
    return 0
