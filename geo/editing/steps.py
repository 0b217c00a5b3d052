"""Steps of a draft from what an editor chooses. Pure; whether a step holds, the desk says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from geo.base.errors import InputError
from geo.base.messages import Message
from geo.building.decisions import Decision
from geo.building.ledger import DecidedSite
from geo.building.quotes import quote_words
from geo.documents.report import Report
from geo.editing.desk import Reading
from geo.editing.drafts import Draft, Feature, Step
from geo.editing.findings import Finding, FoundSite
from geo.model.atlas import rounded
from geo.model.codes import MAX_UNCERTAINTY_M, MENTIONED
from geo.model.mentions import Span
from geo.model.places import Place

# What a source always says.
_NEEDED: Final = frozenset(("kind", "text", "licence"))


def decide(
    report: Report,
    span: Span,
    action: str,
    reason: str,
    site: str = "",
    value: str = "",
    words: str = "",
) -> Decision:
    """Return a decision on the words at ``span``, quoted so that they are found again."""
    prefix, exact, suffix = quote_words(report.text, span)
    return Decision(
        action=action,
        exact=exact,
        prefix=prefix,
        suffix=suffix,
        site=site.strip(),
        value=value.strip(),
        words=words.strip(),
        reason=reason.strip(),
        where="",
    )


def accept(report: Report, finding: Finding, reason: str) -> Step:
    """Accept a finding as it is read: a later reading that differs will be noticed."""
    mention = finding.mention
    decision = decide(report, mention.span, "accept", reason, finding.site, mention.stage)
    return Step(add=(decision,))


def reject(report: Report, finding: Finding, reason: str) -> Step:
    """Say that the words name no site."""
    return Step(add=(decide(report, finding.mention.span, "reject", reason),))


def set_stage(report: Report, finding: Finding, stage: str, words: str, reason: str) -> Step:
    """Set the stage, said by ``words`` of the clause (none for ``mentioned``)."""
    said = "" if stage == MENTIONED else words
    span = finding.mention.span
    return Step(add=(decide(report, span, "stage", reason, value=stage, words=said),))


def set_planned(report: Report, finding: Finding, reason: str, *, planned: bool) -> Step:
    """Say whether a mention is a target."""
    value = "true" if planned else "false"
    return Step(add=(decide(report, finding.mention.span, "planned", reason, value=value),))


def assign(
    report: Report, findings: Iterable[Finding], site: str, new_name: str, reason: str
) -> Step:
    """Say that findings are mentions of ``site``, a new one where it has a ``new_name``."""
    return Step(
        add=tuple(
            decide(report, finding.mention.span, "site", reason, site, new_name)
            for finding in findings
            if finding.state != "rejected"
        )
    )


def add(report: Report, span: Span, site: str, new_name: str, reason: str) -> Step:
    """Add a mention that the machine missed."""
    return Step(add=(decide(report, span, "add", reason, site, new_name),))


def set_sector(site: FoundSite, sector: str, reason: str) -> Step:
    """Set a site's sector."""
    return Step(add=(_on_site("sector", site.id, sector, reason),))


def rename(site: FoundSite, name: str, reason: str, draft: Draft, known: Feature | None) -> Step:
    """Rename a site: where its name is from decides how.

    The gazetteer's name changes in its feature ``known``, which keeps the old one as an
    alias; a name that decisions gave changes in them; any other gets a decision.
    """
    name = name.strip()
    if known is not None:
        if not reason.strip():
            raise InputError("reason_is_missing")
        properties = known["properties"]
        aliases = [a for a in (*properties["aliases"], properties["name"]) if a != name]
        return Step(place=_changed(known, {"name": name, "aliases": aliases}))
    if isinstance(site.place, DecidedSite):
        naming = [d for d in draft.decisions if d.site == site.id and d.action in {"add", "site"}]
        naming = [d for d in naming if d.value]
        if naming:
            new = tuple(replace(d, value=name) for d in naming)
            return Step(add=new, drop=tuple(naming))
    earlier = tuple(d for d in site.decisions if d.action == "rename")
    return Step(add=(_on_site("rename", site.id, name, reason),), drop=earlier)


def withdraw(decision: Decision) -> Step:
    """Take a decision back, the file's or the draft's own."""
    return Step(drop=(decision,))


def _on_site(action: str, site: str, value: str, reason: str) -> Decision:
    return Decision(action, "", "", "", site, value.strip(), "", reason.strip(), "")


def _changed(feature: Feature, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {**feature, "properties": {**feature["properties"], **properties}}


@dataclass(frozen=True, slots=True)
class Location:
    """What an editor says of a place. ``geometry`` is GeoJSON, WGS-84, None where unknown.

    The last three are None where the editor says nothing of them: then they stay as they are.
    """

    name: str
    name_en: str
    aliases: tuple[str, ...]
    kind: str
    within: str | None
    precision: str
    uncertainty_m: float | None
    source_kind: str
    source_text: str
    licence: str
    geometry: Mapping[str, Any] | None
    source_text_en: str | None = None
    attribution: str | None = None
    region: str | None = None


def locate(site: FoundSite, location: Location, known: Feature | None = None) -> Step:
    """Give a site its place; a name that a decision gave it moves into the gazetteer.

    ``known`` is the place's feature as it stands: what ``location`` says nothing of stays.
    """
    located = location.precision in MAX_UNCERTAINTY_M
    geometry = _geometry(location.geometry, known) if located else None
    if located and geometry is None:
        raise InputError("position_is_missing")
    properties: dict[str, Any] = {**known["properties"]} if known else {}
    if location.region is not None:
        properties.pop("region", None)
        properties |= {"region": location.region.strip()} if location.region.strip() else {}
    feature = {
        **(known or {}),
        "type": "Feature",
        "id": site.id,
        "properties": {
            **properties,
            "id": site.id,
            "name": location.name.strip(),
            "name_en": location.name_en.strip(),
            "aliases": list(dict.fromkeys(a.strip() for a in location.aliases if a.strip())),
            "kind": location.kind,
            "within": location.within,
            "precision": location.precision,
            "uncertainty_m": _short(location.uncertainty_m) if located else None,
            "location_source": _source(location, properties.get("location_source")),
        },
        "geometry": geometry,
    }
    renames = tuple(d for d in site.decisions if d.action == "rename")
    return Step(drop=renames, place=feature)


def _geometry(drawn: Mapping[str, Any] | None, known: Feature | None) -> Mapping[str, Any] | None:
    """Return a place's GeoJSON geometry: as it stands, unless another is drawn.

    One of several parts or with holes cannot be drawn, and stays where nothing is.
    """
    standing: Mapping[str, Any] | None = known["geometry"] if known else None
    if standing is not None and shape_text(drawn) == shape_text(standing):
        return standing
    if drawn is None:
        return None
    return {"type": drawn["type"], "coordinates": rounded(drawn["coordinates"])}


def _source(location: Location, known: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the source that a location names, with what else ``known`` says of it."""
    if location.precision == "none":
        return None
    said = {
        "kind": location.source_kind,
        "text": location.source_text.strip(),
        "text_en": location.source_text_en,
        "licence": location.licence,
        "attribution": location.attribution,
    }
    source = dict(known or {})
    for name, value in said.items():
        if value is not None:
            source[name] = value.strip()
    return {name: value for name, value in source.items() if value or name in _NEEDED}


def _short(number: float | None) -> float | None:
    return int(number) if number is not None and float(number).is_integer() else number


def machine_names(site: FoundSite, reading: Reading) -> tuple[str, ...]:
    """Return the names by which the machine knows a site: a place needs them as aliases.

    Words that only a decision puts to the site are none of its names.
    """
    own = {
        finding.mention.span
        for finding in site.findings
        if not any(d.action in {"add", "site", "reject"} for d in finding.decisions)
    }
    return tuple(dict.fromkeys(m.name for m in reading.found if m.span in own))


def parse_shape(kind: str, text: str) -> dict[str, Any] | None:
    """Return the GeoJSON geometry of ``kind`` that lines of ``longitude, latitude`` give.

    None for no text. Raises :class:`~geo.base.errors.InputError` for anything but numbers in
    their range and as many as the kind needs: one, two, or three.
    """
    points: list[list[float]] = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), 1):
        try:
            lon, lat = (float(part) for part in line.replace("，", ",").split(","))
        except ValueError:
            raise InputError("line_is_no_position", Message("line", line=number)) from None
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            raise InputError("line_is_no_position", Message("line", line=number))
        points.append([lon, lat])
    if not points:
        return None
    if kind == "Point" and len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    if kind == "LineString" and len(points) > 1:
        return {"type": "LineString", "coordinates": points}
    if kind == "Polygon":
        ring = points[:-1] if points[0] == points[-1] else points
        if len(ring) > 2:
            return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    raise InputError("wrong_number_of_points")


def shape_text(geometry: Mapping[str, Any] | None) -> tuple[str, str]:
    """Return kind and text of a geometry as :func:`parse_shape` reads them.

    Point and no text for none, and for one of several parts or with holes.
    """
    points: Sequence[Sequence[float]] | None = None
    kind = str(geometry["type"]) if geometry else "Point"
    if geometry and kind == "Point":
        points = [geometry["coordinates"]]
    elif geometry and kind == "LineString":
        points = geometry["coordinates"]
    elif geometry and kind == "Polygon" and len(geometry["coordinates"]) == 1:
        points = geometry["coordinates"][0][:-1]
    if points is None:
        return "Point", ""
    return kind, "\n".join(f"{lon:.6f}, {lat:.6f}" for lon, lat in rounded(points))


def place_kind(place: Place | None, site: FoundSite) -> str:
    """Return the kind that a place form begins with: the gazetteer's, else the words'."""
    if place and not isinstance(place, DecidedSite):
        return place.kind
    return next((f.mention.kind for f in site.findings if f.mention.kind), "facility")
