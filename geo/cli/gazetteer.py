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
        raise InputError(f"not located: {said}"[:400])
    return 0


def propose(options: argparse.Namespace) -> int:
    """Ask online geocoders for places that are not yet exact, and write what they say."""
    from geo.base.files import write_whole
    from geo.places.gazetteer import read_gazetteer
    from geo.places.geocoders.asking import notices_of, open_services
    from geo.places.geocoders.proposals import check_output, propose

    check_output(options.output, options.places, force=options.force)
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
