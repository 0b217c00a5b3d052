"""The interface for programs keeps to OGC API - Features, and chooses as the page does."""

import asyncio
import json
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from asgi import ask, asked
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import validator_for
from own_loop import in_thread
from shapely import box
from shapely.geometry import shape
from shipped import ATLAS

from geo.base.errors import InputError
from geo.base.paths import ROOT
from geo.cli.main import main
from geo.model.atlas import Atlas
from geo.model.facets import CLAIMS, FACETS, OPEN_FACETS
from geo.selecting.columns import columns_of
from geo.selecting.selection import Selection, parameter_names
from geo.serving.published import Publications, read_published
from geo.serving.query import choose
from geo.serving.refusals import Refusal
from geo.serving.resource import Answer, Resource, Turnstile
from geo.serving.server import data_app

SITES = "/api/collections/sites/items"
COLLECTIONS = ("sites", "mentions", "regions", "reports")
PUBLISHED = Publications(folder=ATLAS.parent)
PAGES = (
    "/api",
    "/api/conformance",
    "/api/openapi",
    "/api/collections",
    *(f"/api/collections/{name}" for name in COLLECTIONS),
    *(f"/api/collections/{name}/items" for name in COLLECTIONS),
    f"{SITES}/wuchang-2021--csadi",
)


@pytest.fixture(scope="module")
def app():
    return data_app(PUBLISHED)


@pytest.fixture(scope="module")
def two(tmp_path_factory, atlas):
    """The shipped atlas, and another with one site of its own and a period that is its own."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "a.geojson").write_text(atlas.dumps(), encoding="utf-8")
    site = json.loads(json.dumps(atlas.features[0]))
    site["id"] = site["properties"]["id"] = "egret-tower"
    site["properties"] |= {"name": "鹭洲大厦", "sector": "agriculture", "within": None}
    site["properties"]["mentions"][0]["period"] = "1999"
    about = {**atlas.report, "id": "鹭洲-2000", "date": "2000-01"}
    (folder / "b.geojson").write_text(Atlas(about, (site,)).dumps(), encoding="utf-8")
    return data_app(Publications(folder=folder))


def listed(app, address):
    """All features of a collection, over its pages, each checked against the first."""
    found, matched = [], None
    while address:
        reply = ask(app, address)
        assert reply.status == 200, reply.text
        said = reply.json
        assert said["numberReturned"] == len(said["features"])
        matched = matched or said["numberMatched"]
        assert said["numberMatched"] == matched
        found += said["features"]
        address = next((li["href"] for li in said["links"] if li["rel"] == "next"), None)
    assert len(found) == (matched or 0)
    return found


# ---- the standard's requirements -------------------------------------------------------------

LINK = {
    "type": "object",
    "required": ["href", "rel", "type", "title"],
    "properties": {name: {"type": "string", "minLength": 1} for name in ("href", "rel", "type")},
}
LINKS = {"type": "array", "items": LINK}
COLLECTION = {
    "type": "object",
    "required": ["id", "title", "links", "extent", "itemType", "crs"],
    "properties": {
        "links": LINKS,
        "extent": {
            "type": "object",
            "properties": {
                "spatial": {
                    "type": "object",
                    "required": ["bbox"],
                    "properties": {
                        "bbox": {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                                "type": "array",
                                "minItems": 4,
                                "maxItems": 4,
                                "items": {"type": "number"},
                            },
                        }
                    },
                },
                "temporal": {
                    "type": "object",
                    "required": ["interval"],
                    "properties": {
                        "interval": {
                            "type": "array",
                            "minItems": 1,
                            "items": {
                                "type": "array",
                                "minItems": 2,
                                "maxItems": 2,
                                "items": {"type": ["string", "null"], "format": "date-time"},
                            },
                        }
                    },
                },
            },
        },
    },
}
POSITION = {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}}
LINE = {"type": "array", "minItems": 2, "items": POSITION}
RINGS = {"type": "array", "items": {"type": "array", "minItems": 4, "items": POSITION}}
SHAPES = {
    "Point": POSITION,
    "LineString": LINE,
    "Polygon": RINGS,
    "MultiPoint": {"type": "array", "items": POSITION},
    "MultiLineString": {"type": "array", "items": LINE},
    "MultiPolygon": {"type": "array", "items": RINGS},
}
GEOMETRY = {
    "anyOf": [
        {"type": "null"},
        *(
            {
                "type": "object",
                "required": ["type", "coordinates"],
                "properties": {"type": {"const": name}, "coordinates": coordinates},
            }
            for name, coordinates in SHAPES.items()
        ),
    ]
}
FEATURE = {
    "type": "object",
    "required": ["type", "id", "geometry", "properties"],
    "properties": {
        "type": {"const": "Feature"},
        "id": {"type": ["string", "integer"]},
        "geometry": GEOMETRY,
        "properties": {"type": "object"},
        "links": LINKS,
    },
}
FEATURES = {
    "type": "object",
    "required": ["type", "features", "links", "numberMatched", "numberReturned"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {"type": "array", "items": FEATURE},
        "links": LINKS,
    },
}
EXCEPTION = {
    "type": "object",
    "required": ["code", "description", "type", "title", "status", "detail"],
    "properties": {"code": {"type": "string"}, "description": {"type": "string"}},
}


def check(schema, value):
    validator_for(schema, validate_formats=True).validate(value)


def relations(links):
    return {link["rel"] for link in links}


def test_the_landing_page_leads_to_definition_conformance_and_data(app):
    said = ask(app, "/api/").json
    check({"type": "object", "required": ["links"], "properties": {"links": LINKS}}, said)
    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= relations(
        said["links"]
    )


def test_the_conformance_page_names_the_classes_that_are_kept(app):
    classes = ask(app, "/api/conformance").json["conformsTo"]
    root = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
    assert set(classes) == {root + name for name in ("core", "oas30", "html", "geojson")}


def test_each_collection_says_what_it_is_and_where_its_features_are(app):
    said = ask(app, "/api/collections").json
    assert {"self", "alternate"} <= relations(said["links"])
    assert [each["id"] for each in said["collections"]] == list(COLLECTIONS)
    for each in said["collections"]:
        check(COLLECTION, each)
        assert "items" in relations(each["links"])
        alone = ask(app, f"/api/collections/{each['id']}").json
        check(COLLECTION, alone)
        assert {"self", "alternate", "items"} <= relations(alone["links"])
        for name in ("id", "title", "extent", "crs", "itemType"):
            assert alone[name] == each[name]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_each_collection_is_geojson_and_each_feature_has_an_address(app, name):
    reply = ask(app, f"/api/collections/{name}/items?limit=1000")
    assert reply.headers["content-type"] == "application/geo+json"
    check(FEATURES, reply.json)
    assert {"self", "alternate", "collection"} <= relations(reply.json["links"])
    assert reply.json["features"]
    for feature in reply.json["features"][:20]:
        alone = ask(app, f"/api/collections/{name}/items/{feature['id']}")
        assert alone.headers["content-type"] == "application/geo+json"
        check(FEATURE, alone.json)
        assert {"self", "alternate", "collection"} <= relations(alone.json["links"])
        assert {n: alone.json[n] for n in feature} == feature


def test_every_link_leads_somewhere_and_to_what_it_says(two):
    waiting, seen = ["/api"], set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        reply = ask(two, address)
        assert reply.status == 200, address
        if "json" not in reply.headers["content-type"]:
            continue
        said = reply.json
        links = [
            *said.get("links", ()),
            *(li for c in said.get("collections", ()) for li in c["links"]),
        ]
        for link in links:
            if "offset" in link["href"]:
                continue
            waiting.append(link["href"])
            there = ask(two, link["href"], accept=link["type"])
            assert there.headers["content-type"].startswith(link["type"]), link
        features = [f"{address.partition('?')[0]}/{f['id']}" for f in said.get("features", ())[:2]]
        waiting += features
    assert len(seen) > 40


def test_the_definition_names_each_path_and_parameter_that_is_answered(app):
    said = ask(app, "/api/openapi").json
    assert said["openapi"].startswith("3.0")
    text = json.dumps(said)
    for name in re.findall(r'"\$ref": "#/([^"]+)"', text):
        inner = said
        for part in name.split("/"):
            inner = inner[part]
    server = said["servers"][0]["url"]
    operations = set()
    for path, item in said["paths"].items():
        operations.add(item["get"]["operationId"])
        reply = ask(app, server + path.replace("{featureId}", "none"))
        assert reply.status == (404 if "{" in path else 200)
        schema = item["get"]["responses"]["200"]["content"]
        if reply.status == 200:
            assert reply.headers["content-type"] in schema
        for parameter in item["get"]["parameters"]:
            named = parameter.get("$ref", "").rpartition("/")[2]
            if not named:
                continue
            about = said["components"]["parameters"][named]
            assert (about["name"], about["in"], about["required"]) == (named, "query", False)
    assert len(operations) == len(said["paths"])
    filters = {
        p["$ref"].rpartition("/")[2]
        for p in said["paths"]["/collections/sites/items"]["get"]["parameters"]
    }
    assert filters >= {*parameter_names(), "bbox", "datetime", "limit", "offset", "report", "f"}


@pytest.mark.parametrize("address", PAGES)
def test_each_resource_is_a_page_for_a_browser_that_says_the_same(app, address):
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    reply = ask(app, address, accept=browser)
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.text.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert "<script" not in reply.text
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    for feature in ask(app, address).json.get("features", ()):
        assert feature["id"] in reply.text
    english = ask(app, f"{address}?f=html&lang=en").text
    assert '<html lang="en">' in english


def test_what_a_report_says_stays_text_on_a_page(tmp_path, atlas):
    evil = "<script>alert(1)</script>{{7*7}}\u202e"
    site = json.loads(json.dumps(atlas.features[0]))
    site["properties"] |= {"name": evil, "within": None}
    about = {**atlas.report, "id": "<b>x", "title": evil}
    (tmp_path / "a.geojson").write_text(Atlas(about, (site,)).dumps(), encoding="utf-8")
    app = data_app(Publications(folder=tmp_path))
    for address in (*PAGES[:-1], f"{SITES}/%3Cb%3Ex--{site['id']}"):
        reply = ask(app, f"{address}?f=html")
        assert reply.status == 200
        assert "<script" not in reply.text
        assert "<b>x" not in reply.text
        assert "\u202e" not in reply.text


# ---- the same as the page --------------------------------------------------------------------


def test_every_page_of_sites_together_is_the_atlas(app, atlas):
    found = listed(app, f"{SITES}?limit=7")
    assert [f["properties"]["site"] for f in found] == [f["id"] for f in atlas.features]
    for feature, own in zip(found, atlas.features, strict=True):
        assert feature["id"] == f"{atlas.report['id']}--{own['id']}"
        said = {k: v for k, v in feature["properties"].items() if k not in {"report", "site"}}
        assert said == {k: v for k, v in own["properties"].items() if k != "id"}
        if own["geometry"] is None:
            assert feature["geometry"] is None
        else:
            assert shape(feature["geometry"]).equals(shape(own["geometry"]))


def test_mentions_carry_their_words_and_their_site(app, atlas, report):
    found = listed(app, "/api/collections/mentions/items?limit=50")
    assert len(found) == sum(len(f["properties"]["mentions"]) for f in atlas.features)
    for feature in found:
        said = feature["properties"]
        assert report.text[said["start"] : said["end"]] == said["text"]
        assert report.text[said["quote_start"] : said["quote_end"]] in said["clause"]
        assert said["site"] in atlas.by_id


WORDS = st.sampled_from(["", "武", "wu", "Wuhan", "桥", "zzz", "  x ", "<", "%", "'", "{{", "万"])
CODES = {name: st.lists(st.sampled_from(list(codes)), max_size=3) for name, codes in FACETS.items()}


@st.composite
def links(draw):
    """A query as a link may have it: sound filters, and now and then something else."""
    query = {name: ",".join(draw(codes)) for name, codes in CODES.items()}
    query["claim"] = draw(st.sampled_from(["", *CLAIMS, "never"]))
    query["q"] = draw(WORDS)
    query["area"] = draw(st.sampled_from(["", "financial-axis", "binjiang-core", "no-such"]))
    query["bounds"] = draw(
        st.sampled_from(["", "114.3,30.5,114.4,30.6", "1,2", "114.4,30.5,114.3,30.6"])
    )
    query["period"] = draw(st.sampled_from(["", "2021", "2022,2017-2021", "1999"]))
    query["amount"] = draw(st.sampled_from(["", "100000000-", "-2000000000", "1-0", "x"]))
    query["unit"] = draw(st.sampled_from(["", "420106", "42,420106", "99"]))
    odd = draw(st.sampled_from(["", "zzz", "finance,zzz", ",,", "started"]))
    if odd:
        query[draw(st.sampled_from(sorted(parameter_names())))] = odd
    return {name: value for name, value in query.items() if value}


@settings(max_examples=300, deadline=None)
@given(query=links())
def test_a_filter_means_in_a_link_what_it_means_here(atlas, query):
    catalogue = PUBLISHED.read()
    selection, unknown = Selection.from_query(query, atlas)
    if unknown:
        with pytest.raises(Refusal) as refused:
            choose(query, catalogue)
        assert refused.value.status == 400
        return
    ((found, mask),) = choose(query, catalogue).masks
    ids = [site for site, shown in zip(columns_of(found.atlas).ids, mask, strict=True) if shown]
    assert ids == selection.ids(atlas)
    # What the page writes into its link is read here as well.
    ((_, again),) = choose(selection.to_query(), catalogue).masks
    assert (again == mask).all()


def test_a_pages_link_can_be_asked_as_it_stands(app, atlas):
    selection = Selection(sector=("finance", "culture_tourism"), claim="planned", text="江")
    query = urlencode(selection.to_query())
    found = listed(app, f"{SITES}?{query}")
    assert [f["properties"]["site"] for f in found] == selection.ids(atlas)
    assert dict(parse_qsl(query)) == selection.to_query()


def test_each_filter_of_the_page_is_a_parameter(app, atlas):
    assert {*FACETS, *OPEN_FACETS, "claim", "amount", "area", "bounds", "q"} == set(
        parameter_names()
    )
    for facet in OPEN_FACETS:
        for value in columns_of(atlas).values(facet):
            found = ask(app, f"{SITES}?{urlencode({facet: value})}&limit=1").json
            assert found["numberMatched"] == len(Selection(**{facet: (value,)}).ids(atlas))
    for facet, codes in FACETS.items():
        for code in codes:
            reply = ask(app, f"{SITES}?{facet}={code}&limit=1")
            wanted = Selection(**{facet: (code,)}).ids(atlas)
            assert reply.json["numberMatched"] == len(wanted)
    area = columns_of(atlas).areas[0]
    reply = ask(app, f"{SITES}?area={area}&limit=1000").json
    assert [f["properties"]["site"] for f in reply["features"]] == Selection(area=area).ids(atlas)


def test_what_one_atlas_knows_and_another_does_not_chooses_nothing_there(two, atlas):
    area = columns_of(atlas).areas[0]
    reply = ask(two, f"{SITES}?area={area}&limit=1000").json
    assert {f["properties"]["report"] for f in reply["features"]} == {atlas.report["id"]}
    of_other = ask(two, f"{SITES}?sector=agriculture&q=鹭洲").json["features"]
    assert [f["id"] for f in of_other] == ["鹭洲-2000--egret-tower"]
    assert ask(two, f"{SITES}?report=鹭洲-2000").json["numberMatched"] == 1
    alone = ask(two, f"{SITES}/鹭洲-2000--egret-tower").json
    assert [each["report"] for each in alone["asOf"]] == ["鹭洲-2000"]


# ---- where and when --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bounds", [(114.3, 30.5, 114.33, 30.55), (114.0, 30.0, 115.0, 31.0), (0, 0, 1, 1)]
)
def test_a_box_gives_the_sites_that_intersect_it(app, atlas, bounds):
    found = listed(app, f"{SITES}?bbox={','.join(map(str, bounds))}")
    wanted = [
        f["id"]
        for f in atlas.features
        if f["geometry"] and shape(f["geometry"]).intersects(box(*bounds))
    ]
    assert [f["properties"]["site"] for f in found] == wanted
    heights = f"{bounds[0]},{bounds[1]},-9,{bounds[2]},{bounds[3]},9"
    assert listed(app, f"{SITES}?bbox={heights}") == found


def test_a_box_may_cross_the_antimeridian(app, atlas):
    located = sum(1 for f in atlas.features if f["geometry"])
    assert ask(app, f"{SITES}?bbox=110,-90,-110,90").json["numberMatched"] == located
    assert ask(app, f"{SITES}?bbox=170,-90,-110,90").json["numberMatched"] == 0


@pytest.mark.parametrize(
    ("asked_for", "years"),
    [
        ("2021-06-01", {2021}), ("2022-01-01/..", {2022, 2023, 2024, 2025, 2026}),
        ("../2019-01-01", {2017, 2018, 2019}), ("2017-01-01T00:00:00Z/2017-12-31", {2017}),
        ("2021-12-31T20:00:00Z", {2022}), ("/1999-01-01", set()),
        ("1900-01-01/", set(range(2017, 2027))),
    ],
)  # fmt: skip
def test_a_time_gives_the_mentions_whose_period_meets_it(app, atlas, asked_for, years):
    found = listed(app, f"/api/collections/mentions/items?limit=1000&datetime={asked_for}")

    def meets(period):
        first, _, last = (period or "0").partition("-")
        return bool(set(range(int(first), int(last or first) + 1)) & years)

    wanted = [
        m["start"]
        for f in atlas.features
        for m in f["properties"]["mentions"]
        if meets(m["period"])
    ]
    assert [f["properties"]["start"] for f in found] == wanted


def test_a_report_is_found_by_its_day(two):
    reports = "/api/collections/reports/items?datetime="
    assert [f["id"] for f in listed(two, reports + "2021-12-14")] == ["wuchang-2021"]
    assert [f["id"] for f in listed(two, reports + "2000-01-31")] == ["鹭洲-2000"]
    assert listed(two, reports + "2000-02-01") == []


# ---- what is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "bbox=1,2", "bbox=", "bbox=a,b,c,d", "bbox=1,2,3,4,5", "bbox=nan,0,1,1", "bbox=inf,0,1,1",
        "bbox=0,5,1,4", "bbox=-200,0,1,1", "bbox=0,0,1,91", "bbox=1e9,0,1,1", "bbox=" + "1," * 500,
        "limit=0", "limit=-1", "limit=", "limit=1.5", "limit=ten", "limit=%EF%BC%95", "offset=-1",
        "datetime=", "datetime=2021", "datetime=../..", "datetime=/", "datetime=2021-13-01",
        "datetime=2022-01-01/2021-01-01", "datetime=2021-01-01/2021-01-02/2021-01-03",
        "datetime=yesterday", "datetime=20210101", "datetime=9999-12-31T23:59:59-12:00",
        "f=xml", "lang=de", "colour=verdict", "site=csadi", "bbox-crs=x", "crs=x", "Sector=finance",
        "sector=finance&sector=health", "sector=' OR 1=1 --", "stage=${jndi:x}", "report=../x",
        "area=%00", "q=" + "x" * 100, "claim=maybe", "bounds=1,2", "x" * 70 + "=1",
        "&".join(f"a{n}=1" for n in range(80)), "q=" + "x" * 20_000, "%=", "%00=1",
        "shape=<script>alert(1)</script>", "verdict={{7*7}}",
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_the_standards_exception(app, query):
    reply = ask(app, f"{SITES}?{query}")
    assert reply.status in {400, 414}
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["cache-control"] == "no-store"
    check(EXCEPTION, reply.json)
    assert reply.json["status"] == reply.status
    assert len(reply.body) < 2000
    assert "Traceback" not in reply.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/none", "/api/collections/none", "/api/collections/none/items", f"{SITES}/none",
        f"{SITES}/wuchang-2021--none", f"{SITES}/a/b", "/api/../etc/passwd", "/api//", "/none",
        f"{SITES}/%00", "/api/collections/sites/items/wuchang-2021",
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_so(app, path):
    reply = ask(app, path)
    assert reply.status == 404
    check(EXCEPTION, reply.json)


@pytest.mark.parametrize("limit", [1001, 10**9, 10**40, "00100000"])
def test_a_limit_beyond_the_largest_is_the_largest(app, two, atlas, limit):
    said = ask(app, f"{SITES}?limit={limit}").json
    assert said["numberReturned"] == min(1000, len(atlas.features))
    assert ask(app, f"{SITES}?offset={limit}").json["features"] == []


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/geo+json", "application/geo+json"), ("*/*", "application/geo+json"),
        ("application/json", "application/geo+json"), ("text/html", "text/html"),
        ("text/html;q=0.1, application/json", "application/geo+json"), ("", "application/geo+json"),
        ("application/*;q=0.2, text/*", "text/html"), ("image/png", None), ("text/csv", None),
        ("text/html;q=0, image/*", None), (";;;,,,", "application/geo+json"), ("x" * 9999, None),
    ],
)  # fmt: skip
def test_the_form_is_the_one_that_is_accepted(app, accept, media_type):
    reply = ask(app, SITES, accept=accept)
    if media_type is None:
        assert reply.status == 406
        check(EXCEPTION, reply.json)
    else:
        assert reply.headers["content-type"].startswith(media_type)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_nothing_can_be_written(app, method):
    reply = ask(app, SITES, method)
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    check(EXCEPTION, reply.json)


@pytest.mark.parametrize("address", PAGES)
def test_head_tells_what_get_would_and_any_page_may_read(app, address):
    whole, head = ask(app, address), ask(app, address, "HEAD")
    assert head.body == b""
    assert (head.status, head.headers["content-length"]) == (200, str(len(whole.body)))
    assert head.headers["etag"] == whole.headers["etag"]
    assert whole.headers["access-control-allow-origin"] == "*"
    before = ask(app, address, "OPTIONS", origin="https://other.example")
    assert (before.status, before.body) == (204, b"")
    assert before.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert before.headers["access-control-allow-origin"] == "*"
    assert whole.headers["x-content-type-options"] == "nosniff"


# ---- how it is kept ------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [*PAGES, f"{SITES}?f=html&lang=en"])
def test_who_has_an_answer_is_told_that_it_still_holds(app, address):
    first = ask(app, address)
    tag = first.headers["etag"]
    for known in (tag, f'"other", {tag}', "*", tag.removeprefix("W/")):
        again = ask(app, address, if_none_match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert ask(app, address, if_none_match='"other"').status == 200


def test_an_answer_travels_compressed_to_whoever_takes_it(app):
    plain = ask(app, SITES)
    packed = ask(app, SITES, accept_encoding="br, gzip;q=0.5")
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.body) / 2
    assert packed.body == plain.body
    for refused in ("", "br", "gzip;q=0", "gzip; q=0.0"):
        assert "content-encoding" not in ask(app, SITES, accept_encoding=refused).headers


def test_an_atlas_that_is_built_anew_is_served_anew_and_a_broken_one_not(tmp_path, atlas, capsys):
    path = tmp_path / "a.geojson"
    path.write_text(atlas.dumps(), encoding="utf-8")
    app = data_app(Publications(folder=tmp_path))
    first = ask(app, SITES)
    path.write_text(Atlas(atlas.report, atlas.features[:3]).dumps(), encoding="utf-8")
    second = ask(app, SITES)
    assert (first.json["numberMatched"], second.json["numberMatched"]) == (len(atlas.features), 3)
    assert first.json["asOf"] != second.json["asOf"]
    assert first.headers["etag"] != second.headers["etag"]
    path.write_text("{}", encoding="utf-8")
    assert ask(app, SITES).json == second.json
    assert ask(app, SITES).json == second.json
    assert capsys.readouterr().err.count("served as it was before") == 1
    path.unlink()
    assert ask(app, SITES).json["features"] == []


def test_every_answer_says_by_which_build_it_goes(app, atlas):
    digest = read_published(ATLAS).digest
    for address in PAGES:
        if address in {"/api/openapi", "/api/conformance"}:
            continue
        (said,) = ask(app, address).json["asOf"]
        assert said == {
            "report": atlas.report["id"],
            "date": atlas.report["date"],
            "text_sha256": atlas.report["sha256"],
            "build_sha256": digest,
        }


def test_links_are_absolute_where_the_public_address_is_known(atlas):
    app = data_app(Publications([ATLAS]), "https://atlas.example/maps")
    for address in PAGES:
        for link in ask(app, address, host="evil.example").json.get("links", ()):
            assert link["href"].startswith("https://atlas.example/maps/")
    assert "evil.example" not in ask(app, SITES, host="evil.example").text
    bare = data_app(Publications([ATLAS]))
    hrefs = [link["href"] for link in ask(bare, SITES).json["links"]]
    assert all(urlsplit(href).netloc == "" for href in hrefs)


def test_what_fails_inside_tells_nothing_of_the_machine(tmp_path, capsys):
    (tmp_path / "a.geojson").write_text("no", encoding="utf-8")
    reply = ask(data_app(Publications(folder=tmp_path)), "/api")
    assert reply.status == 500
    assert str(tmp_path) not in reply.text
    assert str(tmp_path) in capsys.readouterr().err

    def fail(_asked):
        raise RuntimeError("secret")

    reply = ask(Resource(fail, Turnstile()), "/api")
    assert (reply.status, "secret" in reply.text) == (500, False)
    assert "secret" in capsys.readouterr().err


def test_two_atlases_of_one_report_are_refused(tmp_path, atlas):
    for name in ("a", "b"):
        (tmp_path / f"{name}.geojson").write_text(atlas.dumps(), encoding="utf-8")
    with pytest.raises(InputError, match="two published atlases are of a report wuchang-2021"):
        Publications(folder=tmp_path).read()


def test_a_burst_is_answered_or_told_to_come_again():
    async def burst():
        gate = asyncio.Event()
        loop = asyncio.get_running_loop()

        def slow(_asked):
            asyncio.run_coroutine_threadsafe(gate.wait(), loop).result()
            return Answer(b"x", "text/plain")

        resource = Resource(slow, Turnstile(working=2, waiting=6))
        waiting = [asyncio.ensure_future(asked(resource, "/api")) for _ in range(8)]
        await asyncio.sleep(0)
        over = [await asked(resource, "/api") for _ in range(100)]
        gate.set()
        return over, await asyncio.gather(*waiting), await asked(resource, "/api")

    over, answered, later = in_thread(burst())
    assert {(reply.status, reply.headers["retry-after"]) for reply in over} == {(503, "1")}
    check(EXCEPTION, over[0].json)
    assert {reply.status for reply in (*answered, later)} == {200}


EXAMPLE = re.compile(r"http://localhost:8501([^\s\"`)]*)")


def test_every_address_of_the_document_is_answered(app):
    addresses = EXAMPLE.findall((ROOT / "docs" / "api.md").read_text(encoding="utf-8"))
    assert len(addresses) > 10
    for address in addresses:
        reply = ask(app, address)
        assert reply.status == 200, address
        if "items?" in address and "json" in reply.headers["content-type"]:
            assert reply.json["features"], address


# ---- the command line --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--publish", "no-such-folder"], "no-such-folder: there is no such folder"),
        (["--public-address", "ftp://x"], "a public address looks like"),
        (["--public-address", "https://x/?a=b"], "a public address looks like"),
        (["no-such.geojson"], "there is no such file"),
    ],
)
def test_what_cannot_be_published_is_one_line(arguments, said, capsys):
    assert main(["serve", "--no-page", *arguments]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
