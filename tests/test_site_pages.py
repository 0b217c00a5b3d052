"""A site's page and what a link to it shows: title, words, picture, facts; and the sitemap."""

import io
import json
import re
from html.parser import HTMLParser

import pytest
from asgi import ask
from lxml import etree
from PIL import Image
from shipped import ATLAS
from starlette.applications import Starlette

from geo.model.atlas import Atlas
from geo.model.codes import SECTORS, STAGES
from geo.outputs.paper.picture import PIXELS, write_picture
from geo.serving.pictures import Pictures
from geo.serving.published import Publications, read_published
from geo.serving.routes import IndexPreviews, make_routes
from geo.serving.titled import TitledIndex

PUBLIC = "https://atlas.example"
PUBLISHED = Publications(folder=ATLAS.parent)
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Head(HTMLParser):
    """What a messenger takes of a page: title, meta elements, links, data and language."""

    def __init__(self, text):
        super().__init__()
        self.lang, self.title, self.facts, self._in = "", "", "", ""
        self.meta, self.links, self.pictures = {}, {}, []
        self.feed(text)

    def handle_starttag(self, tag, pairs):
        named = dict(pairs)
        self._in = tag
        if tag == "html":
            self.lang = named["lang"]
        if tag == "meta" and "content" in named:
            self.meta[named.get("name") or named.get("property")] = named["content"]
        if tag == "link":
            self.links[named["rel"]] = named["href"]
        if tag == "img":
            self.pictures.append(named["src"])

    def handle_data(self, data):
        if self._in == "title":
            self.title += data
        if self._in == "script":
            self.facts += data

    def handle_endtag(self, tag):
        self._in = ""


def served(public=PUBLIC, folder=None, publications=PUBLISHED, shown=ATLAS):
    return Starlette(routes=make_routes(publications, public, shown, Pictures(folder)))


@pytest.fixture(scope="module")
def app():
    return served()


def test_each_site_has_a_page_that_says_what_the_report_says(app, atlas, report):
    for feature in atlas.features:
        site = feature["properties"]
        path = f"/site/{atlas.report['id']}--{site['id']}"
        for language, name, lang in (("zh", "name", "zh-CN"), ("en", "name_en", "en")):
            reply = ask(app, path + ("?lang=en" if language == "en" else ""))
            assert reply.status == 200
            head = Head(reply.text)
            assert head.lang == lang
            assert site[name] in head.title
            assert head.meta["og:title"] == head.title.strip()
            assert head.meta["og:url"] == head.links["canonical"]
            assert head.links["canonical"].partition("?")[0] == PUBLIC + path
            assert head.meta["og:image"].partition("?")[0] == f"{PUBLIC}{path}/map.png"
            said = head.meta["og:description"]
            assert said == head.meta["description"]
            assert len(said) <= 200
            assert SECTORS[site["sector"]].label(language) in said
            for claim in ("status", "target"):
                if site[claim]:
                    assert STAGES[site[claim]].label(language) in said
            quoted = re.search(r"“([^”…]{4,})", said)
            if quoted and site["mentions"][0].get("quote_more") is None:
                assert quoted[1] in report.text
            assert len(reply.body) < 100_000


def test_the_facts_are_schema_orgs_and_agree_with_the_atlas(app, atlas):
    for feature in atlas.features:
        site = feature["properties"]
        head = Head(ask(app, f"/site/{atlas.report['id']}--{site['id']}").text)
        facts = json.loads(head.facts)
        assert facts["@context"] == "https://schema.org"
        place, dataset = facts["@graph"]
        assert (place["@type"], dataset["@type"]) == ("Place", "Dataset")
        assert place["name"] == site["name"]
        assert place["@id"] == head.links["canonical"]
        assert place["subjectOf"]["@id"] == dataset["@id"]
        assert ("geo" in place) == (feature["geometry"] is not None)
        if feature["geometry"] and feature["geometry"]["type"] == "Point":
            lon, lat = feature["geometry"]["coordinates"]
            middle = place["geo"]["geoMidpoint"]
            assert (middle["longitude"], middle["latitude"]) == (lon, lat)
            assert place["geo"]["geoRadius"] == site["uncertainty_m"]
        assert not {"creator", "author", "publisher"} & {*place, *dataset}
        assert dataset["version"] == read_published(ATLAS).digest


def test_addresses_are_absolute_only_where_the_public_one_is_known(atlas):
    path = f"/site/{atlas.report['id']}--csadi"
    app = served("")
    head = Head(ask(app, path, host="evil.example").text)
    assert head.links["canonical"] == path
    assert head.meta["og:image"] == f"{path}/map.png"
    assert "evil.example" not in ask(app, path, host="evil.example").text
    assert ask(app, "/sitemap.xml").status == 404
    assert "Sitemap" not in ask(app, "/robots.txt").text


def test_the_sitemap_names_the_page_and_every_site(app, atlas):
    reply = ask(app, "/sitemap.xml")
    root = etree.fromstring(reply.body)
    assert root.tag == f"{NAMESPACE}urlset"
    addresses = [loc.text for loc in root.iter(f"{NAMESPACE}loc")]
    assert addresses[0] == f"{PUBLIC}/"
    assert len(addresses) == len(set(addresses)) == 1 + len(atlas.features)
    for address in addresses[1:]:
        assert ask(app, address.removeprefix(PUBLIC), "HEAD").status == 200
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in ask(app, "/robots.txt").text


def test_a_large_sitemap_comes_in_parts(atlas, monkeypatch):
    monkeypatch.setattr("geo.serving.site_pages.MOST_ADDRESSES", 50)
    app = served()
    index = etree.fromstring(ask(app, "/sitemap.xml").body)
    assert index.tag == f"{NAMESPACE}sitemapindex"
    found = []
    for loc in index.iter(f"{NAMESPACE}loc"):
        part = etree.fromstring(ask(app, loc.text.removeprefix(PUBLIC)).body)
        found += [each.text for each in part.iter(f"{NAMESPACE}loc")]
    assert len(found) == 1 + len(atlas.features)
    assert ask(app, "/sitemap-9.xml").status == 404
    assert ask(app, "/sitemap-0.xml").status == 404


def test_a_picture_shows_the_sites_mark_and_stays_small(tmp_path, atlas):
    app = served(folder=tmp_path / "pictures")
    points = [f["id"] for f in atlas.features if (f["geometry"] or {}).get("type") == "Point"]
    nowhere = [f["id"] for f in atlas.features if f["geometry"] is None]
    for site in (points[0], nowhere[0]):
        path = f"/site/{atlas.report['id']}--{site}/map.png"
        reply = ask(app, path)
        assert reply.headers["content-type"] == "image/png"
        assert len(reply.body) < 150_000
        picture = Image.open(io.BytesIO(reply.body))
        assert picture.size == PIXELS
        assert ask(app, path).body == reply.body
        assert ask(app, path, if_none_match=reply.headers["etag"]).status == 304
    assert len(list((tmp_path / "pictures").glob("*.png"))) == 2


def test_page_and_picture_of_a_site_weigh_little(app, atlas):
    """What an embedded site needs to be painted: 200 kB at the most."""
    areas = [f["id"] for f in atlas.features if (f["geometry"] or {}).get("type") == "Polygon"]
    for site in areas[:2]:
        path = f"/site/{atlas.report['id']}--{site}"
        whole = len(ask(app, path).body) + len(ask(app, f"{path}/map.png").body)
        assert whole < 200_000


def test_the_same_picture_has_the_same_bytes(atlas):
    assert write_picture(atlas, "csadi") == write_picture(atlas, "csadi")


@pytest.fixture
def cheap(monkeypatch):
    drawn = []

    def draw(_atlas, site, _language):
        drawn.append(site)
        return b"\x89PNG\r\n\x1a\n" + site.encode().ljust(1000, b" ")

    monkeypatch.setattr("geo.outputs.paper.picture.write_picture", draw)
    return drawn


def test_pictures_are_drawn_once_and_kept_within_bounds(tmp_path, cheap, atlas):
    published = read_published(ATLAS)
    pictures = Pictures(tmp_path, most_bytes=3_100)
    ids = [f["id"] for f in atlas.features[:10]]
    for site in ids:
        pictures.picture(published, site, "zh")
        pictures.picture(published, site, "zh")
    assert cheap == ids
    kept = list(tmp_path.iterdir())
    assert len(kept) == 3
    (kept[0]).write_bytes(b"cut")
    for site in ids[-3:]:
        assert pictures.picture(published, site, "zh").startswith(b"\x89PNG")


def test_a_picture_is_shown_where_nothing_can_be_kept(tmp_path, cheap, atlas):
    (tmp_path / "file").write_text("", encoding="utf-8")
    published = read_published(ATLAS)
    for folder in (None, tmp_path / "file" / "pictures"):
        assert Pictures(folder).picture(published, "csadi", "zh").startswith(b"\x89PNG")


def test_what_a_report_says_stays_text(tmp_path, atlas):
    evil = "</script><script>alert(1)</script>\"'&{{7*7}}<!--"
    site = json.loads(json.dumps(atlas.features[0]))
    site["properties"] |= {"name": evil, "name_en": evil, "within": None}
    about = {**atlas.report, "id": '"><b>', "place": evil}
    path = tmp_path / "a.geojson"
    path.write_text(Atlas(about, (site,)).dumps(), encoding="utf-8")
    app = served(publications=Publications([path]), shown=path)
    reply = ask(app, f"/site/%22%3E%3Cb%3E--{site['id']}")
    assert reply.status == 200
    assert reply.text.count("<script") == 1
    assert "<b>--" not in reply.text
    head = Head(reply.text)
    assert evil in head.title
    assert json.loads(head.facts)["@graph"][0]["name"] == evil
    assert "script-src" not in reply.headers["content-security-policy"]
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "path",
    [
        "/site/none", "/site/wuchang-2021--none", "/site/wuchang-2021", "/site/--", "/site/%00",
        "/site/none/map.png", "/site/wuchang-2021--csadi/other.png",
    ],
)  # fmt: skip
def test_what_is_not_published_has_no_page(app, path):
    assert ask(app, path).status == 404


@pytest.mark.parametrize("query", ["lang=de", "x=1", "lang=en&lang=zh", "site=csadi"])
def test_a_parameter_that_is_none_is_refused(app, query):
    assert ask(app, f"/site/wuchang-2021--csadi?{query}").status == 400


def test_the_page_leads_to_the_map_only_where_the_map_shows_it(atlas):
    path = f"/site/{atlas.report['id']}--csadi"
    assert f'href="{PUBLIC}/?site=csadi"' in ask(served(), path).text
    assert "?site=" not in ask(served(shown=None), path).text


# ---- the page's own document --------------------------------------------------------------------

INDEX = '<!DOCTYPE html>\n<html lang="en"><head><title>Streamlit</title></head><body></body></html>'


def indexed(body=INDEX, status=200, media_type="text/html"):
    async def inner(scope, receive, send):
        headers = [(b"content-type", media_type.encode()), (b"etag", b'"old"')]
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})

    return TitledIndex(inner, IndexPreviews(PUBLISHED, PUBLIC, ATLAS))


def test_the_index_is_headed_by_the_site_that_its_link_asks_for(atlas):
    for feature in atlas.features:
        site = feature["properties"]
        head = Head(ask(indexed(), f"/?site={site['id']}").text)
        assert site["name"] in head.title
        assert head.lang == "zh-CN"
        assert head.links["canonical"] == f"{PUBLIC}/site/{atlas.report['id']}--{site['id']}"
        assert head.meta["og:image"] == f"{head.links['canonical']}/map.png"


@pytest.mark.parametrize(
    ("query", "lang", "title"),
    [
        ("", "zh-CN", "武汉市武昌区政府工作报告地图"), ("?lang=en", "en", "Wuchang District"),
        ("?site=none", "zh-CN", "武汉市武昌区"), ("?site=csadi&lang=en&q=x", "en", "Central-South"),
        ("?site=%00%ff&&=", "zh-CN", "武昌"),
    ],
)  # fmt: skip
def test_the_index_has_the_title_and_language_of_its_link(query, lang, title):
    reply = ask(indexed(), f"/{query}")
    head = Head(reply.text)
    assert head.lang == lang
    assert title in head.title
    assert int(reply.headers["content-length"]) == len(reply.body)
    tag = reply.headers["etag"]
    again = ask(indexed(), f"/{query}", if_none_match=tag)
    assert (again.status, again.body) == (304, b"")
    assert ask(indexed(), f"/{query}", if_none_match='"old"').status == 200
    assert ask(indexed(), f"/{query}", "HEAD").body == b""


def test_what_is_no_document_passes_as_it_is():
    assert ask(indexed("x", 500), "/").text == "x"
    assert ask(indexed("x", 200, "text/plain"), "/").text == "x"
    assert ask(indexed(), "/other").text == INDEX
    unknown = IndexPreviews(PUBLISHED, PUBLIC, ATLAS.with_name("other.geojson"))
    assert unknown({}) is None
