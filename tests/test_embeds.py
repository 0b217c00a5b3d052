"""A site in somebody else's page, how an atlas is cited, and what language models are told."""

import json
import re
from urllib.parse import quote

import pytest
from asgi import ask
from lxml import html
from shipped import ATLAS
from starlette.applications import Starlette

from geo.model.atlas import Atlas
from geo.model.change_log import path_of, read_log
from geo.page import beside
from geo.page.opening import Opened
from geo.serving.pictures import Pictures
from geo.serving.published import Publications, read_published
from geo.serving.routes import make_routes

PUBLIC = "https://atlas.example/maps"
PUBLISHED = Publications(folder=ATLAS.parent)
# What oEmbed 1.0 asks of each type.
WANTED = {"rich": {"html", "width", "height"}, "link": set()}


def served(public=PUBLIC, publications=PUBLISHED, shown=ATLAS):
    return Starlette(routes=make_routes(publications, public, shown, Pictures(None)))


@pytest.fixture(scope="module")
def app():
    return served()


def offered(app, url, more=""):
    return ask(app, f"/oembed?url={quote(url, safe='')}{more}")


def test_each_site_is_offered_to_be_embedded_and_its_frame_is_there(app, atlas):
    for feature in atlas.features:
        path = f"{PUBLIC}/site/{atlas.report['id']}--{feature['id']}"
        for url in (path, f"{PUBLIC}/?site={feature['id']}"):
            said = offered(app, url).json
            assert (said["version"], said["type"]) == ("1.0", "rich")
            assert set(said) >= WANTED["rich"]
            assert feature["properties"]["name"] in said["title"]
            (frame,) = html.fragments_fromstring(said["html"])
            assert (frame.tag, int(frame.get("width"))) == ("iframe", said["width"])
            assert frame.get("title") == said["title"]
        reply = ask(app, frame.get("src").removeprefix(PUBLIC))
        assert reply.status == 200
        assert "frame-ancestors *" in reply.headers["content-security-policy"]
        assert reply.text.count("<script") == 1
        assert len(reply.body) < 5_000
        assert said["thumbnail_url"] == f"{path}/map.png"


def test_a_sites_page_leads_to_its_offer(app, atlas):
    page = ask(app, f"/site/{atlas.report['id']}--csadi").text
    (found,) = html.document_fromstring(page).xpath("//link[@type='application/json+oembed']")
    address = found.get("href")
    assert address.startswith(f"{PUBLIC}/oembed?url=")
    assert ask(app, address.removeprefix(PUBLIC)).json["type"] == "rich"


def test_the_page_itself_is_offered_as_a_link(app):
    said = offered(app, f"{PUBLIC}/").json
    assert said["type"] == "link"
    assert "武昌区" in said["title"]
    assert said["asOf"] == read_published(ATLAS).as_of
    assert "Wuchang" in offered(app, f"{PUBLIC}/?lang=en").json["title"]


def test_an_offer_keeps_within_the_size_that_is_asked_for(app):
    url = f"{PUBLIC}/site/wuchang-2021--csadi"
    said = offered(app, url, "&maxwidth=300&maxheight=200").json
    assert (said["width"], said["height"]) == (300, 200)
    assert 'width="300"' in said["html"]
    # The picture is 1200 × 630 dots, and none is offered that is larger than what is asked for.
    assert "thumbnail_url" not in said
    assert offered(app, url, "&maxwidth=1200&maxheight=630").json["thumbnail_width"] == 1200
    assert "thumbnail_width" not in offered(app, url, "&maxheight=629").json
    assert offered(app, url, "&maxwidth=99999").json["width"] == 600
    assert offered(app, url, "&maxwidth=1").status == 400


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://other.example/site/wuchang-2021--csadi", 404),
        ("http://atlas.example/maps/", 404), ("https://atlas.example/maps/site/none", 404),
        ("https://atlas.example/maps/?site=none", 404), ("https://[", 404), ("", 404),
        ("https://atlas.example/maps/editor", 404), ("javascript:alert(1)", 404),
        ("https://atlas.example/maps/site/%00", 404),
    ],
)  # fmt: skip
def test_what_is_not_here_is_not_offered(app, url, status):
    assert offered(app, url).status == status


def test_other_formats_and_parameters_are_refused(app):
    url = f"{PUBLIC}/site/wuchang-2021--csadi"
    assert offered(app, url, "&format=xml").status == 501
    assert offered(app, url, "&callback=x").status == 400
    assert ask(app, "/oembed").status == 400
    assert offered(served(""), "/site/wuchang-2021--csadi").status == 404


def test_what_a_report_says_stays_text_in_a_frame(tmp_path, atlas):
    evil = '"><script>alert(1)</script>'
    site = json.loads(json.dumps(atlas.features[0]))
    site["properties"] |= {"name": evil, "within": None}
    path = tmp_path / "a.geojson"
    path.write_text(Atlas({**atlas.report, "id": "x"}, (site,)).dumps(), encoding="utf-8")
    app = served(publications=Publications([path]), shown=path)
    assert "<script>alert" not in ask(app, f"/embed/x--{site['id']}").text
    said = offered(app, f"{PUBLIC}/site/x--{site['id']}").json
    assert "<script" not in said["html"]
    assert evil in said["title"]
    assert "<script>" not in ask(app, "/llms.txt").text


def test_the_card_gives_the_code_for_published_sites_alone(atlas, monkeypatch):
    monkeypatch.setattr(beside, "_served", [])
    shipped = Opened(atlas, None, [], {})
    # A host that runs the page alone serves nothing beside it.
    assert beside.embed_of(shipped, "csadi", "zh") == ""
    beside.announce(PUBLISHED, ATLAS)
    (code,) = html.fragments_fromstring(beside.embed_of(shipped, "csadi", "en"))
    assert code.get("src") == f"/embed/{atlas.report['id']}--csadi?lang=en"
    assert code.get("title") == atlas.by_id["csadi"]["properties"]["name_en"]
    assert beside.embed_of(Opened(atlas, None, [], {}, is_own=True), "csadi", "zh") == ""
    assert beside.embed_of(shipped, "none", "zh") == ""
    beside.announce(PUBLISHED, ATLAS, PUBLIC)
    (code,) = html.fragments_fromstring(beside.embed_of(shipped, "csadi", "zh"))
    assert code.get("src") == f"{PUBLIC}/embed/{atlas.report['id']}--csadi"
    beside.announce(PUBLISHED, ATLAS.with_name("other.geojson"))
    assert beside.embed_of(shipped, "csadi", "zh") == ""


# ---- cite ----------------------------------------------------------------------------------------


def test_the_citation_says_what_is_known_and_invents_nobody(app, atlas):
    reply = ask(app, f"/cite/{atlas.report['id']}")
    assert reply.headers["content-type"] == "application/vnd.datacite.datacite+json"
    said = reply.json
    # What DataCite 4 makes mandatory, but for the DOI, which nobody has given.
    for name in ("types", "titles", "creators", "publisher", "publicationYear"):
        assert said[name]
    assert "doi" not in json.dumps(said).casefold()
    assert said["creators"] == [{"name": ":unkn"}]
    assert said["publisher"] == {"name": ":unkn"}
    assert said["publicationYear"] == ":unkn"
    assert said["version"] == read_published(ATLAS).digest
    assert said["dates"][0]["date"] == atlas.report["date"]
    (built,) = (each for each in said["dates"] if each["dateType"] == "Updated")
    assert built["date"] == f"{read_log(ATLAS)[-1].time:%Y-%m-%dT%H:%M:%SZ}"
    assert said["identifiers"][0]["identifier"].startswith(PUBLIC)
    box = said["geoLocations"][0]["geoLocationBox"]
    assert list(box.values()) == [
        atlas.bounds[0],
        atlas.bounds[2],
        atlas.bounds[1],
        atlas.bounds[3],
    ]
    names = {right["rightsIdentifier"] for right in said["rightsList"]}
    used = {(f["properties"]["location_source"] or {}).get("licence") for f in atlas.features}
    assert names <= {part.strip() for each in used if each for part in each.split(",")}
    assert "identifiers" not in ask(served(""), f"/cite/{atlas.report['id']}").json
    assert ask(app, "/cite/none").status == 404


def test_a_citation_says_no_time_of_a_build_that_no_log_tells_of(tmp_path, atlas):
    path = tmp_path / "a.geojson"
    path.write_text(atlas.dumps(), encoding="utf-8")
    app = served(publications=Publications([path]), shown=path)
    for log in (None, "{", read_log(ATLAS)[0].dumps()):
        if log:
            path_of(path).write_text(log, encoding="utf-8")
        dates = ask(app, f"/cite/{atlas.report['id']}").json["dates"]
        assert [each["dateType"] for each in dates] == ["Other"]


def test_every_link_of_llms_txt_is_answered(app):
    reply = ask(app, "/llms.txt")
    assert read_published(ATLAS).digest in reply.text
    assert reply.headers["content-type"].startswith("text/plain")
    assert reply.text.startswith("# ")
    found = re.findall(r"\]\(([^)]+)\)", reply.text)
    assert len(found) >= 6
    for address in found:
        assert address.startswith(PUBLIC)
        assert ask(app, address.removeprefix(PUBLIC)).status == 200
    # What is asked by its own protocol is named, and is no link to read.
    assert f"`{PUBLIC}/mcp`" in reply.text
