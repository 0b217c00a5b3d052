"""Proposals: where online geocoders put the sites that are not yet exactly located.

An editor reads them and takes what is right into the gazetteer by hand; nothing here writes
to it. A proposal of a service whose terms forbid keeping its positions serves as a check only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from shapely.geometry import Point

from geo.base.errors import InputError
from geo.base.paths import DATA
from geo.model.places import Place
from geo.places.gazetteer import to_metres
from geo.places.geocoders.answers import Answer, Candidate, shape_or_point
from geo.places.geocoders.services import TERMS, Service

# A site is asked for by its name and by no more than so many aliases.
MAX_ALIASES: Final = 2
# Of one service's candidates for one site, so many are worth an editor's time.
MAX_CANDIDATES: Final = 3


@dataclass(frozen=True)
class Proposals:
    """What the services said of each site: the proposals, and what gave none."""

    features: tuple[dict[str, Any], ...]
    unanswered: tuple[tuple[Place, Answer], ...]

    def dumps(self) -> str:
        """Return a GeoJSON FeatureCollection; a foreign member lists the sites without any."""
        collection = {
            "type": "FeatureCollection",
            "unanswered": [
                {
                    "place": place.id,
                    "name": place.name,
                    "geocoder": answer.geocoder,
                    "status": answer.status,
                    "message": answer.message,
                }
                for place, answer in self.unanswered
            ],
            "features": list(self.features),
        }
        return json.dumps(collection, ensure_ascii=False, indent=1) + "\n"


def propose(places: Iterable[Place], services: Sequence[Service]) -> Proposals:
    """Ask ``services`` for each of ``places`` that is not ``exact``; none is changed.

    Proposals are sorted by place, then in the services' order, each with the distance in
    metres from the candidate to the place's present shape (null where it has none).
    """
    features: list[dict[str, Any]] = []
    unanswered: list[tuple[Place, Answer]] = []
    for place in sorted(places, key=lambda place: place.id):
        if place.precision == "exact":
            continue
        for service in services:
            answer = _ask(service, place)
            if answer.status != "found":
                unanswered.append((place, answer))
            features.extend(_features(place, answer))
    return Proposals(tuple(features), tuple(unanswered))


def _ask(service: Service, place: Place) -> Answer:
    """Ask by name, then by aliases while the service knows none; keep the first answer."""
    first = service.ask(place.name)
    answer = first
    for alias in place.aliases[:MAX_ALIASES]:
        if answer.status not in {"nothing", "elsewhere"}:
            break
        answer = service.ask(alias)
    return answer if answer.status == "found" or first.status == "nothing" else first


def _features(place: Place, answer: Answer) -> Iterator[dict[str, Any]]:
    candidates = answer.candidates[:MAX_CANDIDATES]
    for rank, (candidate, distance) in enumerate(
        zip(candidates, distances_m(place, candidates), strict=True), 1
    ):
        radius = place.uncertainty_m
        inside = None if distance is None or radius is None else distance <= radius
        yield {
            "type": "Feature",
            "properties": {
                "place": place.id,
                "name": place.name,
                "precision": place.precision,
                "uncertainty_m": place.uncertainty_m,
                "geocoder": answer.geocoder,
                "query": answer.query,
                "rank": rank,
                "candidate": candidate.name,
                "type": candidate.kind,
                "lon": candidate.lon,
                "lat": candidate.lat,
                "distance_m": distance,
                "within_uncertainty": inside,
                "terms": TERMS[answer.geocoder],
            },
            "geometry": shape_or_point(candidate, answer.bounds),
        }


def distances_m(place: Place, candidates: Sequence[Candidate]) -> list[float | None]:
    """Return how far each candidate's point lies from the place's shape, in whole metres."""
    if place.geometry is None or not candidates:
        return [None] * len(candidates)
    shape, *spots = to_metres([place.geometry, *(Point(c.lon, c.lat) for c in candidates)])
    return [round(spot.distance(shape)) for spot in spots]


def check_output(path: Path, places: Path | None, *, force: bool) -> None:
    """Refuse a file that is there, or that would lie in the gazetteer.

    Raises :class:`~geo.base.errors.InputError`.
    """
    target = path.resolve()
    for folder in [*([places.resolve()] if places else []), (DATA / "regions").resolve()]:
        if target == folder or folder in target.parents:
            raise InputError("proposals_not_into_gazetteer", path)
    if path.is_dir():
        raise InputError("this_is_a_folder", path)
    if path.exists() and not force:
        raise InputError("file_is_there_force", path)
