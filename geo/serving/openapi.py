"""The interface's definition as OpenAPI 3.0 has it: paths, parameters, what is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from geo import __version__
from geo.base.languages import LANGUAGES
from geo.model.facets import CLAIMS, FACETS
from geo.serving.collections import Collection
from geo.serving.holdings import Holdings
from geo.serving.negotiation import GEOJSON, HTML, JSON, OPENAPI
from geo.serving.query import COMMON, DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET, items_parameters
from geo.serving.refusals import MEDIA_TYPE

Definition = dict[str, Any]

_ERRORS: Final = {
    "400": "a parameter is unknown or wrong",
    "404": "there is no such resource",
    "406": "no form that is accepted",
    "503": "too many requests at once",
}


def definition(server: str, held: Holdings) -> Definition:
    """Return the definition of what is held; ``server`` is the interface's address."""
    paths: Definition = {
        "/": _get("getLandingPage", "The landing page", JSON.media_type, "landing"),
        "/conformance": _get("getConformance", "Standards kept", JSON.media_type, "conformance"),
        "/openapi": _get("getDefinition", "This definition", OPENAPI.media_type, "definition"),
        "/collections": _get("getCollections", "All collections", JSON.media_type, "collections"),
    }
    for collection in held.collections.values():
        paths |= _paths_of(collection, held.filters)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Work reports as maps",
            "version": __version__,
            "description": "Sites of government work reports: OGC API - Features, Part 1.",
            "license": {"name": "each position has its own terms: location_source.licence"},
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "parameters": _parameters(held),
            "schemas": _SCHEMAS,
            "responses": {
                f"Refused{status}": {
                    "description": what,
                    "content": {MEDIA_TYPE: {"schema": _reference("schemas", "exception")}},
                }
                for status, what in _ERRORS.items()
            },
        },
    }


def _paths_of(collection: Collection, filters: Sequence[str]) -> Definition:
    code, name = collection.code, collection.code.capitalize()
    asked = items_parameters(filters if collection.is_filtered else ())
    feature = _get(f"get{name}Feature", f"One of {code}", GEOJSON.media_type, "feature")
    feature["get"]["parameters"].insert(
        0,
        {
            "name": "featureId", "in": "path", "required": True, "description": "the feature's id",
            "schema": {"type": "string"},
        },
    )  # fmt: skip
    return {
        f"/collections/{code}": _get(
            f"describe{name}", collection.about, JSON.media_type, "collection"
        ),
        f"/collections/{code}/items": _get(
            f"get{name}", collection.about, GEOJSON.media_type, "features", asked
        ),
        f"/collections/{code}/items/{{featureId}}": feature,
    }


def _get(
    operation: str, summary: str, media_type: str, schema: str, asked: Sequence[str] = COMMON
) -> Definition:
    answered = {
        "description": summary,
        "content": {
            media_type: {"schema": _reference("schemas", schema)},
            HTML.media_type.partition(";")[0]: {"schema": {"type": "string"}},
        },
    }
    refused = {status: _reference("responses", f"Refused{status}") for status in _ERRORS}
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": [_reference("parameters", name) for name in asked],
            "responses": {"200": answered, **refused},
        }
    }


def _reference(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _parameters(held: Holdings) -> Definition:
    """Return each parameter by name; a filter that is added to the page is here by itself."""
    numbers = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
    found: Definition = {
        "f": _parameter("f", "the form", {"type": "string", "enum": ["json", "html"]}),
        "lang": _parameter("lang", "a page's language", {"type": "string", "enum": [*LANGUAGES]}),
        "limit": _parameter(
            "limit", "how many at most",
            {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        ),
        "offset": _parameter(
            "offset", "how many are left out before",
            {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0},
        ),
        "bbox": _parameter("bbox", "west,south,east,north in degrees of CRS84", numbers),
        "datetime": _parameter(
            "datetime", "a day or a time of RFC 3339, or two with / between", {"type": "string"}
        ),
        "report": _parameter("report", "ids of published reports", _list_of(held.reports)),
    }  # fmt: skip
    known: Mapping[str, Mapping[str, Any]] = {**FACETS, "claim": CLAIMS}
    for name in held.filters:
        schema: Definition = {"type": "string"}
        if name == "claim":
            schema["enum"] = list(CLAIMS)
        elif name in known:
            schema = _list_of(list(known[name]))
        found[name] = _parameter(name, f"the page's filter {name}", schema)
    return found


def _list_of(codes: Sequence[str]) -> Definition:
    items: Definition = {"type": "string"} | ({"enum": list(codes)} if codes else {})
    return {"type": "array", "items": items}


def _parameter(name: str, description: str, schema: Definition) -> Definition:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
        "style": "form",
        "explode": False,
    }


def _object(required: Sequence[str], **properties: Definition) -> Definition:
    return {"type": "object", "required": list(required), "properties": properties}


_TEXT: Final[Definition] = {"type": "string"}
_LINKS: Final[Definition] = {"type": "array", "items": _reference("schemas", "link")}
_AS_OF: Final[Definition] = {"type": "array", "items": _reference("schemas", "asOf")}
_GEOMETRY: Final[Definition] = {"type": "object", "nullable": True}
_SCHEMAS: Final[Definition] = {
    "link": _object(("href", "rel"), href=_TEXT, rel=_TEXT, type=_TEXT, title=_TEXT),
    "asOf": _object(
        ("report", "text_sha256", "build_sha256"),
        report=_TEXT,
        date={"type": "string", "nullable": True},
        text_sha256=_TEXT,
        build_sha256=_TEXT,
    ),
    "exception": _object(
        ("code", "status"),
        type=_TEXT, title=_TEXT, status={"type": "integer"}, detail=_TEXT, code=_TEXT,
        description=_TEXT,
    ),
    "landing": _object(("links",), title=_TEXT, description=_TEXT, links=_LINKS, asOf=_AS_OF),
    "conformance": _object(("conformsTo",), conformsTo={"type": "array", "items": _TEXT}),
    "definition": {"type": "object"},
    "collection": _object(
        ("id", "links"),
        id=_TEXT, title=_TEXT, description=_TEXT, itemType=_TEXT, links=_LINKS,
        extent={"type": "object"}, crs={"type": "array", "items": _TEXT},
    ),
    "collections": _object(
        ("links", "collections"),
        links=_LINKS,
        collections={"type": "array", "items": _reference("schemas", "collection")},
    ),
    "feature": _object(
        ("type", "geometry", "properties"),
        type={"type": "string", "enum": ["Feature"]}, id=_TEXT, geometry=_GEOMETRY,
        properties={"type": "object"}, links=_LINKS, asOf=_AS_OF,
    ),
    "features": _object(
        ("type", "features"),
        type={"type": "string", "enum": ["FeatureCollection"]},
        features={"type": "array", "items": _reference("schemas", "feature")},
        links=_LINKS, numberMatched={"type": "integer"}, numberReturned={"type": "integer"},
        asOf=_AS_OF,
    ),
}  # fmt: skip
