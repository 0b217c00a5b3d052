"""What the gazetteer and the online geocoders say of one name, as rows to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from geo.model.places import Place
from geo.model.regions import Region
from geo.places.geocoders.answers import Answer
from geo.places.geocoders.gazetteer import GazetteerGeocoder, Match
from geo.places.geocoders.proposals import distances_m
from geo.places.geocoders.services import TERMS, Service, parse_names, reject, set_up
from geo.places.naming import MAX_LENGTH, Name


@contextmanager
def open_services(names: str, region: Region) -> Iterator[list[Service]]:
    """Set up the services named in ``names`` (separated by commas) for ``region``, with the cache.

    No name, no service: then not even the cache is opened. Without a usable cache they are
    asked all the same; its ``fault`` says so. Raises :class:`~geo.base.errors.InputError` for an
    unknown name or a missing key.
    """
    if not names.strip():
        yield []
        return
    wanted = parse_names(names)
    from geo.places.geocoders.cache import AnswerCache

    with AnswerCache() as cache:
        yield set_up(wanted, cache, region)


def notices_of(services: Sequence[Service]) -> list[str]:
    """Return what is to be said of the cache that the services share."""
    return services[0].cache.notices if services else []


def locate(
    query: str, geocoder: GazetteerGeocoder, services: Sequence[Service]
) -> Iterator[dict[str, Any]]:
    """Yield what each geocoder says of ``query``, the gazetteer first.

    Every row has ``query``, ``geocoder`` and ``status``; one that found something its place
    and position (WGS-84), any other a ``message``.
    """
    # What the shell hands over need not be text.
    query = query.encode("utf-8", "replace").decode("utf-8").strip()
    shown = query if len(query) <= MAX_LENGTH else query[:40] + "…"
    matches = geocoder.matches(query)
    if matches:
        yield from (_match_row(shown, match) for match in matches)
    else:
        readable = Name(query).plain and len(query) <= MAX_LENGTH
        message = "not in the gazetteer" if readable else reject(query)
        yield {"query": shown, "geocoder": "gazetteer", "status": "nothing", "message": message}
    best = matches[0].place if matches else None
    for service in services:
        yield from _answer_rows(shown, service.ask(query), best)


def _match_row(query: str, match: Match) -> dict[str, Any]:
    place = match.place
    point = place.geometry.representative_point() if place.geometry else None
    return {
        "query": query,
        "geocoder": "gazetteer",
        "status": "found",
        "score": match.likeness.score,
        "match": match.likeness.how,
        "id": place.id,
        "name": place.name,
        "lon": round(point.x, 6) if point else None,
        "lat": round(point.y, 6) if point else None,
        "precision": place.precision,
        "uncertainty_m": place.uncertainty_m,
        "location_source": place.location_source and dict(place.location_source),
    }


def _answer_rows(query: str, answer: Answer, place: Place | None) -> Iterator[dict[str, Any]]:
    row = {"query": query, "geocoder": answer.geocoder, "status": answer.status}
    if answer.status != "found":
        yield {**row, "message": answer.message}
        return
    nowhere: list[float | None] = [None] * len(answer.candidates)
    distances = distances_m(place, answer.candidates) if place else nowhere
    for candidate, distance in zip(answer.candidates, distances, strict=True):
        yield {
            **row,
            "name": candidate.name,
            "type": candidate.kind,
            "lon": candidate.lon,
            "lat": candidate.lat,
            "distance_m": distance,
            "terms": TERMS[answer.geocoder],
        }
